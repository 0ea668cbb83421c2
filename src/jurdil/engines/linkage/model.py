"""What the weights rest on: how the same person, people who resemble one another, and strangers agree.

A pair of a person and an entry belongs to one of a few classes. Beside the classical two of Fellegi and Sunter (1969),
the same person and strangers, there are those that make innocent people look guilty: a namesake, or one born on the
same day even, kin of one house, a twin, a stranger registered at the same place on the same day, a number borrowed,
and one that slipped from the line of somebody of the same house; and the same person written by a careful or by a hasty
hand. For each class stand how many such entries one person has on average, and how the fields agree, by level; for some
fields it depends on a circumstance (`CONTEXTS`). The model is a plain JSON file, so that others can read and check it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from jurdil.engines.linkage.counts import FULL_SIZE
from jurdil.engines.linkage.levels import FIELDS, LEVELS

Floats = NDArray[np.float64]

CLASSES = ("same", "same_hasty", "namesake", "day_namesake", "kin", "twin", "neighbour", "borrowed", "slipped")
SAME = (0, 1)
CONTEXTS: dict[str, tuple[str, ...]] = {
    "name": ("long-name", "short-name"),
    "birth_date": ("any", "first-of-january", "from-number", "no-day"),
    "nik": (
        "any",
        "same-day",
        "same-day-and-city",
        "other-day-in-number",
        "same-city",
        "other-day-in-number-and-city",
        "same-day-other-sex",
    ),
    "sex": ("any", "same-name"),
    "birth_place": ("rare-place", "elsewhere", "same-city", "same-province"),
    "region": ("ward", "coarser", "district"),
    "address": ("elsewhere", "same-village", "same-city"),
}
"""short-name: up to six letters. first-of-january: the person was born on one. from-number: a birth date was read
from a NIK, for none was told. no-day: what is written on one side can be no day, most often a slip. rare-place: few
entries were born where the person was. same-day: birth date and sex, which a NIK repeats, agree; and-city: and the
city, which is often that of the NIK, or none is told. other-day-in-number: the dates differ, and one was read from the
NIK, so that no number can be seen to fit a date of its own, or the numbers are the same and the date says nothing more;
a city, whose code a NIK often repeats, counts here too. ward: both sides say the ward; coarser: one does not, and a
city is all that
can agree; district: one says the district and no ward. same-city: the same, for what is said of the house."""
DEFINING: dict[str, tuple[str, ...]] = {
    "same": (), "same_hasty": (), "namesake": ("name", "birth_date"), "day_namesake": ("name", "birth_date"),
    "kin": ("address",),
    "twin": ("birth_date", "nik", "address"), "neighbour": ("birth_date", "nik"), "borrowed": ("nik",),
    "slipped": ("nik", "address"),
}  # fmt: skip
"""The fields that say what a class is: their agreement is not learnt, or the class would drift to mean another thing.
That somebody else has the same number is not learnt either: only `borrowed` and `slipped` mean that. For twins it is
judged: once in 500 times whoever types a household from one family card slips a line."""
HALVES = (FIELDS[:3], FIELDS[3:])
"""Fields in two parts, so that two small tables stand in for all patterns."""
POOLED = ("name", "birth_date", "nik", "sex", "birth_place")
"""Fields whose faults in writing down the same person do not depend on the circumstance."""
SAME_DAY, SAME_DAY_CITY, OTHER_DAY, SAME_CITY, OTHER_DAY_CITY, OTHER_SEX = range(1, len(CONTEXTS["nik"]))
OTHER_DAYS = [nth for nth in range(len(CONTEXTS["nik"])) if nth not in (SAME_DAY, SAME_DAY_CITY)]
"""Circumstances of a NIK by their place in CONTEXTS; those of which birth date and sex are not both the same."""
NUMBER_OF_OTHER = 1e-6

UNMET = 0.5
MOST_AGAIN_BITS = 4.0
"""Other entries of a person make a pair at most so much more or less likely, however many such were counted."""
NOTHING_AGAIN = {"person": 0.04, "entry": 0.04, "lists": {}}
"""What a model says of own entries that was learnt before they were counted: nothing."""
ALONE_WORDS = (16, 64, 256)
"""Names of one word are told apart by how many entries have the word: up to so many, or more than the last."""
ALONE_OTHERS = 3
"""And by how many other entries have the name: fewer than so many; of more, their number tells enough."""
NEAR = ((0.01, 0.02), (0.01, 0.02))
"""Judgement of `Model.near`: a stranger's other word is nearly the same, or alike."""
_EXPECTED = {
    "same": 0.03,
    "same_hasty": 0.01,
    "namesake": 0.1,
    "day_namesake": 0.003,
    "kin": 0.05,
    "twin": 0.001,
    "neighbour": 0.2,
    "borrowed": 0.0005,
    "slipped": 0.0001,
}
# How the fields agree before anything is estimated: judgement; the order is that of LEVELS without `missing`.
_START: dict[str, dict[str, tuple[float, ...]]] = {
    "same": {
        "name": (0.84, 0.07, 0.02, 0.02, 0.01, 0.015, 0.015, 0.004, 0.002, 0.002, 0.002),
        "birth_date": (0.965, 0.006, 0.007, 0.007, 0.005, 0.003, 0.007),
        "nik": (0.96, 0.02, 0.005, 0.005, 0.001, 0.0005, 0.009),
        "sex": (0.998, 0.002),
        "birth_place": (0.93, 0.03, 0.04),
        "region": (0.87, 0.05, 0.04, 0.02, 0.02),
        "address": (0.75, 0.08, 0.02, 0.15),
    },
    "same_hasty": {
        "name": (0.5, 0.15, 0.065, 0.065, 0.04, 0.055, 0.055, 0.03, 0.015, 0.015, 0.01),
        "birth_date": (0.88, 0.02, 0.025, 0.02, 0.02, 0.01, 0.025),
        "nik": (0.88, 0.05, 0.02, 0.015, 0.005, 0.002, 0.03),
        "sex": (0.99, 0.01),
        "birth_place": (0.84, 0.06, 0.10),
        "region": (0.85, 0.05, 0.04, 0.03, 0.03),
        "address": (0.70, 0.08, 0.02, 0.20),
    },
    "namesake": {
        "name": (0.88, 0.06, 0.015, 0.015, 0.005, 0.0075, 0.0075, 0.005, 0.0015, 0.0015, 0.002),
        "birth_date": (0.0002, 0.0003, 0.003, 0.003, 0.006, 0.014, 0.9735),
        "nik": (1e-6, 0.0002, 0.0017, 0.001, 0.001, 0.9, 0.096),
        "sex": (0.99, 0.01),
        "birth_place": (0.30, 0.05, 0.65),
        "region": (0.03, 0.07, 0.3, 0.3, 0.3),
        "address": (0.001, 0.001, 0.008, 0.99),
    },
    "day_namesake": {
        "name": (0.88, 0.06, 0.015, 0.015, 0.005, 0.0075, 0.0075, 0.005, 0.0015, 0.0015, 0.002),
        "birth_date": (0.95, 0.01, 0.01, 0.01, 0.008, 0.004, 0.008),
        "nik": (1e-6, 0.01, 0.01, 0.05, 0.05, 0.02, 0.8798),
        "sex": (0.99, 0.01),
        "birth_place": (0.30, 0.05, 0.65),
        "region": (0.03, 0.07, 0.3, 0.3, 0.3),
        "address": (0.001, 0.001, 0.008, 0.99),
    },
    "kin": {
        "name": (0.002, 0.002, 0.001, 0.003, 0.01, 0.01, 0.04, 0.05, 0.03, 0.27, 0.582),
        "birth_date": (0.002, 0.001, 0.003, 0.015, 0.008, 0.022, 0.949),
        "nik": (1e-6, 0.0008, 0.004, 0.001, 0.002, 0.9, 0.094),
        "sex": (0.45, 0.55),
        "birth_place": (0.55, 0.05, 0.40),
        "region": (0.60, 0.05, 0.15, 0.1, 0.1),
        "address": (0.85, 0.06, 0.01, 0.08),
    },
    "twin": {
        "name": (0.002, 0.002, 0.002, 0.018, 0.01, 0.004, 0.036, 0.25, 0.03008, 0.34592, 0.3),
        "birth_date": (0.95, 0.01, 0.01, 0.01, 0.008, 0.004, 0.008),
        "nik": (0.002, 0.004, 0.03, 0.766, 0.10, 0.001, 0.0998),
        "sex": (0.80, 0.20),
        "birth_place": (0.93, 0.03, 0.04),
        "region": (0.65, 0.05, 0.15, 0.1, 0.05),
        "address": (0.85, 0.06, 0.01, 0.08),
    },
    "neighbour": {
        "name": (1e-05, 1e-05, 5e-05, 5e-05, 0.0001, 0.0005, 0.0005, 0.002, 0.015, 0.015, 0.96678),
        "birth_date": (0.98, 0.004, 0.004, 0.004, 0.004, 0.002, 0.002),
        "nik": (5e-4, 0.001, 0.009, 0.85, 0.10, 1e-4, 0.0394),
        "sex": (0.97, 0.03),
        "birth_place": (0.70, 0.03, 0.27),
        "region": (0.03, 0.10, 0.60, 0.15, 0.12),
        "address": (0.0005, 0.001, 0.008, 0.9905),
    },
    "borrowed": {
        "name": (1e-05, 1e-05, 5e-05, 5e-05, 0.0001, 0.0005, 0.0005, 0.002, 0.025, 0.025, 0.94678),
        "birth_date": (1e-4, 1e-4, 4e-4, 1e-3, 1.5e-3, 4.5e-3, 0.9924),
        "nik": (0.9995, 1e-4, 1e-4, 1e-4, 1e-4, 1e-4, 1e-4),
        "sex": (0.5, 0.5),
        "birth_place": (0.30, 0.05, 0.65),
        "region": (0.03, 0.07, 0.3, 0.3, 0.3),
        "address": (0.001, 0.001, 0.008, 0.99),
    },
    "slipped": {
        "name": (0.002, 0.002, 0.001, 0.003, 0.01, 0.01, 0.04, 0.05, 0.03, 0.27, 0.582),
        "birth_date": (0.002, 0.001, 0.003, 0.015, 0.008, 0.022, 0.949),
        "nik": (0.9995, 1e-4, 1e-4, 1e-4, 1e-4, 1e-4, 1e-4),
        "sex": (0.45, 0.55),
        "birth_place": (0.55, 0.05, 0.40),
        "region": (0.94, 0.02, 0.02, 0.01, 0.01),
        "address": (0.85, 0.06, 0.01, 0.08),
    },
}  # fmt: skip
_ELSEWHERE_ADDRESS = (0.003, 0.0005, 0.0005, 0.996)
_COARSER_REGION = {
    "same": (0.001, 0.02, 0.929, 0.02, 0.03), "same_hasty": (0.001, 0.02, 0.909, 0.03, 0.04),
    "kin": (0.001, 0.02, 0.779, 0.1, 0.1), "twin": (0.001, 0.02, 0.779, 0.1, 0.1),
    "slipped": (0.001, 0.02, 0.959, 0.01, 0.01),
}  # fmt: skip
_DISTRICT_REGION = {
    "same": (0.001, 0.909, 0.04, 0.02, 0.03), "same_hasty": (0.001, 0.889, 0.04, 0.03, 0.04),
    "kin": (0.001, 0.649, 0.15, 0.1, 0.1), "twin": (0.001, 0.699, 0.15, 0.1, 0.05),
    "slipped": (0.001, 0.959, 0.02, 0.01, 0.01),
}  # fmt: skip
_RARE_PLACE = (0.01, 0.01, 0.98)
_NUMBERS_DAY = (0.45, 0.01, 0.03, 0.02, 0.18, 0.06, 0.25)
_NO_DAY = (0.1, 0.2, 0.08, 0.01, 0.36, 0.05, 0.2)
_OTHER_DAY_IN_NUMBER = {
    "namesake": (1e-6, 0.0002, 0.0017, 0.0001, 0.0001, 0.0001, 0.9978),
    "kin": (1e-6, 0.0008, 0.004, 0.0001, 0.0001, 0.0001, 0.9969),
}
_TWIN_OF_OTHER_SEX = (0.002, 0.30, 0.45, 0.01, 0.01, 0.001, 0.229)
_TWIN_OF_ANY_SEX = (0.002, 0.06, 0.11, 0.61, 0.08, 0.001, 0.137)
_STRANGERS: dict[str, dict[str, tuple[float, ...]]] = {
    "name": {
        "long-name": (5e-6, 5e-6, 2e-5, 8e-5, 1e-3, 1e-3, 1e-3, 1e-3, 0.005, 0.025, 0.96),
        "short-name": (5e-5, 5e-5, 1e-5, 4.9e-4, 1e-3, 1e-3, 1e-3, 2e-3, 0.005, 0.025, 0.96),
    },
    "birth_date": {
        "any": (5e-5, 6e-5, 2.2e-4, 6e-4, 1.5e-3, 3.5e-3, 0.994),
        "first-of-january": (5e-5, 1e-6, 2.2e-4, 0.02, 1e-3, 4e-3, 0.97),
        "from-number": (5e-5, 6e-5, 2.2e-4, 6e-4, 1.5e-3, 3.5e-3, 0.994),
        "no-day": (5e-5, 6e-5, 2.2e-4, 6e-4, 1.5e-3, 3.5e-3, 0.994),
    },
    "nik": {
        "any": (1e-9, 1e-6, 1e-5, 1e-5, 1e-5, 0.9, 0.1), "same-day": (1e-6, 0.003, 0.01, 0.005, 0.01, 0.002, 0.97),
        "same-day-and-city": (4.5e-6, 0.01, 0.03, 0.02, 0.02, 0.002, 0.918),
        "other-day-in-number": (1e-9, 1e-6, 1e-5, 1e-7, 1e-7, 1e-4, 0.9999),
        "same-city": (1e-9, 2e-6, 2e-5, 1e-5, 1e-5, 0.9, 0.1),
        "other-day-in-number-and-city": (1e-9, 2e-5, 2e-4, 1e-6, 1e-6, 1e-4, 0.9996),
        "same-day-other-sex": (1e-9, 0.005, 0.02, 1e-5, 1e-5, 0.002, 0.973),
    },
    "sex": {"any": (0.5, 0.5), "same-name": (0.96, 0.04)},
    "birth_place": {"rare-place": (0.003, 0.01, 0.987), "elsewhere": (0.2, 0.03, 0.77), "same-city": (0.4, 0.03, 0.57),
                    "same-province": (0.3, 0.03, 0.67)},
    "region": {"ward": (0.004, 0.02, 0.15, 0.4, 0.426), "coarser": (0.001, 0.01, 0.15, 0.4, 0.439),
               "district": (0.001, 0.023, 0.15, 0.4, 0.426)},
    "address": {
        "elsewhere": (1e-6, 1e-6, 1e-6, 0.999997), "same-village": (0.0005, 0.0005, 0.008, 0.991),
        "same-city": (1e-5, 2e-4, 0.008, 0.99179),
    },
}  # fmt: skip


@dataclass(frozen=True)
class Again:
    """How often whoever surely stands in the lists once stands there again (`own_entries.py`).

    person: share of people who have an own entry. entry: of own entries, share of those whose person has another one.
    lists: the same by roster; of a roster that is not among them, as of all. repeats: by roster, which one it mostly
    repeats word for word; entries that say the same in both count once.
    """

    person: float
    entry: float
    lists: Mapping[str, float]
    repeats: Mapping[str, str]

    def bits(self, roster: str, *, has_another: bool) -> float:
        """Return log2 of how many times as likely an entry of a roster is the person's, with another own one or not."""
        share = self.lists.get(roster, self.entry)
        times = share / self.person if has_another else (1 - share) / (1 - self.person)
        return float(np.log2(np.clip(times, 2**-MOST_AGAIN_BITS, 2**MOST_AGAIN_BITS)))


@dataclass(frozen=True)
class Homes:
    """How much the commonness of words of names, and of births on 1 January, varies from province to province.

    The variance of how many times as common they are there as over all (`homes.py`); 0: they say nothing of provinces.
    """

    words: float = 0.0
    days: float = 0.0


@dataclass(frozen=True)
class Model:
    """expected: entries of each class that a person has. agreement: by field, (class, circumstance, level).

    strangers: by field, (circumstance, level); levels of equal values are averages, the weights use exact counts.
    unmet: share of people's names that no entry has. alone: how many times as many strangers have a name of one word as
    its counts promise (ALONE_WORDS, ALONE_OTHERS). near: of strangers who share the first word of their names, or
    another one (rows), how many have names that are nearly the same, or alike (columns). lists: by roster, how many
    times as many of its entries are about somebody asked as of all entries together; of a roster that is not among
    them, as many. homes, again: see there.
    """

    expected: Floats
    agreement: Mapping[str, Floats]
    strangers: Mapping[str, Floats]
    unmet: float
    alone: Floats
    near: Floats
    homes: Homes
    lists: Mapping[str, float]
    again: Again

    def list_bits(self, roster: str) -> float:
        """Return log2 of how many times as many entries of a roster are about somebody asked as of all of them."""
        return float(np.log2(self.lists.get(roster, 1.0)))

    @cached_property
    def halves(self) -> tuple[Floats, Floats]:
        """How likely each class is to agree so in the fields of HALVES together (class, combination).

        A combination is a number that counts (circumstance, level) of its fields through, the last one fastest.
        """
        first, second = (self._together(fields) for fields in HALVES)
        return first, second

    def _together(self, fields: tuple[str, ...]) -> Floats:
        found: Floats = np.ones((len(self.expected), 1))
        for field in fields:
            agreement = self.agreement[field].reshape(len(self.expected), 1, -1)
            found = (found[:, :, None] * agreement).reshape(len(self.expected), -1)
        return found

    def to_json(self) -> str:
        """Return the model as text, levels and classes by name."""
        return json.dumps(
            {
                "expected": dict(zip(CLASSES, self.expected.tolist(), strict=True)),
                "agreement": {
                    name: {field: _named(field, self.agreement[field][nth]) for field in FIELDS}
                    for nth, name in enumerate(CLASSES)
                },
                "strangers": {field: _named(field, self.strangers[field]) for field in FIELDS},
                "unmet": self.unmet,
                "alone": self.alone.tolist(),
                "near": self.near.tolist(),
                "homes": asdict(self.homes),
                "lists": dict(self.lists),
                "again": asdict(self.again),
            },
            indent=1,
        )

    @classmethod
    def from_json(cls, text: str) -> Model:
        """Read a model. Raises KeyError or ValueError where a class, field or level is missing."""
        found = json.loads(text)
        again = found.get("again", NOTHING_AGAIN)
        return cls(
            np.array([found["expected"][name] for name in CLASSES], dtype=np.float64),
            {
                field: np.stack([_numbered(field, found["agreement"][name][field]) for name in CLASSES])
                for field in FIELDS
            },
            {field: _numbered(field, found["strangers"][field]) for field in FIELDS},
            float(found["unmet"]),
            np.array(found["alone"], dtype=np.float64),
            np.array(found.get("near", NEAR), dtype=np.float64),
            Homes(**{str(name): float(value) for name, value in found.get("homes", {}).items()}),
            _shares(found["lists"]),
            Again(float(again["person"]), float(again["entry"]), _shares(again["lists"]),
                  {str(name): str(first) for name, first in again.get("repeats", {}).items()}),
        )  # fmt: skip


def _shares(told: Mapping[str, float]) -> dict[str, float]:
    return {str(name): float(share) for name, share in told.items()}


def _named(field: str, table: Floats) -> dict[str, dict[str, float]]:
    return {
        context: dict(zip(LEVELS[field][1:], table[nth, 1:].tolist(), strict=True))
        for nth, context in enumerate(CONTEXTS[field])
    }


def _numbered(field: str, table: Mapping[str, Mapping[str, float]]) -> Floats:
    rows = [[1.0, *(table[context][level] for level in LEVELS[field][1:])] for context in CONTEXTS[field]]
    return np.array(rows, dtype=np.float64)


def starting_model(entries: int = FULL_SIZE) -> Model:
    """Return the model before anything is estimated: judgement, written down before any data was seen.

    entries: of all rosters; a short list holds fewer of everybody.
    """
    share = min(entries / FULL_SIZE, 1.0)
    listed = max((_EXPECTED["same"] + _EXPECTED["same_hasty"]) * share, 1e-9)
    agreement = {field: np.stack([_start(name, field) for name in CLASSES]) for field in FIELDS}
    strangers = {
        field: np.array([(1.0, *_STRANGERS[field][context]) for context in CONTEXTS[field]]) for field in FIELDS
    }
    return Model(np.array([_EXPECTED[name] * share for name in CLASSES]), agreement, strangers, UNMET,
                 np.ones((len(ALONE_WORDS) + 1, ALONE_OTHERS)), np.array(NEAR), Homes(), {},
                 Again(listed, listed, {}, {}))  # fmt: skip


def _start(name: str, field: str) -> Floats:
    row = (1.0, *_START[name][field])
    table = np.array([row] * len(CONTEXTS[field]))
    if field == "address":
        table[0, 1:] = _ELSEWHERE_ADDRESS
    if field == "birth_date" and name in ("same", "same_hasty"):
        table[2, 1:], table[3, 1:] = _NUMBERS_DAY, _NO_DAY
    if field == "nik" and name in _OTHER_DAY_IN_NUMBER:
        table[[OTHER_DAY, OTHER_DAY_CITY], 1:] = _OTHER_DAY_IN_NUMBER[name]
    if field == "nik" and name == "twin":
        table[OTHER_DAYS, 1:] = _TWIN_OF_ANY_SEX
        table[OTHER_SEX, 1:] = _TWIN_OF_OTHER_SEX
    if field == "nik" and name == "neighbour":
        table[OTHER_DAYS, 1] = NUMBER_OF_OTHER
    if field == "region":
        table[1, 1:] = _COARSER_REGION.get(name, row[1:])
        table[2, 1:] = _DISTRICT_REGION.get(name, row[1:])
    if field == "birth_place" and name in ("namesake", "day_namesake", "neighbour", "borrowed"):
        table[0, 1:] = _RARE_PLACE
    table[:, 1:] /= table[:, 1:].sum(axis=1, keepdims=True)
    return table
