"""`jurdil link` on good files and on a file full of faults."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from jurdil.cli import main

BUDI = "id,name,birth_date\n007,Budi Santoso Wijaya,1985-03-14\n"


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "party.csv"
    rows = "".join(f"f{n},Orang Rekaan Nomor {n},19{60 + n % 40}-01-02\n" for n in range(300))
    path.write_text("id,name,birth_date\n1,Budi Santoso Wijaya,1985-03-14\n" + rows)
    return path


def _people(tmp_path: Path, text: str) -> str:
    path = tmp_path / "people.csv"
    path.write_text(text)
    return str(path)


def test_good_files_give_a_row_per_pair(tmp_path: Path, roster: Path, capsys: pytest.CaptureFixture[str]) -> None:
    people = _people(tmp_path, "id,name,birth_date\n007,Budi Santoso Wijaya,1985-03-14\n")

    status = main(["link", people, str(roster), "-o", str(tmp_path / "out.csv"), "--json"])

    assert status == 0
    assert json.loads(capsys.readouterr().out)["people"] == 1
    lines = (tmp_path / "out.csv").read_text().splitlines()
    header = lines[0].replace('"', "")
    assert header == "person_id,roster,entry_id,probability,grade,evidence_class,reasons"
    assert lines[1].replace('"', "").startswith("007,party,1,")


def test_impossible_values_are_weighed_and_no_fault(tmp_path: Path, roster: Path) -> None:
    people = _people(tmp_path, "id,name,nik,birth_date,region\n1,Siti,12,1990-02-31,99\n")

    assert main(["link", people, str(roster), "-o", str(tmp_path / "out.csv")]) == 0


def test_a_value_that_cannot_be_read_is_told_by_row_and_column_and_the_rest_is_linked(
    tmp_path: Path, roster: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "1,Siti,12,31/02/1990,W,9\n2,Budi Santoso Wijaya,,14/03/1985,pria,3171\n"
    people = _people(tmp_path, f"id,nama,nik,tanggal_lahir,sex,region\n{rows}")

    status = main(["link", people, str(roster), "-o", str(tmp_path / "out.csv")])

    assert status == 0
    told = capsys.readouterr().err.splitlines()
    faults = [line for line in told if "row" in line]
    assert [line.split(":")[0] for line in faults] == [
        f"people.csv, row 2, column {name}" for name in ("nik", "birth_date", "sex", "region")
    ]
    assert "12/05/1990" in faults[1]
    assert (tmp_path / "out.csv").read_text().splitlines()[1].startswith('"2","party","1"')


def test_where_the_matches_cannot_go_is_told_before_anything_is_read(
    tmp_path: Path, roster: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for place in (tmp_path / "none" / "out.csv", tmp_path / "out.txt"):
        assert main(["link", str(tmp_path / "none.csv"), str(roster), "-o", str(place)]) == 2
        assert "-o takes a file" in capsys.readouterr().err


def test_a_row_without_a_name_is_named_and_the_others_are_linked(
    tmp_path: Path, roster: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people = _people(tmp_path, "id,name,birth_date,shoe\n1,,1990-01-02,38\n2,Budi Santoso Wijaya,1985-03-14,43\n")

    status = main(["link", people, str(roster), "-o", str(tmp_path / "out.parquet")])

    assert status == 1
    told = capsys.readouterr().err
    assert "row 2" in told
    assert "shoe" in told


def test_bad_usage_is_told(tmp_path: Path, roster: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["link", str(roster), str(roster), "-o", "out.csv", "--engine", "spark://x"]) == 2
    assert main(["link", str(tmp_path / "none.csv"), str(roster), "-o", str(tmp_path / "o.csv")]) == 2
    assert "engine" in capsys.readouterr().err


def test_one_person_is_answered_as_json(
    roster: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    person = {"id": "p", "name": "Budi Santoso Wijaya", "birth_date": "1985-03-14"}
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(person)))

    assert main(["link", "--one", str(roster)]) == 0

    assert json.loads(capsys.readouterr().out)["matches"][0]["entry_id"] == "1"


def test_a_second_run_in_one_folder_prepares_nothing_again(tmp_path: Path, roster: Path) -> None:
    people = _people(tmp_path, BUDI)
    words = ["link", people, str(roster), "-o", str(tmp_path / "a.csv"), "--work", str(tmp_path / "work")]
    main(words)
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "work").glob("*.arrow")}

    status = main([*words[:-3], str(tmp_path / "b.csv"), *words[-2:]])

    assert status == 0
    assert kept
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    assert (tmp_path / "a.csv").read_text() == (tmp_path / "b.csv").read_text()


def test_a_saved_model_gives_the_same_weights_and_a_wrong_one_is_refused(tmp_path: Path, roster: Path) -> None:
    people = _people(tmp_path, BUDI)
    model, first, second = tmp_path / "model.json", tmp_path / "a.csv", tmp_path / "b.csv"
    main(["link", people, str(roster), "-o", str(first), "--save-model", str(model)])

    assert main(["link", people, str(roster), "-o", str(second), "--model", str(model)]) == 0
    assert first.read_text() == second.read_text()
    model.write_text("{}", encoding="utf-8")
    assert main(["link", people, str(roster), "-o", str(second), "--model", str(model)]) == 2


def test_a_table_that_cannot_be_read_is_named_with_what_to_do(
    tmp_path: Path, roster: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people, other = _people(tmp_path, BUDI), tmp_path / "daftar.csv"
    other.write_text("kode,nama\n1,Budi\n")

    assert main(["link", people, str(other), "-o", str(tmp_path / "out.csv")]) == 2
    assert "daftar.csv: The header has no column named id or no or nomor" in capsys.readouterr().err
    assert main(["link", people, str(tmp_path / "none.csv"), "-o", str(tmp_path / "out.csv")]) == 2
    assert "none.csv: there is no such file" in capsys.readouterr().err


def test_a_list_of_nobody_is_linked_beside_others_and_people_that_are_nobody_are_not(
    tmp_path: Path, roster: Path
) -> None:
    people, nobody = _people(tmp_path, BUDI), tmp_path / "nobody.csv"
    nobody.write_text("id,name\n")
    found = tmp_path / "out.csv"

    assert main(["link", people, str(roster), str(nobody), "-o", str(found)]) == 0
    assert len(found.read_text().splitlines()) == 2
    assert main(["link", str(nobody), str(roster), "-o", str(found)]) == 2


def test_rows_that_share_an_id_are_named_and_linked(
    tmp_path: Path, roster: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people = _people(tmp_path, BUDI + "007,Siti Aminah,1990-01-01\n")

    assert main(["link", people, str(roster), "-o", str(tmp_path / "out.csv")]) == 0

    assert "people.csv, rows 2, 3, column id: the same id." in capsys.readouterr().err


def test_a_person_without_a_name_is_told_what_is_missing(
    roster: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = (
        ('{"id": "1"}', 'with "name".'),
        ("{", 'with "id" and "name": Expecting'),
        ("[" * 60_000, 'with "id" and "name": maximum'),
    )
    for given, missing in faults:
        monkeypatch.setattr("sys.stdin", io.StringIO(given))

        assert main(["link", "--one", str(roster)]) == 1
        assert missing in capsys.readouterr().err


def test_rows_left_out_of_a_prepared_roster_are_not_left_out_in_silence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people, roster = tmp_path / "people.csv", tmp_path / "daftar.csv"
    people.write_text("id,name\n1,Siti Aminah\n")
    roster.write_text("id,name\n1,Siti Aminah\n2,\n")
    words = ["link", str(people), str(roster), "-o", str(tmp_path / "a.csv"), "--work", str(tmp_path / "work")]
    assert main(words) == 1
    capsys.readouterr()

    assert main([*words, "--language", "id"]) == 1

    assert "daftar.csv: 1 baris tidak ikut" in capsys.readouterr().err


def test_a_day_that_cannot_be_is_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["link", "people.csv", "daftar.csv", "--on", "2024-13-01"])

    assert "2024-13-01 is no day of the calendar: write it as 2024-11-27" in capsys.readouterr().err
