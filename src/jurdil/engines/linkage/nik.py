"""The structure of an Indonesian identity number (NIK) and the usual faults in typing it.

Six digits of the region of first registration, six of the birth date (women: day + 40), four of a serial
(PP 40/2019, art. 37). There is no check digit. The number repeats birth date and sex, so that agreement of those parts
is counted with the birth date, once. A fault is a finding about a number, never by itself about a person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
LENGTH = 16
KEPT_LENGTHS = range(7, 18)
"""Numbers of other lengths cannot be compared: too short to tell people apart, or too long to be one number."""
WOMENS_DAY = 40
OLDEST_AGE = 17
"""A two-digit year is read as the latest century that makes a person at least this old on the day asked about."""

_ROUNDED = re.compile(r"\W*\d([.,]\d+)?[eE]\+?\d+\W*$")
_FRACTION = re.compile(r"^(\W*\d{10,})[.,]0+(?=\W*$)")
_DAYS_A_MONTH = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])

NikFault = Literal["length", "same-digit", "birth-date", "serial"]


@dataclass(frozen=True, slots=True)
class BornAs:
    """What the six middle digits say. day: yyyymmdd as a number. sex: L or P."""

    day: int
    sex: str


@dataclass(frozen=True, slots=True)
class Nik:
    """The parts of a number of sixteen digits; `born` is None where its date cannot be."""

    region: str
    born: BornAs | None
    serial: str


def digits_of(raw: str) -> str:
    """Return the digits of a written number, or an empty text where it cannot be compared at all.

    Other lengths than sixteen are kept, because digits may have been lost or doubled, or the list may use a number of
    its own. What a spreadsheet rounded (3.17104E+15) is the same for a whole kecamatan, and says nothing; the fraction
    that a program writes behind a whole number (.0) is taken away.
    """
    if _ROUNDED.match(raw):
        return ""
    digits = "".join(sign for sign in _FRACTION.sub(r"\1", raw) if "0" <= sign <= "9")
    return digits if len(digits) in KEPT_LENGTHS and len(set(digits)) > 1 else ""


def births_in(middles: Ints, *, on: date) -> tuple[Ints, Flags]:
    """Read numbers DDMMYY: the day of birth as yyyymmdd, 0 if there is no such day, and whether it is a woman's.

    on: fixes the century.
    """
    day, month, year = middles // 10_000, middles // 100 % 100, middles % 100
    is_woman = day > WOMENS_DAY
    day = np.where(is_woman, day - WOMENS_DAY, day)
    full = on.year // 100 * 100 + year
    is_too_young = (full + OLDEST_AGE) * 10_000 + month * 100 + day > on.year * 10_000 + on.month * 100 + on.day
    full = np.where(is_too_young, full - 100, full)
    is_leap = (full % 4 == 0) & ((full % 100 != 0) | (full % 400 == 0))
    longest = _DAYS_A_MONTH[np.where(month <= 12, month, 0)] + (is_leap & (month == 2))
    is_day = (day >= 1) & (day <= longest)
    return np.where(is_day, full * 10_000 + month * 100 + day, 0), is_woman


def born_as(middle: str, *, on: date) -> BornAs | None:
    """Read the six digits DDMMYY; None if there is no such day. on: fixes the century."""
    days, is_woman = births_in(np.array([int(middle)]), on=on)
    return BornAs(int(days[0]), "P" if is_woman[0] else "L") if days[0] else None


def read_nik(digits: str, *, on: date) -> Nik | None:
    """Split a number of sixteen digits into its parts; None for any other length."""
    if len(digits) != LENGTH:
        return None
    return Nik(digits[:6], born_as(digits[6:12], on=on), digits[12:])


def nik_faults(raw: str, *, on: date) -> tuple[NikFault, ...]:
    """Name what is wrong with a number in itself; an unknown region is no fault."""
    digits = "".join(sign for sign in raw if "0" <= sign <= "9")
    if len(digits) != LENGTH:
        return ("length",)
    faults: list[NikFault] = []
    if len(set(digits)) == 1:
        faults.append("same-digit")
    if born_as(digits[6:12], on=on) is None:
        faults.append("birth-date")
    if digits[12:] == "0000":
        faults.append("serial")
    return tuple(faults)
