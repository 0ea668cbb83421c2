"""The room `people` as a Django application."""

from importlib import import_module

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The room `people`."""

    name = "jurdil.registry.people"
    label = "people"

    def ready(self) -> None:
        """Make the handlers of this room's jobs known."""
        import_module("jurdil.registry.people.rotation")
