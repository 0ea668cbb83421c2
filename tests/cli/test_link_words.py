"""What is wrong with a file is told in English and in Indonesian, with its row, its column and what to do."""

from __future__ import annotations

import sys
from io import StringIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from jurdil.cli import main
from jurdil.cli.link_words import INDONESIAN, counted, say_again
from jurdil.engines.linkage import REMEDIES, UNREAD
from jurdil.engines.linkage.oddities import ODD
from jurdil.engines.tables import MissingColumn, words_of
from jurdil.engines.tables.casting import SENTENCES
from jurdil.engines.tables.sources import OPEN_QUOTE, STRAY_QUOTE, TOO_LONG
from jurdil.engines.tables.strays import HEADER, NO_NAME, NUMBERING

HEADERS = "id,name,nik,birth_date,sex\n"
GOOD = "g1,Siti Aminah,,1985-03-14,P\n"
NUMBER = "317104" + "540385" + "0002"
UNUSED = {"bool", "int", "decimal", "choice", "date", "sex"}  # kinds of column that people and lists do not have


def link(folder: Path, people: str, roster: str, *more: str) -> int:
    for name, text in (("people.csv", people), ("daftar.csv", roster)):
        (folder / name).write_text(text, encoding="utf-8")
    files = [str(folder / name) for name in ("people.csv", "daftar.csv")]
    return main(["link", *files, "-o", str(folder / "matches.csv"), *more])


def test_every_sentence_about_a_row_has_its_indonesian() -> None:
    sentences = {
        *UNREAD.values(),
        *REMEDIES.values(),
        *OPEN_QUOTE,
        *STRAY_QUOTE,
        *TOO_LONG,
        *NO_NAME,
        *HEADER,
        *NUMBERING,
        *(one for pair in ODD.values() for one in pair),
    }
    sentences |= {one for code, pair in SENTENCES.items() if code not in UNUSED for one in pair}

    assert sentences <= set(INDONESIAN)
    assert {english: words for english, words in INDONESIAN.items() if english.count("{}") != words.count("{}")} == {}


def test_a_sentence_with_a_file_and_a_row_in_it_is_known_again() -> None:
    assert say_again(f"a.csv: {MissingColumn(['name'])}", "id").startswith("a.csv: kepala tabel tidak memuat kolom")
    below = MissingColumn(["id", "name"], {"id": ("no",)})
    below.sought = 20
    assert say_again(f"a.csv: {below}", "id") == (
        "a.csv: kepala tabel tidak memuat kolom bernama id atau no, name; tambahkan. Kepala tabel boleh di bawah "
        "judul, paling jauh di baris 20."
    )
    disk = words_of(OSError(28, "No space left on device", "a.csv"))
    assert say_again(disk, "id").endswith("dan sisa ruang diska.")
    assert say_again(disk, "en") == disk
    assert say_again(words_of(OSError(2, "No such file or directory", "a or b.csv")), "id").startswith(
        "a or b.csv: No such file or d"
    )
    assert say_again("a or b.csv: the ending must be .csv, .xlsx or .parquet.", "id").startswith("a or b.csv: akhiran")
    assert say_again("Something else.", "id") == "Something else."


def test_a_count_is_parted_as_its_language_does() -> None:
    assert (counted(1234567, "id"), counted(1234567, "en")) == ("1.234.567", "1,234,567")


@pytest.mark.parametrize(
    ("row", "english", "indonesian"),
    [
        (
            "x,Siti,,31-02-1985,P",
            "row 2, column birth_date: This cannot be read as a birth date",
            "baris 2, kolom birth_date: Ini tidak terbaca sebagai tanggal lahir",
        ),
        ("x,Siti,,2050-01-01,P", "row 2, column birth_date: This cannot", "baris 2, kolom birth_date: Ini tidak"),
        ("x,Siti,,musim hujan 1985,P", "row 2, column birth_date: This cannot", "baris 2, kolom birth_date: Ini tidak"),
        ("x,Siti,3.17104E+15,,P", "row 2, column nik: The spreadsheet turned", "baris 2, kolom nik: Program lembar"),
        (f"x,Siti,{NUMBER}9,,P", "row 2, column nik: This does not have the 16", "baris 2, kolom nik: Ini bukan 16"),
        ("x,Drs. H.,,1985-03-14,L", "row 2, column name: This is nothing but", "baris 2, kolom name: Ini hanya gelar"),
        ("g1,Siti,,,P", "rows 2, 3, column id: the same id", "baris 2, 3, kolom id: nomornya sama"),
        ("x,Siti,,,perempuan jawa", "row 2, column sex: This cannot be read", "baris 2, kolom sex: Nilai ini"),
    ],
)
def test_a_value_is_told_and_its_row_is_linked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], row: str, english: str, indonesian: str
) -> None:
    rows = f"{HEADERS}{row}\n{GOOD}"

    assert link(tmp_path, rows, HEADERS + GOOD) == 0
    assert f"people.csv, {english}" in capsys.readouterr().err
    assert link(tmp_path, HEADERS + GOOD, rows, "--lang", "id") == 0
    assert f"daftar.csv, {indonesian}" in capsys.readouterr().err


def test_a_row_that_is_left_out_is_told_and_the_good_ones_are_linked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = f"{HEADERS},Rina,,,P\nx,Budi\n{GOOD}"

    assert link(tmp_path, rows, HEADERS + GOOD, "--lang", "id") == 1
    told = capsys.readouterr()
    assert "people.csv, baris 2, kolom id: Sel ini kosong, padahal kolomnya wajib. Isi selnya." in told.err
    assert "people.csv, baris 3: Baris ini berisi 2 sel, sedangkan kepala tabel 5. Bandingkan" in told.err
    assert "1 orang: 0 dugaan kuat" in told.out


@pytest.mark.parametrize("text", [HEADERS, f"{HEADERS},Rina,,,P\n", f"{HEADERS},,,,\n"])
def test_where_no_row_is_left_nothing_is_linked_and_the_matches_before_stay(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    assert link(tmp_path, HEADERS + GOOD, HEADERS + GOOD) == 0
    before = (tmp_path / "matches.csv").read_bytes()

    assert link(tmp_path, text, HEADERS + GOOD) == 2
    assert "people.csv: no row is left below the headers." in capsys.readouterr().err
    assert link(tmp_path, HEADERS + GOOD, text, "--lang", "id") == 2
    assert "daftar.csv: tidak ada baris yang tersisa" in capsys.readouterr().err
    assert (tmp_path / "matches.csv").read_bytes() == before


def test_an_empty_list_beside_another_is_told_and_the_other_is_linked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kosong.csv").write_text(HEADERS, encoding="utf-8")
    for name in ("people.csv", "daftar.csv"):
        (tmp_path / name).write_text(HEADERS + GOOD, encoding="utf-8")
    files = [str(tmp_path / name) for name in ("people.csv", "kosong.csv", "daftar.csv")]

    for _ in range(2):  # the second time the list stands prepared in the folder
        status = main(["link", *files, "-o", str(tmp_path / "matches.csv"), "--work", str(tmp_path / "work")])

        assert status == 0
        assert "kosong.csv: no row is left" in capsys.readouterr().err
        assert (tmp_path / "matches.csv").read_text(encoding="utf-8").count("\n") == 2


def test_a_list_whose_rows_were_all_left_out_is_no_list_of_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "rusak.csv").write_text(f"{HEADERS},Siti Aminah,,,P\n", encoding="utf-8")
    for name in ("people.csv", "daftar.csv"):
        (tmp_path / name).write_text(HEADERS + GOOD, encoding="utf-8")
    files = [str(tmp_path / name) for name in ("people.csv", "rusak.csv", "daftar.csv")]

    assert main(["link", *files, "-o", str(tmp_path / "matches.csv")]) == 1
    told = capsys.readouterr().err
    assert "rusak.csv, row 2, column id: The cell is empty" in told
    assert "rusak.csv: no row is left" in told


def test_titles_are_told_in_indonesian_and_two_headers_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    titled = "DAFTAR ANGGOTA,,,,\n\n" + HEADERS + GOOD

    assert link(tmp_path, HEADERS + GOOD, titled, "--lang", "id") == 0
    assert "daftar.csv: kepala tabel ada di baris 3; yang di atasnya dilewati." in capsys.readouterr().err
    assert link(tmp_path, HEADERS + GOOD, titled + HEADERS, "--lang", "id") == 2
    assert "daftar.csv: baris 3 dan 5 sama-sama dapat menjadi kepala tabel" in capsys.readouterr().err


def test_a_sheet_of_charts_is_passed_over_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "people.csv").write_text(HEADERS + GOOD, encoding="utf-8")
    book = Workbook()
    for line in (HEADERS + GOOD).splitlines():
        book.worksheets[0].append(line.split(","))
    book.create_chartsheet("Grafik")
    book.save(tmp_path / "daftar.xlsx")
    files = [str(tmp_path / name) for name in ("people.csv", "daftar.xlsx")]

    for language, words in {"en": "sheets that hold a chart only", "id": "lembar yang hanya memuat grafik"}.items():
        assert main(["link", *files, "-o", str(tmp_path / "matches.csv"), "--language", language]) == 0
        told = capsys.readouterr().err
        assert f"daftar.xlsx: {words}" in told
        assert "Grafik." in told

    book.remove(book.worksheets[0])
    book.save(tmp_path / "daftar.xlsx")
    assert main(["link", *files, "-o", str(tmp_path / "matches.csv"), "--language", "id"]) == 2
    assert "daftar.xlsx: isinya hanya grafik (Grafik), tanpa lembar berisi baris; simpan" in capsys.readouterr().err


def test_one_person_and_duplicates_are_told_so_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "people.csv").write_text(HEADERS, encoding="utf-8")
    (tmp_path / "daftar.csv").write_text(HEADERS + GOOD, encoding="utf-8")
    people, roster, pairs = (str(tmp_path / name) for name in ("people.csv", "daftar.csv", "pairs.csv"))

    assert main(["link", "--duplicates", people, "-o", pairs, "--lang", "id"]) == 2
    assert "tidak ada baris yang tersisa" in capsys.readouterr().err
    monkeypatch.setattr(sys, "stdin", StringIO('{"id": "1", "name": "Siti", "nik": "tidak ada", "x": 1}'))
    assert main(["link", "--one", roster, "--lang", "id"]) == 0
    told = capsys.readouterr().err
    assert "Masukan standar: nilai x tidak dipakai." in told
    assert "Masukan standar, nik: Nilai ini tidak terbaca" in told


def test_the_people_of_a_second_sheet_are_read(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["Baca dulu"])
    sheet = book.create_sheet("Data")
    for row in (["id", "nama"], ["1", "Siti Aminah"]):
        sheet.append(row)
    book.save(tmp_path / "people.xlsx")
    (tmp_path / "daftar.csv").write_text(HEADERS + GOOD, encoding="utf-8")

    status = main(["link", *(str(tmp_path / name) for name in ("people.xlsx", "daftar.csv")), "-o",
                   str(tmp_path / "matches.csv")])  # fmt: skip

    assert status == 0
