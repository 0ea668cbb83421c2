"""The room `partners` as a Django application."""

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """The room `partners`."""

    name = "jurdil.registry.partners"
    label = "partners"
