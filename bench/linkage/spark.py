"""`python -m bench.linkage spark`: a cluster of two executors on this machine against the single machine.

Both link the same world with one model, each in a process of its own; the matches are compared cell by cell, reasons
and model included. `--kill 120` kills an executor after so many seconds; `--learn` lets Spark learn the model too.
`--hosts 3` gives each of three executors a host of its own instead (`hosts.py`).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bench.linkage.cluster import MIB, Cost, Work, cluster, told, watched
from bench.linkage.contender import ON, as_installed, prepared_rosters
from bench.linkage.world import World, make_world


def measure_spark(
    *,
    people: int,
    entries: int,
    seed: int,
    worlds: Path | None = None,
    kills: Sequence[float] = (),
    learns: bool = False,
    memory: str = "1g",
    apart: int = 0,
) -> bool:
    """Print what both cost and whether they say the same. kills: seconds after which an executor is killed.

    worlds: a folder where the world stays for the next run. memory: of each executor's Java. apart: so many executors,
    each on a host of its own; else two on loopback. Returns whether they do.
    """
    with tempfile.TemporaryDirectory(prefix="jurdil-bench-") as name:
        folder = Path(name)
        place = (worlds or folder) / f"spark-{people}-{entries}-{seed}"
        if not (place / "about.json").exists():
            make_world(place, people=people, entries=entries, seed=seed)
        print(f"seed {seed}: {people:,} people x {entries:,} entries", flush=True)
        alone, together = folder / "alone.parquet", folder / "together.parquet"
        cost = Cost()
        seconds = _run(["alone", str(place), str(alone)], cost)
        print(f"  one machine, rosters cleaned and a model learnt: {seconds:.0f} s, {cost}", flush=True)
        with cluster(folder / "cluster", workers=apart or 2, memory=memory, apart=apart > 0) as running:
            words = ["together", str(place), str(together), running.master, "" if learns else str(alone)]
            timers = [threading.Timer(after, lambda: print(f"  killed {running.kill_one()}", flush=True))
                      for after in kills]  # fmt: skip
            for timer in timers:
                timer.start()
            seconds = _run(words, running.cost, running.environment)
            for timer in timers:
                timer.cancel()
            print(f"  Spark, {len(running.workers)} executors of {memory}: {seconds:.0f} s, {running.cost}", flush=True)
            for host in running.workers if apart else ():
                print(f"    host {host.address}: {host.carried() / MIB:,.0f} MiB crossed its link", flush=True)
        _print_work(told(running.events))
        return _compare(pq.read_table(alone), pq.read_table(together))


def _run(words: Sequence[str], cost: Cost, environment: Mapping[str, str] | None = None) -> float:
    start = time.perf_counter()
    with watched(cost):
        child = subprocess.Popen([sys.executable, "-m", "bench.linkage.spark", *words], env=environment,
                                 start_new_session=True)  # fmt: skip
        cost.sessions.add(child.pid)
        try:
            if child.wait():
                raise SystemExit(f"{words[0]} failed")
        finally:
            child.terminate()
    return time.perf_counter() - start


def _print_work(stages: Sequence[Work]) -> None:
    for stage in stages:
        if stage.seconds >= 5 or stage.written > 10 * MIB or stage.failed:
            print(f"    {stage}")
    print(f"    together: shuffled {sum(each.written for each in stages) / MIB:,.0f} MiB, "
          f"spilled {sum(each.spilled for each in stages) / MIB:,.0f}, "
          f"results to the driver {sum(each.results for each in stages) / MIB:,.1f}", flush=True)  # fmt: skip


def _compare(alone: pa.Table, together: pa.Table) -> bool:
    same: bool = together.equals(alone, check_metadata=True)
    print(f"  {alone.num_rows:,} matches: " + ("the same, cell by cell" if same else "NOT the same"), flush=True)
    if not same:
        print(f"    {together.num_rows:,} rows; the same model: {together.schema.metadata == alone.schema.metadata}")
        one, other = ({tuple(map(str, row.values())) for row in table.to_pylist()} for table in (alone, together))
        print(f"    {len(one - other):,} only on one machine, {len(other - one):,} only on Spark")
    return same


def main(what: str, folder: str, out: str, *rest: str) -> None:
    """Link here, alone or as the driver of a cluster."""
    from jurdil.engines.linkage import link_people, model_of  # noqa: PLC0415 - only what is measured is loaded

    world = World(Path(folder))
    if what == "alone":
        as_installed()
        found = link_people(pq.ParquetFile(world.people_path).read(), prepared_rosters(world), on=ON)
    else:
        from jurdil.engines.linkage.spark import link_people_on_spark  # noqa: PLC0415

        master, known = rest
        model = model_of(pq.read_table(known)) if known else None
        rosters = [*world.roster_paths.values()]
        found = link_people_on_spark(world.people_path, rosters, on=ON, master=master, model=model)
    pq.write_table(found, out)


if __name__ == "__main__":
    main(*sys.argv[1:])
