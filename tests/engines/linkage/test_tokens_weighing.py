"""How much an agreement of tokens is worth: which words of a name agree, and what is asked of strangers."""

from __future__ import annotations

from datetime import date
from math import log2

import numpy as np
import pytest

from jurdil.engines.linkage import tokens_kinds as kinds
from jurdil.engines.linkage.tokens_kinds import compared_of
from jurdil.engines.linkage.tokens_levels import LEVELS, agreement_of
from jurdil.engines.linkage.tokens_rates import Rates, rarity_of
from jurdil.engines.linkage.tokens_weighing import counted_bits

from .conftest import nik
from .test_tokens_learning import ON, Row, table

SHARES = (1 / 64, 1 / 128, 1 / 256)
"""Of the words of Budi's name, in the order of its key."""
BUDI: Row = {"id": "p", "name": "Budi Santoso Wijaya", "birth_date": str(date(1985, 3, 14)), "region": "31.71.01.1001"}


@pytest.mark.parametrize(
    ("found", "level", "bits"),
    [
        (kinds.WORDS[0], "one-word", 6 - log2(3)),
        (kinds.WORDS[2], "one-word", 8 - log2(3)),
        (kinds.WORDS[0] | kinds.WORDS[1], "one-word", 13 - log2(3)),
    ],
)
def test_any_of_the_words_might_have_agreed(found: int, level: str, bits: float) -> None:
    people = compared_of(table([BUDI]), on=ON)
    shares = dict(zip(people[0].key.split(), SHARES, strict=True))
    rarity = rarity_of(people, Rates(people=1e9, words=shares))
    agreement = agreement_of(np.array([found]), rarity.count, rarity.stated, rarity.on_january)

    counted = counted_bits(agreement, np.array([0]), rarity)

    assert LEVELS["name"][agreement.at["name"][0]] == level
    assert -counted["name"][0] == pytest.approx(bits)


def test_an_entry_with_a_word_less_or_more_is_as_rare_as_its_name_or_the_persons() -> None:
    people = compared_of(table([BUDI]), on=ON)
    shares = dict(zip(people[0].key.split(), SHARES, strict=True))
    rarity = rarity_of(people, Rates(people=1e9, words=shares))
    first, second, third = kinds.WORDS[:3]
    found = np.array([kinds.LESS_DAY | first | second, kinds.MORE_DAY | first | second | third])
    both = np.zeros(2, np.int64)
    stated = {field: known[both] for field, known in rarity.stated.items()}
    agreement = agreement_of(found, rarity.count[both], stated, rarity.on_january[both])

    less, more = -counted_bits(agreement, both, rarity)["name"]

    assert [LEVELS["name"][level] for level in agreement.at["name"]] == ["shorter", "part"]
    assert less == pytest.approx(rarity.shorter[0, 2] - log2(3))
    assert more == pytest.approx(rarity.name[0])


@pytest.mark.parametrize(
    ("found", "level", "bits"),
    [
        (kinds.NIK_FRONT, "letters", 0),
        (kinds.NIK_BACK, "letters", 0),
        (kinds.NIK_FRONT | kinds.WORDS[0], "front", 6 - log2(3)),
        (kinds.NIK_BACK | kinds.WORDS[2], "one-word", 8 - log2(3)),
    ],
)
def test_beside_the_number_a_word_in_common_is_as_rare_as_it_is_and_letters_do_not_say(
    found: int, level: str, bits: float
) -> None:
    people = compared_of(table([{**BUDI, "nik": nik("317101", "1985-03-14", 2)}]), on=ON)
    shares = dict(zip(people[0].key.split(), SHARES, strict=True))
    rarity = rarity_of(people, Rates(people=1e9, words=shares))
    agreement = agreement_of(np.array([kinds.NIK | found]), rarity.count, rarity.stated, rarity.on_january)

    counted = counted_bits(agreement, np.array([0]), rarity)

    assert LEVELS["name"][agreement.at["name"][0]] == level
    assert -counted["name"][0] == pytest.approx(bits)
