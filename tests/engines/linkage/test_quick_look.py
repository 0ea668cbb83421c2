"""Names whose letters are not compared one by one would not have been near or alike."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA, Indel

from jurdil.engines.linkage.comparing_names import ALIKE_NAME, MOST_SLIPS, _may_be_alike
from jurdil.engines.linkage.prepare import prepare
from jurdil.engines.linkage.rosters import People
from jurdil.engines.linkage.sides import Side

NAMES = st.text("ABEKN ", min_size=1, max_size=14) | st.text("ABCDEFGHIJKLMNOPRSTUWY", min_size=1, max_size=14)


@given(st.lists(NAMES, min_size=2, max_size=25))
def test_a_quick_look_at_letters_is_never_wrongly_no(names: list[str]) -> None:
    rows = People.of(prepare(pa.table({"id": names, "name": names}), on=date(2024, 11, 27)))
    one, other = (side.ravel() for side in np.indices((len(names), len(names))))
    sounds = [text or "" for text in rows.prepared.column("sounds").to_pylist()]

    may = _may_be_alike(*(Side(rows.columns, side, rows.texts) for side in (one, other)), np.arange(len(one)))

    for a, b, may_be in zip(one, other, may, strict=True):
        pair = sounds[a], sounds[b]
        is_like = OSA.distance(*pair) <= MOST_SLIPS or Indel.normalized_similarity(*pair) >= ALIKE_NAME
        assert may_be or not is_like, pair
