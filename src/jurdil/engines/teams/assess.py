"""What given seats are worth: the figures, unmet wishes and reasons of teams that somebody else arranged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from jurdil.engines.teams.arrangement import Arrangement
from jurdil.engines.teams.model import plan
from jurdil.engines.teams.place import group_of, join, part_of, refuse_bad_input, split_by_group
from jurdil.engines.teams.policy import Policy
from jurdil.engines.teams.values import Outcome, Person, Place, Seat


def assess_teams(
    people: Sequence[Person],
    places: Sequence[Place],
    seats: Sequence[Seat],
    *,
    policy: Policy,
    seed: bytes,
    on: date,
    locked: Mapping[str, str] | None = None,
) -> Outcome:
    """Return what `seats` are worth, as `form_teams` says it of its own; the bound is that of the best arrangement.

    Chairs keep their role where they stay; a team without one is given one. Nothing is moved. Raises ValueError like
    `form_teams`; hard rules are `check_teams`'s to ask.
    """
    fixed = dict(locked or {})
    refuse_bad_input(people, places, fixed)
    sits = {seat.person_id: seat for seat in seats}
    chairs: dict[str, set[str]] = defaultdict(set)
    for seat in seats:
        if seat.role == "chair":
            chairs[seat.group].add(seat.person_id)
    parts = []
    for task in split_by_group(people, places, fixed, policy, seed, on, "weighted"):
        group = group_of(task)
        spots = {place.id: index for index, place in enumerate(group.places)}
        teams = Arrangement(group)
        for index, person in enumerate(group.people):
            place = spots.get(sits[person.id].place_id) if person.id in sits else None
            if place is not None:
                teams.seat(index, place)
        empty = int((group.size - teams.filled).sum())
        bound = plan(group, empty, strict=False).bound if task.places and task.people else teams.objective()
        parts.append(part_of(task, teams, max(bound, teams.objective()), chairs[task.group]))
    return join(sorted(parts, key=lambda part: part.figures.group), policy, 0.0)
