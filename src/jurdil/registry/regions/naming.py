"""Names of regions for one page: while a request is answered, the names around the first that is asked are kept.

A list of a city's wards asks the database once instead of once a row. Nothing is kept between requests.
"""

from __future__ import annotations

from threading import local
from typing import Any

from django.core.signals import request_finished, request_started

from jurdil.foundation.storage.codes import within
from jurdil.registry.regions.models import Region

_AROUND = 5  # signs of a code: a regency or city and all below it
_kept = local()


def name_of(code: str) -> str:
    """Return the listed name of a region, or an empty text; a station's code has none."""
    if not code:
        return ""
    names: dict[str, str] | None = getattr(_kept, "names", None)
    if names is None:
        return Region.objects.filter(code=code).values_list("name", flat=True).first() or ""
    if code not in names:
        names |= dict(Region.objects.filter(within("code", code[:_AROUND])).values_list("code", "name"))
        names.setdefault(code, "")
    return names[code]


def _begin(**_given: Any) -> None:  # Any: what Django's signal sends
    _kept.names = {}


def _end(**_given: Any) -> None:  # Any: as above
    _kept.names = None


def keep_names_while_answering() -> None:
    """Keep names from the first byte of each request to its last; call it once, when the site starts."""
    request_started.connect(_begin)
    request_finished.connect(_end)
