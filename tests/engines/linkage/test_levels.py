"""Each rule of comparing by an example: what counts as the same name, number, day, place."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurdil.engines.linkage.compare import Comparison, compare
from jurdil.engines.linkage.levels import LEVELS
from jurdil.engines.linkage.prepare import INPUT_COLUMNS, prepare
from jurdil.engines.linkage.rosters import People
from jurdil.engines.linkage.sides import Side

ON = date(2024, 11, 27)
Row = dict[str, str]


def nik(region: str, day: str, serial: int) -> str:
    """Build a number from its parts, so that none stands in this file."""
    return f"{region}{day}{serial:04d}"


def _compared(one: Row, other: Row, *, reads_all: bool = True) -> Comparison:
    rows = [{"id": "a", "name": "", **one}, {"id": "b", "name": "", **other}]
    table = pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in INPUT_COLUMNS})
    both = People.of(prepare(table, on=ON))
    sides = [Side(both.columns, np.array([nth]), both.texts) for nth in (0, 1)]
    return compare(sides[0], sides[1], reads_all=reads_all)


def _level(field: str, one: Row, other: Row) -> str:
    return LEVELS[field][int(getattr(_compared(one, other), field)[0])]


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("Drs. H. Budi Santoso, M.Si.", "BUDI SANTOSO", "exact"),
        ("Moh. Rizki", "Muhammad Rizki", "exact"),
        ("M0hammad Rizki", "Muhammad Rizki", "exact"),
        ("St. Aminah", "Siti Aminah", "exact"),
        ("Siti binti Umar", "Siti Umar", "exact"),
        ("Ni Luh Ayu", "Luh Ayu", "exact"),
        ("Kmg. Ardana", "Komang Ardana", "exact"),
        ("Ma'ruf Amin", "Maruf Amin", "exact"),
        ("Boedi Santoso", "Budi Santoso", "spelling"),
        ("Djoko Tjahjono", "Joko Cahyono", "spelling"),
        ("Sjafruddin", "Syafrudin", "spelling"),
        ("Dewi Sri Lestari", "Sri Lestari Dewi", "spelling"),
        ("Sriwahyuni", "Sri Wahyuni", "spelling"),
        ("Hendra Gunawan", "Hendra Gunawna", "first-near"),
        ("Hamdan", "Hadan", "near"),
        ("Budi S.", "Budi Santoso", "initials"),
        ("M.", "Muhammad Rizki", "initials"),
        ("Budi Wijaya", "Budi Santoso Wijaya", "first-part"),
        ("Togar Simanjuntak", "Togar Maruli Simanjuntak", "first-part"),
        ("Wijaya", "Budi Santoso Wijaya", "part"),
        ("Muhammad Hasan", "Muhammad Hasin", "near"),
        ("Budi X. Wijaya", "Budi Santoso Wijaya", "first-word"),
        ("Indrasangaji Wati", "Indra Sangaji", "alike"),
        ("Rina Santoso", "Budi Santoso", "one-word"),
        ("Rina Marlina", "Budi Santoso", "other"),
        ("", "Budi Santoso", "missing"),
    ],
)
def test_names_agree_in_this_way(one: str, other: str, level: str) -> None:
    assert _level("name", {"name": one}, {"name": other}) == level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        (("317101", "140385", 2), ("317101", "140385", 2), "equal"),
        (("317101", "140385", 2), ("317401", "140385", 2), "one-slip"),
        (("317101", "140385", 2), ("317101", "140358", 2), "one-slip"),
        (("317101", "140385", 2), ("317101", "140385", 3), "serial-slip"),
        (("317101", "140385", 2), ("317101", "140385", 45), "serial-other"),
        (("317101", "140385", 2), ("327201", "140385", 2), "two-slips"),
        (("317101", "140385", 2), ("520304", "260771", 9), "other"),
    ],
)
def test_numbers_agree_in_this_way(one: tuple[str, str, int], other: tuple[str, str, int], level: str) -> None:
    assert _level("nik", {"nik": nik(*one)}, {"nik": nik(*other)}) == level


def test_a_lost_digit_of_a_number_is_one_slip() -> None:
    whole = nik("317101", "140385", 2)

    assert _level("nik", {"nik": whole}, {"nik": whole[:7] + whole[8:]}) == "one-slip"


def test_numbers_that_repeat_two_stated_birth_dates_are_of_two_people() -> None:
    one = {"nik": nik("317101", "140385", 2), "birth_date": "1985-03-14"}
    other = {"nik": nik("317101", "140384", 2), "birth_date": "1984-03-14"}

    assert _level("nik", one, other) == "own-days"


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("1985-03-04", "1985-03-04", "exact"),
        ("1985-03-04", "1985-04-03", "day-month-swapped"),
        ("1985-03-04", "1975-03-04", "year-off"),
        ("1985-03-04", "1985-01-01", "first-of-january"),
        ("1985-03-04", "1985-03-14", "one-slip"),
        ("1985-03-04", "1958-03-04", "one-slip"),
        ("1985-12-04", "1985-21-04", "one-slip"),
        ("1985-03-04", "1385-03-04", "one-slip"),
        ("1985-03-04", "1985-03-27", "two-of-three"),
        ("1985-03-04", "1958-03-27", "other"),
        ("1985-03-04", "1991-11-02", "other"),
        ("1985-03-24", "1985-24-03", "day-month-swapped"),
        ("1985-03-04", "1985-03-64", "one-slip"),
        ("1985-03-04", "1985-02-31", "other"),
        ("1985-03-04", "1985-00-00", "missing"),
        ("1985-03-04", "9999-03-04", "missing"),
        ("1111-11-11", "1111-11-11", "missing"),
    ],
)
def test_birth_dates_agree_in_this_way(one: str, other: str, level: str) -> None:
    assert _level("birth_date", {"birth_date": one}, {"birth_date": other}) == level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("Jl. Melati No. 5 RT 001/RW 02", "JALAN MELATI 5 RT.1 RW.2", "same-house"),
        ("Jl. Melati No. 5 RT 001/RW 02", "Melati RT 01 RW 02", "same-street"),
        ("Jl. Melati No. 5 RT 001/RW 02", "Jl. Melati No. 7 RT 001/RW 02", "same-ground"),
        ("Jl. Melati No. 5 RT 001/RW 02", "Jl. Mawar No. 7 RT 009/RW 02", "other"),
    ],
)
def test_addresses_agree_in_this_way(one: str, other: str, level: str) -> None:
    ward = {"region": "31.71.01.1001"}

    assert _level("address", {"address": one, **ward}, {"address": other, **ward}) == level


def test_rt_and_rw_of_two_wards_are_not_the_same_ground() -> None:
    one = {"address": "Melati RT 01 RW 02", "region": "31.71.01.1001"}

    assert _level("address", one, {**one, "region": "31.72.04.1003"}) == "other"


TEXTS = st.sampled_from(
    ["Budi Santoso", "Boedi S.", "SITI AMINAH", "M. Rizki", "Rina", "", "A. A. Ngurah", "Sri wahyuni"]
)
DAYS = st.dates(date(1950, 1, 1), date(2007, 12, 31))


@given(TEXTS, TEXTS, DAYS, DAYS, st.integers(1, 30), st.integers(1, 30))
def test_it_does_not_matter_who_is_asked_about_whom(
    name: str, other_name: str, born: date, other_born: date, serial: int, other_serial: int
) -> None:
    one = {"name": name, "birth_date": born.isoformat(), "nik": nik("317101", f"{born:%d%m%y}", serial)}
    other = {"name": other_name, "birth_date": other_born.isoformat(),
             "nik": nik("317102", f"{other_born:%d%m%y}", other_serial)}  # fmt: skip

    there, back = _compared(one, other), _compared(other, one)

    for field in LEVELS:
        assert getattr(there, field)[0] == getattr(back, field)[0]


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("Bandung", "KOTA BANDUNG", "equal"),
        ("Kab. Bekasi", "BEKASY", "near"),
        ("Jakarta", "Kota Jakarta Timur", "near"),
        ("DKI Jakarta", "Jakarta", "near"),
        ("Kabupaten Bandung", "Kabupaten Bantul", "other"),
        ("Medan", "", "missing"),
    ],
)
def test_places_are_compared_without_their_kind(one: str, other: str, level: str) -> None:
    assert _level("birth_place", {"birth_place": one}, {"birth_place": other}) == level


@pytest.mark.parametrize("name", ["Budi Santoso", "Rina Santoso", "Dewi Lestari"])
def test_a_number_of_one_region_and_day_is_read_to_the_end_whatever_the_names(name: str) -> None:
    budi = {"name": "Budi Santoso", "nik": nik("317101", "170590", 3)}
    other = {"name": name, "nik": nik("317101", "170590", 4)}

    found = _compared(budi, other, reads_all=False)

    assert LEVELS["nik"][int(found.nik[0])] == "serial-slip"


def test_only_a_whole_number_has_a_serial() -> None:
    one, other = {"nik": "3171011705"}, {"nik": "3171011706"}

    assert _level("nik", one, other) == "one-slip"


def test_a_day_that_cannot_be_gives_way_to_that_of_the_number() -> None:
    numbered = {"birth_date": "1990-02-31", "nik": nik("317101", "170590", 3)}

    assert _level("birth_date", numbered, {"birth_date": "1990-05-17"}) == "exact"
