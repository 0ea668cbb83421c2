"""Workbooks: the sheet that has the columns, its cells as the texts that a person would have typed."""

from __future__ import annotations

import datetime
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
from openpyxl.chartsheet import Chartsheet
from openpyxl.packaging.relationship import Relationship
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.datetime import from_excel
from openpyxl.worksheet.worksheet import Worksheet

from jurdil.engines.tables.columns import (
    Column,
    Fault,
    MissingColumn,
    OnlyCharts,
    Source,
    UnclearHeader,
    UnclearSheet,
    UnreadableFile,
)
from jurdil.engines.tables.headers import SOUGHT, Header, empty_first_row, header_below_titles, header_of, settled
from jurdil.engines.tables.strays import numbering_fault, numbers_columns

# A spreadsheet keeps 15 significant digits of a number; the sixteenth is already invented.
SPREADSHEET_DIGITS = 15
LOST = "\x00digits-lost\x00"
MOST_UNPACKED = 1 << 28
"""A workbook of at most so many bytes, unpacked, is read however small it is packed."""
TIMES_UNPACKED = 100
"""Larger ones unpack to at most so many times their size; sheets of people to 10 or 20 times."""


class _Reader(ExcelReader):
    """Reads sheets with cells, and of one that holds a chart only its name: an empty one would break the reading."""

    def read_chartsheet(self, sheet: Any, rel: Relationship) -> None:  # Any: a part of openpyxl without types
        self.wb._add_sheet(Chartsheet(parent=self.wb, title=sheet.name))  # type: ignore[attr-defined]  # as openpyxl does


@contextmanager
def _whole_workbook() -> Iterator[None]:
    """Turn what openpyxl raises where parts of a workbook are missing, cut off or of another kind into BadZipFile."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles that nobody reads
            yield
    except (
        AttributeError,
        EOFError,
        LookupError,
        RuntimeError,
        SyntaxError,
        TypeError,
        ValueError,
        zlib.error,
    ) as fault:
        raise zipfile.BadZipFile from fault


def _refuse_bomb(path: Path, content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > max(MOST_UNPACKED, TIMES_UNPACKED * len(content)):
        raise UnreadableFile(
            f"{path.name}: it unpacks to {unpacked >> 20} MB, more than {TIMES_UNPACKED} times its size, and no list "
            "does; save the table alone, as .csv."
        )


def open_workbook(path: Path, columns: Sequence[Column], *, titled: bool, numbered: bool) -> Source:
    """Read the only sheet that has the columns. Raises MissingColumn, UnreadableFile, BadZipFile, OSError."""
    with _whole_workbook():
        return _open_xlsx(path, columns, titled=titled, numbered=numbered)


def _open_xlsx(path: Path, columns: Sequence[Column], *, titled: bool, numbered: bool) -> Source:
    content = path.read_bytes()
    _refuse_bomb(path, content)
    reader = _Reader(io.BytesIO(content), read_only=True, data_only=True)
    reader.read()
    book = reader.wb
    charts = [sheet.title for sheet in book.chartsheets]
    try:
        if charts and not book.worksheets:
            raise OnlyCharts(path.name, charts)
        lines, header = _sheet(path, book, columns, titled=titled)
        dates = {column.name for column in columns if column.kind == "date"}
        plan: list[tuple[int, bool, list[str | None]]] = [
            (position, name in dates, []) for name, position in header.positions.items()
        ]
        rows: list[int] = []
        faults: list[Fault] = []
        for row, line in enumerate(lines, start=header.row + 1):
            if numbered and numbers_columns((_cell_text(cell, False, book.epoch) for cell in line), header.first):
                faults.append(numbering_fault(row))
                continue
            rows.append(row)
            for position, is_date, cells in plan:
                cells.append(_cell_text(line[position], is_date, book.epoch) if position < len(line) else None)
    finally:
        book.close()
    raw = {
        name: pa.chunked_array([pa.array(cells, pa.string())])
        for name, (_, _, cells) in zip(header.positions, plan, strict=True)
    }
    return Source(raw, rows, faults, header.unknown, header.titles, charts)


def _sheet(
    path: Path, book: openpyxl.Workbook, columns: Sequence[Column], *, titled: bool
) -> tuple[Iterator[tuple[object, ...]], Header]:
    """Return the sheet that has the columns: its rows below the header, and the header.

    A second one with rows below its header would be lost: raises UnclearSheet. Where none has the columns, raises what
    is wrong with the very first sheet, or which rows of one could be its header.
    """
    found: list[tuple[Worksheet, Header]] = []
    faults: list[MissingColumn | UnreadableFile] = []
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # some programs write a wrong size into the file
        try:
            found.append((sheet, _sheet_header(path, sheet, columns, titled=titled)))
        except (MissingColumn, UnreadableFile) as fault:
            faults.append(fault)
    filled = [(sheet, header) for sheet, header in found if _has_rows(sheet, header)]
    if len(filled) > 1:
        raise UnclearSheet(path.name, [_title(sheet) for sheet, _ in filled])
    if not found:
        unclear = (fault for fault in faults if isinstance(fault, UnclearHeader))
        raise next(unclear, faults[0] if faults else empty_first_row(path.name))
    chosen, header = (filled or found)[0]
    return islice(chosen.iter_rows(values_only=True), header.row, None), header


def _title(sheet: Worksheet) -> str:
    """Return the name of a sheet; of a hidden one with how it is found, for whoever looks sees only the others."""
    return sheet.title if sheet.sheet_state == "visible" else f"{sheet.title}, hidden: Format, Sheet, Unhide"


def _sheet_header(path: Path, sheet: Worksheet, columns: Sequence[Column], *, titled: bool) -> Header:
    cells = _texts(next(sheet.iter_rows(values_only=True), ()))
    try:
        if not any(cell.strip() for cell in cells):
            raise empty_first_row(path.name)
        header = header_of(cells, columns)
    except (MissingColumn, UnreadableFile) as fault:
        if not titled:
            raise
        rows = map(_texts, sheet.iter_rows(values_only=True))
        header = header_below_titles(path.name, {"": rows}, columns, fault)
    if not titled:
        return header
    first = [_texts(line) for line in islice(sheet.iter_rows(values_only=True), 2 * SOUGHT)]
    return settled(path.name, header, first, columns)


def _has_rows(sheet: Worksheet, header: Header) -> bool:
    below = islice(sheet.iter_rows(values_only=True), header.row, None)
    return any(cell.strip() for line in below for cell in _texts(line))


def _texts(line: tuple[object, ...]) -> list[str]:
    return ["" if cell is None else str(cell) for cell in line]


def _cell_text(cell: object, is_date: bool, epoch: datetime.datetime) -> str | None:
    """Return a cell of a workbook as the text a person would have typed. epoch: from which it numbers days."""
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(" ")
    if isinstance(cell, int | float):
        if is_date and 1 <= cell < 100_000:
            day = from_excel(cell, epoch)
            return day.date().isoformat() if isinstance(day, datetime.datetime) else str(cell)
        if cell == int(cell):
            digits = str(int(cell))
            return digits + LOST if len(digits.lstrip("-")) > SPREADSHEET_DIGITS else digits
        return repr(cell)
    return cell.isoformat() if isinstance(cell, datetime.date) else str(cell)
