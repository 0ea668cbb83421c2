"""The room `elections` as a Django application."""

from django.apps import AppConfig


class ElectionsConfig(AppConfig):
    """The room `elections`."""

    name = "jurdil.registry.elections"
    label = "elections"
