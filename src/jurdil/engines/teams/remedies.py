"""Why a place stays short, and the smallest relaxation that would fill it.

The engine knows no law: the caller names each relaxation with its ground, mildest first. One alone is preferred to
two together, and an earlier one to a later one; each is tried by really filling the seats (a search over small sets,
as for a minimal correction set).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from typing import Literal

from jurdil.engines.teams.amend import Amendment, amend_teams
from jurdil.engines.teams.policy import Policy
from jurdil.engines.teams.values import Person, Place, Seat


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Something that may be relaxed, with the ground that allows it, in the caller's words.

    people: who could serve under it, whatever their group. lifts: the hard rules that it suspends.
    """

    id: str
    ground: str
    people: tuple[Person, ...] = ()
    lifts: frozenset[Literal["household", "kin"]] = frozenset()


@dataclass(frozen=True, slots=True)
class Remedy:
    """Relaxations taken together, how many of the empty seats they fill, and with whom. fills_all: none is left."""

    relaxations: tuple[Relaxation, ...]
    fills: int
    fills_all: bool
    person_ids: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Lack:
    """Why a place stays short.

    waiting: people of the group without a seat. household, kin: how many of them are barred by relatives in the team.
    """

    place_id: str
    missing: int
    size: int
    waiting: int
    household: int
    kin: int

    @property
    def words(self) -> str:
        """Return the lack as a sentence."""
        said = f"{self.place_id} lacks {self.missing} of {self.size}: {self.waiting} of the group are without a seat"
        if self.household:
            said += f", {self.household} of them share a household with someone in the team"
        if self.kin:
            said += f", {self.kin} of them are related to someone in the team"
        return said + "."


@dataclass(frozen=True, slots=True)
class Explanation:
    """A group with empty seats: which places lack how many, why, and what would help least invasively, if anything."""

    group: str
    lacks: tuple[Lack, ...]
    remedy: Remedy | None


def explain_short(
    people: Sequence[Person],
    places: Sequence[Place],
    seats: Sequence[Seat],
    *,
    policy: Policy,
    seed: bytes,
    on: date,
    relaxations: Sequence[Relaxation],
) -> tuple[Explanation, ...]:
    """Explain every group of `seats` in which seats stay empty. relaxations: mildest first."""
    sitting = _by_place(seats)
    crowds: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        crowds[person.group].append(person)
    found = []
    for group in sorted({place.group for place in places if len(sitting[place.id]) < place.size}):
        spots = [place for place in places if place.group == group]
        standing = [seat for seat in seats if seat.group == group]
        names = {seat.person_id for seat in standing}
        crowd = [*crowds[group], *(one for one in people if one.group != group and one.id in names)]
        vacant = [place for place in spots if len(sitting[place.id]) < place.size]
        lacks = tuple(_lack(place, sitting[place.id], crowd, seats, policy) for place in vacant)
        remedy = _smallest(crowd, spots, standing, lacks, policy, seed, on, relaxations)
        found.append(Explanation(group, lacks, remedy))
    return tuple(found)


def _by_place(seats: Sequence[Seat]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for seat in seats:
        if seat.place_id:
            found[seat.place_id].add(seat.person_id)
    return found


def _lack(place: Place, members: set[str], crowd: Sequence[Person], seats: Sequence[Seat], policy: Policy) -> Lack:
    """Count why nobody of the group takes the empty seats of a place."""
    seated = {seat.person_id for seat in seats if seat.place_id}
    team = [person for person in crowd if person.id in members]
    waiting = [person for person in crowd if person.id not in seated]
    household = sum(any(one.household and one.household == other.household for other in team) for one in waiting)
    kin = sum(any(one.id in other.kin or other.id in one.kin for other in team) for one in waiting)
    return Lack(
        place.id,
        place.size - len(members),
        place.size,
        len(waiting),
        household if policy.household_apart else 0,
        kin if policy.kin_apart else 0,
    )


def _smallest(
    crowd: Sequence[Person],
    spots: Sequence[Place],
    standing: Sequence[Seat],
    lacks: Sequence[Lack],
    policy: Policy,
    seed: bytes,
    on: date,
    relaxations: Sequence[Relaxation],
) -> Remedy | None:
    """Return the first of the smallest sets that fills every seat, else the one that fills most, else None."""
    empty = sum(one.missing for one in lacks)
    best: Remedy | None = None
    for chosen in _sets(relaxations):
        lifted = {rule for one in chosen for rule in one.lifts}
        rules = replace(
            policy,
            household_apart=policy.household_apart and "household" not in lifted,
            kin_apart=policy.kin_apart and "kin" not in lifted,
        )
        known = {person.id for person in crowd}
        guests = {person.id: person for one in chosen for person in one.people if person.id not in known}
        adopted = [replace(person, group=spots[0].group, rw="", rt="") for person in guests.values()]
        mended = amend_teams([*crowd, *adopted], spots, standing, policy=rules, seed=seed, on=on)
        remedy = _remedy(chosen, empty, mended)
        if remedy.fills_all:
            return remedy
        if remedy.fills > (best.fills if best else 0):
            best = remedy
    return best


def _sets(relaxations: Sequence[Relaxation]) -> Iterator[tuple[Relaxation, ...]]:
    for size in range(1, len(relaxations) + 1):
        yield from combinations(relaxations, size)


def _remedy(chosen: tuple[Relaxation, ...], empty: int, mended: Amendment) -> Remedy:
    left = sum(one.missing for one in mended.short)
    fills = empty - left
    comers = tuple(change.person_id for change in mended.changes if change.after and not change.before)
    grounds = "; ".join(one.ground for one in chosen)
    words = f"{' and '.join(one.id for one in chosen)} would fill {fills} of {empty} empty seats ({grounds})."
    return Remedy(chosen, fills, left == 0, comers, words)
