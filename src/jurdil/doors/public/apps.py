"""The room `public` as a Django application."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """The room `public`."""

    name = "jurdil.doors.public"
    label = "public"
