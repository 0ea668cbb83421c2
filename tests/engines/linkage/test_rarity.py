"""How rare a name of one word is, learnt from names and entries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa

from jurdil.engines.linkage.counts import count_values
from jurdil.engines.linkage.model import starting_model
from jurdil.engines.linkage.prepare import NUMBERS, prepare
from jurdil.engines.linkage.rarity import learn_alone, with_whole_bits

ON = date(2024, 9, 28)
LETTERS = "BCDFGHJKLMNPRST"
WORDS = [f"{one}a{two}u{three}i" for one in LETTERS for two in LETTERS for three in "BDGKLMNPRST"]
MEN = len(WORDS)


def columns(names: list[str]) -> dict[str, np.ndarray]:
    rows = prepare(pa.table({"id": [str(nth) for nth in range(len(names))], "name": names}), on=ON)
    return {name: rows.column(name).to_numpy() for name in NUMBERS}


def test_common_words_that_are_never_a_whole_name_make_a_rare_name() -> None:
    people = columns(WORDS)
    entries = columns([f"Budi {word}" for word in WORDS for _ in range(20)])
    counts, model = count_values(people, [entries]), starting_model()

    alone = learn_alone(people, counts, model)

    assert alone[1, 0] < 0.1
    assert (alone[0] == 1).all()


def test_words_that_are_often_a_whole_name_do_not() -> None:
    people = columns(WORDS)
    twice = [word for nth, word in enumerate(WORDS) for _ in range(nth % 3)]
    entries = columns([*twice, *(f"Budi {word}" for word in WORDS for _ in range(20))])
    counts, model = count_values(people, [entries]), starting_model()

    alone = learn_alone(people, counts, model)

    assert alone[1, 0] > 10 * learn_alone(people, count_values(people, [columns(
        [f"Budi {word}" for word in WORDS for _ in range(20)])]), model)[1, 0]  # fmt: skip


def test_what_is_learnt_weighs_the_names_of_one_word_only() -> None:
    people = columns(["Budi", "Budi Santoso"])
    counts, model = count_values(people, [columns(["Budi", "Budi Santoso"])]), starting_model()
    rarer = replace(model, alone=model.alone / 8)

    before, after = (with_whole_bits(people, counts, each)["whole_bits_name"] for each in (model, rarer))

    assert np.allclose(before - after, [3, 0])


def test_a_name_that_many_of_a_short_list_have_is_common_there() -> None:
    people = columns(["Siti Aminah", "Rina Rekaan"])
    entries = columns([*["Siti Aminah"] * 30, *["Rina Rekaan"] * 2, *WORDS[:68]])

    bits = with_whole_bits(people, count_values(people, [entries]), starting_model())["whole_bits_name"]

    assert bits[0] > np.log2(0.25)
    assert bits[1] < np.log2(0.001)
