"""`jurdil link --duplicates` and `--kin`: one table, questions about pairs in it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from jurdil.cli import main

PEOPLE = (
    "id,name,birth_date,address,region,spouse_name\n"
    "a,Siti Rukmana Djajadi,1990-05-17,Jl. Rekaan No. 5 RT 001/RW 002,31.71.01.1001,Agus Tarigan\n"
    "b,St. Rukmana Jayadi,1990-05-17,Jl. Rekaan No. 5 RT 001/RW 002,31.71.01.1001,\n"
    "c,Agus Tarigan,1988-02-01,Jl. Lain No. 8 RT 003/RW 002,31.71.01.1001,Siti Rukmana Djajadi\n"
)


@pytest.fixture
def people(tmp_path: Path) -> str:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE)
    return str(path)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_a_person_written_twice_is_a_row(tmp_path: Path, people: str, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["link", "--duplicates", people, "-o", str(tmp_path / "out.csv"), "--json"])

    assert status == 0
    assert json.loads(capsys.readouterr().out)["people"] == 3
    assert [(row["person_id"], row["other_id"]) for row in _rows(tmp_path / "out.csv")] == [("a", "b")]


def test_spouses_are_a_row_with_its_strength(tmp_path: Path, people: str) -> None:
    status = main(["link", "--kin", people, "-o", str(tmp_path / "out.csv")])

    assert status == 0
    found = [(row["person_id"], row["other_id"], row["relation"]) for row in _rows(tmp_path / "out.csv")]
    assert ("a", "c", "spouse") in found


def test_two_tables_are_refused_with_the_way_out(people: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["link", "--kin", people, people, "-o", "x.csv"]) == 2
    assert "Name one table" in capsys.readouterr().err
