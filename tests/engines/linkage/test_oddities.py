"""What is weighed although it cannot be right is told."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from jurdil.engines.linkage.days import read_day, read_no_day
from jurdil.engines.linkage.oddities import odd_values

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
        ("2/3/85", 19850302),
        ("02-Mar-85", 19850302),
        ("2-Mei-24", 20240502),
        ("2-Des-24", 19241202),
        ("March 2, 1985", 19850302),
        ("Maret 2 1985", 19850302),
        ("2nd March 1985", 19850302),
        ("2 Maret, 1985", 19850302),
        ("02031985", 19850302),
        ("19850302", 19850302),
        ("20121985", 19851220),
        ("20121012", 20121012),
        ("02 - 03 - 1985", 19850302),
        ("02\u201403\u20141985", 19850302),
        ("\u200e02/03/1985", 19850302),
        ("'02/03/1985", 19850302),
        ("\uff10\uff12/\uff10\uff13/\uff11\uff19\uff18\uff15", 19850302),
        ("1985-03-02T00:00:00+07:00", 19850302),
        ("85-03-02", 0),
        ("2/3/985", 0),
        ("31/2/85", 0),
        ("33005", 0),
        ("00-00-00", 0),
    ],
)
def test_a_day_is_read_as_people_write_it(written: str, day: int) -> None:
    assert read_day(written, on=date(2024, 11, 27)) == day


@pytest.mark.parametrize("written", ["85-03-02", "31/2/85", "33005", "32121985x"])
def test_what_is_no_day_with_a_year_of_two_digits_speaks_against_nobody(written: str) -> None:
    assert read_no_day(written) in (0, 19851232)
