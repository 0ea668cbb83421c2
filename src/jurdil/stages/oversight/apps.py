"""The room `oversight` as a Django application."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """The room `oversight`."""

    name = "jurdil.stages.oversight"
    label = "oversight"
