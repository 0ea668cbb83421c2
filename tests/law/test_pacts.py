"""The pact and the items are dated data: each clause with its source, a case, and both languages."""

from __future__ import annotations

import pytest

from jurdil.law import BadRule, load_profile, profile_keys
from jurdil.law.items import load_items, read_item
from jurdil.law.pacts import load_pact, pact_of

COMPLETE = {
    "key": "x",
    "text": {"id": "Apa?", "en": "What?"},
    "options": [{"id": "Ya", "en": "Yes"}, {"id": "Tidak", "en": "No"}],
    "right": 1,
    "why": {"id": "Karena.", "en": "Because."},
    "source": {"ref": "policy", "tag": "I"},
}


@pytest.mark.parametrize("key", profile_keys())
def test_the_pact_of_an_election_holds_what_its_rule_asks_for(key: str) -> None:
    pact = pact_of(key)

    assert set(load_profile(key).words("consolidation.pledge")) <= set(pact.keys)
    assert pact.valid_from <= load_profile("pemilihan-2024").voting_day
    assert all(clause.source.citation for clause in pact.clauses)


def test_the_hash_commits_to_version_and_texts() -> None:
    assert load_pact("2024-2").text_hash == "dbc85174bad488e4c90f159b754f7da35e0398219bccebbde96992e65ed56e8a"


def test_a_pact_that_is_not_there_says_so() -> None:
    with pytest.raises(BadRule, match="no pact 1999-1"):
        load_pact("1999-1")


@pytest.mark.parametrize(
    ("part", "broken", "words"),
    [
        ("right", 2, "no best answer"),
        ("options", [], "no best answer"),
        ("text", {"id": "Apa?"}, "lacks a language"),
        ("source", {"ref": "nowhere", "tag": "L"}, "no source"),
    ],
)
def test_an_item_that_is_not_whole_does_not_load(part: str, broken: object, words: str) -> None:
    with pytest.raises(BadRule, match=words):
        read_item({**COMPLETE, part: broken})


def test_every_item_of_the_bank_loads() -> None:
    assert all(item.kinds for item in load_items().values())
