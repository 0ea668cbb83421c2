"""How common values are, for weighing tokens: counted among the people who are asked about, never among the entries.

A delivery of tokens is made so that nothing common can be counted in it. Only what several people have in common is
kept by name; the rest is what the words of a name, the year of a birth and the size of the table promise, so that what
is kept says nothing about anybody and one person asked alone is weighed like all of them together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jurdil.engines.linkage.tokens_kinds import MOST_WORDS, Compared
from jurdil.engines.linkage.tokens_names import (
    WHOLE,
    WHOLE_NEAR,
    Fit,
    NearWords,
    judged,
    learn_names,
    learn_near_names,
    length_of,
    promised,
    promised_near,
    share_of,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Shares = Mapping[str, float]

LEAST_SHARED = 5
"""Values that fewer people have are not kept."""
IMAGINED = 2_000.0
"""So many imagined people, with typical values, are added to those that are counted."""
MOST_OTHERS = (LEAST_SHARED - 1) / 2
"""So many others bear a name that is not kept, however common its words are."""
WITH_A_SLIP = 0.03
"""Of the entries about people of one name, those that write it with a slip. Judgement, as for the person's own."""
TYPICAL_WORD = 2e-3
TYPICAL_NAME = (3e-4, 2e-5, 2e-6)
"""A name of one word, of two, of more."""
TYPICAL_DAY, DAYS_A_YEAR, TYPICAL_YEAR = 5e-5, 365.25, 0.018
TYPICAL_PLACE = {"village": 4e-3, "district": 0.02}
TYPICAL_JANUARY = 0.02
IMAGINED_PLACES = IMAGINED_BORN = 1_000.0


def _typical_near(letters: int) -> float:
    return 4e-5 * float(0.85 ** max(letters - 6, 0)) + 2e-7


@dataclass(frozen=True)
class Rates:
    """Shares of people by value. whole, near: what words say of a name, and of names one slip away (`tokens_names.py`).

    people: how many were counted. rare_word: the share of a word that is not kept. january: of a year's births, those
    written as its first day.
    """

    people: float = 0.0
    words: Shares = field(default_factory=dict)
    names: Shares = field(default_factory=dict)
    years: Shares = field(default_factory=dict)
    places: Shares = field(default_factory=dict)
    whole: Sequence[Fit] = judged(WHOLE)
    near: Sequence[Fit] = judged(WHOLE_NEAR)
    rare_word: float = TYPICAL_WORD
    january: float = TYPICAL_JANUARY

    def to_plain(self) -> dict[str, Any]:
        """Return the rates as JSON values."""
        return asdict(self)

    @cached_property
    def near_words(self) -> NearWords:
        """The share of words one slip away from a word; worked out once, for people who are asked one by one."""
        return NearWords(self.words)

    @cached_property
    def near_alone(self) -> NearWords:
        """The same among names of one word."""
        return NearWords({word: _name_share(word, [word], self) for word in self.words})


@dataclass(frozen=True)
class Rarity:
    """Per person and value, -log2 of the share of people with it. words: five columns. shorter: of the name without
    each of its words. count: words of the name.

    stated: by field, whether the person states it. on_january: whether the birth date is a first of January.
    """

    name: Floats
    near: Floats
    born: Floats
    village: Floats
    district: Floats
    words: Floats
    shorter: Floats
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
        rare_word=_rare_word(len(rare), len(set(rare)), len(people)),
        january=(sum(day[4:] == "0101" for day in born) + IMAGINED_BORN * TYPICAL_JANUARY)
        / (len(born) + IMAGINED_BORN),
    )
    rates = replace(rates, whole=learn_names(people, rates.words, rates.rare_word, rates.names, _others(rates)))
    return replace(rates, near=learn_near_names(people, rates.words, rates.rare_word, rates.near_alone))


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


def rarity_of(people: Sequence[Compared], rates: Rates) -> Rarity:
    """Say how rare each person's values are."""
    words = [row.key.split()[:MOST_WORDS] for row in people]
    known = {word: float(-np.log2(rates.words.get(word, rates.rare_word))) for each in words for word in each}
    near, alone = rates.near_words, rates.near_alone
    wide = np.zeros((len(people), MOST_WORDS))
    for nth, each in enumerate(words):
        wide[nth, : len(each)] = [known[word] for word in each]
    return Rarity(
        _bits([_name_share(row.key, each, rates) for row, each in zip(people, words, strict=True)]),
        _bits([_near_share(row, each, rates, near, alone) for row, each in zip(people, words, strict=True)]),
        _bits([_day_share(row.born, rates) for row in people]),
        _bits([_place_share(row.region[:10], "village", rates) for row in people]),
        _bits([_place_share(row.region[:6], "district", rates) for row in people]),
        wide,
        _shorter(words, rates),
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
    promise = promised(words, rates.words, rates.rare_word)
    told = share_of(rates.whole[length_of(words)], promise, _others(rates))
    return _blended(told, TYPICAL_NAME[length_of(words)], rates)


def _near_share(row: Compared, words: Sequence[str], rates: Rates, near: NearWords, alone: NearWords) -> float:
    """Another's name may be one slip away, or the same and written with a slip."""
    promise = promised_near(words, rates.words, rates.rare_word, near, alone)
    told = _blended(share_of(rates.near[length_of(words)], promise), _typical_near(len(row.joined)), rates)
    return told + WITH_A_SLIP * _name_share(row.key, words, rates)


def _shorter(names: Sequence[Sequence[str]], rates: Rates) -> Floats:
    bits = np.zeros((len(names), MOST_WORDS))
    for row, words in enumerate(names):
        if len(words) > 1:
            rests = ([*words[:nth], *words[nth + 1 :]] for nth in range(len(words)))
            bits[row, : len(words)] = _bits([_name_share(" ".join(rest), rest, rates) for rest in rests])
    return bits


def _blended(told: float, typical: float, rates: Rates) -> float:
    """What is typical counts like the pairs that imagined people make: of names it is pairs that tell."""
    weight = rates.people**2 / (rates.people**2 + IMAGINED**2)
    return weight * told + (1 - weight) * typical


def _others(rates: Rates) -> float:
    return rates.people / MOST_OTHERS


def _day_share(born: str, rates: Rates) -> float:
    if not rates.years or not born:
        return TYPICAL_DAY
    year = rates.years.get(born[:4], LEAST_SHARED / (rates.people + IMAGINED))
    return year * (rates.january if born[4:] == "0101" else (1 - rates.january) / DAYS_A_YEAR)


def _place_share(code: str, kind: str, rates: Rates) -> float:
    if rates.people and code not in rates.places:
        return _place(LEAST_SHARED, kind, rates.people)
    return rates.places.get(code, TYPICAL_PLACE[kind])
