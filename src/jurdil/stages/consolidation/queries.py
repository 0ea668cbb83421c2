"""Who was invited, who came, who is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from jurdil.errors import NotFound
from jurdil.foundation.accounts.roles import OFFICERS, Actor, Role, own_person
from jurdil.foundation.accounts.verbs import query
from jurdil.foundation.jobs.models import Job
from jurdil.foundation.storage.clock import day_of
from jurdil.foundation.storage.codes import covers, within
from jurdil.law.pacts import pact_of
from jurdil.registry.bodies.models import Appointment, BodyKind, Seat, SeatRole
from jurdil.registry.bodies.queries import appointments_on
from jurdil.registry.elections.models import StageInterval
from jurdil.stages.consolidation.models import Attendance, Event, Invitation, Pledge


@dataclass(frozen=True)
class Share:
    """A figure with its numerator and denominator."""

    unit: str
    count: int
    of: int


def family_of(event_id: UUID) -> QuerySet[Event]:
    """Return an event and its sites."""
    return Event.objects.filter(Q(id=event_id) | Q(parent_id=event_id)).order_by()


def pledges_in(
    body: UUID | OuterRef, person: UUID | OuterRef, *profiles: str, role: str | OuterRef = ""
) -> QuerySet[Pledge]:
    """Return the pledges to the pact in force of `profiles` that hold for a person in a body.

    body, person, role: values, or references to them. role: only those given in that role; empty for any. A change of
    role asks for the pledge again; whoever takes a neighbour's number, or comes back to an earlier role, has given it.
    """
    hashes = {pact_of(key).text_hash for key in profiles}
    rows = Pledge.objects.filter(seat__body=body, person=person, text_hash__in=hashes)
    return rows.filter(seat__role=role) if role else rows


def servers_of(event: Event, kinds: Sequence[BodyKind]) -> QuerySet[Appointment]:
    """Return who serves in the event's region on its day in bodies of `kinds`, by place and seat."""
    rows = appointments_on(event.region, day_of(event.starts_at)).filter(seat__body__kind__in=kinds)
    return rows.filter(seat__body__election=event.election_id).order_by("region", "seat__number", "id")


@query(*OFFICERS, Role.SUPERVISOR)
def events_within(*, actor: Actor) -> list[Event]:
    """Return the events that concern the actor's region: inside it, or held above it for it too; newest first.

    Whoever sees an event as a whole finds its sites on its page.
    """
    rows = Event.objects.select_related("parent").order_by("-starts_at", "region")
    near = [row for row in rows if covers(actor.region, row.region) or covers(row.region, actor.region)]
    return [row for row in near if row.parent is None or not covers(actor.region, row.parent.region)]


@query(*OFFICERS, Role.SUPERVISOR)
def event_of(*, actor: Actor, event_id: UUID) -> Event:
    """Return one event that concerns the actor's region. Raises NotFound."""
    event = Event.objects.select_related("election", "parent").filter(id=event_id).first()
    if event is None or not (covers(actor.region, event.region) or covers(event.region, actor.region)):
        raise NotFound("Kegiatan ini tidak ada, atau bukan di wilayah Anda.")
    return event


@dataclass(frozen=True)
class Composition:
    """How many people of one kind of body an invitation would reach. fresh: those who have none yet."""

    kind: BodyKind
    serving: int
    fresh: int


@query(Role.PPK, Role.KPU_REGENCY, Role.KPU_PROVINCE)
def invitable(*, actor: Actor, event_id: UUID, kinds: Sequence[BodyKind]) -> list[Composition]:
    """Return how many people an invitation of `kinds` would reach, kind by kind. Raises NotFound outside the region."""
    event = event_of(actor=actor, event_id=event_id)
    if not actor.reaches(event.region):
        raise NotFound("Kegiatan ini tidak ada, atau bukan di wilayah Anda.")
    invited = set(event.invitations.values_list("person_id", flat=True))
    counted: set[UUID] = set()
    serving: Counter[str] = Counter()
    fresh: Counter[str] = Counter()
    for person_id, kind in servers_of(event, kinds).values_list("person_id", "seat__body__kind"):
        if person_id in counted:
            continue
        counted.add(person_id)
        serving[kind] += 1
        fresh[kind] += person_id not in invited
    return [Composition(kind, serving[kind], fresh[kind]) for kind in kinds]


def last_days(event: Event) -> list[StageInterval]:
    """Return the stages of the event's own units that end on one of its days: people are needed elsewhere then."""
    first, last = day_of(event.starts_at), day_of(event.ends_at)
    rows = StageInterval.objects.filter(election=event.election_id, end__gte=first, end__lte=last).order_by("end", "id")
    return [row for row in rows if covers(event.region, row.region) or covers(row.region, event.region)]


def _counting() -> QuerySet[Attendance]:
    return Attendance.objects.filter(invitation=OuterRef("pk"), undone_at__isnull=True, is_repeat=False)


def _invited(actor: Actor, event_id: UUID) -> QuerySet[Invitation]:
    here = within("region", actor.region)
    return Invitation.objects.filter(here, event__in=family_of(event_id), revoked_at__isnull=True)


def _present() -> Exists:
    return Exists(_counting())


def _arrived_at() -> Subquery:
    return Subquery(_counting().order_by("at", "id").values("at")[:1])


@query(*OFFICERS, Role.SUPERVISOR)
def invitations_of(*, actor: Actor, event_id: UUID, missing_only: bool = False, name: str = "") -> QuerySet[Invitation]:
    """Return an event's invitations in the actor's region with `is_present` and `arrived_at`, by unit and name."""
    rows = _invited(actor, event_id).annotate(is_present=_present(), arrived_at=_arrived_at())
    if missing_only:
        rows = rows.filter(is_present=False)
    if name:
        rows = rows.filter(person__name__icontains=name)
    return rows.select_related("person", "appointment__seat__body").order_by("region", "person__name", "id")


@query(*OFFICERS, Role.SUPERVISOR)
def invitation_of(*, actor: Actor, event_id: UUID, invitation_id: UUID) -> Invitation:
    """Return one invitation, a revoked one too, of the actor's region or an event in it. Raises NotFound."""
    rows = Invitation.objects.select_related("event", "person", "appointment__seat__body", "substitute_of__person")
    found = rows.filter(id=invitation_id, event=event_id).first()
    if found is None or not (actor.reaches(found.region) or actor.reaches(found.event.region)):
        raise NotFound("Undangan ini tidak ada, atau bukan di wilayah Anda.")
    return found


@query(*OFFICERS, Role.SUPERVISOR)
def work_of(*, actor: Actor, event_id: UUID) -> list[Job]:
    """Return the long work that was asked for about an event in the actor's region, newest first."""
    event = event_of(actor=actor, event_id=event_id)
    rows = Job.objects.filter(within("region", actor.region), kind__startswith="consolidation.")
    return list(rows.filter(arguments__event=str(event.id)).order_by("-id")[:5])


def presences_of(*, actor: Actor, event_id: UUID) -> Iterable[tuple[str, UUID, bool]]:
    """Return region, person and whether present of each invitation to an event in the actor's region."""
    rows = _invited(actor, event_id).annotate(is_present=_present())
    return rows.values_list("region", "person_id", "is_present")


def shares(pairs: Iterable[tuple[str, bool]]) -> list[Share]:
    """Return one share per unit of (unit, whether it holds), in the order of codes."""
    of: Counter[str] = Counter()
    count: Counter[str] = Counter()
    for unit, holds in pairs:
        of[unit] += 1
        count[unit] += bool(holds)
    return [Share(unit, count[unit], of[unit]) for unit in sorted(of)]


def unit_of(region: str, depth: int) -> str:
    """Return the unit that a place belongs to, at `depth` steps of the code; a station belongs to its ward."""
    return ".".join(region.split("/")[0].split(".")[:depth])


@query(*OFFICERS, Role.SUPERVISOR)
def attendance_by_unit(*, actor: Actor, event_id: UUID, depth: int) -> list[Share]:
    """Return present of invited per unit at `depth` steps of the code (2 regency, 3 district, 4 ward)."""
    rows = _invited(actor, event_id).annotate(is_present=_present())
    return shares((unit_of(region, depth), came) for region, came in rows.values_list("region", "is_present"))


@query(*OFFICERS, Role.SUPERVISOR)
def attendance_by_kind(*, actor: Actor, event_id: UUID) -> list[Share]:
    """Return present of invited per kind of body."""
    rows = _invited(actor, event_id).annotate(is_present=_present())
    pairs = rows.values_list("appointment__seat__body__kind", "is_present")
    return shares((kind or "-", came) for kind, came in pairs)


@query(*OFFICERS, Role.SUPERVISOR)
def seats_by_kind(*, actor: Actor, event_id: UUID) -> Counter[str]:
    """Return the seats of the kinds of bodies from which somebody is invited: with the empty ones, who could come.

    They are counted in the event's and the actor's region, reserves left out.
    """
    event = event_of(actor=actor, event_id=event_id)
    kinds = _invited(actor, event_id).order_by().values("appointment__seat__body__kind").distinct()
    here = within("body__region", event.region) & within("body__region", actor.region)
    rows = Seat.objects.filter(here, body__election=event.election_id, body__kind__in=kinds)
    counted = rows.exclude(role=SeatRole.RESERVE).order_by().values_list("body__kind").annotate(Count("id"))
    return Counter(dict(counted))


@query(Role.APPLICANT)
def own_invitations(*, actor: Actor) -> QuerySet[Invitation]:
    """Return the invitations of the person themselves, revoked ones too, newest first."""
    return (
        Invitation.objects.filter(person=own_person(actor))
        .select_related("event__election", "person", "appointment__seat__body")
        .order_by("-id")
    )


def first_check_in(attendance: Attendance) -> datetime:
    """Return when the person of a check-in was first checked in: the time that counts."""
    rows = Attendance.objects.filter(invitation=attendance.invitation_id, undone_at__isnull=True, is_repeat=False)
    first = rows.filter(session=attendance.session).order_by("at", "id").first()
    return first.at if first is not None else attendance.at


@query(*OFFICERS, Role.SUPERVISOR)
def attendance_of(*, actor: Actor, event_id: UUID, attendance_id: UUID) -> Attendance:
    """Return one check-in of an event that concerns the actor, with name and unit. Raises NotFound."""
    event = event_of(actor=actor, event_id=event_id)
    rows = Attendance.objects.select_related("invitation__person", "invitation__appointment__seat__body")
    found = rows.filter(id=attendance_id, invitation__event=event).first()
    if found is None or not (actor.reaches(event.region) or actor.reaches(found.region)):
        raise NotFound("Catatan hadir ini tidak ada, atau bukan di wilayah Anda.")
    return found


@query(Role.APPLICANT)
def own_invitation(*, actor: Actor, invitation_id: UUID) -> Invitation:
    """Return one invitation of the person themselves. Raises NotFound."""
    invitation = own_invitations(actor=actor).filter(id=invitation_id).first()
    if invitation is None:
        raise NotFound("Undangan ini tidak ada, atau bukan untuk Anda.")
    return invitation
