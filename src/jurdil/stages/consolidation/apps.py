"""The room `consolidation` as a Django application."""

from importlib import import_module

from django.apps import AppConfig


class ConsolidationConfig(AppConfig):
    """The room `consolidation`."""

    name = "jurdil.stages.consolidation"
    label = "consolidation"

    def ready(self) -> None:
        """Make the jobs of this room known to the worker."""
        import_module("jurdil.stages.consolidation.work")
        import_module("jurdil.stages.consolidation.material_notices")
        import_module("jurdil.stages.consolidation.pledge_notices")
