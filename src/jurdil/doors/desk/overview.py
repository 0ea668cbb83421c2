"""The rows and the map of the overview, made ready for the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jurdil.doors.desk.progress import WARD_LENGTH, Progress
from jurdil.foundation.accounts.roles import OFFICERS, Actor, Role
from jurdil.registry.regions.maps import SHARES, Shape, draw_map
from jurdil.registry.regions.models import Level, Region
from jurdil.registry.regions.names import short_name

LENGTHS = (2, 5, 8, WARD_LENGTH)  # of the codes of provinces, regencies, districts and wards


@dataclass(frozen=True)
class Line:
    """One part of the region in the table."""

    code: str
    name: str
    progress: Progress
    link: str


def supervises(actor: Actor) -> bool:
    """Return whether the overview is for this actor."""
    return actor.role in OFFICERS or actor.role == Role.SUPERVISOR


def part_length(region: str) -> int:
    """Return the length of the codes one level below `region`; a ward is its own part."""
    return next((length for length in LENGTHS if length > len(region)), WARD_LENGTH)


def lines_of(parts: Mapping[str, Progress], actor: Actor) -> list[Line]:
    """Return a line per part, in the order of codes, each with the page of its applications."""
    names = dict(Region.objects.filter(code__in=parts).values_list("code", "name"))
    return [
        Line(code, short_name(names.get(code) or code), progress, f"{reverse('recruitment:list')}?wilayah={code}")
        for code, progress in sorted(parts.items())
    ]


def map_of(wards: Mapping[str, Progress], region: str) -> SafeString:
    """Return the map of the region's wards, each shaded by the share of its seats with somebody appointed."""
    if len(region) >= WARD_LENGTH:
        return SafeString("")
    names = dict(Region.objects.filter(code__in=wards).values_list("code", "name"))
    shapes = {
        ward: Shape(
            round(progress.share, 3),
            _("%(name)s: %(appointed)s dari %(needed)s kursi terisi")
            % {"name": names.get(ward, ward), "appointed": progress.appointed, "needed": progress.needed},
            f"/wilayah/{ward}/",
        )
        for ward, progress in wards.items()
    }
    return draw_map(shapes, level=Level.WARD, inside=region, steps=SHARES, title=_("Peta kursi KPPS yang terisi"))
