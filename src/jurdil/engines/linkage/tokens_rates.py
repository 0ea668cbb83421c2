"""How common values are, for weighing tokens: counted among the people who are asked about, never among the entries.

A delivery of tokens is made so that nothing common can be counted in it. Only what several people have in common is
kept by name; the rest is what the words of a name, the year of a birth and the size of the table promise, so that what
is kept says nothing about anybody and one person asked alone is weighed like all of them together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jurdil.engines.linkage.tokens_kinds import MOST_WORDS, Compared, shorter_by_one

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Shares = Mapping[str, float]

LEAST_SHARED = 5
"""Values that fewer people have are not kept."""
IMAGINED = 2_000.0
"""So many imagined people, with typical values, are added to those that are counted."""
WORDS_A_NAME = 2.0
LEAST_SHARE = 1e-10
PRIOR_NAMES = 20.0
"""That words promise the right number of namesakes counts like so many pairs."""
MOST_LETTERS = 30
NEAR_SAMPLE = (2_000, 20_000)
PRIOR_NEAR = 20_000_000.0
TYPICAL_WORD = 2e-3
TYPICAL_NAME = (3e-4, 2e-5, 2e-6)
"""A name of one word, of two, of more."""
TYPICAL_DAY, DAYS_A_YEAR, TYPICAL_YEAR = 5e-5, 365.25, 0.018
TYPICAL_PLACE = {"village": 4e-3, "district": 0.02}
TYPICAL_JANUARY = 0.02
IMAGINED_PLACES = IMAGINED_BORN = 1_000.0
SEED = 20_241_128


def _typical_near() -> list[float]:
    return [4e-5 * 0.85 ** max(letters - 6, 0) + 2e-7 for letters in range(MOST_LETTERS + 1)]


@dataclass(frozen=True)
class Rates:
    """Shares of people by value. near: of those whose name is one slip away, by the letters of the name.

    people: how many were counted. rare_word: the share of a word that is not kept. january: of a year's births, those
    written as its first day.
    """

    people: float = 0.0
    words: Shares = field(default_factory=dict)
    names: Shares = field(default_factory=dict)
    years: Shares = field(default_factory=dict)
    places: Shares = field(default_factory=dict)
    near: Sequence[float] = field(default_factory=_typical_near)
    together: Sequence[float] = (1.0,) * MOST_WORDS
    rare_word: float = TYPICAL_WORD
    january: float = TYPICAL_JANUARY

    def to_plain(self) -> dict[str, Any]:
        """Return the rates as JSON values."""
        return asdict(self)


@dataclass(frozen=True)
class Rarity:
    """Per person and value, -log2 of the share of people with it. words: five columns. count: words of the name.

    stated: by field, whether the person states it. on_january: whether the birth date is a first of January.
    """

    name: Floats
    near: Floats
    born: Floats
    village: Floats
    district: Floats
    words: Floats
    count: Ints
    stated: Mapping[str, Flags]
    on_january: Flags


def count_rates(people: Sequence[Compared]) -> Rates:
    """Count the values of people."""
    words = [set(row.key.split()[:MOST_WORDS]) for row in people]
    known = _kept(word for each in words for word in each)
    rare = [word for each in words for word in each if word not in known]
    born = [row.born for row in people if row.born]
    size, dated = len(people) + IMAGINED, len(born) + IMAGINED
    places = _kept(code for row in people for code in (row.region[:10], row.region[:6]) if len(code) in (6, 10))
    rates = Rates(
        people=float(len(people)),
        words={word: (n + IMAGINED * TYPICAL_WORD) / size for word, n in known.items()},
        names={name: n / size for name, n in _kept(row.key for row in people if row.key).items()},
        years={year: (n + IMAGINED * TYPICAL_YEAR) / dated for year, n in _kept(day[:4] for day in born).items()},
        places={code: _place(n, _kind_of(code), len(people)) for code, n in places.items()},
        near=_near(people),
        rare_word=_rare_word(len(rare), len(set(rare)), len(people)),
        january=(sum(day[4:] == "0101" for day in born) + IMAGINED_BORN * TYPICAL_JANUARY)
        / (len(born) + IMAGINED_BORN),
    )
    return replace(rates, together=_together(people, rates))


def _place(people: float, kind: str, total: float) -> float:
    return (people + IMAGINED_PLACES * TYPICAL_PLACE[kind]) / (total + IMAGINED_PLACES)


def _kind_of(code: str) -> str:
    return "village" if len(code) == 10 else "district"


def _kept(values: Iterable[str]) -> dict[str, int]:
    return {value: n for value, n in sorted(Counter(values).items()) if n >= LEAST_SHARED}


def _rare_word(times: int, distinct: int, people: int) -> float:
    """The share of a word that fewer people have: that of an average one, as somebody who has it would meet it."""
    met = (times + distinct) / max(distinct, 1) / max(people, 1)
    weight = people / (people + IMAGINED)
    return weight * met + (1 - weight) * TYPICAL_WORD


def _near(people: Sequence[Compared]) -> list[float]:
    """How often another name is one slip away, by how long the name is: letters are all that matter much."""
    rng = np.random.default_rng(SEED)
    order = rng.permutation(len(people))
    mine, theirs = order[: NEAR_SAMPLE[0]], order[NEAR_SAMPLE[0] : sum(NEAR_SAMPLE)]
    asked: dict[str, list[int]] = {}
    letters = np.zeros(MOST_LETTERS + 1)
    for nth in mine.tolist():
        letters[min(len(people[nth].joined), MOST_LETTERS)] += 1
        for text in shorter_by_one(people[nth].joined) if people[nth].joined else ():
            asked.setdefault(text, []).append(nth)
    hits = np.zeros(MOST_LETTERS + 1)
    for nth in theirs.tolist():
        other = people[nth]
        found = {one for text in shorter_by_one(other.joined) for one in asked.get(text, ())} if other.joined else set()
        for one in found:
            hits[min(len(people[one].joined), MOST_LETTERS)] += people[one].key != other.key
    start = np.array(_typical_near())
    prior = PRIOR_NEAR / (MOST_LETTERS + 1)
    shares: list[float] = ((hits + prior * start) / (letters * len(theirs) + prior)).tolist()
    return shares


def rarity_of(people: Sequence[Compared], rates: Rates) -> Rarity:
    """Say how rare each person's values are."""
    words = [row.key.split()[:MOST_WORDS] for row in people]
    known = {word: float(-np.log2(rates.words.get(word, rates.rare_word))) for each in words for word in each}
    wide = np.zeros((len(people), MOST_WORDS))
    for nth, each in enumerate(words):
        wide[nth, : len(each)] = [known[word] for word in each]
    return Rarity(
        _bits([_name_share(row.key, each, rates) for row, each in zip(people, words, strict=True)]),
        _bits([rates.near[min(len(row.joined), MOST_LETTERS)] for row in people]),
        _bits([_day_share(row.born, rates) for row in people]),
        _bits([_place_share(row.region[:10], "village", rates) for row in people]),
        _bits([_place_share(row.region[:6], "district", rates) for row in people]),
        wide,
        np.array([len(each) for each in words], np.int64),
        {
            "birth_date": np.array([bool(row.born) for row in people], np.bool_),
            "nik": np.array([bool(row.nik) for row in people], np.bool_),
            "sex": np.array([bool(row.sex) for row in people], np.bool_),
            "region": np.array([len(row.region) >= 6 for row in people], np.bool_),
        },
        np.array([row.born[4:] == "0101" for row in people], np.bool_),
    )


def _bits(shares: Sequence[float]) -> Floats:
    found: Floats = -np.log2(np.array(shares, np.float64))
    return found


def _name_share(key: str, words: Sequence[str], rates: Rates) -> float:
    """A name that several people have is as common as they say; of another one its words are asked."""
    if not words:
        return 1.0
    if key in rates.names:
        return rates.names[key]
    typical = TYPICAL_NAME[min(len(words), len(TYPICAL_NAME)) - 1]
    weight = rates.people / (rates.people + IMAGINED)
    return weight * _promised(words, rates) * rates.together[len(words) - 1] + (1 - weight) * typical


def _promised(words: Sequence[str], rates: Rates) -> float:
    """The share of a name if its words had nothing to do with one another."""
    share = 1.0
    for word in words:
        share *= rates.words.get(word, rates.rare_word) / WORDS_A_NAME
    return max(share, LEAST_SHARE)


def _together(people: Sequence[Compared], rates: Rates) -> list[float]:
    """How many times as often as their words promise two people have one name that few have, by the words of it."""
    met, promised = np.full(MOST_WORDS, PRIOR_NAMES), np.full(MOST_WORDS, PRIOR_NAMES)
    for key, n in Counter(row.key for row in people if row.key not in rates.names).items():
        if words := key.split()[:MOST_WORDS]:
            met[len(words) - 1] += n * (n - 1)
            promised[len(words) - 1] += n * (len(people) - 1) * _promised(words, rates)
    shares: list[float] = (met / promised).tolist()
    return shares


def _day_share(born: str, rates: Rates) -> float:
    if not rates.years or not born:
        return TYPICAL_DAY
    year = rates.years.get(born[:4], LEAST_SHARED / (rates.people + IMAGINED))
    return year * (rates.january if born[4:] == "0101" else (1 - rates.january) / DAYS_A_YEAR)


def _place_share(code: str, kind: str, rates: Rates) -> float:
    if rates.people and code not in rates.places:
        return _place(LEAST_SHARED, kind, rates.people)
    return rates.places.get(code, TYPICAL_PLACE[kind])
