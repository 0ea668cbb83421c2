"""Blocking keys: what two rows may differ in and still be compared."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pyarrow as pa
import pytest

from jurdil.engines.linkage.keys import keys_of, probes_of
from jurdil.engines.linkage.prepare import INPUT_COLUMNS, NUMBERS, prepare

Row = Mapping[str, str]
DAY = date(2024, 9, 28)
WARD, CITY = "3175031002", "3175"
NUMBER = "3175" + "03"
SERIAL = "00" + "02"


def shared_kinds(person: Row, entry: Row) -> set[str]:
    """Return the kinds of key by which an entry is found for a person."""
    asked, listed = (
        prepare(pa.table({name: pa.array([row.get(name)], pa.string()) for name in INPUT_COLUMNS}), on=DAY)
        for row in ({"id": "P", **person}, {"id": "E", **entry})
    )
    wanted, given = (
        {
            (kind, key)
            for kind, _, keys in kinds({name: rows.column(name).to_numpy() for name in NUMBERS})
            for key in keys
        }
        for kinds, rows in ((probes_of, asked), (keys_of, listed))
    )
    return {kind for kind, _ in wanted & given}


@pytest.mark.parametrize(
    ("kind", "person", "entry"),
    [
        ("nik-ends-day", {"name": "Rina Rekaan", "nik": f"{NUMBER}520790{SERIAL}", "birth_date": "1990-07-12"},
         {"name": "Sari", "nik": f"{NUMBER}520970{SERIAL}", "birth_date": "1990-07-12"}),
        ("coarse-day", {"name": "Rina Rekaan", "sex": "P", "birth_date": "1990-07-12", "region": WARD},
         {"name": "Sari", "sex": "P", "birth_date": "1990-07-12", "region": CITY}),
        ("undated-firsts", {"name": "Putri Hidayah Rekaan", "sex": "P", "region": WARD},
         {"name": "Putri Hdiayah Rekaan", "sex": "P"}),
        ("undated-tail", {"name": "Putri Rekaan", "sex": "P", "region": WARD},
         {"name": "Pjtri Rekaan", "sex": "P", "region": CITY}),
        ("undated-head", {"name": "Pagang", "sex": "L", "region": WARD}, {"name": "Pagan", "sex": "L", "region": CITY}),
        ("undated-place", {"name": "Rina Rekaan", "birth_place": "Garut", "region": WARD, "sex": "P"},
         {"name": "Sari Rekaan", "birth_place": "Garut", "region": CITY, "sex": "P"}),
        ("day-place", {"name": "Rina", "birth_date": "1990-07-12", "birth_place": "Garut", "region": WARD, "sex": "P"},
         {"name": "Sari", "birth_date": "1990-12-07", "birth_place": "Garut", "region": CITY, "sex": "P"}),
    ],
)  # fmt: skip
def test_rows_that_differ_are_still_compared(kind: str, person: Row, entry: Row) -> None:
    assert kind in shared_kinds(person, entry)


@pytest.mark.parametrize(
    ("mine", "theirs", "is_found"), [("P", "P", True), ("P", "", True), ("", "P", True), ("P", "L", False)]
)
def test_an_entry_that_tells_no_sex_is_found_by_everybody(mine: str, theirs: str, *, is_found: bool) -> None:
    person = {"name": "Kartika Rekaan", "birth_place": "Garut", "birth_date": "1990-07-12", "region": WARD, "sex": mine}
    undated = {"name": "Rekaan", "birth_place": "Garut", "region": CITY, "sex": theirs}
    dated = {**undated, "name": "Wulandari", "birth_date": "1990-07-12"}

    assert ("undated-place" in shared_kinds(person, undated)) == is_found
    assert ("day-place" in shared_kinds(person, dated)) == is_found
