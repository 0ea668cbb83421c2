"""What titles say of whom a row is about, and how far it holds a match back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from jurdil.engines.linkage import Match, RosterIndex, prepare_roster
from jurdil.engines.linkage.articles import MAN, WOMAN
from jurdil.engines.linkage.hashing import FEW_TEXTS
from jurdil.engines.linkage.prepare import prepare
from jurdil.engines.linkage.titles import DEPARTED, RELATIVE, WIFE

ON = date(2024, 11, 27)
BUDI = {"id": "p", "name": "Budi Rekaan", "sex": "L", "birth_date": "1985-03-14", "region": "31.71.01.1001",
        "address": "Jl. Rekaan No. 5 RT 001/RW 002"}  # fmt: skip


@pytest.mark.parametrize("times", [1, FEW_TEXTS])
@pytest.mark.parametrize(
    ("name", "sex", "said"),
    [
        ("Ny. Budi Rekaan", WOMAN, WIFE),
        ("Ibu Hj. Siti Rekaan", WOMAN, WIFE),
        ("Bu Siti", WOMAN, WIFE),
        ("Nona Siti Rekaan", WOMAN, 0),
        ("Dra. Siti Rekaan", WOMAN, 0),
        ("Dr. Hj Siti Rekaan", WOMAN, 0),
        ("Rr. Siti Rekaan", WOMAN, 0),
        ("Bpk. Budi Rekaan", MAN, 0),
        ("Pak I Made Rekaan", MAN, 0),
        ("Istri Budi Rekaan", WOMAN, RELATIVE),
        ("Janda Alm. Budi Rekaan", WOMAN, RELATIVE),
        ("Suami Siti", MAN, RELATIVE),
        ("Anak Budi Rekaan", 0, RELATIVE),
        ("Alm. Budi Rekaan", 0, DEPARTED),
        ("Budi Rekaan (Alm)", 0, DEPARTED),
        ("budi rekaan alm", 0, DEPARTED),
        ("Budi Rekaan, S.Pd (Alm.)", 0, DEPARTED),
        ("Almh. Siti Rekaan", WOMAN, DEPARTED),
        ("Alm. Budi bin Alm. Umar", 0, DEPARTED),
        ("Budi (Alm) bin Umar", 0, DEPARTED),
        ("Rina br. Rekaan (Almh)", WOMAN, DEPARTED),  # a clan, no father
        ("Budi bin Umar (Alm)", 0, 0),  # the father is dead
        ("Siti binti Alm. Umar", WOMAN, 0),
        ("H. Siti Rekaan", 0, 0),  # Haji and Drs. are borne by women in lists too
        ("Drs. Budi Rekaan", 0, 0),
        ("Sdr. Siti Rekaan", 0, 0),
        ("Tn. Ni Wayan Rekaan", 0, 0),  # says both
        ("Anak Agung Rekaan", 0, 0),
        ("Siti Salma", 0, 0),
        ("Almas Rekaan", 0, 0),
        ("Ibu", 0, 0),
    ],
)
def test_a_title_says_this(name: str, sex: int, said: int, times: int) -> None:
    found = prepare(pa.table({"id": ["a"] * times, "name": [name] * times}), on=ON)

    assert (found["sex"][0].as_py(), found["said"][0].as_py()) == (sex, said)


def _asked(tmp_path: Path, person: dict[str, str], **entry: str) -> Match:
    roster = tmp_path / "partai.arrow"
    row = {key: value for key, value in person.items() if key not in ("sex", "birth_date")} | entry | {"id": "e"}
    prepare_roster(pa.table({key: [value] for key, value in row.items()}), roster, name="partai", on=ON)
    with RosterIndex([roster], on=ON) as index:
        (match,) = index.link_one(dict(person), min_probability=0)
    return match


def _levels(match: Match) -> dict[str, str]:
    return {reason.field: reason.level for reason in match.reasons}


NAMES = ("Ny. {}", "Ibu {}", "Istri {}", "Janda {}", "Anak {}")


@pytest.mark.parametrize("written", NAMES)
def test_a_wife_or_another_relative_is_no_strong_suspicion_against_whom_she_is_named_after(
    written: str, tmp_path: Path
) -> None:
    wife = _asked(tmp_path, BUDI, name=written.format(BUDI["name"]), birth_date=BUDI["birth_date"])

    assert wife.grade == "possible"
    assert _levels(wife).get("sex") == ("other" if written != "Anak {}" else None)


def test_a_woman_called_madam_is_herself(tmp_path: Path) -> None:
    siti = BUDI | {"name": "Siti Rekaan", "sex": "P"}

    plain = _asked(tmp_path, siti, birth_date=siti["birth_date"], sex="P")
    called = _asked(tmp_path, siti, name="Ny. Siti Rekaan", birth_date=siti["birth_date"])

    assert called.probability == plain.probability
    assert called.grade == "strong"


@pytest.mark.parametrize("name", ["Alm. Budi Rekaan", "Budi Rekaan (Alm)"])
def test_who_lives_is_not_strongly_suspected_of_an_entry_of_the_dead(name: str, tmp_path: Path) -> None:
    alive = _asked(tmp_path, BUDI, birth_date=BUDI["birth_date"])
    dead = _asked(tmp_path, BUDI, name=name, birth_date=BUDI["birth_date"])

    assert (alive.grade, dead.grade) == ("strong", "possible")
    assert dead.probability == alive.probability
    assert _levels(dead)["caution"] == "departed"
    assert dead.reasons[-1].words.startswith("Salah satunya menyebut orangnya sudah meninggal (Alm.)")


def test_where_the_father_is_dead_the_child_is_suspected_as_before(tmp_path: Path) -> None:
    child = BUDI | {"name": "Budi bin Rekaan"}

    assert _asked(tmp_path, child, name="Budi bin Rekaan (Alm)", birth_date=BUDI["birth_date"]).grade == "strong"
