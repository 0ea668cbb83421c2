"""How each field of a pair agrees, for many pairs at once: plain arithmetic on columns, letters only where it matters.

Nothing here knows where the rows came from, so that a table, one person and a part of a cluster are compared alike.
Names have a room of their own (`comparing_names.py`). Distance of digits: restricted Damerau-Levenshtein (optimal
string alignment), by RapidFuzz.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from jurdil.engines.linkage.comparing_names import compare_names
from jurdil.engines.linkage.houses import is_one_house
from jurdil.engines.linkage.levels import number_of
from jurdil.engines.linkage.places import are_near
from jurdil.engines.linkage.prepare import NIK_FLOOR
from jurdil.engines.linkage.sides import Flags, Ints, Levels, Side

JANUARY_FIRST = 101
TENS, UNITS = np.divmod(np.arange(100), 10)
SLIPS = np.not_equal.outer(TENS, TENS) ^ np.not_equal.outer(UNITS, UNITS)
SLIPS |= np.equal.outer(TENS, UNITS) & np.equal.outer(UNITS, TENS) & np.not_equal.outer(TENS, TENS)
"""Whether two numbers of two digits differ by one digit, or by their order."""
WARD = 10
"""Digits of a region code that says the ward."""


@dataclass(frozen=True)
class Comparison:
    """Per pair the number of each field's level, and which of the person's words (bits) the entry's name has too."""

    name: Levels
    birth_date: Levels
    nik: Levels
    sex: Levels
    birth_place: Levels
    region: Levels
    address: Levels
    shared: NDArray[np.int8]


def compare(person: Side, entry: Side, *, reads_all: bool = False) -> Comparison:
    """Return how the fields of each pair agree.

    reads_all: compare the digits of all numbers one by one, not only of those whose names may be the same or whose
    region and day agree.
    """
    born, sex, region = _born(person, entry), _sex(person, entry), _region(person, entry)
    address = _address(person, entry, region)
    parts = _nik_parts(person, entry)
    worth_letters = ((born != number_of("birth_date", "other")) | (parts >= 2)) | (address == 1)
    name, shared = compare_names(person, entry, worth_letters)
    may_be_same = ((name > 0) & (name <= number_of("name", "alike"))) | reads_all
    nik = _nik(person, entry, parts, may_be_same)
    near = _near_houses(person, entry, address, (born == 1) | may_be_same)
    address[near] = number_of("address", "same-house")
    place = _place(person, entry)
    return Comparison(name, born, nik, sex, place, region, address, shared)


def _born(person: Side, entry: Side) -> Levels:
    one, other = person["born"], entry["born"]
    missing = (one == 0) | (other == 0)
    found = np.full(len(one), number_of("birth_date", "other"), dtype=np.int8)
    open_ = np.flatnonzero(~missing & (one != other))
    a, b = one[open_], other[open_]
    (year, month, day), (e_year, e_month, e_day) = _split(a, 10_000, 100), _split(b, 10_000, 100)
    same_year, same_month, same_day = year == e_year, month == e_month, day == e_day
    swapped = same_year & (day == e_month) & (e_day == month)
    gap = np.abs(year - e_year)
    year_off = same_month & same_day & ((gap == 1) | (gap == 10) | (gap == 2))
    january = same_year & ((a - year * 10_000 == JANUARY_FIRST) | (b - e_year * 10_000 == JANUARY_FIRST))
    two = same_year.astype(np.int8) + same_month + same_day == 2
    slip = np.zeros(len(two), dtype=bool)
    slip[two] = _one_slip(a[two], b[two])
    names = ("day-month-swapped", "year-off", "first-of-january", "one-slip", "two-of-three")
    found[open_] = np.select(
        [swapped, year_off, january, slip, two], [number_of("birth_date", name) for name in names], found[open_]
    )
    found[one == other] = 1
    found[missing] = 0
    return found


def _one_slip(one: NDArray[Any], other: NDArray[Any]) -> Flags:
    """Whether two days of which two parts agree differ by one digit, or by two neighbours that changed places."""
    years, e_years = one // 10_000, other // 10_000
    (century, year), (e_century, e_year) = np.divmod(years, 100), np.divmod(e_years, 100)
    by_year = np.where(century == e_century, SLIPS[year, e_year], SLIPS[century, e_century] & (year == e_year))
    by_month = SLIPS[one // 100 % 100, other // 100 % 100]
    found: Flags = by_year | by_month | SLIPS[one % 100, other % 100]
    return found


def _split(numbers: NDArray[Any], front: int, middle: int) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Cut numbers before and after `middle` of the digits behind `front`; multiplied back, for remainders are slow."""
    first, both = numbers // front, numbers // middle
    return first, both - first * (front // middle), numbers - both * middle


def _sex(person: Side, entry: Side) -> Levels:
    one, other = person["sex"], entry["sex"]
    return np.where((one == 0) | (other == 0), 0, np.where(one == other, 1, 2)).astype(np.int8)


def _region(person: Side, entry: Side) -> Levels:
    one, other = person["region"], entry["region"]
    depth = np.minimum(person["depth"], entry["depth"])
    village, district = (depth >= 10) & (one == other), (depth >= 6) & (one // 10_000 == other // 10_000)
    city, province = (depth >= 4) & (one // 10**6 == other // 10**6), one // 10**8 == other // 10**8
    return np.select([depth == 0, village, district, city, province], [0, 1, 2, 3, 4], 5).astype(np.int8)


def _address(person: Side, entry: Side, region: Levels) -> Levels:
    """RT and RW mean something only inside one ward, or where one side does not say which."""
    is_coarse = np.minimum(person["depth"], entry["depth"]) < WARD
    may_be_near = (region <= number_of("region", "village")) | (is_coarse & (region <= number_of("region", "city")))
    house, ground = person["house"], person["ground"]
    e_house, e_ground = entry["house"], entry["ground"]
    both_house, both_ground = (house > 0) & (e_house > 0), (ground > 0) & (e_ground > 0)
    same_house = both_house & (house == e_house) & (~both_ground | (ground == e_ground))
    same_ground = both_ground & (ground == e_ground) & may_be_near
    same_street = same_ground & ~both_house & (person["street"] > 0) & (person["street"] == entry["street"])
    unknown = ~both_house & ~both_ground
    return np.select([unknown, same_house, same_street, same_ground], [0, 1, 2, 3], 4).astype(np.int8)


def _near_houses(person: Side, entry: Side, address: Levels, worth_letters: Flags) -> Ints:
    """Return the pairs whose houses are written differently, but by letters or by the order of words only."""
    both_house = (person["house"] > 0) & (entry["house"] > 0)
    same_ground = person["ground"] == entry["ground"]
    is_open = (address > number_of("address", "same-house")) & both_house & same_ground & worth_letters
    open_ = np.flatnonzero(is_open)
    texts = zip(person.texts("raw_address", open_), entry.texts("raw_address", open_), strict=True)
    found: Ints = open_[[is_one_house(one or "", other or "") for one, other in texts]]
    return found


def _nik_parts(person: Side, entry: Side) -> NDArray[np.int8]:
    """How many of region, day and serial are the same in two whole numbers; -1 where one is missing."""
    one, other = person["nik"], entry["nik"]
    parts = zip(_split(one, 10**10, 10_000), _split(other, 10**10, 10_000), strict=True)
    same = sum((mine == their).astype(np.int8) for mine, their in parts)
    return np.where((one > 0) & (other > 0), same, -1).astype(np.int8)


def _nik(person: Side, entry: Side, parts: NDArray[np.int8], may_be_same: Flags) -> Levels:
    one, other = person["nik"], entry["nik"]
    found = np.full(len(one), number_of("nik", "other"), dtype=np.int8)
    odd = (one < NIK_FLOOR) | (one >= 10 * NIK_FLOOR) | (other < NIK_FLOOR) | (other >= 10 * NIK_FLOOR)
    same_front = (one // 10_000 == other // 10_000) & ~odd
    found[same_front] = number_of("nik", "serial-other")
    found[parts < 0] = 0
    found[(parts >= 0) & (one == other)] = 1
    # Where region and day agree the serial is always read: else a twin's number would look nearer the nearer the name.
    near = np.flatnonzero((parts >= 0) & (one != other) & (same_front | (may_be_same & (odd | (parts >= 1)))))
    if len(near):
        slips = cpdist(_texts(one[near]), _texts(other[near]), scorer=OSA.distance, score_cutoff=2)
        front = same_front[near]
        levels = np.select(
            [(slips == 1) & front, slips == 1, (slips == 2) & ~front],
            [number_of("nik", level) for level in ("serial-slip", "one-slip", "two-slips")],
            found[near],
        )
        found[near] = levels
    other_day = np.flatnonzero((person["born"] != entry["born"]) & (found > 1))
    other_day = other_day.compress(_fits_its_day(person, other_day))
    own_days = other_day.compress(_fits_its_day(entry, other_day))
    found[own_days] = number_of("nik", "own-days")
    return found


def _fits_its_day(side: Side, pairs: Ints) -> Flags:
    """Whether a whole number repeats the birth date that stands beside it, for either sex."""
    nik, born = side["nik"][pairs], side["born"][pairs]
    year, month, day = _split(born, 10_000, 100)
    middle = day * 10_000 + month * 100 + year - year // 100 * 100
    _, said, _ = _split(nik, 10**10, 10_000)
    is_whole = (nik >= NIK_FLOOR) & (nik < 10 * NIK_FLOOR) & (born > 0)
    fits: Flags = is_whole & ((said == middle) | (said == middle + 400_000)) & ~side["is_born_from_nik"][pairs]
    return fits


def _texts(numbers: Ints) -> list[str]:
    return [str(number) for number in numbers.tolist()]


def _place(person: Side, entry: Side) -> Levels:
    one, other = person["place"], entry["place"]
    missing, equal = (one == 0) | (other == 0), one == other
    found = np.full(len(one), number_of("birth_place", "other"), dtype=np.int8)
    found[equal] = 1
    found[missing] = 0
    found[_near_places(person, entry)] = number_of("birth_place", "near")
    return found


def _near_places(person: Side, entry: Side) -> Ints:
    """Return the pairs whose places of birth differ by a few letters."""
    mine, theirs = person["place"], entry["place"]
    open_ = np.flatnonzero((mine > 0) & (theirs > 0) & (mine != theirs))

    def read(side: Side) -> Callable[[Ints], Sequence[str | None]]:
        return lambda pairs: side.texts("raw_place", open_.take(pairs))

    near = are_near(mine.take(open_), theirs.take(open_), (read(person), read(entry)))
    return open_.compress(near)
