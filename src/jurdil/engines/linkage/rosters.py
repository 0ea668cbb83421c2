"""Prepared rosters on disk: an Arrow file each, read in place, so that a long list needs no memory to be open.

A roster is cleaned once, in parts, and its parts stay the units that are searched and compared (`Segment`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from mmap import ACCESS_READ, MADV_DONTNEED, PAGESIZE, mmap
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from jurdil.engines.disk import settle
from jurdil.engines.linkage.prepare import INPUT_COLUMNS, NUMBERS, prepare

Ints = NDArray[np.int64]
ROWS_A_SEGMENT = 1 << 18
FORMAT = "jurdil/linkage/12"
METADATA = b"jurdil.linkage"


@dataclass(frozen=True)
class Segment:
    """A part of a roster: its name, the number of its first row among all, compared columns, and the texts."""

    roster: str
    start: int
    columns: dict[str, NDArray[Any]]
    rows: pa.RecordBatch
    let_go: Callable[[], None] = lambda: None
    """Give the memory back that its pages take; the next who reads them has them from the file again."""

    def texts(self, name: str, rows: Ints) -> list[str | None]:
        """Return a text of the given rows."""
        found: list[str | None] = self.rows.column(name).take(pa.array(rows)).to_pylist()
        return found

    def take(self, names: Sequence[str], rows: Ints) -> pa.Table:
        """Return some prepared columns of the given rows."""
        return pa.Table.from_batches([self.rows.select(list(names))]).take(pa.array(rows))


@dataclass(frozen=True)
class People:
    """Prepared people: the compared columns and the texts."""

    prepared: pa.Table
    columns: dict[str, NDArray[Any]]

    @classmethod
    def of(cls, prepared: pa.Table) -> People:
        """Take prepared people."""
        whole = prepared.combine_chunks()
        return cls(whole, columns_of(whole))

    def texts(self, name: str, rows: Ints) -> list[str | None]:
        """Return a text of the given rows."""
        found: list[str | None] = self.prepared.column(name).take(pa.array(rows)).to_pylist()
        return found

    def take(self, names: Sequence[str], rows: Ints) -> pa.Table:
        """Return some prepared columns of the given rows."""
        return self.prepared.select(list(names)).take(pa.array(rows))


class NotPrepared(ValueError):
    """A file is no prepared roster, or one of another version of the rules."""


def prepare_roster(entries: pa.Table, path: Path, *, name: str, on: date, threads: int = 2) -> None:
    """Clean the entries of a roster once and keep them at `path`, for linking as often as one likes.

    entries: columns id and name, and any of nik, birth_date, birth_place, sex, address, region, as text. name: of the
    roster, as matches will call it. on: fixes the century of two-digit years. Raises KeyError without id or name.
    """
    columns = [column for column in INPUT_COLUMNS if column in entries.column_names]
    parts = _parts(entries.select(columns))
    meta = {METADATA: json.dumps({"format": FORMAT, "roster": name}).encode()}
    with pa.OSFile(str(path), "wb") as file, ThreadPoolExecutor(threads) as pool:
        writer = None
        for part in _ahead(pool, lambda piece: prepare(piece, on=on), parts, threads):
            if writer is None:
                writer = pa.ipc.new_file(file, part.schema.with_metadata(meta))
            writer.write_table(part.combine_chunks())
        if writer is not None:
            writer.close()
    settle(path)


def _parts(entries: pa.Table) -> Iterator[pa.Table]:
    yield entries.slice(0, ROWS_A_SEGMENT)
    for start in range(ROWS_A_SEGMENT, entries.num_rows, ROWS_A_SEGMENT):
        yield entries.slice(start, ROWS_A_SEGMENT)


def _ahead(
    pool: ThreadPoolExecutor, work: Callable[[pa.Table], pa.Table], parts: Iterable[pa.Table], ahead: int
) -> Iterator[pa.Table]:
    """Work on a few parts at a time, and give them back in their order."""
    waiting = []
    for part in parts:
        waiting.append(pool.submit(work, part))
        if len(waiting) > ahead:
            yield waiting.pop(0).result()
    for each in waiting:
        yield each.result()


def is_prepared(path: Path) -> bool:
    """Whether a roster prepared by this version of the rules stands at `path`."""
    try:
        with pa.memory_map(str(path)) as file:
            return bool(_told(pa.ipc.open_file(file)).get("format") == FORMAT)
    except (FileNotFoundError, pa.ArrowInvalid):
        return False


def _told(reader: Any) -> dict[str, str]:  # Any: pyarrow names no type for a file that is read
    told: dict[str, str] = json.loads((reader.schema.metadata or {}).get(METADATA, b"{}"))
    return told


def open_rosters(paths: Sequence[Path]) -> list[Segment]:
    """Open prepared rosters in place, rows numbered through. Raises NotPrepared if a file is something else."""
    found, start = [], 0
    for path in paths:
        try:
            with path.open("rb") as file:
                mapped = mmap(file.fileno(), 0, access=ACCESS_READ)
            reader = pa.ipc.open_file(pa.py_buffer(mapped))
            meta = _told(reader)
        except (pa.ArrowInvalid, ValueError) as fault:
            raise NotPrepared(f"{path.name} is no prepared roster.") from fault
        if meta.get("format") != FORMAT:
            raise NotPrepared(f"{path.name} was prepared by another version; prepare the roster again.")
        for nth in range(reader.num_record_batches):
            rows = reader.get_batch(nth)
            if rows.num_rows:
                columns = {name: as_numbers(rows.column(name)) for name in NUMBERS}
                found.append(Segment(meta["roster"], start, columns, rows, _letting_go(mapped, rows)))
                start += rows.num_rows
    return found


def _letting_go(mapped: mmap, rows: pa.RecordBatch) -> Callable[[], None]:
    whole = pa.py_buffer(mapped).address
    buffers = [buffer for column in rows.columns for buffer in column.buffers() if buffer is not None and buffer.size]
    first = (min(buffer.address for buffer in buffers) - whole) // PAGESIZE * PAGESIZE
    length = max(buffer.address + buffer.size for buffer in buffers) - whole - first
    return lambda: mapped.madvise(MADV_DONTNEED, first, length)


def as_numbers(column: pa.Array) -> NDArray[Any]:
    """Return a compared column as an array, in place but for flags."""
    found: NDArray[Any] = column.to_numpy(zero_copy_only=not pa.types.is_boolean(column.type))
    return found


def columns_of(prepared: pa.Table) -> dict[str, NDArray[Any]]:
    """Return the compared columns of a prepared table."""
    return {name: prepared.column(name).to_numpy() for name in NUMBERS}
