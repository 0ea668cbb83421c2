"""The room `bodies` as a Django application."""

from importlib import import_module

from django.apps import AppConfig


class BodiesConfig(AppConfig):
    """The room `bodies`."""

    name = "jurdil.registry.bodies"
    label = "bodies"

    def ready(self) -> None:
        """Make the handlers of this room's jobs known."""
        import_module("jurdil.registry.bodies.letters")
