"""Days as people, clerks and spreadsheets write them.

Day first or year first, the month in numbers or by its name, the year in two digits where the day tells its place. What
stands for no day is read by its digits (`read_no_day`), for it is most often a slip.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

EARLIEST_YEAR = 1900
CENTURY = 100
_DAY_FIRST = re.compile(r"\s*([0-9]{1,2})(?: *[-/.] *| +)([0-9]{1,2})(?: *[-/.] *| +)([0-9]{4}|[0-9]{2})(?![0-9])")
_NAMED_MONTH = re.compile(
    r"(?:[^0-9]*,)?\s*([0-9]{1,2})(?:ST|ND|RD|TH)?[-/. ]+([A-Z]{3,9})\.?,?[-/. ]+([0-9]{4}|[0-9]{2})(?![0-9])"
)
_MONTH_FIRST = re.compile(r"\s*([A-Z]{3,9})\.? +([0-9]{1,2})(?:ST|ND|RD|TH)?,? +([0-9]{4})(?![0-9])")
_MONTHS = {
    name: nth
    for nth, names in enumerate(
        ("JAN", "FEB PEB", "MAR", "APR", "MEI MAY", "JUN", "JUL", "AGU AGT AGS AUG", "SEP", "OKT OCT", "NOV NOP",
         "DES DEC"), start=1
    )
    for name in names.split()
}  # fmt: skip
"""By their first three letters: Indonesian, as people also write them, and English, as spreadsheets do."""
_RUN_TOGETHER = re.compile(r"\s*([0-9]{2})([0-9]{2})((?:19|20)[0-9]{2})(?![0-9])")
"""Day, month and year; a year that comes first has a month where 19 or 20 stands here, and no year has so many."""
_YEAR_FIRST = re.compile(r"\s*([0-9]{4})[-/. ]?([0-9]{2})[-/. ]?([0-9]{2})(?![0-9])")
_DASHES = str.maketrans("‐‑‒–—−⁄∕", "------//")
_UNSEEN = re.compile("^'|[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def read_day(value: str, *, on: date) -> int:
    """Read a day as the number yyyymmdd; 0 if there is none, or nobody living was born then.

    Year or day first, the month in numbers or by name: 2 Maret 1985, 2-Mar-85, Jakarta, 2 Maret 1985, March 2, 1985. A
    year of two digits is the last one up to `on`, as in a NIK.
    """
    year, month, day = _written(value)
    if 0 <= year < CENTURY:
        year += on.year - on.year % CENTURY
        year -= CENTURY if (year, month, day) > (on.year, on.month, on.day) else 0
    try:
        found = date(year, month, day)
    except ValueError:
        return 0
    return year * 10_000 + month * 100 + day if year >= EARLIEST_YEAR and found <= on else 0


def read_no_day(value: str) -> int:
    """Read as yyyymmdd what is written like a day of this or the last thousand years, though no day need be so.

    31 February, or the month 25 where day and month were exchanged, is still like the day that was meant. 0 if a part
    is missing, neither day nor month is told (00), or all digits are the same (1111-11-11).
    """
    year, month, day = _written(value)
    is_like_a_day = 1000 <= year < 3000 and (month or day) and len({*f"{year}{month:02}{day:02}"}) > 1
    return year * 10_000 + month * 100 + day if is_like_a_day else 0


def _written(value: str) -> tuple[int, int, int]:
    """Return the year, month and day that are written, zeros where it is not written like a day.

    A year below 100 was written with two digits.
    """
    text = (value if value.isascii() else unicodedata.normalize("NFKC", value).translate(_DASHES)).upper()
    text = _UNSEEN.sub("", text)
    named = _NAMED_MONTH.match(text)
    if named and (month := _MONTHS.get(named[2][:3])):
        return int(named[3]), month, int(named[1])
    named = _MONTH_FIRST.match(text)
    if named and (month := _MONTHS.get(named[1][:3])):
        return int(named[3]), month, int(named[2])
    for pattern in (_DAY_FIRST, _RUN_TOGETHER):
        if found := pattern.match(text):
            return int(found[3]), int(found[2]), int(found[1])
    if found := _YEAR_FIRST.match(text):
        return int(found[1]), int(found[2]), int(found[3])
    return -1, 0, 0
