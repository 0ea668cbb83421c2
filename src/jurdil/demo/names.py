"""Invented names, drawn word by word as often as real candidates carry the word at that place.

The frequencies are counts of single words (see `data/SOURCES.md`); a full name that comes out is chance. The counts
leave out rare words, so some words are blended from halves of others: with them 29 % of 258,196 people drawn share a
full name with another, without them about half; of as many real candidates 23 % do.
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
RARE_WORDS = 20_000
RARE_SHARE = 0.5
RARE_FIRST = 0.5
VOWELS = "aiueo"


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
    counted: int

    def draw(self, rng: np.random.Generator, is_woman: Flags) -> Words:
        """One name per person: a row of word numbers, -1 where there is no further word."""
        names = np.full((len(is_woman), MOST_WORDS), -1, dtype=np.int16)
        for sex in (False, True):
            people = np.flatnonzero(is_woman == sex)
            length = self.lengths[sex].draw(rng, len(people))
            for place in range(MOST_WORDS):
                self._fill(rng, names, people, length, place, sex)
        self._make_rare(rng, names)
        repeated = (names[:, 1:] == names[:, :1]) & (names[:, 1:] >= 0)
        names[:, 1:][repeated] = -1
        return names

    def _fill(self, rng: np.random.Generator, names: Words, people: Ints, length: Ints, place: int, sex: bool) -> None:
        for kind, chosen in _kinds(length, place).items():
            rows = people[chosen]
            if len(rows):
                names[rows, place] = self.places[sex, kind].draw(rng, len(rows))

    def _make_rare(self, rng: np.random.Generator, names: Words) -> None:
        """Put blended words (those after the counted ones) in the place of some, less often at the front."""
        rare = (names >= 0) & (rng.random(names.shape, dtype=np.float32) < RARE_SHARE)
        rare[:, 0] &= (names[:, 1] < 0) | (rng.random(len(names)) < RARE_FIRST)
        names[rare] = rng.integers(self.counted, len(self.words), int(rare.sum())).astype(np.int16)

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
    known: list[str] = coded.dictionary.to_pylist()
    return NameBook(pa.array(known + _blend_words(known)), by_sex, places, len(known))


def _blend_words(known: list[str]) -> list[str]:
    """Words that sound like names: an opening that ends in a vowel, and a closing that begins with a consonant."""
    long = [word.lower() for word in known if len(word) > 4 and word.isalpha()]
    heads = sorted({word[:cut] for word in long for cut in (2, 3, 4) if word[cut - 1] in VOWELS})
    tails = sorted(
        {word[-cut:] for word in long for cut in (3, 4, 5) if word[-cut] not in VOWELS and word[1 - cut] in VOWELS}
    )
    # A seed of its own: the words are a fixed list, whatever population is drawn from it.
    pick = np.random.default_rng(len(known)).random((2, RARE_WORDS * 2))
    pairs = zip((pick[0] * len(heads)).astype(int).tolist(), (pick[1] * len(tails)).astype(int).tolist(), strict=True)
    blended = {(heads[head] + tails[tail]).capitalize(): None for head, tail in pairs}
    taken = set(known)
    return [word for word in blended if word not in taken][:RARE_WORDS]


def _urn(values: Ints, weight: NDArray[np.float64]) -> _Urn:
    chances = np.cumsum(weight / weight.sum())
    chances[-1] = 1.0
    return _Urn(values.astype(np.int64), chances)
