"""Which pairs are worth comparing: rows of people and entries that share a blocking key.

People's keys are kept sorted; entries stream past them (`lookup.py`). A key that more than `most`
entries carry makes no pairs: it says too little, and other keys find the same pair.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from jurdil.engines.linkage.hashing import Hashes
from jurdil.engines.linkage.keys import Columns, keys_of, probes_of
from jurdil.engines.linkage.lookup import ROWS_A_BLOCK, Lookup

Ints = NDArray[np.int64]
Rows = NDArray[np.int32]
MOST_ENTRIES_A_KEY = 100


@dataclass(frozen=True)
class Owners:
    """The people who have each key of one kind: those from the key's start to the next one's."""

    starts: NDArray[np.int32]
    people: Rows


@dataclass(frozen=True)
class Asked:
    """The keys of one kind, each once and sorted, and who has them."""

    lookup: Lookup
    owners: Owners

    @property
    def keys(self) -> Hashes:
        """The keys, each once."""
        return self.lookup.numbers


def ask(people: Columns, *, threads: int = 1) -> dict[str, Asked]:
    """Return the keys of the people, ready to be looked up, by kind."""
    gathered: dict[str, list[tuple[Hashes, Rows]]] = defaultdict(list)

    def probes(block: tuple[int, Columns]) -> list[tuple[str, Hashes, Rows]]:
        first, columns = block
        found = []
        for kind, rows, keys in probes_of(columns):
            found.append((kind, keys, (rows + first).astype(np.int32)))
        return found

    with ThreadPoolExecutor(threads) as pool:
        for kind, keys, rows in chain.from_iterable(pool.map(probes, _blocks(people))):
            gathered[kind].append((keys, rows))
        kinds = list(gathered)
        return dict(zip(kinds, pool.map(lambda kind: _asked(gathered.pop(kind)), kinds), strict=True))


def _blocks(rows: Columns) -> Iterator[tuple[int, Columns]]:
    """Cut compared columns into blocks of rows: the number of the first row, and the columns."""
    for first in range(0, max(len(rows["nik"]), 1), ROWS_A_BLOCK):
        yield first, {name: column[first : first + ROWS_A_BLOCK] for name, column in rows.items()}


def _asked(parts: Sequence[tuple[Hashes, Rows]]) -> Asked:
    keys, people = (np.concatenate(each) for each in zip(*parts, strict=True))
    order = np.argsort(keys)
    keys = keys[order]
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else np.zeros(0, dtype=int)
    return Asked(Lookup.of(keys[starts]), Owners(np.append(starts, len(keys)).astype(np.int32), people[order]))


def find_pairs(
    asked: dict[str, Asked], segments: Sequence[tuple[int, Columns]], *, most: int, threads: int = 1
) -> tuple[Ints, Ints]:
    """Return the pairs (people's rows, entries' rows), each once, in the order of entry and person.

    What is no longer needed is let go on the way: whoever keeps no `asked` needs less memory.

    segments: the number of the first row, and the compared columns, of each part of the rosters.
    """
    hits: dict[str, list[tuple[Rows, Rows]]] = defaultdict(list)
    with ThreadPoolExecutor(threads) as pool:
        for found in pool.map(lambda segment: hits_of(asked, *segment), segments):
            for kind, rows, at in found:
                hits[kind].append((rows, at))
        owners = {kind: each.owners for kind, each in asked.items()}
        asked = {}
        return each_once(list(pool.map(lambda kind: _pairs(owners.pop(kind), hits.pop(kind), most), list(hits))))


def _pairs(owners: Owners, hits: Sequence[tuple[Rows, Rows]], most: int) -> Ints:
    rows, at = (np.concatenate(each) for each in zip(*hits, strict=True))
    return expand(owners, rows, at, np.bincount(at, minlength=len(owners.starts) - 1) > most)


def each_once(pairs: Sequence[Ints]) -> tuple[Ints, Ints]:
    """Return people's rows and entries' rows of the pairs of several `expand`, in the order of entry and person."""
    whole = np.concatenate(pairs) if pairs else np.zeros(0, dtype=np.int64)
    del pairs
    whole.sort()
    whole = whole[np.concatenate([[True], whole[1:] != whole[:-1]])] if len(whole) else whole
    return whole & 0x7FFFFFFF, whole >> 31


def hits_of(asked: dict[str, Asked], start: int, entries: Columns) -> list[tuple[str, Rows, Rows]]:
    """Return the entries of one segment that somebody asks for: kind of key, rows, places among the asked keys."""
    found: dict[str, list[tuple[Rows, Rows]]] = defaultdict(list)
    for first, block in _blocks(entries):
        for kind, rows, keys in keys_of(block):
            some, at = asked[kind].lookup.find(keys)
            found[kind].append(((rows[some] + (start + first)).astype(np.int32), at.astype(np.int32)))
    return [
        (kind, np.concatenate([rows for rows, _ in parts]), np.concatenate([at for _, at in parts]))
        for kind, parts in found.items()
    ]


def expand(owners: Owners, rows: Rows | Ints, at: Rows | Ints, common: NDArray[np.bool_]) -> Ints:
    """Return the pairs of one kind of key as entry x 2^31 + person; common: keys that make no pairs."""
    kept = ~common[at]
    rows, at = rows[kept], at[kept]
    many = owners.starts[at + 1] - owners.starts[at]
    before = np.cumsum(many, dtype=np.int64) - many
    nth = np.arange(int(many.sum())) - np.repeat(before, many)
    people = owners.people[np.repeat(owners.starts[at], many) + nth]
    pairs: Ints = np.repeat(rows.astype(np.int64), many) << 31 | people
    return pairs
