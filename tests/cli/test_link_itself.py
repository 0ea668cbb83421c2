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


def test_through_a_third_row_is_asked_for_by_name(people: str, tmp_path: Path) -> None:
    """Two rows with nothing in common are a pair only if that is asked for."""
    number = "317101" + "570590" + "0002"
    Path(people).write_text(
        "id,name,nik,birth_date,address,region\n"
        f"a,Siti Rukmana Djajadi,{number},1990-05-17,Jl. Rekaan No. 5 RT 001/RW 002,31.71.01.1001\n"
        f"b,Siti Rukmana,{number},,,\n"
        "c,St. Rukmana Jayadi,,,Jl. Rekaan No. 5 RT 001/RW 002,31.71.01.1001\n"
    )
    pairs = {}
    for words in ([], ["--through"]):
        assert main(["link", "--duplicates", people, "-o", str(tmp_path / "out.csv"), *words]) == 0
        rows = _rows(tmp_path / "out.csv")
        pairs[bool(words)] = {(row["person_id"], row["other_id"]) for row in rows if float(row["probability"]) >= 0.8}

    assert ("b", "c") not in pairs[False]
    assert ("b", "c") in pairs[True]


@pytest.mark.parametrize("words", [["--kin"], []])
def test_through_is_for_duplicates(people: str, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["link", *words, "--through", people, "-o", "x.csv"]) == 2
    assert "--through is for --duplicates" in capsys.readouterr().err


@pytest.mark.parametrize("how", ["--duplicates", "--kin"])
def test_what_was_found_is_said_in_the_language_that_was_asked_for(
    tmp_path: Path, people: str, capsys: pytest.CaptureFixture[str], how: str
) -> None:
    assert main(["link", how, people, "-o", str(tmp_path / "out.csv"), "--language", "id"]) == 0

    assert "Pasangan adalah pertanyaan, bukan tuduhan." in capsys.readouterr().out


def test_who_stops_a_command_is_told_so_in_a_line(
    tmp_path: Path, people: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_given: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("jurdil.cli.link_itself.find_kin", stop)

    assert main(["link", "--kin", people, "-o", str(tmp_path / "out.csv")]) == 130
    assert capsys.readouterr().err == "Stopped before the end. Run the command again.\n"
