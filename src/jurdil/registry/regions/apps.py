"""The room `regions` as a Django application."""

from django.apps import AppConfig


class RegionsConfig(AppConfig):
    """The room `regions`."""

    name = "jurdil.registry.regions"
    label = "regions"

    def ready(self) -> None:
        """Let the pages keep the names of regions while a request is answered."""
        from jurdil.registry.regions.naming import (  # noqa: PLC0415  # models are not loaded before
            keep_names_while_answering,
        )

        keep_names_while_answering()
