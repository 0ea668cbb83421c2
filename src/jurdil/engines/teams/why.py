"""Why each member of a team sits there: how near home, and which wish of the team would fail without them.

There is no single right explanation of a seat. The opinion chosen here: say what this person gives to this team, in the
order of the policy's weights; what others elsewhere lack is said with those who were left out (`Displaced`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from jurdil.engines.teams.policy import Policy
from jurdil.engines.teams.values import Person, Place

Near = Literal["own_rt", "own_rw", "near_rw", "group", "unknown"]


@dataclass(frozen=True, slots=True)
class Ground:
    """What speaks for one member. gives: the wishes (women, experienced, it_skill) that fail if they leave."""

    person_id: str
    near: Near
    gives: tuple[str, ...]


def grounds_of(place: Place, team: Sequence[Person], policy: Policy) -> tuple[Ground, ...]:
    """Return what speaks for each member of `team` in `place`, in the order of `team`."""
    size = place.size
    needed = (
        ("women", policy.women.at_least(size), [person.sex == "P" for person in team]),
        ("experienced", policy.experienced.at_least(size), [person.experienced for person in team]),
        ("it_skill", policy.it_skill.at_least(size), [person.it_skill for person in team]),
    )
    return tuple(
        Ground(
            person.id,
            near_of(person, place),
            tuple(name for name, least, has in needed if has[i] and sum(has) <= least),
        )
        for i, person in enumerate(team)
    )


def near_of(person: Person, place: Place) -> Near:
    """Return how near home a place is, in one word."""
    if not person.rw or person.group != place.group:
        return "unknown"
    if person.rw == place.rw:
        return "own_rt" if person.rt and person.rt in place.rts else "own_rw"
    return "near_rw" if person.rw in place.near_rw else "group"
