"""Where the header of a table stands: in its first row, or below the titles that people put above it.

Nothing is guessed: below titles a row is the header if it has every required column and no other row has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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


def header_of(
    cells: Sequence[str], columns: Sequence[Column], *, row: int = 1, delimiter: str = "", titles: int = 0
) -> Header:
    """Return what `cells` say as a header. Raises MissingColumn."""
    positions, unknown = match_headers(cells, columns)
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
    some = [missing for missing in lacking if len(missing.columns) < sum(column.required for column in columns)]
    raise min(some, key=lambda missing: len(missing.columns), default=fault)
