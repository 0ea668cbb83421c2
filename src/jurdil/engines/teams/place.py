"""Form the teams of all groups, one process per group at a time, and join what they report."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import fsum

import numpy as np

from jurdil.engines.crew import crew
from jurdil.engines.teams.arrangement import Arrangement
from jurdil.engines.teams.deal import arrange, deal_greedily, enforce, polish, repair
from jurdil.engines.teams.group import NOWHERE, Group, by_merit, make_group
from jurdil.engines.teams.model import plan
from jurdil.engines.teams.policy import Policy
from jurdil.engines.teams.report import displaced_by, short_of, unmet_in
from jurdil.engines.teams.values import (
    Displaced,
    GroupFigures,
    Mode,
    Outcome,
    Person,
    Place,
    Seat,
    Short,
    Unmet,
    share,
)

# Below this many places a pool of processes costs more than it saves.
FEW_PLACES = 120


@dataclass(frozen=True, slots=True)
class Task:
    """What has to be formed in one group; locked: person id to place id."""

    group: str
    people: tuple[Person, ...]
    places: tuple[Place, ...]
    locked: Mapping[str, str]
    policy: Policy
    seed: bytes
    on: date
    mode: Mode


@dataclass(frozen=True, slots=True)
class Part:
    """What was found in one group."""

    figures: GroupFigures
    seats: tuple[Seat, ...]
    unmet: tuple[Unmet, ...]
    displaced: tuple[Displaced, ...]
    short: tuple[Short, ...]


def form_teams(
    people: Sequence[Person],
    places: Sequence[Place],
    *,
    policy: Policy,
    seed: bytes,
    on: date,
    mode: Mode = "weighted",
    workers: int = 2,
    progress: Callable[[int, int], None] | None = None,
    locked: Mapping[str, str] | None = None,
    borrows: bool = False,
) -> Outcome:
    """Seat people so that every place is full and the policy's points are as many as can be.

    on: the day on which age counts. mode `strict` seats the best scores and only arranges them; `weighted` trades
    merit against the wishes at the policy's prices. locked: person id to place id, respected exactly. progress is
    told how many groups are done, of how many. borrows: a waived place that its own group cannot fill is filled with
    the best reserves of other groups, and the groups concerned are formed again. The result depends on the seed and
    the set of people and places, not on their order nor on the number of workers. With several workers the caller's
    module must be importable (`if __name__ == "__main__"`), since processes are spawned. Raises ValueError for an id
    that stands twice and a lock that cannot be kept.
    """
    started = time.perf_counter()
    fixed = dict(locked or {})
    refuse_bad_input(people, places, fixed)
    tasks = split_by_group(people, places, fixed, policy, seed, on, mode)
    parts: dict[str, Part] = {}
    for part in _run(tasks, workers if len(places) > FEW_PLACES else 1):
        parts[part.figures.group] = part
        if progress:
            progress(len(parts), len(tasks))
    if borrows:
        guests = _guests(parts.values(), people, places)
        tasks = split_by_group(people, places, fixed | guests, policy, seed, on, mode)
        home = {person.id: person.group for person in people}
        touched = {home[name] for name in guests} | {place.group for place in places if place.id in guests.values()}
        parts |= {part.figures.group: part for part in _run([one for one in tasks if one.group in touched], 1)}
    ordered = [parts[name] for name in sorted(parts)]
    return join(ordered, policy, time.perf_counter() - started)


def _guests(parts: Iterable[Part], people: Sequence[Person], places: Sequence[Place]) -> dict[str, str]:
    """Return which reserves, the best scores first, go to which waived place that is short."""
    waived = {place.id: place.group for place in places if place.waived}
    short = [one for part in parts for one in part.short if one.place_id in waived]
    seats = {seat.person_id for part in parts for seat in part.seats if not seat.place_id}
    waiting = sorted((one for one in people if one.id in seats), key=lambda one: (-float(one.score), one.id))
    found: dict[str, str] = {}
    for lack in sorted(short, key=lambda one: one.place_id):
        fits = [one.id for one in waiting if one.group != waived[lack.place_id] and one.id not in found]
        found |= dict.fromkeys(fits[: lack.missing], lack.place_id)
    return found


def greedy_seats(
    people: Sequence[Person],
    places: Sequence[Place],
    *,
    policy: Policy,
    seed: bytes,
    on: date,
    keeps_same_rt: bool = False,
) -> tuple[Seat, ...]:
    """Seat the best score first at the nearest place with room: the yardstick for `form_teams`.

    keeps_same_rt: pass over a place that has its fill of the person's RT, while another has room.
    """
    seats: list[Seat] = []
    for task in split_by_group(people, places, {}, policy, seed, on, "weighted"):
        if task.places:
            seats += seats_of(deal_greedily(group_of(task), keeps_same_rt=keeps_same_rt), task)
        else:
            seats += reserves_of(task, set())
    return tuple(seats)


def refuse_bad_input(people: Sequence[Person], places: Sequence[Place], locked: Mapping[str, str]) -> None:
    """Raise ValueError for an id that stands twice, a size below 1, or a lock that cannot be kept."""
    by_id = {person.id: person for person in people}
    spots = {place.id: place for place in places}
    if len(by_id) < len(people):
        raise ValueError("A person's id stands twice; every id must stand once.")
    if len(spots) < len(places) or "" in spots:
        raise ValueError("A place's id stands twice or is empty; every id must stand once.")
    if any(place.size < 1 for place in places):
        raise ValueError("The size of a place must be at least 1.")
    taken: dict[str, int] = defaultdict(int)
    for name, spot in locked.items():
        if name not in by_id or spot not in spots:
            raise ValueError(f"The lock of {name} to {spot} names a person or place that is not in the lists.")
        if by_id[name].group != spots[spot].group and not spots[spot].waived:
            raise ValueError(f"{name} is locked to {spot} of another group, and no waiver is recorded there.")
        taken[spot] += 1
        if taken[spot] > spots[spot].size:
            raise ValueError(f"More people are locked to {spot} than it has seats.")


def split_by_group(
    people: Sequence[Person],
    places: Sequence[Place],
    locked: Mapping[str, str],
    policy: Policy,
    seed: bytes,
    on: date,
    mode: Mode,
) -> list[Task]:
    """Split by group, biggest first; whoever is locked elsewhere under a waiver goes there."""
    home = {place.id: place.group for place in places}
    crowds: dict[str, list[Person]] = defaultdict(list)
    spots: dict[str, list[Place]] = defaultdict(list)
    for person in people:
        crowds[home[locked[person.id]] if person.id in locked else person.group].append(person)
    for place in places:
        spots[place.group].append(place)
    names = sorted(crowds.keys() | spots.keys(), key=lambda name: (-len(spots[name]), name))
    return [
        Task(
            name,
            tuple(crowds[name]),
            tuple(spots[name]),
            {person.id: locked[person.id] for person in crowds[name] if person.id in locked},
            policy,
            seed,
            on,
            mode,
        )
        for name in names
    ]


def _run(tasks: Sequence[Task], workers: int) -> Iterable[Part]:
    if workers <= 1 or len(tasks) <= 1:
        yield from map(_solve, tasks)
        return
    with crew(workers) as pool:
        yield from pool.map(_solve, tasks, chunksize=1)


def group_of(task: Task) -> Group:
    """Return the group of a task as arrays."""
    return make_group(task.group, task.people, task.places, task.locked, task.policy, task.seed, task.on)


def _solve(task: Task) -> Part:
    if not task.places:
        return _nobody_seated(task)
    group = group_of(task)
    if not task.people:
        vacant = Arrangement(group)
        return part_of(task, vacant, vacant.objective())
    strict = task.mode == "strict"
    if strict:
        group = replace(group, allowed=_best(group, task))
    short = max(0, int(group.size.sum()) - int(group.allowed.sum()))
    found = plan(group, short, strict=strict)
    while not found.found and not strict and short < group.size.sum():  # relatives forbid that many: try with fewer
        short += 1
        found = plan(group, short, strict=False)
    teams = arrange(group, found, task.seed) if found.found else _without_plan(group)
    enforce(teams)
    bound = found.bound
    changed = strict and bool(((teams.where != NOWHERE) != group.allowed).any())
    empty = int((group.size - teams.filled).sum())
    if changed or empty > short:
        now = replace(group, allowed=teams.where != NOWHERE) if strict else group
        bound = plan(now, empty, strict=strict).bound
    return part_of(task, teams, max(bound, teams.objective()))


def _without_plan(group: Group) -> Arrangement:
    teams = deal_greedily(group)
    repair(teams)
    polish(teams)
    return teams


def _best(group: Group, task: Task) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Mark those whom strict rank seats: the locked, then the best scores until the seats are full."""
    position = {person.id: index for index, person in enumerate(group.people)}
    best = np.asarray(group.fixed != NOWHERE)
    seats = int(group.size.sum())
    for person in by_merit(group.people, task.seed):
        if int(best.sum()) >= seats:
            break
        best[position[person.id]] = True
    return best


def _nobody_seated(task: Task) -> Part:
    reserves = reserves_of(task, set())
    figures = GroupFigures(task.group, 0, 0, len(reserves), 0.0, 0.0, 0.0)
    return Part(figures, tuple(reserves), (), (), ())


def part_of(task: Task, teams: Arrangement, bound: float, chairs: Collection[str] = ()) -> Part:
    """Return the seats of one group with their figures and reasons. chairs: who chairs already and keeps it."""
    group = teams.group
    seats = seats_of(teams, task, chairs)
    filled = int(teams.filled.sum())
    merit = float(group.merit[teams.where != NOWHERE].sum())
    figures = GroupFigures(
        task.group, int(group.size.sum()), filled, len(seats) - filled, teams.objective(), merit, bound
    )
    return Part(figures, tuple(seats), tuple(unmet_in(teams)), tuple(displaced_by(teams)), tuple(short_of(teams)))


def seats_of(teams: Arrangement, task: Task, chairs: Collection[str] = ()) -> list[Seat]:
    """Return the seats of an arrangement and its reserves. chairs: who chairs already and keeps it."""
    group = teams.group
    seats: list[Seat] = []
    for place, spot in enumerate(group.places):
        members = [group.people[index] for index in np.nonzero(teams.where == place)[0]]
        # The proposed chair: who wishes it, has served, is not at high risk, scored best; then the seed's order.
        order = sorted(
            members,
            key=lambda person: (
                person.id not in chairs,
                not person.wishes_chair,
                not person.experienced,
                person.health_class == "high",
                -float(person.score),
            ),
        )
        for rank, person in enumerate(order):
            seats.append(Seat(person.id, task.group, spot.id, "member" if rank else "chair"))
    seated = {group.people[index].id for index in np.nonzero(teams.where != NOWHERE)[0]}
    return seats + reserves_of(task, seated)


def reserves_of(task: Task, seated: set[str]) -> list[Seat]:
    """Return everyone of the group who is not seated, ranked by score and then by the seed."""
    waiting = [person for person in task.people if person.id not in seated]
    return [
        Seat(person.id, task.group, "", "reserve", rank)
        for rank, person in enumerate(by_merit(waiting, task.seed), start=1)
    ]


def join(parts: Sequence[Part], policy: Policy, seconds: float) -> Outcome:
    """Return the outcome of several groups."""
    figures = tuple(part.figures for part in parts)
    objective = fsum(group.objective for group in figures)
    merit = fsum(group.merit for group in figures)
    bound = fsum(group.bound for group in figures)
    return Outcome(
        seats=tuple(seat for part in parts for seat in part.seats),
        objective=objective,
        bound=bound,
        gap=share(bound - objective, objective),
        gap_non_merit=share(bound - objective, objective - merit),
        seconds=seconds,
        unmet=tuple(wish for part in parts for wish in part.unmet),
        displaced=tuple(one for part in parts for one in part.displaced),
        short=tuple(one for part in parts for one in part.short),
        weights=policy.weights(),
        merit=merit,
        reserve_share=share(sum(group.reserves for group in figures), sum(group.seats for group in figures)),
        groups=figures,
    )
