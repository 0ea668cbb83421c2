"""Reading tables as officers really save them."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet
import pytest
from openpyxl.chart import BarChart
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from jurdil.engines.tables import Column, MissingColumn, OnlyCharts, UnclearSheet, UnreadableFile, read_table
from jurdil.engines.tables.sources import BLOCK, OPEN_QUOTE, STRAY_QUOTE
from jurdil.engines.tables.workbooks import MOST_UNPACKED

PEOPLE = [
    Column("id", required=True, lenient=True),
    Column("name", required=True, aliases=("nama",)),
    Column("nik", personal=True),
    Column("birth_date", kind="date", aliases=("tanggal lahir",)),
    Column("sex", kind="sex"),
    Column("score", kind="decimal"),
    Column("active", kind="bool"),
    Column("kin", kind="list"),
    Column("level", choices=("low", "high")),
    Column("years", kind="int"),
]


def long_number() -> str:
    return "31" + "7101" + "520390" + "0001"


def csv_file(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "people.csv"
    path.write_bytes(text.encode(encoding))
    return path


def xlsx_file(tmp_path: Path, *rows: list[object]) -> Path:
    path = tmp_path / "people.xlsx"
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_csv_is_read_with_either_delimiter_and_any_byte_order_mark(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    text = "ID,Nama,Tanggal Lahir,SEX,score,active,kin,level,years\n1,Siti,12/03/1990,p,90.5,ya,2 3,LOW,4\n"
    path = csv_file(tmp_path, text.replace(",", delimiter), encoding)

    reading = read_table(path, PEOPLE)

    assert reading.faults == []
    assert reading.rows == [2]
    assert reading.table.to_pylist() == [
        {
            "id": "1",
            "name": "Siti",
            "nik": None,
            "birth_date": date(1990, 3, 12),
            "sex": "P",
            "score": Decimal("90.5"),
            "active": True,
            "kin": ["2", "3"],
            "level": "low",
            "years": 4,
        }
    ]


def test_a_faulty_row_is_reported_where_the_spreadsheet_shows_it_and_the_good_rows_stay(
    tmp_path: Path,
) -> None:
    path = csv_file(
        tmp_path,
        "id,name,birth_date,extra\n1,Siti,1990-02-30,x\n\n2,Rina,1990-02-28,x\n3,Budi\n,Agus,,x\n5,,,\n6,Dewi,,\n",
    )

    reading = read_table(path, PEOPLE)

    assert reading.rows == [4, 8]
    assert reading.unknown == ["extra"]
    found = [(fault.row, fault.column, fault.code) for fault in reading.faults]
    assert found == [(2, "birth_date", "date"), (5, "", "cells"), (6, "id", "blank"), (7, "name", "blank")]
    assert all(fault.what and fault.remedy for fault in reading.faults)
    assert reading.faults[0].value == "1990-02-30"


def test_a_line_of_one_cell_is_told_and_an_empty_one_is_not(tmp_path: Path) -> None:
    reading = read_table(csv_file(tmp_path, "id,name\n1,Siti\nBudi Rekaan\n\n   \n2,Rina\n"), PEOPLE)

    assert (reading.rows, [(fault.row, fault.code) for fault in reading.faults]) == ([2, 6], [(3, "cells")])


def test_a_personal_value_is_never_repeated_in_a_fault(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "id,name,nik\n1,Siti,3.17101E+15\n")

    (fault,) = read_table(path, PEOPLE).faults

    assert fault.code == "digits-lost"
    assert "Text" in fault.remedy
    assert "3.17" not in repr(fault)


def test_a_workbook_gives_back_dates_and_numbers_as_people_meant_them(tmp_path: Path) -> None:
    path = xlsx_file(
        tmp_path,
        ["id", "Nama ", "NIK", "birth date", "years", "score", "active"],
        [1, "Siti", long_number(), datetime(1990, 3, 12), 4.0, 90.5, True],  # noqa: DTZ001
        [2, "Rina", "'" + long_number(), 32944, None, 7, "tidak"],
        [3, "Budi", float(long_number()), None, None, None, None],
        [None, None, None, None, None, None, None],
    )

    reading = read_table(path, PEOPLE)

    assert reading.table["nik"].to_pylist() == [long_number(), long_number()]
    assert reading.table["birth_date"].to_pylist() == [date(1990, 3, 12), date(1990, 3, 12)]
    assert reading.table["score"].to_pylist() == [Decimal("90.5"), Decimal(7)]
    assert reading.table["active"].to_pylist() == [True, False]
    assert [(fault.row, fault.column, fault.code) for fault in reading.faults] == [(4, "nik", "digits-lost")]


def test_a_lenient_column_keeps_its_text_however_odd(tmp_path: Path) -> None:
    columns = [
        Column("id", required=True, lenient=True),
        Column("nik", lenient=True),
        Column("born", "date", lenient=True),
    ]
    path = csv_file(tmp_path, "id,nik,born\n 007,3.17E+15,31 Febuari\n")

    reading = read_table(path, columns)

    assert reading.faults == []
    assert reading.table.to_pylist() == [{"id": " 007", "nik": "3.17E+15", "born": "31 Febuari"}]


def test_parquet_types_are_kept_or_understood(tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    table = pa.table(
        {
            "id": pa.array([1, 2]),
            "name": pa.array(["Siti", "Rina"]).dictionary_encode(),
            "birth_date": pa.array([datetime(1990, 3, 12), None], pa.timestamp("us")),  # noqa: DTZ001
            "kin": pa.array([["2"], None], pa.list_(pa.string())),
            "score": pa.array([87.25, 3.0]),
            "active": pa.array([True, None]),
            "years": pa.array([1.0, None]),
        }
    )
    pa.parquet.write_table(table, path)

    reading = read_table(path, PEOPLE)

    assert reading.faults == []
    assert reading.table["id"].to_pylist() == ["1", "2"]
    assert reading.table["birth_date"].to_pylist() == [date(1990, 3, 12), None]
    assert reading.table["kin"].to_pylist() == [["2"], None]
    assert reading.table["score"].to_pylist() == [Decimal("87.25"), Decimal(3)]
    assert reading.table["years"].to_pylist() == [1, None]


def test_a_missing_required_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingColumn, match="name"):
        read_table(csv_file(tmp_path, "id,nik\n1,2\n"), PEOPLE)


@pytest.mark.parametrize(
    ("ending", "content"), [("xlsx", b"not a workbook"), ("parquet", b"PAR"), ("csv", b""), ("pdf", b"x")]
)
def test_a_file_that_is_none_of_the_three_is_refused_in_a_sentence(tmp_path: Path, ending: str, content: bytes) -> None:
    path = tmp_path / f"people.{ending}"
    path.write_bytes(content)

    with pytest.raises(UnreadableFile, match=r"people\."):
        read_table(path, PEOPLE)


def test_a_separator_named_above_the_headers_is_obeyed_and_rows_keep_their_number(tmp_path: Path) -> None:
    reading = read_table(csv_file(tmp_path, "sep=;\nid;name\n1;Siti, S.Pd.\n2;Budi;x\n;Rina\n"), PEOPLE)

    assert reading.table.column("name").to_pylist() == ["Siti, S.Pd."]
    assert (reading.rows, [(fault.row, fault.code) for fault in reading.faults]) == ([3], [(4, "cells"), (5, "blank")])
    with pytest.raises(MissingColumn):
        read_table(csv_file(tmp_path, "sep=;\n"), PEOPLE)


def test_bars_part_cells_too(tmp_path: Path) -> None:
    assert read_table(csv_file(tmp_path, "id|name\n1|Siti, S.Pd.\n"), PEOPLE).table.num_rows == 1


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_known_without_its_mark(tmp_path: Path, encoding: str) -> None:
    assert read_table(csv_file(tmp_path, "id,name\n1,Siti\n", encoding), PEOPLE).table.num_rows == 1


def test_the_first_sheet_that_has_the_columns_is_read(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, ["Baca dulu"])
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("Data")
    for row in (["id", "name"], [1, "Siti"]):
        sheet.append(row)
    book.save(path)

    assert read_table(path, PEOPLE).table.column("name").to_pylist() == ["Siti"]


def test_a_row_without_end_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    path = csv_file(tmp_path, f"id,name\n1,Siti\n2,{'x' * (20 << 20)}\n3,José\n", "latin-1")

    reading = read_table(path, PEOPLE)

    assert reading.table.column("name").to_pylist() == ["Siti", "José"]
    assert (reading.rows, [(fault.row, fault.code) for fault in reading.faults]) == ([2, 4], [(3, "cells")])


def test_a_quote_that_nobody_closes_takes_only_what_is_below_it(tmp_path: Path) -> None:
    rows = [f"{nth},Anggota Rekaan {nth}" for nth in range(300_000)]
    rows[1000] = '1000,"Anggota Rekaan'
    path = csv_file(tmp_path, "id,name\n" + "\n".join(rows) + "\n")
    assert path.stat().st_size > BLOCK

    reading = read_table(path, PEOPLE)

    assert reading.table.num_rows == 1000
    assert [(fault.row, fault.what) for fault in reading.faults] == [(1002, OPEN_QUOTE[0])]


@pytest.mark.parametrize("rows_between", [0, 1, 50])
def test_rows_that_a_stray_quote_swallows_are_told(tmp_path: Path, rows_between: int) -> None:
    rows = [f"{nth},Anggota Rekaan {nth},1985-03-14" for nth in range(60)]
    rows[5] = '5,"Anggota Rekaan,1985-03-14'
    rows[6 + rows_between] = f'{6 + rows_between},"Siti Rekawati",1985-03-14'
    path = csv_file(tmp_path, "id,name,birth_date\n" + "\n".join(rows) + "\n")

    reading = read_table(path, (*PEOPLE[:2], Column("birth_date")))

    assert (7, STRAY_QUOTE[0]) in [(fault.row, fault.what) for fault in reading.faults]
    assert not any("\n" in name for name in reading.table.column("name").to_pylist())


def test_a_quote_never_closed_in_the_middle_of_a_row_is_told_as_such(tmp_path: Path) -> None:
    path = csv_file(tmp_path, 'id,name,sex\n1,Siti,P\n2,"Budi,L\n3,Agus,L\n4,Dewi,P\n')

    reading = read_table(path, PEOPLE)

    assert [(fault.row, fault.what) for fault in reading.faults] == [(3, OPEN_QUOTE[0])]
    assert reading.rows == [2]


def test_an_address_of_two_lines_is_no_stray_quote(tmp_path: Path) -> None:
    path = csv_file(tmp_path, 'id,name,sex\n1,"Siti,\nRT 3, RW 1",P\n2,Budi,L\n')

    reading = read_table(path, PEOPLE)

    assert (reading.rows, reading.faults) == ([2, 3], [])


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2 Maret 1985", date(1985, 3, 2)),
        ("02-Mar-1985", date(1985, 3, 2)),
        ("17 AGUSTUS 1990", date(1990, 8, 17)),
        ("5 Nop. 1979", date(1979, 11, 5)),
        ("30 Februari 1985", None),
        ("2 Kabisat 1985", None),
    ],
)
def test_a_month_may_be_written_by_its_name(tmp_path: Path, written: str, day: date | None) -> None:
    path = csv_file(tmp_path, f"id,name,birth_date\n1,Siti,{written}\n2,Budi,1985-03-14\n")

    reading = read_table(path, PEOPLE)

    assert reading.table.column("birth_date").to_pylist() == [*([day] if day else []), date(1985, 3, 14)]
    assert [(fault.row, fault.column) for fault in reading.faults] == ([] if day else [(2, "birth_date")])


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b\x08\x00", b"\xff\xfe\x00\x00"])
def test_a_csv_that_is_no_text_is_told_as_such(tmp_path: Path, start: bytes) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(start + b"id,name\n1,Siti\n")

    with pytest.raises(UnreadableFile, match="this is no text, but perhaps a workbook"):
        read_table(path, PEOPLE)


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("is_empty", [True, False])
def test_a_sheet_of_charts_is_passed_over_wherever_it_stands(tmp_path: Path, place: int, is_empty: bool) -> None:
    path = tmp_path / "people.xlsx"
    book = openpyxl.Workbook()
    for row in (["id", "name"], ["1", "Siti"]):
        book.worksheets[0].append(row)
    book.worksheets[0].print_title_rows = "1:1"
    sheet = book.create_chartsheet("grafik", place)
    if not is_empty:
        sheet.add_chart(BarChart())
    book.save(path)

    reading = read_table(path, PEOPLE)

    assert reading.table.column("name").to_pylist() == ["Siti"]
    assert reading.charts == ["grafik"]


def test_a_workbook_of_charts_alone_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "people.xlsx"
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    book.create_chartsheet("grafik")
    book.save(path)

    with pytest.raises(OnlyCharts, match=r"people\.xlsx: it holds charts only \(grafik\) and no sheet with rows; save"):
        read_table(path, PEOPLE)


@pytest.mark.parametrize("spoilt", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"])
@pytest.mark.parametrize("content", [b"", b"<a><b/></a>", b"<worksheet><sheetData><row"])
def test_a_workbook_with_a_spoilt_part_is_refused_in_a_sentence(tmp_path: Path, spoilt: str, content: bytes) -> None:
    path = xlsx_file(tmp_path, ["id", "name"], ["1", "Siti"])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, content if name == spoilt else part)

    with pytest.raises(UnreadableFile):
        read_table(path, PEOPLE)


def test_a_workbook_that_unpacks_without_end_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, ["id", "name"], ["1", "Siti"])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/media/1.png", "w") as part:
        for _ in range(MOST_UNPACKED >> 22):
            part.write(bytes(1 << 22))

    with pytest.raises(UnreadableFile, match="it unpacks to 256 MB, more than 100 times its size"):
        read_table(path, PEOPLE)


def test_a_workbook_of_an_old_apple_numbers_its_days_from_1904(tmp_path: Path) -> None:
    path = tmp_path / "people.xlsx"
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    for row in (["id", "name", "birth_date"], ["1", "Siti", (date(1990, 3, 12) - date(1904, 1, 1)).days]):
        book.worksheets[0].append(row)
    book.save(path)

    assert read_table(path, PEOPLE).table.column("birth_date").to_pylist() == [date(1990, 3, 12)]


def test_a_hidden_sheet_is_named_with_how_it_is_found(tmp_path: Path) -> None:
    path = tmp_path / "people.xlsx"
    book = openpyxl.Workbook()
    for sheet in (book.worksheets[0], book.create_sheet("lama")):
        sheet.append(["id", "name"])
        sheet.append(["1", "Siti"])
    book["lama"].sheet_state = "hidden"
    book.save(path)

    with pytest.raises(UnclearSheet, match=r"\(Sheet, lama, hidden: Format, Sheet, Unhide\)"):
        read_table(path, PEOPLE)


def test_the_error_of_a_formula_is_no_value(tmp_path: Path) -> None:
    columns = [
        Column("id", required=True, lenient=True),
        Column("name", required=True),
        Column("nik", forgiving=True),
        Column("birth_date", kind="date", lenient=True),
        Column("score", kind="decimal"),
    ]
    rows = "1,#REF!,,,\n#N/A,Siti,,,\n3,Rina,#VALUE!,#N/A,\n4,Budi,,,#DIV/0!\n5,Agus #1,,,\n"

    reading = read_table(csv_file(tmp_path, "id,name,nik,birth_date,score\n" + rows), columns)

    assert [(one.row, one.column, one.code) for one in reading.faults] == [
        (2, "name", "formula-error"), (3, "id", "formula-error"), (5, "score", "formula-error"),
    ]  # fmt: skip
    assert [(one.row, one.column) for one in reading.unread] == [(4, "nik"), (4, "birth_date")]
    assert [(row["name"], row["nik"], row["birth_date"]) for row in reading.table.to_pylist()] == [
        ("Rina", None, None), ("Agus #1", None, ""),
    ]  # fmt: skip
