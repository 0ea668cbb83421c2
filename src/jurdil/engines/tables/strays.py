"""Rows that hold nothing: they number the columns or, in a list of people, add them up or name them again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from jurdil.engines.tables.columns import Column, Fault, Reading, header_key

NO_NAME = ("This is no name: it is only a number.", "Take away rows that number or add up columns; else write a name.")
HEADER = (
    "This row names the columns again.",
    "Take it away; or, if it is the true header, take away the rows above it.",
)
NUMBERING = (
    "This row numbers the columns and was left out.",
    "Take it away; if it is a true row, put the columns into another order.",
)
FEWEST_NUMBERED = 3
_PLACE = re.compile(r"[\s(\[]*(\d{1,4})[\s.)\]]*(?:[=(].*)?", re.DOTALL)
_ONLY_NUMBER = r"^[\s\d.,()\[\]-]*\d[\s\d.,()\[\]-]*(=.*)?$"
_WHOLE_NIK = r"^\d{16}$"


def numbers_columns(cells: Iterable[str | None], first: int = 0) -> bool:
    """Return whether a row numbers the columns of its table: `1, 2, 3`, `(1) (2) (3)`, `4 = 2 + 3`.

    cells: all of the row, those of columns that nobody reads too, for a name among them shows that it is a true row.
    first: the position of the first column that has a header; it is number 1.

    Each cell that is there must be the number of its column, and at least three must be there. A true row may be so by
    chance: file 1 with 2 and 3 points. It is taken for numbers all the same, wherever it stands, for that is told with
    the row and mended by hand, whereas numbers that are taken for a true row give somebody points that nobody gave,
    in silence, and their own row is called a repetition. Printed tables number the columns again on every page.
    """
    count = 0
    for place, cell in enumerate(cells, start=1 - first):
        if cell is None or not cell.strip():
            continue
        number = _PLACE.fullmatch(cell)
        if number is None or int(number[1]) != place:
            return False
        count += 1
    return count >= FEWEST_NUMBERED


def numbering_fault(row: int) -> Fault:
    """Return what is told of a row that numbers the columns."""
    return Fault(row, "", *NUMBERING, code="numbering")


def only_people(reading: Reading, columns: Sequence[Column]) -> Reading:
    """Leave out the rows of a list that are nobody, each told as a fault.

    columns: those that were read, `name` and `nik` among them; the first one numbers the people.
    """
    return _without_headers(_without_numbered(reading), columns)


def left_out(reading: Reading, places: Sequence[int], fault: Callable[[int], Fault]) -> Reading:
    """Return `reading` without the rows at `places`, each told by `fault` with its row in the file."""
    if not places:
        return reading
    gone = set(places)
    kept = [place for place in range(reading.table.num_rows) if place not in gone]
    faults = sorted([*reading.faults, *(fault(reading.rows[place]) for place in places)], key=lambda one: one.row)
    rows = [reading.rows[place] for place in kept]
    there = set(rows) if reading.unread else set()
    unread = [one for one in reading.unread if one.row in there]
    return replace(
        reading, table=reading.table.take(pa.array(kept, pa.int64())), rows=rows, faults=faults, unread=unread
    )


def _without_numbered(reading: Reading) -> Reading:
    """Leave out rows whose name is a number: else the row 1, 2, 3 below a header takes the id of the first person.

    It may be written as a number of a column is: (2), [2], 2 = 1 + 1. One with a whole NIK beside it is kept, for it
    may be somebody.
    """
    is_number = pc.match_substring_regex(_texts(reading, "name"), _ONLY_NUMBER)
    if not pc.any(is_number).as_py():
        return reading
    is_known = pc.match_substring_regex(_texts(reading, "nik"), _WHOLE_NIK)
    again = pc.indices_nonzero(pc.and_not(is_number, is_known)).to_pylist()
    return left_out(reading, again, lambda row: Fault(row, "name", *NO_NAME, code="no-name"))


def _without_headers(reading: Reading, columns: Sequence[Column]) -> Reading:
    """Leave out headers that a printed list repeats on each page, or whose title was taken for the header."""
    first = columns[0]
    own = (first.name, *first.aliases, "no.")
    written = pa.array([case(name) for name in own for case in (str.lower, str.capitalize, str.upper)])
    like = pc.indices_nonzero(pc.is_in(reading.table[first.name], value_set=written)).to_pylist()
    names = {header_key(name) for column in columns for name in (column.name, *column.aliases)}
    again = [place for place in like if header_key(reading.table["name"][place].as_py()) in names]
    return left_out(reading, again, lambda row: Fault(row, "name", *HEADER, code="header"))


def _texts(reading: Reading, column: str) -> pa.ChunkedArray:
    return pc.fill_null(reading.table[column].cast(pa.string()), "")
