"""Where a match stands in the work list from which it was opened, and which one comes after it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import query
from jurdil.stages.vetting.hearing import DECIDED
from jurdil.stages.vetting.models import Match
from jurdil.stages.vetting.queries import READERS, Filters, open_matches, signed_by, worklist
from jurdil.stages.vetting.suspicion_models import SuspicionState


@dataclass(frozen=True)
class Position:
    """The `number`-th of `total` matches of a list; following: the next one on which the actor can act, if any."""

    number: int
    total: int
    following: UUID | None


@query(*READERS)
def position_of(*, actor: Actor, match: Match, filters: Filters, on: date) -> Position | None:
    """Return where `match` stands in the work list that `filters` leave; None for a match outside the actor's region.

    It keeps its place there after a ruling has taken it off the list. After the last one the first comes again. Raises
    NotFound for a ward outside the actor's region.
    """
    if not actor.reaches(match.region):
        return None
    kept = replace(filters, also=match.id)
    people = worklist(actor=actor, election=match.election, filters=kept, on=on)
    rows = open_matches(actor=actor, filters=kept).filter(election=match.election).order_by("-probability", "id")
    states: dict[UUID, str] = {}
    grouped: dict[UUID, list[UUID]] = defaultdict(list)
    for person, one, state in rows.values_list("person_id", "id", "state"):
        grouped[person].append(one)
        states[one] = state
    order = [one for person in people.values_list("id", flat=True) for one in grouped[person]]
    at = order.index(match.id)
    others = [*order[at + 1 :], *order[:at]]
    left = _not_of(actor)
    own = set(signed_by(actor).values_list("match_id", flat=True))
    following = next((one for one in others if states[one] not in left and one not in own), None)
    return Position(at + 1, len(order), following)


def _not_of(actor: Actor) -> tuple[str, ...]:
    """Return the states in which a match is not the actor's to act on; who only watches walks through all."""
    if actor.role == Role.PPS:
        return DECIDED
    return (SuspicionState.RULED,) if actor.role == Role.KPU_REGENCY else ()
