"""What private matching costs: the same world linked openly and as keyed tokens; recall, innocents, seconds, bytes.

The world is that of `bench.linkage.world`, 110,000 people and 1,000,000 entries.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.linkage.contender import ON, contend, peak_mib
from bench.linkage.measuring import Scored, accused_at, by_fault, calibration, figures, recall_at, score
from bench.linkage.world import World, make_world
from jurdil.engines.linkage.tokens import make_tokens, write_tokens
from jurdil.engines.linkage.tokens_keys import ExchangeKey
from jurdil.engines.linkage.tokens_linking import link_tokens

PEOPLE, ENTRIES = 110_000, 1_000_000
FLOOR = 0.001
THRESHOLDS = (0.99, 0.8, 0.05)


def deliver(world: World, key: ExchangeKey, folder: Path) -> tuple[list[Path], pa.Table, float]:
    """Make the tokens of every roster; return the files, whose each entry is, and the seconds."""
    start, paths, kept = time.process_time(), [], []
    for name, source in world.roster_paths.items():
        seed = sha256(f"{name} {world.about['seed']}".encode()).digest()
        tokens, whose = make_tokens(pq.read_table(source), key, roster=name, on=ON, seed=seed)
        paths.append(folder / f"{name}.parquet")
        write_tokens(tokens, paths[-1])
        kept.append(whose)
    return paths, pa.concat_tables(kept), time.process_time() - start


def named(matches: pa.Table, kept: pa.Table) -> pa.Table:
    """Return matches with the ids of the list instead of the numbers of the delivery."""
    names = dict(zip(kept.column("entry_id").to_pylist(), kept.column("id").to_pylist(), strict=True))
    ids = [names.get(number, number) for number in matches.column("entry_id").to_pylist()]
    place = matches.column_names.index("entry_id")
    return matches.set_column(place, "entry_id", pa.array(ids, pa.string()))


def show(name: str, scored: Scored) -> None:
    """Print the figures of one way of linking."""
    for threshold in THRESHOLDS:
        print(f"  {name} at {threshold}: recall {recall_at(scored, threshold)}; "
              f"innocents per 100,000 {accused_at(scored, threshold)}")  # fmt: skip
    found = figures(scored)
    print(f"  {name}: best F1 {found['best_f1']:.4f} at {found['best_f1_threshold']:.3f}; recall at 10 innocents per "
          f"100,000 {found['recall_at_10']}; true among 0.99-0.999 {found['true_0.99_0.999']}, over 0.999 "
          f"{found['true_over_0.999']}")  # fmt: skip
    show_calibration(scored)


def show_calibration(scored: Scored) -> None:
    """Print per bin what was given and what was true."""
    for row in calibration(scored):
        low, high = row["interval"]
        given = f"{row['low']}-{row['high']} (mean {row['mean']:.3f})"
        print(f"    given {given}: {row['true']:.3f} [{low:.3f}, {high:.3f}] true of {row['pairs']:,}")


def show_together(parts: list[Scored]) -> None:
    """Print the calibration over all seeds."""
    together = replace(
        parts[0], score=np.concatenate([one.score for one in parts]),
        is_true=np.concatenate([one.is_true for one in parts]),
    )  # fmt: skip
    print(f"tokens, {len(parts)} seeds together:")
    show_calibration(together)


def measure(seed: int, *, tokens_only: bool = False) -> Scored:
    """Generate, link both ways unless `tokens_only`, compare, print; return the tokens' side."""
    key = ExchangeKey("bench", sha256(b"bench").digest())
    with tempfile.TemporaryDirectory(prefix="jurdil-bench-") as name:
        folder = Path(name)
        world = make_world(folder / "world", people=PEOPLE, entries=ENTRIES, seed=seed)
        (folder / "tokens").mkdir()
        paths, kept, made = deliver(world, key, folder / "tokens")
        size = sum(path.stat().st_size for path in paths) / 1e6
        start = time.process_time()
        matches = named(link_tokens(world.people, paths, key, on=ON, min_probability=FLOOR), kept)
        linked = time.process_time() - start
        print(f"seed {seed}: {made:.0f} s of processor to make the tokens of {ENTRIES:,} entries ({size:,.0f} MB), "
              f"{linked:.0f} s to link {PEOPLE:,} people, peak {peak_mib():,.0f} MiB in all")  # fmt: skip
        ids = world.people.column("id").combine_chunks()
        private = score(ids, world.truth, matches)
        show("tokens", private)
        if tokens_only:
            return private
        openly = score(ids, world.truth, contend("ours", world, folder / "open.parquet").matches)
        show("openly", openly)
        print("  recall at 0.8 by fault of the entry (tokens, openly):")
        for row, other in zip(by_fault(private, 0.8), by_fault(openly, 0.8), strict=True):
            rates = f"{row['recall'].value:.3f}, {other['recall'].value:.3f}"
            print(f"    {row['fault']}: {rates} ({row['recall'].total:g} pairs)")
        return private
