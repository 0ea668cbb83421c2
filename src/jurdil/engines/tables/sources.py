"""The three kinds of file as one shape: headers, raw columns, and the spreadsheet row of each raw row."""

from __future__ import annotations

import csv
import io
import mmap
import re
import zipfile
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from jurdil.engines.tables.casting import as_text
from jurdil.engines.tables.columns import Column, Fault, MissingColumn, Source, UnreadableFile
from jurdil.engines.tables.headers import (
    SAMPLE,
    SOUGHT,
    Header,
    empty_first_row,
    header_below_titles,
    header_of,
    settled,
)
from jurdil.engines.tables.strays import numbering_fault, numbers_columns
from jurdil.engines.tables.workbooks import open_workbook

SEPARATORS = ",;\t|"
NO_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"PAR1", b"%PDF", b"\xff\xfe\x00\x00")
"""How workbooks new and old, archives, Parquet, PDF and texts in UTF-32 begin."""
BLOCK = 1 << 23
"""Bytes that are read at once; a longer row is a fault."""
MOST_AT_ONCE = 1 << 29
"""A file of at most so many bytes is read in one piece where a row is longer than a block."""
TOO_LONG = (
    f"The row is longer than {BLOCK >> 20} MB; perhaps a double quote is opened here and closed far below.",
    "Mend it, or take it away.",
)
OPEN_QUOTE = (
    "A double quote is opened here and never closed, so that this row and those below it were read as one cell.",
    "Close the quote, or take it away.",
)
STRAY_QUOTE = (
    "A double quote is opened here and closed some rows below, so that those rows were read as one cell.",
    "Close the quote in its own row, or take it away.",
)


def open_source(path: Path, columns: Sequence[Column], *, titled: bool, numbered: bool) -> Source:
    """Read `path` by its ending. Raises MissingColumn, UnreadableFile."""
    ending = path.suffix.lower()
    try:
        if ending == ".csv":
            return _open_csv(path, columns, titled=titled, numbered=numbered)
        if ending == ".xlsx":
            return open_workbook(path, columns, titled=titled, numbered=numbered)
        if ending == ".parquet":
            return _open_parquet(path, columns, numbered=numbered)
    except (pa.ArrowException, UnicodeError, csv.Error, zipfile.BadZipFile, KeyError, OSError) as fault:
        if isinstance(fault, OSError) and fault.errno is not None:  # of the disk, not of what stands on it
            raise
        raise UnreadableFile(
            f"{path.name}: this is not a {ending} file that can be read; save it again as {ending}."
        ) from fault
    raise UnreadableFile(
        f"{path.name}: the ending must be .csv, .xlsx or .parquet. Open the file in the program that wrote it and save "
        "it as one of these; another name is not enough."
    )


def _open_csv(path: Path, columns: Sequence[Column], *, titled: bool, numbered: bool) -> Source:
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith(NO_TEXT):
        raise UnreadableFile(
            f"{path.name}: this is no text, but perhaps a workbook or an archive whose name was changed. Open it in "
            "the program that wrote it and save it as .csv or .xlsx."
        )
    encoding, content, block, size = _encoding(start), None, BLOCK, path.stat().st_size
    while True:
        try:
            header = _csv_header(path, columns, encoding, content, titled=titled)
            return _parse_csv(path, header, encoding, content, block, numbered=numbered)
        except (pa.ArrowInvalid, UnicodeDecodeError) as fault:
            if "straddling" in str(fault) and block == BLOCK:
                if size > MOST_AT_ONCE:
                    raise UnreadableFile(
                        f"{path.name}: a row is longer than {BLOCK >> 20} MB; perhaps a double quote is never closed. "
                        "Mend it."
                    ) from fault
                block = 2 * size + BLOCK  # room for a file that is put into UTF-8 first
            elif content is None and (isinstance(fault, UnicodeDecodeError) or "UTF8" in str(fault)):
                encoding, content = "utf-8", _as_utf8(path.read_bytes())
            else:
                raise


def _encoding(start: bytes) -> str:
    """Tell by its first bytes how a CSV is written; some programs leave out the mark of UTF-16."""
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    if len(start) > 1 and 0 in start[:2] and any(start[:2]):
        return "utf-16-le" if start[1] == 0 else "utf-16-be"
    return "utf-8"


def _as_utf8(content: bytes) -> bytes:
    """Return a CSV as older spreadsheet programs of Windows save it, accents in one byte, in UTF-8.

    Line by line, for people put such files and others together: a line that is UTF-8 stays.
    """
    lines = content.split(b"\n")
    for nth, line in enumerate(lines):
        if not line.isascii():
            try:
                line.decode()
            except UnicodeDecodeError:
                lines[nth] = line.decode("windows-1252", "replace").encode()
    return b"\n".join(lines)


def _csv_header(path: Path, columns: Sequence[Column], encoding: str, content: bytes | None, *, titled: bool) -> Header:
    """Return the header, in the first row or below Excel's `sep=;`; where it is not there and may be titled, sought."""
    reading = "utf-8-sig" if encoding == "utf-8" else encoding
    raw = path.open("rb") if content is None else io.BytesIO(content)
    with io.TextIOWrapper(raw, encoding=reading, newline="") as file:
        line = file.readline()
        named = re.fullmatch(r"sep=([,;\t|])\s*", line)
        if named is None:
            file.seek(0)
        try:
            if not line.strip():
                raise empty_first_row(path.name)
            delimiter = named[1] if named else max(SEPARATORS, key=line.count)
            cells = next(csv.reader(file, delimiter=delimiter), [])
            header = header_of(cells, columns, row=2 if named else 1, delimiter=delimiter)
        except (MissingColumn, UnreadableFile) as fault:
            if not titled:
                raise
            ways = {one: _first_rows(file, one) for one in (named[1] if named else SEPARATORS)}
            header = header_below_titles(path.name, ways, columns, fault)
        if not titled:
            return header
        return settled(path.name, header, _first_rows(file, header.delimiter), columns)


def _first_rows(file: io.TextIOWrapper, delimiter: str) -> list[list[str]]:
    file.seek(0)
    start = file.read(SAMPLE)
    whole = start if len(start) < SAMPLE else start[: start.rfind("\n") + 1]
    return list(islice(csv.reader(io.StringIO(whole, newline=""), delimiter=delimiter), 2 * SOUGHT))


def _parse_csv(
    path: Path, header: Header, encoding: str, content: bytes | None, block: int, *, numbered: bool
) -> Source:
    """Parse a file, or what stands for its content, below its header."""
    count, delimiter, positions = len(header.cells), header.delimiter, header.positions
    names = [str(position) for position in range(count)]
    wanted = names if numbered else [str(position) for position in positions.values()] or names[:1]
    broken: list[tuple[int | None, int, str]] = []

    def note(row: pa.csv.InvalidRow) -> str:
        broken.append((row.number, row.actual_columns, row.text if "\n" in row.text or row.actual_columns == 1 else ""))
        return "skip"

    def parse(*, threads: bool) -> pa.Table:
        broken.clear()
        return pa.csv.read_csv(
            path if content is None else pa.BufferReader(content),
            read_options=pa.csv.ReadOptions(
                column_names=names,
                skip_rows_after_names=header.row,
                use_threads=threads,
                encoding=encoding,
                block_size=block,
            ),
            parse_options=pa.csv.ParseOptions(
                delimiter=delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=note,
            ),
            convert_options=pa.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                include_columns=wanted,
            ),
        )

    table = parse(threads=True)
    if broken:  # only one thread knows at which row it stands
        table = parse(threads=False)
    skipped = {number for number, _, _ in broken if number is not None}
    first = header.row + 1
    rows: Sequence[int] = range(first, table.num_rows + first)
    if skipped:
        rows = [row for row in range(first, table.num_rows + len(skipped) + first) if row not in skipped]
    faults = [
        Fault(number or 0, "", *_what_broke(found, text, count, delimiter), code="cells")
        for number, found, text in broken
        if found > 1 or text.strip()  # an empty line counts as one cell and is no fault
    ]
    if _ends_in_open_quote(path, table):
        table = table.slice(0, table.num_rows - 1)
        faults.append(Fault(rows[table.num_rows], "", *OPEN_QUOTE, code="cells"))
        rows = rows[: table.num_rows]
    if _has_quote(path):
        table, rows, strayed = _without_swallowed_rows(table, rows, count, delimiter)
        faults += strayed
    if block > BLOCK:
        table, rows, too_long = _without_long_rows(table, rows)
        faults += too_long
    if numbered:
        table, rows, numbering = _without_numbering(table, rows, header.first)
        faults += numbering
    raw = {name: table.column(str(position)) for name, position in positions.items()}
    return Source(raw, rows, faults, header.unknown, header.titles)


def _without_long_rows(table: pa.Table, rows: Sequence[int]) -> tuple[pa.Table, Sequence[int], list[Fault]]:
    lengths = sum(pc.fill_null(pc.binary_length(column), 0).to_numpy().astype(np.int64) for column in table.columns)
    is_long = np.asarray(lengths) > BLOCK
    faults = [Fault(rows[at], "", *TOO_LONG, code="cells") for at in np.flatnonzero(is_long).tolist()]
    return table.filter(pa.array(~is_long)), [rows[at] for at in np.flatnonzero(~is_long).tolist()], faults


def _without_numbering(table: pa.Table, rows: Sequence[int], first: int) -> tuple[pa.Table, Sequence[int], list[Fault]]:
    """Take away the rows that number the columns. table: with every column of the file, in its order."""
    columns = [_shown(column) for column in table.columns]
    found = [at for at in range(table.num_rows) if numbers_columns((column[at].as_py() for column in columns), first)]
    if not found:
        return table, rows, []
    kept = np.ones(table.num_rows, dtype=np.bool_)
    kept[found] = False
    faults = [numbering_fault(rows[at]) for at in found]
    return table.filter(pa.array(kept)), [rows[at] for at in np.flatnonzero(kept).tolist()], faults


def _shown(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column as text; one of records, of which there is none, as words that number nothing."""
    try:
        return as_text(column)
    except pa.ArrowException:
        return pc.is_valid(column).cast(pa.string())


def _what_broke(found: int, text: str, count: int, delimiter: str) -> tuple[str, str]:
    """Say what is wrong with a row of `found` cells instead of `count`, and the remedy. text: that of many lines."""
    if text.count('"') % 2 == 1:
        return OPEN_QUOTE
    if any(line.count(delimiter) == count - 1 for line in text.split("\n")):
        return STRAY_QUOTE
    return (
        f"The row has {found} cells where the header has {count}.",
        "Compare the row with the header; put a text that holds the separator in double quotes.",
    )


def _has_quote(path: Path) -> bool:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find(b'"') >= 0


def _without_swallowed_rows(
    table: pa.Table, rows: Sequence[int], count: int, delimiter: str
) -> tuple[pa.Table, Sequence[int], list[Fault]]:
    """Take away the rows of which a cell is the end of one row, whole rows, and the start of another."""
    strayed: set[int] = set()
    for name in table.column_names:
        column = table.column(name)
        for at in pc.indices_nonzero(pc.fill_null(pc.match_substring(column, "\n"), False)).to_pylist():
            if _holds_rows(column[at].as_py(), int(name), count, delimiter):
                strayed.add(at)
    if not strayed:
        return table, rows, []
    kept = np.ones(table.num_rows, dtype=np.bool_)
    kept[list(strayed)] = False
    faults = [Fault(rows[at], "", *STRAY_QUOTE, code="cells") for at in sorted(strayed)]
    return table.filter(pa.array(kept)), [rows[at] for at in np.flatnonzero(kept).tolist()], faults


def _holds_rows(cell: str, position: int, count: int, delimiter: str) -> bool:
    lines = cell.rstrip().split("\n")
    first, *whole, last = (line.count(delimiter) for line in lines)
    if (first, last) != (count - 1 - position, position) or not set(whole) <= {count - 1}:
        return False
    return bool(whole) or " " not in lines[-1].split(delimiter)[0]  # an address of two lines begins with words


def _ends_in_open_quote(path: Path, table: pa.Table) -> bool:
    """Whether the last row swallowed what follows a double quote that nobody closed."""
    last = table.slice(max(table.num_rows - 1, 0)).to_pylist()
    if not any("\n" in (cell or "") for row in last for cell in row.values()):
        return False
    with path.open("rb") as file:
        return sum(part.count(b'"') for part in iter(lambda: file.read(1 << 20), b"")) % 2 == 1


def _open_parquet(path: Path, columns: Sequence[Column], *, numbered: bool) -> Source:
    file = pa.parquet.ParquetFile(path)
    headers = file.schema_arrow.names
    header = header_of(headers, columns)
    wanted = [headers[position] for position in header.positions.values()]
    table, faults = file.read(columns=None if numbered else wanted), list[Fault]()
    rows: Sequence[int] = range(2, file.metadata.num_rows + 2)
    if numbered:
        table, rows, faults = _without_numbering(table, rows, header.first)
    raw = {name: table.column(headers[position]) for name, position in header.positions.items()}
    return Source(raw, rows, faults, header.unknown)
