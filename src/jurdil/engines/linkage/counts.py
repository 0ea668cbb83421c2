"""How common a value is: exact counts over all entries, and what is assumed where a list is too short to tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from jurdil.engines.linkage.birthplaces import HOMES, MADE, shares, values_of
from jurdil.engines.linkage.hashing import Hashes, mixed
from jurdil.engines.linkage.lookup import ROWS_A_BLOCK, Lookup
from jurdil.engines.linkage.prepare import WORDS

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Columns = Mapping[str, NDArray[Any]]  # Any: numbers of several kinds

COUNTED = {
    "name": ("name",), "key": ("key",), "born": ("born",), "place": ("place",), "word": WORDS,
    "place-city": ("place_city",), "place-province": ("place_province",), "city": ("city",), "province": ("province",),
    "word-home": HOMES, "new-year-home": ("new_year_home",), "home": ("home",),
}  # fmt: skip
"""Kinds of value, and the columns that hold one (`birthplaces.values_of`)."""
BIRTHPLACE = ("place", "place_city", "place_province", "city", "province")
OF_HOMES = ("word-home", "new-year-home", "home")
"""Kinds that only `homes.py` asks for."""
PLACE_SHARES = "place_shares"
"""The column that says what `birthplaces.shares` says of each person."""
OFTEN = "often_"
"""How columns begin that say how many entries have a person's value."""
FULL_SIZE = 1_000_000
"""A roster smaller than this says too little about how common a whole name is."""
TYPICAL = {
    "name": 5e-6,
    "key": 5e-6,
    "born": 5e-5,
    "place": 0.02,
    "word": 2e-3,
    "place-city": 0.1,
    "place-province": 0.05,
}
"""The share that a value of each kind typically has."""
ENOUGH = {kind: 5 / share for kind, share in TYPICAL.items()}
"""Of so many entries five have a typical value. Fewer say too little about a kind: those that lack are imagined."""


@dataclass(frozen=True)
class Counted:
    """Distinct values of one kind (sorted numbers), how many entries have each, and how many have any.

    lookup: of the values, where very many will be asked for.
    """

    values: Hashes
    counts: Ints
    total: int
    lookup: Lookup | None = None

    @property
    def unmet(self) -> float:
        """Share of the distinct values asked for that no entry has."""
        return float(np.mean(self.counts == 0)) if len(self.counts) else 1.0

    def met(self, values: NDArray[Any]) -> Ints:
        """Return how many entries have each value."""
        return self.met_numbers(mixed(values.astype(np.uint64)))

    def met_numbers(self, wanted: Hashes) -> Ints:
        """Return the same for values that were spread (`hashing.mixed`) before."""
        if self.lookup is not None:
            found = np.zeros(len(wanted), dtype=np.int64)
            rows, places = self.lookup.find(wanted)
            found[rows] = self.counts[places]
            return found
        if not len(self.values):
            return np.zeros(len(wanted), dtype=np.int64)
        at = np.minimum(np.searchsorted(self.values, wanted), len(self.values) - 1)
        return np.where(self.values[at] == wanted, self.counts[at], 0)

    def share(self, kind: str, values: NDArray[Any]) -> Floats:
        """Return the share of entries that have each value; a value never met counts as one met once."""
        return self.share_of(kind, self.met(values))

    def share_of(self, kind: str, often: NDArray[Any]) -> Floats:
        """Return the same for values that so many entries have."""
        return share_among(kind, often, self.total)


def share_among(kind: str, often: NDArray[Any], total: NDArray[Any] | int) -> Floats:
    """Return the share of values that so many of so many entries have; a value never met counts as one met once."""
    lacking = np.maximum(ENOUGH[kind] - total, 0)
    found: Floats = np.minimum(1.0, (often + 1 + lacking * TYPICAL[kind]) / (total + lacking))
    return found


def with_often(people: Columns, counts: Mapping[str, Counted], *, threads: int = 1) -> dict[str, NDArray[Any]]:
    """Return people's columns and, for each counted one, how many entries have the value: asked once for all pairs."""
    asked = [(kind, column) for kind, columns in COUNTED.items() for column in columns if kind not in OF_HOMES]
    with ThreadPoolExecutor(threads) as pool:
        often = pool.map(lambda each: counts[each[0]].met(values_of(people, each[1])).astype(np.int32), asked)
        known: dict[str, NDArray[Any]] = dict(zip([column for _, column in asked], often, strict=True))
    born = shares({column: known[column] for column in BIRTHPLACE}, counts["place"].total, share_among)
    told = {f"{OFTEN}{column}": many for column, many in known.items() if column not in MADE}
    return {**people, **told, PLACE_SHARES: born}


def count_values(
    people: Columns, segments: Sequence[Columns], *, threads: int = 1, then: Callable[[int], None] = lambda _: None
) -> dict[str, Counted]:
    """Return how often the values of the people stand among the entries of all segments.

    then: told the place of a segment that was gone through.
    """
    with ThreadPoolExecutor(threads) as pool:
        values = pool.map(lambda columns: Lookup.of(_distinct(people, columns)), COUNTED.values())
        wanted = dict(zip(COUNTED, values, strict=True))

    def tally(place: int) -> dict[str, tuple[Ints, int]]:
        found, entries = {}, segments[place]
        for kind, columns in COUNTED.items():
            values = [values_of(entries, column) for column in columns]
            counts = sum(_tally(each, wanted[kind]) for each in values)
            found[kind] = (np.asarray(counts), int(np.count_nonzero(values[0])))
        then(place)
        return found

    with ThreadPoolExecutor(threads) as pool:
        parts = list(pool.map(tally, range(len(segments))))
    return {
        kind: Counted(
            wanted[kind].numbers,
            np.sum([part[kind][0] for part in parts], axis=0, dtype=np.int64),
            sum(part[kind][1] for part in parts),
            wanted[kind],
        )
        for kind in COUNTED
    }


def counts_of(people: Columns, counts: Mapping[str, Counted]) -> dict[str, Counted]:
    """Return the counts of some people's values, from those of all people."""
    found = {}
    for kind, columns in COUNTED.items():
        lookup = Lookup.of(_distinct(people, columns))
        found[kind] = Counted(lookup.numbers, counts[kind].met_numbers(lookup.numbers), counts[kind].total, lookup)
    return found


def _distinct(people: Columns, columns: Iterable[str]) -> Hashes:
    values = pa.array(np.concatenate([values_of(people, column) for column in columns])).unique().to_numpy()
    return np.sort(mixed(values[values > 0].astype(np.uint64)))


def _tally(values: NDArray[Any], wanted: Lookup) -> Ints:
    found = np.zeros(len(wanted.numbers), dtype=np.int64)
    for first in range(0, len(values), ROWS_A_BLOCK):
        block = values[first : first + ROWS_A_BLOCK]
        _, at = wanted.find(mixed(block[block > 0].astype(np.uint64)))
        np.add.at(found, at, 1)
    return found
