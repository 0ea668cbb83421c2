"""Pairs of names as people, clerks and machines write them: one name, a part of it, nearly it, or another one.

By rule; the reason in words that goes with each is tested too.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from jurdil.engines.linkage import link_people, prepare_roster
from jurdil.engines.linkage.compare import Comparison, compare
from jurdil.engines.linkage.explaining import all_sentences
from jurdil.engines.linkage.levels import LEVELS
from jurdil.engines.linkage.prepare import INPUT_COLUMNS, prepare
from jurdil.engines.linkage.rosters import People
from jurdil.engines.linkage.sides import Side

ON = date(2024, 11, 27)

ONE_NAME = {
    "titles": [
        ("H.Budi Rekaan,S.Pd.I", "Budi Rekaan"), ("K.H. Budi Rekaan Lc., M.A.", "Budi Rekaan"),
        ("Alm. Budi Rekaan", "Budi Rekaan"), ("Budi Rekaan (Alm)", "Budi Rekaan"),
        ("Budi bin Alm. Umar", "Budi Umar"), ("Letkol (Purn) Budi Rekaan", "Budi Rekaan"),
        ("Kapten Inf Budi Rekaan", "Budi Rekaan"), ("Serda Budi Rekaan", "Budi Rekaan"),
        ("Apt. Budi Rekaan, S.Farm", "Budi Rekaan"), ("Hj Siti Rekaan SPd", "St. Rekaan"),
        ("Dr. K.H. Budi Rekaan", "Budi Rekaan"), ("Prof.Dr.K.H.Budi Rekaan, M.A.", "Budi Rekaan"),
        ("Drs. H. K.H. Budi Rekaan", "Budi Rekaan"), ("Almarhum Budi Rekaan", "Budi Rekaan"),
        ("Almarhumah Hj. Siti Rekaan", "Siti Rekaan"), ("Budi Rekaan, Lc., M.A. (Alm)", "Budi Rekaan"),
        ("Budi Rekaan, S.H. (Alm.)", "Budi Rekaan"), ("Budi Rekaan, S.Pd Alm", "Budi Rekaan"),
        ("Budi Rekaan S.H. Alm.", "Budi Rekaan"), ("H. Budi Rekaan (almarhum), S.Ag", "Budi Rekaan"),
    ],
    "degrees": [
        ("dr. Budi Rekaan, Sp.OG(K)", "Budi Rekaan"), ("Budi Rekaan, S.Pd., Gr.", "Budi Rekaan"),
        ("Budi Rekaan, S.Tr.Kes", "Budi Rekaan"), ("Budi Rekaan S. H.", "Budi Rekaan"),
        ("Budi Rekaan S. Kom.", "Budi Rekaan"), ("Budi Rekaan, B.Sc. (Hons)", "Budi Rekaan"),
    ],
    "short forms": [
        ("Mohd. Rekaan", "Muhammad Rekaan"), ("Md. Rekaan", "Mohamad Rekaan"), ("Mhd Rekaan", "Muh Rekaan"),
        ("M. Rekaan", "Rekaan"), ("Abd Rekaan", "Abdoel Rekaan"), ("Muhammadrizki", "Muh. Rizki"),
    ],
    "bali": [
        ("Ni Made Rekaan", "Ni Md. Rekaan"), ("I Md Rekaan", "Made Rekaan"), ("Ni Ketut Rekaan", "Ni Kt. Rekaan"),
        ("I Gusti Ngurah Rekaan", "I Gst. Ngr. Rekaan"), ("Ida Bagus Rekaan", "Ida Bgs Rekaan"),
        ("Ida Bagus Rekaan", "I.B. Rekaan"), ("Anak Agung Gede Rekaan", "AA Gde Rekaan"),
        ("Putu Rekaan", "Pt. Rekaan"), ("Dewa Gede Rekaan", "Dw. Gd. Rekaan"), ("Ni Luh Rekaan", "Ni Lh Rekaan"),
        ("I Wayan Rekaan", "I Wy. Rekaan"), ("Ni Kadek Rekaan", "Ni Kd. Rekaan"), ("Desak Made", "Dsk. Made"),
        ("Cokorda Rekaan", "Cok. Rekaan"),
    ],
    "spelling": [
        ("Noer Hajati", "Nurhayati"), ("Siti Aisyah", "St. Aisjah"), ("Achmad Chotib", "Ahmad Khotib"),
        ("Choirul Anam", "Khoirul Anam"), ("Chairul", "Khairul"), ("Chandra", "Candra"), ("Kristin", "Christin"),
        ("Njoman Banjoe", "Nyoman Banyu"), ("Rhoma Rekaan", "Roma Rekaan"),
    ],
    "joined": [("Nur Hayati", "Nurhayati"), ("Nur Hidayah", "Nurhidayah"), ("Budi Hartono", "Budihartono")],
    "signs": [
        ("Budi\tRekaan Hartono", "Budi Rekaan Hartono"), ("Budi/Rekaan", "Budi Rekaan"),
        ("Budi\u00a0Rekaan", "Budi Rekaan"), ("2ainal 6unawan", "Zainal Gunawan"), ("5iti Rekaan", "Siti Rekaan"),
        ("Nu\u2019man", "Numan"), ("Jos\u00e9 Rekaan", "Jose Rekaan"), ("Rekaan, Budi", "Budi Rekaan"),
    ],
}  # fmt: skip
"""By rule, pairs that are the same name."""

OTHERWISE = [
    ("Moch C.", "Moch Codi", "initials"),
    ("Muhammad Codi", "Moch. C.", "initials"),
    ("Agus Rekaan", "Muhammad R.", "other"),
    ("Agus R", "Muhammad R", "other"),
    ("Agus Rekaan", "M. R.", "other"),
    ("Moch C.", "Moch Dodi", "other"),
    ("M. Budi H.", "Budi Hartono", "initials"),
    ("B. Rekaan", "C. Rekaan", "first-word"),
    ("Budi R.", "Budi S.", "first-word"),
    ("Budi K.H. Rekaan", "Budi Rekaan", "first-part"),
    ("Budi R.", "Budi", "first-part"),
    ("Budi Rekaan Sr.", "Budi Rekaan Jr.", "first-word"),
    ("Budi Rekaan", "Budi Rekaan Jr", "first-part"),
    ("Budi Rekaan", "Budi Rekaan II", "first-part"),
    ("Budi Rekaan III", "Budi Rekaan", "first-part"),
    ("Budi Rekaan II", "Budi Rekaan III", "first-word"),
    ("Budi Rekaan II", "Budi Rekaan Jr.", "first-word"),
    ("Budi Rekaan IV", "Budi Rekaan", "first-part"),
    ("Budi Rekaan Junior", "Budi Rekaan", "first-part"),
    ("Ii Rekaan", "Rekaan", "first-part"),
    ("Budi Rekaan als. Udin", "Budi Rekaan", "first-part"),
    ("Budi Rekaan alias Udin", "Udin", "part"),
    ("Budi (Udin) Rekaan", "Budi Rekaan", "first-part"),
    ("Budi Budi Rekaan", "Budi Hartono", "first-word"),
    ("Budi Hartono", "Budi Budi Rekaan", "first-word"),
    ("Budi Budi Rekaan", "Budi Rekaan", "first-part"),
    ("Abdurrahman", "Abd. Rahman", "near"),
    ("Siti Aminah", "Siti Aisyah", "alike"),
    ("Muhammad Rizki", "Muhammad Rizal", "other"),
    ("Sri", "Sari", "alike"),
    ("Yanto", "Yanti", "near"),
    ("Nurhayati", "Nurhidayati", "alike"),
]


def _compared(one: str, other: str) -> Comparison:
    rows = {"id": ["a", "b"], "name": [one, other]}
    table = pa.table({name: pa.array(rows.get(name, [None, None]), pa.string()) for name in INPUT_COLUMNS})
    both = People.of(prepare(table, on=ON))
    sides = [Side(both.columns, np.array([nth]), both.texts) for nth in (0, 1)]
    return compare(*sides, reads_all=True)


def _level(one: str, other: str) -> str:
    return LEVELS["name"][int(_compared(one, other).name[0])]


@pytest.mark.parametrize(("one", "other"), [pair for pairs in ONE_NAME.values() for pair in pairs])
def test_one_name_is_written_in_two_ways(one: str, other: str) -> None:
    assert _level(one, other) in ("exact", "spelling")
    assert _level(other, one) in ("exact", "spelling")


@pytest.mark.parametrize(("one", "other", "level"), OTHERWISE)
def test_these_names_are_not_quite_one(one: str, other: str, level: str) -> None:
    assert _level(one, other) == level
    assert _level(other, one) == level


def test_words_shared_beside_another_initial_count_like_others() -> None:
    assert _compared("Budi Rekaan", "Budi Rekaan II").shared[0] == 0b11
    assert _compared("Budi R.", "Budi S.").shared[0] == 0b1


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ("Siti Aminah", "Namanya sama."),
        ("Hj. St. Aminah", "Namanya sama setelah gelar, sebutan, singkatan, dan tanda baca disamakan."),
        ("Sitie Aminna", "Namanya sama bila beda ejaan dan huruf ganda diabaikan."),
        ("Aminah Siti", "Namanya sama bila urutan kata dan ejaan disamakan."),
        ("Sitiaminah", "Namanya sama bila kata yang disambung atau dipisah dan ejaan disamakan."),
        ("M. Siti Aminah", "Namanya sama; Muhammad atau Raden hanya tertulis pada salah satunya."),
        ("Siti A.", "Kata nama yang ada sama, dan huruf singkatannya cocok dengan kata yang lain."),
    ],
)
def test_the_words_say_which_rule_made_the_names_agree(other: str, words: str, tmp_path: Path) -> None:
    roster = tmp_path / "daftar.arrow"
    prepare_roster(_table("b", other), roster, name="daftar", on=ON)

    reasons = link_people(_table("a", "Siti Aminah"), [roster], on=ON, min_probability=0)["reasons"][0].as_py()

    assert [reason["words"] for reason in reasons if reason["field"] == "name"] == [words]
    assert words in all_sentences()


def test_letters_alone_are_told_as_such_and_suspect_nobody_strongly(tmp_path: Path) -> None:
    roster = tmp_path / "daftar.arrow"
    home = {"address": ["Jl. Rekaan No. 5 RT 001/RW 002"], "nik": ["317101" + "140385" + "0002"]}
    prepare_roster(_table("b", "S. R.", **home), roster, name="daftar", on=ON)

    (match,) = link_people(_table("a", "Sapto Rekaan", **home), [roster], on=ON, min_probability=0).to_pylist()

    words = [reason["words"] for reason in match["reasons"] if reason["field"] == "name"]
    assert words == ["Salah satu namanya hanya huruf singkatan; huruf itu cocok dengan nama yang lain."]
    assert match["grade"] == "likely"


def _table(number: str, name: str, **more: list[str]) -> pa.Table:
    return pa.table({"id": [number], "name": [name], "birth_date": ["1985-03-14"], **more})
