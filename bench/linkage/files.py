"""End to end, as whoever runs it sees it: `jurdil link` reads CSV, cleans, links, writes; seconds and peak memory."""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import pyarrow.csv as pc
import pyarrow.parquet as pq

from bench.linkage.contender import ON
from bench.linkage.world import World, make_world


def measure_files(*, people: int, entries: int, seed: int = 1, worlds: Path | None = None) -> None:
    """Link a world's files in one folder: the first run cleans the rosters, the second finds them cleaned.

    The third asks the same again, and finds all parts done. worlds: a folder where the world stays for the next run.
    """
    with tempfile.TemporaryDirectory(prefix="jurdil-bench-") as folder:
        place = (worlds or Path(folder)) / f"files-{people}-{entries}-{seed}"
        if not (place / "about.json").exists():
            make_world(place, people=people, entries=entries, seed=seed)
        tables = _as_csv(World(place), Path(folder))
        size = sum(path.stat().st_size for path in tables) / 1e6
        print(f"jurdil link, {people:,} x {entries:,} in {len(tables)} CSV files of {size:,.0f} MB", flush=True)
        words = [*map(str, tables), "-o", f"{folder}/matches.csv", "--work", f"{folder}/work", "--on", ON.isoformat()]
        print(f"  rosters read and cleaned: {_run(words)}", flush=True)
        for parts in Path(folder, "work").glob("run-*"):
            shutil.rmtree(parts)
        for name in ("rosters cleaned before", "the same asked again"):
            print(f"  {name}: {_run(words)}", flush=True)


def _as_csv(world: World, folder: Path) -> list[Path]:
    """The people, then the rosters, as CSV files."""
    sources = {"people": world.people_path, **world.roster_paths}
    for name, source in sources.items():
        pc.write_csv(pq.read_table(source), folder / f"{name}.csv")
    return [folder / f"{name}.csv" for name in sources]


def _run(words: Sequence[str]) -> str:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    link = [sys.executable, "-m", "jurdil.cli", "link", *words]
    ended = subprocess.run(link, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if ended.returncode not in (0, 1):  # 1: linked, and faults of rows were told
        raise RuntimeError(ended.stderr)
    after, seconds = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - start
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return f"wall {seconds:.1f} s, cpu {cpu:.1f} s, peak {after.ru_maxrss / 1024:,.0f} MiB"
