"""The room `recruitment` as a Django application."""

from django.apps import AppConfig


class RecruitmentConfig(AppConfig):
    """The room `recruitment`."""

    name = "jurdil.stages.recruitment"
    label = "recruitment"
