"""Weigh what tokens found: levels of agreement per field, m and u of each, a probability (Fellegi and Sunter 1969).

The same opinions as `weighing.py`, on fewer fields. How common a name, a day or a ward is cannot be counted on tokens
(that is their purpose): it is counted among the people who are asked about, with imagined people where they are few.
An entry says whether it states a NIK, a sex or a birth date only beside an agreement; elsewhere these count as not
stated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jurdil.engines.linkage import tokens_kinds as kinds
from jurdil.engines.linkage.tokens_kinds import MOST_WORDS, Compared

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

EXPECTED_SHARE = 0.033  # of the people stand in some list: 139 of 4,256 in Palopo, December 2023
BORROWED_SHARE = 0.0005  # of the entries carry the number of somebody else
PROBABLE_CAP, WEAK_CAP, CEILING = 0.79, 0.49, 0.9999
FULL_SIZE = 1_000_000.0
IMAGINED = 50_000.0
"""So many imagined people, with typical values, are added to those that are counted."""
TYPICAL = {"key": 5e-6, "word": 2e-3, "born": 5e-5, "village": 4e-3, "district": 0.02}

LEVELS: Mapping[str, tuple[str, ...]] = {
    "name": ("missing", "spelling", "near", "part", "one-word", "other"),
    "birth_date": ("missing", "exact", "day-month-swapped", "two-of-three", "first-of-january", "other"),
    "nik": ("missing", "equal", "part-equal", "other"),
    "sex": ("missing", "equal", "other"),
    "region": ("missing", "village", "district", "elsewhere"),
}
FIELDS = tuple(LEVELS)
# Per level: how often the same person agrees so, and how often another does where no count says it better.
SAME: Mapping[str, tuple[float, ...]] = {
    "name": (1.0, 0.82, 0.07, 0.07, 0.03, 0.003),
    "birth_date": (1.0, 0.92, 0.012, 0.035, 0.01, 0.023),
    "nik": (1.0, 0.93, 0.035, 0.015),
    "sex": (1.0, 0.985, 0.015),
    "region": (1.0, 0.78, 0.07, 0.15),
}
OTHER: Mapping[str, tuple[float, ...]] = {
    "name": (1.0, 1.0, 1.0, 1.0, 1.0, 0.97),
    "birth_date": (1.0, 1.0, 6e-5, 5e-3, 1.2e-3, 0.99),
    "nik": (1.0, 1.0, 0.25, 0.75),
    "sex": (1.0, 0.5, 0.5),
    "region": (1.0, 1.0, 1.0, 0.95),
}
KEY_AGREES = (
    kinds.NIK_NAME | kinds.NIK_RIM | kinds.NAME_DAY | kinds.JOINED_DAY | kinds.NAME_SWAPPED | kinds.NAME_JANUARY
    | kinds.NAME_MONTH | kinds.NAME_MONTHDAY | kinds.NAME_YEARDAY | kinds.NAME_YEAR | kinds.NAME_VILLAGE
    | kinds.NAME_DISTRICT
)  # fmt: skip


@dataclass(frozen=True)
class Rarity:
    """Per person and value, -log2 of the share of people with it. words: five columns. count: words of the name."""

    key: Floats
    born: Floats
    village: Floats
    district: Floats
    words: Floats
    count: Ints


@dataclass(frozen=True)
class Weighed:
    """Per pair: the level and bits of each field, what caution took away, the probability, the class of evidence."""

    at: Mapping[str, Ints]
    bits: Mapping[str, Floats]
    prior: float
    caution: Floats
    probability: Floats
    evidence: NDArray[np.str_]


def rarity_of(people: Sequence[Compared]) -> Rarity:
    """Count the values of people and say how rare each person's are."""
    words = [row.key.split()[:MOST_WORDS] for row in people]
    counted = _bits(Counter(word for each in words for word in each), len(people), "word")
    wide = np.zeros((len(people), MOST_WORDS))
    for nth, each in enumerate(words):
        wide[nth, : len(each)] = [counted[word] for word in each]
    return Rarity(
        _rarity([row.key for row in people], "key"),
        _rarity([row.born for row in people], "born"),
        _rarity([row.region[:10] for row in people], "village"),
        _rarity([row.region[:6] for row in people], "district"),
        wide,
        np.array([len(each) for each in words], np.int64),
    )


def _bits(counts: Counter[str], size: int, kind: str) -> dict[str, float]:
    more = 1.0 + IMAGINED * TYPICAL[kind] if kind == "word" else IMAGINED * TYPICAL[kind]
    return {value: float(-np.log2(min(1.0, (n + more) / (size + IMAGINED)))) for value, n in counts.items()}


def _rarity(values: Iterable[str], kind: str) -> Floats:
    kept = list(values)
    found = _bits(Counter(kept), len(kept), kind)
    return np.array([found[value] for value in kept], np.float64)


def _has(found: Ints, agreement: int) -> Flags:
    flags: Flags = (found & agreement) != 0
    return flags


def _levels(found: Ints, shared: Ints, count: Ints) -> dict[str, Ints]:
    nik = _has(found, kinds.NIK)
    same = _has(found, KEY_AGREES)
    ends = _has(found, kinds.NIK_FRONT).astype(np.int64) + _has(found, kinds.NIK_BACK)
    near = _has(found, kinds.NEAR_DAY) | (nik & (ends == 2))
    part = _has(found, kinds.LESS_DAY | kinds.MORE_DAY) | ((shared > 0) & (shared >= np.maximum(count, 2)))
    one = (shared > 0) | (nik & (ends == 1))
    has_name = count > 0
    name = np.select([~has_name, same, near, part, one], [0, 1, 2, 3, 4], default=5)
    exact = _has(
        found,
        kinds.NIK_DAY | kinds.NAME_DAY | kinds.JOINED_DAY | kinds.LESS_DAY | kinds.MORE_DAY | kinds.NEAR_DAY
        | kinds.DAY_VILLAGE | kinds.DAY_DISTRICT,
    ) | ((shared > 0) & ~nik)  # fmt: skip
    two = _has(found, kinds.NAME_MONTH | kinds.NAME_MONTHDAY | kinds.NAME_YEARDAY)
    swapped, january = _has(found, kinds.NAME_SWAPPED), _has(found, kinds.NAME_JANUARY)
    born_stated = _has(found, kinds.BORN_STATED | kinds.NAME_YEAR)
    born = np.select([exact, swapped, two, january, born_stated], [1, 2, 3, 4, 5], default=0)
    stated = _has(found, kinds.NIK_STATED)
    partly = _has(found, kinds.NIK_RIM) | (stated & _has(found, kinds.SERIAL | kinds.NIK_REGION))
    numbers = np.select([nik, partly, stated], [1, 2, 3], default=0)
    sex = np.select([_has(found, kinds.SAME_SEX), _has(found, kinds.OTHER_SEX)], [1, 2], default=0)
    can_tell = (exact & ~nik) | same
    region = np.select(
        [
            _has(found, kinds.DAY_VILLAGE | kinds.NAME_VILLAGE),
            _has(found, kinds.DAY_DISTRICT | kinds.NAME_DISTRICT),
            can_tell,
        ],
        [1, 2, 3],
        default=0,
    )
    return {"name": name, "birth_date": born, "nik": numbers, "sex": sex, "region": region}


def weigh_patterns(found: Ints, person: Ints, rarity: Rarity, *, entries: int) -> Weighed:
    """Return levels, bits and probabilities of pairs. found: what each pair shares; person: the row of its person."""
    size = max(float(entries), FULL_SIZE)
    agree = np.stack([_has(found, bit) for bit in kinds.WORDS], axis=1)
    at = _levels(found, agree.sum(axis=1), rarity.count[person])
    bits = {field: np.log2(np.array(SAME[field]) / np.array(OTHER[field]))[at[field]] for field in FIELDS}
    _add_rarity(bits, at, agree, person, rarity)
    nik_equal = at["nik"] == 1
    bits["nik"][nik_equal] = np.log2(SAME["nik"][1] * size / BORROWED_SHARE)
    bits["birth_date"][nik_equal & (at["birth_date"] == 1)] = 0.0
    bits["sex"][nik_equal & (at["sex"] == 1)] = 0.0
    prior = float(np.log2(EXPECTED_SHARE / size))
    odds = np.clip(prior + np.sum(list(bits.values()), axis=0), -60, 60)
    probability = np.minimum(1.0 / (1.0 + np.exp2(-odds)), _cap(at))
    caution = np.minimum(np.log2(probability / (1 - probability)) - odds, 0.0)
    return Weighed(at, bits, prior, caution, probability, _evidence(at))


def _add_rarity(bits: dict[str, Floats], at: Mapping[str, Ints], agree: Flags, person: Ints, rarity: Rarity) -> None:
    key = rarity.key[person]
    shared = np.minimum((agree * rarity.words[person]).sum(axis=1), 14.0)
    name = at["name"]
    bits["name"] += np.select(
        [name == 1, name == 2, name == 3], [key, np.maximum(np.minimum(key, 18.0) - 3.0, 0.0), shared], default=0.0
    )
    bits["name"] = np.where(name == 4, np.minimum(0.0, bits["name"] + shared - 4.0), bits["name"])
    bits["birth_date"] += np.where(at["birth_date"] == 1, rarity.born[person], 0.0)
    bits["region"] += np.select(
        [at["region"] == 1, at["region"] == 2], [rarity.village[person], rarity.district[person]], default=0.0
    )


def _cap(at: Mapping[str, Ints]) -> Floats:
    """Return the highest probability that each pattern may have, whatever its bits."""
    cap = np.full(len(at["name"]), CEILING)
    name, born, region = at["name"], at["birth_date"], at["region"]
    nik_equal, nik_other = at["nik"] == 1, at["nik"] == 3
    cap[(born == 0) & ~nik_equal] = PROBABLE_CAP
    cap[(name == 2) & (at["nik"] == 2)] = PROBABLE_CAP
    cap[(name == 3) & (at["nik"] == 2) | np.isin(name, (2, 3)) & nik_other] = WEAK_CAP
    cap[(born == 5) & ~nik_equal] = WEAK_CAP
    cap[(name == 4) & ~nik_equal] = WEAK_CAP
    cap[~nik_equal & ~np.isin(born, (1, 2, 3, 4)) & ~np.isin(region, (1, 2))] = WEAK_CAP
    cap[(name == 0) | (name == 5)] = WEAK_CAP
    return cap


def _evidence(at: Mapping[str, Ints]) -> NDArray[np.str_]:
    """Return the first of E1 to E4 that is known to hold, or an empty text.

    Tokens know no city, so that E2 asks for the district.
    """
    name, born, near, village = at["name"] == 1, at["birth_date"] == 1, np.isin(at["region"], (1, 2)), at["region"] == 1
    conditions = [at["nik"] == 1, name & born & near, name & (born | village), name]
    return np.select(conditions, ["E1", "E2", "E3", "E4"], default="")
