"""A contender in a process of its own: reads a world from Parquet, links, writes matches, seconds and peak memory.

`python -m bench.linkage.contender ours WORLD OUT FLOOR` (or `anchor`); the generator's memory does not count.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib.abc import MetaPathFinder
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bench.linkage.world import World

ON = date(2024, 9, 28)
FLOOR = 0.001
"""Pairs below this probability are not written, unless another one is asked for."""


def peak_mib() -> float:
    """Return the highest resident memory of this process so far (Linux: VmHWM)."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return float("nan")


class _NoPandas(MetaPathFinder):
    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname, name=fullname)


def as_installed() -> None:
    """Let the engine run as users have it: without pandas, which only the bench and Spark need.

    Arrow loads it wherever it stands, for nothing: a second and 55 MB.
    """
    sys.meta_path.insert(0, _NoPandas())


def prepared_rosters(world: World) -> list[Path]:
    """Return the world's rosters cleaned by the engine under test; they stay in the world's folder for the next run."""
    from jurdil.engines.linkage import is_prepared, prepare_roster  # noqa: PLC0415  only one contender is loaded

    folder = world.folder / "prepared"
    folder.mkdir(exist_ok=True)
    paths = []
    for name, source in world.roster_paths.items():
        paths.append(folder / f"{name}.arrow")
        if not is_prepared(paths[-1]):
            draft = paths[-1].with_suffix(".new")
            prepare_roster(pq.ParquetFile(source).read(), draft, name=name, on=ON)
            draft.replace(paths[-1])
    return paths


def run_ours(world: World, out: Path, floor: float) -> dict[str, float]:
    """Link with the engine under test."""
    from jurdil.engines.linkage import link_people  # noqa: PLC0415
    from jurdil.engines.linkage.memory import give_memory_back  # noqa: PLC0415

    as_installed()
    give_memory_back()
    start, spent = time.perf_counter(), time.process_time()
    paths = prepared_rosters(world)
    prepared, spent_preparing = time.perf_counter(), time.process_time()
    matches = link_people(pq.ParquetFile(world.people_path).read(), paths, on=ON, min_probability=floor)
    linked, spent_linking = time.perf_counter(), time.process_time()
    _write(matches, out)
    return {"prepare_seconds": prepared - start, "prepare_cpu_seconds": spent_preparing - spent,
            "link_seconds": linked - prepared, "link_cpu_seconds": spent_linking - spent_preparing}  # fmt: skip


def run_ours_candidates(world: World, out: Path, _floor: float) -> dict[str, float]:
    """Write the candidate pairs of the engine under test, to count the true pairs that survive blocking."""
    from jurdil.engines import linkage  # noqa: PLC0415

    find = getattr(linkage, "candidate_pairs", None)
    paths = prepared_rosters(world)
    people = pq.ParquetFile(world.people_path).read()
    start = time.perf_counter()
    if find is None:
        pairs = linkage.link_people(people, paths, on=ON, min_probability=0.0)
    else:
        pairs = find(people, paths, on=ON)
    seconds = time.perf_counter() - start
    pq.write_table(pairs.select(["person_id", "roster", "entry_id"]), out)
    return {"candidate_seconds": seconds, "candidates": pairs.num_rows}


def run_anchor(world: World, out: Path, floor: float) -> dict[str, float]:
    """Link with Splink, well specified."""
    from bench.linkage.anchor import link_with_splink  # noqa: PLC0415

    matches, seconds = link_with_splink(world, on=ON, floor=floor)
    _write(matches, out)
    return seconds


def run_limit(world: World, out: Path, floor: float) -> dict[str, float]:
    """Score with the oracle that knows the generator's rates."""
    from bench.linkage.oracle import run_oracle  # noqa: PLC0415

    _write(run_oracle(world, floor=floor), out)
    return {}


def _write(matches: pa.Table, out: Path) -> None:
    pq.write_table(matches.select(["person_id", "roster", "entry_id", "probability"]), out)


RUNS: dict[str, Callable[[World, Path, float], dict[str, float]]] = {
    "ours": run_ours,
    "candidates": run_ours_candidates,
    "anchor": run_anchor,
    "oracle": run_limit,
}


@dataclass(frozen=True)
class Outcome:
    """What a contender gave: its matches, and seconds by step with its peak memory."""

    matches: pa.Table
    cost: dict[str, float]


def contend(name: str, world: World, out: Path, *, floor: float = FLOOR) -> Outcome:
    """Run a contender in a child process. floor: the lowest probability. Raises CalledProcessError if it fails."""
    command = [sys.executable, "-m", "bench.linkage.contender", name, str(world.folder), str(out), str(floor)]
    subprocess.run(command, check=True)
    return Outcome(pq.read_table(out), json.loads(out.with_suffix(".json").read_text()))


def main(name: str, folder: str, out: str, floor: str) -> None:
    """Run one contender here."""
    start = time.perf_counter()
    cost = RUNS[name](World(Path(folder)), Path(out), float(floor))
    cost = {**cost, "total_seconds": time.perf_counter() - start, "peak_mib": peak_mib()}
    Path(out).with_suffix(".json").write_text(json.dumps(cost))


if __name__ == "__main__":
    main(*sys.argv[1:5])
