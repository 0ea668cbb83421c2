"""The mixed-integer model of one group, by class pools, solved with HiGHS.

A person is a column towards a place only where the place serves the own RT. Elsewhere people of one class (woman x
experienced x at risk) are interchangeable within an area (places with one RW and the same neighbours): a person
joins the pool of an area, and integers count how many of each class every place takes from its pool. What the
pools leave out (RT caps, relatives and IT among pooled people) is only relaxed, so the bound holds for the whole
problem; dealing and repair then name the people. The idea is that of aggregated assignment: columns fall from
people x places to about six per person. A small group is modelled exactly, a column for every person and place.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jurdil.engines.teams.group import NOWHERE, Floats, Group, Ints
from jurdil.engines.teams.solver import INFINITY, Limits, Program, Solution, solve

CLASSES = 8
# Points that make ties fall in the seed's order; far below any price, and the bound stays valid (never negative).
TIE_POINTS = 5e-4
LIMITS = Limits()
# Up to so many pairs of person and place every pair has its own column, and the model leaves nothing out.
EXACT = 2500


@dataclass(frozen=True, slots=True)
class Plan:
    """What the solver found. at: place of people on own columns; pool: area joined; far: chosen from afar.

    takes: how many of a class each place takes from pools (classes x places). bound: no arrangement with the
    same number of empty seats is worth more. found: whether there is an arrangement beside the bound.
    """

    at: Ints
    pool: Ints
    far: Ints
    takes: Ints
    bound: float
    found: bool


def class_of(group: Group) -> Ints:
    """Return each person's class: woman, experienced, at risk as three bits."""
    return group.woman + 2 * group.experienced + 4 * group.at_risk


class _Columns:
    """The people's columns: own-RT arcs, pool arcs, far arcs."""

    def __init__(self, build: Program, group: Group) -> None:
        free = group.allowed & (group.fixed == NOWHERE)
        ties = TIE_POINTS * np.arange(len(group.people), 0, -1) / max(1, len(group.people))
        worth = group.worth + ties
        self.exact = group.near.size <= EXACT
        arcs = free[:, None] & (self.exact | group.own)
        self.own_people, self.own_places = np.nonzero(arcs & (group.size > 0))
        self.pool_people, self.pool_areas = np.nonzero((group.area_near > 0) & free[:, None] & ~self.exact)
        self.far_people = np.nonzero(free & ~self.exact)[0]
        near = group.near[self.own_people, self.own_places]
        self.own = build.add_columns(worth[self.own_people] + near, 1.0, whole=True)
        near = group.area_near[self.pool_people, self.pool_areas]
        self.pool = build.add_columns(worth[self.pool_people] + near, 1.0, whole=True)
        self.far = build.add_columns(worth[self.far_people], 1.0, whole=True)


def plan(group: Group, short: int, *, strict: bool) -> Plan:
    """Solve the group with exactly `short` seats empty; in strict mode everyone allowed is seated."""
    build = Program()
    arcs = _Columns(build, group)
    takes = _people_and_places(build, group, arcs, short, strict=strict)
    _wishes(build, group, arcs, takes)
    _apart(build, group, arcs)
    fixed = group.fixed != NOWHERE
    constant = float(group.worth[fixed].sum() + group.near[fixed, group.fixed[fixed]].sum())
    return _read(solve(build.finish(), LIMITS), group, arcs, takes, constant)


def _people_and_places(build: Program, group: Group, arcs: _Columns, short: int, *, strict: bool) -> Ints:
    """Add rows: one seat per person, every place full, pools balanced. Return the columns of `takes`."""
    people, places, areas = len(group.people), len(group.places), group.area_near.shape[1]
    kinds = class_of(group)
    takes = build.add_columns(np.zeros(CLASSES * places), float(group.size.max()), whole=True)
    flows = build.add_columns(np.zeros(CLASSES * areas), float(group.size.sum()), whole=False)
    empty = build.add_columns(np.zeros(places), float(short), whole=True)
    free = group.allowed & (group.fixed == NOWHERE)
    once = build.add_rows(np.where(free & strict, 1.0, 0.0), np.where(free, 1.0, 0.0))
    build.put(once[arcs.own_people], arcs.own, 1.0)
    build.put(once[arcs.pool_people], arcs.pool, 1.0)
    build.put(once[arcs.far_people], arcs.far, 1.0)
    fixed = group.fixed[group.fixed != NOWHERE]
    seats = (group.size - np.bincount(fixed, minlength=places)).astype(np.float64)
    full = build.add_rows(seats, seats)
    build.put(full[arcs.own_places], arcs.own, 1.0)
    build.put(np.tile(full, CLASSES), takes, 1.0)
    build.put(full, empty, 1.0)
    total = build.add_rows(np.array([float(short)]), np.array([float(short)]))
    build.put(np.repeat(total, places), empty, 1.0)
    zeros = np.zeros(CLASSES * areas)
    pools = build.add_rows(zeros, zeros)
    build.put((np.arange(CLASSES)[:, None] * areas + group.area[None, :]).ravel() + pools[0], takes, 1.0)
    build.put(pools[kinds[arcs.pool_people] * areas + arcs.pool_areas], arcs.pool, -1.0)
    build.put(pools, flows, -1.0)
    afar = build.add_rows(np.zeros(CLASSES), np.zeros(CLASSES))
    build.put(np.repeat(afar, areas), flows, 1.0)
    build.put(afar[kinds[arcs.far_people]], arcs.far, -1.0)
    assert len(once) == people
    return takes


def _wishes(build: Program, group: Group, arcs: _Columns, takes: Ints) -> None:
    """Add the wishes that the classes know, each with a priced slack."""
    policy = group.policy
    endless = np.full(len(group.places), INFINITY)
    for trait, bit, least, most, price in (
        (group.woman, 0, group.min_women, endless, policy.women.price),
        (group.experienced, 1, group.min_experienced, endless, policy.experienced.price),
        (group.at_risk, 2, -endless, group.max_risk, policy.high_risk.price),
    ):
        have = _fixed_count(group, trait)
        rows = build.add_rows(least - have, most - have)
        own = trait[arcs.own_people] == 1
        build.put(rows[arcs.own_places[own]], arcs.own[own], 1.0)
        kinds = [kind for kind in range(CLASSES) if kind >> bit & 1]
        build.put(np.tile(rows, len(kinds)), takes.reshape(CLASSES, -1)[kinds].ravel(), 1.0)
        slack = build.add_columns(np.full(len(rows), -price), float(group.size.max()), whole=False)
        build.put(rows, slack, 1.0 if most is endless else -1.0)
    if arcs.exact:
        _able(build, group, arcs)
    overall = build.add_rows(
        np.array([float(group.women_wanted - _fixed_count(group, group.woman).sum())]),
        np.array([INFINITY]),
    )
    for people, columns in (
        (arcs.own_people, arcs.own),
        (arcs.pool_people, arcs.pool),
        (arcs.far_people, arcs.far),
    ):
        women = columns[group.woman[people] == 1]
        build.put(np.repeat(overall, len(women)), women, 1.0)
    slack = build.add_columns(np.array([-policy.women_share_price]), float(group.size.sum()), whole=False)
    build.put(overall, slack, 1.0)


def _able(build: Program, group: Group, arcs: _Columns) -> None:
    """Add the wish for people able with IT, which only the exact model knows."""
    rows = build.add_rows(group.min_able - _fixed_count(group, group.able), np.full(len(group.places), INFINITY))
    able = group.able[arcs.own_people] == 1
    build.put(rows[arcs.own_places[able]], arcs.own[able], 1.0)
    most = float(group.size.max())
    slack = build.add_columns(np.full(len(rows), -group.policy.it_skill.price), most, whole=False)
    build.put(rows, slack, 1.0)


def _fixed_count(group: Group, trait: Ints) -> Floats:
    there = group.fixed != NOWHERE
    weights = trait[there].astype(np.float64)
    return np.bincount(group.fixed[there], weights=weights, minlength=len(group.places)).astype(np.float64)


def _apart(build: Program, group: Group, arcs: _Columns) -> None:
    """Add what is known of single people's columns: RT caps (priced) and relatives (never together)."""
    places = len(group.places)
    known = group.home[arcs.own_people] != NOWHERE
    own, own_places = arcs.own[known], arcs.own_places[known]
    key = group.home[arcs.own_people[known]] * places + own_places
    names, inverse, counts = np.unique(key, return_inverse=True, return_counts=True)
    there = (group.fixed != NOWHERE) & (group.home != NOWHERE)
    fixed_key = group.home[there] * places + group.fixed[there]
    have = np.array([int((fixed_key == name).sum()) for name in names]) if len(fixed_key) else 0 * counts
    cap = group.max_home[names % places] - have
    tight = counts > cap
    rows = build.add_rows(np.full(int(tight.sum()), -INFINITY), cap[tight].astype(np.float64))
    row_of = np.full(len(names), NOWHERE)
    row_of[tight] = rows
    entry = row_of[inverse]
    build.put(entry[entry >= 0], own[entry >= 0], 1.0)
    most = float(group.size.max())
    slack = build.add_columns(np.full(len(rows), -group.policy.same_rt.price), most, whole=False)
    build.put(rows, slack, -1.0)
    at: dict[tuple[int, int], int] = {
        (int(person), int(place)): int(column)
        for person, place, column in zip(arcs.own_people, arcs.own_places, arcs.own, strict=True)
    }
    for one, other in np.argwhere(np.triu(group.related)):
        _keep_apart(build, group, at, int(one), int(other))


def _keep_apart(build: Program, group: Group, at: dict[tuple[int, int], int], one: int, other: int) -> None:
    for place in range(len(group.places)):
        columns = [at[who, place] for who in (one, other) if (who, place) in at]
        locked = place in (group.fixed[one], group.fixed[other])
        if len(columns) == 2 or (columns and locked):
            row = build.add_rows(np.array([-INFINITY]), np.array([0.0 if locked else 1.0]))
            build.put(np.repeat(row, len(columns)), np.array(columns), 1.0)


def _read(solution: Solution, group: Group, arcs: _Columns, takes: Ints, constant: float) -> Plan:
    people, places = len(group.people), len(group.places)
    at, pool, far = (np.full(people, NOWHERE) for _ in range(3))
    counts = np.zeros((CLASSES, places), dtype=np.int64)
    if solution.found:
        own, pooled, afar = (solution.values[columns] > 0.5 for columns in (arcs.own, arcs.pool, arcs.far))
        at[arcs.own_people[own]] = arcs.own_places[own]
        pool[arcs.pool_people[pooled]] = arcs.pool_areas[pooled]
        far[arcs.far_people[afar]] = 1
        counts = np.rint(solution.values[takes]).astype(np.int64).reshape(CLASSES, places)
    return Plan(at, pool, far, counts, solution.bound + constant, solution.found)
