"""The sex that an article of a name says: where none is told, as evidence, never more."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import jurdil
from jurdil.engines.linkage import Match, RosterIndex, prepare_roster
from jurdil.engines.linkage.articles import CHILDREN, FOR_MAN, FOR_WOMAN, KINDS, MAN, WOMAN, sex_in
from jurdil.engines.linkage.hashing import FEW_TEXTS
from jurdil.engines.linkage.names import clean_names
from jurdil.engines.linkage.prepare import prepare
from jurdil.engines.linkage.titles import SAID

ON = date(2024, 11, 27)
WOMANS_NIK = "510101" + "540385" + "0002"
MANS_NIK = "510101" + "140385" + "0002"


def _sex(name: str, **more: str) -> int:
    return int(prepare(pa.table({"id": ["1"], "name": [name], **{key: [more[key]] for key in more}}), on=ON)["sex"][0])


@pytest.mark.parametrize(
    ("name", "sex"),
    [
        ("I Wayan Rekaan", MAN),
        ("Drs. I Md. Rekaan, M.Si.", MAN),
        ("I Gst. Ngurah Rekaan", MAN),
        ("I Gusti Putu Rekaan", MAN),
        ("I Dewa Gede Rekaan", MAN),
        ("Ida Bagus Rekaan", MAN),
        ("Lalu Rekaan", MAN),
        ("La Ode Rekaan", MAN),
        ("Ni Wayan Rekaan", WOMAN),
        ("Dra. Ni Luh Rekaan", WOMAN),
        ("I Gusti Ayu Rekaan", WOMAN),
        ("I Gusti Agung Ayu Rekaan", WOMAN),
        ("I Dewa Ayu Rekaan", WOMAN),
        ("Ida Ayu Rekaan", WOMAN),
        ("Desak Putu Rekaan", WOMAN),
        ("A.A. Istri Rekaan", WOMAN),
        ("Tjokorda Istri Rekaan", WOMAN),
        ("Baiq Rekaan", WOMAN),
        ("Wa Ode Rekaan", WOMAN),
        ("Siti binti Umar", WOMAN),
        ("Rina br. Rekaan", WOMAN),
    ],
)
def test_an_article_says_the_sex(name: str, sex: int) -> None:
    assert _sex(name) == sex


@pytest.mark.parametrize(
    "name",
    [
        "Wayan Rekaan",  # a man or a woman
        "I Rekaan",  # an initial, or a woman of Makassar
        "I Made Ayu Rekaan",  # an article of a man, a word of a woman
        "Ida Rekaan",
        "Anak Agung Rekaan",
        "Dewa Rekaan",
        "Budi bin Umar",  # also written of women
        "Agus bin Siti binti Umar",  # the mother is a daughter, of him nothing is said
        "Lalu Rekaan binti Umar",  # says both
        "Budi Lalu",
        "Ni",
        "Siti br",
        "",
    ],
)
def test_what_may_be_said_of_both_says_nothing(name: str) -> None:
    assert _sex(name) == 0


def test_a_told_sex_wins_over_the_number_and_the_number_over_the_article() -> None:
    assert _sex("I Wayan Rekaan", sex="P") == WOMAN
    assert _sex("Ni Wayan Rekaan", sex="L", nik=WOMANS_NIK) == MAN
    assert _sex("I Wayan Rekaan", nik=WOMANS_NIK) == WOMAN
    assert _sex("Ni Wayan Rekaan", nik=MANS_NIK) == MAN


def test_a_sex_that_cannot_be_read_is_not_told() -> None:
    assert _sex("Ni Wayan Rekaan", sex="?") == WOMAN


def test_no_article_that_stands_alone_is_met_with_ten_of_the_other_sex() -> None:
    """Held against the words of real candidates; a word is counted there from ten people of a sex and place upwards."""
    with (Path(jurdil.__file__).parent / "data" / "names_id.csv").open(encoding="utf-8") as file:
        counts = Counter(
            {(row["token"].upper(), row["position"], row["sex"]): int(row["count"]) for row in csv.DictReader(file)}
        )

    for word, kind in KINDS.items():
        if kind in (FOR_MAN, FOR_WOMAN):
            assert counts[word, "first", "F" if kind == FOR_MAN else "M"] == 0, word
    for word in CHILDREN:
        assert word == "BIN" or counts[word, "middle", "M"] == 0, word
    assert counts["BIN", "middle", "F"] > 0


WORDS = st.lists(st.sampled_from([*(KINDS.keys() - SAID.keys()), *CHILDREN, "REKAAN", "SITI"]), max_size=7)


@given(st.lists(WORDS, min_size=1, max_size=4))
def test_many_names_are_read_as_each_alone(rows: list[list[str]]) -> None:
    written = [" ".join(words) for words in rows]

    found = clean_names(pa.array(written * FEW_TEXTS)).sex

    assert found[: len(rows)].tolist() == [sex_in(words) for words in rows]


def _asked(tmp_path: Path, entry: dict[str, str], person: dict[str, str]) -> Match:
    roster = tmp_path / "partai.arrow"
    prepare_roster(pa.table({key: [value] for key, value in entry.items()}), roster, name="partai", on=ON)
    with RosterIndex([roster], on=ON) as index:
        (match,) = index.link_one(dict(person), min_probability=0)
    return match


def test_a_brother_and_a_sister_of_one_name_are_told_apart_in_words(tmp_path: Path) -> None:
    person = {"id": "p", "name": "Ni Wayan Rekaan", "birth_date": "1985-03-14"}
    entry = {"id": "e", "birth_date": "1985-03-14"}

    brother = _asked(tmp_path, entry | {"name": "I Wayan Rekaan"}, person)
    herself = _asked(tmp_path, entry | {"name": "Ni Wayan Rekaan"}, person)

    reason = next(reason for reason in brother.reasons if reason.field == "sex")
    assert (reason.person_value, reason.entry_value, reason.level) == ("P", "L", "other")
    assert reason.bits < -1
    assert reason.words == (
        "Jenis kelaminnya berbeda, sejauh terbaca dari sebutan pada nama (seperti I, Ni, Lalu, binti, Ny., Bpk.)."
    )
    assert brother.probability < herself.probability
    assert brother.grade is not None  # still shown: evidence, never a verdict


def test_where_both_sides_tell_the_sex_the_article_is_not_spoken_of(tmp_path: Path) -> None:
    person = {"id": "p", "name": "Ni Wayan Rekaan", "sex": "P", "birth_date": "1985-03-14"}

    found = _asked(tmp_path, person | {"id": "e"}, person)

    assert next(reason.words for reason in found.reasons if reason.field == "sex") == "Jenis kelaminnya sama."
