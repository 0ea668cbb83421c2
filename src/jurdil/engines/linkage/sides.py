"""One side of many pairs: its compared columns and texts, each taken when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jurdil.engines.linkage.birthplaces import values_of
from jurdil.engines.linkage.counts import OFTEN, Counted

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Levels = NDArray[np.int8]
Texts = Callable[[str, Ints], Sequence[str | None]]


class Side:
    """One side of the pairs: the compared columns and texts at given rows."""

    def __init__(self, columns: Mapping[str, NDArray[Any]], rows: Ints, texts: Texts) -> None:
        self._columns, self.rows, self._texts = columns, rows, texts
        self._taken: dict[str, NDArray[Any]] = {}

    def __getitem__(self, name: str) -> NDArray[Any]:
        found = self._taken.get(name)
        if found is None:
            found = self._taken[name] = self._columns[name].take(self.rows)
        return found

    def said(self, name: str, pairs: Ints) -> NDArray[Any] | None:
        """Return a column of the given pairs, if the rows have it."""
        return self[name][pairs] if name in self._columns else None

    def told(self, name: str, which: NDArray[np.int8]) -> NDArray[Any] | None:
        """Return of each pair one number of a column that holds several a row, if the rows have it."""
        return self._columns[name][self.rows, which] if name in self._columns else None

    def often(self, column: str, known: Counted, pairs: Ints | None = None) -> NDArray[Any]:
        """Return how many entries have the value of a counted column: what the columns say, or `known`."""
        is_said = f"{OFTEN}{column}" in self._columns
        values = self[f"{OFTEN}{column}"] if is_said else values_of(self, column)
        values = values if pairs is None else values[pairs]
        return values if is_said else known.met(values)

    def texts(self, name: str, pairs: Ints) -> Sequence[str | None]:
        """Return a text of the given pairs."""
        return self._texts(name, self.rows[pairs])


def among(levels: Levels, some: Sequence[int]) -> Flags:
    """Whether each level is one of some, as `np.isin` says; quicker for so few."""
    found = np.zeros(len(levels), dtype=bool)
    for level in some:
        found |= levels == level
    return found
