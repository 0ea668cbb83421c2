"""What a change to a proposal would do, before anything is written: who moves, what it costs, which rules it breaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from typing import Literal
from uuid import UUID

from jurdil.engines.teams import (
    Change,
    Outcome,
    Person,
    Place,
    Policy,
    Seat,
    Tally,
    Violation,
    amend_teams,
    assess_teams,
    check_teams,
    shuffle_late,
    tally,
)
from jurdil.registry.bodies.models import SeatRole
from jurdil.stages.placement.arranging import Arrangement, people_of, places_of, policy_for
from jurdil.stages.placement.locking import locks_in
from jurdil.stages.placement.models import Proposal, ProposalKind

RESERVE = ""  # the place of somebody without a station


@dataclass(frozen=True)
class Basis:
    """A proposal as the engine takes it, with the people, stations and locks of now."""

    proposal: Proposal
    people: tuple[Person, ...]
    owners: Mapping[str, UUID]
    places: tuple[Place, ...]
    seats: tuple[Seat, ...]
    locked: Mapping[str, str]
    policy: Policy

    @property
    def seed(self) -> bytes:
        """Return the seed that formed the proposal."""
        return bytes.fromhex(self.proposal.seed)


@dataclass(frozen=True)
class Cost:
    """What one rule of the policy is worth before and after a change, in points; a price paid is negative."""

    rule: str
    before: float
    after: float

    @property
    def gain(self) -> float:
        """Return what the change gains by this rule."""
        return self.after - self.before


@dataclass(frozen=True)
class Draft:
    """A change that nobody has confirmed. digest: of the seats, so that what is confirmed is what was shown."""

    proposal: Proposal
    kind: ProposalKind
    arrangement: Arrangement
    changes: tuple[Change, ...]
    costs: tuple[Cost, ...]
    violations: tuple[Violation, ...]
    digest: str

    @property
    def outcome(self) -> Outcome:
        """Return the seats after the change with their figures."""
        return self.arrangement.outcome

    @property
    def moved(self) -> int:
        """Return how many who had a seat sit elsewhere, or nowhere, after the change."""
        return sum(bool(one.before) for one in self.changes)


def basis_of(proposal: Proposal) -> Basis:
    """Return a proposal with whoever may serve today; people excluded or withdrawn since are no longer in it."""
    drawn = people_of(proposal.election, proposal.region)
    present = {person.id for person, _ in drawn}
    locks = locks_in(proposal.election, [proposal.region])
    rows = proposal.seats.values_list("application_id", "region", "station", "role", "rank")
    return Basis(
        proposal=proposal,
        people=tuple(person for person, _ in drawn),
        owners={person.id: owner for person, owner in drawn},
        places=tuple(places_of(proposal.election, proposal.region)),
        seats=tuple(Seat(str(person), group, place, _role(role), rank) for person, group, place, role, rank in rows),
        locked={name: station for name, station in locks.items() if name in present},
        policy=policy_for(proposal.election, [proposal.region]),
    )


def _role(role: str) -> Literal["chair", "member", "reserve"]:
    return "chair" if role == SeatRole.CHAIR else "reserve" if role == SeatRole.RESERVE else "member"


def draft_mending(proposal: Proposal, *, most_moves: int) -> Draft:
    """Fill what fell vacant and keep the locks; nobody moves without need, and at most `most_moves` for wishes."""
    basis = basis_of(proposal)
    mended = amend_teams(
        basis.people,
        basis.places,
        basis.seats,
        policy=basis.policy,
        seed=basis.seed,
        on=proposal.election.voting_day,
        locked=basis.locked,
        most_moves=most_moves,
    )
    return _draft(basis, ProposalKind.MENDED, mended.seats, mended.changes)


def draft_moves(proposal: Proposal, moves: Mapping[str, str]) -> Draft:
    """Let an officer move people by hand. moves: application id to station, or to `RESERVE`."""
    basis = basis_of(proposal)
    present = {person.id for person in basis.people}
    seats, changes = [], []
    for seat in basis.seats:
        if seat.person_id not in present:
            continue
        after = moves.get(seat.person_id, seat.place_id)
        if after != seat.place_id:
            changes.append(Change(seat.person_id, seat.group, seat.place_id, after))
            seat = replace(seat, place_id=after, role="member" if after else "reserve", rank=0)
        seats.append(seat)
    return _draft(basis, ProposalKind.BY_HAND, seats, changes)


def draft_shuffle(proposal: Proposal, *, sealed: str, seed: bytes, public: Sequence[str]) -> Draft:
    """Let the members change stations by a sealed seed and public values that appeared after it.

    Raises ValueError if the seed is not the one that was sealed.
    """
    basis = basis_of(proposal)
    seats, changes = shuffle_late(
        basis.people,
        basis.places,
        basis.seats,
        policy=basis.policy,
        sealed=sealed,
        seed=seed,
        on=proposal.election.voting_day,
        locked=basis.locked,
        public=public,
    )
    return _draft(basis, ProposalKind.SHUFFLED, seats, changes)


def _draft(basis: Basis, kind: ProposalKind, seats: Sequence[Seat], changes: Sequence[Change]) -> Draft:
    proposal, on = basis.proposal, basis.proposal.election.voting_day
    outcome = assess_teams(
        basis.people, basis.places, seats, policy=basis.policy, seed=basis.seed, on=on, locked=basis.locked
    )
    violations = check_teams(
        basis.people,
        basis.places,
        outcome.seats,
        policy=basis.policy,
        on=on,
        short={one.place_id: one.missing for one in outcome.short},
        locked=basis.locked,
    )
    arrangement = Arrangement(
        election=proposal.election,
        regions=(proposal.region,),
        seed=basis.seed,
        policy=basis.policy,
        people={person.id: person for person in basis.people},
        owners=basis.owners,
        places={place.id: place for place in basis.places},
        outcome=outcome,
    )
    before = tally(basis.people, basis.places, basis.seats, policy=basis.policy, on=on)
    after = tally(basis.people, basis.places, outcome.seats, policy=basis.policy, on=on)
    return Draft(
        proposal,
        kind,
        arrangement,
        tuple(changes),
        _costs(before, after),
        tuple(violations),
        _digest(proposal, outcome),
    )


def _costs(before: Tally, after: Tally) -> tuple[Cost, ...]:
    """Return what changes, rule by rule, in the order of weight; merit and nearness are gains, all others prices."""
    found = []
    for field in fields(Tally):
        if field.name.startswith("teams"):
            continue
        sign = 1 if field.name in ("merit", "near") else -1
        was, now = sign * getattr(before, field.name), sign * getattr(after, field.name)
        if abs(now - was) > 1e-6:
            found.append(Cost(field.name, was, now))
    return tuple(found)


def _digest(proposal: Proposal, outcome: Outcome) -> str:
    lines = sorted(f"{seat.person_id} {seat.place_id} {seat.role} {seat.rank}\n" for seat in outcome.seats)
    return sha256(f"{proposal.id}\n{''.join(lines)}".encode()).hexdigest()
