"""Canonical JSON agrees with an independent implementation of RFC 8785."""

from __future__ import annotations

from datetime import date

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from jurdil.engines.merkle import canonical

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
PLAIN = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | WORDS
VALUES = st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=5))


@given(VALUES)
def test_any_value_is_spelled_as_the_standard_spells_it(value: object) -> None:
    assert canonical(value) == rfc8785.dumps(value)  # type: ignore[arg-type]


def test_keys_beyond_the_first_plane_are_ordered_by_utf_16() -> None:
    value = {"\ufb33": 1, "\U0001f600": 2, "a": 3}

    assert canonical(value) == rfc8785.dumps(value)
    assert list(canonical(value)) != list(canonical({}))


@pytest.mark.parametrize("value", [1.5, {"a": 2.0}, [float("nan")], date(2024, 11, 27), b"bytes", {1: "one"}])
def test_a_value_without_one_spelling_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)


@pytest.mark.parametrize("value", [2**53, "\ud800"])
def test_a_value_outside_the_standard_is_refused(value: object) -> None:
    with pytest.raises(ValueError):
        canonical(value)
