"""What a caller declares about a table, and what reading it gives back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pyarrow as pa

Kind = Literal["text", "date", "bool", "int", "decimal", "sex", "list"]


@dataclass(frozen=True)
class Column:
    """One column that the caller understands.

    kind: text, date (date32), bool, int (int64), decimal (six places), sex (`L` or `P`), list (of texts
    separated by blanks, commas or semicolons).
    required: the header must be there and no cell may be blank.
    lenient: the cell comes back as text, verbatim, and only blankness and the error of a formula are checked.
    forgiving: a cell that cannot be read is told, and its row is kept: what is no text comes back as null.
    aliases: other headers that mean this column. choices: the only texts allowed, whatever their case.
    personal: the value of a faulty cell is not repeated in the fault.
    meaning: one sentence for whoever fills the template.
    """

    name: str
    kind: Kind = "text"
    required: bool = False
    lenient: bool = False
    forgiving: bool = False
    aliases: Sequence[str] = ()
    choices: Sequence[str] = ()
    personal: bool = False
    meaning: str = ""


@dataclass(frozen=True)
class Fault:
    """A row that cannot be read.

    row: as a spreadsheet shows it; the header is row 1. column: the declared name, empty for the whole row.
    what, remedy: English sentences without the cell's value. code: stable, for translation: `blank`, `date`,
    `bool`, `int`, `decimal`, `sex`, `choice`, `digits-lost`, `formula-error`, `cells`, `numbering`. value: the
    cell, empty if personal.
    """

    row: int
    column: str
    what: str
    remedy: str
    code: str
    value: str = ""


@dataclass(frozen=True)
class Reading:
    """The good rows of a file, where they stood, and what was wrong with the others.

    rows: the spreadsheet row of each row of `table`. unknown: headers that no declared column claims. unread: cells of
    forgiving columns that could not be read; their rows stand in `table`. titles: so many rows stood above the header
    and were passed over. charts: the sheets of a workbook that hold a chart and no rows, passed over too.
    """

    table: pa.Table
    rows: list[int]
    faults: list[Fault]
    unknown: list[str]
    unread: list[Fault] = field(default_factory=list)
    titles: int = 0
    charts: Sequence[str] = ()


@dataclass(frozen=True)
class Source:
    """Raw columns by declared name (only those present), rows as a spreadsheet counts them, and what is passed over."""

    columns: dict[str, pa.ChunkedArray]
    rows: Sequence[int]
    faults: list[Fault]
    unknown: list[str]
    titles: int = 0
    charts: Sequence[str] = ()


class MissingColumn(Exception):
    """The header lacks a required column.

    columns: those that are missing. written: each with its other headers (`name / nama`). row: the header, or below
    titles the row that lacks least; 0 where no row has any of them. sought: among so many rows, titles above it or
    not; 0 where the header must be the first one.
    """

    def __init__(self, columns: Sequence[str], aliases: Mapping[str, Sequence[str]] | None = None) -> None:
        known = aliases or {}
        names = ", ".join(" or ".join((name, *known.get(name, ()))) for name in columns)
        super().__init__(f"The header has no column named {names}; add it")
        self.columns = tuple(columns)
        self.written = tuple(" / ".join((name, *known.get(name, ()))) for name in columns)
        self.row = 0
        self.sought = 0

    def __str__(self) -> str:
        if self.sought:
            return f"{self.args[0]}. The header may stand below titles, in the first {self.sought} rows."
        return f"{self.args[0]} to the first row of the table, with no title above it."


class UnreadableFile(Exception):
    """The file as a whole cannot be read or written; the message says why and what to do."""


class UnclearHeader(UnreadableFile):
    """No row but several below titles could be the header; `rows` says which."""

    def __init__(self, name: str, rows: Sequence[int]) -> None:
        super().__init__(
            f"{name}: rows {rows[0]} and {rows[1]} could both be the header; take one of them away, "
            "or put the right one into the first row."
        )
        self.rows = tuple(rows)


class UnclearSheet(UnreadableFile):
    """Several sheets of a workbook hold a table with the columns; `sheets` names them."""

    def __init__(self, name: str, sheets: Sequence[str]) -> None:
        super().__init__(
            f"{name}: more than one sheet holds the table ({', '.join(sheets)}); save each as a file of its own, or "
            "take away those that are no part of the list."
        )
        self.sheets = tuple(sheets)


class OnlyCharts(UnreadableFile):
    """No sheet of a workbook holds rows, all hold charts; `sheets` names them."""

    def __init__(self, name: str, sheets: Sequence[str]) -> None:
        super().__init__(
            f"{name}: it holds charts only ({', '.join(sheets)}) and no sheet with rows; save the table that they were "
            "drawn from."
        )
        self.sheets = tuple(sheets)


def words_of(fault: Exception) -> str:
    """Return what a person is told of a file that could not be read or written, with what to do."""
    if not isinstance(fault, OSError):
        return str(fault)
    where = f"{fault.filename}: " if fault.filename else ""
    if isinstance(fault, FileExistsError):
        return f"{where}it is there already and is kept. Name another file."
    return f"{where}{fault.strerror or fault}. Check the path, the rights to it, and the space on the disk."


def header_key(header: str) -> str:
    """Return what is left of a header when case, blanks, underscores and dots do not count."""
    return re.sub(r"[\s_.]+", "", header).casefold()


def match_headers(headers: Sequence[str], columns: Sequence[Column]) -> tuple[dict[str, int], list[str]]:
    """Return the position of each declared column that is present, and the headers nobody claims.

    A column's own name goes before its aliases, and of two equal headers the first. Raises MissingColumn if a required
    column is absent.
    """
    own = {header_key(column.name): column.name for column in columns}
    claims = {header_key(name): column.name for column in columns for name in column.aliases}
    positions: dict[str, int] = {}
    for names in (own, claims):
        for position, header in enumerate(headers):
            name = names.get(header_key(header))
            if name is not None:
                positions.setdefault(name, position)
    taken = set(positions.values())
    unknown = [header.strip() for place, header in enumerate(headers) if place not in taken and header.strip()]
    missing = [column.name for column in columns if column.required and column.name not in positions]
    if missing:
        raise MissingColumn(missing, {column.name: column.aliases for column in columns})
    return positions, unknown
