from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.teams.invented import SEED, VOTING_DAY, invented_group, shipped_policy

from jurdil.engines.teams import Outcome, Person, Place, check_teams, form_teams, greedy_seats, tally

POLICY = shipped_policy()


def formed(people: list[Person], places: list[Place], **choices: object) -> Outcome:
    return form_teams(people, places, policy=POLICY, seed=SEED, on=VOTING_DAY, workers=1, **choices)  # type: ignore[arg-type]


def faults(people: list[Person], places: list[Place], outcome: Outcome) -> list[str]:
    empty = {short.place_id: short.missing for short in outcome.short}
    found = check_teams(
        people, places, outcome.seats, policy=POLICY, on=VOTING_DAY, short=empty, objective=outcome.objective
    )
    return [violation.words for violation in found]


@settings(max_examples=25, deadline=None)
@given(
    chance=st.integers(0, 10_000),
    places=st.integers(1, 5),
    people=st.integers(1, 50),
    households=st.sampled_from((2, 8, 40, 1000)),
    mode=st.sampled_from(("weighted", "strict")),
)
def test_every_team_is_full_or_reported_short_and_no_hard_rule_breaks(
    chance: int, places: int, people: int, households: int, mode: str
) -> None:
    crowd, spots = invented_group(places=places, people=people, chance=chance, households=households)

    outcome = formed(crowd, spots, mode=mode)

    assert faults(crowd, spots, outcome) == []
    assert outcome.bound >= outcome.objective - 1e-6
    if households == 1000 and people >= 9 * places:
        assert outcome.short == ()


@settings(max_examples=8, deadline=None)
@given(chance=st.integers(0, 1000), shuffle=st.integers(0, 1000))
def test_the_order_of_the_input_changes_nothing(chance: int, shuffle: int) -> None:
    crowd, spots = invented_group(chance=chance)
    other_crowd, other_spots = random.Random(shuffle).sample(crowd, len(crowd)), spots[::-1]

    one, other = formed(crowd, spots), formed(other_crowd, other_spots)

    assert one.seats == other.seats
    assert (one.unmet, one.displaced, one.bound) == (other.unmet, other.displaced, other.bound)


def test_people_of_equal_worth_are_ordered_by_the_seed() -> None:
    crowd = [Person(f"p{n}", "a", 70) for n in range(40)]
    spots = [Place("a/001", "a", 7)]

    drawn = [
        form_teams(crowd, spots, policy=POLICY, seed=bytes([n]) * 32, on=VOTING_DAY).seats[0].person_id
        for n in range(6)
    ]

    assert len(set(drawn)) > 1


def test_weighted_teams_beat_the_greedy_yardstick_and_stay_near_their_bound() -> None:
    crowd, spots = invented_group(places=9, people=90, chance=4)
    greedy = greedy_seats(crowd, spots, policy=POLICY, seed=SEED, on=VOTING_DAY)

    outcome = formed(crowd, spots)

    assert outcome.objective > tally(crowd, spots, greedy, policy=POLICY, on=VOTING_DAY).objective
    assert outcome.gap < 0.005


def test_strict_mode_leaves_nobody_out_above_someone_chosen() -> None:
    crowd, spots = invented_group()

    outcome = formed(crowd, spots, mode="strict")

    score = {person.id: person.score for person in crowd}
    chosen = [score[seat.person_id] for seat in outcome.seats if seat.place_id]
    left = [score[seat.person_id] for seat in outcome.seats if not seat.place_id]
    assert min(chosen) >= max(left)
    assert outcome.displaced == ()


def test_everyone_left_out_above_someone_chosen_is_told_the_rule() -> None:
    crowd, spots = invented_group(chance=3)

    outcome = formed(crowd, spots)

    score = {person.id: person.score for person in crowd}
    lowest = min(score[seat.person_id] for seat in outcome.seats if seat.place_id)
    above = {seat.person_id for seat in outcome.seats if not seat.place_id and score[seat.person_id] > lowest}
    assert {one.person_id for one in outcome.displaced} == above
    assert all(one.words and one.rule for one in outcome.displaced)


def test_a_person_who_breaks_the_household_rule_everywhere_is_told_so() -> None:
    crowd = [Person(f"p{n}", "a", 60 + n) for n in range(7)]
    siti = Person("siti", "a", 65, household="h")
    crowd[6] = replace(crowd[6], household="h")

    outcome = formed([*crowd, siti], [Place("a/001", "a", 7)])

    assert [(one.person_id, one.rule) for one in outcome.displaced] == [("siti", "apart")]


def test_a_place_nobody_can_fill_is_reported_short_and_is_no_exception() -> None:
    crowd = [Person(f"p{n}", "a", 70, household="one") for n in range(9)]
    spots = [Place("a/001", "a", 7), Place("b/001", "b", 5)]

    outcome = formed(crowd, spots)

    assert {short.place_id: short.missing for short in outcome.short} == {"a/001": 6, "b/001": 5}
    assert faults(crowd, spots, outcome) == []


def test_nobody_works_outside_the_group_unless_locked_there_under_a_waiver() -> None:
    crowd, spots = invented_group()
    guest = Person("agus", "b", 99)
    prison = Place("a/900", "a", 7, waived=True)

    free = formed([*crowd, guest], [*spots, prison])
    locked = formed([*crowd, guest], [*spots, prison], locked={"agus": "a/900"})

    assert next(seat.place_id for seat in free.seats if seat.person_id == "agus") == ""
    assert next(seat.place_id for seat in locked.seats if seat.person_id == "agus") == "a/900"
    with pytest.raises(ValueError, match="waiver"):
        formed([*crowd, guest], spots, locked={"agus": "a/001"})


def test_locked_choices_are_respected_exactly() -> None:
    crowd, spots = invented_group(people=60)
    lowest = sorted(crowd, key=lambda person: person.score)[:5]
    locked = {person.id: spots[n % 3].id for n, person in enumerate(lowest)}

    outcome = formed(crowd, spots, locked=locked)

    sits = {seat.person_id: seat.place_id for seat in outcome.seats}
    assert {name: sits[name] for name in locked} == locked
    assert not [
        v
        for v in check_teams(
            crowd, spots, outcome.seats, policy=POLICY, on=VOTING_DAY, locked=locked, objective=outcome.objective
        )
        if v.rule not in ("household", "kin")
    ]


def test_a_missing_birth_date_counts_against_nobody() -> None:
    crowd = [Person(f"p{n}", "a", 70) for n in range(7)]

    outcome = formed(crowd, [Place("a/001", "a", 7)])

    assert outcome.merit == pytest.approx(7 * 70 * POLICY.merit)
    assert not [wish for wish in outcome.unmet if wish.rule == "age"]


def test_reserves_are_ranked_by_score() -> None:
    crowd, spots = invented_group()

    outcome = formed(crowd, spots)

    score = {person.id: person.score for person in crowd}
    reserves = [seat for seat in outcome.seats if seat.role == "reserve"]
    assert [seat.rank for seat in reserves] == list(range(1, 10))
    assert [score[seat.person_id] for seat in reserves] == sorted((score[s.person_id] for s in reserves), reverse=True)


@pytest.mark.slow
def test_the_number_of_processes_changes_nothing() -> None:
    groups = [invented_group(name, places=45, people=400) for name in "abc"]
    crowd = [person for people, _ in groups for person in people]
    spots = [place for _, places in groups for place in places]

    alone = form_teams(crowd, spots, policy=POLICY, seed=SEED, on=VOTING_DAY, workers=1)
    together = form_teams(crowd, spots, policy=POLICY, seed=SEED, on=VOTING_DAY, workers=2)

    assert alone.seats == together.seats
