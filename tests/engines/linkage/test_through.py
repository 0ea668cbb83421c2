"""Doubts add up along a chain; what follows is counted once, by its best chain, and never from a heap of rows."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jurdil.engines.linkage import find_duplicates
from jurdil.engines.linkage.explaining import all_sentences
from jurdil.engines.linkage.through import MOST_TOGETHER, Following, following

from .conftest import Row, nik, table_of
from .test_duplicates import SITI, _others

ON = date(2024, 11, 27)
Links = dict[tuple[int, int], float]


def _follow(links: Links, least: float = 0.8) -> Following:
    first, second = (np.array([pair[side] for pair in links], dtype=np.int64) for side in (0, 1))
    return following(first, second, np.array(list(links.values())), least=least)


def _told(found: Following) -> dict[tuple[int, int], tuple[float, int]]:
    pairs = zip(found.first.tolist(), found.second.tolist(), strict=True)
    return {pair: (round(p, 6), via) for pair, p, via in zip(pairs, found.least, found.through.tolist(), strict=True)}


def test_doubts_add_up_and_the_row_between_is_told() -> None:
    assert _told(_follow({(2, 7): 0.95, (7, 9): 0.9})) == {(2, 9): (0.85, 7)}


def test_what_is_too_doubtful_does_not_follow() -> None:
    assert not len(_follow({(2, 7): 0.9, (7, 9): 0.85}).first)
    assert not len(_follow({(2, 7): 0.95, (4, 9): 0.95}).first)
    assert not len(_follow({}).first)


def test_the_chain_with_the_smallest_doubt_counts_and_a_given_pair_is_only_raised() -> None:
    links = {(1, 2): 0.99, (2, 3): 0.97, (1, 4): 0.9, (3, 4): 0.95, (1, 3): 0.5}

    told = _told(_follow(links))

    assert told[(1, 3)] == (0.96, 2)
    assert told[(1, 4)] == (0.91, 2)  # 0.99 + 0.97 + 0.95 - 2 is more than the 0.9 given
    assert (1, 2) not in told


def test_a_long_chain_of_many_rows_takes_few_rounds() -> None:
    rows = np.arange(20_000)
    found = following(rows[:-1], rows[1:], np.full(len(rows) - 1, 0.9999), least=0.8)

    assert not len(found.first)


def test_nothing_follows_in_a_heap_of_rows_that_nobody_can_be() -> None:
    chain = {(nth, nth + 1): 0.9999 for nth in range(MOST_TOGETHER)}

    assert not len(_follow(chain).first)
    assert len(_follow(dict(list(chain.items())[1:])).first)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(list(combinations(range(7), 2))), st.floats(0.5, 0.9999), max_size=12),
       st.randoms(use_true_random=False))  # fmt: skip
def test_it_is_the_least_doubt_over_all_chains_whatever_the_order(links: Links, random: object) -> None:
    doubts = np.full((7, 7), np.inf)
    for (one, other), p in links.items():
        if 1 - p <= 0.2:
            doubts[one, other] = doubts[other, one] = 1 - p
    given_ones = doubts.copy()
    for middle in range(7):
        doubts = np.minimum(doubts, doubts[:, [middle]] + doubts[[middle]])
    wanted = {
        (a, b): round(1 - doubts[a, b], 6)
        for a, b in combinations(range(7), 2)
        if doubts[a, b] <= 0.2 and doubts[a, b] < given_ones[a, b]
    }

    shuffled = list(links.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert {pair: p for pair, (p, _) in _told(_follow(dict(shuffled))).items()} == pytest.approx(wanted)


BY_NUMBER: Row = {**SITI, "id": "b-number", "birth_date": None, "birth_place": None, "address": None, "region": None,
                  "name": "Siti Rukmana"}  # fmt: skip
AT_HOME: Row = {**SITI, "id": "c-home", "name": "St. Rukmana Jayadi", "nik": None, "birth_date": None}


def _pair(*rows: Row, is_through: bool) -> dict[str, object] | None:
    found = find_duplicates(table_of([*rows, *_others()]), on=ON, is_through=is_through).to_pylist()
    return next((row for row in found if (row["person_id"], row["other_id"]) == ("b-number", "c-home")), None)


def test_siti_by_her_number_and_siti_at_home_are_one_by_way_of_the_whole_siti() -> None:
    alone = _pair(SITI, BY_NUMBER, AT_HOME, is_through=False)
    found = _pair(SITI, BY_NUMBER, AT_HOME, is_through=True)

    assert alone is None or alone["probability"] < 0.8
    assert found
    assert found["probability"] >= 0.8
    assert found["grade"] != "strong"
    reasons = {reason["field"]: reason for reason in found["reasons"]}
    assert reasons["through"]["entry_value"] == "a-siti"
    assert {reason["words"] for reason in found["reasons"]} <= set(all_sentences())
    total = sum(reason["bits"] for reason in found["reasons"])
    assert 2**total / (1 + 2**total) == pytest.approx(found["probability"], abs=0.01)


@pytest.mark.parametrize("field", ["nik", "sex"])
def test_what_tells_of_two_people_is_not_outvoted_by_a_third_row(field: str) -> None:
    other: Row = {**AT_HOME, field: nik("317305", "1971-08-02", 7, woman=True) if field == "nik" else "L"}
    found = _pair(SITI, BY_NUMBER, other, is_through=True)

    assert found is None or found["probability"] < 0.8
