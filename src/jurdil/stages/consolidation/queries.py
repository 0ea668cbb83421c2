"""Who was invited, who came, who is missing, who has pledged."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from jurdil.errors import NotFound
from jurdil.foundation.accounts.roles import OFFICERS, Actor, Role, own_person
from jurdil.foundation.accounts.verbs import query
from jurdil.foundation.storage.codes import covers, within
from jurdil.registry.bodies.models import SeatRole
from jurdil.registry.bodies.queries import appointments_on
from jurdil.stages.consolidation.models import Attendance, Event, Invitation, Pledge


@dataclass(frozen=True)
class Share:
    """A figure with its numerator and denominator."""

    unit: str
    count: int
    of: int


@query(*OFFICERS, Role.SUPERVISOR)
def events_within(*, actor: Actor) -> list[Event]:
    """Return the events that concern the actor's region: inside it, or held above it for it too; newest first."""
    rows = Event.objects.order_by("-starts_at")
    return [row for row in rows if covers(actor.region, row.region) or covers(row.region, actor.region)]


@query(*OFFICERS, Role.SUPERVISOR)
def event_of(*, actor: Actor, event_id: UUID) -> Event:
    """Return one event that concerns the actor's region. Raises NotFound."""
    event = Event.objects.select_related("election").filter(id=event_id).first()
    if event is None or not (covers(actor.region, event.region) or covers(event.region, actor.region)):
        raise NotFound("Kegiatan ini tidak ada, atau bukan di wilayah Anda.")
    return event


def _present() -> Exists:
    return Exists(Attendance.objects.filter(invitation=OuterRef("pk"), undone_at__isnull=True, is_repeat=False))


@query(*OFFICERS, Role.SUPERVISOR)
def invitations_of(*, actor: Actor, event_id: UUID, missing_only: bool = False, name: str = "") -> QuerySet[Invitation]:
    """Return an event's invitations in the actor's region with `is_present`, by unit and name."""
    rows = Invitation.objects.filter(within("region", actor.region), event_id=event_id).annotate(is_present=_present())
    if missing_only:
        rows = rows.filter(is_present=False)
    if name:
        rows = rows.filter(person__name__icontains=name)
    return rows.select_related("person", "appointment__seat__body").order_by("region", "person__name")


@query(*OFFICERS, Role.SUPERVISOR)
def attendance_by_unit(*, actor: Actor, event_id: UUID, depth: int) -> list[Share]:
    """Return present of invited per unit at `depth` steps of the code (2 regency, 3 district, 4 ward)."""
    rows = Invitation.objects.filter(within("region", actor.region), event_id=event_id).annotate(is_present=_present())
    invited: Counter[str] = Counter()
    present: Counter[str] = Counter()
    for region, is_present in rows.values_list("region", "is_present"):
        unit = ".".join(region.split("/")[0].split(".")[:depth])
        invited[unit] += 1
        present[unit] += bool(is_present)
    return [Share(unit, present[unit], invited[unit]) for unit in sorted(invited)]


@query(Role.APPLICANT)
def own_invitations(*, actor: Actor) -> QuerySet[Invitation]:
    """Return the invitations of the person themselves, newest first."""
    return (
        Invitation.objects.filter(person_id=actor.person_id, revoked_at__isnull=True)
        .select_related("event")
        .order_by("-id")
    )


@query(*OFFICERS, Role.SUPERVISOR)
def pledge_coverage(*, actor: Actor, on: date) -> Share:
    """Return how many who serve on `on` in the actor's region have signed the pact, of how many (reserves left out)."""
    serving = appointments_on(actor.region, on).exclude(seat__role=SeatRole.RESERVE)
    pledged = serving.filter(Exists(Pledge.objects.filter(person_id=OuterRef("person_id"))))
    return Share(actor.region, pledged.count(), serving.count())


@query(Role.APPLICANT)
def own_pledges(*, actor: Actor) -> QuerySet[Pledge]:
    """Return the pledges of the person themselves, newest first."""
    return Pledge.objects.filter(person=own_person(actor)).order_by("-id")
