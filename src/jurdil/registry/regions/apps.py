"""The room `regions` as a Django application."""

from django.apps import AppConfig


class RegionsConfig(AppConfig):
    """The room `regions`."""

    name = "jurdil.registry.regions"
    label = "regions"
