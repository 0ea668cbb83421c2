"""The plain values that go in and come out: people, places, seats, and what has to be said about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

Mode = Literal["weighted", "strict"]
Role = Literal["chair", "member", "reserve"]


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who may be seated. score: 0..100. Empty text and None mean unknown and count against nobody.

    kin: ids of relatives; one side naming the other is enough. sex: `L` or `P`. health_class: `low`,
    `medium`, `high`.
    """

    id: str
    group: str
    score: float | Decimal
    rw: str = ""
    rt: str = ""
    sex: str = ""
    birth_date: date | None = None
    household: str = ""
    kin: tuple[str, ...] = ()
    experienced: bool = False
    it_skill: bool = False
    health_class: str = ""
    wishes_chair: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A team to be filled. rts: the RT of `rw` that it serves. waived: people of other groups may serve here."""

    id: str
    group: str
    size: int
    rw: str = ""
    rts: tuple[str, ...] = ()
    near_rw: tuple[str, ...] = ()
    waived: bool = False


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a person ends up. place_id is empty for a reserve; rank orders the reserves of a group from 1."""

    person_id: str
    group: str
    place_id: str
    role: Role
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Short:
    """A place that could not be filled, with the number of seats left empty."""

    place_id: str
    group: str
    missing: int
    words: str


@dataclass(frozen=True, slots=True)
class Unmet:
    """A wish that was not met, in words; place_id is empty when the wish concerns the whole group."""

    group: str
    place_id: str
    rule: str
    missing: int
    words: str


@dataclass(frozen=True, slots=True)
class Displaced:
    """Someone left out although a person with a lower score was chosen, and the rule that decided it."""

    person_id: str
    group: str
    rule: str
    words: str


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """What was reached in one group. bound: no arrangement can be worth more."""

    group: str
    seats: int
    filled: int
    reserves: int
    objective: float
    merit: float
    bound: float

    @property
    def gap(self) -> float:
        """Return the share of the objective that may still be missing."""
        return share(self.bound - self.objective, self.objective)


@dataclass(frozen=True, slots=True)
class Outcome:
    """All seats, what they are worth, and how much better any other arrangement could be at most.

    objective, bound, merit: points of the policy. gap, gap_non_merit, reserve_share: shares (0..1).
    seconds: wall time. weights: the policy's numbers.
    """

    seats: tuple[Seat, ...]
    objective: float
    bound: float
    gap: float
    gap_non_merit: float
    seconds: float
    unmet: tuple[Unmet, ...]
    displaced: tuple[Displaced, ...]
    short: tuple[Short, ...]
    weights: Mapping[str, Any]  # Any: a tree of plain numbers, made for JSON
    merit: float = 0.0
    reserve_share: float = 0.0
    groups: tuple[GroupFigures, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a list of seats breaks, with whom and where."""

    rule: str
    place_id: str
    person_ids: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A reserve for a vacant seat.

    suitable: no hard rule is broken. points: what the team gains in nearness and wishes, merit aside.
    """

    person_id: str
    suitable: bool
    points: float
    reasons: tuple[str, ...]


def share(part: float, whole: float) -> float:
    """Return part / |whole|, never below 0, and 0 where there is nothing to compare with."""
    return max(0.0, part) / abs(whole) if abs(whole) > 1e-9 else 0.0
