"""Read a table of declared columns; a row that cannot be read is reported and never stops the good ones."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from jurdil.engines.tables.casting import SENTENCES, TYPES, Cast, as_text, blank, cast_column
from jurdil.engines.tables.columns import Column, Fault, Reading, UnreadableFile
from jurdil.engines.tables.sources import open_source


def read_table(path: Path, columns: Sequence[Column], *, titled: bool = False, numbered: bool = False) -> Reading:
    """Read a .csv (UTF-8, UTF-16 or Windows-1252, `,` `;` `|` or tab), .xlsx or .parquet file.

    Of a workbook the only sheet that has rows below the required columns is read; in a CSV `sep=;` may stand above the
    headers.
    titled: where the first row is no header, it is sought below titles; the caller tells of `titles`.
    numbered: rows that number the columns (`strays.numbers_columns`) are faults.

    Headers are matched without regard to case, blanks, underscores and dots. Every declared column is in the
    result, null where the file has none. Rows that are wholly blank are passed over in silence; a row with
    a fault is left out of the table and stands in `faults`, ordered by row. Cells of forgiving columns stand in
    `unread` instead.
    Raises MissingColumn, UnreadableFile (UnclearHeader, UnclearSheet), and OSError if the file cannot be opened.
    """
    source = open_source(path, columns, titled=titled, numbered=numbered)
    count = len(source.rows)
    casts = {name: _cast(path, raw, _named(columns, name)) for name, raw in source.columns.items()}
    empty = [_is_empty(cast) for cast in casts.values()]
    is_blank = _all(empty, count)
    dropped = is_blank
    faults = list(source.faults)
    unread: list[Fault] = []
    for column in columns:
        cast = casts.get(column.name)
        if cast is None:
            continue
        for code, marks in _marks(cast, column):
            marks = pc.and_not(marks, is_blank)
            if pc.any(marks).as_py():
                found = _faults(marks, cast, column, code, source.rows)
                is_kept = column.forgiving or (column.lenient and not column.required)
                (unread if is_kept else faults).extend(found)
                dropped = dropped if is_kept else pc.or_(dropped, marks)
    kept = pc.invert(dropped)
    table = pa.table(
        [casts[column.name].values if column.name in casts else pa.nulls(count, _type(column)) for column in columns],
        names=[column.name for column in columns],
    )
    rows = list(source.rows)
    if pc.any(dropped).as_py():
        table = table.filter(kept)
        rows = [rows[index] for index in pc.indices_nonzero(kept).to_pylist()]
    faults.sort(key=lambda fault: fault.row)
    there = set(rows) if unread else set()
    told = sorted((fault for fault in unread if fault.row in there), key=lambda fault: fault.row)
    return Reading(table, rows, faults, source.unknown, told, source.titles, source.charts)


def _cast(path: Path, raw: pa.ChunkedArray, column: Column) -> Cast:
    try:
        return cast_column(raw, column)
    except pa.ArrowException as fault:
        raise UnreadableFile(
            f"{path.name}, column {column.name}: it holds {raw.type}, not texts or numbers; save it as text."
        ) from fault


def _named(columns: Sequence[Column], name: str) -> Column:
    return next(column for column in columns if column.name == name)


def _type(column: Column) -> pa.DataType:
    return pa.string() if column.lenient else TYPES[column.kind]


def _all(marks: Sequence[pa.ChunkedArray], count: int) -> pa.ChunkedArray:
    if not marks:
        return pa.chunked_array([pa.array([True] * count, pa.bool_())])
    found = marks[0]
    for more in marks[1:]:
        found = pc.and_(found, more)
    return found


def _marks(cast: Cast, column: Column) -> list[tuple[str, pa.ChunkedArray]]:
    found = [(cast.code, cast.bad)]
    if cast.errors is not None:
        found.append(("formula-error", cast.errors))
    if column.required:
        found.append(("blank", _is_empty(cast)))
    return found


def _is_empty(cast: Cast) -> pa.ChunkedArray:
    return blank(cast.text) if cast.errors is None else pc.and_not(blank(cast.text), cast.errors)


def _faults(marks: pa.ChunkedArray, cast: Cast, column: Column, code: str, rows: Sequence[int]) -> list[Fault]:
    what, remedy = SENTENCES[code]
    remedy = remedy.format(choices=", ".join(column.choices))
    indices = pc.indices_nonzero(marks)
    values: list[str | None] = as_text(cast.text.take(indices)).to_pylist()
    return [
        Fault(rows[index], column.name, what, remedy, code, "" if column.personal else value or "")
        for index, value in zip(indices.to_pylist(), values, strict=True)
    ]
