"""What is weighed although it cannot be right is told."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from jurdil.engines.linkage.oddities import odd_values
from jurdil.engines.linkage.prepare import read_day

from .conftest import nik, table_of

NUMBER = nik("317104", "1985-03-14", 2)


@pytest.mark.parametrize(
    ("written", "is_odd"),
    [
        (NUMBER, False),
        (f"{NUMBER[:6]} {NUMBER[6:]}", False),
        (f"{NUMBER}.0", False),
        (f"{NUMBER}9", True),
        (NUMBER[:-1], True),
        ("3.17104E+15", False),  # it is not read at all
        ("12", False),
        ("belum ada", False),
        ("", False),
        (None, False),
    ],
)
def test_a_number_of_another_length_is_odd(written: str | None, is_odd: bool) -> None:
    assert (odd_values(table_of([{"id": "1", "name": "Siti", "nik": written}]))["nik"].tolist() == [0]) == is_odd


@pytest.mark.parametrize(
    ("written", "is_odd"),
    [
        ("Drs. H.", True),
        ("S.Pd., M.Si.", True),
        ("Hj", True),
        ("Drs. H. Budi", False),
        ("Budi, S.H.", False),
        ("Hadi", False),
        ("-", False),
        ("", False),
    ],
)
def test_a_name_of_titles_alone_is_odd(written: str, is_odd: bool) -> None:
    assert (odd_values(table_of([{"id": "1", "name": written}]))["name"].tolist() == [0]) == is_odd


def test_a_table_without_numbers_has_no_odd_ones() -> None:
    assert set(odd_values(pa.table({"id": ["1"], "name": ["Siti"]}))) == {"name"}


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1985-03-02", 19850302),
        ("2/3/1985", 19850302),
        ("1985/03/02 00:00:00", 19850302),
        ("2 Maret 1985", 19850302),
        ("Jakarta, 02-Mar-1985", 19850302),
        ("31 Februari 1985", 0),
        ("2 Kabisat 1985", 0),
        ("2 Maret 2085", 0),
    ],
)
def test_a_day_is_read_as_people_write_it(written: str, day: int) -> None:
    assert read_day(written, on=date(2024, 11, 27)) == day
