"""Propose teams, confirm them by two people, appoint them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from jurdil.errors import Conflict, NotFound
from jurdil.foundation.accounts.roles import Actor, Role, must_be_another
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.storage.bulk import uncollected
from jurdil.foundation.storage.clock import day_of
from jurdil.foundation.storage.codes import within
from jurdil.law import load_profile
from jurdil.registry.bodies.actions import Place, appoint_members, form_bodies
from jurdil.registry.bodies.models import Appointment, Body, BodyKind, Seat, SeatRole
from jurdil.registry.bodies.queries import appointments_on
from jurdil.registry.people.models import Person
from jurdil.stages.placement.arranging import Arrangement
from jurdil.stages.placement.decrees import numbered_decree
from jurdil.stages.placement.models import Proposal, ProposalState, ProposedSeat
from jurdil.stages.placement.proposing import keep_proposals
from jurdil.stages.vetting.queries import excluded_person_ids, held_person_ids


@uncollected()
@verb(Role.PPS, Role.KPU_REGENCY)
def propose_teams(*, actor: Actor, arrangement: Arrangement, now: datetime) -> list[Proposal]:
    """Keep what the engine formed as one proposal per ward; an earlier proposal not yet confirmed is put aside.

    Raises Refused (access.region), Conflict if a ward's teams are confirmed already.
    """
    for region in arrangement.regions:
        actor.must_reach(region)
    earlier = Proposal.objects.select_for_update().filter(election=arrangement.election, region__in=arrangement.regions)
    if earlier.filter(state__in=[ProposalState.CONFIRMED, ProposalState.APPOINTED]).exists():
        raise Conflict("Tim di kelurahan ini sudah disahkan.")
    earlier.update(state=ProposalState.PUT_ASIDE)
    return keep_proposals(actor=actor, arrangement=arrangement, now=now)


def _locked(proposal_id: UUID, actor: Actor) -> Proposal:
    proposal = (
        Proposal.objects.select_for_update(of=("self",)).select_related("election").filter(id=proposal_id).first()
    )
    if proposal is None or not actor.reaches(proposal.region):
        raise NotFound("Usulan tim ini tidak ada, atau bukan di wilayah Anda.")
    return proposal


@verb(Role.PPS, Role.KPU_REGENCY)
def confirm_teams(*, actor: Actor, proposal_id: UUID, now: datetime) -> Proposal:
    """Sign a ward's teams as the first of two people. Raises Conflict unless it is proposed and unsigned."""
    proposal = _locked(proposal_id, actor)
    if proposal.state != ProposalState.PROPOSED or proposal.confirmed_by:
        raise Conflict("Usulan ini sudah ditandatangani atau tidak berlaku lagi.")
    proposal.confirmed_by = actor.label
    proposal.save(update_fields=["confirmed_by"])
    record = {"by": actor.label, "signature": 1}
    record_act(Act("placement.signed", proposal.region, str(proposal.id), record, "placement.confirm"), now=now)
    return proposal


@verb(Role.PPS, Role.KPU_REGENCY)
def second_teams(*, actor: Actor, proposal_id: UUID, now: datetime) -> Proposal:
    """Sign a ward's teams as the second person; from here they are confirmed.

    Raises Refused (access.two_people) if it is the same person as the first, Conflict without a first signature.
    """
    proposal = _locked(proposal_id, actor)
    if proposal.state != ProposalState.PROPOSED or not proposal.confirmed_by:
        raise Conflict("Usulan ini belum ditandatangani orang pertama, atau sudah disahkan.")
    must_be_another(actor, proposal.confirmed_by)
    proposal.seconded_by, proposal.confirmed_at, proposal.state = actor.label, now, ProposalState.CONFIRMED
    proposal.save(update_fields=["seconded_by", "confirmed_at", "state"])
    record = {"by": actor.label, "signature": 2}
    record_act(Act("placement.confirmed", proposal.region, str(proposal.id), record, "placement.confirm"), now=now)
    return proposal


@uncollected()
@verb(Role.PPS, Role.KPU_REGENCY)
def appoint_teams(
    *, actor: Actor, proposal_id: UUID, number: str, authority: str, signatory: str, now: datetime
) -> list[Appointment]:
    """Appoint a confirmed ward: every KPPS by its seats, the reserves by their rank.

    Matches and rulings count as they stand now, not as they stood when the teams were proposed: a held seat stays empty
    until its match is ruled on (`appoint_held`), and so does the seat of somebody excluded or withdrawn since (then
    `open_empty_seat`). Raises Refused (placement.decree, placement.term, placement.one_seat), NotFound outside the
    actor's region, Conflict unless it is confirmed.
    """
    proposal = _locked(proposal_id, actor)
    if proposal.state != ProposalState.CONFIRMED:
        raise Conflict("Tim kelurahan ini belum disahkan dua orang, atau sudah diangkat.")
    decree = numbered_decree(
        proposal.election,
        BodyKind.KPPS,
        proposal.region,
        number=number,
        authority=authority,
        signatory=signatory,
        since=day_of(now),
    )
    chosen = _chosen(proposal)
    barred = _mark_held(proposal, chosen)
    _form(proposal, chosen, actor, authority, now)
    people = _people(chosen)
    pairs = [
        (seat, people[one.person_id])
        for seat, one in _seated(proposal, chosen)
        if not one.is_held and one.person_id not in barred
    ]
    made = appoint_members(actor=actor, pairs=pairs, decree=decree, now=now)
    proposal.state = ProposalState.APPOINTED
    proposal.save(update_fields=["state"])
    record = {"decree": decree.number, "appointed": len(made), "by": actor.label}
    record_act(Act("placement.appointed", proposal.region, str(proposal.id), record, "placement.decree"), now=now)
    return made


@dataclass
class _Chosen:
    """One row of a proposal, as light as a ward of hundreds needs it."""

    id: UUID
    station: str
    role: str
    rank: int
    is_held: bool
    person_id: UUID
    withdrawn_at: datetime | None


def _chosen(proposal: Proposal) -> list[_Chosen]:
    columns = ("id", "station", "role", "rank", "is_held", "application__person_id", "application__withdrawn_at")
    rows = proposal.seats.order_by("station", "role", "rank", "id").values_list(*columns)
    return [_Chosen(*row) for row in rows]


def _people(chosen: Iterable[_Chosen]) -> dict[UUID, Person]:
    return Person.objects.only("name").in_bulk([one.person_id for one in chosen])


def _mark_held(proposal: Proposal, chosen: Sequence[_Chosen]) -> set[UUID]:
    """Bring `is_held` up to date and return the people who take no seat at all."""
    held = held_person_ids(proposal.election, proposal.region)
    barred = excluded_person_ids(proposal.election, proposal.region)
    barred |= {one.person_id for one in chosen if one.withdrawn_at is not None}
    for is_held in (True, False):
        turned = [one for one in chosen if one.is_held != is_held and (one.person_id in held - barred) == is_held]
        ProposedSeat.objects.filter(id__in=[one.id for one in turned]).update(is_held=is_held)
        for one in turned:
            one.is_held = is_held
    return barred


def _form(proposal: Proposal, chosen: Sequence[_Chosen], actor: Actor, authority: str, now: datetime) -> None:
    size = load_profile(proposal.election.profile).number("body.kpps.size")
    stations = {seat.station for seat in chosen if seat.station} | set(proposal.short)
    team = (SeatRole.CHAIR, *[SeatRole.MEMBER] * (size - 1))
    reserves = sum(not seat.station for seat in chosen)
    for kind, places in (
        (BodyKind.KPPS, [Place(station, team) for station in sorted(stations)]),
        (BodyKind.KPPS_RESERVE, [Place(proposal.region, (SeatRole.RESERVE,) * reserves)] if reserves else []),
    ):
        form_bodies(actor=actor, election=proposal.election, kind=kind, places=places, authority=authority, now=now)


def _seated(proposal: Proposal, chosen: Sequence[_Chosen]) -> Iterable[tuple[Seat, _Chosen]]:
    """Yield each seat with the place in the proposal that it stands for."""
    ward = proposal.region
    kinds = (BodyKind.KPPS, BodyKind.KPPS_RESERVE)
    found = Body.objects.filter(within("region", ward), election=proposal.election, kind__in=kinds)
    bodies = found.in_bulk()
    free: dict[str, list[Seat]] = defaultdict(list)
    for seat in Seat.objects.filter(body__in=list(bodies)).order_by("number"):
        seat.body = bodies[seat.body_id]
        free[seat.body.region].append(seat)
    for one in sorted(chosen, key=lambda seat: (seat.role != SeatRole.CHAIR, seat.rank, seat.id)):
        open_seats = free[one.station or ward]
        seat = next((seat for seat in open_seats if seat.role == one.role), open_seats[0])
        open_seats.remove(seat)
        yield seat, one


@verb(Role.PPS, Role.KPU_REGENCY)
def appoint_held(
    *, actor: Actor, proposal_id: UUID, number: str, authority: str, signatory: str, now: datetime
) -> list[Appointment]:
    """Appoint those of an appointed ward whose matches have since been ruled clear, each to the seat kept for them.

    Somebody whom a ruling excluded keeps no seat: it is left to `open_empty_seat`. Raises Refused (placement.decree,
    placement.term), NotFound outside the actor's region, Conflict unless the ward is appointed.
    """
    proposal = _locked(proposal_id, actor)
    if proposal.state != ProposalState.APPOINTED:
        raise Conflict("Tim kelurahan ini belum diangkat.")
    decree = numbered_decree(
        proposal.election,
        BodyKind.KPPS,
        proposal.region,
        number=number,
        authority=authority,
        signatory=signatory,
        since=day_of(now),
    )
    waiting = [one for one in _chosen(proposal) if one.is_held]
    barred = _mark_held(proposal, waiting)
    clear = [one for one in waiting if not one.is_held and one.person_id not in barred]
    people = _people(clear)
    pairs: list[tuple[Seat, Person]] = []
    for one in clear:
        kept = _kept_seat(proposal, one, decree.start, {seat.id for seat, _ in pairs})
        pairs.append((kept, people[one.person_id]))
    return appoint_members(actor=actor, pairs=pairs, decree=decree, now=now)


def _kept_seat(proposal: Proposal, one: _Chosen, on: date, given: set[UUID]) -> Seat:
    region = one.station or proposal.region
    kind = BodyKind.KPPS if one.station else BodyKind.KPPS_RESERVE
    taken = set(appointments_on(region, on).values_list("seat_id", flat=True)) | given
    rows = Seat.objects.select_related("body").filter(
        body__election=proposal.election, body__kind=kind, body__region=region
    )
    empty = [seat for seat in rows.order_by("number") if seat.id not in taken]
    if not empty:
        raise Conflict("Kursi yang ditahan sudah terisi.")
    return next((seat for seat in empty if seat.role == one.role), empty[0])
