"""How a person and an entry agree, field by field, told from nothing but which tokens they share.

What did not agree is often not seen at all: an entry's sex, number and area show only beside a name or an area with its
birth date. Such a field is `missing` and speaks for nobody, unless an agreement would have shown (`not-seen`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from jurdil.engines.linkage import tokens_kinds as kinds

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

LEVELS: Mapping[str, tuple[str, ...]] = {
    "name": ("missing", "spelling", "near", "shorter", "part", "front", "one-word", "letters", "other"),
    "birth_date": ("missing", "exact", "day-month-swapped", "two-of-three", "first-of-january", "same-year",
                   "not-seen", "other"),
    "nik": ("missing", "equal", "ends-equal", "serial-equal", "region-equal", "other", "not-seen"),
    "sex": ("missing", "equal", "other"),
    "region": ("missing", "village", "district", "elsewhere"),
}  # fmt: skip
FIELDS = tuple(LEVELS)
CONTEXTS: Mapping[str, tuple[str, ...]] = {
    "name": ("by-number", "one-word-name", "longer-name"),
    "birth_date": ("by-name", "first-of-january", "by-number", "unseen-by-name"),
    "nik": ("by-name-and-day", "by-village-and-day", "by-name"),
    "sex": ("same-name", "other-name"),
    "region": ("stated", "seldom-stated", "by-number"),
}
"""Circumstances on which it hangs what can be seen, or how often others agree. first-of-january: the person was born on
one. by-number: the number is the same; of a date, that the name is not, so that a day shows beside the number only; of
an area, that no day agrees either, so that it shows only where the entry tells no other day than the number does.
one-word-name, longer-name: the person's name, beside a date or area. unseen-by-name: no part of the dates agrees, and
one side may state none. by-name: only a number with the same ends shows. seldom-stated: the entries of this list seldom
state an area."""
BESIDE_NUMBER = kinds.NIK | kinds.NIK_NAME | kinds.NIK_FRONT | kinds.NIK_BACK | kinds.NIK_DAY | kinds.NIK_RIM
KEY_AGREES = (
    kinds.NIK_NAME | kinds.NIK_RIM | kinds.NAME_DAY | kinds.JOINED_DAY | kinds.NAME_SWAPPED | kinds.NAME_JANUARY
    | kinds.NAME_MONTH | kinds.NAME_MONTHDAY | kinds.NAME_YEARDAY | kinds.NAME_YEAR | kinds.NAME_VILLAGE
    | kinds.NAME_DISTRICT
)  # fmt: skip
WITH_DAY = (
    kinds.NAME_DAY | kinds.JOINED_DAY | kinds.LESS_DAY | kinds.MORE_DAY | kinds.NEAR_DAY | kinds.DAY_VILLAGE
    | kinds.DAY_DISTRICT
)  # fmt: skip


def number_of(field: str, level: str) -> int:
    """Return the number that stands for a level."""
    return LEVELS[field].index(level)


@dataclass(frozen=True)
class Agreement:
    """Per pair and field: the level, and the circumstance it hangs on. agree: which words of the name were shared.

    by_day: where number and day are the same, how the name would agree as far as it shows without the number
    (circumstance times levels, and the level); else 0.
    """

    at: Mapping[str, Ints]
    context: Mapping[str, Ints]
    agree: Flags
    by_day: Ints


def _has(found: Ints, agreement: int) -> Flags:
    flags: Flags = (found & agreement) != 0
    return flags


def agreement_of(
    found: Ints, words: Ints, stated: Mapping[str, Flags], on_january: Flags, *, without_areas: bool = False
) -> Agreement:
    """Return how pairs agree. What the person does not state speaks for nobody.

    found: what each pair shares. words, stated, on_january: of each pair's person, how many words the name has, whether
    a field is known, and whether the birth date is a first of January. without_areas: whether the entries of this list
    seldom state one.
    """
    agree = np.stack([_has(found, bit) for bit in kinds.WORDS], axis=1)
    shared = agree.sum(axis=1)
    nik, same = _has(found, kinds.NIK), _has(found, KEY_AGREES)
    name = _name(found, words, shared, same)
    by_number = nik & ~same
    born = _born(found, shared, same, by_number)
    exact = born == 1
    born = np.where(stated["birth_date"], born, 0)
    in_name = _has(found, kinds.NAME_DAY)
    has_number = _has(found, kinds.NIK_STATED)
    unseen = (born > 0) & ~_has(found, kinds.NAME_DAY | kinds.DAY_VILLAGE)  # without any date there is no number
    serial, registered = _has(found, kinds.SERIAL), _has(found, kinds.NIK_REGION)
    ends = _has(found, kinds.NIK_RIM) | (serial & registered)
    number = np.select(
        [nik, ends, has_number & serial, has_number & registered, has_number, unseen & stated["nik"]],
        [1, 2, 3, 4, 5, number_of("nik", "not-seen")], default=0,
    )  # fmt: skip
    sex = np.select([_has(found, kinds.SAME_SEX), _has(found, kinds.OTHER_SEX)], [1, 2], default=0)
    village = _has(found, kinds.DAY_VILLAGE | kinds.NAME_VILLAGE)
    district = _has(found, kinds.DAY_DISTRICT | kinds.NAME_DISTRICT)
    region = np.select([village, district, (exact | same | nik) & stated["region"]], [1, 2, 3], default=0)
    in_village = _has(found, kinds.DAY_VILLAGE)
    is_unseen = born == number_of("birth_date", "not-seen")
    context = {
        "name": np.select([nik, words == 1], [0, 1], 2),
        "birth_date": np.select([~stated["birth_date"], by_number, is_unseen, on_january], [3, 2, 3, 1], 0),
        "nik": np.select([~stated["nik"], in_name, in_village], [2, 0, 1], 2),
        "sex": np.where(np.isin(name, (1, 2, 3, 4)), 0, 1),
        "region": np.full(len(found), 1) if without_areas else np.where(by_number & ~exact, 2, 0),
    }
    at = {"name": name, "birth_date": born, "nik": number, "sex": sex, "region": region}
    without = found & ~BESIDE_NUMBER
    unaided = _name(without, words, shared, _has(without, KEY_AGREES))
    unaided += np.where(words == 1, 1, 2) * len(LEVELS["name"])
    by_day = np.where(nik & _has(found, kinds.NIK_DAY), unaided, 0)
    return Agreement(at, context, agree, by_day)


def joined(parts: Sequence[Agreement]) -> Agreement:
    """Return the pairs of several lists as one. parts: at least one."""
    at, context = (
        {field: np.concatenate([side(part)[field] for part in parts]) for field in FIELDS}
        for side in (attrgetter("at"), attrgetter("context"))
    )
    pairs = (np.concatenate([getattr(part, name) for part in parts]) for name in ("agree", "by_day"))
    return Agreement(at, context, *pairs)


def _name(found: Ints, words: Ints, shared: Ints, same: Flags) -> Ints:
    """Beside the same number a name is told from the number alone, for beside the day it shows only if that agrees.

    Only there it shows where in the name the letters stand that agree: relatives have the back of it in common. Letters
    at one end and no word in common say less than either: many who have nothing to do with one another have them.
    """
    nik = _has(found, kinds.NIK)
    ends = _has(found, kinds.NIK_FRONT).astype(np.int64) + _has(found, kinds.NIK_BACK)
    near = np.where(nik, ends == 2, _has(found, kinds.NEAR_DAY))
    one = shared > 0
    front = nik & one & _has(found, kinds.NIK_FRONT)
    shorter, longer = (~nik & _has(found, bit) for bit in (kinds.LESS_DAY, kinds.MORE_DAY))
    part = longer | (one & (shared >= np.maximum(words, 2)))
    agreed = [words == 0, same, near, shorter, part, front, one, nik & (ends == 1)]
    level: Ints = np.select(agreed, [0, 1, 2, 3, 4, 5, 6, 7], default=8)
    return level


def _born(found: Ints, shared: Ints, same: Flags, by_number: Flags) -> Ints:
    """A date read from the number itself says nothing beside the same number: there it must have been stated."""
    exact = np.where(
        by_number,
        _has(found, kinds.NIK_DAY),
        _has(found, WITH_DAY | kinds.NIK_DAY) | ((shared > 0) & ~_has(found, kinds.NIK)),
    )
    two = _has(found, kinds.NAME_MONTH | kinds.NAME_MONTHDAY | kinds.NAME_YEARDAY)
    conditions = [
        exact, _has(found, kinds.NAME_SWAPPED), two, _has(found, kinds.NAME_JANUARY), _has(found, kinds.NAME_YEAR),
        _has(found, kinds.BORN_STATED), by_number | (same & ~_has(found, kinds.NAME_DISTRICT)),
    ]  # fmt: skip
    level: Ints = np.select(conditions, [1, 2, 3, 4, 5, 7, 6], default=0)
    return level
