"""Every band goes to one of its takers, nobody has more than needed, and a stranger redoes it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurdil.engines.lot import Listing, deal_evenly, parse_record, record_draw, verify_record

BANDS, TAKERS = "abcdefgh", "123"
PAIRS = [f"{band}/{taker}" for band in BANDS for taker in TAKERS]


def loads(dealt: tuple[str, ...]) -> list[int]:
    counts = Counter(name.rpartition("/")[2] for name in dealt)
    return sorted(counts[taker] for taker in TAKERS)


@given(st.permutations(PAIRS))
def test_each_band_has_one_taker_and_nobody_more_than_one_above_another(names: list[str]) -> None:
    dealt = deal_evenly(names)

    assert sorted(name.partition("/")[0] for name in dealt) == list(BANDS)
    assert loads(dealt) == [2, 3, 3]


@given(st.sets(st.sampled_from(PAIRS)))
def test_where_pairs_are_left_out_no_way_to_deal_is_more_even(out: set[str]) -> None:
    names = [name for name in PAIRS[:15] if name not in out]
    options = [[name for name in names if name[0] == band] for band in BANDS]

    dealt = deal_evenly(names)

    assert set(dealt) <= set(names)
    best = min(product(*filter(None, options)), key=lambda way: sum(one * one for one in loads(way)))
    assert sum(one * one for one in loads(dealt)) == sum(one * one for one in loads(best))


def test_a_name_without_a_taker_is_refused() -> None:
    with pytest.raises(ValueError, match="names no taker"):
        deal_evenly(["abc"])


def test_a_record_is_true_only_with_the_dealing_that_follows_from_it() -> None:
    listing = Listing(PAIRS, [name[0] for name in PAIRS])
    drawn = record_draw(listing, ["one", "two"], removed=["a/1"])
    record = replace(drawn, dealt=deal_evenly(drawn.standing))

    read = parse_record(record.as_json())

    assert verify_record(read)
    swapped = ("a/1", *[name for name in record.dealt if name[0] != "a"])
    assert not verify_record(replace(read, dealt=swapped))
