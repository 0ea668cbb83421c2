"""Names as people write them, and the structure of a NIK."""

from __future__ import annotations

from datetime import date

import pytest

from jurdil.engines.linkage.names import clean_name
from jurdil.engines.linkage.nik import born_as, digits_of, nik_faults

ON = date(2024, 11, 27)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Soekarno", "Sukarno"),
        ("Tjahjo Kumolo", "Cahyo Kumolo"),
        ("Djoko Susilo", "Joko Susilo"),
        ("Moh. Rizki", "Muhammad Rizki"),
        ("Abd. Rahman", "Abdul Rahman"),
        ("Drs. H. Ahmad Fauzi, M.Si.", "Achmad Fauzi"),
        ("Ma'ruf Amin", "Maruf Amin"),
        ("Siti binti Umar", "Siti Umar"),
        ("Dewi Sri Lestari", "Sri Lestari Dewi"),
    ],
)
def test_two_spellings_share_a_key(one: str, other: str) -> None:
    assert clean_name(one).key == clean_name(other).key


def test_joined_and_split_names_are_joined_alike() -> None:
    assert clean_name("Sri Wahyuni").joined == clean_name("Sriwahyuni").joined


def test_two_people_keep_two_keys() -> None:
    assert clean_name("Budi Santoso").key != clean_name("Rina Santoso").key


def test_a_womans_day_is_forty_more() -> None:
    found = born_as("570895", on=ON)

    assert found is not None
    assert (found.day, found.sex) == (19950817, "P")


def test_a_number_without_a_day_has_a_fault_and_a_short_one_too() -> None:
    assert "birth-date" in nik_faults("317101" + "991395" + "0001", on=ON)
    assert nik_faults("317101", on=ON) == ("length",)
    assert digits_of("317101") == ""


def test_what_a_spreadsheet_made_of_a_number_is_no_number() -> None:
    assert digits_of("3.17104E+15") == digits_of("3,17104e15") == ""


def test_the_fraction_behind_a_whole_number_is_taken_away() -> None:
    whole = "317104" + "540385" + "0000"

    assert digits_of(whole + ".0") == digits_of(whole + ",00") == digits_of(whole) == whole
    assert digits_of("317104.540385.0000") == whole
