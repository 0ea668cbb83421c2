"""Weigh the levels of agreement of candidate pairs: Fellegi and Sunter (1969) with the frequency of each value.

A field's weight is log2(m / u): m, how often the same person agrees so across two lists; u, how often another person
does, taken from the exact counts of values in the rosters where the level is an agreement. The prior is explicit: how
many of the people are expected to stand in the lists at all, spread over all entries.

Opinions chosen here, because the fields are not independent and a false accusation costs most:
- NIK repeats birth date and sex: where the numbers are equal these two are not counted again if they came from it, and
  a number that differs only in its serial speaks against, for it belongs to twins and neighbours of one day.
- Relatives share house, ward and words of their name: place and address together weigh at most `AREA_CAP` bits, and a
  single shared word weighs nothing; without equal numbers it is never more than weak, and part of a name beside the
  same house or another number never more than possible.
- Without a birth date on both sides and without equal numbers nobody is more than possible; with nothing but a name, or
  with another name, the probability stays below one half (a number used by somebody else is no accusation).
The numbers are judgement, fixed before any measurement on the demo's truth, and are measured, not fitted, in the bench.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from jurdil.engines.linkage.levels import LEVELS, number_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

EXPECTED_SHARE = 0.033  # of the people stand in some list: 139 of 4,256 in Palopo, December 2023
FIELDS = ("name", "birth_date", "nik", "sex", "birth_place", "region", "address")
COLUMN_OF = dict(zip(FIELDS, ("name", "born", "nik", "sex", "place", "region", "address"), strict=True))
AREA_CAP, PLACE_CAP = 8.0, 4.0
BORROWED_SHARE = 0.0005  # of the entries carry the number of somebody else
PROBABLE_CAP, WEAK_CAP = 0.79, 0.49
CEILING = 0.9999
FULL_SIZE = 1_000_000.0
"""A roster smaller than this says too little about how common a value is: the entries that lack are imagined."""
TYPICAL = {"name": 5e-6, "key": 5e-6, "born": 5e-5, "place": 0.05, "village": 4e-3, "district": 0.02, "city": 0.15,
           "province": 0.3, "word": 2e-3}  # fmt: skip
"""The share that a value of each kind has among the imagined entries."""

# How often the same person agrees at each level, given that both sides state the field.
SAME: dict[str, dict[str, float]] = {
    "name": {"exact": 0.70, "spelling": 0.12, "near": 0.07, "part": 0.07, "one-word": 0.03, "other": 0.01},
    "birth_date": {
        "exact": 0.92, "day-month-swapped": 0.012, "year-off": 0.015, "first-of-january": 0.01,
        "two-of-three": 0.02, "other": 0.023,
    },
    "nik": {"equal": 0.93, "one-slip": 0.035, "serial-slip": 0.01, "other": 0.025},
    "sex": {"equal": 0.985, "other": 0.015},
    "birth_place": {"equal": 0.88, "near": 0.04, "other": 0.08},
    "region": {"village": 0.78, "district": 0.07, "city": 0.06, "province": 0.05, "other": 0.04},
    "address": {"same-house": 0.45, "same-ground": 0.30, "other": 0.25},
}  # fmt: skip
# How often another person agrees, where no count of values says it better.
OTHER: dict[str, dict[str, float]] = {
    "name": {"other": 0.97},
    "birth_date": {
        "day-month-swapped": 6e-5, "year-off": 2.2e-4, "first-of-january": 1.2e-3, "two-of-three": 5e-3, "other": 0.99,
    },
    "nik": {"one-slip": 2e-3, "serial-slip": 0.08, "other": 1.0},
    "sex": {"equal": 0.5, "other": 0.5},
    "birth_place": {"near": 0.02, "other": 0.7},
    "region": {"other": 0.5},
    "address": {"same-house": 0.10, "same-ground": 0.15, "other": 0.75},
}  # fmt: skip


@dataclass(frozen=True)
class Weights:
    """Per pair: bits of each field, the bits that a cap takes away, and the probability. Rows as in the levels."""

    bits: dict[str, Floats]
    prior: float
    caution: Floats
    probability: Floats
    evidence: NDArray[np.str_]


def _column(levels: pa.Table, name: str) -> Floats:
    values: Floats = np.nan_to_num(levels.column(name).to_numpy(zero_copy_only=False).astype(np.float64))
    return values


def _table(field: str) -> Floats:
    """Return log2(m / u) by level number, with u = 1 where the counts say it."""
    names = LEVELS[field]
    weights = np.zeros(len(names))
    for number, name in enumerate(names[1:], start=1):
        weights[number] = np.log2(SAME[field][name] / OTHER[field].get(name, 1.0))
    return weights


def smoothing(kind: str, entries: int) -> tuple[float, float]:
    """Return what is added to a value's count, and the number of entries, real and imagined, it is divided by."""
    lacking = max(FULL_SIZE - entries, 0.0)
    return 1.0 + lacking * TYPICAL[kind], entries + lacking


def _rarity(levels: pa.Table, kind: str, entries: int) -> Floats:
    """Return -log2 of the share of entries with the value; a value that was never met counts as one met once."""
    more, size = smoothing(kind, entries)
    rarity: Floats = -np.log2(np.minimum(1.0, (_column(levels, f"n_{kind}") + more) / size))
    return rarity


def _name_bits(levels: pa.Table, at: Ints, entries: int) -> Floats:
    bits = _table("name")[at]
    bits[at == 1] += _rarity(levels, "name", entries)[at == 1]
    key = _rarity(levels, "key", entries)
    bits[at == 2] += key[at == 2]
    bits[at == 3] += np.maximum(0.0, np.minimum(key, 18.0) - 3.0)[at == 3]
    shared = np.minimum(-_column(levels, "shared_bits"), 14.0)
    bits[at == 4] += shared[at == 4]
    one = number_of("name", "one-word")
    bits[at == one] = np.minimum(0.0, bits + shared - 4.0)[at == one]
    return bits


def _area_bits(levels: pa.Table, region: Ints, address: Ints, entries: int) -> tuple[Floats, Floats]:
    bits = _table("region")[region]
    for name in ("village", "district", "city"):
        here = region == number_of("region", name)
        bits[here] += _rarity(levels, name, entries)[here]
    here = region == number_of("region", "province")
    bits[here] = np.minimum(bits + _rarity(levels, "province", entries), 0.0)[here]
    near = _table("address")[address]
    return bits, np.minimum(near, np.maximum(AREA_CAP - np.maximum(bits, 0.0), 0.0))


def weigh(levels: pa.Table, *, entries: int, people: int) -> Weights:
    """Return weights and probabilities for the pairs of `levels` (a table of `Database.compare`).

    entries: of all rosters together. people: unused by the weights but for the explicit prior, which is per person.
    """
    size = max(float(entries), FULL_SIZE)
    at = {field: levels.column(COLUMN_OF[field]).to_numpy().astype(np.int64) for field in FIELDS}
    bits: dict[str, Floats] = {"name": _name_bits(levels, at["name"], entries)}
    born = _table("birth_date")[at["birth_date"]]
    born[at["birth_date"] == 1] += _rarity(levels, "born", entries)[at["birth_date"] == 1]
    is_nik_equal = at["nik"] == 1
    born[is_nik_equal & (_column(levels, "is_born_from_nik") > 0)] = 0.0
    bits["birth_date"] = born
    nik = _table("nik")[at["nik"]]
    nik[is_nik_equal] = np.log2(SAME["nik"]["equal"] * size / BORROWED_SHARE)
    bits["nik"] = nik
    bits["sex"] = np.where(is_nik_equal & (at["sex"] == 1), 0.0, _table("sex")[at["sex"]])
    place = _table("birth_place")[at["birth_place"]]
    place[at["birth_place"] == 1] += np.minimum(_rarity(levels, "place", entries), PLACE_CAP)[at["birth_place"] == 1]
    bits["birth_place"] = place
    bits["region"], bits["address"] = _area_bits(levels, at["region"], at["address"], entries)
    prior = float(np.log2(EXPECTED_SHARE / size)) if people else 0.0
    odds = prior + np.sum(list(bits.values()), axis=0)
    plain = 1.0 / (1.0 + np.exp2(np.clip(-odds, -60, 60)))
    probability = np.minimum(plain, _cap(at))
    caution = np.log2(probability / (1 - probability)) - np.clip(odds, -60, 60)
    return Weights(bits, prior, np.minimum(caution, 0.0), probability, _evidence(at))


def _cap(at: dict[str, Ints]) -> Floats:
    cap = np.full(len(at["name"]), CEILING)
    has_name, has_day, is_nik_equal = at["name"] > 0, at["birth_date"] > 0, at["nik"] == 1
    cap[~has_day & ~is_nik_equal] = PROBABLE_CAP
    agrees_elsewhere = (
        is_nik_equal
        | np.isin(at["birth_date"], (1, 2, 3, 4, 5))
        | np.isin(at["region"], (1, 2))
        | np.isin(at["address"], (1, 2))
    )
    cap[~agrees_elsewhere] = WEAK_CAP
    part, one_word = number_of("name", "part"), number_of("name", "one-word")
    may_be_kin = np.isin(at["address"], (1, 2)) | (at["nik"] > 1)
    cap[(at["name"] == part) & may_be_kin & ~is_nik_equal] = PROBABLE_CAP
    cap[(at["name"] == one_word) & ~is_nik_equal] = WEAK_CAP
    cap[~has_name | (at["name"] == number_of("name", "other"))] = WEAK_CAP
    cap[(at["birth_date"] == number_of("birth_date", "other")) & ~is_nik_equal] = WEAK_CAP
    return cap


def _evidence(at: dict[str, Ints]) -> NDArray[np.str_]:
    """Return the first of E1 to E4 that holds after normalising, or an empty text."""
    name = np.isin(at["name"], (1, 2))
    born = at["birth_date"] == 1
    city, village = np.isin(at["region"], (1, 2, 3)), at["region"] == 1
    conditions: list[Flags] = [at["nik"] == 1, name & born & city, name & (born | village), name]
    return np.select(conditions, ["E1", "E2", "E3", "E4"], default="")
