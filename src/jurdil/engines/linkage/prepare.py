"""Bring a table of people or entries into compared columns, once: every distinct value is cleaned one time.

Out: row, id, raw_name, name, key, joined, words, nik, born, is_born_from_nik, sex, place, region, ground, house, and
the raw texts that reasons show. Whatever cannot be read becomes empty: it then speaks neither for nor against anybody.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jurdil.engines.linkage.names import NameCleaner
from jurdil.engines.linkage.nik import LENGTH, BornAs, born_as, digits_of

INPUT_COLUMNS = ("id", "name", "nik", "birth_date", "birth_place", "sex", "address", "region")
SEXES = {"L": "L", "M": "L", "P": "P", "F": "P", "LAKI-LAKI": "L", "PEREMPUAN": "P"}
EARLIEST_YEAR = 1900
_PLACE_WORDS = re.compile(r"^(KOTA|KAB|KABUPATEN|KODYA|KOTAMADYA)\b\.?\s*(ADM\b\.?\s*)?")
_GROUND = r"(?i)\bRT[\s.:]*0*(?P<rt>\d{1,3})\s*[/, ]*\s*RW[\s.:]*0*(?P<rw>\d{1,3})"


def prepare(table: pa.Table, *, on: date) -> pa.Table:
    """Return the compared columns of `table` (id and name required), row by row.

    on: fixes the century of two-digit years. Raises KeyError if `id` or `name` is missing.
    """
    raw = {name: _text(table, name) for name in INPUT_COLUMNS}
    nik = _niks(raw["nik"])
    told = _map(raw["birth_date"], lambda value: read_day(value, on=on), pa.int32())
    day, nik_sex = _born_in_nik(nik, on)
    sex = _map(raw["sex"], lambda value: SEXES.get(value.strip().upper()))
    columns = {"row": pa.array(np.arange(table.num_rows, dtype=np.int64)), "id": raw["id"], "raw_name": raw["name"]}
    columns |= _names(raw["name"])
    columns |= {
        "nik": nik,
        "born": pc.coalesce(told, day),
        "is_born_from_nik": pc.and_(pc.is_null(told), pc.is_valid(day)),
        "sex": pc.coalesce(sex, nik_sex),
        "place": _map(raw["birth_place"], read_place),
        "region": _map(raw["region"], read_region),
    }
    columns |= _address(raw["address"])
    columns |= {"raw_place": raw["birth_place"], "raw_address": raw["address"]}
    return pa.table(columns)


def read_day(value: str, *, on: date) -> int | None:
    """Read an ISO day as the number yyyymmdd; None if there is no such day, or nobody living was born then."""
    try:
        day = date.fromisoformat(value.strip()[:10])
    except ValueError:
        return None
    return day.year * 10_000 + day.month * 100 + day.day if day.year >= EARLIEST_YEAR and day <= on else None


def read_place(value: str) -> str | None:
    """Return a place of birth in capital letters, without the kind of the place."""
    return re.sub(r"[^A-Z]", "", _PLACE_WORDS.sub("", value.upper().strip())) or None


def read_region(value: str) -> str | None:
    """Return the digits of a Kemendagri code of any level; None where it is no code."""
    digits = re.sub(r"\D", "", value)
    return digits if len(digits) in (2, 4, 6, 10) else None


def _text(table: pa.Table, name: str) -> pa.Array:
    if name not in table.column_names:
        if name in ("id", "name"):
            raise KeyError(name)
        return pa.nulls(table.num_rows, pa.string())
    column = table.column(name)
    if not pa.types.is_string(column.type):
        column = column.cast(pa.string())
    return pa.concat_arrays(column.chunks) if column.num_chunks != 1 else column.chunk(0)


def _map(values: pa.Array, function: Callable[[str], str | int | None], kind: pa.DataType | None = None) -> pa.Array:
    """Apply `function` once to each distinct value; null stays null."""
    encoded = values.dictionary_encode()
    found = [None if value is None else function(value) for value in encoded.dictionary.to_pylist()]
    return pa.array(found, kind or pa.string()).take(encoded.indices)


def _niks(raw: pa.Array) -> pa.Array:
    """Digits of each number; only those not written as sixteen plain digits are looked at one by one."""
    plain = pc.fill_null(pc.match_substring_regex(raw, r"^[0-9]{16}$"), False)
    odd = pc.if_else(plain, pa.scalar(None, pa.string()), raw)
    return pc.if_else(plain, raw, _map(odd, lambda value: digits_of(value) or None))


def _born_in_nik(nik: pa.Array, on: date) -> tuple[pa.Array, pa.Array]:
    full = pc.equal(pc.utf8_length(nik), LENGTH)
    middle = pc.if_else(full, pc.utf8_slice_codeunits(nik, 6, 12), pa.scalar(None, pa.string()))
    encoded = middle.dictionary_encode()
    read: list[BornAs | None] = [born_as(value, on=on) for value in encoded.dictionary.to_pylist()]
    days = pa.array([each.day if each else None for each in read], pa.int32())
    sexes = pa.array([each.sex if each else None for each in read], pa.string())
    return days.take(encoded.indices), sexes.take(encoded.indices)


def _names(raw: pa.Array) -> dict[str, pa.Array]:
    encoded = raw.dictionary_encode()
    clean = NameCleaner().clean_all(encoded.dictionary.to_pylist())
    texts = {
        "name": pa.array([each.text for each in clean], pa.string()),
        "key": pa.array([each.key for each in clean], pa.string()),
        "joined": pa.array([each.joined for each in clean], pa.string()),
    }
    texts["words"] = pa.array([each.key.count(" ") + 1 if each.key else 0 for each in clean], pa.int8())
    return {name: values.take(encoded.indices) for name, values in texts.items()}


def _address(raw: pa.Array) -> dict[str, pa.Array]:
    """ground: RT and RW as `rt/rw`. house: letters and digits before them, or of the first part of the address."""
    nothing = pa.scalar(None, pa.string())
    found = pc.extract_regex(raw, _GROUND)
    ground = pc.binary_join_element_wise(pc.struct_field(found, "rt"), pc.struct_field(found, "rw"), "/")
    head = pc.replace_substring_regex(pc.utf8_upper(raw), r"(?s)(\bRT\b|,).*", "")
    head = pc.replace_substring_regex(head, r"\b(JL|JLN|JALAN|GG|GANG|KP|KAMPUNG|NO|NOMOR)\b", "")
    head = pc.replace_substring_regex(head, r"[^A-Z0-9]+", "")
    has_number = pc.match_substring_regex(head, r"[0-9]")
    return {"ground": ground, "house": pc.if_else(has_number, head, nothing)}
