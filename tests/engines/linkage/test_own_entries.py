"""Who surely stands in the lists once often stands there again: what that says of the person's other pairs."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from tests.engines.linkage.conftest import nik, table_of

from jurdil.engines.linkage import Match, RosterIndex, link_people, prepare_roster
from jurdil.engines.linkage.explaining import OTHER_ENTRIES, list_rates_of
from jurdil.engines.linkage.model import MOST_AGAIN_BITS, Again, Model, starting_model
from jurdil.engines.linkage.own_entries import PRIOR_PAIRS, learn_again

ON = date(2024, 11, 27)
BUDI = {
    "id": "budi", "name": "Budi Rekaan Contoh", "nik": nik("317101", "1985-03-14", 2), "birth_date": "1985-03-14",
    "sex": "L", "birth_place": "Jakarta", "region": "3171011001",
}  # fmt: skip
SURELY = dict(BUDI)
BY_NAME = {"name": BUDI["name"], "sex": "L", "birth_place": "Jakarta", "region": "3171"}
AGAIN = Again(0.04, 0.2, {"tim": 0.32, "saksi": 0.02})
"""In `tim` eight times as many of the own entries are of somebody who has another, in `saksi` half as many."""


def _model(again: Again = AGAIN) -> Model:
    return replace(starting_model(), again=again)


def _matches(folder: Path, *, model: Model, floor: float = 0.001, **lists: dict[str, str]) -> dict[str, Match]:
    """Budi's matches by list, each of one entry; the single person and the whole table give the same."""
    paths = []
    for name, entry in lists.items():
        paths.append(folder / f"{name}.arrow")
        prepare_roster(table_of([entry | {"id": name}]), paths[-1], name=name, on=ON)
    whole = link_people(table_of([BUDI]), paths, on=ON, model=model, min_probability=floor)
    with RosterIndex(paths, on=ON, model=model) as index:
        found = {match.roster: match for match in index.link_one(dict(BUDI), min_probability=floor)}
    assert {row["roster"]: row["probability"] for row in whole.to_pylist()} == {
        roster: match.probability for roster, match in found.items()
    }
    return found


def _odds(match: Match) -> float:
    return float(np.log2(match.probability / (1 - match.probability)))


def _second(match: Match) -> tuple[str, float, str] | None:
    told = [(reason.level, reason.bits, reason.words) for reason in match.reasons if reason.field == "own_entry"]
    return told[0] if told else None


def test_another_own_entry_lifts_a_pair_by_what_was_counted_and_none_lowers_it(tmp_path: Path) -> None:
    alone = _matches(tmp_path, model=_model(Again(0.04, 0.04, {})), tim=BY_NAME, party=SURELY)
    beside = _matches(tmp_path, model=_model(), tim=BY_NAME, party=SURELY)
    without = _matches(tmp_path, model=_model(), tim=BY_NAME, party=BUDI | {"name": "Rina Lain", "nik": ""})

    assert _second(alone["tim"]) is None
    assert _second(beside["tim"]) == ("another", 3.0, OTHER_ENTRIES[3])
    assert _odds(beside["tim"]) - _odds(alone["tim"]) == pytest.approx(3, abs=0.01)
    assert _second(without["tim"]) == ("no-other", -0.5, OTHER_ENTRIES[0])


def test_where_own_entries_seldom_come_again_another_one_speaks_against(tmp_path: Path) -> None:
    found = _matches(tmp_path, model=_model(), saksi=BY_NAME, party=SURELY)

    assert _second(found["saksi"]) == ("another", -1.0, OTHER_ENTRIES[1])


def test_the_own_entry_itself_has_no_other_beside_a_doubtful_one(tmp_path: Path) -> None:
    found = _matches(tmp_path, model=_model(), tim=BY_NAME, party=SURELY)

    second = _second(found["party"])
    assert second is not None
    assert second[0] == "no-other"


def test_two_own_entries_count_for_one_another(tmp_path: Path) -> None:
    found = _matches(tmp_path, model=_model(), tim=SURELY, party=SURELY)

    assert [second[0] for match in found.values() if (second := _second(match))] == ["another", "another"]


def test_an_entry_of_another_name_is_neither_an_own_one_nor_looked_at_again(tmp_path: Path) -> None:
    of_other = {"name": "Rina Lain", "nik": BUDI["nik"], "birth_date": BUDI["birth_date"], "region": BUDI["region"]}

    found = _matches(tmp_path, model=_model(), tim=BY_NAME, party=of_other)

    assert _second(found["party"]) is None
    second = _second(found["tim"])
    assert second is not None
    assert second[0] == "no-other"


def test_an_entry_that_a_rule_holds_back_is_no_own_one(tmp_path: Path) -> None:
    surely = _model()
    surely = replace(surely, expected=surely.expected * np.array([3000.0] * 2 + [1.0] * 7))

    found = _matches(tmp_path, model=surely, tim=BY_NAME, party={"name": BUDI["name"]})

    assert found["party"].probability >= 0.99
    assert found["party"].grade == "possible"
    second = _second(found["tim"])
    assert second is not None
    assert second[0] == "no-other"


def test_a_pair_is_lifted_over_the_lowest_probability(tmp_path: Path) -> None:
    before = _matches(tmp_path, model=_model(Again(0.04, 0.04, {})), tim=BY_NAME, party=SURELY)["tim"].probability

    floor = before + 0.001
    assert "tim" not in _matches(tmp_path, model=_model(Again(0.04, 0.04, {})), floor=floor, tim=BY_NAME, party=SURELY)
    assert "tim" in _matches(tmp_path, model=_model(), floor=floor, tim=BY_NAME, party=SURELY)


def test_shares_are_counted_over_people_and_over_the_entries_of_each_list() -> None:
    persons = np.array([0, 0, 1, 2, 3, 3, 3])
    lists = np.array([0, 1, 0, 0, 1, 1, 0])
    model = starting_model()

    again = learn_again(model, persons, lists, ["tim", "saksi", "baru"], people=100).again

    assert again.person == pytest.approx((4 + 1) / (100 + 1 / 0.04))
    assert again.entry == pytest.approx((5 + PRIOR_PAIRS * again.person) / (7 + PRIOR_PAIRS))
    assert again.lists["tim"] == pytest.approx((2 + PRIOR_PAIRS * again.entry) / (4 + PRIOR_PAIRS))
    assert again.lists["saksi"] == pytest.approx((3 + PRIOR_PAIRS * again.entry) / (3 + PRIOR_PAIRS))
    assert again.lists["baru"] == pytest.approx(again.entry)


def test_where_nobody_surely_stands_own_entries_say_nothing() -> None:
    nobody = np.zeros(0, dtype=np.int64)

    again = learn_again(starting_model(), nobody, nobody, ["tim"], people=1_000).again

    assert again.bits("tim", has_another=True) == again.bits("tim", has_another=False) == 0.0


def test_no_list_weighs_more_than_is_allowed() -> None:
    again = Again(1e-6, 0.9, {"tim": 1.0})

    assert again.bits("tim", has_another=True) == MOST_AGAIN_BITS
    assert again.bits("tim", has_another=False) == -MOST_AGAIN_BITS


def test_a_model_of_before_says_nothing_of_own_entries() -> None:
    told = json.loads(_model().to_json())
    assert Model.from_json(json.dumps(told)).again == AGAIN
    del told["again"]

    again = Model.from_json(json.dumps(told)).again

    assert again.bits("tim", has_another=True) == again.bits("tim", has_another=False) == 0.0


def test_what_is_expected_of_a_list_says_how_often_somebody_comes_again() -> None:
    model = replace(_model(), lists={"tim": 1.0})

    (rate,) = list_rates_of(model, people=1_000, entries=100_000)

    assert (rate.again, rate.with_another) == (0.32, 3.0)
    assert rate.without == pytest.approx(-0.5, abs=0.01)
