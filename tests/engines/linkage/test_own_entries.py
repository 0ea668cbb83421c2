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
from jurdil.engines.linkage.levels import FIELDS, LEVELS, number_of
from jurdil.engines.linkage.model import MOST_AGAIN_BITS, Again, Model, starting_model
from jurdil.engines.linkage.own_entries import LEAST, PRIOR_PAIRS, SURE, are_own, learn_again, may_reach, second_look
from jurdil.engines.linkage.weighing import Circumstances

ON = date(2024, 11, 27)
BUDI = {
    "id": "budi", "name": "Budi Rekaan Contoh", "nik": nik("317101", "1985-03-14", 2), "birth_date": "1985-03-14",
    "sex": "L", "birth_place": "Jakarta", "region": "3171011001",
}  # fmt: skip
SURELY = dict(BUDI)
BY_NAME = {"name": BUDI["name"], "sex": "L", "birth_place": "Jakarta", "region": "3171"}
AGAIN = Again(0.04, 0.2, {"tim": 0.32, "saksi": 0.02}, {})
"""In `tim` eight times as many of the own entries are of somebody who has another, in `saksi` half as many."""


def _model(again: Again = AGAIN) -> Model:
    return replace(starting_model(), again=again)


def _matches(
    folder: Path, *, model: Model, floor: float = 0.001, times: int = 1, **lists: dict[str, str]
) -> dict[str, Match]:
    """Budi's last match of each list, all of one entry; the single person and the whole table give the same.

    times: as often the entry stands in its list, word for word.
    """
    paths = []
    for name, entry in lists.items():
        paths.append(folder / f"{name}.arrow")
        rows = [entry | {"id": f"{name}-{nth}"} for nth in range(times)]
        prepare_roster(table_of(rows), paths[-1], name=name, on=ON)
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


def _named(*levels: str) -> Circumstances:
    """Pairs that agree in number and day, each at one level of the name."""
    ones, nothing = (np.full(len(levels), nth, dtype=np.int8) for nth in (1, 0))
    agree = dict.fromkeys(FIELDS, ones) | {"name": np.array([number_of("name", name) for name in levels], np.int8)}
    return Circumstances(agree, dict.fromkeys((*FIELDS, "said", "letters_alone"), nothing), {}, {})


def test_an_own_entry_is_given_what_a_strong_match_is_given_after_rounding() -> None:
    at = _named(*["exact"] * 3)

    found = are_own(at, np.array([0.9899994, 0.9899996, 0.99]))

    assert found.tolist() == [False, True, True]


def test_own_entries_and_the_second_look_end_with_names_of_which_one_is_part_of_the_other() -> None:
    names = LEVELS["name"][1:]
    at, some, none = _named(*names), np.full(len(names), 0.999), np.zeros(len(names))

    looked_at = second_look(at, some, np.ones(len(names), dtype=bool), none, none + 3)

    of_one_name = [name in names[: names.index("part") + 1] for name in names]
    assert are_own(at, some).tolist() == of_one_name
    assert looked_at.has_another.tolist() == of_one_name
    assert looked_at.bits.tolist() == [3.0 * here for here in of_one_name]


def test_what_is_unlikely_by_itself_is_looked_at_once_only() -> None:
    at, little = _named(*["exact"] * 2), np.array([LEAST * 0.999, LEAST])

    looked_at = second_look(at, little, np.array([True, True]), np.zeros(2), np.full(2, 3.0))

    assert LEAST == 0.004
    assert looked_at.bits.tolist() == [0.0, 3.0]
    assert may_reach(at, little, 0.05).tolist() == [False, True]


def test_another_own_entry_lifts_a_pair_by_what_was_counted_and_none_lowers_it(tmp_path: Path) -> None:
    alone = _matches(tmp_path, model=_model(Again(0.04, 0.04, {}, {})), tim=BY_NAME, party=SURELY)
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


def test_a_row_that_stands_twice_is_no_other_entry(tmp_path: Path) -> None:
    found = _matches(tmp_path, model=_model(), times=2, party=SURELY)["party"]

    assert found.probability >= SURE
    second = _second(found)
    assert second is not None
    assert second[0] == "no-other"


def test_a_list_that_repeats_another_one_has_no_other_entry_where_it_says_the_same(tmp_path: Path) -> None:
    repeats = _model(replace(AGAIN, repeats={"tim": "party"}))
    elsewhere = SURELY | {"birth_place": "Bogor"}

    same = _matches(tmp_path, model=repeats, tim=SURELY, party=SURELY)
    other = _matches(tmp_path, model=repeats, tim=elsewhere, party=SURELY)

    assert [second[0] for match in same.values() if (second := _second(match))] == ["no-other", "no-other"]
    assert [second[0] for match in other.values() if (second := _second(match))] == ["another", "another"]


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


def test_the_reasons_add_up_to_the_odds_with_the_second_look(tmp_path: Path) -> None:
    found = _matches(tmp_path, model=_model(), tim=BY_NAME, saksi=SURELY, party=SURELY)

    for match in found.values():
        assert _second(match) is not None
        assert sum(reason.bits for reason in match.reasons) == pytest.approx(_odds(match), abs=0.1)


def test_own_entries_of_two_people_with_one_id_are_told_apart(tmp_path: Path) -> None:
    number = nik("317101", "1990-01-02", 3)
    rina = BUDI | {"name": "Rina Lain Rekawati", "nik": number, "birth_date": "1990-01-02", "sex": "P"}
    path = tmp_path / "tim.arrow"
    prepare_roster(table_of([SURELY, rina | {"id": "rina"}]), path, name="tim", on=ON)

    found = link_people(table_of([BUDI, rina]), [path], on=ON, model=_model(), min_probability=0.9).to_pylist()

    second = {row["entry_id"]: [one["level"] for one in row["reasons"] if one["field"] == "own_entry"] for row in found}
    assert second == {"budi": ["no-other"], "rina": ["no-other"]}


def test_a_list_that_the_model_does_not_know_is_taken_for_an_average_one(tmp_path: Path) -> None:
    found = _matches(tmp_path, model=_model(), baru=BY_NAME, party=SURELY)

    second = _second(found["baru"])
    assert second is not None
    assert second[1] == pytest.approx(np.log2(0.2 / 0.04), abs=0.01)


def test_a_pair_is_lifted_over_the_lowest_probability(tmp_path: Path) -> None:
    before = _matches(tmp_path, model=_model(Again(0.04, 0.04, {}, {})), tim=BY_NAME, party=SURELY)["tim"].probability

    floor = before + 0.001
    assert "tim" not in _matches(
        tmp_path, model=_model(Again(0.04, 0.04, {}, {})), floor=floor, tim=BY_NAME, party=SURELY
    )
    assert "tim" in _matches(tmp_path, model=_model(), floor=floor, tim=BY_NAME, party=SURELY)


def test_shares_are_counted_over_people_and_over_the_entries_of_each_list() -> None:
    persons = np.array([0, 0, 1, 2, 3, 3, 3])
    lists = np.array([0, 1, 0, 0, 1, 1, 0])
    model, said = starting_model(), np.arange(7, dtype=np.uint64)

    again = learn_again(model, persons, said, lists, ["tim", "saksi", "baru"], people=100).again

    assert again.person == pytest.approx((4 + 1) / (100 + 1 / 0.04))
    assert again.entry == pytest.approx((5 + PRIOR_PAIRS * again.person) / (7 + PRIOR_PAIRS))
    assert again.lists["tim"] == pytest.approx((2 + PRIOR_PAIRS * again.entry) / (4 + PRIOR_PAIRS))
    assert again.lists["saksi"] == pytest.approx((3 + PRIOR_PAIRS * again.entry) / (3 + PRIOR_PAIRS))
    assert again.lists["baru"] == pytest.approx(again.entry)


def _learnt(lists: dict[str, dict[int, int]]) -> Again:
    """Learn from lists: by person, what the own entry says."""
    rows = [(person, said, nth) for nth, each in enumerate(lists.values()) for person, said in each.items()]
    persons, said, places = (np.array(column) for column in zip(*rows, strict=True))
    return learn_again(starting_model(), persons, said.astype(np.uint64), places, [*lists], people=10_000).again


def test_a_list_that_was_delivered_twice_changes_no_share() -> None:
    party, team = {person: person for person in range(100)}, dict.fromkeys(range(90, 130), 1000)
    extract = {person: party[person] for person in range(30)}

    once = _learnt({"partai": party, "tim": team})
    twice = _learnt({"partai": party, "tim": team, "partai-2": party, "kutipan": extract})

    assert once.repeats == {}
    assert twice.repeats == {"partai-2": "partai", "kutipan": "partai"}
    assert twice.lists["partai-2"] == twice.lists["partai"] == pytest.approx(once.lists["partai"], abs=0.03)
    assert once.lists["partai"] == pytest.approx(0.1, abs=0.03)


@pytest.mark.parametrize(("common", "repeats"), [(19, {}), (20, {"lain": "partai"}), (40, {"lain": "partai"})])
def test_a_list_repeats_another_one_if_half_of_one_of_them_stands_in_both(common: int, repeats: dict[str, str]) -> None:
    party = {person: person for person in range(100)}
    other = {person: person + (0 if person < common else 500) for person in range(40)}

    assert _learnt({"partai": party, "lain": other}).repeats == repeats


def test_a_few_people_of_two_parties_are_no_repeated_list() -> None:
    party = {person: person for person in range(100)}
    other = {person: person for person in range(70, 170)}

    assert _learnt({"partai": party, "lain": other}).repeats == {}


def test_where_nobody_surely_stands_own_entries_say_nothing() -> None:
    nobody = np.zeros(0, dtype=np.int64)

    again = learn_again(starting_model(), nobody, nobody.astype(np.uint64), nobody, ["tim"], people=1_000).again

    assert again.bits("tim", has_another=True) == again.bits("tim", has_another=False) == 0.0


def test_no_list_weighs_more_than_is_allowed() -> None:
    again = Again(1e-6, 0.9, {"tim": 1.0}, {})

    assert again.bits("tim", has_another=True) == MOST_AGAIN_BITS
    assert again.bits("tim", has_another=False) == -MOST_AGAIN_BITS


def test_a_model_of_before_says_nothing_of_own_entries() -> None:
    repeated = replace(AGAIN, repeats={"saksi": "tim"})
    assert Model.from_json(_model(repeated).to_json()).again == repeated
    told = json.loads(_model().to_json())
    del told["again"]["repeats"]
    assert Model.from_json(json.dumps(told)).again == AGAIN
    del told["again"]

    again = Model.from_json(json.dumps(told)).again

    assert again.bits("tim", has_another=True) == again.bits("tim", has_another=False) == 0.0


def test_what_is_expected_of_a_list_says_how_often_somebody_comes_again() -> None:
    model = replace(_model(), lists={"tim": 1.0})

    (rate,) = list_rates_of(model, people=1_000, entries=100_000)

    assert (rate.again, rate.with_another) == (0.32, 3.0)
    assert rate.without == pytest.approx(-0.5, abs=0.01)


def test_of_a_list_whose_own_entries_were_not_counted_no_share_is_said() -> None:
    model = replace(_model(Again(0.04, 0.04, {}, {})), lists={"tim": 1.0})

    (rate,) = list_rates_of(model, people=1_000, entries=100_000)

    assert (rate.again, rate.with_another, rate.without) == (None, 0.0, 0.0)
