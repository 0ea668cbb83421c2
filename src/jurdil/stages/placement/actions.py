"""Propose teams, confirm them by two people, appoint them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.storage.bulk import insert_rows
from jurdil.foundation.storage.clock import day_of
from jurdil.law import load_profile
from jurdil.registry.bodies.actions import Decree, Place, appoint_members, form_bodies
from jurdil.registry.bodies.models import Appointment, BodyKind, Seat, SeatRole
from jurdil.registry.bodies.queries import appointments_on
from jurdil.registry.elections.models import Election
from jurdil.registry.people.models import Person
from jurdil.stages.placement.arranging import Arrangement, nearness
from jurdil.stages.placement.models import Proposal, ProposalState, ProposedSeat
from jurdil.stages.selection.queries import excluded_people, held_people

TERM_STAGE = "term"


def term_of(election: Election, body: str) -> tuple[str, Decree]:
    """Return the rule id and an unnumbered decree for the term of a body, from the election's calendar.

    Raises Refused (placement.term) where the profile knows no term for the body.
    """
    profile = load_profile(election.profile)
    window = profile.window(profile.checked_like(body), TERM_STAGE)
    if window is None:
        raise Refused(
            "placement.term",
            f"Profil pemilihan ini tidak memuat masa kerja {body}.",
            "Minta KPU melengkapi kalender pemilihan, lalu ulangi.",
        )
    return window.rule.id, Decree("", "", "", window.rule.id, window.start, window.end)


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
    proposals = {region: _proposal(arrangement, region, actor, now) for region in arrangement.regions}
    insert_rows(list(proposals.values()))
    insert_rows(list(_proposed_seats(arrangement, proposals)))
    for region, proposal in proposals.items():
        record = {"seed": proposal.seed, "objective": str(proposal.objective), "by": actor.label}
        record_act(Act("placement.proposed", region, str(proposal.id), record, "teams.displaced"), now=now)
    return list(proposals.values())


def _proposal(arrangement: Arrangement, region: str, actor: Actor, now: datetime) -> Proposal:
    outcome = arrangement.outcome
    figures = next(group for group in outcome.groups if group.group == region)
    other = figures.objective - figures.merit
    return Proposal(
        election=arrangement.election,
        region=region,
        seed=arrangement.seed.hex(),
        policy=arrangement.policy.weights(),
        objective=figures.objective,
        bound=figures.bound,
        gap=figures.gap,
        gap_non_merit=max(0.0, figures.bound - figures.objective) / abs(other) if other else 0.0,
        unmet=[asdict(wish) for wish in outcome.unmet if wish.group == region],
        displaced=[asdict(one) for one in outcome.displaced if one.group == region],
        short={one.place_id: one.missing for one in outcome.short if one.group == region},
        made_at=now,
        is_simulated=actor.is_simulated,
    )


def _proposed_seats(arrangement: Arrangement, proposals: dict[str, Proposal]) -> Iterable[ProposedSeat]:
    held = {person for region in arrangement.regions for person in held_people(region)}
    for seat in arrangement.outcome.seats:
        place = arrangement.places.get(seat.place_id)
        yield ProposedSeat(
            proposal=proposals[seat.group],
            application_id=UUID(seat.person_id),
            region=seat.group,
            station=seat.place_id,
            role=SeatRole(seat.role),
            rank=seat.rank,
            nearness=nearness(arrangement.people[seat.person_id], place) if place else "",
            is_held=arrangement.owners[seat.person_id] in held,
        )


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

    Raises Refused (placement.confirm) if it is the same person as the first, Conflict without a first signature.
    """
    proposal = _locked(proposal_id, actor)
    if proposal.state != ProposalState.PROPOSED or not proposal.confirmed_by:
        raise Conflict("Usulan ini belum ditandatangani orang pertama, atau sudah disahkan.")
    if proposal.confirmed_by == actor.label:
        raise Refused(
            "placement.confirm",
            "Tanda tangan kedua harus dari orang lain.",
            "Minta petugas lain yang berwenang untuk menandatangani.",
        )
    proposal.seconded_by, proposal.confirmed_at, proposal.state = actor.label, now, ProposalState.CONFIRMED
    proposal.save(update_fields=["seconded_by", "confirmed_at", "state"])
    record = {"by": actor.label, "signature": 2}
    record_act(Act("placement.confirmed", proposal.region, str(proposal.id), record, "placement.confirm"), now=now)
    return proposal


@verb(Role.PPS, Role.KPU_REGENCY)
def appoint_teams(
    *, actor: Actor, proposal_id: UUID, number: str, authority: str, signatory: str, now: datetime
) -> list[Appointment]:
    """Appoint a confirmed ward: every KPPS by its seats, the reserves by their rank.

    A held seat stays empty until its match is ruled on (`appoint_held`). Raises Refused (access.region,
    placement.decree), Conflict unless it is confirmed.
    """
    proposal = _locked(proposal_id, actor)
    if proposal.state != ProposalState.CONFIRMED:
        raise Conflict("Tim kelurahan ini belum disahkan dua orang, atau sudah diangkat.")
    if not (number and authority and signatory):
        raise Refused(
            "placement.decree",
            "Keputusan pengangkatan memerlukan nomor, otoritas dan penandatangan.",
            "Lengkapi ketiganya, lalu kirim ulang.",
        )
    chosen = list(proposal.seats.select_related("application__person").order_by("station", "role", "rank", "id"))
    _form(proposal, chosen, actor, authority, now)
    pairs = [(seat, person) for seat, person in _seated(proposal, chosen) if person is not None]
    rule, term = term_of(proposal.election, BodyKind.KPPS)
    decree = Decree(number, authority, signatory, rule, term.start, term.end)
    made = appoint_members(actor=actor, pairs=pairs, decree=decree, now=now)
    proposal.state = ProposalState.APPOINTED
    proposal.save(update_fields=["state"])
    return made


def _form(proposal: Proposal, chosen: Sequence[ProposedSeat], actor: Actor, authority: str, now: datetime) -> None:
    size = load_profile(proposal.election.profile).number("body.kpps.size")
    stations = {seat.station for seat in chosen if seat.station} | set(proposal.short)
    team = (SeatRole.CHAIR, *[SeatRole.MEMBER] * (size - 1))
    reserves = sum(not seat.station for seat in chosen)
    for kind, places in (
        (BodyKind.KPPS, [Place(station, team) for station in sorted(stations)]),
        (BodyKind.KPPS_RESERVE, [Place(proposal.region, (SeatRole.RESERVE,) * reserves)] if reserves else []),
    ):
        form_bodies(actor=actor, election=proposal.election, kind=kind, places=places, authority=authority, now=now)


def _seated(proposal: Proposal, chosen: Sequence[ProposedSeat]) -> Iterable[tuple[Seat, Person | None]]:
    """Yield each seat with the person who takes it, or None where the seat is held."""
    ward = proposal.region
    rows = Seat.objects.filter(
        body__election=proposal.election,
        body__kind__in=[BodyKind.KPPS, BodyKind.KPPS_RESERVE],
        body__region__gte=ward,
        body__region__lt=ward + "0",
    )
    free: dict[str, list[Seat]] = defaultdict(list)
    for seat in rows.select_related("body").order_by("body__region", "number"):
        free[seat.body.region].append(seat)
    for one in sorted(chosen, key=lambda seat: (seat.role != SeatRole.CHAIR, seat.rank, seat.id)):
        open_seats = free[one.station or ward]
        seat = next((seat for seat in open_seats if seat.role == one.role), open_seats[0])
        open_seats.remove(seat)
        yield seat, None if one.is_held else one.application.person


@verb(Role.PPS, Role.KPU_REGENCY)
def appoint_held(
    *, actor: Actor, proposal_id: UUID, number: str, authority: str, signatory: str, now: datetime
) -> list[Appointment]:
    """Appoint those of an appointed ward whose matches have since been ruled clear, each to the seat kept for them.

    Somebody whom a ruling excluded keeps no seat: it is left to `open_vacancy`. Raises Refused (access.region).
    """
    proposal = _locked(proposal_id, actor)
    if proposal.state != ProposalState.APPOINTED:
        raise Conflict("Tim kelurahan ini belum diangkat.")
    still_held, excluded = held_people(proposal.region), excluded_people(proposal.region)
    waiting = proposal.seats.select_related("application__person").filter(is_held=True)
    clear = [one for one in waiting if one.application.person_id not in still_held | excluded]
    if not clear:
        return []
    rule, term = term_of(proposal.election, BodyKind.KPPS)
    start = max(term.start, day_of(now))
    decree = Decree(number, authority, signatory, rule, start, term.end)
    pairs: list[tuple[Seat, Person]] = []
    for one in clear:
        pairs.append((_kept_seat(proposal, one, start, {seat.id for seat, _ in pairs}), one.application.person))
    made = appoint_members(actor=actor, pairs=pairs, decree=decree, now=now)
    ProposedSeat.objects.filter(id__in=[one.id for one in clear]).update(is_held=False)
    return made


def _kept_seat(proposal: Proposal, one: ProposedSeat, on: date, given: set[UUID]) -> Seat:
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
