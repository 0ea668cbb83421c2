"""Write a table so that no spreadsheet program executes what a stranger typed.

A text cell that begins with = + - @, tab, CR or LF gets an apostrophe in CSV and XLSX (the advice of OWASP,
"CSV Injection"); `read_table` takes it away again. Parquet is written as it is.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet
from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from jurdil.engines.tables.columns import UnreadableFile

SHEET_ROWS = 1_048_576
_FORMULA = r"^([=+\-@\t\r\n])"
_UNPRINTABLE = r"[\x00-\x08\x0b\x0c\x0e-\x1f]"


@contextmanager
def named(path: Path) -> Iterator[None]:
    """Let a fault of the disk that names no file name `path`: Arrow says only that the disk is full."""
    try:
        yield
    except OSError as fault:
        if fault.filename is not None or fault.errno is None:
            raise
        raise OSError(fault.errno, os.strerror(fault.errno), str(path)) from fault


def write_table(table: pa.Table, path: Path) -> None:
    """Write `table` by the ending of `path`: .csv (UTF-8, commas), .xlsx or .parquet.

    In CSV and XLSX a list of texts becomes the texts with blanks between, any other nested value JSON text.
    What stood at `path` stays until the whole table is written. Raises UnreadableFile for another ending and for more
    rows than a sheet holds, OSError where it cannot be written.
    """
    ending = path.suffix.lower()
    if ending not in (".parquet", ".csv", ".xlsx"):
        raise UnreadableFile(f"{path.name}: the ending must be .csv, .xlsx or .parquet.")
    draft = path.with_name(f".{path.name}.new")
    try:
        with named(path):
            if ending == ".parquet":
                pa.parquet.write_table(table, draft, compression="zstd")
            elif ending == ".csv":
                pa.csv.write_csv(_flat(table), draft)
            else:
                draft.write_bytes(_xlsx(_flat(table), path.name))
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def guarded(text: str) -> str:
    """Return a cell that no spreadsheet program executes."""
    return re.sub(_FORMULA, r"'\1", text)


def printable(text: str) -> str:
    """Return a cell without what a workbook cannot hold."""
    return re.sub(_UNPRINTABLE, "", text)


def _flat(table: pa.Table) -> pa.Table:
    names = pc.replace_substring_regex(pa.array(table.column_names, pa.string()), _FORMULA, r"'\1")
    return pa.table([_plain(column) for column in table.columns], names=names.to_pylist())


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = column.type
    if pa.types.is_list(kind) and (pa.types.is_string(kind.value_type)):
        column = pc.binary_join(column, " ")
    elif pa.types.is_nested(kind):
        texts = [None if cell is None else _json(cell) for cell in column.to_pylist()]
        column = pa.chunked_array([pa.array(texts, pa.string())])
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        column = pc.replace_substring_regex(column, _FORMULA, r"'\1")
    return column


def _json(cell: object) -> str:
    return json.dumps(cell, ensure_ascii=False, separators=(",", ":"), default=_json_leaf)


def _json_leaf(leaf: object) -> str:
    return leaf.isoformat() if isinstance(leaf, date | datetime) else str(leaf)


def _xlsx(table: pa.Table, name: str) -> bytes:
    if table.num_rows >= SHEET_ROWS:
        raise UnreadableFile(f"{name}: a sheet holds {SHEET_ROWS - 1} rows; write .csv or .parquet.")
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("data")
    sheet.append(table.column_names)
    for batch in table.to_batches(max_chunksize=10_000):
        columns = [_printable(batch.column(index)) for index in range(batch.num_columns)]
        for cells in zip(*columns, strict=True):
            sheet.append([_cell(sheet, cell) for cell in cells])
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _printable(column: pa.Array) -> list[object]:
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        column = pc.replace_substring_regex(column, _UNPRINTABLE, "")
    cells: list[object] = column.to_pylist()
    return cells


def _cell(sheet: WriteOnlyWorksheet, cell: object) -> object:
    """Return a cell for the sheet; digits that a spreadsheet would round are marked as text."""
    if isinstance(cell, str) and len(cell) > 9 and cell.isdigit():
        marked = WriteOnlyCell(sheet, value=cell)
        marked.number_format = "@"
        return marked
    return float(cell) if isinstance(cell, Decimal) else cell
