"""The room `selection` as a Django application."""

from django.apps import AppConfig


class SelectionConfig(AppConfig):
    """The room `selection`."""

    name = "jurdil.stages.selection"
    label = "selection"
