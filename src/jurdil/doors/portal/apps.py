"""The room `portal` as a Django application."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The room `portal`."""

    name = "jurdil.doors.portal"
    label = "portal"
