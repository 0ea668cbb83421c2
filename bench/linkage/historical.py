"""historical_50k (Splink's sample data): 5,156 people of history, each in about ten rows, spoilt more and more.

No registry holds the file `historical_figures_with_errors_50k.parquet`; whoever has it gives its path.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

STARTS = {"first_name": (2, 3), "surname": (2, 4), "postcode_fake": (2, 3), "dob": (4,)}
"""Columns of which the anchor asks for the first letters, and how many."""


def read_raw_historical(path: Path) -> pa.Table:
    """Return the file as it is, all as text."""
    raw = pq.read_table(path)
    return raw.cast(pa.schema([(name, pa.string()) for name in raw.column_names]))


def with_starts(raw: pa.Table) -> pa.Table:
    """Return it with columns of the first letters of some, such as `surname_4`."""
    for name, sizes in STARTS.items():
        for size in sizes:
            raw = raw.append_column(f"{name}_{size}", pc.utf8_slice_codeunits(raw.column(name), 0, size))
    return raw


def read_historical(raw: pa.Table) -> pa.Table:
    """Return what `read_raw_historical` read in the engine's columns, by mapping alone.

    Read: unique_id, full_name (or first_name and surname), dob, birth_place, gender, postcode_fake (as address).
    """
    names = raw.column("full_name").to_pylist()
    parts = [raw.column(name).to_pylist() for name in ("first_name", "surname")]
    columns = {
        "id": raw.column("unique_id"),
        "name": pa.array(
            [whole or " ".join(filter(None, both)) for whole, *both in zip(names, *parts, strict=True)], pa.string()
        ),
        "birth_date": raw.column("dob"),
        "birth_place": raw.column("birth_place"),
        "sex": raw.column("gender"),
        "address": raw.column("postcode_fake"),
    }
    return pa.table(columns)


def true_historical_pairs(raw: pa.Table) -> pa.Table:
    """Return person_id and entry_id of the rows of one cluster, each pair once."""
    members: dict[str, list[str]] = {}
    ids = raw.column("unique_id").to_pylist()
    for person, cluster in zip(ids, raw.column("cluster").to_pylist(), strict=True):
        members.setdefault(cluster, []).append(person)
    pairs = [(a, b) for group in members.values() for a in group for b in group if a < b]
    return pa.table({"person_id": [a for a, _ in pairs], "entry_id": [b for _, b in pairs]})
