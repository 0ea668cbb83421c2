"""Where the placement of each ward stands, who sits in a team, and what happens to an empty seat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from jurdil.errors import NotFound
from jurdil.foundation.accounts.roles import OFFICERS, Actor, Role, own_person
from jurdil.foundation.accounts.verbs import query
from jurdil.foundation.jobs.models import Job, JobState
from jurdil.foundation.storage.codes import within
from jurdil.registry.bodies.models import Appointment, Body, BodyKind, Seat, SeatRole
from jurdil.registry.regions.queries import find_regions
from jurdil.stages.placement.models import (
    Lock,
    Offer,
    Proposal,
    ProposalState,
    ProposedSeat,
    Replacement,
    ReplacementState,
)
from jurdil.stages.placement.offer_times import ends_of_offers
from jurdil.stages.placement.reserves import Candidate, suggest_reserves, vacant_from
from jurdil.stages.placement.vacating import PLAN
from jurdil.stages.recruitment.models import Application
from jurdil.stages.selection.models import Lot

READERS = (*OFFICERS, Role.SUPERVISOR)
SIGNERS = (Role.PPS, Role.KPU_REGENCY)
OPEN = (ReplacementState.VACANT, ReplacementState.OFFERED, ReplacementState.ACCEPTED)


def rules_on_matches(actor: Actor) -> bool:
    """Return whether the actor may see that a place is held: only those who rule and those who appoint may."""
    return actor.role in SIGNERS


@query(*READERS)
def wards_within(*, actor: Actor) -> QuerySet[Lot]:
    """Return the KPPS lots of the actor's region, by region, each with the `state` of its newest proposal."""
    newest = Proposal.objects.filter(election=OuterRef("election"), region=OuterRef("region")).order_by("-id")
    rows = Lot.objects.filter(within("region", actor.region), body=BodyKind.KPPS).defer("listed")
    return rows.annotate(state=Subquery(newest.values("state")[:1])).order_by("region")


@query(*READERS)
def ward_of(*, actor: Actor, region: str) -> Lot:
    """Return the KPPS lot of a ward with its election. Raises NotFound before the freeze and outside the region."""
    rows = Lot.objects.filter(region=region, body=BodyKind.KPPS).select_related("election").defer("listed")
    lot = rows.order_by("-committed_at").first() if actor.reaches(region) else None
    if lot is None:
        raise NotFound("Daftar kelurahan ini belum dibekukan, atau bukan di wilayah Anda.")
    return lot


@query(*READERS)
def proposals_of(*, actor: Actor, lot: Lot) -> list[Proposal]:
    """Return the proposals of a ward, newest first, those put aside too."""
    if not actor.reaches(lot.region):
        raise NotFound("Wilayah ini bukan wilayah Anda.")
    return list(Proposal.objects.filter(election=lot.election, region=lot.region).order_by("-id"))


@query(*READERS)
def proposal_of(*, actor: Actor, proposal_id: UUID) -> Proposal:
    """Return one proposal of the actor's region. Raises NotFound."""
    proposal = Proposal.objects.select_related("election").filter(id=proposal_id).first()
    if proposal is None or not actor.reaches(proposal.region):
        raise NotFound("Usulan tim ini tidak ada, atau bukan di wilayah Anda.")
    return proposal


def seats_of(proposal: Proposal, stations: Sequence[str] | None = None) -> QuerySet[ProposedSeat]:
    """Return the seats of a proposal with the people, chairs first; `stations` picks some ("" for reserves)."""
    rows = ProposedSeat.objects.filter(proposal=proposal).select_related("application__person")
    if stations is not None:
        rows = rows.filter(station__in=stations)
    return rows.order_by("station", "role", "rank", "application__person__name", "id")


def stations_of(proposal: Proposal) -> list[str]:
    """Return the codes of the stations of a proposal, short ones too."""
    found = ProposedSeat.objects.filter(proposal=proposal).exclude(station="").values_list("station", flat=True)
    return sorted(set(found) | set(proposal.short))


def displaced_in(proposal: Proposal, pairs: Sequence[Sequence[str]]) -> list[tuple[Application, str]]:
    """Return the applications with the rule that displaced them. pairs: some of `proposal.displaced`."""
    found = Application.objects.select_related("person").in_bulk([UUID(pair[0]) for pair in pairs])
    return [(found[UUID(key)], rule) for key, rule in pairs if UUID(key) in found]


@query(*READERS)
def proposed_seat_of(*, actor: Actor, proposal_id: UUID, seat_id: UUID) -> ProposedSeat:
    """Return one seat of a proposal of the actor's region, with the person. Raises NotFound."""
    rows = ProposedSeat.objects.filter(proposal_id=proposal_id).select_related("application__person", "proposal")
    found = rows.filter(id=seat_id).first()
    if found is None or not actor.reaches(found.region):
        raise NotFound("Kursi ini tidak ada dalam usulan itu, atau bukan di wilayah Anda.")
    return found


@query(*SIGNERS)
def locks_of(*, actor: Actor, region: str) -> QuerySet[Lock]:
    """Return the locks of a ward, those that hold first, then the newest. Raises NotFound outside the region."""
    if not actor.reaches(region):
        raise NotFound("Wilayah ini bukan wilayah Anda.")
    rows = Lock.objects.filter(region=region).select_related("application__person")
    return rows.order_by(F("released_at").asc(nulls_first=True), "-id")


@query(*SIGNERS)
def teams_job_of(*, actor: Actor, job_id: UUID) -> Job:
    """Return a job of this room in the actor's region. Raises NotFound."""
    job = Job.objects.filter(id=job_id, kind__startswith="placement.").first()
    if job is None or not actor.reaches(job.region):
        raise NotFound("Pekerjaan ini tidak ada, atau bukan di wilayah Anda.")
    return job


@query(*SIGNERS)
def jobs_here(*, actor: Actor, limit: int = 5) -> list[Job]:
    """Return the newest jobs of this room in the actor's region, newest first."""
    rows = Job.objects.filter(within("region", actor.region), kind__startswith="placement.")
    return list(rows.order_by("-id")[:limit])


@query(*SIGNERS)
def waiting_plan(*, actor: Actor) -> Job | None:
    """Return the newest plan of many vacancies of the actor's office that nobody has confirmed yet."""
    rows = Job.objects.filter(kind=PLAN, region=actor.region).exclude(state=JobState.FAILED).order_by("-id")
    job = rows.first()
    return job if job is not None and job.arguments["wards"] else None


@dataclass(frozen=True)
class PlannedSeat:
    """One row of a plan: whose term would end, why, and who would be asked for the seat, None where nobody fits."""

    appointment: Appointment
    ground: str
    reason: str
    folder: str
    last_day: date
    taker: Application | None
    rank: int


@query(*SIGNERS)
def planned_seats(*, actor: Actor, job: Job, ward: str) -> list[PlannedSeat]:
    """Return what a finished plan says of a ward, by station and seat. Raises NotFound outside the actor's region."""
    if not actor.reaches(job.region) or ward not in job.arguments["wards"]:
        raise NotFound("Pratinjau ini tidak ada, atau bukan di wilayah Anda.")
    rows = {UUID(row[0]): row for row in job.arguments["wards"][ward]}
    asked = {UUID(seat): (UUID(who), rank) for seat, who, rank in job.result["asked"].get(ward, [])}
    people = Application.objects.select_related("person").in_bulk([who for who, _rank in asked.values()])
    ending = Appointment.objects.filter(id__in=rows).select_related("seat__body", "person")
    found = []
    for one in ending.order_by("region", "seat__number"):
        _key, ground, reason, folder, day = rows[one.id]
        who, rank = asked.get(one.id, (None, 0))
        taker = people[who] if who is not None else None
        found.append(PlannedSeat(one, ground, reason, folder, date.fromisoformat(day), taker, rank))
    return found


@dataclass(frozen=True)
class SeatLine:
    """One seat of a team today: who sits there, or the case that fills it."""

    seat: Seat
    appointment: Appointment | None
    case: Replacement | None


@query(*READERS)
def team_of(*, actor: Actor, station: str, on: date) -> list[SeatLine]:
    """Return the seats of every body of a station with who holds them on `on` or will next. Raises NotFound.

    Somebody whose term has not begun is shown as well: a team is looked at before its first day.
    """
    bodies = Body.objects.filter(region=station) if actor.reaches(station) else Body.objects.none()
    seats = list(Seat.objects.filter(body__in=bodies).select_related("body__election").order_by("body__kind", "number"))
    if not seats:
        raise NotFound("Tim TPS ini belum diangkat, atau bukan di wilayah Anda.")
    rows = Appointment.objects.filter(region=station, corrected_by__isnull=True, end__gte=on)
    held = rows.filter(end__gte=F("start")).select_related("person")
    holders = {row.seat_id: row for row in held.order_by("-start")}
    cases = {row.seat_id: row for row in Replacement.objects.filter(region=station, state__in=OPEN)}
    return [SeatLine(seat, holders.get(seat.id), cases.get(seat.id)) for seat in seats]


@query(*READERS)
def reserves_of(*, actor: Actor, region: str, on: date) -> QuerySet[Appointment]:
    """Return the reserves of a ward by rank, whose term is not over on `on`. Raises NotFound outside the region."""
    if not actor.reaches(region):
        raise NotFound("Wilayah ini bukan wilayah Anda.")
    rows = Appointment.objects.filter(region=region, seat__role=SeatRole.RESERVE, corrected_by__isnull=True)
    return rows.filter(end__gte=on).select_related("person", "seat").order_by("seat__number")


@query(*READERS)
def replacements_within(
    *, actor: Actor, states: Sequence[str] = OPEN, words: str = "", late_at: datetime | None = None
) -> QuerySet[Replacement]:
    """Return the replacements of the actor's region in some states, oldest first, with seat and who was offered it.

    words: a region's name or code, or a part of the name of whoever was asked. late_at: only offers whose time was
    over then; it runs from when the message left.
    """
    rows = Replacement.objects.filter(within("region", actor.region), state__in=states)
    if late_at is not None:
        rows = rows.filter(deadline__lte=late_at)
        ends = ends_of_offers(rows.only("id"))
        rows = rows.filter(id__in=[case for case, end in ends.items() if end is not None and end <= late_at])
    if words.strip():
        places = [within("region", one.code) for one in find_regions(words, actor.region)]
        named = Q(offered_to__person__name__icontains=words.strip()) | within("region", words.strip())
        rows = rows.filter(reduce(or_, places, named))
    return rows.select_related("seat__body", "offered_to__person").order_by("opened_at", "id")


@query(*READERS)
def replacement_of(*, actor: Actor, replacement_id: UUID) -> Replacement:
    """Return one replacement of the actor's region. Raises NotFound."""
    rows = Replacement.objects.select_related(
        "seat__body__election", "vacated__person", "offered_to__person", "appointment__person"
    )
    found = rows.filter(id=replacement_id).first()
    if found is None or not actor.reaches(found.region):
        raise NotFound("Penggantian ini tidak ada, atau bukan di wilayah Anda.")
    return found


@query(*SIGNERS)
def candidates_for(*, actor: Actor, replacement: Replacement, today: date) -> list[Candidate]:
    """Return everybody in the order for a vacant seat, each with what speaks for or against them."""
    if not actor.reaches(replacement.region):
        raise NotFound("Penggantian ini tidak ada, atau bukan di wilayah Anda.")
    return suggest_reserves(replacement, vacant_from(replacement, today))


@query(*READERS)
def appointment_of(*, actor: Actor, appointment_id: UUID) -> Appointment:
    """Return one appointment of the actor's region. Raises NotFound."""
    rows = Appointment.objects.select_related("seat__body__election", "person")
    found = rows.filter(id=appointment_id).first()
    if found is None or not actor.reaches(found.region):
        raise NotFound("Pengangkatan ini tidak ada, atau bukan di wilayah Anda.")
    return found


@query(*READERS)
def counts_by_kind(*, actor: Actor, region: str, on: date) -> dict[str, int]:
    """Return how many people of each kind of body are appointed in a ward and whose term is not over on `on`."""
    if not actor.reaches(region):
        raise NotFound("Wilayah ini bukan wilayah Anda.")
    rows = Appointment.objects.filter(within("region", region), corrected_by__isnull=True, end__gte=on)
    return dict(rows.values_list("seat__body__kind").annotate(count=Count("id")).order_by())


@query(Role.APPLICANT)
def own_offers(*, actor: Actor) -> QuerySet[Offer]:
    """Return the offers made to the applicant, the newest first."""
    rows = Offer.objects.filter(application__person=own_person(actor))
    return rows.select_related("replacement__seat__body", "replacement__appointment").order_by("-id")


@query(Role.APPLICANT)
def own_offer(*, actor: Actor, replacement_id: UUID) -> Offer:
    """Return one offer made to the applicant. Raises NotFound."""
    found = own_offers(actor=actor).filter(replacement_id=replacement_id).first()
    if found is None:
        raise NotFound("Tawaran ini tidak ada, atau bukan untuk Anda.")
    return found


@query(Role.APPLICANT)
def own_place(*, actor: Actor) -> list[tuple[ProposedSeat, str]]:
    """Return the applicant's places in teams that are appointed, each with the rule that displaced them or "".

    Where a place is held the applicant learns of it by the question that was put to them, not here.
    """
    rows = ProposedSeat.objects.filter(
        application__person=own_person(actor), proposal__state=ProposalState.APPOINTED
    ).select_related("proposal")
    found = []
    for row in rows:
        rules = dict(row.proposal.displaced)
        found.append((row, str(rules.get(str(row.application_id), ""))))
    return found
