"""The room `placement` as a Django application."""

from importlib import import_module

from django.apps import AppConfig


class PlacementConfig(AppConfig):
    """The room `placement`."""

    name = "jurdil.stages.placement"
    label = "placement"

    def ready(self) -> None:
        """Make the jobs of this room known to the worker."""
        import_module("jurdil.stages.placement.work")
