"""The ledger as a Django application."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Leaves and checkpoints."""

    name = "jurdil.foundation.ledger"
    label = "ledger"
