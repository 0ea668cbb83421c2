"""A linear program in columns and rows, solved by relaxation and one dive, with a bound that anyone can recompute.

The relaxation of an assignment by classes is nearly integral, so almost every choice can be fixed where it came out
whole; what is left is a small integer program (relax-and-fix). Where that leaves no way at all, the choices that are
nearest to another are freed as well. Where it is not enough, the columns of small reduced cost are searched (kernel
search; Angelelli, Mansini and Speranza 2010), then all. The bound does not rest on the solver's word: it is computed
from the row prices by weak duality (Lagrangian bound; Geoffrion 1974), which holds for any prices whatever; only a
search of the full program may tighten it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import highspy
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

INFINITY = highspy.kHighsInf
WHOLE = 1e-6
# Shares of the time for the dive and for the columns near the relaxation; the rest is for the full program.
DIVE, NEAR = 0.1, 0.6
# Columns near the relaxation, for each row.
KERNEL = 2
# Where the dive leaves no way: the share of the time, of the choices that are freed, and the columns open to each.
START, FREED, OPEN = 0.35, 0.1, 8


@dataclass(frozen=True, slots=True)
class Limits:
    """How far to search.

    gap: share of the bound at which it is enough. nodes: at most so many in each search. seconds: at most so many.
    """

    gap: float = 2e-5
    nodes: int = 200
    seconds: float = 600.0


@dataclass(frozen=True, slots=True)
class Solution:
    """Values of the columns (empty if none were found) and a bound that no whole solution exceeds."""

    values: Floats
    objective: float
    bound: float
    found: bool


class Program:
    """A program to be maximised: every column from 0 to its upper limit, every row between its two limits."""

    def __init__(self) -> None:
        self.columns = self.rows = 0
        self._cost: list[Floats] = []
        self._upper: list[Floats] = []
        self._whole: list[Flags] = []
        self._lo: list[Floats] = []
        self._hi: list[Floats] = []
        self._entries: list[tuple[Ints, Ints, Floats]] = []

    def add_columns(self, cost: Floats, upper: float, *, whole: bool) -> Ints:
        """Add a column per cost and return their numbers. upper: finite, so that the bound is finite."""
        first = self.columns
        self.columns += len(cost)
        self._cost.append(cost)
        self._upper.append(np.full(len(cost), upper))
        self._whole.append(np.full(len(cost), whole))
        return np.arange(first, first + len(cost))

    def add_rows(self, lo: Floats, hi: Floats) -> Ints:
        """Add a row per pair of limits and return their numbers."""
        first = self.rows
        self.rows += len(lo)
        self._lo.append(lo)
        self._hi.append(hi)
        return np.arange(first, first + len(lo))

    def put(self, rows: Ints, columns: Ints, value: float | Floats) -> None:
        """Set the entries at (rows, columns); a pair must not be named twice."""
        self._entries.append((rows, columns, np.broadcast_to(np.asarray(value, dtype=np.float64), rows.shape)))

    def finish(self) -> Finished:
        """Return the arrays of the whole program."""
        rows, columns, values = (np.concatenate(part) for part in zip(*self._entries, strict=True))
        order = np.lexsort((rows, columns))
        return Finished(
            np.concatenate(self._cost),
            np.concatenate(self._upper),
            np.concatenate(self._whole),
            np.concatenate(self._lo),
            np.concatenate(self._hi),
            rows[order],
            columns[order],
            values[order],
        )


@dataclass(frozen=True, slots=True)
class Finished:
    """A program as arrays; entries sorted by column."""

    cost: Floats
    upper: Floats
    whole: Flags
    lo: Floats
    hi: Floats
    rows: Ints
    columns: Ints
    values: Floats

    def bound_by(self, prices: Floats) -> float:
        """Return the Lagrangian bound of row prices: no feasible values are worth more, whatever the prices.

        A price of the wrong sign on a one-sided row is taken as 0, since it would prove nothing.
        """
        prices = np.where(np.isinf(self.hi), np.minimum(prices, 0.0), prices)
        prices = np.where(np.isinf(self.lo), np.maximum(prices, 0.0), prices)
        limits = np.where(prices > 0, self.hi, self.lo)
        rent = float(np.multiply(prices, limits, where=prices != 0, out=np.zeros_like(prices)).sum())
        return rent + float((np.maximum(_reduced(self, prices), 0.0) * self.upper).sum())


class _Solver(highspy.Highs):
    """HiGHS that says nothing: registering its callbacks would print a banner on standard output."""

    def enableCallbacks(self) -> None:  # noqa: N802  # the name is HiGHS's own
        self.setOptionValue("output_flag", False)


def solve(program: Finished, limits: Limits) -> Solution:
    """Relax, fix what came out whole, and finish the rest as a small integer program.

    Only where that leaves more than `limits.gap`, the columns near the relaxation are searched, then the full integer
    program. Without any solution `found` is false and the bound still holds.
    """
    values, prices, spent = _relaxed(program)
    if not len(values):
        return _searched(program, limits, np.zeros(0), np.zeros(0), INFINITY)
    bound = program.bound_by(prices)
    fraction = np.abs(values - np.rint(values)) > WHOLE
    if not (fraction & program.whole).any():
        return Solution(values, float(program.cost @ values), bound, True)
    binary = program.whole & (program.upper == 1.0)
    settled = binary & ~fraction
    lower = np.where(settled, np.rint(values), 0.0)
    best = _searched(
        program, _for(limits, DIVE, spent), lower, np.where(settled, np.rint(values), program.upper), bound
    )
    near = NEAR
    if not best.found:
        best, near = (
            _searched(program, _for(limits, START, spent), *_freed(program, values, prices), bound),
            NEAR - START,
        )
    if bound - best.objective > limits.gap * abs(bound):
        far = binary & (values < WHOLE) & ~_kernel(program, prices)
        closer = _searched(program, _for(limits, near, spent), 0 * values, np.where(far, 0.0, program.upper), bound)
        best = closer if closer.objective > best.objective else best
    if bound - best.objective > limits.gap * abs(bound):
        whole = _searched(program, _for(limits, 1 - DIVE - NEAR, spent), np.zeros(0), np.zeros(0), bound)
        values, bound = (whole if whole.objective > best.objective else best).values, whole.bound
        found = whole.found or best.found
        best = Solution(values, max(whole.objective, best.objective), bound, found)
    return best


def _for(limits: Limits, part: float, spent: float) -> Limits:
    return replace(limits, seconds=part * max(0.0, limits.seconds - spent))


def _kernel(program: Finished, prices: Floats) -> Flags:
    """Mark the columns whose reduced cost is among the smallest, so many for each row (kernel search)."""
    distance = np.abs(_reduced(program, prices))
    count = min(len(distance), KERNEL * len(program.lo))
    near: Flags = distance <= np.partition(distance, count - 1)[count - 1]
    return near


def _freed(program: Finished, values: Floats, prices: Floats) -> tuple[Floats, Floats]:
    """Return limits of the columns that keep the surest choices and free the others for the columns near them.

    A choice is a binary column that came out as 1 in a row that asks for an exact sum; it is the surer, the further the
    next column of that row is from being chosen.
    """
    distance = np.abs(_reduced(program, prices))
    exact = (program.lo == program.hi)[program.rows] & (program.whole & (program.upper == 1.0))[program.columns]
    order = np.lexsort((distance[program.columns[exact]], program.rows[exact]))
    rows, columns = program.rows[exact][order], program.columns[exact][order]
    starts = np.flatnonzero(np.r_[True, rows[1:] != rows[:-1]])
    sizes = np.diff(np.r_[starts, len(rows)])
    place = np.arange(len(rows)) - np.repeat(starts, sizes)
    margin = np.full(len(starts), INFINITY)
    margin[sizes > 1] = (distance[columns[starts + 1 - (sizes < 2)]] - distance[columns[starts]])[sizes > 1]
    is_split = np.abs(values - np.rint(values)) > WHOLE
    chosen = (np.maximum.reduceat(values[columns], starts) > 1 - WHOLE) & ~np.logical_or.reduceat(
        is_split[columns], starts
    )
    ranked = np.sort(margin[chosen])
    sure = chosen & (margin >= ranked[int(FREED * len(ranked))]) if len(ranked) else chosen
    is_sure = np.repeat(sure, sizes)
    lower, upper = np.zeros(len(values)), program.upper.copy()
    upper[columns[is_sure | (place >= OPEN)]] = 0.0
    kept = columns[is_sure][values[columns[is_sure]] > 1 - WHOLE]
    lower[kept] = upper[kept] = 1.0
    return lower, upper


def _reduced(program: Finished, prices: Floats) -> Floats:
    used = np.bincount(program.columns, weights=prices[program.rows] * program.values, minlength=len(program.cost))
    reduced: Floats = program.cost - used
    return reduced


def _relaxed(program: Finished) -> tuple[Floats, Floats, float]:
    """Return values and row prices of the relaxation (both empty if there is none) and the seconds it took."""
    solver = _loaded(program, relax=True)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return np.zeros(0), np.zeros(0), 0.0
    solution = solver.getSolution()
    return np.array(solution.col_value), np.array(solution.row_dual), float(solver.getRunTime())


def _searched(program: Finished, limits: Limits, lower: Floats, upper: Floats, bound: float) -> Solution:
    """Search the integer program inside `lower` and `upper` (all of it where they are empty)."""
    solver = _loaded(program, relax=False)
    if len(lower):
        solver.changeColsBounds(len(lower), np.arange(len(lower), dtype=np.int32), lower, upper)
    else:
        # Presolve finds next to nothing in the whole program, and its reduced model sometimes needs 30 times as long.
        solver.setOptionValue("presolve", "off")
    solver.setOptionValue("mip_rel_gap", limits.gap)
    solver.setOptionValue("mip_max_nodes", limits.nodes)
    solver.setOptionValue("time_limit", limits.seconds)
    solver.run()
    info = solver.getInfo()
    values = np.array(solver.getSolution().col_value)
    found = len(values) > 0 and info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    if not len(lower):
        bound = min(bound, float(info.mip_dual_bound))
    return Solution(values, float(program.cost @ values) if found else -INFINITY, bound, found)


def _loaded(program: Finished, *, relax: bool) -> highspy.Highs:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(program.cost), len(program.lo)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = program.cost
    lp.col_lower_ = np.zeros(len(program.cost))
    lp.col_upper_ = program.upper
    lp.row_lower_ = program.lo
    lp.row_upper_ = program.hi
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.searchsorted(program.columns, np.arange(len(program.cost) + 1)).astype(np.int32)
    lp.a_matrix_.index_ = program.rows.astype(np.int32)
    lp.a_matrix_.value_ = program.values
    if not relax:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[int(flag)] for flag in program.whole]
    solver = _Solver()  # type: ignore[no-untyped-call]
    solver.setOptionValue("threads", 1)
    if relax:
        solver.setOptionValue("presolve", "off")
    solver.passModel(lp)
    return solver
