"""The files of `jurdil draw`: lists, orders and records, with the faults of a list by row and column."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from jurdil.engines.lot import DrawRecord, Listing, parse_record
from jurdil.engines.tables import Column, Fault, read_table, write_table

TABLES = (".csv", ".xlsx", ".parquet")
PARTS = ("id", "band", "stratum")
COLUMNS = tuple(Column(name, required=name == "id", lenient=True) for name in PARTS)
TEXT_COLUMNS = {1: ("id",), 2: ("band", "id"), 3: ("band", "stratum", "id")}


class BadUsage(Exception):
    """The request cannot be run at all; the message says why and what to do."""


@dataclass
class ListFile:
    """A list as it stands in a file, the rows that were left out of it, and the sheets of charts passed over."""

    listing: Listing
    faults: list[Fault] = field(default_factory=list)
    charts: Sequence[str] = ()


@dataclass(frozen=True)
class _Row:
    number: int
    parts: dict[str, str]


def read_list(file: Path) -> ListFile:
    """Read ids from a table with the column `id` (and perhaps `band`, `stratum`), or from text, one line an id.

    A line of text is ID, or BAND TAB ID, or BAND TAB STRATUM TAB ID. Raises BadUsage if there is no such file, and
    MissingColumn, UnreadableFile.
    """
    if not file.is_file():
        raise BadUsage(f"There is no file {file}.")
    faults: list[Fault] = []
    charts: Sequence[str] = ()
    if file.suffix.lower() in TABLES:
        reading = read_table(file, COLUMNS)
        faults += reading.faults
        charts = reading.charts
        columns = [["" if cell is None else str(cell) for cell in reading.table[name].to_pylist()] for name in PARTS]
        cells = zip(reading.rows, zip(*columns, strict=True), strict=True)
        rows = [_Row(number, dict(zip(PARTS, row, strict=True))) for number, row in cells]
    else:
        rows = list(_lines(file.read_text("utf-8-sig"), faults))
    used = [name for name in PARTS if any(row.parts.get(name) for row in rows)]
    if "stratum" in used and "band" not in used:
        raise BadUsage("A list with strata needs the column band; put everybody in one band.")
    good = list(_good(rows, used, faults))
    columns = [[row.parts[name] for row in good] if name in used else [] for name in PARTS]
    return ListFile(Listing(*columns), sorted(faults, key=lambda fault: fault.row), charts)


def _lines(text: str, faults: list[Fault]) -> Iterator[_Row]:
    """Yield the rows of a text; one with another number of parts than the first is a fault."""
    wanted = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        parts = [part.strip() for part in line.split("\t")]
        wanted = wanted or len(parts)
        if len(parts) != wanted or wanted not in TEXT_COLUMNS:
            remedy = "Write every line as ID, or BAND TAB ID, or BAND TAB STRATUM TAB ID."
            faults.append(Fault(number, "", "The line has another number of parts.", remedy, "cells"))
            continue
        yield _Row(number, dict(zip(TEXT_COLUMNS[wanted], parts, strict=True)))


def _good(rows: list[_Row], used: list[str], faults: list[Fault]) -> Iterator[_Row]:
    """Yield the rows that can be drawn; the second of two equal ids would be a second chance and is a fault."""
    first: dict[str, int] = {}
    for row in rows:
        bad = next((name for name in used if not row.parts[name]), "")
        odd = next((name for name in used if any(sign < " " or sign == "\x7f" for sign in row.parts[name])), "")
        if bad:
            faults.append(Fault(row.number, bad, "The cell is blank.", f"Fill in the {bad}.", "blank"))
        elif odd:
            faults.append(Fault(row.number, odd, "The cell holds a control character.", "Take it out.", "control"))
        elif (name := row.parts["id"]) in first:
            what = f"The id {name} stands in the list twice, first in row {first[name]}."
            faults.append(Fault(row.number, "id", what, "Leave one of them; two would be two chances.", "twice", name))
        else:
            first[name] = row.number
            yield row


def read_record(file: Path) -> DrawRecord | None:
    """Return the draw that a file carries whole, or None if it is an order without its list."""
    if file.suffix.lower() in TABLES:
        return None
    text = file.read_text("utf-8-sig")
    if not text.lstrip().startswith("{"):
        return None
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError) as problem:  # no JSON, a number without end, or brackets without end
        raise BadUsage(f"{file.name} is no valid JSON: {problem}") from problem
    return parse_record(plain)


def write_order(record: DrawRecord, file: Path) -> None:
    """Write an order by the ending of `file`: a table, the whole record (.json), or one id per line.

    Who was struck off stands in the record only; the rank of the others is that of the draw.
    """
    gone = frozenset(record.removed)
    kept = [(at, name) for at, name in enumerate(record.order) if name not in gone]
    if file.suffix.lower() in TABLES:
        columns: dict[str, list[str] | list[int]] = {
            "rank": [at + 1 for at, _ in kept],
            "id": [name for _, name in kept],
        }
        for title, column in (("band", record.bands), ("stratum", record.strata)):
            if column:
                columns[title] = [column[at] for at, _ in kept]
        write_table(pa.table(columns), file)
    elif file.suffix.lower() == ".json":
        file.write_text(json.dumps(record.as_json(), ensure_ascii=False) + "\n", "utf-8")
    else:
        file.write_text("".join(f"{name}\n" for _, name in kept), "utf-8")
