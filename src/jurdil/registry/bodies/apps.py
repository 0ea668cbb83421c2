"""The room `bodies` as a Django application."""

from django.apps import AppConfig


class BodiesConfig(AppConfig):
    """The room `bodies`."""

    name = "jurdil.registry.bodies"
    label = "bodies"
