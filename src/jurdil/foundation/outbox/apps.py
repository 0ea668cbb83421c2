"""The outbox as a Django application."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Queued messages."""

    name = "jurdil.foundation.outbox"
    label = "outbox"
