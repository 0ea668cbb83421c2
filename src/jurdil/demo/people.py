"""Invented people as columns of numbers: who they are, where they live, and a NIK with the structure of a real one.

A NIK is six digits of the kecamatan of first registration, the birth date as DDMMYY (day + 40 for women) and a serial:
it is computed, never looked up, and no two people of one population share it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from jurdil.demo.names import Flags, Ints, NameBook, Words
from jurdil.demo.places import HOUSES, Places
from jurdil.demo.shape import Shape

YEAR = 365.2425
Bands = tuple[tuple[float, float, float], ...]


@dataclass
class People:
    """Columns of equal length; `birth` counts days since 1970-01-01, `ground` is a row of `Places.ground_*`."""

    words: Words
    is_woman: Flags
    birth: Ints
    ground: Ints
    nik_region: Ints
    birth_place: Ints
    street: NDArray[np.int16]
    house: NDArray[np.int16]

    def __len__(self) -> int:
        return len(self.birth)

    def copy_address(self, of: Ints, to: Ints) -> None:
        """Let the people `to` live in the house of the people `of`."""
        self.ground[to], self.street[to], self.house[to] = self.ground[of], self.street[of], self.house[of]

    def copy_family_word(self, of: Ints, to: Ints) -> None:
        """Give the last word of one name to another, where both have more than one word."""
        last = _last_place(self.words)
        both = (last[of] > 0) & (last[to] > 0)
        self.words[to[both], last[to[both]]] = self.words[of[both], last[of[both]]]


def join_people(parts: list[People]) -> People:
    """Put columns of several groups of people one after the other."""
    return People(*(np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(People)))


def invent_people(
    rng: np.random.Generator,
    book: NameBook,
    places: Places,
    kelurahan: Ints,
    *,
    women: float | Flags,
    ages: Bands,
    shape: Shape,
) -> People:
    """One person per given kelurahan, with a name, an age out of `ages`, a home and a place of birth."""
    size = len(kelurahan)
    is_woman = rng.random(size) < women if isinstance(women, float) else women
    region = np.searchsorted(places.nik_weight, rng.random(size), side="right")
    local = rng.random(size) < shape.jakarta_nik_share
    number = places.nik_regions[region]
    number[local] = places.kecamatan[kelurahan[local]]
    place = places.place_of_nik_region[np.searchsorted(places.nik_regions, number)]
    elsewhere = rng.random(size) < 0.06
    place[elsewhere] = rng.integers(0, len(places.birth_places), int(elsewhere.sum()))
    return People(
        words=book.draw(rng, is_woman),
        is_woman=is_woman,
        birth=draw_births(rng, size, ages, shape.voting_day),
        ground=places.settle(rng, kelurahan),
        nik_region=number,
        birth_place=place,
        street=rng.integers(0, len(places.streets), size).astype(np.int16),
        house=rng.integers(0, HOUSES, size).astype(np.int16),
    )


def draw_births(rng: np.random.Generator, size: int, ages: Bands, on: str) -> Ints:
    """Days of birth of people whose age on the day `on` follows `ages`; older people heap on 1 January."""
    low, high, share = (np.array(part) for part in zip(*ages, strict=True))
    band = np.searchsorted(np.cumsum(share / share.sum())[:-1], rng.random(size), side="right")
    age = low[band] + rng.random(size) * (high[band] - low[band])
    # Inside a band by one day, so that rounding moves nobody over its edge.
    today = np.datetime64(on, "D").astype(np.int64)
    days = np.clip(age * YEAR, low[band] * YEAR + 1, high[band] * YEAR - 1)
    birth: Ints = (today - days).astype(np.int64)
    heaped = (birth < 0) & (rng.random(size) < 0.03)
    birth[heaped] = birth[heaped].astype("datetime64[D]").astype("datetime64[Y]").astype("datetime64[D]").astype(
        np.int64
    )  # fmt: skip
    return birth


def day_parts(days: Ints) -> tuple[Ints, Ints, Ints]:
    """Day, month and year of days since 1970-01-01."""
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    years = dates.astype("datetime64[Y]")
    day = (dates - months).astype(np.int64) + 1
    month = (months - years).astype(np.int64) + 1
    return day, month, years.astype(np.int64) + 1970


def number_people(rng: np.random.Generator, people: People) -> Ints:
    """The NIK of each person as a number of 16 digits, all different."""
    return numbered(rng, people.nik_region, people.birth, people.is_woman)


def numbered(rng: np.random.Generator, region: Ints, days: Ints, plus_40: Flags) -> Ints:
    """Region, DDMMYY and a serial that tells apart all who share both."""
    day, month, year = day_parts(days)
    prefix = region * 10**6 + (day + 40 * plus_40) * 10**4 + month * 100 + year % 100
    order = np.argsort(prefix, kind="stable")
    ranked = prefix[order]
    starts = np.flatnonzero(np.concatenate(([True], ranked[1:] != ranked[:-1])))
    rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
    serial = np.empty(len(order), dtype=np.int64)
    # Steps of three leave gaps, as the real counters do for people who live elsewhere.
    serial[order] = 1 + rank * 3 + rng.integers(0, 3, len(order))
    result: Ints = prefix * 10**4 + serial
    return result


def _last_place(words: Words) -> Ints:
    used = words >= 0
    last: Ints = words.shape[1] - 1 - np.argmax(used[:, ::-1], axis=1).astype(np.int64)
    return last
