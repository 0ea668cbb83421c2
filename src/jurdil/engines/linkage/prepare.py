"""Bring a table of people or entries into compared columns, once: every distinct value is cleaned one time.

Whatever cannot be read becomes 0: it then speaks neither for nor against anybody. Texts are kept beside the numbers
for reasons and for the comparison of letters.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from jurdil.engines.linkage.days import read_day, read_no_day
from jurdil.engines.linkage.few_names import clean_few_names, is_plain
from jurdil.engines.linkage.hashing import FEW_TEXTS, Hashes, text_number, text_numbers
from jurdil.engines.linkage.names import MOST_WORDS, CleanNames, clean_names, name_texts
from jurdil.engines.linkage.nik import births_in, digits_of

INPUT_COLUMNS = ("id", "name", "nik", "birth_date", "birth_place", "sex", "address", "region")
WORDS = tuple(f"word_{nth}" for nth in range(MOST_WORDS))
PREFIXES = tuple(f"prefix_{nth}" for nth in range(MOST_WORDS))
NUMBERS = ("name", "key", "joined", "head", "tail", *WORDS, *PREFIXES, "words", "letters", "bag", "lone", "firsts",
           "nik", "born", "is_born_from_nik", "is_no_day", "sex", "is_sex_from_name", "said", "place", "region",
           "depth", "ground", "house", "street")  # fmt: skip
"""Columns of numbers; 0 where nothing is known. is_no_day: `born` is what is written, but no day can be so. sex: told,
else of the NIK, else of an article or a title. said: of another than whom the name names (bits of `titles.py`)."""
KEYS_ONLY = frozenset(("head", "tail", *PREFIXES))
"""Those that serve to find pairs only."""
COMPARED = tuple(name for name in NUMBERS if name not in KEYS_ONLY)
TEXTS = ("id", "raw_name", "sounds", "raw_place", "raw_address", "raw_region")
SEXES = {**dict.fromkeys(("L", "M", "LK", "PRIA", "MALE", "LAKI-LAKI", "LAKI LAKI"), 1),
         **dict.fromkeys(("P", "F", "PR", "WANITA", "FEMALE", "PEREMPUAN"), 2)}  # fmt: skip
NIK_FLOOR = 10**15
REGION_DIGITS = (2, 4, 6, 10)
_UNREAD = "This cannot be read and is not weighed, the rest of the row is."
_NO_DAY = "This cannot be read as a birth date. Digits like those of a day are weighed, and the rest of the row is."
REMEDIES = {
    "name": "Write it in Latin letters.",
    "nik": "Write its 16 digits.",
    "birth_date": "Write it as 1990-05-12 or 12/05/1990.",
    "sex": "Write L or P.",
    "region": "Write the Kemendagri code: 2, 4, 6 or 10 digits.",
}
"""What to do about each kind of unread value."""
UNREAD = {name: _NO_DAY if name == "birth_date" else _UNREAD for name in REMEDIES}
"""What is done with it."""
_PLACE_WORDS = re.compile(r"^(KOTA|KAB|KABUPATEN|KODYA|KOTAMADYA)\b\.?\s*(ADM\b\.?\s*)?")
_PLAIN_NIK = re.compile("[1-9][0-9]{15}")
_GROUND = r"\bRT[\s.:]*0*(?P<rt>\d{1,3})\s*[/, ]*\s*RW[\s.:]*0*(?P<rw>\d{1,3})"
_HEAD_END = re.compile(r"\bRT\b|,")
_HOUSE_WORDS = re.compile(r"\b(?:JL|JLN|JALAN|GG|GANG|KP|KAMPUNG|NO|NOMOR)\b|[^A-Z0-9]+")

Ints = NDArray[np.int64]


def prepare(table: pa.Table, *, on: date) -> pa.Table:
    """Return the compared columns (NUMBERS) and the texts (TEXTS) of `table` (id and name required), row by row.

    on: fixes the century of two-digit years. Raises KeyError if `id` or `name` is missing.
    """
    raw = {name: _text(table, name) for name in INPUT_COLUMNS}
    names = _names(raw["name"])
    nik = _niks(raw["nik"])
    told = _map(raw["birth_date"], lambda value: read_day(value, on=on))
    no_day = _no_days(raw["birth_date"], told)
    day, nik_sex = _born_in_nik(nik, on)
    sex = _map(raw["sex"], _read_sex)
    sex = np.where(sex > 0, sex, nik_sex)
    region = _map(raw["region"], read_region)
    ground, house, street = _address(raw["address"])
    columns = {
        "name": names.name, "key": names.key, "joined": names.joined, "head": _short(names.head),
        "tail": _short(names.tail),
        **{name: _short(names.words[:, nth]) for nth, name in enumerate(WORDS)},
        **{name: _short(names.prefixes[:, nth]) for nth, name in enumerate(PREFIXES)},
        "words": names.count, "letters": names.letters, "bag": names.bag, "lone": names.lone, "firsts": names.firsts,
        "nik": nik, "born": np.select([told > 0, day > 0], [told, day], no_day).astype(np.int32),
        "is_born_from_nik": (told == 0) & (day > 0), "is_no_day": (told == 0) & (day == 0) & (no_day > 0),
        "sex": np.where(sex > 0, sex, names.sex).astype(np.int8), "is_sex_from_name": (sex == 0) & (names.sex > 0),
        "said": names.said,
        "place": _map(raw["birth_place"], _place_number).astype(np.uint32),
        "region": region // 100, "depth": (region % 100).astype(np.int8),
        "ground": ground.astype(np.int32), "house": house, "street": street,
    }  # fmt: skip
    texts = {"id": raw["id"], "raw_name": raw["name"], "sounds": names.sounds, "raw_place": raw["birth_place"],
             "raw_address": raw["address"], "raw_region": raw["region"]}  # fmt: skip
    return pa.table({**{name: pa.array(columns[name]) for name in NUMBERS}, **texts})


def cleaned_texts(table: pa.Table, *, on: date) -> pa.Table:
    """Return the cleaned values as texts, null where nothing is known: for tokens, and for others to compare.

    id, name, key, joined (see `names.CleanName`), nik, born (yyyymmdd), is_born_from_nik, sex (L or P), place, region
    (digits), ground (rt/rw), house.
    """
    raw = {name: _text(table, name) for name in INPUT_COLUMNS}
    prepared = prepare(table, on=on)
    name, key, joined = name_texts(raw["name"])
    known = {column: prepared.column(column).to_pylist() for column in ("nik", "born", "is_no_day", "sex", "region",
                                                                        "depth", "ground")}  # fmt: skip
    regions = [f"{code:010d}"[:depth] for code, depth in zip(known["region"], known["depth"], strict=True)]
    texts = {
        "id": raw["id"], "name": name, "key": key, "joined": joined,
        "nik": [str(nik) if nik else "" for nik in known["nik"]],
        "born": [str(born) if born and not no_day else ""
                 for born, no_day in zip(known["born"], known["is_no_day"], strict=True)],
        "sex": ["" if not sex else "LP"[sex - 1] for sex in known["sex"]],
        "place": [read_place(place or "") for place in raw["birth_place"].to_pylist()],
        "region": regions,
        "ground": [f"{ground // 1000}/{ground % 1000}" if ground else "" for ground in known["ground"]],
        "house": [_house(address or "") for address in raw["address"].to_pylist()],
    }  # fmt: skip
    columns = {column: _or_null(values) for column, values in texts.items()}
    return pa.table({**columns, "is_born_from_nik": prepared.column("is_born_from_nik")})


def _or_null(values: pa.Array | list[str]) -> pa.Array:
    found = values if isinstance(values, pa.Array) else pa.array(values, pa.string())
    return pc.if_else(pc.equal(found, ""), pa.scalar(None, pa.string()), found)


def unread_values(table: pa.Table, *, on: date = date.max) -> dict[str, Ints]:
    """Return, by column, the rows whose value cannot be read: it will speak neither for nor against anybody.

    on: nobody is born after that day. Raises KeyError without id or name.
    """
    raw = {name: _text(table, name) for name in INPUT_COLUMNS}
    read = {
        "nik": _niks(raw["nik"]),
        "birth_date": _map(raw["birth_date"], lambda value: read_day(value, on=on)),
        "sex": _map(raw["sex"], _read_sex),
        "region": _map(raw["region"], read_region),
    }
    read["name"] = _read_names(raw["name"])
    is_told = {name: pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(raw[name]), ""), False) for name in read}
    return {name: np.flatnonzero(is_told[name].to_numpy(zero_copy_only=False) & (read[name] == 0)) for name in read}


def _read_names(raw: pa.Array) -> Ints:
    """0 where a name has nothing that could be compared; names of any Latin letter are not read for it."""
    has_letter = pc.fill_null(pc.match_substring_regex(raw, "[A-Za-z]"), False)
    read: Ints = np.array(has_letter.to_numpy(zero_copy_only=False), dtype=np.int64)
    odd = np.flatnonzero(read == 0)
    read[odd] = _names(raw.take(pa.array(odd))).name > 0
    return read


def _no_days(raw: pa.Array, told: Ints) -> Ints:
    unread = told == 0
    if not unread.any():
        return told
    return _map(pc.if_else(pa.array(unread), raw, pa.scalar(None, pa.string())), read_no_day)


def _read_sex(value: str) -> int:
    return SEXES.get(value.strip().upper(), 0)


@lru_cache(maxsize=1 << 16)
def read_place(value: str) -> str:
    """Return a place of birth in capital letters, without the kind of the place; empty if no letter is left."""
    return re.sub(r"[^A-Z]", "", _PLACE_WORDS.sub("", value.upper().strip()))


def read_region(value: str) -> int:
    """Return a Kemendagri code of any level as ten digits, zeros behind, and how many were given: 100 x code + digits.

    0 where it is no code.
    """
    digits = value if value.isdecimal() else re.sub(r"\D", "", value)
    return int(digits.ljust(10, "0")) * 100 + len(digits) if len(digits) in REGION_DIGITS else 0


def _place_number(value: str) -> int:
    place = read_place(value)
    return text_number(place) >> 32 | 1 if place else 0


def _short(numbers: Hashes) -> NDArray[np.uint32]:
    return (numbers >> np.uint64(32)).astype(np.uint32)


def _text(table: pa.Table, name: str) -> pa.Array:
    if name not in table.column_names:
        if name in ("id", "name"):
            raise KeyError(name)
        return pa.nulls(table.num_rows, pa.string())
    column = table.column(name)
    if not pa.types.is_string(column.type):
        column = column.cast(pa.string())
    if column.num_chunks == 0:  # a table of a heading only
        return pa.array([], pa.string())
    return pa.concat_arrays(column.chunks) if column.num_chunks != 1 else column.chunk(0)


def _few_plain(raw: pa.Array) -> list[str | None] | None:
    """The texts, if they are so few and so plain that they are sooner read one by one."""
    texts = raw.to_pylist() if len(raw) < FEW_TEXTS else None
    return texts if texts is not None and all(is_plain(text) for text in texts) else None


def _names(raw: pa.Array) -> CleanNames:
    few = _few_plain(raw)
    return clean_names(raw) if few is None else clean_few_names(few)


def _map(values: pa.Array, function: Callable[[str], int]) -> Ints:
    """Apply `function` once to each distinct text; 0 where it is null."""
    if len(values) < FEW_TEXTS:
        return np.array([0 if text is None else function(text) for text in values.to_pylist()], dtype=np.int64)
    encoded = values.dictionary_encode()
    found = [function(value) for value in encoded.dictionary.to_pylist()] + [0]
    at = encoded.indices.fill_null(len(found) - 1).to_numpy(zero_copy_only=False)
    numbers: Ints = np.array(found, dtype=np.int64)[at]
    return numbers


def _niks(raw: pa.Array) -> Ints:
    """Each number as a number; only those not written as sixteen plain digits are looked at one by one."""
    if len(raw) < FEW_TEXTS:
        return _map(raw, _nik_number)
    plain = pc.fill_null(pc.match_substring_regex(raw, f"^{_PLAIN_NIK.pattern}$"), False)
    clear = pc.if_else(plain, raw, pa.scalar(None, pa.string()))
    odd = pc.if_else(plain, pa.scalar(None, pa.string()), raw)
    found: Ints = pc.fill_null(clear.cast(pa.int64()), 0).to_numpy(zero_copy_only=False)
    return np.where(found > 0, found, _map(odd, _nik_number))


def _nik_number(value: str) -> int:
    return int(value if _PLAIN_NIK.fullmatch(value) else digits_of(value) or 0)


def _born_in_nik(nik: Ints, on: date) -> tuple[Ints, Ints]:
    """The birth day (yyyymmdd) and sex that whole numbers repeat; 0 where a number is not whole."""
    is_whole = (nik >= NIK_FLOOR) & (nik < 10 * NIK_FLOOR)
    days, is_woman = births_in(np.where(is_whole, nik // 10_000 % 1_000_000, 0), on=on)
    return days, np.where(days > 0, np.where(is_woman, SEXES["P"], SEXES["L"]), 0)


def _address(raw: pa.Array) -> tuple[Ints, NDArray[np.uint32], NDArray[np.uint32]]:
    """RT and RW as 1000 x rt + rw, and numbers of what stands before them: of street and house, and of the street.

    Only an address with a house number says which house it is.
    """
    if raw.null_count == len(raw):
        nothing = np.zeros(len(raw), dtype=np.uint32)
        return np.zeros(len(raw), dtype=np.int64), nothing, nothing
    few = _few_plain(raw)
    return _addresses(raw) if few is None else _few_addresses(few)


def _few_addresses(texts: list[str | None]) -> tuple[Ints, NDArray[np.uint32], NDArray[np.uint32]]:
    grounds, streets, houses = [], [], []
    for text in texts:
        upper = (text or "").upper()
        found = re.search(_GROUND, upper)
        grounds.append(1000 * int(found["rt"]) + int(found["rw"]) if found else 0)
        head = _HOUSE_WORDS.sub("", _HEAD_END.split(upper, maxsplit=1)[0])
        street = re.sub("[0-9]", "", head)
        streets.append(text_number(street))
        houses.append(text_number(head) if head != street else 0)
    return (np.array(grounds, dtype=np.int64), _short(np.array(houses, dtype=np.uint64)),
            _short(np.array(streets, dtype=np.uint64)))  # fmt: skip


def _addresses(raw: pa.Array) -> tuple[Ints, NDArray[np.uint32], NDArray[np.uint32]]:
    upper = pc.utf8_upper(raw)
    found = pc.extract_regex(upper, _GROUND)
    rt, rw = (
        pc.fill_null(pc.struct_field(found, part).cast(pa.int64()), 0).to_numpy(zero_copy_only=False)
        for part in ("rt", "rw")
    )
    head = pc.list_element(pc.split_pattern_regex(upper, _HEAD_END.pattern, max_splits=1), 0).dictionary_encode()
    texts = _without_house_words(head.dictionary)
    streets = pc.replace_substring_regex(texts, "[0-9]", "")
    houses = pc.if_else(pc.equal(texts, streets), "", texts)
    at = head.indices.fill_null(len(texts)).to_numpy(zero_copy_only=False)
    house, street = (_short(np.append(text_numbers(each), np.uint64(0)))[at] for each in (houses, streets))
    return 1000 * rt + rw, house, street


def _without_house_words(heads: pa.Array) -> pa.Array:
    """Letters and digits of what stands before RT and RW; Arrow knows the ends of words of plain letters only."""
    texts = pc.replace_substring_regex(heads, _HOUSE_WORDS.pattern, "")
    accented = pc.invert(pc.string_is_ascii(heads))
    read = [_HOUSE_WORDS.sub("", text) for text in heads.filter(accented).to_pylist()]
    return pc.replace_with_mask(texts, accented, pa.array(read, pa.string()))


def house_words(address: str) -> list[str]:
    """Return the words of street and house, in capitals."""
    return _HOUSE_WORDS.sub(" ", _HEAD_END.split(address.upper(), maxsplit=1)[0]).split()


def _house(address: str) -> str:
    """Letters and digits of street and house, if there is a house number."""
    head = _HOUSE_WORDS.sub("", _HEAD_END.split(address.upper(), maxsplit=1)[0])
    return head if re.search("[0-9]", head) else ""
