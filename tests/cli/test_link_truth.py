"""`jurdil link --truth` on small files: figures as text, as JSON, as pictures, and faults that say how to mend them."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as Tree

import pyarrow as pa
import pytest
from openpyxl import Workbook

from jurdil.cli import link_truth, main
from jurdil.cli.link_language import tongue
from jurdil.engines.linkage.drawing import NAMES
from jurdil.engines.tables import write_table

NUMBER = "317101" + "140385" + "0001"


@pytest.fixture
def words(tmp_path: Path) -> list[str]:
    """Budi is on a party roster; Rina is not."""
    rows = "".join(f"f{n},Orang Rekaan Nomor {n},19{60 + n % 40}-01-02,\n" for n in range(300))
    (tmp_path / "party.csv").write_text(
        f"id,name,birth_date,nik\nb1,Budi Santoso Wijaya,1985-03-14,{NUMBER}\nb2,Siti Rekaan,1990-05-04,\n" + rows
    )
    (tmp_path / "people.csv").write_text(
        f"id,name,birth_date,nik\nbudi,Budi Santoso Wijaya,1985-03-14,{NUMBER}\nrina,Rina Melati,1991-07-09,\n"
        "siti,Siti Rekaan,1990-05-04,\n"
    )
    return ["link", str(tmp_path / "people.csv"), str(tmp_path / "party.csv"), "-o", str(tmp_path / "out.csv")]


def _truth(tmp_path: Path, text: str) -> list[str]:
    (tmp_path / "truth.csv").write_text(text)
    return ["--truth", str(tmp_path / "truth.csv")]


def test_the_figures_are_told_in_words_anyone_can_read(
    tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    status = main([*words, *_truth(tmp_path, "person_id,entry_id\nbudi,b1\n"), "--report", str(tmp_path / "report")])

    told = capsys.readouterr().out
    assert status == 0
    assert "true pairs 1; people 3; innocents 2" in told
    assert all(word in told for word in ("truth:", "innocent:", "calibration:", "precision", "highest F1"))
    assert "siti | party | b2" in told
    assert NUMBER not in told
    assert max(len(line) for line in told.splitlines()[1:]) <= 120


def _report(tmp_path: Path, words: list[str], language: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return what is said in the report, and in its pictures, in a language."""
    truth = _truth(tmp_path, "person_id,entry_id,faults\nbudi,b1,typo\nbudi,f7,nik\n")
    folder = tmp_path / language
    main([*words, *truth, "--report", str(folder), "--language", language])
    pictures = [Tree.parse(path).getroot() for path in sorted(folder.iterdir())]
    assert len(pictures) == 3
    lines = capsys.readouterr().out.splitlines()
    assert max(len(line) for line in lines[1:]) <= 120
    return [*lines, *(text for root in pictures for text in root.itertext())]


def test_report_and_pictures_speak_one_language(
    tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    indonesian, english = (_report(tmp_path, words, language, capsys) for language in ("id", "en"))

    shared = {line.strip() for line in set(indonesian) & set(english) if any(sign.isalpha() for sign in line)}
    assert {line for line in shared if " | " not in line} <= {"NIK", "F1"}
    for said in (
        "Terhadap kebenaran: pasangan benar 2; orang 3; yang tidak terdaftar 2.",
        "Dapatkah peluangnya dipercaya?",
        "Sebelum dibandingkan",
    ):
        assert said in indonesian
    for said in ("Can the probabilities be trusted?", "Before comparison"):
        assert said in english
    assert any(line.startswith("  0,05  ") for line in indonesian)
    assert any(line.startswith("  0.05  ") for line in english)


def test_without_a_language_the_report_is_english_and_its_reasons_are_those_of_the_matches(
    tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    main([*words, *_truth(tmp_path, "person_id,entry_id\nbudi,b1\n"), "--report", str(tmp_path / "report")])

    told = capsys.readouterr().out
    assert "Against the truth:" in told
    assert "Namanya sama." in told
    assert "Can the probabilities be trusted?" in (tmp_path / "report" / "reliability.svg").read_text()
    assert "Sebelum dibandingkan" in (tmp_path / "report" / "waterfall-false.svg").read_text()


def test_a_number_used_as_an_id_is_hidden_in_both_languages(
    tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    people = tmp_path / "people.csv"
    people.write_text(people.read_text().replace("siti,", f"{NUMBER},"))

    for language, hidden in {"id": "(nomor disembunyikan)", "en": "(number hidden)"}.items():
        main([*words, *_truth(tmp_path, "person_id,entry_id\nbudi,b1\n"), "--language", language])

        told = capsys.readouterr().out
        assert f"{hidden} | party | b2" in told
        assert NUMBER not in told


@pytest.mark.parametrize("field", sorted(NAMES))
def test_every_field_of_a_picture_has_its_english(field: str) -> None:
    assert field == "nik" or tongue("en").gettext(NAMES[field]) != NAMES[field]


def test_a_sheet_of_charts_beside_the_truth_is_passed_over_and_named(
    tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    book = Workbook()
    for line in (["person_id", "entry_id"], ["budi", "b1"]):
        book.worksheets[0].append(line)
    book.create_chartsheet("Grafik")
    book.save(tmp_path / "truth.xlsx")

    for language, told in {"en": "sheets that hold a chart only", "id": "lembar yang hanya memuat grafik"}.items():
        assert main([*words, "--truth", str(tmp_path / "truth.xlsx"), "--language", language]) == 0
        assert f"truth.xlsx: {told}" in capsys.readouterr().err


def test_the_pictures_of_the_report_stand_alone(tmp_path: Path, words: list[str]) -> None:
    folder = tmp_path / "report"

    main([*words, *_truth(tmp_path, "person_id,entry_id\nbudi,b1\n"), "--report", str(folder)])
    names = sorted(path.name for path in folder.iterdir())
    main([*words, *_truth(tmp_path, "person_id,entry_id\nbudi,b1\nsiti,b2\n"), "--report", str(folder)])

    assert names == ["reliability.svg", "waterfall-false.svg", "waterfall-missed.svg"]
    assert sorted(path.name for path in folder.iterdir()) == ["reliability.svg", "waterfall-missed.svg"]
    for path in folder.iterdir():
        Tree.parse(path)
        assert NUMBER not in path.read_text()


def test_machines_get_one_object_without_values_of_people(
    tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    text = "person_id,roster,entry_id,faults\nbudi,party,b1,typo nik\n"

    main([*words, *_truth(tmp_path, text), "--json"])

    printed = capsys.readouterr().out
    main([*words, *_truth(tmp_path, text), "--json", "--language", "id"])
    assert capsys.readouterr().out == printed
    found = json.loads(printed)["evaluation"]
    assert found["thresholds"][0]["recall"]["hits"] == 1
    assert [fault["fault"] for fault in found["by_fault"]] == ["nik", "typo"]
    assert "person_value" not in printed
    assert NUMBER not in printed


def test_a_row_with_an_unknown_id_is_told_and_the_others_count(
    tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    text = "person_id,roster,entry_id\nnobody,party,b1\nbudi,club,b1\nbudi,party,zz\n,party,b1\nbudi,party,b1\n"

    status = main([*words, *_truth(tmp_path, text), "--json"])

    told = capsys.readouterr()
    assert status == 1
    assert "truth.csv, row 2, column person_id: Nobody in PEOPLE has this id. Write the id" in told.err
    assert (
        "row 3, column roster: No roster has this name. Write the name of a file without its ending: party" in told.err
    )
    assert "row 4, column entry_id: No entry of party has this id." in told.err
    assert "row 5, column person_id: The cell is empty" in told.err
    assert json.loads(told.out)["evaluation"]["truth"] == 1


def test_faults_of_the_truth_are_told_in_indonesian_too(
    tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    text = "person_id,roster,entry_id,catatan\nnobody,party,b1,\nbudi,club,b1,\nbudi,party,zz,\n,party,b1,\n" + (
        "nobody,party,b1,\n" * link_truth.FAULTS_SHOWN
    )

    main([*words, *_truth(tmp_path, text), "--language", "id"])

    told = capsys.readouterr().err
    assert "truth.csv, baris 2, kolom person_id: Tidak ada orang bernomor ini di PEOPLE. Tulis nomornya" in told
    assert "kolom roster: Tidak ada daftar bernama ini. Tulis nama berkas tanpa akhirannya: party." in told
    assert "baris 4, kolom entry_id: Tidak ada entri party bernomor ini." in told
    assert "baris 5, kolom person_id: Sel ini kosong" in told
    assert "truth.csv: 4 baris lagi bermasalah." in told
    assert "truth.csv: kolom catatan tidak dipakai." in told


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_a_row_of_the_truth_that_numbers_the_columns_is_no_pair(
    tmp_path: Path, words: list[str], ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    people, truth = tmp_path / "people.csv", tmp_path / f"truth{ending}"
    people.write_text(people.read_text().replace("rina,", "1,"))
    roster = tmp_path / "party.csv"
    roster.write_text(roster.read_text().replace("b2,", "2,"))
    write_table(pa.table({"person_id": ["1", "budi"], "entry_id": ["2", "b1"], "faults": ["3", "typo"]}), truth)

    assert main([*words, "--truth", str(truth), "--language", "id"]) == 1
    told = capsys.readouterr()
    assert f"truth{ending}, baris 2: Baris ini hanya menomori kolom dan dilewati. Hapus barisnya;" in told.err
    assert "pasangan benar 1;" in told.out


def test_a_roster_with_titles_is_judged_too(
    tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    roster = tmp_path / "party.csv"
    roster.write_text("DAFTAR ANGGOTA,,,\n\n" + roster.read_text())

    assert main([*words, *_truth(tmp_path, "person_id,entry_id\nbudi,b1\n")]) == 0
    assert "party.csv: the header is row 3" in capsys.readouterr().err


def test_a_missing_column_is_named_before_anything_is_linked(
    tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, *_truth(tmp_path, "person_id,roster\nbudi,party\n")]) == 2
    assert "entry_id" in capsys.readouterr().err
    assert not (tmp_path / "out.csv").exists()

    (tmp_path / "club.csv").write_text("id,name\n1,Agus Rekaan\n")
    two = [*words[:3], str(tmp_path / "club.csv"), *words[3:]]
    assert main([*two, *_truth(tmp_path, "person_id,entry_id\nbudi,b1\n")]) == 2
    assert "roster" in capsys.readouterr().err


def test_a_report_without_a_truth_is_bad_usage(
    tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--report", str(tmp_path)]) == 2
    assert main(["link", "--one", words[2], *_truth(tmp_path, "person_id,entry_id\n")]) == 2
    assert "--truth" in capsys.readouterr().err


def test_a_truth_without_its_columns_is_named(
    tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, *_truth(tmp_path, "orang,entri\nbudi,b1\n"), "--language", "id"]) == 2

    assert capsys.readouterr().err.startswith("truth.csv: kepala tabel tidak memuat kolom bernama person_id")
