"""Forms drawn by a seed, and the classical figures of items and gain against values that are known."""

from __future__ import annotations

from statistics import correlation

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurdil.engines.quizzes import draw_form, item_figures, paired_gain
from jurdil.engines.quizzes.figures import t_quantile

BANK = {f"i{n}": (f"t{n % 3}", 3) for n in range(9)}


@given(st.binary(min_size=1), st.text(), st.integers(1, 12))
def test_a_form_is_the_same_for_the_same_seed_and_taker(seed: bytes, taker: str, size: int) -> None:
    form = draw_form(BANK, size=size, seed=seed, taker=taker)

    assert form == draw_form(dict(reversed(BANK.items())), size=size, seed=seed, taker=taker)
    assert len({one.key for one in form}) == min(size, len(BANK))
    assert all(sorted(one.order) == [0, 1, 2] for one in form)


def test_topics_are_taken_in_turn() -> None:
    for taker in "abcdef":
        form = draw_form(BANK, size=6, seed=b"x", taker=taker)
        assert sorted(BANK[one.key][0] for one in form) == ["t0", "t0", "t1", "t1", "t2", "t2"]


def test_forms_differ_between_takers() -> None:
    assert len({draw_form(BANK, size=4, seed=b"x", taker=str(n)) for n in range(20)}) > 10


def test_an_item_that_the_able_answer_discriminates() -> None:
    able = {"hard": True, "easy": True, "third": True, "fourth": True}
    weak = {"hard": False, "easy": True, "third": False, "fourth": True}

    hard, easy = (item_figures([able] * 5 + [weak] * 5)[n] for n in (2, 0))

    assert (hard.key, hard.count, hard.difficulty) == ("hard", 10, 0.5)
    assert hard.discrimination == pytest.approx(1.0)
    assert (easy.difficulty, easy.discrimination) == (1.0, None)


def test_the_correlation_is_pearsons() -> None:
    rows = [(1, 1, 0), (0, 1, 1), (1, 0, 1), (0, 0, 0), (1, 1, 1), (0, 0, 1)]
    sittings = [dict(zip("abc", map(bool, row), strict=True)) for row in rows]

    found = {one.key: one.discrimination for one in item_figures(sittings)}

    assert found["a"] == pytest.approx(correlation([row[0] for row in rows], [(row[1] + row[2]) / 2 for row in rows]))


def test_the_gain_has_students_interval() -> None:
    gain = paired_gain([(0.4, 0.6), (0.5, 0.5), (0.3, 0.7), (0.6, 0.8), (0.5, 0.7)])

    assert gain is not None
    assert (gain.count, round(gain.before, 3), round(gain.after, 3)) == (5, 0.46, 0.66)
    assert gain.mean == pytest.approx(0.2)
    assert gain.high - gain.mean == pytest.approx(2.776 * 0.141421 / 5**0.5, abs=2e-4)
    assert paired_gain([(0.1, 0.2)]) is None


@pytest.mark.parametrize(
    ("freedom", "value"), [(1, 12.706), (2, 4.303), (4, 2.776), (9, 2.262), (30, 2.042), (1000, 1.962)]
)
def test_students_quantile_is_that_of_the_tables(freedom: int, value: float) -> None:
    assert t_quantile(0.975, freedom) == pytest.approx(value, abs=2e-3)
