"""`python -m bench.linkage.changes [SEED] [PEOPLE ENTRIES]`: what changed is linked again, the same and faster.

Against a run over everything with the same model: 1 % of the people corrected; one new roster of 2 % of the entries;
the biggest roster replaced by a copy that lacks 2 % of its entries. Both answers are compared, row by row.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bench.linkage.contender import ON
from bench.linkage.table import ENTRIES, PEOPLE
from bench.linkage.world import make_world
from jurdil.engines.linkage import index_roster, link_people, model_of, prepare_roster
from jurdil.engines.linkage.kept import Kept
from jurdil.engines.linkage.model import Model
from jurdil.engines.linkage.relinking import relink

CORRECTED, NEW = 0.01, 0.02


def _timed(work: Callable[[], pa.Table]) -> tuple[pa.Table, float, float]:
    start, processor = time.perf_counter(), time.process_time()
    found = work()
    return found, time.perf_counter() - start, time.process_time() - processor


def _against(name: str, kept: Kept, people: pa.Table, paths: list[Path], model: Model) -> Kept:
    """Print both times and whether the answers are the same; returns what is kept now."""
    later = [kept]

    def again() -> pa.Table:
        found, now = relink(kept, people, paths, on=ON, model=model)
        later.append(now)
        return found

    whole, full, full_processor = _timed(lambda: link_people(people, paths, on=ON, model=model))
    found, short, short_processor = _timed(again)
    same = found.to_pylist() == whole.to_pylist()
    print(f"{name}: everything {full:.2f} s ({full_processor:.2f} s of processor), what changed {short:.2f} s "
          f"({short_processor:.2f}): {full_processor / short_processor:.1f} times less work; "
          f"{whole.num_rows:,} matches, {'the same' if same else 'NOT the same'}", flush=True)  # fmt: skip
    return later[-1]


def _roster(folder: Path, name: str, entries: pa.Table, version: int) -> Path:
    path = folder / f"{name}-{version}.arrow"
    prepare_roster(entries, path, name=name, on=ON)
    return path


def _index(paths: Sequence[Path]) -> None:
    """Make the indexes, as they are made once when a roster is delivered."""
    start, processor = time.perf_counter(), time.process_time()
    for path in paths:
        index_roster(path)
    print(f"indexes: {time.perf_counter() - start:.2f} s ({time.process_time() - processor:.2f} s of processor)")


def measure(seed: int, people_count: int, entries: int) -> None:
    """Print the figures of one world."""
    with tempfile.TemporaryDirectory(prefix="jurdil-bench-") as name:
        folder = Path(name)
        world = make_world(folder, people=people_count, entries=entries, seed=seed)
        rng = np.random.default_rng(seed)
        rosters, people = world.rosters, world.people
        first = next(iter(rosters))
        cut = rng.random(rosters[first].num_rows) < NEW * entries / rosters[first].num_rows
        fresh = rosters[first].filter(pa.array(cut))
        rosters[first] = rosters[first].filter(pa.array(~cut))
        paths = [_roster(folder, name, table, 1) for name, table in rosters.items()]
        learnt, seconds, _ = _timed(lambda: link_people(people, paths, on=ON))
        model = model_of(learnt)
        print(f"seed {seed}: {people.num_rows:,} people x {entries:,} entries; learning included {seconds:.2f} s")
        _index(paths)
        start = time.perf_counter()
        _, kept = relink(None, people, paths, on=ON, model=model)
        print(f"first run that keeps: {time.perf_counter() - start:.2f} s")
        kept.write(folder / "kept")
        size = sum(file.stat().st_size for file in (folder / "kept").iterdir())
        start = time.perf_counter()
        read = Kept.read(folder / "kept")
        print(f"kept: {size / 1e6:.0f} MB, read in {time.perf_counter() - start:.2f} s")
        kept = read or kept
        names = people.column("name").to_pylist()
        for row in rng.choice(people.num_rows, int(people.num_rows * CORRECTED), replace=False).tolist():
            names[row] = f"{names[row]} Perbaikan"
        people = people.set_column(people.column_names.index("name"), "name", pa.array(names))
        kept = _against(f"{CORRECTED:.0%} of the people corrected", kept, people, paths, model)
        paths.append(_roster(folder, "new", fresh, 1))
        _index(paths[-1:])
        kept = _against(f"a new roster of {NEW:.0%} of the entries", kept, people, paths, model)
        biggest = max(rosters, key=lambda name: rosters[name].num_rows)
        fewer = rosters[biggest].filter(pc.less(pa.array(rng.random(rosters[biggest].num_rows)), 1 - NEW))
        paths = [path for path in paths if not path.name.startswith(f"{biggest}-")]
        paths.append(_roster(folder, biggest, fewer, 2))
        _index(paths[-1:])
        _against(f"the biggest roster again, {NEW:.0%} of it gone", kept, people, paths, model)


def main() -> None:
    """Measure the seed and sizes that are named, or the usual ones."""
    words = [int(word) for word in sys.argv[1:]]
    measure(words[0] if words else 51, *(words[1:3] if len(words) > 2 else (PEOPLE, ENTRIES)))


if __name__ == "__main__":
    main()
