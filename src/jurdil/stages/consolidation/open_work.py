"""What is still open in the units of an event, ward by ward: the sheet that goes to the hall with them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from jurdil.errors import NotFound
from jurdil.foundation.accounts.roles import OFFICERS, Actor, Role
from jurdil.foundation.accounts.verbs import query
from jurdil.foundation.storage.codes import covers, within
from jurdil.law import load_profile
from jurdil.registry.bodies.models import Appointment, BodyKind, SeatRole
from jurdil.registry.bodies.queries import appointments_on
from jurdil.registry.elections.models import Election
from jurdil.registry.elections.queries import station_totals
from jurdil.stages.consolidation.models import Attendance, EventKind
from jurdil.stages.consolidation.queries import event_of, unit_of
from jurdil.stages.recruitment.models import Application, ReviewState
from jurdil.stages.vetting.models import Match
from jurdil.stages.vetting.suspicion_models import SuspicionState

WARD_STEPS, DISTRICT_STEPS, WARD_LENGTH = 4, 3, 13
UNDONE = (ReviewState.UNREVIEWED, ReviewState.NEEDS_CLARIFICATION)


@dataclass(frozen=True)
class OpenWork:
    """What a ward has still to do. All are counts of now.

    forms: applications without a finished review. seats: those that KPPS need; applicants: who may still get one.
    short: stations without a whole team. matches: suspicions without a ruling. untrained: who serves in a committee and
    has attended no training.
    """

    ward: str
    stations: int
    forms: int
    seats: int
    applicants: int
    short: int
    matches: int
    untrained: int

    @property
    def lacking(self) -> int:
        """Seats for which there is no applicant."""
        return max(0, self.seats - self.applicants)


def _by_ward(rows: QuerySet[Application] | QuerySet[Match] | QuerySet[Appointment]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for region, count in rows.order_by().values_list("region").annotate(Count("id")):
        counted[unit_of(region, WARD_STEPS)] += count
    return counted


def _whole_teams(region: str, election: Election, on: date, size: int) -> Counter[str]:
    rows = appointments_on(region, on).filter(seat__body__kind=BodyKind.KPPS, seat__body__election=election)
    counted = rows.exclude(seat__role=SeatRole.RESERVE).order_by().values_list("region").annotate(Count("id"))
    whole: Counter[str] = Counter()
    for station, count in counted:
        whole[unit_of(station, WARD_STEPS)] += count >= size
    return whole


def _untrained(region: str, election: Election, on: date) -> QuerySet[Appointment]:
    attended = Attendance.objects.filter(
        invitation__person=OuterRef("person_id"),
        invitation__event__kind=EventKind.TRAINING,
        undone_at__isnull=True,
        is_repeat=False,
    )
    rows = appointments_on(region, on).filter(seat__body__election=election)
    return rows.filter(seat__body__kind__in=(BodyKind.PPS, BodyKind.PPS_SECRETARIAT, BodyKind.KPPS)).filter(
        ~Exists(attended)
    )


@query(*OFFICERS, Role.SUPERVISOR)
def open_work_of(*, actor: Actor, event_id: UUID, on: date) -> dict[str, list[OpenWork]]:
    """Return what is open on the day `on` in the wards of the event's and the actor's region, by district.

    Raises NotFound for an event that does not concern the actor.
    """
    event = event_of(actor=actor, event_id=event_id)
    region = event.region if covers(actor.region, event.region) else actor.region
    if not actor.reaches(region):
        raise NotFound("Kegiatan ini tidak ada, atau bukan di wilayah Anda.")
    election, here = event.election, within("region", region)
    size = load_profile(election.profile).number("body.kpps.size")
    applied = Application.objects.filter(
        here, opening__election=election, body=BodyKind.KPPS, withdrawn_at__isnull=True
    )
    forms = _by_ward(applied.filter(review__in=UNDONE))
    applicants = _by_ward(applied.filter(~Q(review=ReviewState.INELIGIBLE)))
    matches = _by_ward(Match.objects.filter(here, election=election).exclude(state=SuspicionState.RULED))
    whole = _whole_teams(region, election, on, size)
    untrained = _by_ward(_untrained(region, election, on))
    made: dict[str, list[OpenWork]] = defaultdict(list)
    for ward, total in sorted(station_totals(election, region, WARD_LENGTH).items()):
        made[unit_of(ward, DISTRICT_STEPS)].append(
            OpenWork(
                ward,
                total.stations,
                forms[ward],
                total.stations * size,
                applicants[ward],
                total.stations - whole[ward],
                matches[ward],
                untrained[ward],
            )
        )
    return dict(made)
