"""Where the header of a table stands: in its first row, or below the titles that people put above it.

Nothing is guessed: below titles a row is the header if it has every required column and no other row has. A header may
go on in the row below it, as where `Lahir` spans `Tempat` and `Tanggal Lahir`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from jurdil.engines.tables.columns import Column, MissingColumn, UnclearHeader, UnreadableFile, match_headers

SOUGHT = 20
"""Among so many rows the header is sought."""
SAMPLE = 1 << 17
"""In so many characters of a CSV; the parser of CSV takes no longer cell."""


@dataclass(frozen=True)
class Header:
    """The cells of the header, its row as a spreadsheet counts it, and what was made of it.

    positions: of each declared column that is present. unknown: headers that nobody claims. titles: so many rows above
    it are passed over.
    """

    cells: Sequence[str]
    row: int
    positions: dict[str, int]
    unknown: list[str]
    delimiter: str = ""
    titles: int = 0

    @property
    def first(self) -> int:
        """The position of the first column that has a name; a table may begin in column B."""
        return next((place for place, cell in enumerate(self.cells) if cell.strip()), 0)


def empty_first_row(name: str) -> UnreadableFile:
    """Return what is said of a file whose first row is empty."""
    return UnreadableFile(f"{name}: the first row is empty; put the names of the columns there.")


def header_of(
    cells: Sequence[str], columns: Sequence[Column], *, row: int = 1, delimiter: str = "", titles: int = 0
) -> Header:
    """Return what `cells` say as a header. Raises MissingColumn."""
    try:
        positions, unknown = match_headers(cells, columns)
    except MissingColumn as missing:
        missing.row = row
        raise
    return Header(cells, row, positions, unknown, delimiter, titles)


def header_below_titles(
    name: str,
    ways: Mapping[str, Iterable[Sequence[str]]],
    columns: Sequence[Column],
    fault: MissingColumn | UnreadableFile,
) -> Header:
    """Return the only row among the first ones that has every required column.

    name: of the file. ways: the rows from the first one on, by the separator that parts their cells. fault: what is
    wrong with the first row as a header. Raises UnclearHeader where several rows could be it. Where none could, raises
    `fault`, or MissingColumn for the row that lacks least, if it has some of the columns.
    """
    found: list[Header] = []
    lacking: list[MissingColumn] = [fault] if isinstance(fault, MissingColumn) else []
    for delimiter, rows in ways.items():
        for row, cells in enumerate(islice(rows, SOUGHT), start=1):
            try:
                found.append(header_of(cells, columns, row=row, delimiter=delimiter, titles=row - 1))
            except MissingColumn as missing:
                lacking.append(missing)
    if len(found) > 1:
        raise UnclearHeader(name, sorted(header.row for header in found))
    if found:
        return found[0]
    if isinstance(fault, MissingColumn):
        fault.row = 0
    some = [missing for missing in lacking if len(missing.columns) < sum(column.required for column in columns)]
    nearest = min(some, key=lambda missing: len(missing.columns), default=fault)
    if isinstance(nearest, MissingColumn):
        nearest.sought = SOUGHT
    raise nearest


def settled(name: str, header: Header, rows: Sequence[Sequence[str]], columns: Sequence[Column]) -> Header:
    """Return `header`, with the row below it where that names more columns.

    name: of the file. rows: its first ones. Raises UnclearHeader where the header names columns by chance: another row
    names more of them, or all rows below name them again (`No, 12, Nama, Budi`).
    """
    below = [(nth, cells) for nth, cells in enumerate(rows, start=1) if nth > header.row and any(map(str.strip, cells))]
    claims = {row: claimed for row, cells in below[:SOUGHT] if (claimed := _claims(cells, columns))}
    rival = next((row for row, claimed in claims.items() if claimed > len(header.positions)), None)
    if rival is None and below and len(claims) == len(below):
        rival = below[0][0]
    if rival is not None:
        raise UnclearHeader(name, [header.row, rival])
    return _with_row_below(header, dict(below).get(header.row + 1, ()), columns)


def _claims(cells: Sequence[str], columns: Sequence[Column]) -> int:
    """How many columns a row names, if it could be the header."""
    try:
        return len(match_headers(cells, columns)[0])
    except MissingColumn:
        return 0


def _with_row_below(header: Header, cells: Sequence[str], columns: Sequence[Column]) -> Header:
    """The header together with the row below it, if that names further columns and nobody."""
    required = {column.name for column in columns if column.required}
    if any(cells[place].strip() for name, place in header.positions.items() if name in required and place < len(cells)):
        return header
    optional = [column for column in columns if not column.required]
    more = {
        name: place
        for name, place in match_headers(cells, optional)[0].items()
        if name not in header.positions and place < len(header.cells) and place not in header.positions.values()
    }
    if not more:
        return header
    taken = {header.cells[place].strip() for place in more.values()}
    unknown = [one for one in header.unknown if one not in taken]
    return replace(header, row=header.row + 1, positions=header.positions | more, unknown=unknown)
