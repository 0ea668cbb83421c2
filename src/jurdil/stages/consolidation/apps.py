"""The room `consolidation` as a Django application."""

from django.apps import AppConfig


class ConsolidationConfig(AppConfig):
    """The room `consolidation`."""

    name = "jurdil.stages.consolidation"
    label = "consolidation"
