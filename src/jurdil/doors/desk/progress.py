"""How far each part of a region is, as numerator and denominator, from a handful of queries grouped by ward.

Every query is an index range over the region's prefix; wards are summed up here, so that the table one level below,
the map and the list of what lags all come from the same numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

from django.db.models import Count, Q, QuerySet

from jurdil.foundation.accounts.roles import OFFICERS, Actor, Role
from jurdil.foundation.accounts.verbs import query
from jurdil.foundation.storage.codes import within
from jurdil.law import load_profile
from jurdil.registry.bodies.models import Appointment, Body, BodyKind, Seat
from jurdil.registry.elections.models import Election
from jurdil.registry.elections.queries import station_totals
from jurdil.stages.recruitment.models import Application, ReviewState
from jurdil.stages.vetting.models import Match
from jurdil.stages.vetting.suspicion_models import SuspicionState

WARD_LENGTH = 13


@dataclass(frozen=True)
class Progress:
    """KPPS of one region. needed: seats. teams: stations whose team is complete. All are counts of now.

    applications, reviewed: not withdrawn. open_matches: suspicions without a ruling, each holds a place.
    """

    stations: int = 0
    needed: int = 0
    applications: int = 0
    reviewed: int = 0
    open_matches: int = 0
    teams: int = 0
    appointed: int = 0

    def __add__(self, other: Progress) -> Progress:
        """Return the sum of two regions."""
        return Progress(**{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)})

    @property
    def unreviewed(self) -> int:
        """Applications that nobody has reviewed."""
        return self.applications - self.reviewed

    @property
    def share(self) -> float:
        """Appointed seats of those needed, 0 to 1."""
        return self.appointed / self.needed if self.needed else 0.0


@query(*OFFICERS, Role.SUPERVISOR)
def progress_by_ward(*, actor: Actor, election: Election, on: date) -> dict[str, Progress]:
    """Return the progress of every ward with stations in the actor's region, by code."""
    size = load_profile(election.profile).number("body.kpps.size")
    totals = station_totals(election, actor.region, WARD_LENGTH)
    applied, reviewed = _applications(actor, election)
    matches = _open_matches(actor, election)
    appointed, teams = _teams(actor, election, on)
    return {
        ward: Progress(
            stations=total.stations,
            needed=total.stations * size,
            applications=applied[ward],
            reviewed=reviewed[ward],
            open_matches=matches[ward],
            teams=teams[ward],
            appointed=appointed[ward],
        )
        for ward, total in totals.items()
    }


def summed(wards: Mapping[str, Progress], length: int) -> dict[str, Progress]:
    """Return the sums by the first `length` signs of the ward's code."""
    parts: dict[str, Progress] = {}
    for ward, progress in wards.items():
        parts[ward[:length]] = parts.get(ward[:length], Progress()) + progress
    return parts


def _applications(actor: Actor, election: Election) -> tuple[Counter[str], Counter[str]]:
    rows = (
        Application.objects.filter(
            within("region", actor.region),
            opening__election=election,
            body=BodyKind.KPPS,
            withdrawn_at__isnull=True,
        )
        .values("region")
        .annotate(people=Count("id"), seen=Count("id", filter=~Q(review=ReviewState.UNREVIEWED)))
        .order_by()
    )
    applied: Counter[str] = Counter()
    reviewed: Counter[str] = Counter()
    for row in rows:
        ward = row["region"][:WARD_LENGTH]
        applied[ward] += row["people"]
        reviewed[ward] += row["seen"]
    return applied, reviewed


def _open_matches(actor: Actor, election: Election) -> Counter[str]:
    rows = Match.objects.filter(within("region", actor.region), election=election).exclude(state=SuspicionState.RULED)
    counted = rows.values("region").annotate(pairs=Count("id")).order_by()
    matches: Counter[str] = Counter()
    for row in counted:
        matches[row["region"][:WARD_LENGTH]] += row["pairs"]
    return matches


def _teams(actor: Actor, election: Election, on: date) -> tuple[Counter[str], Counter[str]]:
    """Return appointed people and complete teams by ward: one grouped query over appointments, one over bodies."""
    bodies = Body.objects.filter(within("region", actor.region), election=election, kind=BodyKind.KPPS)
    sizes = dict(bodies.values_list("region", "size"))
    appointed: Counter[str] = Counter()
    teams: Counter[str] = Counter()
    for station, people in _seated(actor, bodies, on).items():
        ward = station[:WARD_LENGTH]
        appointed[ward] += people
        teams[ward] += people >= sizes.get(station, people + 1)
    return appointed, teams


def _seated(actor: Actor, bodies: QuerySet[Body], on: date) -> dict[str, int]:
    rows = (
        Appointment.objects.filter(
            within("region", actor.region),
            corrected_by__isnull=True,
            start__lte=on,
            end__gte=on,
            seat__in=Seat.objects.filter(body__in=bodies),
        )
        .order_by()
        .values_list("region")
        .annotate(Count("id"))
    )
    return dict(rows)
