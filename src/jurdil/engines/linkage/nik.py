"""The structure of an Indonesian identity number (NIK) and the usual faults in typing it.

Six digits of the region of first registration, six of the birth date (women: day + 40), four of a serial
(PP 40/2019, art. 37). There is no check digit. The number repeats birth date and sex, so that agreement of those parts
is counted with the birth date, once. A fault is a finding about a number, never by itself about a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

LENGTH = 16
KEPT_LENGTHS = range(7, 18)
"""Numbers of other lengths cannot be compared: too short to tell people apart, or too long to be one number."""
WOMENS_DAY = 40
OLDEST_AGE = 17
"""A two-digit year is read as the latest century that makes a person at least this old on the day asked about."""

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
    its own.
    """
    digits = "".join(sign for sign in raw if "0" <= sign <= "9")
    return digits if len(digits) in KEPT_LENGTHS and len(set(digits)) > 1 else ""


def born_as(middle: str, *, on: date) -> BornAs | None:
    """Read the six digits DDMMYY; None if there is no such day. on: fixes the century."""
    day, month, year = int(middle[:2]), int(middle[2:4]), int(middle[4:6])
    sex = "L"
    if day > WOMENS_DAY:
        day, sex = day - WOMENS_DAY, "P"
    century = on.year // 100 * 100
    full = century + year
    if (full + OLDEST_AGE, month, day) > (on.year, on.month, on.day):
        full -= 100
    try:
        date(full, month, day)
    except ValueError:
        return None
    return BornAs(full * 10_000 + month * 100 + day, sex)


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
