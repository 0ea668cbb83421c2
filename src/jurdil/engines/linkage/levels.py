"""The ways in which each field of a person and an entry can agree, weakest numbers first: 0 is always `missing`."""

from __future__ import annotations

MISSING = "missing"

# fmt: off
LEVELS: dict[str, tuple[str, ...]] = {
    "name": (MISSING, "exact", "spelling", "first-near", "near", "initials", "first-part", "part", "alike",
             "first-word", "one-word", "other"),
    "birth_date": (MISSING, "exact", "day-month-swapped", "year-off", "first-of-january", "one-slip", "two-of-three",
                   "other"),
    "nik": (MISSING, "equal", "one-slip", "two-slips", "serial-slip", "serial-other", "own-days", "other"),
    "sex": (MISSING, "equal", "other"),
    "birth_place": (MISSING, "equal", "near", "other"),
    "region": (MISSING, "village", "district", "city", "province", "other"),
    "address": (MISSING, "same-house", "same-street", "same-ground", "other"),
}
# fmt: on
"""Per field the names of its levels; the position of a name is its number. first-: the first word that tells something
(Muhammad and Siti do not) is the same; relatives and twins share the last one."""

FIELDS = tuple(LEVELS)


def number_of(field: str, level: str) -> int:
    """Return the number of a level; ValueError if the field has no such level."""
    return LEVELS[field].index(level)
