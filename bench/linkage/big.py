"""Seconds and peak memory at the size of a province and of the nation, and one person against a prepared index."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from bench.linkage.contender import ON, as_installed, contend, peak_mib, prepared_rosters
from bench.linkage.measuring import figures, score
from bench.linkage.world import World, make_world

SIZES = {"province": (1_000_000, 3_000_000, ""), "nation": (4_000_000, 10_000_000, "")}
LISTED = 0.05
"""The lowest probability that a run lists unless it is told otherwise."""
ASKED = 2_000
INDEXED = {"1M": (110_000, 1_000_000, "31"), "10M": (110_000, 10_000_000, "")}


@contextmanager
def made_world(name: str, sizes: tuple[int, int, str], worlds: Path | None, seed: int) -> Iterator[World]:
    """Make a world and throw it away; with a folder for worlds keep it there, or take what stands there."""
    people, entries, area = sizes
    with tempfile.TemporaryDirectory(prefix="jurdil-bench-") as folder:
        place = (worlds or Path(folder)) / f"{name}-{seed}"
        if not (place / "about.json").exists():
            make_world(place, people=people, entries=entries, seed=seed, area=area)
        yield World(place)


def measure_big(names: list[str], *, contender: str = "ours", seed: int = 1, worlds: Path | None = None) -> None:
    """Link the whole of a big world and print seconds, memory, F1 and recall.

    worlds: a folder where worlds and their prepared rosters stay, so that the next run does nothing but link.
    """
    for name in names:
        people, entries, _ = SIZES[name]
        with made_world(name, SIZES[name], worlds, seed) as world, tempfile.TemporaryDirectory() as folder:
            print(f"{name}: {people:,} x {entries:,}", flush=True)
            outcome = contend(contender, world, Path(folder) / "matches.parquet", floor=LISTED)
            print("  " + ", ".join(f"{key} {value:,.1f}" for key, value in outcome.cost.items()), flush=True)
            scored = score(world.people.column("id").combine_chunks(), world.truth, outcome.matches)
            found = figures(scored)
            for key in ("best_f1", "recall_at_10", "accused_at_0.99", "recall_at_0.99"):
                print(f"  {key}: {found[key]}")


def measure_one(names: list[str], *, seed: int = 1, worlds: Path | None = None) -> None:
    """Ask an index about single people (half of them listed) and print the spread of milliseconds. worlds: as above."""
    for name in names:
        with made_world(name, INDEXED[name], worlds, seed) as world:
            command = [sys.executable, "-m", "bench.linkage.big", "child", str(world.folder)]
            subprocess.run(command, check=True)
            report = json.loads((world.folder / "one.json").read_text())
        print(
            f"one person against {name}: " + ", ".join(f"{key} {value:,.1f}" for key, value in report.items()),
            flush=True,
        )


def ask_index(folder: Path) -> None:
    """Prepare rosters, open the index, ask, and leave the figures in `one.json` (run in a process of its own)."""
    from jurdil.engines.linkage import RosterIndex  # noqa: PLC0415

    as_installed()
    world = World(folder)
    start = time.perf_counter()
    paths = prepared_rosters(world)
    prepared = time.perf_counter()
    listed = world.traits.column("listed").to_numpy()
    rng = np.random.default_rng(0)
    rows = np.concatenate([rng.choice(np.flatnonzero(listed == kind), ASKED // 2) for kind in (True, False)])
    people = world.people.take(rng.permutation(rows)).to_pylist()
    before = time.perf_counter()
    with RosterIndex(paths, on=ON) as index:
        opened = time.perf_counter()
        waited, spent = [], []
        for person in people:
            asked, used = time.perf_counter(), time.process_time()
            index.link_one(person)
            waited.append(1000 * (time.perf_counter() - asked))
            spent.append(1000 * (time.process_time() - used))
    median, tail, worst = np.quantile(waited[20:], [0.5, 0.99, 1.0])
    median_cpu, tail_cpu = np.quantile(spent[20:], [0.5, 0.99])
    report = {"prepare_seconds": prepared - start, "open_seconds": opened - before, "p50_ms": median, "p99_ms": tail,
              "worst_ms": worst, "p50_cpu_ms": median_cpu, "p99_cpu_ms": tail_cpu, "peak_mib": peak_mib()}  # fmt: skip
    (folder / "one.json").write_text(json.dumps({key: float(value) for key, value in report.items()}))


if __name__ == "__main__":
    assert sys.argv[1] == "child"
    ask_index(Path(sys.argv[2]))
