"""The ways in which each field of a person and an entry can agree; the numbers are those of `sql/compare.sql`."""

from __future__ import annotations

MISSING = "missing"

LEVELS: dict[str, tuple[str, ...]] = {
    "name": (MISSING, "exact", "spelling", "near", "part", "one-word", "other"),
    "birth_date": (MISSING, "exact", "day-month-swapped", "year-off", "first-of-january", "two-of-three", "other"),
    "nik": (MISSING, "equal", "one-slip", "serial-slip", "other"),
    "sex": (MISSING, "equal", "other"),
    "birth_place": (MISSING, "equal", "near", "other"),
    "region": (MISSING, "village", "district", "city", "province", "other"),
    "address": (MISSING, "same-house", "same-ground", "other"),
}
"""Per field the names of its levels; the position of a name is its number."""

COLUMNS = {"name": "name", "birth_date": "born", "nik": "nik", "sex": "sex", "birth_place": "place", "region": "region",
           "address": "address"}  # fmt: skip
"""Which column of a prepared table each field stands in."""


def number_of(field: str, level: str) -> int:
    """Return the number of a level; ValueError if the field has no such level."""
    return LEVELS[field].index(level)
