"""The room `rosters` as a Django application."""

from django.apps import AppConfig


class RostersConfig(AppConfig):
    """The room `rosters`."""

    name = "jurdil.registry.rosters"
    label = "rosters"
