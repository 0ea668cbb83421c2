"""A column of texts gets the numbers that its texts have one by one."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from jurdil.engines.linkage.hashing import FEW_TEXTS, text_number, text_numbers
from jurdil.engines.linkage.spellings import spelling_keys


@settings(deadline=None, max_examples=30)
@given(st.lists(st.text(max_size=12) | st.text(alphabet="ABC", max_size=300), max_size=5), st.integers(0, 3))
def test_a_column_has_the_numbers_of_its_texts(texts: list[str], skipped: int) -> None:
    many = texts * FEW_TEXTS
    column = pa.array(many, pa.string()).slice(skipped)

    found = text_numbers(column)

    assert found.tolist() == [text_number(text) for text in many[skipped:]]


def test_a_missing_text_has_the_number_of_an_empty_one() -> None:
    assert text_numbers(pa.array([None, "", "A"], pa.string())).tolist() == [0, 0, text_number("A")]


def test_old_and_new_spelling_sound_the_same() -> None:
    written = ["CHAIRUL", "SOEKARNO", "DJOKO", "HALLLIMAH", "WATTIE", "", "CHACHA"]

    found = spelling_keys(pa.array(written, pa.string())).to_pylist()

    assert found == ["HAIRUL", "SUKARNO", "YOKO", "HALIMA", "WATI", "", "CAHA"]
