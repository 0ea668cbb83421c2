"""What a page about a region or a station shows, made ready for the template."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jurdil.doors.public.figures import Part
from jurdil.doors.public.words import BODIES, KINDS, ROLES, words_of
from jurdil.registry.bodies.queries import Term
from jurdil.registry.regions.maps import SHARES, Shape, boundaries, draw_map
from jurdil.registry.regions.models import Level, Region
from jurdil.registry.regions.names import short_name
from jurdil.registry.regions.queries import name_path

DISTRICT_LENGTH = 8


@dataclass(frozen=True)
class Step:
    """One link of the way down to a page."""

    name: str
    link: str


@dataclass(frozen=True)
class Member:
    """One seat of a body and who holds or held it."""

    role: str
    name: str
    start: date
    end: date
    decree: str
    is_now: bool
    is_corrected: bool
    recorded_at: datetime
    corrected_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True)
class Roll:
    """One body with its seats."""

    title: str
    members: list[Member]


def region_link(code: str) -> str:
    """Return the address of a region's or a station's page."""
    ward, slash, number = code.partition("/")
    return reverse("public:station", args=[ward, number]) if slash else reverse("public:region", args=[ward])


def way_to(code: str) -> list[Step]:
    """Return the way from the province down to `code`."""
    return [Step(short_name(place.name), region_link(place.code)) for place in name_path(code)]


def title_of(region: Region) -> str:
    """Return the region's name with its kind, unless the name says the kind itself."""
    kind = words_of(KINDS, region.kind)
    name = region.name or region.code
    return name if name.startswith((kind, "Daerah")) else f"{kind} {name}"


def rolls(terms: Iterable[Term], on: date) -> list[Roll]:
    """Return the seats of `terms` by body; public are name, role and days, not why somebody left."""
    bodies: dict[str, list[Member]] = {}
    for term in terms:
        member = Member(
            role=words_of(ROLES, term.role),
            name=term.name or _("(data pribadi telah dihapus)"),
            start=term.start,
            end=term.end,
            decree=term.decree,
            is_now=term.held_on(on),
            is_corrected=term.is_corrected,
            recorded_at=term.recorded_at,
            corrected_at=term.corrected_at,
            ended_at=term.ended_at,
        )
        bodies.setdefault(term.body, []).append(member)
    return [Roll(words_of(BODIES, kind), members) for kind, members in bodies.items()]


def map_of_parts(parts: list[Part], inside: str) -> SafeString:
    """Return a map of the districts in `inside`, each shaded by the seats taken in it or in the city around it."""
    if not parts or len(parts[0].code) > DISTRICT_LENGTH:
        return SafeString("")
    shapes: dict[str, Shape] = {}
    by_code = {part.code: part for part in parts}
    for code in boundaries(Level.DISTRICT, inside).paths:
        part = by_code.get(code) or by_code.get(code[:5])
        if part is not None:
            words = _("%(name)s: %(appointed)s dari %(needed)s kursi KPPS terisi") % {
                "name": part.name,
                "appointed": part.appointed,
                "needed": part.needed,
            }
            shapes[code] = Shape(round(part.share, 3), words, region_link(part.code))
    return draw_map(shapes, level=Level.DISTRICT, inside=inside, steps=SHARES, title=_("Peta kursi KPPS yang terisi"))
