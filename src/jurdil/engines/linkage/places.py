"""Whether two places of birth may be one: a few letters apart, or one begins or ends the other.

The same places come together again and again, so what was read of two of them is kept in a small table, each place of
which the next two who fall on it take over; nothing hangs on what it still holds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from rapidfuzz.distance import JaroWinkler, Postfix, Prefix
from rapidfuzz.process import cpdist

from jurdil.engines.linkage.hashing import Hashes, mixed
from jurdil.engines.linkage.prepare import read_place

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Texts = Callable[[Ints], Sequence[str | None]]
"""From pairs to the place that one side of each wrote."""
NEAR_PLACE = 0.92
SHORTEST_PLACE = 3
KNOWN_BITS = 20
_known = np.zeros(1 << KNOWN_BITS, dtype=np.uint64)
"""Two places side by side in one number, whose last bit says whether they are near: a number of a place is odd, so that
the bit tells nothing else. It is written and read whole, so that threads may share the table."""
ANSWER = np.uint64(1)


def are_near(mine: NDArray[np.uint32], theirs: NDArray[np.uint32], read: Sequence[Texts]) -> Flags:
    """Return which pairs of two different places are near.

    mine, theirs: the numbers of the places, none of them 0. read: the texts of both sides.
    """
    both = mine.astype(np.uint64) << np.uint64(32) | theirs
    at = mixed(both) >> np.uint64(64 - KNOWN_BITS)
    said = _known.take(at.view(np.int64))
    near: Flags = (said & ANSWER).astype(bool)
    unread = np.flatnonzero((said | ANSWER) != both)
    if len(unread):
        near[unread] = found = _read(both.take(unread), unread, read)
        _known[at.take(unread)] = both.take(unread) - ~found
    return near


def _read(both: Hashes, pairs: Ints, read: Sequence[Texts]) -> Flags:
    """Read the letters of each two places once."""
    first, at = _distinct(both)
    one, other = ([read_place(text or "") for text in texts(pairs.take(first))] for texts in read)
    alike = cpdist(one, other, scorer=JaroWinkler.similarity, score_cutoff=NEAR_PLACE) >= NEAR_PLACE
    found: Flags = (alike | _is_part(one, other)).take(at)
    return found


def _is_part(one: Sequence[str], other: Sequence[str]) -> Flags:
    """Whether one place begins or ends the other: Jakarta, Jakarta Timur, DKI Jakarta, Jak."""
    lengths = (np.fromiter(map(len, places), dtype=np.int32, count=len(places)) for places in (one, other))
    short = np.maximum(np.minimum(*lengths), SHORTEST_PLACE)
    begins, ends = (cpdist(one, other, scorer=end.similarity, dtype=np.int32) for end in (Prefix, Postfix))
    found: Flags = np.maximum(begins, ends) >= short
    return found


def _distinct(values: NDArray[Any]) -> tuple[Ints, NDArray[np.int32]]:
    """Where each distinct value comes first, and the number of each value among them."""
    at = pa.array(values).dictionary_encode().indices.to_numpy()
    first = np.empty(at.max() + 1, dtype=np.int64)
    first[at[::-1]] = np.arange(len(at) - 1, -1, -1)
    return first, at
