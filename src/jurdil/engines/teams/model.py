"""The mixed-integer model of one group, by class pools, solved with HiGHS.

A person is a column towards a place only where the place serves the own RT. Elsewhere people of one class (woman x
experienced x at risk) are interchangeable within an area (places with one RW and the same neighbours): a person
joins the pool of an area, and integers count how many of each class every place takes from its pool. What the
pools leave out (RT caps, relatives and IT among pooled people) is only relaxed, so the bound holds for the whole
problem; dealing and repair then name the people. The idea is that of aggregated assignment: columns fall from
people x places to about six per person.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from jurdil.engines.teams.group import NOWHERE, Floats, Group, Ints

CLASSES = 8
# Points that make ties fall in the seed's order; far below any price, and the bound stays valid (never negative).
TIE_POINTS = 5e-4
MIP_GAP = 2e-5
MIP_NODES = 200


@dataclass(frozen=True, slots=True)
class Plan:
    """What the solver found. at: place of people on own-RT columns; pool: area joined; far: chosen from afar.

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


class _Solver(highspy.Highs):
    """HiGHS that says nothing: registering its callbacks would print a banner on standard output."""

    def enableCallbacks(self) -> None:  # noqa: N802  # the name is HiGHS's own
        self.setOptionValue("output_flag", False)


class _Build:
    """Columns and rows as they come, then one compressed matrix."""

    def __init__(self) -> None:
        self.cost: list[Floats] = []
        self.upper: list[Floats] = []
        self.whole: list[Ints] = []
        self.columns = 0
        self.lo: list[Floats] = []
        self.hi: list[Floats] = []
        self.rows = 0
        self.entries: list[tuple[Ints, Ints, Floats]] = []

    def add_columns(self, cost: Floats, upper: float, *, whole: bool) -> Ints:
        count = len(cost)
        first = self.columns
        self.columns += count
        self.cost.append(cost)
        self.upper.append(np.full(count, upper))
        self.whole.append(np.full(count, int(whole), dtype=np.int64))
        return np.arange(first, first + count)

    def add_rows(self, lo: Floats, hi: Floats) -> Ints:
        first = self.rows
        self.rows += len(lo)
        self.lo.append(lo)
        self.hi.append(hi)
        return np.arange(first, first + len(lo))

    def put(self, rows: Ints, columns: Ints, value: float) -> None:
        self.entries.append((rows, columns, np.full(len(rows), value)))

    def finish(self) -> highspy.HighsLp:
        rows, columns, values = (np.concatenate(part) for part in zip(*self.entries, strict=True))
        order = np.lexsort((rows, columns))
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self.columns, self.rows
        lp.sense_ = highspy.ObjSense.kMaximize
        lp.col_cost_ = np.concatenate(self.cost)
        lp.col_lower_ = np.zeros(self.columns)
        lp.col_upper_ = np.concatenate(self.upper)
        lp.row_lower_ = np.concatenate(self.lo)
        lp.row_upper_ = np.concatenate(self.hi)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.searchsorted(columns[order], np.arange(self.columns + 1)).astype(np.int32)
        lp.a_matrix_.index_ = rows[order].astype(np.int32)
        lp.a_matrix_.value_ = values[order]
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[int(flag)] for flag in np.concatenate(self.whole)]
        return lp


class _Columns:
    """The people's columns: own-RT arcs, pool arcs, far arcs."""

    def __init__(self, build: _Build, group: Group) -> None:
        free = group.allowed & (group.fixed == NOWHERE)
        ties = TIE_POINTS * np.arange(len(group.people), 0, -1) / max(1, len(group.people))
        worth = group.worth + ties
        self.own_people, self.own_places = np.nonzero(group.own & free[:, None] & (group.size > 0))
        self.pool_people, self.pool_areas = np.nonzero((group.area_near > 0) & free[:, None])
        self.far_people = np.nonzero(free)[0]
        near = group.near[self.own_people, self.own_places]
        self.own = build.add_columns(worth[self.own_people] + near, 1.0, whole=True)
        near = group.area_near[self.pool_people, self.pool_areas]
        self.pool = build.add_columns(worth[self.pool_people] + near, 1.0, whole=True)
        self.far = build.add_columns(worth[self.far_people], 1.0, whole=True)


def plan(group: Group, short: int, *, strict: bool) -> Plan:
    """Solve the group with exactly `short` seats empty; in strict mode everyone allowed is seated."""
    build = _Build()
    arcs = _Columns(build, group)
    takes = _people_and_places(build, group, arcs, short, strict=strict)
    _wishes(build, group, arcs, takes)
    _apart(build, group, arcs)
    fixed = group.fixed != NOWHERE
    constant = float(group.worth[fixed].sum() + group.near[fixed, group.fixed[fixed]].sum())
    solver = _Solver()  # type: ignore[no-untyped-call]
    solver.setOptionValue("threads", 1)
    # Presolve finds next to nothing here, and its reduced model sometimes needs 30 times as long.
    solver.setOptionValue("presolve", "off")
    solver.setOptionValue("mip_rel_gap", MIP_GAP)
    solver.setOptionValue("mip_max_nodes", MIP_NODES)
    solver.passModel(build.finish())
    solver.run()
    return _read(solver, group, arcs, takes, constant)


def _people_and_places(build: _Build, group: Group, arcs: _Columns, short: int, *, strict: bool) -> Ints:
    """Add rows: one seat per person, every place full, pools balanced. Return the columns of `takes`."""
    people, places, areas = len(group.people), len(group.places), group.area_near.shape[1]
    kinds = class_of(group)
    takes = build.add_columns(np.zeros(CLASSES * places), float(group.size.max()), whole=True)
    flows = build.add_columns(np.zeros(CLASSES * areas), highspy.kHighsInf, whole=False)
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


def _wishes(build: _Build, group: Group, arcs: _Columns, takes: Ints) -> None:
    """Add the wishes that the classes know, each with a priced slack."""
    policy = group.policy
    endless = np.full(len(group.places), highspy.kHighsInf)
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
        slack = build.add_columns(np.full(len(rows), -price), highspy.kHighsInf, whole=False)
        build.put(rows, slack, 1.0 if most is endless else -1.0)
    overall = build.add_rows(
        np.array([float(group.women_wanted - _fixed_count(group, group.woman).sum())]),
        np.array([highspy.kHighsInf]),
    )
    for people, columns in (
        (arcs.own_people, arcs.own),
        (arcs.pool_people, arcs.pool),
        (arcs.far_people, arcs.far),
    ):
        women = columns[group.woman[people] == 1]
        build.put(np.repeat(overall, len(women)), women, 1.0)
    slack = build.add_columns(np.array([-policy.women_share_price]), highspy.kHighsInf, whole=False)
    build.put(overall, slack, 1.0)


def _fixed_count(group: Group, trait: Ints) -> Floats:
    there = group.fixed != NOWHERE
    weights = trait[there].astype(np.float64)
    return np.bincount(group.fixed[there], weights=weights, minlength=len(group.places)).astype(np.float64)


def _apart(build: _Build, group: Group, arcs: _Columns) -> None:
    """Add what is known of own-RT columns: RT caps (priced) and relatives (never together)."""
    places = len(group.places)
    homes = group.home[arcs.own_people]
    key = homes * places + arcs.own_places
    names, inverse, counts = np.unique(key, return_inverse=True, return_counts=True)
    there = (group.fixed != NOWHERE) & (group.home != NOWHERE)
    fixed_key = group.home[there] * places + group.fixed[there]
    have = np.array([int((fixed_key == name).sum()) for name in names]) if len(fixed_key) else 0 * counts
    cap = group.max_home[names % places] - have
    tight = counts > cap
    rows = build.add_rows(np.full(int(tight.sum()), -highspy.kHighsInf), cap[tight].astype(np.float64))
    row_of = np.full(len(names), NOWHERE)
    row_of[tight] = rows
    entry = row_of[inverse]
    build.put(entry[entry >= 0], arcs.own[entry >= 0], 1.0)
    slack = build.add_columns(np.full(len(rows), -group.policy.same_rt.price), highspy.kHighsInf, whole=False)
    build.put(rows, slack, -1.0)
    at: dict[tuple[int, int], int] = {
        (int(person), int(place)): int(column)
        for person, place, column in zip(arcs.own_people, arcs.own_places, arcs.own, strict=True)
    }
    for one, other in np.argwhere(np.triu(group.related)):
        _keep_apart(build, group, at, int(one), int(other))


def _keep_apart(build: _Build, group: Group, at: dict[tuple[int, int], int], one: int, other: int) -> None:
    for place in range(len(group.places)):
        columns = [at[who, place] for who in (one, other) if (who, place) in at]
        locked = place in (group.fixed[one], group.fixed[other])
        if len(columns) == 2 or (columns and locked):
            row = build.add_rows(np.array([-highspy.kHighsInf]), np.array([0.0 if locked else 1.0]))
            build.put(np.repeat(row, len(columns)), np.array(columns), 1.0)


def _read(solver: highspy.Highs, group: Group, arcs: _Columns, takes: Ints, constant: float) -> Plan:
    info = solver.getInfo()
    people, places = len(group.people), len(group.places)
    at, pool, far = (np.full(people, NOWHERE) for _ in range(3))
    counts = np.zeros((CLASSES, places), dtype=np.int64)
    values = np.array(solver.getSolution().col_value)
    found = len(values) > 0 and info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    if found:
        own, pooled, afar = (values[columns] > 0.5 for columns in (arcs.own, arcs.pool, arcs.far))
        at[arcs.own_people[own]] = arcs.own_places[own]
        pool[arcs.pool_people[pooled]] = arcs.pool_areas[pooled]
        far[arcs.far_people[afar]] = 1
        counts = np.rint(values[takes]).astype(np.int64).reshape(CLASSES, places)
    return Plan(at, pool, far, counts, float(info.mip_dual_bound) + constant, found)
