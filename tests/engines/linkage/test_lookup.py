"""Many numbers asked at once: the answer is that of a set, and pairs are those that sharing a key makes."""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from jurdil.engines.linkage import candidates
from jurdil.engines.linkage.candidates import ask, find_pairs, pairs_within, unpacked
from jurdil.engines.linkage.keys import keys_of, probes_of
from jurdil.engines.linkage.lookup import Lookup
from jurdil.engines.linkage.prepare import prepare
from jurdil.engines.linkage.rosters import People

ON = date(2024, 11, 27)
NUMBERS = st.sets(st.integers(0, 2**64 - 1) | st.integers(0, 99) | st.integers(2**64 - 99, 2**64 - 1), max_size=80)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.just("x"),
            "name": st.sampled_from(["Siti Aminah", "Siti Rekaan", "Budi Santoso Wijaya", "Budi S.", "Rina"]),
            "birth_date": st.sampled_from([None, "1985-03-04", "1985-04-03", "1990-01-01"]),
            "birth_place": st.sampled_from([None, "Jakarta"]),
            "region": st.sampled_from([None, "31.71.01.1001", "31.71"]),
        }
    ),
    min_size=1,
    max_size=12,
)


@given(NUMBERS, NUMBERS)
def test_a_number_is_found_if_it_is_there(there: set[int], others: set[int]) -> None:
    numbers = np.array(sorted(there), dtype=np.uint64)
    wanted = np.array([*there, *others], dtype=np.uint64)

    positions, at = Lookup.of(numbers).find(wanted)

    assert positions.tolist() == [nth for nth, number in enumerate(wanted.tolist()) if number in there]
    assert numbers[at].tolist() == wanted[positions].tolist()


@settings(max_examples=30, deadline=None)
@given(ROWS, ROWS, st.sampled_from([1, 3, 100]), st.sampled_from([2, 5, 1 << 16]))
def test_blocks_and_parts_find_the_pairs_that_share_a_key(
    people: list[dict[str, str | None]], entries: list[dict[str, str | None]], most: int, block: int
) -> None:
    asked, listed = (People.of(prepare(pa.Table.from_pylist(rows), on=ON)).columns for rows in (people, entries))
    mine, theirs = ([(kind, key, row) for kind, rows, keys in kinds
                     for row, key in zip(rows.tolist(), keys.tolist(), strict=True)]
                    for kinds in (probes_of(asked), keys_of(listed)))  # fmt: skip
    often = Counter((kind, key) for kind, key, _ in theirs)
    wanted = {(row, one) for kind, key, row in theirs if often[kind, key] <= most for what, other, one in mine
              if (what, other) == (kind, key)}  # fmt: skip
    half = len(entries) // 2
    parts = [(0, {name: column[:half] for name, column in listed.items()}),
             (half, {name: column[half:] for name, column in listed.items()})]  # fmt: skip

    usual, candidates.ROWS_A_BLOCK = candidates.ROWS_A_BLOCK, block
    try:
        persons, rows = find_pairs(ask(asked, threads=2), parts, most=most, threads=2)
    finally:
        candidates.ROWS_A_BLOCK = usual

    assert sorted(zip(rows.tolist(), persons.tolist(), strict=True)) == sorted(wanted)


@given(st.lists(st.integers(0, 6), max_size=30), st.integers(1, 5))
def test_rows_of_one_table_that_share_a_key_are_paired(keys: list[int], most: int) -> None:
    rows = np.arange(len(keys))[::-1].copy()

    first, second = unpacked(pairs_within(rows, np.array(keys, dtype=np.uint64), most=most))

    often = Counter(keys)
    key_of = dict(zip(rows.tolist(), keys, strict=True))
    wanted = [(one, other) for one in key_of for other in key_of
              if one < other and key_of[one] == key_of[other] and often[key_of[one]] <= most]  # fmt: skip
    assert sorted(zip(first.tolist(), second.tolist(), strict=True)) == sorted(wanted)
