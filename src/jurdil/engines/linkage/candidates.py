"""Which pairs are worth comparing: rows of people and entries that share a blocking key.

People's keys are kept sorted; entries stream past them. A bit table of the keys' last bits (Bloom, 1970, with one
hash) turns away nearly every entry that nobody asks for before anything is searched. A key that more than `most`
entries carry makes no pairs: it says too little, and other keys find the same pair.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jurdil.engines.linkage.hashing import Hashes
from jurdil.engines.linkage.keys import Columns, keys_of, probes_of

Ints = NDArray[np.int64]
Rows = NDArray[np.int32]
MOST_ENTRIES_A_KEY = 100
FEWEST_BITS, MOST_BITS = 12, 27


@dataclass(frozen=True)
class Asked:
    """The keys of one kind: each once, sorted, and the people who have it."""

    keys: Hashes
    starts: Ints
    people: NDArray[np.int32]
    seen: NDArray[np.bool_]
    shift: np.uint64

    def find(self, keys: Hashes) -> tuple[Ints, Ints]:
        """Return which of `keys` are asked for (positions), and their place among the asked keys."""
        maybe = np.flatnonzero(self.seen[(keys >> self.shift).view(np.int64)] & (keys > 0))
        some = keys[maybe]
        at = np.searchsorted(self.keys, some)
        at[at == len(self.keys)] = 0
        hit = self.keys[at] == some
        return maybe[hit], at[hit]


def ask(people: Columns, *, threads: int = 1) -> dict[str, Asked]:
    """Return the keys of the people, ready to be looked up, by kind."""
    gathered: dict[str, list[tuple[Hashes, Ints]]] = defaultdict(list)
    for kind, keys in probes_of(people):
        rows = np.flatnonzero(keys)
        gathered[kind].append((keys[rows], rows))
    with ThreadPoolExecutor(threads) as pool:
        return dict(zip(gathered, pool.map(_sorted, gathered.values()), strict=True))


def _sorted(parts: Sequence[tuple[Hashes, Ints]]) -> Asked:
    keys = np.concatenate([part[0] for part in parts])
    rows = np.concatenate([part[1] for part in parts])
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    is_new = np.concatenate([[True], keys[1:] != keys[:-1]]) if len(keys) else np.zeros(0, dtype=bool)
    starts = np.flatnonzero(is_new)
    distinct = keys[starts] if len(keys) else np.zeros(1, dtype=np.uint64)
    bits = int(min(MOST_BITS, max(FEWEST_BITS, np.ceil(np.log2(len(distinct) + 1)) + 4)))
    shift = np.uint64(64 - bits)
    seen = np.zeros(1 << bits, dtype=bool)
    seen[(distinct >> shift).view(np.int64)] = True
    return Asked(distinct, np.append(starts, len(keys)), rows[order].astype(np.int32), seen, shift)


def find_pairs(
    asked: dict[str, Asked], segments: Sequence[tuple[int, Columns]], *, most: int, threads: int = 1
) -> tuple[Ints, Ints]:
    """Return the pairs (people's rows, entries' rows), each once, in the order of entry and person.

    segments: the number of the first row, and the compared columns, of each part of the rosters.
    """
    hits: dict[str, list[tuple[Rows, Rows]]] = defaultdict(list)
    with ThreadPoolExecutor(threads) as pool:
        for found in pool.map(lambda segment: hits_of(asked, *segment), segments):
            for kind, rows, at in found:
                hits[kind].append((rows, at))
    pairs = []
    for kind, parts in hits.items():
        rows, at = (np.concatenate(each) for each in zip(*parts, strict=True))
        common = np.bincount(at, minlength=len(asked[kind].keys)) > most
        pairs.append(expand(asked[kind], rows, at, common))
    return each_once(pairs)


def each_once(pairs: Sequence[Ints]) -> tuple[Ints, Ints]:
    """Return people's rows and entries' rows of the pairs of several `expand`, in the order of entry and person."""
    whole = np.concatenate(pairs) if pairs else np.zeros(0, dtype=np.int64)
    whole.sort()
    whole = whole[np.concatenate([[True], whole[1:] != whole[:-1]])] if len(whole) else whole
    return whole & 0x7FFFFFFF, whole >> 31


def hits_of(asked: dict[str, Asked], start: int, entries: Columns) -> list[tuple[str, Rows, Rows]]:
    """Return the entries of one segment that somebody asks for: kind of key, rows, places among the asked keys."""
    found = []
    for kind, keys in keys_of(entries):
        rows, at = asked[kind].find(keys)
        found.append((kind, (rows + start).astype(np.int32), at.astype(np.int32)))
    return found


def expand(asked: Asked, rows: Rows | Ints, at: Rows | Ints, common: NDArray[np.bool_]) -> Ints:
    """Return the pairs of one kind of key as entry x 2^31 + person; common: keys that make no pairs."""
    kept = ~common[at]
    rows, at = rows[kept], at[kept]
    many = asked.starts[at + 1] - asked.starts[at]
    before = np.cumsum(many) - many
    nth = np.arange(int(many.sum())) - np.repeat(before, many)
    people = asked.people[np.repeat(asked.starts[at], many) + nth]
    pairs: Ints = np.repeat(rows.astype(np.int64), many) << 31 | people
    return pairs
