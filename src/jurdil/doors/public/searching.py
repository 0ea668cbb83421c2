"""The search box: a region in any spelling, or a station (`31.71.01.1001/012`, `TPS 12 Gambir`)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jurdil.doors.public.places import region_link, title_of
from jurdil.registry.elections.models import Election, PollingStation
from jurdil.registry.regions.models import Level
from jurdil.registry.regions.queries import find_regions, name_path

_STATION = re.compile(
    r"^\s*(?:tps\s*(?P<first>\d{1,3})\W+(?P<place>.+?)|(?P<ward>.+?)\s*(?:/|,?\s*tps)\s*(?P<last>\d{1,3}))\s*$", re.I
)


@dataclass(frozen=True)
class Hit:
    """One thing that was found, with where it lies."""

    title: str
    lies_in: str
    link: str


def hits_of(election: Election, text: str) -> list[Hit]:
    """Return what `text` may mean inside the election's region; stations where it names one."""
    asked = _STATION.match(text)
    if asked:
        place, number = asked["place"] or asked["ward"], int(asked["first"] or asked["last"])
        wards = [row.code for row in find_regions(place, election.region) if row.level == Level.WARD]
        codes = [f"{ward}/{number:03d}" for ward in wards]
        there = PollingStation.objects.filter(election=election, code__in=codes).order_by("code")
        return [Hit(f"TPS {row.number:03d}", _lies_in(row.code), region_link(row.code)) for row in there]
    found = find_regions(text, election.region)
    return [Hit(title_of(row), _lies_in(row.code), region_link(row.code)) for row in found]


def _lies_in(code: str) -> str:
    return ", ".join(place.name for place in reversed(name_path(code)[:-1]))
