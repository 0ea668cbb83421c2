"""Seconds and peak memory at the size of a province and of the nation, and one person against a prepared index."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from bench.linkage.contender import ON, contend, peak_mib
from bench.linkage.measuring import figures, score
from bench.linkage.world import World, make_world

SIZES = {"province": (1_000_000, 3_000_000, ""), "nation": (4_000_000, 10_000_000, "")}
ASKED = 2_000
INDEXED = {"1M": (110_000, 1_000_000, "31"), "10M": (110_000, 10_000_000, "")}


def measure_big(names: list[str], *, contender: str = "ours", seed: int = 1) -> None:
    """Link the whole of a big world and print seconds, memory, F1 and recall."""
    for name in names:
        people, entries, area = SIZES[name]
        with tempfile.TemporaryDirectory(prefix="jurdil-bench-") as folder:
            start = time.perf_counter()
            world = make_world(Path(folder) / "world", people=people, entries=entries, seed=seed, area=area)
            print(f"{name}: {people:,} x {entries:,}, made in {time.perf_counter() - start:.0f} s", flush=True)
            outcome = contend(contender, world, Path(folder) / "matches.parquet")
            print("  " + ", ".join(f"{key} {value:,.1f}" for key, value in outcome.cost.items()), flush=True)
            scored = score(world.people.column("id").combine_chunks(), world.truth, outcome.matches)
            found = figures(scored)
            for key in ("best_f1", "recall_at_10", "accused_at_0.99", "recall_at_0.99"):
                print(f"  {key}: {found[key]}")


def measure_one(names: list[str], *, seed: int = 1) -> None:
    """Ask an index about single people (half of them listed) and print the spread of milliseconds."""
    for name in names:
        people, entries, area = INDEXED[name]
        with tempfile.TemporaryDirectory(prefix="jurdil-bench-") as folder:
            world = make_world(Path(folder) / "world", people=people, entries=entries, seed=seed, area=area)
            command = [sys.executable, "-m", "bench.linkage.big", "child", str(world.folder)]
            subprocess.run(command, check=True)
            report = json.loads((world.folder / "one.json").read_text())
        print(
            f"one person against {name}: " + ", ".join(f"{key} {value:,.1f}" for key, value in report.items()),
            flush=True,
        )


def ask_index(folder: Path) -> None:
    """Prepare rosters, open the index, ask, and leave the figures in `one.json` (run in a process of its own)."""
    from jurdil.engines.linkage import RosterIndex, prepare_roster  # noqa: PLC0415

    world = World(folder)
    start = time.perf_counter()
    paths = []
    for name, source in world.roster_paths.items():
        paths.append(folder / f"prepared-{name}.parquet")
        prepare_roster(pq.read_table(source), paths[-1], name=name, on=ON)
    prepared = time.perf_counter()
    listed = world.traits.column("listed").to_numpy()
    rng = np.random.default_rng(0)
    rows = np.concatenate([rng.choice(np.flatnonzero(listed == kind), ASKED // 2) for kind in (True, False)])
    people = world.people.take(rng.permutation(rows)).to_pylist()
    before = time.perf_counter()
    with RosterIndex(paths, on=ON) as index:
        opened = time.perf_counter()
        spent = []
        for person in people:
            asked = time.perf_counter()
            index.link_one(person)
            spent.append(1000 * (time.perf_counter() - asked))
    median, tail, worst = np.quantile(spent[20:], [0.5, 0.99, 1.0])
    report = {"prepare_seconds": prepared - start, "open_seconds": opened - before, "p50_ms": median, "p99_ms": tail,
              "worst_ms": worst, "peak_mib": peak_mib()}  # fmt: skip
    (folder / "one.json").write_text(json.dumps({key: float(value) for key, value in report.items()}))


if __name__ == "__main__":
    assert sys.argv[1] == "child"
    ask_index(Path(sys.argv[2]))
