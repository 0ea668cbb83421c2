"""Mend standing teams after a change (people gone, a place closed or opened) with as few people moved as can be.

Everyone who still may sit where they sit stays. Who comes in is decided by the published order alone; the points only
decide which of the vacant seats each newcomer takes. Where nobody fits a vacancy, one standing member moves there and
a reserve takes the seat they leave (an augmenting chain of length two). Beyond that people move only inside the bound
that the caller sets.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from jurdil.engines.teams.arrangement import Arrangement
from jurdil.engines.teams.deal import GAIN, best_swap, change_seats
from jurdil.engines.teams.group import NOWHERE, Group, Ints
from jurdil.engines.teams.place import Task, group_of, refuse_bad_input, seats_of, split_by_group
from jurdil.engines.teams.policy import Policy
from jurdil.engines.teams.report import short_of
from jurdil.engines.teams.values import Person, Place, Seat, Short


@dataclass(frozen=True, slots=True)
class Change:
    """Someone whose place is another than before; an empty place means the reserves or nowhere."""

    person_id: str
    group: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Amendment:
    """The mended seats.

    changes: everyone still there whose place changed. moved: how many of them had a seat before. short: seats that
    stay empty.
    """

    seats: tuple[Seat, ...]
    changes: tuple[Change, ...]
    moved: int
    short: tuple[Short, ...]


def amend_teams(
    people: Sequence[Person],
    places: Sequence[Place],
    seats: Sequence[Seat],
    *,
    policy: Policy,
    seed: bytes,
    on: date,
    locked: Mapping[str, str] | None = None,
    most_moves: int = 0,
) -> Amendment:
    """Fill what is vacant in `seats`, given the people and places of now, and move nobody without need.

    seats: the standing teams and reserves; people in it who are no longer in `people` are gone. locked: who must sit
    where from now on. most_moves: how many standing members of a group may change seats with one another so that the
    wishes are met better. Raises ValueError like `form_teams`.
    """
    fixed = dict(locked or {})
    refuse_bad_input(people, places, fixed)
    before = {seat.person_id: seat for seat in seats}
    standing: dict[str, list[Seat]] = defaultdict(list)
    for seat in seats:
        standing[seat.group].append(seat)
    found: list[Seat] = []
    short: list[Short] = []
    for task in split_by_group(people, places, fixed, policy, seed, on, "weighted"):
        if _is_whole(task, standing[task.group]) and not most_moves:
            found += standing[task.group]
            continue
        teams = _mended(task, before, most_moves)
        chairs = {seat.person_id for seat in standing[task.group] if seat.role == "chair"}
        found += seats_of(teams, task, chairs)
        short += short_of(teams)
    found.sort(key=lambda seat: (seat.group, seat.place_id == "", seat.place_id, seat.role != "chair", seat.rank))
    changes = tuple(_changes(before, found))
    return Amendment(tuple(found), changes, sum(bool(one.before) for one in changes), tuple(short))


def _is_whole(task: Task, standing: Sequence[Seat]) -> bool:
    """Return whether nothing changed in the group: the same people, every place full, every lock kept."""
    sits = {seat.person_id: seat.place_id for seat in standing}
    filled = Counter(place for place in sits.values() if place)
    return (
        sits.keys() == {person.id for person in task.people}
        and filled == {place.id: place.size for place in task.places}
        and all(sits[name] == place for name, place in task.locked.items())
    )


def _changes(before: Mapping[str, Seat], after: Iterable[Seat]) -> Iterable[Change]:
    for seat in after:
        was = before[seat.person_id].place_id if seat.person_id in before else ""
        if was != seat.place_id:
            yield Change(seat.person_id, seat.group, was, seat.place_id)


def _mended(task: Task, before: Mapping[str, Seat], most_moves: int) -> Arrangement:
    group = group_of(task)
    teams = _standing(group, before)
    queue = _queue(group, teams, before)
    newcomers = _fill(teams, queue)
    _settle(teams, newcomers)
    _chain(teams, [person for person in queue if teams.where[person] == NOWHERE])
    for _ in range(most_moves // 2):
        if not _swap_where_it_helps(teams):
            break
    return teams


def _standing(group: Group, before: Mapping[str, Seat]) -> Arrangement:
    """Seat the locked, then everyone where they sat, best score first, as far as size and the hard rules allow."""
    teams = Arrangement(group)
    spots = {place.id: index for index, place in enumerate(group.places)}
    for person in np.nonzero(group.fixed != NOWHERE)[0]:
        teams.seat(int(person), int(group.fixed[person]))
    for person in np.argsort(-group.merit, kind="stable"):
        seat = before.get(group.people[person].id)
        place = spots.get(seat.place_id, NOWHERE) if seat else NOWHERE
        free = place != NOWHERE and teams.where[person] == NOWHERE and teams.filled[place] < group.size[place]
        if free and not teams.relatives[person, place]:
            teams.seat(int(person), place)
    return teams


def _queue(group: Group, teams: Arrangement, before: Mapping[str, Seat]) -> list[int]:
    """Return who may come in: those who lost their seat, the reserves in the published order, then the new."""

    def standing(person: int) -> tuple[int, int, float]:
        seat = before.get(group.people[person].id)
        kind = 2 if seat is None else int(seat.role == "reserve")
        return kind, seat.rank if seat else 0, -float(group.merit[person])

    return sorted((int(person) for person in np.nonzero(teams.where == NOWHERE)[0]), key=standing)


def _fill(teams: Arrangement, queue: Sequence[int]) -> list[int]:
    """Let people in by their order until nothing is vacant; pass over only whom a hard rule bars everywhere."""
    size = teams.group.size
    newcomers: list[int] = []
    for person in queue:
        room = np.nonzero(teams.filled < size)[0]
        if not len(room):
            break
        fits = room[teams.relatives[person, room] == 0]
        if len(fits):
            teams.seat(person, int(fits[np.argmin(teams.price_of_joining(person, fits))]))
            newcomers.append(person)
        elif _make_room(teams, person, newcomers, room):
            newcomers.append(person)
    return newcomers


def _make_room(teams: Arrangement, person: int, newcomers: Sequence[int], room: Ints) -> bool:
    """Seat `person` where a newcomer sits who can take another vacant seat; return whether that was possible."""
    for other in newcomers:
        place = int(teams.where[other])
        clash = int(teams.relatives[person, place]) - int(teams.group.related[person, other])
        fits = room[(teams.relatives[other, room] == 0) & (room != place)]
        if not clash and len(fits):
            teams.unseat(other)
            teams.seat(other, int(fits[0]))
            teams.seat(person, place)
            return True
    return False


def _settle(teams: Arrangement, newcomers: Sequence[int]) -> None:
    """Let newcomers change seats with one another while that gains; nobody else is touched."""
    crowd = np.array(newcomers, dtype=np.int64)
    for _ in range(len(crowd) ** 2):
        one, other = np.triu_indices(len(crowd), 1)
        one, other = crowd[one], crowd[other]
        apart = teams.where[one] != teams.where[other]
        one, other = one[apart], other[apart]
        if not len(one):
            return
        gains = teams.exchange(teams.where[one], one, other).sum(axis=0)
        gains += teams.exchange(teams.where[other], other, one).sum(axis=0)
        best = int(np.argmax(gains))
        if gains[best] <= GAIN:
            return
        change_seats(teams, int(one[best]), int(other[best]))


def _chain(teams: Arrangement, queue: list[int]) -> None:
    """Fill what nobody fits: a standing member moves there, and the first reserve who can takes the seat left."""
    group = teams.group
    for place in np.repeat(np.arange(len(group.places)), group.size - teams.filled):
        for person in queue:
            members = teams.chosen()
            members = members[(teams.where[members] != place) & (teams.relatives[members, place] == 0)]
            clash = teams.relatives[person, teams.where[members]] - group.related[person, members]
            members = members[clash == 0]
            if len(members):
                seats = teams.where[members]
                points = group.near[members, place] - group.near[members, seats] + group.near[person, seats]
                mover = int(members[np.argmax(points)])
                left = int(teams.where[mover])
                teams.unseat(mover)
                teams.seat(mover, int(place))
                teams.seat(person, left)
                queue.remove(person)
                break


def _swap_where_it_helps(teams: Arrangement) -> bool:
    """Make the best exchange of two members that mends a troubled place; return whether there was one."""
    moves = [best_swap(teams, int(place)) for place in teams.troubled()]
    gain, one, other = max(moves, default=(0.0, NOWHERE, NOWHERE))
    if gain <= GAIN:
        return False
    change_seats(teams, one, other)
    return True
