"""The room `vetting` as a Django application."""

from django.apps import AppConfig


class VettingConfig(AppConfig):
    """The room `vetting`."""

    name = "jurdil.stages.vetting"
    label = "vetting"
