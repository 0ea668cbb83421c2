"""Which pairs are worth comparing: rows of people and entries that share a blocking key.

People's keys are kept sorted; entries stream past them (`lookup.py`). A key that more than `most`
entries carry makes no pairs: it says too little, and other keys find the same pair.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jurdil.engines.linkage.hashing import Hashes
from jurdil.engines.linkage.keys import Columns, keys_of, probes_of
from jurdil.engines.linkage.lookup import ROWS_A_BLOCK, Lookup

Ints = NDArray[np.int64]
Rows = NDArray[np.int32]
Hit = tuple[str, Rows, Rows]
"""A kind of key, entries' rows that have keys of it which somebody asks for, and the places of those keys."""
MOST_ENTRIES_A_KEY = 100


@dataclass(frozen=True)
class Owners:
    """The people who have each key of one kind: those from the key's start to the next one's."""

    starts: NDArray[np.int32]
    people: Rows


@dataclass(frozen=True)
class Asked:
    """The keys of one kind, each once and sorted, and who has them.

    spare: so many bits of a key at its end are 0, for in sorting they held the person's row; two keys that are the same
    but for them are practically impossible by accident.
    """

    lookup: Lookup
    owners: Owners
    spare: np.uint64

    @property
    def keys(self) -> Hashes:
        """The keys, each once."""
        return self.lookup.numbers

    def find(self, keys: Hashes) -> tuple[Ints, Ints]:
        """Return which of `keys` are asked for (positions), and their places among the asked ones."""
        return self.lookup.find(keys >> self.spare << self.spare)


def ask(people: Columns, *, threads: int = 1) -> dict[str, Asked]:
    """Return the keys of the people, ready to be looked up, by kind."""
    gathered: dict[str, list[Hashes]] = defaultdict(list)
    spare = np.uint64(len(people["nik"]).bit_length())

    def probes(block: tuple[int, Columns]) -> list[tuple[str, Hashes]]:
        first, columns = block
        return [
            (kind, keys >> spare << spare | (rows + first).astype(np.uint64)) for kind, rows, keys in probes_of(columns)
        ]

    with ThreadPoolExecutor(threads) as pool:
        for kind, keys in chain.from_iterable(pool.map(probes, _blocks(people))):
            gathered[kind].append(keys)
        kinds = list(gathered)
        return dict(zip(kinds, pool.map(lambda kind: _asked(gathered.pop(kind), spare), kinds), strict=True))


def _blocks(rows: Columns) -> Iterator[tuple[int, Columns]]:
    """Cut compared columns into blocks of rows: the number of the first row, and the columns."""
    for first in range(0, max(len(rows["nik"]), 1), ROWS_A_BLOCK):
        yield first, {name: column[first : first + ROWS_A_BLOCK] for name, column in rows.items()}


def _asked(parts: Sequence[Hashes], spare: np.uint64) -> Asked:
    """Sort keys that hold the person's row in their spare bits."""
    keys = np.concatenate(parts)
    keys.sort()
    people = np.empty(len(keys), dtype=np.int32)
    np.bitwise_and(keys, (np.uint64(1) << spare) - np.uint64(1), out=people, casting="unsafe")
    np.right_shift(keys, spare, out=keys)
    np.left_shift(keys, spare, out=keys)
    starts = np.flatnonzero(is_first(keys))
    return Asked(Lookup.of(keys.take(starts)), Owners(np.append(starts, len(keys)).astype(np.int32), people), spare)


def is_first(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether each of sorted values is the first one of its kind."""
    found = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=found[1:])
    return found


def find_pairs(
    asked: dict[str, Asked], segments: Sequence[tuple[int, Columns]], *, most: int, threads: int = 1
) -> tuple[Ints, Ints]:
    """Return the pairs (people's rows, entries' rows), each once.

    segments: the number of the first row, and the compared columns, of each part of the rosters.
    """
    found = [pairs for _, pairs in find_blocks(asked, segments, most=most, threads=threads)]
    return unpacked(np.concatenate(found) if found else np.zeros(0, dtype=np.int64))


def find_blocks(
    asked: dict[str, Asked],
    segments: Sequence[tuple[int, Columns]],
    *,
    most: int,
    threads: int = 1,
    then: Callable[[int], None] = lambda _: None,
) -> list[tuple[int, Ints]]:
    """Return the pairs of each block of entries: the place of its segment, and the pairs, packed, each once and sorted.

    then: told the place of a segment that was gone through.
    What is no longer needed is let go on the way: whoever keeps no `asked` needs less memory.
    """

    def search(place: int) -> list[list[Hit]]:
        found = list(_hits_by_block(asked, *segments[place]))
        then(place)
        return found

    with ThreadPoolExecutor(threads) as pool:
        found = pool.map(search, range(len(segments)))
        blocks = [(nth, hits) for nth, segment in enumerate(found) for hits in segment]
        owners = {kind: each.owners for kind, each in asked.items()}
        asked = {}
        common = _too_common(owners, [hits for _, hits in blocks], most)

        def pairs(place: int) -> tuple[int, Ints]:
            (nth, hits), blocks[place] = blocks[place], (0, [])
            return nth, each_once([expand(owners[kind], rows, at, common[kind]) for kind, rows, at in hits])

        return list(pool.map(pairs, range(len(blocks))))


def _too_common(owners: dict[str, Owners], blocks: Sequence[Sequence[Hit]], most: int) -> dict[str, NDArray[np.bool_]]:
    """Which of the asked keys more than `most` entries have, by kind."""
    places: dict[str, list[Rows]] = {kind: [np.zeros(0, dtype=np.int32)] for kind in owners}
    for kind, _, at in chain.from_iterable(blocks):
        places[kind].append(at)
    return {
        kind: np.bincount(np.concatenate(at), minlength=len(owners[kind].starts) - 1) > most
        for kind, at in places.items()
    }


def each_once(pairs: Sequence[Ints]) -> Ints:
    """Return the pairs of several `expand`, sorted by person and entry: people are many, and read in their order."""
    whole = np.concatenate(pairs) if pairs else np.zeros(0, dtype=np.int64)
    whole.sort()
    return whole.compress(is_first(whole))


def pairs_within(rows: Ints, keys: Hashes, *, most: int) -> Ints:
    """Return the packed pairs of rows of one table that share a key which at most so many have, the smaller row first.

    A pair may come several times.
    """
    order = np.lexsort((rows, keys))
    rows, starts = rows[order], np.flatnonzero(is_first(keys[order]))
    many = np.diff(np.append(starts, len(keys)))
    later = np.repeat(starts + many, many) - np.arange(len(keys)) - 1
    later[np.repeat(many > most, many)] = 0
    first = np.repeat(np.arange(len(keys)), later)
    nth = np.arange(len(first)) - np.repeat(np.cumsum(later) - later, later)
    pairs: Ints = rows[first] << 31 | rows[first + 1 + nth]
    return pairs


def unpacked(pairs: Ints) -> tuple[Ints, Ints]:
    """Return people's rows and entries' rows of packed pairs."""
    return pairs >> 31, pairs & 0x7FFFFFFF


def hits_of(asked: dict[str, Asked], start: int, entries: Columns) -> Iterator[Hit]:
    """Yield the entries of one segment that somebody asks for, a kind several times; start: number of its first row."""
    return chain.from_iterable(_hits_by_block(asked, start, entries))


def _hits_by_block(asked: dict[str, Asked], start: int, entries: Columns) -> Iterator[list[Hit]]:
    for first, block in _blocks(entries):
        found = []
        for kind, rows, keys in keys_of(block):
            some, at = asked[kind].find(keys)
            found.append((kind, (rows[some] + (start + first)).astype(np.int32), at.astype(np.int32)))
        yield found


def expand(owners: Owners, rows: Rows | Ints, at: Rows | Ints, common: NDArray[np.bool_]) -> Ints:
    """Return the pairs of one kind of key as person x 2^31 + entry; common: keys that make no pairs."""
    kept = np.flatnonzero(~common.take(at))
    rows, at = rows.take(kept), at.take(kept)
    starts = owners.starts.take(at).astype(np.int64)
    many = owners.starts.take(at + 1) - starts
    ends = np.cumsum(many)
    nth = np.arange(int(ends[-1]) if len(ends) else 0)
    nth += np.repeat(starts - ends + many, many)
    pairs: Ints = owners.people.take(nth).astype(np.int64)
    pairs <<= 31
    pairs |= np.repeat(rows, many)
    return pairs
