"""A header below titles is found where it can be no other row; rows keep the numbers that a spreadsheet shows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from jurdil.engines.tables import (
    Column,
    MissingColumn,
    Reading,
    UnclearHeader,
    UnclearSheet,
    UnreadableFile,
    read_table,
)
from jurdil.engines.tables.headers import SAMPLE, SOUGHT

LIST = [
    Column("id", required=True, lenient=True, aliases=("no",)),
    Column("name", required=True, aliases=("nama",)),
    Column("birth_date", kind="date", aliases=("tanggal lahir",)),
]
ROWS = "No,Nama,Tanggal Lahir\n1,Siti Rekawati,12/03/1990\n2,Budi Rekaan,31/02/1990\n3,Rina Rekaan,\n"


def read(tmp_path: Path, content: str, encoding: str = "utf-8", *, titled: bool = True) -> Reading:
    path = tmp_path / "list.csv"
    path.write_bytes(content.encode(encoding))
    return read_table(path, LIST, titled=titled)


def found(reading: Reading) -> tuple[int, list[int], list[tuple[int, str]], list[str]]:
    faults = [(fault.row, fault.column) for fault in reading.faults]
    return reading.titles, reading.rows, faults, reading.table.column("name").to_pylist()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1"])
@pytest.mark.parametrize("separator", [",", ";", "|", "\t"])
def test_titles_are_passed_over_however_the_file_is_written(tmp_path: Path, encoding: str, separator: str) -> None:
    titles = 'DAFTAR ANGGOTA, PARTAI "REKAÁN", 2024, TAHAP 1\n\n'

    reading = read(tmp_path, titles + ROWS.replace(",", separator), encoding)

    assert found(reading) == (2, [4, 6], [(5, "birth_date")], ["Siti Rekawati", "Rina Rekaan"])


def test_a_title_of_two_lines_is_one_row_as_in_a_spreadsheet(tmp_path: Path) -> None:
    reading = read(tmp_path, '"DAFTAR ANGGOTA\nPARTAI ""REKAAN""",,\n' + ROWS + "4,x\n")

    assert found(reading)[:3] == (1, [3, 5], [(4, "birth_date"), (6, "")])


def test_titles_may_stand_below_a_named_separator(tmp_path: Path) -> None:
    reading = read(tmp_path, "sep=;\nDAFTAR;;\n" + ROWS.replace(",", ";"))

    assert (reading.titles, reading.rows) == (2, [4, 6])


def test_a_title_that_holds_the_name_of_a_column_is_no_header(tmp_path: Path) -> None:
    reading = read(tmp_path, "Nama,Partai Rekaan,\nNo,12,\nNama Partai: Rekaan,,\n" + ROWS)

    assert (reading.titles, reading.rows) == (3, [5, 7])


def test_nothing_is_guessed_where_two_rows_could_be_the_header(tmp_path: Path) -> None:
    with pytest.raises(UnclearHeader, match=r"list\.csv: rows 2 and 6 could both be the header") as refusal:
        read(tmp_path, "DAFTAR,,\n" + ROWS + "No,Nama,Alamat\n4,Agus Rekaan,\n")

    assert refusal.value.rows == (2, 6)


def test_the_last_row_in_which_a_header_is_sought_counts_and_the_next_does_not(tmp_path: Path) -> None:
    assert read(tmp_path, "DAFTAR,,\n" * (SOUGHT - 1) + ROWS).titles == SOUGHT - 1
    with pytest.raises(MissingColumn, match=f"add it. The header may stand below titles, in the first {SOUGHT} rows"):
        read(tmp_path, "DAFTAR,,\n" * SOUGHT + ROWS)


def test_where_no_titles_are_allowed_the_header_is_asked_for_in_the_first_row(tmp_path: Path) -> None:
    with pytest.raises(MissingColumn, match="add it to the first row of the table, with no title above it"):
        read(tmp_path, "DAFTAR,,\n" + ROWS, titled=False)


def test_of_rows_that_lack_a_column_the_nearest_to_a_header_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingColumn) as refusal:
        read(tmp_path, "DAFTAR,,\nNomor Urut,Nama,Alamat\n1,Siti Rekawati,\n")

    assert refusal.value.columns == ("id",)


@pytest.mark.parametrize("content", ["", "\n\n\n", "x" * (SAMPLE + 9), '"' + "DAFTAR\n" * SAMPLE])
def test_a_file_without_any_header_is_refused_as_before(tmp_path: Path, content: str) -> None:
    with pytest.raises((MissingColumn, UnreadableFile)) as refusal:
        read(tmp_path, content)
    with pytest.raises((MissingColumn, UnreadableFile)) as before:
        read(tmp_path, content, titled=False)

    assert (refusal.type, refusal.value.args) == (before.type, before.value.args)


def test_a_header_in_the_first_row_is_taken_whatever_stands_below(tmp_path: Path) -> None:
    content = ROWS + "No,Nama,\n"

    assert read(tmp_path, content) == read(tmp_path, content, titled=False)


def workbook(tmp_path: Path, *sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for rows in sheets:
        sheet = book.create_sheet()
        for nth, row in enumerate(rows, start=1):
            for place, cell in enumerate(row, start=1):
                sheet.cell(nth, place, cell)
    path = tmp_path / "list.xlsx"
    book.save(path)
    return path


CELLS: list[list[object]] = [[*line.split(",")] for line in ROWS.splitlines()]


def test_merged_titles_of_a_workbook_are_passed_over(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["DAFTAR ANGGOTA"], [], ["Nama Partai: Rekaan"], [], *CELLS])
    book = openpyxl.load_workbook(path)
    for cells in ("A1:C2", "A3:C3"):
        book.worksheets[0].merge_cells(cells)
    book.save(path)

    reading = read_table(path, LIST, titled=True)

    assert found(reading) == (4, [6, 8], [(7, "birth_date")], ["Siti Rekawati", "Rina Rekaan"])


def test_a_second_sheet_of_the_list_is_never_passed_over_in_silence(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["DAFTAR"], *CELLS], [["Sampul"]], [*CELLS, [4, "Agus Rekaan"]])

    with pytest.raises(UnclearSheet, match=r"\(Sheet, Sheet2\); save each as a file of its own"):
        read_table(path, LIST, titled=True)


def test_a_sheet_without_rows_goes_behind_one_with_them(tmp_path: Path) -> None:
    path = workbook(tmp_path, [CELLS[0], [None, " "]], [["DAFTAR"], *CELLS])

    assert read_table(path, LIST, titled=True).rows == [3, 5]


def test_a_cover_sheet_is_passed_over_for_one_with_titles(tmp_path: Path) -> None:
    path = workbook(tmp_path, [], [["Sampul"]], [["DAFTAR"], *CELLS])

    assert read_table(path, LIST, titled=True).titles == 1


def test_the_own_name_of_a_column_goes_before_other_names_of_it(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("no,nama,ID,Name\n1,Salah,A-7,Siti Rekaan\n")
    columns = [Column("id", required=True, aliases=("no",)), Column("name", required=True, aliases=("nama",))]

    reading = read_table(tmp_path / "list.csv", columns)

    assert reading.table.to_pylist() == [{"id": "A-7", "name": "Siti Rekaan"}]
    assert reading.unknown == ["no", "nama"]


def test_two_headers_in_a_workbook_are_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["DAFTAR"], *CELLS, *CELLS])

    with pytest.raises(UnclearHeader, match="rows 2 and 6"):
        read_table(path, LIST, titled=True)


@pytest.mark.parametrize("first", ["No,12,Nama\n", "No,Nama,Partai Rekaan\n\n"])
def test_a_first_row_that_names_columns_by_chance_is_not_preferred_to_the_header(tmp_path: Path, first: str) -> None:
    with pytest.raises(UnclearHeader) as refusal:
        read(tmp_path, first + ROWS)

    assert refusal.value.rows == (1, first.count("\n") + 1)


def test_rows_that_all_name_the_columns_have_no_header(tmp_path: Path) -> None:
    with pytest.raises(UnclearHeader, match="rows 1 and 2"):
        read(tmp_path, "No,1,Nama,Siti Rekawati\nNo,2,Nama,Budi Rekaan\n")


@pytest.mark.parametrize("titles", ["", "DAFTAR ANGGOTA,,,\n"])
def test_a_header_goes_on_in_the_row_below_it(tmp_path: Path, titles: str) -> None:
    header = "No,Nama,Lahir,\n,,Tempat,Tanggal Lahir\n"

    reading = read(tmp_path, titles + header + "1,Siti Rekawati,Bogor,12/03/1990\n")

    assert reading.table.column("birth_date").to_pylist() == [date(1990, 3, 12)]
    assert (reading.rows, reading.faults, reading.unknown) == ([3 + bool(titles)], [], ["Lahir"])


def test_a_header_of_two_rows_is_read_in_a_workbook(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["No", "Nama", "Lahir"], [None, None, "Tanggal Lahir"], [1, "Siti", "1990-03-12"]])

    reading = read_table(path, LIST, titled=True)

    assert (reading.rows, reading.unknown) == ([3], [])
    assert reading.table.column("birth_date").to_pylist() == [date(1990, 3, 12)]


def test_an_entry_below_the_header_is_never_part_of_it(tmp_path: Path) -> None:
    reading = read(tmp_path, "No,Nama,Lahir\n1,Tanggal Lahir,Tanggal Lahir\n2,Siti Rekawati,\n")

    assert reading.rows == [2, 3]
