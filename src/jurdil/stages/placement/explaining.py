"""Why stations of a ward stay short, in words, and the mildest way out with the rule it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jurdil.engines.teams import Explanation, Person, Relaxation, explain_short
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.elections.models import StageInterval
from jurdil.stages.placement.arranging import people_of
from jurdil.stages.placement.drafting import Basis, basis_of
from jurdil.stages.placement.models import Proposal
from jurdil.stages.recruitment.windows import REGISTRATION

# Each way out with the rule that allows or bars it; the mildest first.
GROUNDS = {
    "kin": "teams.kin_apart",
    "household": "teams.household_max",
    "waiver": "teams.own_ward",
    "extension": "placement.shortage",
    "institutions": "placement.shortage",
}


@dataclass(frozen=True)
class Shortage:
    """What the engine says of a ward with empty seats; is_extended: its registration was extended already."""

    explanation: Explanation
    is_extended: bool

    @property
    def ways(self) -> tuple[str, ...]:
        """Return the ways out that are needed together, empty if none helps."""
        remedy = self.explanation.remedy
        return tuple(one.id for one in remedy.relaxations) if remedy else ()


def shortage_of(proposal: Proposal) -> Shortage | None:
    """Return why seats of a proposal stay empty and what would help; None where none is empty."""
    basis = basis_of(proposal)
    intervals = StageInterval.objects.filter(election=proposal.election, body=BodyKind.KPPS, stage=REGISTRATION)
    is_extended = intervals.filter(region=proposal.region).exclude(ground="").exists()
    found = explain_short(
        basis.people,
        basis.places,
        basis.seats,
        policy=basis.policy,
        seed=basis.seed,
        on=proposal.election.voting_day,
        relaxations=list(_relaxations(basis, is_extended=is_extended)),
    )
    return Shortage(found[0], is_extended) if found else None


def _relaxations(basis: Basis, *, is_extended: bool) -> Iterator[Relaxation]:
    """Yield the ways out, mildest first. Neighbours of the ward need none: anybody of it may sit anywhere in it."""
    yield Relaxation("kin", GROUNDS["kin"], lifts=frozenset({"kin"}))
    yield Relaxation("household", GROUNDS["household"], lifts=frozenset({"household"}))
    if any(place.waived for place in basis.places):
        yield Relaxation("waiver", GROUNDS["waiver"], people=_neighbours(basis))
    way = "institutions" if is_extended else "extension"
    yield Relaxation(way, GROUNDS[way], people=_newcomers(basis))


def _neighbours(basis: Basis) -> tuple[Person, ...]:
    """Return the drawn people of the district's other wards, who may serve at a station with a recorded waiver."""
    proposal = basis.proposal
    district = proposal.region.rsplit(".", 1)[0]
    return tuple(person for person, _ in people_of(proposal.election, district) if person.group != proposal.region)


def _newcomers(basis: Basis) -> tuple[Person, ...]:
    """Return as many people of whom nothing is known as there are empty seats: how many must still be found."""
    seated = sum(bool(seat.place_id) for seat in basis.seats)
    empty = max(0, sum(place.size for place in basis.places) - seated)
    return tuple(Person(f"new-{number}", basis.proposal.region, 0) for number in range(1, empty + 1))
