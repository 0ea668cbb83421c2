"""What everybody may see about a region: how many stations, seats and people who serve. Counts, never files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet
from django.db.models.functions import Substr

from jurdil.foundation.storage.codes import within
from jurdil.law import load_profile
from jurdil.registry.bodies.models import Appointment, Body, BodyKind
from jurdil.registry.elections.models import Election
from jurdil.registry.elections.queries import Totals, station_totals
from jurdil.registry.regions.models import Region
from jurdil.stages.recruitment.models import Application

WARD_LENGTH = 13


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


def parts_of(election: Election, region: str, children: list[Region], on: date) -> list[Part]:
    """Return the figures of each of `children`, regions of one level inside `region`, on the day `on`."""
    if not children:
        return []
    length = len(children[0].code)
    size = team_size(election)
    totals = station_totals(election, region, length)
    seated = _seated(election, region, length, on)
    applied = _applied(election, region, length)
    none = Totals()
    return [
        Part(
            code=child.code,
            name=child.name,
            stations=totals.get(child.code, none).stations,
            voters=totals.get(child.code, none).voters,
            needed=totals.get(child.code, none).stations * size,
            appointed=seated.get(child.code, 0),
            applied=shown(election, applied.get(child.code, 0)),
        )
        for child in children
    ]


def whole_of(parts: list[Part], *, code: str, name: str, applied: int | None) -> Part:
    """Return the sum of `parts`. applied is passed in: a sum over hidden cells would give them away."""
    return Part(
        code=code,
        name=name,
        stations=sum(part.stations for part in parts),
        voters=sum(part.voters for part in parts),
        needed=sum(part.needed for part in parts),
        appointed=sum(part.appointed for part in parts),
        applied=applied,
    )


def applied_in(election: Election, region: str) -> int | None:
    """Return how many applied for KPPS in `region`, None below the smallest count that is shown."""
    return shown(election, sum(_applied(election, region, 2).values()))


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
