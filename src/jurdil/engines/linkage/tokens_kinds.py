"""Which tokens an entry carries and which a person is asked with: match-keys of several values each.

Idea: multiple match-keys (Randall, Brown, Ferrante and Boyd 2019; those of the ONS: Shipsey and Plachta 2021), with the
deletion neighbourhood of Mor and Fraenkel (1982) for one slip in a name. Never a token of one common value: each binds
a name or a place to a birth date, a name to a place, or stands for a NIK, because tokens of single values fall to
counting (Vidanage, Ranbaduge, Christen and Randall 2020). What follows from an agreement is asked within it: the sex of
an entry only together with its name and birth date, so that nothing about an entry shows before it agrees.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from jurdil.engines.linkage.prepare import cleaned_texts
from jurdil.engines.linkage.tokens_keys import BETWEEN

MOST_WORDS = 5
LONGEST_NAME = 30
"""Letters of a joined name whose deletions become tokens."""
ENDS = 3
"""Letters at either end of a name that are compared where the NIK is the same."""

# What a question found, as bits of a pattern.
NIK, NIK_NAME, NIK_FRONT, NIK_BACK, NIK_DAY, NIK_RIM = (1 << nth for nth in range(6))
NAME_DAY, JOINED_DAY, NAME_SWAPPED, NAME_JANUARY = (1 << nth for nth in range(6, 10))
NAME_MONTH, NAME_MONTHDAY, NAME_YEARDAY, NAME_YEAR = (1 << nth for nth in range(10, 14))
LESS_DAY, MORE_DAY, NEAR_DAY = (1 << nth for nth in range(14, 17))
DAY_VILLAGE, DAY_DISTRICT, NAME_VILLAGE, NAME_DISTRICT = (1 << nth for nth in range(17, 21))
SAME_SEX, OTHER_SEX, NIK_STATED, SERIAL, BORN_STATED = (1 << nth for nth in range(21, 26))
NIK_REGION = 1 << 26
WORDS = tuple(1 << nth for nth in range(27, 27 + MOST_WORDS))
SAID_ONLY_BESIDE = DAY_VILLAGE | DAY_DISTRICT | SAME_SEX | OTHER_SEX | NIK_STATED | SERIAL | NIK_REGION | BORN_STATED
"""Agreements that by themselves make nobody a candidate."""

OTHER_SEX_OF = {"L": "P", "P": "L"}


@dataclass(frozen=True, slots=True)
class Compared:
    """The values of one row that become tokens; an empty text is a value that is not stated.

    key: spelling keys of the name, sorted, blanks between. joined: the same in their order, no blank. nik: 16 digits.
    born: yyyymmdd, also where it was read from the NIK; told: whether it was stated apart from the NIK. region: digits.
    """

    key: str
    joined: str
    nik: str
    born: str
    told: bool
    sex: str
    region: str


def compared_of(table: pa.Table, *, on: date) -> list[Compared]:
    """Clean a table of people or entries (id, name; nik, birth_date, sex, region optional) row by row."""
    wanted = [name for name in ("id", "name", "nik", "birth_date", "sex", "region") if name in table.column_names]
    prepared = cleaned_texts(table.select(wanted), on=on)
    columns = [prepared.column(name).to_pylist() for name in ("key", "joined", "nik", "born", "sex", "region")]
    derived = prepared.column("is_born_from_nik").to_pylist()
    return [
        Compared(
            key or "",
            joined or "",
            nik if nik and len(nik) == 16 else "",
            str(born) if born else "",
            bool(born) and not is_derived,
            sex or "",
            region or "",
        )
        for key, joined, nik, born, sex, region, is_derived in zip(*columns, derived, strict=True)
    ]


def _message(kind: str, *values: str) -> str:
    return BETWEEN.join((kind, *values))


def shorter_by_one(name: str) -> list[str]:
    """Return `name` and each text that it becomes by losing one letter, without repetition."""
    cut = name[:LONGEST_NAME]
    return list(dict.fromkeys([cut, *(cut[:nth] + cut[nth + 1 :] for nth in range(len(cut)))]))


def _words(key: str) -> list[str]:
    return key.split()[:MOST_WORDS]


def _without_one(key: str) -> list[str]:
    words = _words(key)
    return [" ".join(words[:nth] + words[nth + 1 :]) for nth in range(len(words))] if len(words) > 1 else []


def entry_messages(row: Compared) -> Iterator[str]:
    """Yield the messages of an entry, the most telling first (an entry has room for `TOKENS_A_ROW` of them)."""
    name, born, region = row.key, row.born, row.region
    village, district = region if len(region) == 10 else "", region[:6] if len(region) >= 6 else ""
    if row.nik:
        yield _message("nik", row.nik)
    if row.nik and name:
        yield from _names_within_nik(row)
        yield _message("nik-rim", name, row.nik[:6], row.nik[12:])
    if row.nik and row.told:
        yield _message("nik-day", row.nik, born)
    contexts = []
    if name and born:
        contexts.append(f"name{BETWEEN}{name}{BETWEEN}{born}")
        yield from _names_with_day(row)
    if born and village:
        contexts.append(f"village{BETWEEN}{village}{BETWEEN}{born}")
        yield _message("day-village", born, village)
    if born and district:
        yield _message("day-district", born, district)
    for context in contexts:
        yield from _within(context, row)
    if row.nik and name and born:
        yield _message("nik-region", name, born, row.nik[:6])
    if name and district:
        yield from _names_with_place(row, village, district)
    if name and born:
        for text in shorter_by_one(row.joined):
            yield _message("near-day", text, born)


def _names_within_nik(row: Compared) -> Iterator[str]:
    yield _message("nik-name", row.nik, row.key)
    yield _message("nik-joined", row.nik, row.joined)
    for word in _words(row.key):
        yield _message("nik-word", row.nik, word)
    yield _message("nik-front", row.nik, row.joined[:ENDS])
    yield _message("nik-back", row.nik, row.joined[-ENDS:])


def _names_with_day(row: Compared) -> Iterator[str]:
    name, born = row.key, row.born
    yield _message("name-day", name, born)
    yield _message("joined-day", row.joined, born)
    yield _message("name-month", name, born[:6])
    yield _message("name-monthday", name, born[4:])
    yield _message("name-yearday", name, born[:4], born[6:])
    for word in _words(name):
        yield _message("word-day", word, born)
    for part in _without_one(name):
        yield _message("part-day", part, born)


def _within(context: str, row: Compared) -> Iterator[str]:
    if row.sex:
        yield _message("sex", context, row.sex)
    if row.nik:
        yield _message("nik-stated", context)
        yield _message("serial", context, row.nik[12:])


def _names_with_place(row: Compared, village: str, district: str) -> Iterator[str]:
    if village:
        yield _message("name-village", row.key, village)
    yield _message("name-district", row.key, district)
    if row.born:
        yield _message("born-stated", row.key, district)
        yield _message("name-year", row.key, row.born[:4], district)


def questions(row: Compared) -> Iterator[tuple[int, str]]:
    """Yield what a person is asked with: the agreement if it is answered, and the message."""
    name, born, region = row.key, row.born, row.region
    village, district = region if len(region) == 10 else "", region[:6] if len(region) >= 6 else ""
    if row.nik:
        yield NIK, _message("nik", row.nik)
        if born:
            yield NIK_DAY, _message("nik-day", row.nik, born)
    if row.nik and name:
        yield NIK_NAME, _message("nik-name", row.nik, name)
        yield NIK_NAME, _message("nik-joined", row.nik, row.joined)
        for bit, word in zip(WORDS, _words(name), strict=False):
            yield bit, _message("nik-word", row.nik, word)
        yield NIK_FRONT, _message("nik-front", row.nik, row.joined[:ENDS])
        yield NIK_BACK, _message("nik-back", row.nik, row.joined[-ENDS:])
        yield NIK_RIM, _message("nik-rim", name, row.nik[:6], row.nik[12:])
    contexts = []
    if name and born:
        contexts.append(f"name{BETWEEN}{name}{BETWEEN}{born}")
        yield from _asked_names_with_day(row)
    if born and village:
        contexts.append(f"village{BETWEEN}{village}{BETWEEN}{born}")
        yield DAY_VILLAGE, _message("day-village", born, village)
    if born and district:
        yield DAY_DISTRICT, _message("day-district", born, district)
    for context in contexts:
        if row.sex:
            yield SAME_SEX, _message("sex", context, row.sex)
            yield OTHER_SEX, _message("sex", context, OTHER_SEX_OF[row.sex])
        if row.nik:
            yield NIK_STATED, _message("nik-stated", context)
            yield SERIAL, _message("serial", context, row.nik[12:])
    if row.nik and name and born:
        yield NIK_REGION, _message("nik-region", name, born, row.nik[:6])
    if name and district:
        if village:
            yield NAME_VILLAGE, _message("name-village", name, village)
        yield NAME_DISTRICT, _message("name-district", name, district)
        yield BORN_STATED, _message("born-stated", name, district)
        if born:
            yield NAME_YEAR, _message("name-year", name, born[:4], district)


def _asked_names_with_day(row: Compared) -> Iterator[tuple[int, str]]:
    name, born = row.key, row.born
    year, month, day = born[:4], born[4:6], born[6:]
    yield NAME_DAY, _message("name-day", name, born)
    yield JOINED_DAY, _message("joined-day", row.joined, born)
    if day <= "12" and day != month:
        yield NAME_SWAPPED, _message("name-day", name, year + day + month)
    if born[4:] != "0101":
        yield NAME_JANUARY, _message("name-day", name, f"{year}0101")
    yield NAME_MONTH, _message("name-month", name, born[:6])
    yield NAME_MONTHDAY, _message("name-monthday", name, born[4:])
    yield NAME_YEARDAY, _message("name-yearday", name, year, day)
    for bit, word in zip(WORDS, _words(name), strict=False):
        yield bit, _message("word-day", word, born)
    for part in _without_one(name):
        yield LESS_DAY, _message("name-day", part, born)
    yield MORE_DAY, _message("part-day", name, born)
    for text in shorter_by_one(row.joined):
        yield NEAR_DAY, _message("near-day", text, born)
