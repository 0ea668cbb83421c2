"""Slow down whoever guesses codes or floods a form, without locking out those who share an address.

A whole ward may come through one address (a proxy, a village hotspot). So a browser is counted strictly, by its own
session, and an address generously: beyond its measure nobody is refused for good, only asked to wait a minute. A script
that throws its cookies away has never waited and stays outside.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import StrEnum

from django.core.cache import cache
from django.http import HttpRequest

from jurdil.foundation.storage.seals import lookup_hash

WINDOW_S = 10 * 60
PATIENCE_S = 60
KEY = "tries"


class Wait(StrEnum):
    """How long somebody must wait: not at all, ten minutes for a browser, a minute where an address is crowded."""

    NONE = ""
    BROWSER = "browser"
    ADDRESS = "address"


@dataclass(frozen=True)
class Pace:
    """How often something may be tried in ten minutes, by one browser and from one address before it waits."""

    name: str
    per_browser: int
    per_address: int


def wait_of(request: HttpRequest, pace: Pace) -> Wait:
    """Return whether the request must wait; asking begins the minute of patience."""
    moment = time.time()
    seen: dict[str, list[float]] = request.session.get(KEY, {})
    first, tried = _recent(seen.get(pace.name), moment)
    request.session[KEY] = {**seen, pace.name: [first, *tried]}
    if len(tried) >= pace.per_browser:
        return Wait.BROWSER
    is_crowded = cache.get(_address(request, pace), 0) >= pace.per_address
    return Wait.ADDRESS if is_crowded and moment - first < PATIENCE_S else Wait.NONE


def count_try(request: HttpRequest, pace: Pace) -> None:
    """Count one try of this browser and of its address; the minute of patience begins anew."""
    moment = time.time()
    seen: dict[str, list[float]] = request.session.get(KEY, {})
    _first, tried = _recent(seen.get(pace.name), moment)
    request.session[KEY] = {**seen, pace.name: [moment, *tried, moment]}
    key = _address(request, pace)
    cache.add(key, 0, WINDOW_S)
    cache.incr(key)


def _recent(kept: list[float] | None, moment: float) -> tuple[float, list[float]]:
    if not kept:
        return moment, []
    return kept[0], [one for one in kept[1:] if moment - one < WINDOW_S]


def _address(request: HttpRequest, pace: Pace) -> str:
    return f"{pace.name}-tries:" + lookup_hash(f"address:{request.META.get('REMOTE_ADDR', '')}")
