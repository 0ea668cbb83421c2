"""`jurdil link` with files as they come: nothing good is lost, and each fault is told with its place and remedy."""

from __future__ import annotations

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from jurdil.cli import main
from jurdil.engines.linkage.model import starting_model
from jurdil.engines.tables import words_of, write_table

REGION, DAY = "317104", "540385"
NUMBER = f"{REGION}{DAY}0002"


@pytest.fixture
def people(tmp_path: Path) -> Path:
    return _written(tmp_path / "people.csv", f"id,name,nik,birth_date\np1,Siti Aminah,{NUMBER},1985-03-14\n")


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _link(people: Path, roster: Path, *more: str) -> int:
    return main(["link", str(people), str(roster), "-o", str(people.parent / "matches.parquet"), *more])


def _matches(people: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = pq.read_table(people.parent / "matches.parquet").to_pylist()
    return found


def test_a_file_that_is_read_is_never_written_over(people: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = people.read_text(encoding="utf-8")
    roster = _written(people.with_name("roster.csv"), "id,name\ne1,Siti Aminah\n")

    assert main(["link", str(people), str(roster), "-o", str(people)]) == 2
    assert main(["link", "--duplicates", str(people), "-o", str(people)]) == 2

    assert people.read_text(encoding="utf-8") == before
    assert "name another file" in capsys.readouterr().err


def test_matches_of_an_earlier_run_stay_where_the_new_ones_cannot_be_written(
    people: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = _written(people.with_name("roster.csv"), "id,name,birth_date\ne1,Siti Aminah,1985-03-14\n")
    assert _link(people, roster) == 0
    before = (people.parent / "matches.parquet").read_bytes()

    def full(table: pa.Table, path: Path, **_: object) -> None:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr("pyarrow.parquet.write_table", full)

    assert _link(people, roster) == 2
    assert (people.parent / "matches.parquet").read_bytes() == before
    assert not [*people.parent.glob(".matches*")]
    assert "space on the disk" in capsys.readouterr().err


@pytest.mark.parametrize("more", [[], ["--duplicates"]])
def test_a_model_of_an_earlier_run_stays_where_the_matches_cannot_be_written(
    people: Path, monkeypatch: pytest.MonkeyPatch, more: list[str]
) -> None:
    roster = _written(people.with_name("roster.csv"), "id,name\ne1,Siti Aminah\n")
    model, files = _written(people.with_name("model.json"), "before"), [people] if more else [people, roster]
    words = [*more, *map(str, files), "-o", str(people.with_name("m.csv")), "--save-model", str(model)]

    with monkeypatch.context() as patch:
        patch.setattr("pyarrow.csv.write_csv", _full)
        assert main(["link", *words]) == 2
        assert model.read_text(encoding="utf-8") == "before"
        assert not [*people.parent.glob(".model*")]
    assert main(["link", *words]) == 0
    assert model.read_text(encoding="utf-8") != "before"


def _full(*_: object, **__: object) -> None:
    raise OSError(28, "Error writing bytes to file. Detail: [errno 28]")


def test_a_full_disk_is_told_by_the_file_that_needs_the_space(
    people: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = _written(people.with_name("roster.csv"), "id,name\ne1,Siti Aminah\n")
    with monkeypatch.context() as patch:
        patch.setattr("pyarrow.parquet.write_table", _full)
        assert _link(people, roster) == 2
    assert f"{people.with_name('matches.parquet')}: No space left on device." in capsys.readouterr().err
    monkeypatch.setattr("jurdil.cli.link.prepare_roster", _full)

    assert _link(people, roster, "--work", str(people.with_name("work"))) == 2
    assert f"{people.with_name('work')}/roster-" in capsys.readouterr().err


def test_what_is_kept_in_a_folder_that_others_read_is_for_its_owner_only(people: Path) -> None:
    roster = _written(people.with_name("roster.csv"), "id,name,birth_date\ne1,Siti Aminah,1985-03-14\n")
    work = people.with_name("work")
    work.mkdir(mode=0o755)

    assert _link(people, roster, "--work", str(work)) == 0
    assert {path.stat().st_mode & 0o077 for path in work.rglob("*")} == {0}
    assert people.with_name("matches.parquet").stat().st_mode & 0o400


def test_two_rosters_of_one_name_are_refused(people: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (people.parent / "other").mkdir()
    rosters = [
        _written(folder / "roster.csv", "id,name\ne1,Siti\n") for folder in (people.parent, people.parent / "other")
    ]

    status = main(["link", str(people), *map(str, rosters), "-o", str(people.parent / "matches.csv")])

    assert status == 2
    assert "Rename one" in capsys.readouterr().err


def test_a_number_that_a_spreadsheet_rounded_agrees_with_nobody(
    people: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _written(people, "id,name,nik\np1,Siti Aminah,3.17104E+15\n")
    roster = _written(people.with_name("roster.csv"), "id,name,nik\ne1,Dewi Rekaan,3.17104E+15\ne2,Siti Aminah,\n")

    status = _link(people, roster, "--min-probability", "0")

    assert status == 0
    assert "column nik: The spreadsheet turned" in capsys.readouterr().err
    assert all(reason["field"] != "nik" for match in _matches(people) for reason in match["reasons"])  # type: ignore[attr-defined]


def test_a_workbook_gives_dates_as_numbers_and_loses_long_numbers(
    people: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = Workbook()
    for row in (["ID", "Nama", "NIK", "Tanggal Lahir"], ["e1", "Siti Aminah", int(NUMBER), 31120]):
        book.active.append(row)
    book.save(people.with_name("roster.xlsx"))

    assert _link(people, people.with_name("roster.xlsx")) == 0

    levels = {reason["field"]: reason["level"] for reason in _matches(people)[0]["reasons"]}  # type: ignore[attr-defined]
    assert levels["birth_date"] == "exact"
    assert "nik" not in levels
    assert "roster.xlsx, row 2, column nik" in capsys.readouterr().err


def test_a_quote_that_nobody_closed_is_told_and_the_rows_above_are_linked(
    people: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = _written(people.with_name("roster.csv"),
                      'id,birth_date,name\ne1,1985-03-14,Siti Aminah\ne2,,"Budi\ne3,,Rina\n')  # fmt: skip

    assert _link(people, roster) == 1

    assert [match["entry_id"] for match in _matches(people)] == ["e1"]
    assert "roster.csv, row 3: A double quote" in capsys.readouterr().err


@pytest.mark.parametrize("values", [[b"\xff\xfe"], [{"x": 1}]])
def test_a_column_of_no_texts_is_named(people: Path, values: list[object], capsys: pytest.CaptureFixture[str]) -> None:
    roster = people.with_name("roster.parquet")
    pq.write_table(pa.table({"id": ["e1"], "name": values}), roster)

    assert _link(people, roster) == 2
    assert "roster.parquet, column name" in capsys.readouterr().err


def test_a_broken_parquet_file_is_named(people: Path, capsys: pytest.CaptureFixture[str]) -> None:
    roster = people.with_name("roster.parquet")
    pq.write_table(pa.table({"id": ["e1"], "name": ["Siti"]}), roster)
    whole = roster.read_bytes()
    roster.write_bytes(whole[: len(whole) // 2] + whole[len(whole) // 2 + 40 :])

    assert _link(people, roster) == 2
    assert "roster.parquet: this is not" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["[1]", "{}", '{"expected": 5}', "null", "no json"])
def test_a_model_of_another_shape_is_refused(people: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    roster = _written(people.with_name("roster.csv"), "id,name\ne1,Siti Aminah\n")

    assert _link(people, roster, "--model", str(_written(people.with_name("model.json"), text))) == 2
    assert "no model of this version" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("part", "value"),
    [("unmet", -1), ("unmet", float("nan")), ("expected", -1), ("expected", None), ("lists", {"roster": 0})],
)
def test_a_model_that_was_edited_to_nonsense_is_refused(
    people: Path, part: str, value: float | dict[str, float] | None, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = _written(people.with_name("roster.csv"), "id,name\ne1,Siti Aminah\n")
    model = json.loads(starting_model().to_json())
    model[part] = dict.fromkeys(model[part], value) if part == "expected" else value

    assert _link(people, roster, "--model", str(_written(people.with_name("model.json"), json.dumps(model)))) == 2
    assert part in capsys.readouterr().err


def test_a_model_of_people_who_stand_in_every_list_twice_is_taken(people: Path) -> None:
    roster = _written(people.with_name("roster.csv"), "id,name\ne1,Siti Aminah\n")
    model = json.loads(starting_model().to_json())
    model["expected"]["same"] = 2.0

    assert _link(people, roster, "--model", str(_written(people.with_name("model.json"), json.dumps(model)))) == 0


def test_reasons_are_said_in_english_if_asked(people: Path) -> None:
    roster = _written(people.with_name("roster.csv"), f"id,name,nik\ne1,Siti Aminah,{NUMBER}\n")

    assert _link(people, roster, "--language", "en") == 0

    nik = next(reason for reason in _matches(people)[0]["reasons"] if reason["field"] == "nik")  # type: ignore[attr-defined]
    assert (nik["words"], nik["person_value"]) == ("The NIK are the same.", "same")


def test_one_person_is_answered_in_english_if_asked(
    people: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = _written(people.with_name("roster.csv"), f"id,name,nik\ne1,Siti Aminah,{NUMBER}\n")
    monkeypatch.setattr("sys.stdin", StringIO(json.dumps({"id": "p1", "name": "Siti Aminah", "nik": NUMBER})))

    assert main(["link", "--one", str(roster), "--language", "en"]) == 0
    assert "The names are the same." in capsys.readouterr().out


def test_words_of_a_fault_of_the_disk_say_what_to_look_at() -> None:
    assert words_of(OSError(13, "Permission denied", "a.csv")).startswith("a.csv: Permission denied. Check")


def _asked(text: str, roster: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("sys.stdin", StringIO(text))
    return main(["link", "--one", str(roster)])


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", '{"id": "1", "name": ["Siti"]}', '{"id": {"a": 1}, "name": "Siti"}', '{"id": "1", "name": "  "}',
     '{"id": true, "name": "Siti"}', '{"id": "1", "name": "\udce9"}', '{"id": "1", "name": "\\ud800"}'],
)  # fmt: skip
def test_a_person_of_another_shape_is_told_what_to_write(
    people: Path, text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = _written(people.with_name("roster.csv"), "id,name\ne1,Siti Aminah\n")

    assert _asked(text, roster, monkeypatch) == 1
    assert "Write for instance" in capsys.readouterr().err


def test_the_values_of_one_person_are_read_like_a_table(
    people: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = _written(people.with_name("roster.csv"), "id,name,birth_date\ne1,Siti Aminah,1985-03-14\n")

    assert _asked('\ufeff{"ID": 1, "Nama": "Siti Aminah", "tanggal_lahir": "31/02/1985"}', roster, monkeypatch) == 0
    told = capsys.readouterr()
    assert "Standard input, birth_date" in told.err
    assert json.loads(told.out)["person_id"] == "1"


@pytest.mark.parametrize("again", ['"name": "Budi Rekaan"', '"NAME ": "Budi Rekaan"', '"name": null'])
def test_a_value_that_stands_twice_is_refused_and_not_chosen(
    people: Path, again: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = _written(people.with_name("roster.csv"), "id,name\ne1,Siti Aminah\n")

    assert _asked(f'{{"id": "1", "name": "Siti Aminah", {again}}}', roster, monkeypatch) == 1
    assert 'one value for "name": there are two.' in capsys.readouterr().err


def test_of_two_names_of_one_value_its_own_goes_first_as_in_a_table(
    people: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = _written(people.with_name("roster.csv"), "id,name\ne1,Siti Aminah\n")

    assert _asked('{"no": "7", "id": "1", "name": "Siti Aminah"}', roster, monkeypatch) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["person_id"] == "1"
    assert "the value no is not used" in told.err


@pytest.mark.parametrize("number", ["3.17104E+15", "3.17104e15"])
def test_a_rounded_number_in_json_is_none_and_is_told(
    people: Path, number: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    other = f"{REGION}{'0' * 10}"
    roster = _written(people.with_name("roster.csv"), f"id,name,nik\ne1,Agus Rekaan,{other}\n")

    assert _asked(f'{{"id": 1, "name": "Siti Aminah", "nik": {number}}}', roster, monkeypatch) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["matches"] == []
    assert "Standard input, nik: This cannot be read" in told.err


def test_a_name_of_titles_and_a_number_with_a_slip_are_told_of_one_person_too(
    people: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = _written(people.with_name("roster.csv"), "id,name\ne1,Siti Aminah\n")

    assert _asked(f'{{"id": 1, "name": "Dr. Ir.", "nik": {NUMBER[:-1]}}}', roster, monkeypatch) == 0
    told = capsys.readouterr().err
    assert "Standard input, name: This is nothing but titles" in told
    assert "Standard input, nik: This does not have the 16 digits" in told


def test_two_runs_in_one_folder_wait_for_one_another(people: Path) -> None:
    roster = _written(people.with_name("roster.csv"), "id,name,birth_date\ne1,Siti Aminah,1985-03-14\n")
    work = people.parent / "work"
    words = [sys.executable, "-m", "jurdil.cli", "link", str(people), str(roster), "--work", str(work), "-o"]
    runs = [subprocess.Popen([*words, str(people.with_name(f"{nth}.csv"))]) for nth in range(3)]

    assert [run.wait() for run in runs] == [0, 0, 0]
    assert len({people.with_name(f"{nth}.csv").read_bytes() for nth in range(3)}) == 1


def test_a_file_that_is_there_already_is_kept() -> None:
    assert (
        words_of(FileExistsError(17, "File exists", "key"))
        == "key: it is there already and is kept. Name another file."
    )


def _told(folder: Path, content: bytes, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Link a file of that content with one roster: the status, what was told, and the names that matches show."""
    (folder / "orang.csv").write_bytes(content)
    (folder / "partai.csv").write_text("id,nama,tanggal_lahir\nr1,José Rekaan,1985-03-14\nr2,Zoë Contoh,1990-02-01\n")
    out = folder / "hasil.csv"
    status = main(["link", str(folder / "orang.csv"), str(folder / "partai.csv"), "-o", str(out)])
    return status, capsys.readouterr().err, out.read_text() if out.exists() else ""


def test_a_name_that_has_nothing_to_compare_is_told_by_its_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = "بودي ريكان", "😀", "-", "Буди", "Jose​ Rekaan", "‮Zoë Contoh"
    rows = "".join(f"{nth},{name}\n" for nth, name in enumerate(names))

    status, err, _ = _told(tmp_path, f"id,nama\n{rows}".encode(), capsys)

    told = [line.split(":")[0] for line in err.splitlines() if "column name" in line]
    assert told == [f"orang.csv, row {row}, column name" for row in (2, 3, 4, 5)]
    assert "Write it in Latin letters." in err
    assert status == 0


def test_a_file_put_together_of_two_encodings_is_read_line_by_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = "id,nama,tanggal_lahir\n1,José Rekaan,1985-03-14\n".encode()
    content = head + "2,Zoë Contoh,1990-02-01\n".encode("windows-1252")

    _, _, found = _told(tmp_path, content, capsys)

    assert found.count("Namanya sama.") == 2


def test_titles_above_the_header_are_told_and_passed_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, err, found = _told(
        tmp_path, b"DAFTAR ANGGOTA,,\n\nid,nama,tanggal_lahir\n1,Zo\xc3\xab Contoh,1990-02-01\n,Budi,\n", capsys
    )

    assert status == 1
    assert "orang.csv: the header is row 3; what stands above it is passed over." in err
    assert "orang.csv, row 5, column id: The cell is empty" in err
    assert "Namanya sama." in found


@pytest.mark.parametrize("head", [b"", b"FORMULIR MODEL REKAAN,,\n\n"])
def test_a_row_that_numbers_the_columns_is_told_and_is_nobody(
    tmp_path: Path, head: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    status, err, found = _told(
        tmp_path, head + b"No,Nama,Tanggal Lahir\n1,2,3\n1,Zo\xc3\xab Contoh,1990-02-01\n", capsys
    )

    assert status == 1
    row = 2 + head.count(b"\n")
    assert (
        err.count(f"orang.csv, row {row}, column name: This is no name: it is only a number. Take away rows that") == 1
    )
    assert "the same id" not in err
    assert found.count("Namanya sama.") == 1


@pytest.mark.parametrize("name", ["2", "(2)", "[2]", "2 = 1 + 1"])
@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
def test_such_a_row_is_nobody_in_every_kind_of_file(
    people: Path, ending: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = {"id": ["1", "1"], "name": [name, "Budi Santoso"], "nik": ["3", None], "birth_date": ["4", "1985-03-14"]}
    roster = people.with_name(f"daftar{ending}")
    write_table(pa.table(rows), roster)

    assert _link(people, roster) == 1
    assert capsys.readouterr().err.count(f"daftar{ending}, row 2, column name: This is no name") == 1


def test_a_header_that_a_list_repeats_is_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, err, found = _told(
        tmp_path, b"No,Nama,Tgl Lahir\n1,Zo\xc3\xab Contoh,1990-02-01\nNo.,NAMA,Tgl Lahir\n", capsys
    )

    assert status == 1
    assert "orang.csv, row 3, column name: This row names the columns again." in err
    assert found.count("Namanya sama.") == 1


def test_a_number_for_a_name_beside_a_whole_nik_is_linked(people: Path) -> None:
    roster = _written(people.with_name("roster.csv"), f"id,name,nik\ne1,12,{NUMBER}\n")

    assert _link(people, roster) == 0
    assert [row["entry_id"] for row in _matches(people)] == ["e1"]


def test_a_header_far_below_is_told_with_what_the_columns_may_be_called(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, err, _ = _told(tmp_path, b"DAFTAR ANGGOTA,,\n" * 24 + b"id,nama,nik\n1,Budi,\n", capsys)

    assert status == 2
    assert "no column named id or no or nomor, name or nama or nama_lengkap; add it. The header" in err
    assert "may stand below titles, in the first 20 rows." in err


def test_of_two_columns_of_one_meaning_the_second_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, err, _ = _told(tmp_path, b"id,Nama Lengkap,nama,umur\n1,Budi,Rekaan,40\n", capsys)

    assert status == 0
    assert "the column nama is not used. It means the same as another one: keep one of them." in err
    assert "the column umur is not used.\n" in err


def test_headers_may_hold_dots_and_be_called_as_officers_call_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = "id,Nama Lengkap,N.I.K.,Tgl. Lahir,L/P,Alamat Rumah,Kode Kelurahan\n"

    _, err, _ = _told(tmp_path, f"{head}1,Budi,,14/03/1985,L,Jl. Mawar 5,3171011001\n".encode(), capsys)

    assert "is not used" not in err
