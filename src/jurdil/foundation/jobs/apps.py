"""Jobs as a Django application."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The job table."""

    name = "jurdil.foundation.jobs"
    label = "jobs"
