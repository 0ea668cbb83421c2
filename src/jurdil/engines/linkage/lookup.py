"""Very many numbers asked whether they are among some millions: a bit table, then the place, then the number itself.

The bit table of the numbers' first bits (Bloom, 1970, with one hash) turns away nearly all that are not there; it is
small enough for a processor's cache. A second table says where the numbers with the same beginning stand, so that
nothing is searched by halves. Numbers must be spread evenly (`hashing.mixed`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jurdil.engines.linkage.hashing import Hashes

Ints = NDArray[np.int64]
FEWEST_BITS, MOST_BITS = 12, 30
SPARE_BITS = 3
"""The bit table has 2 to this power bits for each number."""
PLACE_BITS = 5
"""A place is kept for beginnings so much shorter: for about four numbers each."""
BITS_A_TIME = 1 << 20
ROWS_A_BLOCK = 1 << 16
"""So many rows at a time: what is worked out for them fits into a processor's cache."""


@dataclass(frozen=True)
class Lookup:
    """Numbers sorted, each once. bits: by the beginning of a number (what `shift` leaves) whether there may be one.

    places: by a beginning shorter by PLACE_BITS, where the numbers that have it stand.
    """

    numbers: Hashes
    bits: NDArray[np.uint8]
    places: NDArray[np.int32]
    shift: np.uint64

    @classmethod
    def of(cls, numbers: Hashes) -> Lookup:
        """Take numbers that are sorted and different from each other."""
        width = int(min(MOST_BITS, max(FEWEST_BITS, np.ceil(np.log2(len(numbers) + 1)) + SPARE_BITS)))
        shift = np.uint64(64 - width)
        begin = (numbers >> shift).view(np.int64)
        bits = np.zeros(1 << (width - 3), dtype=np.uint8)
        for first in range(0, 1 << width, BITS_A_TIME):
            some = begin[slice(*np.searchsorted(begin, (first, first + BITS_A_TIME)))]
            is_there = np.zeros(min(BITS_A_TIME, 1 << width), dtype=bool)
            is_there[some - first] = True
            bits[first >> 3 : (first + BITS_A_TIME) >> 3] = np.packbits(is_there, bitorder="little")
        begin >>= PLACE_BITS
        places = np.cumsum(np.bincount(begin, minlength=1 << (width - PLACE_BITS))[:-1], dtype=np.int32)
        return cls(numbers, bits, np.concatenate([np.zeros(1, dtype=np.int32), places]), shift)

    def find(self, wanted: Hashes) -> tuple[Ints, Ints]:
        """Return which of `wanted` are there (positions), and their places among the numbers."""
        begin = (wanted >> self.shift).view(np.int64)
        is_set = self.bits.take(begin >> 3) >> (begin & 7).astype(np.uint8) & 1
        maybe = np.flatnonzero(is_set.view(bool))
        some, at = wanted.take(maybe), self.places.take(begin.take(maybe) >> PLACE_BITS)
        there = self.numbers.take(at, mode="clip")  # a place behind the last one reads that, which is smaller
        open_, last = np.flatnonzero(there < some), len(self.numbers) - 1
        while len(open_):
            at[open_] += 1
            behind = at.take(open_)
            there[open_] = next_ = self.numbers.take(behind, mode="clip")
            open_ = open_.compress((next_ < some.take(open_)) & (behind <= last))
        hits = np.flatnonzero(there == some)
        return maybe.take(hits), at.take(hits).astype(np.int64)
