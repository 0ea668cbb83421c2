"""The room `vetting` as a Django application."""

from importlib import import_module

from django.apps import AppConfig


class VettingConfig(AppConfig):
    """The room `vetting`."""

    name = "jurdil.stages.vetting"
    label = "vetting"

    def ready(self) -> None:
        """Make the jobs of this room known to the worker."""
        import_module("jurdil.stages.vetting.work")
        import_module("jurdil.stages.vetting.seeking")
