"""The room `api` as a Django application."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The room `api`."""

    name = "jurdil.doors.api"
    label = "api"
