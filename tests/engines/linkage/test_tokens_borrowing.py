"""What a person's name has in common with that of somebody else who uses the number is counted, not learnt."""

from __future__ import annotations

import numpy as np
import pytest

from jurdil.engines.linkage.tokens_borrowing import PRIOR_PAIRS, count_names
from jurdil.engines.linkage.tokens_kinds import compared_of
from jurdil.engines.linkage.tokens_levels import LEVELS
from jurdil.engines.linkage.tokens_model import NAMES_OF_RELATIVES, NAMES_OF_STRANGERS, RELATIVES, borrowed_names

from .test_tokens_learning import ON, Row, table

PAIRS = 200_000


def _counted(names: list[str]) -> dict[str, float]:
    """How the names of pairs of people drawn by chance agree, by level."""
    rows: list[Row] = [{"id": f"p{nth}", "name": name} for nth, name in enumerate(names)]
    one, other = np.random.default_rng(1).integers(0, len(names), (2, PAIRS))
    shares = count_names(compared_of(table(rows), on=ON), one, other)
    return dict(zip(LEVELS["name"][1:], shares.tolist(), strict=True))


def test_names_of_two_people_are_told_as_beside_one_number() -> None:
    names = ["BUDI SANTOSO", "BUDI HARTONO", "RINA SANTOSO", "BUDARTI LESTARI", "JOKO PERMATA"]

    shares = _counted(names * 200)

    pair = 2 / len(names) ** 2 * PAIRS / (PAIRS + PRIOR_PAIRS)
    assert shares["front"] == pytest.approx(pair, rel=0.05)
    assert shares["one-word"] == pytest.approx(pair, rel=0.05)
    assert shares["letters"] == pytest.approx(2 * pair, rel=0.05)
    assert sum(shares.values()) == pytest.approx(1.0)


def test_where_many_names_begin_alike_letters_in_common_say_less() -> None:
    alike = [f"MAD{end} {last}" for end in ("E", "RASA", "INA", "YAN", "UNG") for last in ("REKA", "UTAMA")]
    unlike = [f"{first} {last}" for first in ("BUDI", "RINA", "JOKO", "TUTI", "HADI") for last in ("REKA", "UTAMA")]

    assert _counted(alike * 100)["letters"] > 3 * _counted(unlike * 100)["letters"]


def test_a_few_people_of_one_name_do_not_make_all_names_common() -> None:
    shares = _counted(["BUDI SANTOSO"] * 3)

    assert shares["spelling"] < 2e-4


def test_nothing_is_counted_where_nobody_is_named() -> None:
    nobody = np.zeros(0, np.int64)

    assert count_names([], nobody, nobody) == pytest.approx(np.array(NAMES_OF_STRANGERS))


def test_some_who_use_anothers_number_are_relatives() -> None:
    names = borrowed_names(np.array(NAMES_OF_STRANGERS))

    word = LEVELS["name"].index("one-word") - 1
    assert names.sum() == pytest.approx(1.0)
    assert names[word] > RELATIVES * NAMES_OF_RELATIVES[word] > NAMES_OF_STRANGERS[word]
