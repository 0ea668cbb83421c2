"""What the weights of tokens rest on: how the same person, people who resemble one another, and strangers agree.

The classes are those of `model.py` that tokens can tell apart, with strangers as the last one, on fewer fields. A plain
JSON file, so that others can read and check it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from jurdil.engines.linkage.tokens_levels import CONTEXTS, FIELDS, LEVELS, number_of
from jurdil.engines.linkage.tokens_rates import Rates

Floats = NDArray[np.float64]

CLASSES = ("same", "same_hasty", "namesake", "day_namesake", "kin", "twin", "borrowed", "stranger")
SAME = (0, 1)
STRANGER = CLASSES.index("stranger")
NUMBERED = 0.5
"""Of the entries of a list of which nothing was learnt, those that state a number. Judgement."""
VERSION = 4
"""Of the levels that a model speaks of; goes up with them."""
FULL_SIZE = 1_000_000.0
"""So many entries are what a model's expected numbers are for."""
DEFINING: Mapping[str, tuple[str, ...]] = {
    "same": (), "same_hasty": (), "namesake": ("name", "birth_date"), "day_namesake": ("name", "birth_date"),
    "kin": ("birth_date",), "twin": ("birth_date", "nik"), "borrowed": ("nik", "name"),
    "stranger": ("name", "birth_date", "region"),
}  # fmt: skip
"""The fields whose agreement is not learnt, because they say what a class is, or are counted (of strangers, and the
name of those who use another's number)."""
FIXED: Mapping[str, tuple[int, ...]] = {
    "birth_date": (CONTEXTS["birth_date"].index("unseen-by-name"),),
    "nik": (CONTEXTS["nik"].index("by-name"),),
}
"""Circumstances that show one level only: how often it would be another one cannot be seen, and is judged."""
JUDGED: Mapping[str, tuple[int, ...]] = {
    "birth_date": tuple(number_of("birth_date", level) for level in ("same-year", "not-seen", "other")),
}
"""Levels of which it is judged how often the same person agrees so: nearly all such pairs are of others, who would be
learnt from instead. `not-seen` is learnt beside the same number only."""
RELATIVES = 0.2
"""Of those who use another's number, relatives: whoever types a household slips a line. Judgement."""
NAMES_OF_STRANGERS = (2e-5, 3e-5, 0.0, 1e-5, 9e-4, 1.3e-3, 0.0095, 0.98824)
NAMES_OF_RELATIVES = (2e-4, 0.005, 0.0, 0.005, 0.02, 0.15, 0.035, 0.7848)
"""How names agree beside a number that somebody else uses, in the order of LEVELS without `missing`. Judgement; of
strangers it is counted (`tokens_borrowing.py`)."""
_EXPECTED = {
    "same": 0.026, "same_hasty": 0.009, "namesake": 0.02, "day_namesake": 0.002, "kin": 0.004, "twin": 0.001,
    "borrowed": 0.0015, "stranger": FULL_SIZE,
}  # fmt: skip
# How the fields agree before anything is learnt: judgement; in the order of LEVELS without `missing`.
_START: Mapping[str, Mapping[str, tuple[float, ...]]] = {
    "same": {
        "name": (0.92, 0.04, 0.021, 0.009, 0.003, 0.003, 0.002, 0.002),
        "birth_date": (0.968, 0.006, 0.014, 0.007, 0.003, 1e-4, 0.001),
        "nik": (0.96, 0.012, 0.012, 0.007, 0.009), "sex": (0.998, 0.002), "region": (0.85, 0.05, 0.10),
    },
    "same_hasty": {
        "name": (0.60, 0.15, 0.105, 0.045, 0.035, 0.035, 0.02, 0.01),
        "birth_date": (0.89, 0.02, 0.045, 0.025, 0.01, 1e-4, 0.005),
        "nik": (0.88, 0.035, 0.035, 0.02, 0.03), "sex": (0.99, 0.01), "region": (0.85, 0.05, 0.10),
    },
    "namesake": {
        "name": (0.93, 0.05, 0.007, 0.003, 0.002, 0.002, 0.001, 0.005),
        "birth_date": (1e-4, 3e-4, 0.006, 0.003, 0.02, 1e-4, 0.9706),
        "nik": (1e-6, 0.001, 0.01, 0.05, 0.939), "sex": (0.98, 0.02), "region": (0.03, 0.07, 0.90),
    },
    "day_namesake": {
        "name": (0.93, 0.05, 0.007, 0.003, 0.002, 0.002, 0.001, 0.005),
        "birth_date": (0.96, 0.01, 0.015, 0.01, 0.004, 1e-4, 9e-4),
        "nik": (1e-6, 0.01, 0.03, 0.10, 0.86), "sex": (0.98, 0.02), "region": (0.03, 0.07, 0.90),
    },
    "kin": {
        "name": (0.30, 0.05, 0.05, 0.05, 0.08, 0.34, 0.03, 0.10),
        "birth_date": (0.002, 0.002, 0.03, 0.01, 0.03, 1e-4, 0.9259),
        "nik": (0.002, 0.004, 0.01, 0.5, 0.484), "sex": (0.7, 0.3), "region": (0.75, 0.10, 0.15),
    },
    "twin": {
        "name": (0.003, 0.06, 0.03, 0.03, 0.22, 0.59, 0.03, 0.037),
        "birth_date": (0.96, 0.01, 0.015, 0.01, 0.004, 1e-4, 9e-4),
        "nik": (0.002, 0.02, 0.01, 0.80, 0.168), "sex": (0.8, 0.2), "region": (0.75, 0.10, 0.15),
    },
    "borrowed": {
        "name": NAMES_OF_STRANGERS,
        "birth_date": (0.003, 1e-4, 4e-4, 1e-3, 6e-3, 1e-4, 0.9894),
        "nik": (0.9996, 1e-4, 1e-4, 1e-4, 1e-4), "sex": (0.5, 0.5), "region": (0.03, 0.07, 0.90),
    },
    "stranger": {
        "name": (1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0095, 0.97),
        "birth_date": (1.0, 6e-5, 4.5e-3, 1e-3, 0.018, 1.0, 0.976),
        "nik": (1e-9, 0.003, 0.03, 0.05, 0.917), "sex": (0.96, 0.04), "region": (1.0, 1.0, 0.97),
    },
}  # fmt: skip
"""Of strangers 1.0 stands where the share of the person's own value is taken (`tokens_rates.py`)."""
_BY_NUMBER = {"same": 0.90, "same_hasty": 0.80, "borrowed": 0.05}
_ONE_WORD_NAME = {"twin": (0.003, 0.06, 0.0, 0.58, 0.0, 0.32, 0.0, 0.037)}
"""Who shares the only word of a name has all of it, and most often one word more."""
_UNSEEN = {"same": 0.08, "same_hasty": 0.11, "day_namesake": 0.08, "twin": 0.08}
_ENDS = {"same": 0.02, "same_hasty": 0.05, "twin": 0.01, "stranger": 0.01}
_SELDOM = 0.05
_REGION_BY_NUMBER = {"same": (0.42, 0.03, 0.55), "same_hasty": (0.42, 0.03, 0.55), "borrowed": (0.02, 0.005, 0.975)}
_OTHER_SEX = {"namesake": 0.2, "day_namesake": 0.2, "stranger": 0.2, "borrowed": 0.5}


@dataclass(frozen=True)
class TokenModel:
    """expected: entries of each class that a person has among 1,000,000 (`borrowed`: that state a number). rates: how
    common values are.

    agreement: by field, (class, circumstance, level). without_areas: lists whose entries seldom state an area, by name.
    lists: by name, how many times as many of its entries are about somebody asked as of all; another list counts once.
    numbered: by name, the share of its entries that state a number; another list has that of all together.
    """

    expected: Floats
    agreement: Mapping[str, Floats]
    rates: Rates = field(default_factory=Rates)
    without_areas: tuple[str, ...] = ()
    lists: Mapping[str, float] = field(default_factory=dict)
    numbered: Mapping[str, float] = field(default_factory=dict)

    def unseen(self, roster: str) -> Floats:
        """Return how often the number of the same person is not seen to be the same, by hand: stated otherwise or not.

        Where no name shows beside a birth date and no day beside a ward, a number shows only if it is the same.
        """
        stated = self.numbered.get(roster, fmean(self.numbered.values()) if self.numbered else NUMBERED)
        equal = self.agreement["nik"][list(SAME), 0, number_of("nik", "equal")]
        found: Floats = 1 - stated * equal
        return found

    def to_json(self) -> str:
        """Return the model as text, levels and classes by name."""
        return self._text

    @cached_property
    def _text(self) -> str:
        return json.dumps(
            {
                "tokens": VERSION,
                "expected": dict(zip(CLASSES, self.expected.tolist(), strict=True)),
                "agreement": {
                    name: {each: _named(each, self.agreement[each][nth]) for each in FIELDS}
                    for nth, name in enumerate(CLASSES)
                },
                "rates": self.rates.to_plain(),
                "without_areas": list(self.without_areas),
                "lists": dict(self.lists),
                "numbered": dict(self.numbered),
            },
            indent=1,
        )

    @classmethod
    def from_json(cls, text: str) -> TokenModel:
        """Read a model. Raises KeyError, TypeError or ValueError where a class, field, level or rate is missing, or
        where another version learnt it: its levels mean something else.
        """
        found = json.loads(text)
        if found["tokens"] != VERSION:
            raise ValueError("another version learnt it")
        return cls(
            np.array([found["expected"][name] for name in CLASSES], np.float64),
            {each: np.stack([_read(each, found["agreement"][name][each]) for name in CLASSES]) for each in FIELDS},
            Rates(**found["rates"]),
            tuple(found["without_areas"]),
            *({str(name): float(n) for name, n in found[each].items()} for each in ("lists", "numbered")),
        )


def _named(of: str, table: Floats) -> dict[str, dict[str, float]]:
    return {
        context: dict(zip(LEVELS[of], table[nth].tolist(), strict=True)) for nth, context in enumerate(CONTEXTS[of])
    }


def _read(of: str, table: Mapping[str, Mapping[str, float]]) -> Floats:
    rows = [[table[context][level] for level in LEVELS[of]] for context in CONTEXTS[of]]
    return np.array(rows, np.float64)


def starting_token_model(entries: int = 0) -> TokenModel:
    """Return the model before anything is learnt: judgement.

    entries: of all deliveries; of more than 1,000,000 each is as much less likely to be the person asked about.
    """
    share = FULL_SIZE / max(float(entries), FULL_SIZE)
    expected = [_EXPECTED[name] * (share if name != "stranger" else 1.0) for name in CLASSES]
    agreement = {each: np.stack([_start(name, each) for name in CLASSES]) for each in FIELDS}
    return TokenModel(np.array(expected), agreement)


def borrowed_names(strangers: Floats) -> Floats:
    """Return how names agree beside a number that somebody else uses. strangers: how theirs do, by level."""
    return (1 - RELATIVES) * strangers + RELATIVES * np.array(NAMES_OF_RELATIVES)


def _start(name: str, of: str) -> Floats:
    table = np.array([(1.0, *_START[name][of])] * len(CONTEXTS[of]))
    if of == "birth_date":
        by_number, unseen = CONTEXTS[of].index("by-number"), number_of(of, "not-seen")
        share = _BY_NUMBER.get(name, 0.01)
        table[by_number, 1:] = 0.0
        table[by_number, [1, unseen]] = share, 1 - share
        table[FIXED[of][0], unseen] = _UNSEEN.get(name, 1.0)
    if of == "nik":
        table = np.hstack([table, np.zeros((len(table), 1))])
        by_village, by_name = CONTEXTS[of].index("by-village-and-day"), CONTEXTS[of].index("by-name")
        ends, serial, region, other = range(2, 6)
        table[by_name, number_of(of, "not-seen")] = 1.0
        table[by_name, ends] = _ENDS.get(name, 0.01)
        table[by_village, serial] += table[by_village, ends]
        table[by_village, other] += table[by_village, region]
        table[by_village, [ends, region]] = 0.0
    if of == "name" and name == "borrowed":
        table[:, 1:] = borrowed_names(table[:, 1:])
    if of == "name" and name != "stranger":
        _move_unshown_names(table)
        if name in _ONE_WORD_NAME:
            table[CONTEXTS[of].index("one-word-name"), 1:] = _ONE_WORD_NAME[name]
    if of == "sex" and name in _OTHER_SEX:
        table[CONTEXTS[of].index("other-name"), 1:] = 1 - _OTHER_SEX[name], _OTHER_SEX[name]
    if of == "region" and name != "stranger":
        stated, seldom, by_number = table
        seldom[1:3] = stated[1:3] * _SELDOM
        seldom[3] = 1 - seldom[1:3].sum()
        by_number[1:] = _REGION_BY_NUMBER.get(name, stated[1:])
    return table


def _move_unshown_names(table: Floats) -> None:
    """Judge what cannot show as what shows instead: `front` and `letters` without the number, `shorter` beside it or of
    one word.
    """
    shorter, part, front, one, letters, other = (
        number_of("name", level) for level in ("shorter", "part", "front", "one-word", "letters", "other")
    )
    by_number, *unaided = range(len(CONTEXTS["name"]))
    table[by_number, [front, one]] += table[by_number, shorter] / 2
    table[unaided, one] += table[unaided, front]
    table[unaided, other] += table[unaided, letters]
    table[unaided, front] = table[unaided, letters] = 0.0
    one_word = CONTEXTS["name"].index("one-word-name")
    table[one_word, part] += table[one_word, shorter]
    table[[by_number, one_word], shorter] = 0.0
