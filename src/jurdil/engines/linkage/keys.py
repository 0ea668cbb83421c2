"""Blocking keys: two rows that share one are compared (Fellegi and Sunter, 1969; Christen, 2012, chapter 4).

A key is one number for a combination of a row's values; a row that lacks one of them has none. Kinds differ in what
they forgive: a wrong day, a dropped word, a move, a number left out. A key that very many entries carry says too little
and is left to the other kinds (see `candidates.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from jurdil.engines.linkage.hashing import Hashes, joined, joined_at_once
from jurdil.engines.linkage.prepare import NIK_FLOOR, PREFIXES, WORDS

Columns = Mapping[str, NDArray[Any]]  # Any: numbers of several kinds
USED_WORDS = 4


class Recipe(NamedTuple):
    """How the keys of one kind are made: what keeps the kind apart, which rows have one, and the values joined."""

    tag: int
    here: NDArray[np.bool_]
    parts: tuple[NDArray[Any], ...]


Recipes = Iterator[tuple[str, Recipe]]
Keys = Iterator[tuple[str, NDArray[np.int64], Hashes]]


def keys_of(rows: Columns) -> Keys:
    """Yield each kind of key, which entries have one, and their keys. rows: compared columns of `prepare`.

    A kind may come several times, once for each word of the name: its numbers are comparable with each other. Kinds
    called undated are for entries without a birth date, those called coarse for entries that say a city and no
    district; many others find no way to them.
    """
    return _made(_entry_kinds(rows))


def probes_of(rows: Columns) -> Keys:
    """Yield the keys that are asked for people, also with day and month of birth exchanged."""
    return _made(_person_kinds(rows))


def probes_at_once(rows: Columns) -> Hashes:
    """Return the keys of `probes_of` of all kinds one after the other; quick for few rows."""
    recipes = [recipe for _, recipe in _person_kinds(rows)]
    keys = joined_at_once([(recipe.tag, recipe.parts) for recipe in recipes])
    found: Hashes = keys[np.concatenate([recipe.here for recipe in recipes])]
    return found


def wide_keys_of(rows: Columns) -> Keys:
    """Yield keys that forgive more than the others, for a table asked against itself: of a roster they say too little.

    The day alone, whatever name and home are; a word of the name with the year, or with day and month.
    """
    return _made(_wide_kinds(rows))


def _made(recipes: Recipes) -> Keys:
    for kind, (tag, here, parts) in recipes:
        rows = np.flatnonzero(here)
        yield kind, rows, joined(tag, parts if len(rows) == len(here) else [part[rows] for part in parts])


def _entry_kinds(rows: Columns) -> Recipes:
    born = rows["born"]
    yield from _shared_kinds(rows, born)
    yield from _undated(rows, born == 0)
    yield from _coarse(rows, (rows["depth"] >= 4) & (rows["depth"] < 6), born)
    for word in WORDS[:USED_WORDS]:
        yield "word-area", _key(20, (rows[word] > 0) & (rows["depth"] == 10), rows[word], rows["region"])


def _person_kinds(rows: Columns) -> Recipes:
    born = rows["born"]
    yield from _shared_kinds(rows, born)
    yield from _undated(rows, rows["name"] > 0)
    yield from _coarse(rows, rows["depth"] >= 4, born)
    turned = born // 10_000 * 10_000 + born % 100 * 100 + born // 100 % 100
    can_turn = (born > 0) & (born % 100 <= 12) & (turned != born)
    yield from _day_kinds(rows, np.where(can_turn, turned, 0))
    for word in WORDS[:USED_WORDS]:
        here = (rows[word] > 0) & (rows["depth"] == 10) & (born == 0)
        yield "word-area", _key(20, here, rows[word], rows["region"])


def _shared_kinds(rows: Columns, born: Any) -> Recipes:
    nik, region = rows["nik"], rows["region"]
    has_day, has_name, has_district = born > 0, rows["name"] > 0, rows["depth"] >= 6
    district, city, year, month = region // 10**4, region // 10**6, born // 10_000, born // 100
    is_whole = nik >= NIK_FLOOR
    yield "nik", _key(1, nik > 0, nik)
    yield "nik-front", _key(2, is_whole, nik // 10_000)
    yield "nik-ends-day", _key(35, is_whole & has_day, nik // 10**10, nik % 10_000, born)
    yield "name", _key(3, has_name, rows["key"])
    yield "joined", _key(4, has_name, rows["joined"])
    yield "name-year", _key(5, has_name & has_day, rows["key"], year)
    yield "name-district", _key(6, has_name & has_district, rows["key"], district)
    yield "name-city", _key(7, has_name & (rows["depth"] >= 4), rows["key"], city)
    yield "name-place", _key(8, has_name & (rows["place"] > 0), rows["key"], rows["place"])
    yield from _day_kinds(rows, born)
    words = [rows[name] for name in WORDS[:USED_WORDS]]
    for prefix in (rows[name] for name in PREFIXES[:USED_WORDS]):
        has_word = prefix > 0
        yield "month-word", _key(10, has_day & has_word & has_district, month, prefix, district)
        yield "date-word", _key(11, has_day & has_word & has_district, born % 10_000, prefix, district)
        yield "house-word", _key(12, has_word & (rows["house"] > 0), prefix, rows["house"])
    has_house = (rows["house"] > 0) & (rows["depth"] >= 4)
    yield "house-city", _key(24, has_house, rows["house"], rows["ground"], city)
    yield "date-tail", _key(25, has_day & has_name & has_district, born % 10_000, rows["tail"], district)
    for word in words:
        yield "word-ward-year", _key(27, has_day & (word > 0) & (rows["depth"] == 10), word, region, year)
    yield from _word_pairs(rows, has_day, year, has_district, district)


def _wide_kinds(rows: Columns) -> Recipes:
    born = rows["born"]
    yield "day", _key(32, born > 0, born)
    for word in WORDS[:USED_WORDS]:
        here = (born > 0) & (rows[word] > 0)
        yield "word-year", _key(33, here, rows[word], born // 10_000)
        yield "word-date", _key(34, here, rows[word], born % 10_000)


def _day_kinds(rows: Columns, born: Any) -> Recipes:
    has_day = born > 0
    yield "day-area", _key(13, has_day & (rows["depth"] == 10), born, rows["region"])
    yield "day-head", _key(14, has_day & (rows["name"] > 0), born, rows["head"])
    yield "day-tail", _key(28, has_day & (rows["name"] > 0), born, rows["tail"])
    has_place = has_day & (rows["place"] > 0) & (rows["depth"] >= 4)
    for is_it, sex in _sexes(rows):
        yield "day-place", _key(15, has_place & is_it, born, rows["place"], rows["region"] // 10**6, sex)
    for prefix in PREFIXES[:USED_WORDS]:
        yield "day-word", _key(16, has_day & (rows[prefix] > 0), born, rows[prefix])


def _sexes(rows: Columns) -> Iterator[tuple[NDArray[np.bool_], NDArray[Any]]]:
    """Each sex, and which rows may be of it: a row that tells none is found as either."""
    sex = rows["sex"]
    for one in (1, 2):
        yield (sex == 0) | (sex == one), np.full_like(sex, one)


def _word_pairs(rows: Columns, has_day: Any, year: Any, has_district: Any, district: Any) -> Recipes:
    for low, high in _two_words(rows):
        yield "words-year", _key(17, (low > 0) & has_day, low, high, year)
        yield "words-district", _key(18, (low > 0) & has_district, low, high, district)


def _coarse(rows: Columns, here: Any, born: Any) -> Recipes:
    city = rows["region"] // 10**6
    here = here & (born > 0)
    yield "coarse-day", _key(36, here & (rows["sex"] > 0), born, city, rows["sex"])
    for word, prefix in zip(WORDS[:USED_WORDS], PREFIXES[:USED_WORDS], strict=True):
        yield "coarse-date", _key(30, here & (rows[word] > 0), rows[prefix], born % 10_000, city)
        at_place = here & (rows[word] > 0) & (rows["place"] > 0)
        yield "coarse-year", _key(31, at_place, rows[word], born // 10_000, rows["place"], city)


def _two_words(rows: Columns) -> Iterator[tuple[Any, Any]]:
    """Every two words of a name, the lower number first; 0 where there is only one."""
    words = [rows[name] for name in WORDS[:USED_WORDS]]
    for first in range(len(words)):
        for second in range(first + 1, len(words)):
            yield np.minimum(words[first], words[second]), np.maximum(words[first], words[second])


def _undated(rows: Columns, here: Any) -> Recipes:
    head, tail, firsts, sex = (rows[name] for name in ("head", "tail", "firsts", "sex"))
    city, here = rows["region"] // 10**6, here & (rows["name"] > 0)
    has_sex, in_city, in_ward = here & (sex > 0), rows["depth"] >= 4, rows["depth"] == 10
    yield "undated-ends", _key(21, here & in_city, head, tail, city)
    yield "undated-firsts", _key(37, has_sex, head, tail, firsts, sex)
    yield "undated-tail", _key(38, has_sex & in_city, tail, firsts, sex, city)
    for word, prefix in zip(WORDS[:USED_WORDS], PREFIXES[:USED_WORDS], strict=True):
        has_word = rows[prefix] > 0
        has_place = here & has_word & (rows["place"] > 0)
        for is_it, each in _sexes(rows):
            yield "undated-place", _key(23, has_place & is_it, rows[word], rows["place"], city, each)
        yield "undated-area", _key(22, here & has_word & in_ward, rows[prefix], rows["region"])
        yield "undated-head", _key(39, has_sex & has_word & in_city, rows[prefix], firsts, sex, city)
    has_street = here & (rows["street"] > 0) & (rows["ground"] > 0) & in_ward
    yield "undated-street", _key(26, has_street, rows["street"], rows["ground"], rows["region"])
    for low, high in _two_words(rows):
        yield "undated-words", _key(29, here & (low > 0), low, high)


def _key(tag: int, here: NDArray[np.bool_], *parts: NDArray[Any]) -> Recipe:
    return Recipe(tag, here, parts)
