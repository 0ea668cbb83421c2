"""The room `desk` as a Django application."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The room `desk`."""

    name = "jurdil.doors.desk"
    label = "desk"
