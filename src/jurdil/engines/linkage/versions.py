"""A roster delivered anew is mostly the old one: which of its entries stood there before.

An entry stands there again if everybody agrees with it as before: all compared columns are the same, and the texts that
are compared by letter. Its id may be another one, so that a list that numbers its rows anew is still the old list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from jurdil.engines.linkage.hashing import Hashes, joined
from jurdil.engines.linkage.prepare import NUMBERS
from jurdil.engines.linkage.rosters import Segment, open_rosters

Ints = NDArray[np.int64]
File = tuple[str, str]
"""A roster's path, and what names the content of the file."""
GONE = -1
TELLING = ("name", "joined", "nik", "born", "place", "region", "ground", "house", "street")
"""Columns by which rows are sought; all others are compared afterwards."""
LETTERS = ("sounds", "raw_place", "raw_address")
"""Texts that are compared by letter; others are only shown."""


@dataclass(frozen=True)
class Changes:
    """What came and went since rosters were asked before.

    added: place of the roster now, a part of it, and which rows of that are new. gone: rows of parts of those before.
    stays: by place of a roster before, its place now, and the new row of each of its rows (None: the file is the same).
    """

    added: Sequence[tuple[int, Segment, Ints]]
    gone: Sequence[tuple[Segment, Ints]]
    stays: Mapping[int, tuple[int, Ints | None]]

    @property
    def size(self) -> int:
        """How many entries came or went."""
        return sum(len(rows) for _, _, rows in self.added) + sum(len(rows) for _, rows in self.gone)


def changes_since(before: Sequence[File], now: Sequence[File], rosters: Sequence[Sequence[Segment]]) -> Changes:
    """Return what changed from the files of `before` to those of `now`. rosters: the segments of each file of now.

    A file that is gone must still be on disk; a new file with a roster of the same name takes its place.
    """
    fresh = [place for place, file in enumerate(now) if file not in before]
    added: list[tuple[int, Segment, Ints]] = []
    gone: list[tuple[Segment, Ints]] = []
    stays: dict[int, tuple[int, Ints | None]] = {}
    for place, file in enumerate(before):
        if file in now:
            stays[place] = (now.index(file), None)
            continue
        old = open_rosters([Path(file[0])])
        heir = next((each for each in fresh if old and _name(rosters[each]) == _name(old)), None)
        again = np.full(_size(old), GONE, dtype=np.int64)
        if heir is not None:
            fresh.remove(heir)
            again = rows_again(old, rosters[heir])
            stays[place] = (heir, again)
            is_new = np.ones(_size(rosters[heir]), dtype=bool)
            is_new[again[again != GONE]] = False
            added += [(heir, segment, rows) for segment, rows in _by_segment(rosters[heir], is_new)]
        gone += _by_segment(old, again == GONE)
    for place in fresh:
        is_new = np.ones(_size(rosters[place]), dtype=bool)
        added += [(place, segment, rows) for segment, rows in _by_segment(rosters[place], is_new)]
    return Changes(added, gone, stays)


def mark_of(path: Path) -> str:
    """Return what names the content of a roster's file: name, size, time of change; nothing if it is not there."""
    if not path.exists():
        return ""
    known = path.stat()
    return f"{path.name} {known.st_size} {known.st_mtime_ns} {known.st_ino}"


def columns_at(segment: Segment, rows: Ints) -> Mapping[str, NDArray[Any]]:
    """Return the compared columns of some rows of a segment."""
    if len(rows) == segment.rows.num_rows:
        return segment.columns
    return {name: column[rows] for name, column in segment.columns.items()}


def _name(segments: Sequence[Segment]) -> str:
    return segments[0].roster if segments else ""


def _size(segments: Sequence[Segment]) -> int:
    return sum(segment.rows.num_rows for segment in segments)


def _by_segment(segments: Sequence[Segment], chosen: NDArray[np.bool_]) -> list[tuple[Segment, Ints]]:
    parts = [(each, np.flatnonzero(chosen[each.start : each.start + each.rows.num_rows])) for each in segments]
    return [(segment, rows) for segment, rows in parts if len(rows)]


def rows_again(old: Sequence[Segment], new: Sequence[Segment]) -> Ints:
    """Return for each row of the old version the row of the new one that agrees with everybody alike, or GONE.

    Each new row is given once; of several that say the same the first is given to the first.
    """
    wanted, ordered = (_numbers(side) for side in (old, new))
    one, other = (np.argsort(numbers, kind="stable") for numbers in (wanted, ordered))
    wanted, ordered = wanted[one], ordered[other]
    nth = np.arange(len(wanted)) - np.searchsorted(wanted, wanted)
    at = np.searchsorted(ordered, wanted) + nth
    here = np.flatnonzero(at < len(ordered))
    here = here[ordered[at[here]] == wanted[here]]
    mine, theirs = one[here], other[at[here]]
    same = np.ones(len(here), dtype=bool)
    for name in NUMBERS:
        same &= _column(old, name)[mine] == _column(new, name)[theirs]
    for name in LETTERS:
        texts = (_texts(side, name).take(pa.array(rows)).fill_null("") for side, rows in ((old, mine), (new, theirs)))
        same &= pc.equal(*texts).to_numpy(zero_copy_only=False)
    found = np.full(len(one), GONE, dtype=np.int64)
    found[mine[same]] = theirs[same]
    return found


def _numbers(segments: Sequence[Segment]) -> Hashes:
    """One number per row for what tells entries apart."""
    return joined(0, [_column(segments, name) for name in TELLING])


def _column(segments: Sequence[Segment], name: str) -> NDArray[Any]:
    parts = [segment.columns[name] for segment in segments]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def _texts(segments: Sequence[Segment], name: str) -> pa.Array:
    return pa.chunked_array([segment.rows.column(name) for segment in segments], pa.string()).combine_chunks()
