"""Entries planted around the people screened: what each is, of whom, and which carry a number that is not their own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from bench.linkage.humans import Humans, Maker, nik_prefix
from bench.linkage.places import Wards

Ints = NDArray[np.int64]
KIN_KINDS = ("spouse", "sibling", "parent", "child", "junior", "twin")
ORIGINS = (
    "own", "own_again", *KIN_KINDS, "namesake", "namesake_same_day", "neighbour_same_day", "borrowed", "background",
)  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """Entries that are planted: what each is, of whom (row of people), in which roster (number)."""

    origin: NDArray[np.int8]
    person: Ints
    roster: NDArray[np.int8]


def draw_borrowers(part: Plan, plan_row: Ints, humans: Humans, maker: Maker, people: Humans) -> Ints:
    """Return per entry the person whose number it carries though it is about somebody else, -1 where none.

    plan_row: row of the plan of each entry, -1 where none. humans: whom the entries are about.
    """
    found = np.full(len(plan_row), -1, np.int64)
    rows = np.flatnonzero(plan_row >= 0)
    origin, person = part.origin[plan_row[rows]], part.person[plan_row[rows]]
    is_kin = np.isin(origin, [ORIGINS.index(kind) for kind in KIN_KINDS])
    at_home = (humans.ward[rows] == people.ward[person]) & (humans.house[rows] == people.house[person])
    slipped = is_kin & at_home & (maker.rng.random(len(rows)) < maker.rates.world.relative_nik)
    chosen = slipped | (origin == ORIGINS.index("borrowed"))
    found[rows[chosen]] = person[chosen]
    return found


def with_borrowed(table: pa.Table, borrower: Ints, people: Humans, wards: Wards) -> pa.Table:
    """Put the number of a person screened into the entries of those who carry it, where a number is given."""
    column = table.column("nik").combine_chunks()
    chosen = (borrower >= 0) & column.is_valid().to_numpy(zero_copy_only=False)
    if not chosen.any():
        return table
    victims = people.take(borrower[chosen])
    numbers = pa.array(nik_prefix(victims, wards) * 10_000 + victims.serial).cast(pa.string())
    at = table.column_names.index("nik")
    return table.set_column(at, "nik", pc.replace_with_mask(column, pa.array(chosen), numbers))
