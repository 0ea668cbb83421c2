"""Invented names, drawn word by word as often as real candidates carry the word at that place.

The frequencies are counts of single words (see `data/SOURCES.md`); a full name that comes out is chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
Words = NDArray[np.int16]

MOST_WORDS = 5
JAKARTA_WEIGHT = 0.3


@dataclass(frozen=True)
class _Urn:
    """Values with their cumulated chances."""

    values: Ints
    chances: NDArray[np.float64]

    def draw(self, rng: np.random.Generator, size: int) -> Ints:
        return self.values[np.searchsorted(self.chances, rng.random(size), side="right")]


@dataclass(frozen=True)
class NameBook:
    """All words, and for each sex how long names are and which words stand where."""

    words: pa.Array
    lengths: dict[bool, _Urn]
    places: dict[tuple[bool, str], _Urn]

    def draw(self, rng: np.random.Generator, is_woman: Flags) -> Words:
        """One name per person: a row of word numbers, -1 where there is no further word."""
        names = np.full((len(is_woman), MOST_WORDS), -1, dtype=np.int16)
        for sex in (False, True):
            people = np.flatnonzero(is_woman == sex)
            length = self.lengths[sex].draw(rng, len(people))
            for place in range(MOST_WORDS):
                self._fill(rng, names, people, length, place, sex)
        repeated = (names[:, 1:] == names[:, :1]) & (names[:, 1:] >= 0)
        names[:, 1:][repeated] = -1
        return names

    def _fill(self, rng: np.random.Generator, names: Words, people: Ints, length: Ints, place: int, sex: bool) -> None:
        for kind, chosen in _kinds(length, place).items():
            rows = people[chosen]
            if len(rows):
                names[rows, place] = self.places[sex, kind].draw(rng, len(rows))

    def render(self, names: Words) -> pa.Array:
        """The names as text, words parted by a blank."""
        columns = [self.words.take(pa.array(names[:, place], mask=names[:, place] < 0)) for place in range(MOST_WORDS)]
        return pc.binary_join_element_wise(*columns, " ", null_handling="skip")

    def first_words(self, names: Words) -> pa.Array:
        """The first word of each name."""
        return self.words.take(pa.array(names[:, 0]))


def _kinds(length: Ints, place: int) -> dict[str, Flags]:
    if place == 0:
        return {"only": length == 1, "first": length > 1}
    return {"last": length == place + 1, "middle": length > place + 1}


def read_name_book(data: Path) -> NameBook:
    """Read `names_id.csv` and `name_lengths_id.csv`; words that Jakarta carries weigh a little more."""
    table = pyarrow.csv.read_csv(data / "names_id.csv")
    coded = pc.dictionary_encode(table["token"].combine_chunks())
    number = coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    sexes = np.array(table["sex"].to_pylist()) == "F"
    positions = np.array(table["position"].to_pylist())
    count = table["count"].to_numpy().astype(float)
    count_dki = table["count_dki"].to_numpy().astype(float)
    places = {}
    for sex in (False, True):
        for position in ("first", "middle", "last", "only"):
            rows = (sexes == sex) & (positions == position)
            weight = count[rows] / count[rows].sum() * (1 - JAKARTA_WEIGHT)
            weight += count_dki[rows] / max(1.0, count_dki[rows].sum()) * JAKARTA_WEIGHT
            places[sex, position] = _urn(number[rows], weight)
    lengths = pyarrow.csv.read_csv(data / "name_lengths_id.csv")
    of_woman = np.array(lengths["sex"].to_pylist()) == "F"
    tokens = np.minimum(lengths["n_tokens"].to_numpy(), MOST_WORDS)
    counts = lengths["count"].to_numpy().astype(float)
    by_sex = {sex: _urn(tokens[of_woman == sex], counts[of_woman == sex]) for sex in (False, True)}
    return NameBook(coded.dictionary, by_sex, places)


def _urn(values: Ints, weight: NDArray[np.float64]) -> _Urn:
    chances = np.cumsum(weight / weight.sum())
    chances[-1] = 1.0
    return _Urn(values.astype(np.int64), chances)
