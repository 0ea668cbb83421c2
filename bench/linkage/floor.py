"""The floor: one pass of DuckDB over the lists (scan, join on the NIK, names cleaned by expressions), ours beside it.

Cleaning by expressions does far less than `names.py`: capitals, marks, a few titles, old spelling. It says what reading
and writing every name costs at least. Wall seconds, the best of three, two threads on either side.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.linkage.contender import ON, as_installed, prepared_rosters
from bench.linkage.world import World, make_world

THREADS, TIMES, NAMES_A_PART = 2, 3, 125_000
SCAN = "SELECT count(id), count(name), count(nik), count(birth_date), sum(length(name)), sum(length(nik)) FROM entries"
JOIN = "SELECT count(*) FROM people JOIN entries USING (nik)"
CLEAN = r"""
SELECT count(DISTINCT replace(replace(replace(replace(trim(regexp_replace(regexp_replace(upper(name),
    '\b(H|HJ|DR|DRS|DRA|IR|PROF|S H|S E|S T|M SI|S PD|BIN|BINTI)\b\.?', ' ', 'g'), '[^A-Z ]+', ' ', 'g')),
    'OE', 'U'), 'DJ', 'J'), 'TJ', 'C'), 'SJ', 'SY')) FROM entries
"""


def measure_floor(*, people: int, entries: int, seed: int = 1, worlds: Path | None = None) -> None:
    """Print seconds of both for a scan, a join on the NIK and the cleaning of names. worlds: a folder to keep them."""
    as_installed()
    with tempfile.TemporaryDirectory(prefix="jurdil-bench-") as folder:
        place = (worlds or Path(folder)) / f"files-{people}-{entries}-{seed}"
        if not (place / "about.json").exists():
            make_world(place, people=people, entries=entries, seed=seed)
        world = World(place)
        theirs, ours = _of_duckdb(world), _ours(world)
        for name, run in theirs.items():
            floor, taken = _best(run), _best(ours[name])
            print(f"{name:<16} DuckDB {floor:.2f} s, ours {taken:.2f} s: {taken / floor:.1f} times", flush=True)


def _best(run: Callable[[], object]) -> float:
    taken = []
    for _ in range(TIMES):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return min(taken)


def _of_duckdb(world: World) -> dict[str, Callable[[], object]]:
    con = duckdb.connect()
    con.execute(f"SET threads = {THREADS}")
    lists = [str(path) for path in world.roster_paths.values()]
    con.execute(f"CREATE VIEW entries AS SELECT * FROM read_parquet({lists})")
    con.execute(f"CREATE VIEW people AS SELECT * FROM read_parquet('{world.people_path}')")
    queries = {"scan": SCAN, "join on the NIK": JOIN, "clean names": CLEAN}
    return {name: lambda query=query: con.execute(query).fetchall() for name, query in queries.items()}  # type: ignore[misc]


def _ours(world: World) -> dict[str, Callable[[], object]]:
    from jurdil.engines.linkage.hashing import mixed  # noqa: PLC0415
    from jurdil.engines.linkage.lookup import ROWS_A_BLOCK, Lookup  # noqa: PLC0415
    from jurdil.engines.linkage.names import clean_names  # noqa: PLC0415
    from jurdil.engines.linkage.prepare import NUMBERS, prepare  # noqa: PLC0415
    from jurdil.engines.linkage.rosters import Segment, open_rosters  # noqa: PLC0415

    paths = prepared_rosters(world)
    people = prepare(pq.ParquetFile(world.people_path).read(), on=ON).column("nik").to_numpy()
    names = [pq.ParquetFile(path).read(["name"]).column(0).combine_chunks() for path in world.roster_paths.values()]
    parts = [each.slice(first, NAMES_A_PART) for each in names for first in range(0, len(each), NAMES_A_PART)]

    def scan() -> object:
        return [segment.columns[name].max() for segment in open_rosters(paths) for name in NUMBERS]

    def join() -> object:
        asked = Lookup.of(np.unique(mixed(people[people > 0].astype(np.uint64))))

        def find(segment: Segment) -> int:
            niks = segment.columns["nik"]
            blocks = (niks[first : first + ROWS_A_BLOCK] for first in range(0, len(niks), ROWS_A_BLOCK))
            return sum(len(asked.find(mixed(block[block > 0].astype(np.uint64)))[0]) for block in blocks)

        with ThreadPoolExecutor(THREADS) as pool:
            return sum(pool.map(find, open_rosters(paths)))

    def clean() -> object:
        with ThreadPoolExecutor(THREADS) as pool:
            return sum(pool.map(_cleaned, parts))

    def _cleaned(part: pa.Array) -> int:
        return len(clean_names(part).key)

    return {"scan": scan, "join on the NIK": join, "clean names": clean}
