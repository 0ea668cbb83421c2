"""The room `placement` as a Django application."""

from django.apps import AppConfig


class PlacementConfig(AppConfig):
    """The room `placement`."""

    name = "jurdil.stages.placement"
    label = "placement"
