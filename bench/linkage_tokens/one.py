"""One person asked against a delivery of keyed tokens through its index: milliseconds, and the answer compared.

The model is learnt from 40,000 people, as on the site. 2,000 people are asked one by one, half of them listed; then all
of them at once against the delivery read whole, and the matches of both ways are compared, reasons included.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.linkage.big import ASKED, INDEXED, made_world
from bench.linkage.contender import ON, as_installed, peak_mib
from bench.linkage.world import World

LEARN_FROM = 40_000
WARM = 20
"""So many people are asked before milliseconds count."""
ROWS_A_PART = 1_000_000
READ_WHOLE_MB = 2_000


def _parts(world: World) -> Iterator[pa.Table]:
    """The rosters of a world, at most so many rows at a time, so that no list is in memory whole."""
    for path in world.roster_paths.values():
        with pq.ParquetFile(path) as file:
            yield from (pa.Table.from_batches([batch]) for batch in file.iter_batches(ROWS_A_PART))


def deliver_all(world: World, path: Path, rows: int) -> None:
    """Write every roster of a world into one delivery, filled up to so many rows; a part hides what is common in it."""
    from jurdil.engines.linkage.tokens import make_tokens  # noqa: PLC0415

    draft, writer, written = path.with_suffix(".new"), None, 0
    for nth, part in enumerate(_parts(world)):
        seed = sha256(f"{nth} {world.about['seed']}".encode()).digest()
        tokens, _ = make_tokens(part, _key(), roster="all", on=ON, seed=seed)
        if writer is None:
            writer = pq.ParquetWriter(draft, tokens.schema, compression="none", use_dictionary=False)
        writer.write_table(tokens)
        written += tokens.num_rows
    assert writer is not None
    for start in range(written, rows, ROWS_A_PART):
        writer.write_table(_random_rows(min(ROWS_A_PART, rows - start), start, writer.schema))
    writer.close()
    draft.rename(path)


def _random_rows(count: int, seed: int, schema: pa.Schema) -> pa.Table:
    """Entries that nobody resembles, such as round up the count of every delivery."""
    rng, size = np.random.default_rng(seed), schema.field("tokens").type.byte_width
    ids = pa.array([number.tobytes().hex() for number in rng.integers(0, 1 << 63, count)], pa.string())
    body = pa.FixedSizeBinaryArray.from_buffers(pa.binary(size), count, [None, pa.py_buffer(rng.bytes(count * size))])
    return pa.table([ids, body], schema=schema)


def _key() -> Any:  # Any: the engine is loaded by whoever is measured
    from jurdil.engines.linkage.tokens_keys import ExchangeKey  # noqa: PLC0415

    return ExchangeKey("bench", sha256(b"bench").digest())


def measure_one(sizes: list[str], *, seed: int = 1, worlds: Path | None = None, rows: int = 0) -> None:
    """Print what one person costs. worlds: a folder where worlds and their deliveries stay.

    rows: fill a delivery up with random entries to so many.
    """
    for name in sizes:
        with made_world(name, INDEXED[name], worlds, seed) as world:
            path = world.folder / f"tokens-{rows}.parquet"
            if not path.exists():
                deliver_all(world, path, rows)
            subprocess.run([sys.executable, "-m", "bench.linkage_tokens.one", str(world.folder), path.name], check=True)
            told = json.loads((world.folder / "tokens-one.json").read_text())
        figures = ", ".join(f"{figure} {value:,.1f}" for figure, value in told.items())
        print(f"one person against {name} entries as tokens: {figures}", flush=True)


def ask_singly(folder: Path, name: str) -> None:
    """Make the index, learn, ask, and leave the figures in `tokens-one.json` (run in a process of its own).

    Raises AssertionError if the index answers otherwise than the whole delivery, which is not read if it is very long.
    """
    as_installed()
    from jurdil.engines.linkage.tokens_index import Indexed  # noqa: PLC0415
    from jurdil.engines.linkage.tokens_indexing import make_index  # noqa: PLC0415
    from jurdil.engines.linkage.tokens_linking import learn_token_model, link_tokens  # noqa: PLC0415

    world, key, told = World(folder), _key(), {}
    source, start = Indexed(folder / name, folder), time.process_time()
    make_index(source)
    told["make_index_cpu_s"], told["make_index_peak_mib"] = time.process_time() - start, peak_mib()
    told["index_mb"] = sum(file.stat().st_size for file in source.index.iterdir()) / 1e6
    told["delivery_mb"] = source.path.stat().st_size / 1e6
    step, start = -(-world.people.num_rows // LEARN_FROM), time.process_time()
    some = world.people.take(pa.array(np.arange(0, world.people.num_rows, step)))
    model = learn_token_model(some, [(source, key)], on=ON)
    told["learn_cpu_s"] = time.process_time() - start
    people, alone, waited, spent = _asked(world), [], [], []
    for nth in range(people.num_rows):
        asked, used = time.perf_counter(), time.process_time()
        found = link_tokens(people.slice(nth, 1), [source], key, on=ON, model=model)
        waited.append(1000 * (time.perf_counter() - asked))
        spent.append(1000 * (time.process_time() - used))
        alone += found.to_pylist()
    for unit, values in (("ms", waited), ("cpu_ms", spent)):
        told[f"p50_{unit}"], told[f"p99_{unit}"] = np.quantile(values[WARM:], [0.5, 0.99])
    told["worst_ms"], told["peak_mib"] = max(waited[WARM:]), peak_mib()
    told["matches"] = len(alone)
    if told["delivery_mb"] < READ_WHOLE_MB:
        start = time.process_time()
        link_tokens(people.slice(0, 1), [source.path], key, on=ON, model=model)
        told["one_read_whole_cpu_s"] = time.process_time() - start
        whole = link_tokens(people, [source.path], key, on=ON, model=model).to_pylist()
        assert sorted(map(str, alone)) == sorted(map(str, whole)), "the index answers otherwise"
    (folder / "tokens-one.json").write_text(json.dumps({figure: float(value) for figure, value in told.items()}))


def _asked(world: World) -> pa.Table:
    """Half of them listed, in random order."""
    listed = world.traits.column("listed").to_numpy()
    rng = np.random.default_rng(0)
    rows = [rng.choice(np.flatnonzero(listed == kind), ASKED // 2, replace=False) for kind in (True, False)]
    return world.people.take(pa.array(rng.permutation(np.concatenate(rows))))


if __name__ == "__main__":
    ask_singly(Path(sys.argv[1]), sys.argv[2])
