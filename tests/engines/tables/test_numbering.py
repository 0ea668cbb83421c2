"""A row that numbers the columns is told and is no row; one that holds anything else is one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jurdil.engines.tables import Column, Reading, read_table
from jurdil.engines.tables.strays import numbers_columns

POINTS = [Column("no", "int", required=True), Column("test", "int"), Column("talk", "int")]
HEAD = ["No", "Nama", "Test", "Talk"]


@pytest.mark.parametrize(
    ("cells", "first"),
    [
        (["1", "2", "3"], 0),
        (["(1)", " 2. ", "[3]", "04"], 0),
        (["1", None, "3", "", "5 = 3 + 4"], 0),
        (["1", "2", "3", "4 (2x3)"], 0),
        (["", "1", "2", "3"], 1),
    ],
)
def test_cells_that_are_the_places_of_their_columns_number_them(cells: Sequence[str | None], first: int) -> None:
    assert numbers_columns(cells, first)


@pytest.mark.parametrize(
    "cells",
    [
        ["1", "2"],
        ["1", "", "3"],
        ["", "", ""],
        ["1", "2", "4"],
        ["1", "Budi", "3", "4"],
        ["2", "3", "4"],
        ["1", "2", "3", "40"],
        ["1", "2", "3,5"],
        ["1", "2", "-3"],
    ],
)
def test_other_cells_do_not(cells: Sequence[str]) -> None:
    assert not numbers_columns(cells)


def _column(cells: list[object]) -> pa.Array:
    """Numbers where all cells are, else texts."""
    return pa.array(cells if all(isinstance(cell, int | None) for cell in cells) else [str(cell) for cell in cells])


def written(folder: Path, ending: str, lines: Sequence[Sequence[object]]) -> Path:
    path = folder / f"points{ending}"
    if ending == ".csv":
        path.write_text("".join(",".join("" if cell is None else str(cell) for cell in line) + "\n" for line in lines))
        return path
    if ending == ".parquet":
        head, *rows = lines
        columns = {str(name): [row[place] for row in rows] for place, name in enumerate(head)}
        pq.write_table(pa.table({name: _column(cells) for name, cells in columns.items()}), path)
        return path
    book = openpyxl.Workbook()
    for nth, line in enumerate(lines, start=1):
        for place, cell in enumerate(line, start=1):
            book.active.cell(nth, place, cell)  # type: ignore[union-attr]
    book.save(path)
    return path


def told(reading: Reading) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.code) for fault in reading.faults]


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_rows_that_number_the_columns_are_told_wherever_they_stand(tmp_path: Path, ending: str) -> None:
    below = [[2, "Siti", 80, 70], [1, 2, 3, 4], [1, "Budi", 3, 4]]
    path = written(tmp_path, ending, [["NILAI", None, None, None], HEAD, [1, 2, 3, 4], *below])

    reading = read_table(path, POINTS, titled=True, numbered=True)

    assert (reading.rows, reading.table["no"].to_pylist()) == ([4, 6], [2, 1])
    assert told(reading) == [(3, "", "numbering"), (5, "", "numbering")]


def test_a_row_of_a_parquet_file_that_numbers_the_columns_is_told_too(tmp_path: Path) -> None:
    path = written(tmp_path, ".parquet", [HEAD, [1, 2, 3, 4], [1, "Siti", 80, None], [1, "Budi", 3, 4]])

    reading = read_table(path, POINTS, numbered=True)

    assert (reading.rows, reading.table["test"].to_pylist()) == ([3, 4], [80, 3])
    assert told(reading) == [(2, "", "numbering")]


def test_a_number_with_a_gap_below_it_and_a_column_of_records_are_read_too(tmp_path: Path) -> None:
    gap = pa.array([2.0, None])
    table = pa.table({"No": ["1", "1"], "Test": gap, "Talk": pa.array([3.0, 7.5])})
    pq.write_table(table, tmp_path / "gap.parquet")
    records = pa.array([None, {"a": 1}], pa.struct([("a", pa.int64())]))
    pq.write_table(table.append_column("more", records), tmp_path / "records.parquet")
    columns = [Column("no", "int", required=True)]

    assert read_table(tmp_path / "gap.parquet", columns, numbered=True).rows == [3]
    assert read_table(tmp_path / "records.parquet", columns, numbered=True).rows == [2, 3]


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_a_table_that_begins_in_the_second_column_counts_from_there(tmp_path: Path, ending: str) -> None:
    path = written(tmp_path, ending, [[None, *HEAD], [None, 1, 2, 3, 4], [None, 1, "Siti", 80, 70]])

    reading = read_table(path, POINTS, numbered=True)

    assert (reading.rows, told(reading)) == ([3], [(2, "", "numbering")])


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
def test_a_reader_that_does_not_ask_keeps_every_row(tmp_path: Path, ending: str) -> None:
    path = written(tmp_path, ending, [HEAD, [1, 2, 3, 4]])

    assert read_table(path, POINTS).rows == [2]
