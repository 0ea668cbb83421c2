"""How many strangers were born where a person was, among those who live where the entry's person lives.

Half of a city was born in it, but few of the nation were: a place that is rare over all lists is common at home. So
a place is counted by city and by province too, and asked about by how the regions of the two agree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jurdil.engines.linkage.levels import number_of
from jurdil.engines.linkage.prepare import WORDS

Floats = NDArray[np.float64]
Values = NDArray[Any]  # Any: numbers of several kinds
NEW_YEAR = 101
"""Month and day of the first of January."""
CITY, PROVINCE = 4, 2
"""Digits of a region code that says the city, the province."""
WHERE = ("anywhere", "elsewhere", "in-city", "other-city")
"""What is known of where the entry's person lives: nothing; in another province than the person asked; in one city;
in another city of the same province."""
ANYWHERE, ELSEWHERE, IN_CITY, OTHER_CITY = range(len(WHERE))


def _city(columns: Any) -> Values:  # Any: whatever gives columns by name
    """The city of who says a place of birth."""
    return np.where((columns["depth"] >= CITY) & (columns["place"] > 0), columns["region"] // 10**6, 0)


def _province(columns: Any) -> Values:
    return np.where((columns["depth"] >= PROVINCE) & (columns["place"] > 0), columns["region"] // 10**8, 0)


def _home(columns: Any) -> Values:
    found: Values = columns["region"] // 10**8  # 0 where no region is told
    return found


def _word_at_home(word: str) -> Callable[[Any], Values]:
    return lambda columns: _together(columns[word], _home(columns))


def _new_year_at_home(columns: Any) -> Values:
    return np.where(columns["born"] % 10_000 == NEW_YEAR, _together(columns["born"], _home(columns)), 0)


def _together(value: Values, region: Values) -> Values:
    """One number for both; 0 where one of them is not told."""
    found: Values = value.astype(np.int64)
    found <<= 16
    found |= region
    found[(value == 0) | (region == 0)] = 0
    return found


HOMES = tuple(f"{word}_home" for word in WORDS[:2])
"""One of the first two words of a name together with the province of who has it."""
MADE: dict[str, Callable[[Any], Values]] = {
    **{home: _word_at_home(word) for home, word in zip(HOMES, WORDS, strict=False)},
    "home": _home,
    "new_year_home": _new_year_at_home,
    "city": _city,
    "province": _province,
    "place_city": lambda columns: _together(columns["place"], _city(columns)),
    "place_province": lambda columns: _together(columns["place"], _province(columns)),
}
"""Counted columns that are made of others when they are asked for."""


def values_of(columns: Any, name: str) -> Values:
    """Return a counted column. columns: whatever gives the compared columns by name."""
    return MADE[name](columns) if name in MADE else columns[name]


def where_lives(region: NDArray[np.int8]) -> NDArray[np.int8]:
    """Return, as a number of WHERE, what the levels of regions tell."""
    city, province, other = (number_of("region", level) for level in ("city", "province", "other"))
    by_level = np.full(other + 1, ANYWHERE, dtype=np.int8)
    by_level[1 : city + 1], by_level[province], by_level[other] = IN_CITY, OTHER_CITY, ELSEWHERE
    found: NDArray[np.int8] = by_level[region]
    return found


def shares(often: Mapping[str, Values], total: int, share: Callable[[str, Values, Any], Floats]) -> Floats:
    """Return the share of strangers who were born where the person was (persons x WHERE).

    often: how many entries have a person's `place`, `place_city`, `place_province`, `city` and `province`. total: of
    how many entries that say a place. share: `counts.share_among`.
    """
    place, in_city, in_province = often["place"], often["place_city"], often["place_province"]
    parts = {
        ANYWHERE: ("place", place, total),
        ELSEWHERE: ("place", place - in_province, total - often["province"]),
        IN_CITY: ("place-city", in_city, often["city"]),
        OTHER_CITY: ("place-province", in_province - in_city, often["province"] - often["city"]),
    }
    return np.stack([share(*parts[where]) for where in range(len(WHERE))], axis=1)
