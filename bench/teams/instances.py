"""Generalised assignment: the published recipes of types A to E, through the engine's own relax-and-fix solver.

Recipes: Chu and Beasley, "A genetic algorithm for the generalised assignment problem", Computers & OR 24 (1997), types
A to D; Laguna and others (1995) for type E; the 1,600-job sizes follow Yagiura, Ibaraki and Glover (2004). The public
files themselves could not be fetched here, so the instances are drawn anew with these seeds: their best known values do
not apply, and the gap is to the bound proved in the same run. What does not carry over: teams have unit demands, here
each job weighs differently with each agent.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from bench.teams.measuring import cpu_seconds, load
from jurdil.engines.teams.solver import Finished, Floats, Limits, Program, solve

SMALL = ((5, 100), (10, 100), (20, 200))
LARGE = ((20, 1600), (80, 1600))
SECONDS = 20.0


def run(*, seconds: float = SECONDS, types: str = "ABCDE", sizes: Sequence[tuple[int, int]] = SMALL + LARGE) -> None:
    """Print cost, bound and gap of every instance, whatever they are."""
    print(f"generalised assignment, at most {seconds:.0f} s each; {load()}")
    for kind in types:
        for agents, jobs in sizes:
            cost, use, room = invent(kind, agents, jobs, seed=1)
            started, before = time.perf_counter(), cpu_seconds()
            found = solve(_program(cost, use, room), Limits(gap=1e-9, nodes=10_000_000, seconds=seconds))
            used = f"{time.perf_counter() - started:.1f} s, {cpu_seconds() - before:.1f} s of cpu"
            name = f"  {kind.lower()}{agents:02d}{jobs}"
            bound = -found.bound
            if not found.found:
                print(f"{name}: nothing feasible, bound {bound:.1f}, {used}", flush=True)
                continue
            total = _checked(found.values.reshape(agents, jobs), cost, use, room)
            print(
                f"{name}: cost {total:.0f}, bound {bound:.1f}, gap {(total - bound) / bound:.4%}, {used}",
                flush=True,
            )


def invent(kind: str, agents: int, jobs: int, *, seed: int) -> tuple[Floats, Floats, Floats]:
    """Return cost and use (agents x jobs) and the room of each agent, by the recipe of a type."""
    chance = np.random.default_rng([ord(kind), agents, jobs, seed])
    shape = (agents, jobs)
    if kind in "ABC":
        use = chance.integers(5, 25, shape, endpoint=True).astype(np.float64)
        cost = chance.integers(10, 50, shape, endpoint=True).astype(np.float64)
    elif kind == "D":
        use = chance.integers(1, 100, shape, endpoint=True).astype(np.float64)
        cost = 111 - use + chance.integers(-10, 10, shape, endpoint=True)
    else:
        use = np.ceil(1 - 10 * np.log(1 - chance.random(shape)))
        cost = np.ceil(1000 / use - 10 * chance.random(shape))
    if kind in "AB":
        cheapest = np.argmin(cost, axis=0)
        busiest = max(use[agent, cheapest == agent].sum() for agent in range(agents))
        room = np.full(agents, 0.6 * jobs / agents * 15 + 0.4 * busiest) * (1.0 if kind == "A" else 0.7)
    else:
        room = 0.8 * use.sum(axis=1) / agents
    return cost, use, np.floor(room)


def _program(cost: Floats, use: Floats, room: Floats) -> Finished:
    agents, jobs = cost.shape
    program = Program()
    columns = program.add_columns(-cost.ravel(), 1.0, whole=True)
    once = program.add_rows(np.ones(jobs), np.ones(jobs))
    program.put(np.tile(once, agents), columns, 1.0)
    rooms = program.add_rows(np.zeros(agents), room)
    program.put(np.repeat(rooms, jobs), columns, use.ravel())
    return program.finish()


def _checked(values: Floats, cost: Floats, use: Floats, room: Floats) -> float:
    """Return the cost recomputed from who does what; raises ValueError where a job or a room is violated."""
    doer = np.argmax(values, axis=0)
    jobs = np.arange(cost.shape[1])
    load_of = np.bincount(doer, weights=use[doer, jobs], minlength=len(room))
    if (load_of > room + 1e-6).any():
        raise ValueError("an agent is given more than there is room for")
    return float(cost[doer, jobs].sum())


if __name__ == "__main__":
    run()
