from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from jurdil.engines.teams.solver import FREED, OPEN, Finished, Limits, Program, _freed, _relaxed, solve


def knapsacks(chance: int) -> Finished:
    draw = np.random.default_rng(chance)
    program = Program()
    columns = program.add_columns(draw.integers(1, 20, 12).astype(float), 1.0, whole=True)
    rows = program.add_rows(np.full(3, -np.inf), np.full(3, 20.0))
    for row in rows:
        program.put(np.full(12, row), columns, draw.integers(1, 9, 12).astype(float))
    return program.finish()


def by_hand(program: Finished) -> float:
    matrix = np.zeros((3, 12))
    matrix[program.rows, program.columns] = program.values
    choices = (np.arange(4096)[:, None] >> np.arange(12)) & 1
    allowed = (choices @ matrix.T <= program.hi).all(axis=1)
    return float((choices @ program.cost)[allowed].max())


@settings(max_examples=25, deadline=None)
@given(chance=st.integers(0, 10_000))
def test_the_solution_is_the_best_one_and_the_bound_is_never_below_it(chance: int) -> None:
    program = knapsacks(chance)

    found = solve(program, Limits(gap=1e-9, nodes=100_000, seconds=20))

    assert found.found
    assert abs(found.objective - by_hand(program)) < 1e-6
    assert found.bound >= found.objective - 1e-6


@settings(max_examples=50, deadline=None)
@given(chance=st.integers(0, 10_000), prices=st.lists(st.floats(-50, 50), min_size=3, max_size=3))
def test_the_bound_of_any_prices_holds(chance: int, prices: list[float]) -> None:
    program = knapsacks(chance)

    assert program.bound_by(np.array(prices)) >= by_hand(program) - 1e-6


def errands(agents: int, jobs: int) -> Finished:
    """Each job once, by an agent who has room for it."""
    draw = np.random.default_rng(7)
    use = draw.integers(5, 25, (agents, jobs)).astype(float)
    program = Program()
    columns = program.add_columns(-draw.integers(10, 50, agents * jobs).astype(float), 1.0, whole=True)
    program.put(np.tile(program.add_rows(np.ones(jobs), np.ones(jobs)), agents), columns, 1.0)
    rooms = program.add_rows(np.zeros(agents), np.floor(0.8 * use.sum(axis=1) / agents))
    program.put(np.repeat(rooms, jobs), columns, use.ravel())
    return program.finish()


def test_where_no_way_is_left_the_least_sure_choices_are_freed_and_a_way_is_found() -> None:
    agents, jobs = 10, 100
    program = errands(agents, jobs)
    values, prices, _seconds = _relaxed(program)

    lower, upper = (limit.reshape(agents, jobs) for limit in _freed(program, values, prices))

    kept = lower.any(axis=0)
    split = (np.abs(values - np.rint(values)) > 1e-6).reshape(agents, jobs).any(axis=0)
    assert not (kept & split).any()
    assert (upper[:, kept].sum(axis=0) == 1).all()
    assert (upper[:, ~kept].sum(axis=0) == OPEN).all()
    assert int(FREED * (~split).sum()) <= (~kept & ~split).sum() <= 2 * FREED * jobs
    found = solve(program, Limits(gap=1e-3, nodes=100_000, seconds=20))
    assert found.found
    assert found.bound - found.objective < 0.01 * abs(found.bound)
