"""Places of birth that are nearly the same, many at once and again: what is kept of them changes no answer."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import JaroWinkler

from jurdil.engines.linkage.compare import compare
from jurdil.engines.linkage.levels import LEVELS
from jurdil.engines.linkage.places import NEAR_PLACE, SHORTEST_PLACE
from jurdil.engines.linkage.prepare import prepare
from jurdil.engines.linkage.rosters import People
from jurdil.engines.linkage.sides import Side


def _level(one: str, other: str) -> str:
    if one == other:
        return "equal"
    short, long = sorted((one, other), key=len)
    is_part = len(short) >= SHORTEST_PLACE and (long.startswith(short) or long.endswith(short))
    return "near" if is_part or JaroWinkler.similarity(one, other) >= NEAR_PLACE else "other"


@given(st.lists(st.text("ABC", min_size=1, max_size=8), min_size=2, max_size=30))
def test_every_two_places_are_near_as_their_letters_say(places: list[str]) -> None:
    table = pa.table({"id": places, "name": ["Budi"] * len(places), "birth_place": places})
    rows = People.of(prepare(table, on=date(2024, 11, 27)))
    one, other = (side.ravel() for side in np.indices((len(places), len(places))))

    first, again = (
        compare(*(Side(rows.columns, side, rows.texts) for side in (one, other))).birth_place for _ in range(2)
    )

    assert [LEVELS["birth_place"][level] for level in first] == [
        _level(places[a], places[b]) for a, b in zip(one, other, strict=True)
    ]
    assert again.tolist() == first.tolist()
