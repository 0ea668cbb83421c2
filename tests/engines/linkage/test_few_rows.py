"""Few rows are read one by one and many by columns: what is read is the same, value by value."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from jurdil.engines.linkage.articles import CHILDREN, KINDS
from jurdil.engines.linkage.hashing import FEW_TEXTS, joined, joined_at_once
from jurdil.engines.linkage.keys import probes_at_once, probes_of
from jurdil.engines.linkage.prepare import INPUT_COLUMNS, prepare
from jurdil.engines.linkage.rosters import People
from jurdil.engines.linkage.spellings import CANONICAL, DEGREES, DROPPED, FIRST_WORD, FRONT_TITLES
from jurdil.engines.linkage.titles import SAID

ON = date(2024, 11, 27)
_WORDS = sorted({*CANONICAL, *CHILDREN, *DEGREES, *DROPPED, *FIRST_WORD, *FRONT_TITLES, *KINDS, *SAID, "SITI", "Boedi",
                 "Tjahjo", "Hallimah", "Wattie", "M", "a", "S.H.", "M.Si.", "Drs.", "A.A.", "Ma'ruf", "R1NA",
                 "Nur-Aini", "NI", "I", "K.H.", "(K)", "S. ", "Kom", "Muhammadrizki", "Chairul", "Rhoma",
                 "/", "(Alm)", "(Almh.)", "Almas"})  # fmt: skip
_BETWEEN = st.sampled_from([" ", "  ", ", ", ",", ".", "-", ""])
_NAMES = st.lists(st.tuples(st.sampled_from(_WORDS), _BETWEEN), max_size=7).map(
    lambda parts: "".join(word + between for word, between in parts)
)
_ADDRESSES = st.lists(
    st.sampled_from(
        ["Jl. ", "Gang ", "Mawar ", "No. 5", " 12A ", ",", "RT 001", "RT.2", "/", "RW 03", " RW:004", "Kp "]
    ),
    max_size=6,
).map("".join)
_DIGITS = st.text("0123456789", min_size=5, max_size=18)


def _or_any(usual: st.SearchStrategy[str]) -> st.SearchStrategy[str | None]:
    return st.none() | usual | st.text(max_size=12) | st.text("ABJHYRTW019.,' /", max_size=12)


_ROWS = st.fixed_dictionaries(
    {
        "id": st.just("siti"),
        "name": _or_any(_NAMES),
        "nik": _or_any(_DIGITS | st.sampled_from(["1" * 16, "3171-0154-0385-0002", "317101" + "140385" + "0002"])),
        "birth_date": _or_any(st.sampled_from(["1985-03-14", "1985-02-30", " 1990-01-01", "1850-01-01"])),
        "birth_place": _or_any(st.sampled_from(["Kota Adm. Jakarta", "KAB BOGOR", "Denpasar"])),
        "sex": _or_any(st.sampled_from(["L", "p ", "perempuan"])),
        "address": _or_any(_ADDRESSES),
        "region": _or_any(st.sampled_from(["31.71.01.1001", "31", "3171", "317"])),
    }
)


@settings(deadline=None, max_examples=200)
@given(st.lists(_ROWS, min_size=1, max_size=3))
def test_few_rows_are_read_as_many_are(rows: list[dict[str, str | None]]) -> None:
    few = pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in INPUT_COLUMNS})

    found = prepare(few, on=ON)

    assert found.equals(prepare(pa.concat_tables([few] * FEW_TEXTS), on=ON).slice(0, len(rows)).combine_chunks())


@settings(deadline=None, max_examples=50)
@given(st.lists(_ROWS, min_size=1, max_size=3))
def test_keys_made_at_once_are_those_made_one_by_one(rows: list[dict[str, str | None]]) -> None:
    columns = People.of(prepare(pa.Table.from_pylist(rows, schema=_SCHEMA), on=ON)).columns

    found = probes_at_once(columns)

    assert found.tolist() == [key for _, _, keys in probes_of(columns) for key in keys.tolist()]


def test_combinations_keep_their_order() -> None:
    one, other = np.array([1, 2]), np.array([3, 4], dtype=np.int8)
    wanted = [(1, (one,)), (2, (one, other, one)), (3, (other, one))]

    found = joined_at_once(wanted)

    assert found.tolist() == [number for tag, parts in wanted for number in joined(tag, parts).tolist()]


_SCHEMA = pa.schema([(name, pa.string()) for name in INPUT_COLUMNS])
