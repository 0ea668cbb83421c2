"""One person at once: look the person's keys up in sorted files, compare only the few entries that share one.

Beside each prepared roster stands its index, made once: every blocking key of every entry in one sorted file, 36 bits
of the key before 28 bits of the row, and the distinct values with their counts. Nothing is read into memory but the
pages that a question touches.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from jurdil.engines.disk import settle
from jurdil.engines.linkage.birthplaces import values_of
from jurdil.engines.linkage.candidates import MOST_ENTRIES_A_KEY
from jurdil.engines.linkage.counts import COUNTED, Counted
from jurdil.engines.linkage.hashing import Hashes, mixed
from jurdil.engines.linkage.keys import keys_of, probes_at_once
from jurdil.engines.linkage.linking import compared_pairs, others_beside, own_entries, weighed
from jurdil.engines.linkage.model import Model, starting_model
from jurdil.engines.linkage.own_entries import OwnEntries
from jurdil.engines.linkage.prepare import COMPARED, INPUT_COLUMNS, prepare
from jurdil.engines.linkage.rosters import NotPrepared, People, Segment, open_rosters
from jurdil.engines.linkage.values import Match, Reason

EDITION = 9
"""Of what an index holds; one more when `keys.py` or COUNTED changes, so that no older index is asked."""
ROW_BITS = 28
Ints = NDArray[np.int64]


def index_roster(path: Path) -> Path:
    """Make the index of a prepared roster beside it, unless it stands there, and return its folder.

    The folder's name tells the edition and which file it was made from; others of this roster are removed. Several may
    make it at once. Raises NotPrepared if the file is no prepared roster, or longer than 2^28 entries.
    """
    about = path.stat()
    folder = path.with_suffix(f".index-{EDITION}-{about.st_size:x}-{about.st_mtime_ns:x}")
    if folder.exists():
        return folder
    segments = open_rosters([path])
    if sum(segment.rows.num_rows for segment in segments) >= 1 << ROW_BITS:
        raise NotPrepared(f"{path.name} is too long for an index; divide the roster.")
    draft = Path(tempfile.mkdtemp(prefix=f"{path.stem}.", suffix=".new", dir=path.parent))
    try:
        np.save(draft / "keys.npy", _sorted_keys(segments))
        for kind, columns in COUNTED.items():
            values, counts, total = _counted(segments, columns)
            np.save(draft / f"{kind}.npy", values)
            np.save(draft / f"{kind}-counts.npy", np.append(counts, total))
        for file in draft.iterdir():
            settle(file)
        _give_name(draft, folder)
        for other in path.parent.iterdir():
            if other.name.startswith(f"{path.stem}.index-") and other != folder:
                shutil.rmtree(other, ignore_errors=True)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return folder


def _give_name(draft: Path, folder: Path) -> None:
    try:
        draft.replace(folder)
    except OSError:
        if not folder.exists():
            raise  # else somebody else made the same meanwhile


def _sorted_keys(segments: Sequence[Segment]) -> Hashes:
    parts = []
    for segment in segments:
        rows = np.arange(segment.start, segment.start + segment.rows.num_rows, dtype=np.uint64)
        for _, some, keys in keys_of(segment.columns):
            parts.append(packed(keys) | rows[some])
    found = np.concatenate(parts) if parts else np.zeros(0, dtype=np.uint64)
    found.sort()
    return found


def packed(keys: Hashes) -> Hashes:
    """Return the leading bits of each key, where the row's bits are still 0."""
    return keys >> np.uint64(ROW_BITS) << np.uint64(ROW_BITS)


def _counted(segments: Sequence[Segment], columns: Sequence[str]) -> tuple[Hashes, Ints, int]:
    values = [values_of(segment.columns, column).astype(np.uint64) for segment in segments for column in columns]
    whole = np.concatenate(values) if values else np.zeros(0, dtype=np.uint64)
    distinct, counts = np.unique(mixed(whole[whole > 0]), return_counts=True)
    return distinct, counts, sum(int(np.count_nonzero(values_of(segment.columns, columns[0]))) for segment in segments)


@dataclass(frozen=True)
class IndexedRoster:
    """One roster with its index, opened in place. counted: how often each value stands in it."""

    segments: Sequence[Segment]
    keys: Hashes
    counted: Mapping[str, Counted]

    @classmethod
    def open(cls, path: Path) -> IndexedRoster:
        """Open a prepared roster, and make its index if it has none. Raises NotPrepared."""
        folder = index_roster(path)
        counted = {}
        for kind in COUNTED:
            counts = np.load(folder / f"{kind}-counts.npy")
            counted[kind] = Counted(_in_place(folder / f"{kind}.npy"), counts[:-1], int(counts[-1]))
        return cls(open_rosters([path]), _in_place(folder / "keys.npy"), counted)

    def find(self, keys: Hashes) -> tuple[Ints, Ints]:
        """Return from where to where each (packed) key stands."""
        after = keys + np.uint64(1 << ROW_BITS)
        return np.searchsorted(self.keys, keys), np.searchsorted(self.keys, after)

    def rows_at(self, first: int, last: int) -> Ints:
        """Return the rows that stand from `first` to `last`."""
        found: Ints = (self.keys[first:last] & np.uint64((1 << ROW_BITS) - 1)).astype(np.int64)
        return found

    def rows_between(self, first: Ints, last: Ints) -> Ints:
        """Return the rows that stand in many spans, one after the other."""
        many = last - first
        before = np.cumsum(many) - many
        at = np.repeat(first - before, many) + np.arange(int(many.sum()))
        found: Ints = (self.keys[at] & np.uint64((1 << ROW_BITS) - 1)).astype(np.int64)
        return found


def _in_place(path: Path) -> NDArray[Any]:
    """Numbers on disk as a plain array: one that knows its file is slow to cut."""
    return np.asarray(np.load(path, mmap_mode="r"))


class Gathered:
    """Entries of several segments side by side, for a single person; texts are fetched when they are asked for."""

    roster = ""

    def __init__(self, parts: Sequence[tuple[Segment, Ints]]) -> None:
        self._parts = parts
        self._texts: dict[str, list[str | None]] = {}
        self.columns = {name: np.concatenate([segment.columns[name][rows] for segment, rows in parts])
                        for name in COMPARED}  # fmt: skip
        self.rosters = [segment.roster for segment, rows in parts for _ in range(len(rows))]

    def texts(self, name: str, rows: Ints) -> Sequence[str | None]:
        """Return a text of the given rows."""
        whole = self._texts.get(name)
        if whole is None:
            whole = self._texts[name] = [text for segment, some in self._parts for text in segment.texts(name, some)]
        return [whole[row] for row in rows.tolist()]

    def let_go(self) -> None:
        """Keep what was gathered: it is little."""

    def take(self, names: Sequence[str], rows: Ints) -> pa.Table:
        """Return some prepared columns of the given rows."""
        return pa.concat_tables([segment.take(names, some) for segment, some in self._parts]).take(pa.array(rows))


class RosterIndex:
    """Open rosters, ready to be asked about single people; the same weights and answers as `link_people`.

    Nothing in it changes by asking: threads may share one.
    """

    def __init__(self, rosters: Sequence[Path], *, on: date, model: Model | None = None) -> None:
        """Open prepared rosters, and make their indexes if they have none.

        on: fixes the century of a NIK. model: of the last run over many people (`linking.model_of`); without one the
        judgement of `starting_model`. Raises NotPrepared.
        """
        self._on = on
        self._rosters = [IndexedRoster.open(path) for path in rosters]
        self._total = sum(segment.rows.num_rows for each in self._rosters for segment in each.segments)
        self._model = model or starting_model(self._total)

    def __enter__(self) -> RosterIndex:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files."""
        self._rosters = []

    def link_one(self, person: Mapping[str, str | None], *, min_probability: float = 0.05) -> tuple[Match, ...]:
        """Return the matches of one person (id and name required), the most probable first."""
        columns = {name: pa.array([person.get(name)], pa.string()) for name in INPUT_COLUMNS}
        asked = People.of(prepare(pa.table(columns), on=self._on))
        parts = self._entries(self._candidates(asked.columns))
        if not parts:
            return ()
        entries = Gathered(parts)
        size = len(entries.rosters)
        compared = compared_pairs(
            asked, entries, np.zeros(size, dtype=np.int64), np.arange(size),
            counts_in(self._rosters, asked.columns), self._model, self._total,
        )  # fmt: skip
        rosters = pa.array(entries.rosters, pa.string()).take(pa.array(compared.entries))
        compared = replace(compared, rosters=rosters)
        own = OwnEntries.of([own_entries(compared, self._model, self._total)], 1)
        others = others_beside(compared, own, self._model)
        found = weighed(compared, asked, self._model, self._total, min_probability, others)
        matches = [match_of(row) for row in found.to_pylist()]
        return tuple(sorted(matches, key=lambda match: (-match.probability, match.roster, match.entry_id)))

    def _candidates(self, columns: Mapping[str, NDArray[Any]]) -> list[Ints]:
        """Rows of each roster that share a key with the person which is not too common."""
        keys = np.unique(packed(probes_at_once(columns)))
        spans = [roster.find(keys) for roster in self._rosters]
        often = np.sum([last - first for first, last in spans], axis=0)
        found = []
        for roster, (first, last) in zip(self._rosters, spans, strict=True):
            some = np.flatnonzero((often <= MOST_ENTRIES_A_KEY) & (last > first))
            rows = [roster.rows_at(int(first[nth]), int(last[nth])) for nth in some]
            found.append(np.unique(np.concatenate(rows)) if rows else np.zeros(0, dtype=np.int64))
        return found

    def _entries(self, found: list[Ints]) -> list[tuple[Segment, Ints]]:
        """Those rows by segment."""
        parts = []
        for roster, rows in zip(self._rosters, found, strict=True):
            for segment in roster.segments if len(rows) else ():
                first, last = np.searchsorted(rows, (segment.start, segment.start + segment.rows.num_rows))
                if last > first:
                    parts.append((segment, rows[first:last] - segment.start))
        return parts


def counts_in(rosters: Sequence[IndexedRoster], columns: Mapping[str, NDArray[Any]]) -> dict[str, Counted]:
    """Return how often the values in people's `columns` stand in all rosters together."""
    found = {}
    for kind, names in COUNTED.items():
        values = np.concatenate([values_of(columns, name).astype(np.uint64) for name in names])
        numbers = np.unique(mixed(values[values > 0]))
        counts = np.zeros(len(numbers), dtype=np.int64)
        for each in rosters:
            counts += each.counted[kind].met_numbers(numbers)
        found[kind] = Counted(numbers, counts, sum(each.counted[kind].total for each in rosters))
    return found


def match_of(row: Mapping[str, Any]) -> Match:  # Any: cells of MATCHES
    """Return a row of MATCHES as a match."""
    reasons = tuple(Reason(**reason) for reason in row["reasons"])
    return Match(**{**row, "reasons": reasons})
