"""What everybody may see about a region: how many stations, seats and people who serve. Counts, never files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, QuerySet
from django.db.models.functions import Substr

from jurdil.foundation.storage.codes import within
from jurdil.law import load_profile
from jurdil.registry.bodies.models import Appointment, Body, BodyKind
from jurdil.registry.elections.models import Election
from jurdil.registry.elections.queries import station_totals
from jurdil.registry.regions.models import Region
from jurdil.registry.regions.names import short_name
from jurdil.stages.recruitment.models import Application


@dataclass(frozen=True)
class Part:
    """One region's figures. needed: seats of all KPPS. applied: None where the count is too small to be shown."""

    code: str
    name: str
    stations: int
    voters: int
    needed: int
    appointed: int
    applied: int | None

    @property
    def share(self) -> float:
        """Appointed seats of those needed, 0 to 1."""
        return self.appointed / self.needed if self.needed else 0.0


def figures_of(election: Election, region: Region, children: list[Region], on: date) -> tuple[Part, list[Part]]:
    """Return the figures of `region` and of each of `children`, regions of one level inside it, on the day `on`.

    The whole is counted before small counts are hidden: it is itself shown only where it is large enough.
    """
    length = len(children[0].code) if children else len(region.code)
    size = team_size(election)
    totals = station_totals(election, region.code, length)
    seated = _seated(election, region.code, length, on)
    applied = _applied(election, region.code, length)

    def part(place: Region, codes: Iterable[str]) -> Part:
        here = list(codes)
        stations = sum(totals[code].stations for code in here if code in totals)
        return Part(
            code=place.code,
            name=short_name(place.name) or place.code,
            stations=stations,
            voters=sum(totals[code].voters for code in here if code in totals),
            needed=stations * size,
            appointed=sum(seated.get(code, 0) for code in here),
            applied=shown(election, sum(applied.get(code, 0) for code in here)),
        )

    everywhere = totals.keys() | seated.keys() | applied.keys()
    return part(region, everywhere), _cover([part(child, [child.code]) for child in children])


def _cover(parts: list[Part]) -> list[Part]:
    """Hide the smallest other count where only one is hidden: else the sum gives it away."""
    if sum(part.applied is None for part in parts) != 1:
        return parts
    counts = [part.applied for part in parts if part.applied]
    if not counts:
        return parts
    place = next(place for place, part in enumerate(parts) if part.applied == min(counts))
    return [*parts[:place], replace(parts[place], applied=None), *parts[place + 1 :]]


def shown(election: Election, count: int) -> int | None:
    """Return `count` for the public: None where it is neither 0 nor as large as rule privacy.small_cell asks."""
    return count if count == 0 or count >= load_profile(election.profile).number("privacy.small_cell") else None


def team_size(election: Election) -> int:
    """Return how many people a KPPS has (rule body.kpps.size)."""
    return load_profile(election.profile).number("body.kpps.size")


def filled_stations(election: Election, ward: str, on: date) -> dict[str, int]:
    """Return how many KPPS seats are taken on the day, by the code of the station, in one ward."""
    rows = _serving(election, ward, on).values("region").annotate(people=Count("id"))
    return {row["region"]: row["people"] for row in rows}


def _serving(election: Election, region: str, on: date) -> QuerySet[Appointment]:
    return Appointment.objects.filter(
        within("region", region),
        corrected_by__isnull=True,
        start__lte=on,
        end__gte=on,
        seat__body__in=Body.objects.filter(within("region", region), election=election, kind=BodyKind.KPPS),
    ).order_by()


def _seated(election: Election, region: str, length: int, on: date) -> dict[str, int]:
    rows = _serving(election, region, on).annotate(part=Substr("region", 1, length))
    return {row["part"]: row["people"] for row in rows.values("part").annotate(people=Count("id"))}


def _applied(election: Election, region: str, length: int) -> dict[str, int]:
    rows = (
        Application.objects.filter(
            within("region", region), opening__election=election, body=BodyKind.KPPS, withdrawn_at__isnull=True
        )
        .annotate(part=Substr("region", 1, length))
        .values("part")
        .annotate(people=Count("id"))
        .order_by()
    )
    return {row["part"]: row["people"] for row in rows}
