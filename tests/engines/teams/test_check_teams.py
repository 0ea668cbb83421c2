from __future__ import annotations

from dataclasses import replace

import pytest
from tests.engines.teams.invented import SEED, VOTING_DAY, invented_group, shipped_policy

from jurdil.engines.teams import Person, Place, Seat, check_teams, form_teams

POLICY = shipped_policy()


def rules_broken(people: list[Person], places: list[Place], seats: list[Seat], **more: object) -> set[str]:
    found = check_teams(people, places, seats, policy=POLICY, on=VOTING_DAY, **more)  # type: ignore[arg-type]
    return {violation.rule for violation in found}


@pytest.fixture(name="result")
def _result() -> tuple[list[Person], list[Place], list[Seat], float]:
    people, places = invented_group(chance=5)
    outcome = form_teams(people, places, policy=POLICY, seed=SEED, on=VOTING_DAY)
    return people, places, list(outcome.seats), outcome.objective


Result = tuple[list[Person], list[Place], list[Seat], float]


def test_a_sound_result_has_no_violation(result: Result) -> None:
    people, places, seats, objective = result

    assert rules_broken(people, places, seats, objective=objective) == set()


def test_a_planted_second_seat_is_found(result: Result) -> None:
    people, places, seats, _ = result
    seats[1] = replace(seats[1], person_id=seats[0].person_id)

    assert rules_broken(people, places, seats) >= {"twice", "forgotten"}


def test_a_planted_missing_member_is_found(result: Result) -> None:
    people, places, seats, _ = result

    assert rules_broken(people, places, seats[1:]) >= {"size", "chair", "forgotten"}


def test_a_planted_second_chair_is_found(result: Result) -> None:
    people, places, seats, _ = result
    seats[1] = replace(seats[1], role="chair")

    assert rules_broken(people, places, seats) == {"chair"}


@pytest.mark.parametrize("rule", ["household", "kin"])
def test_planted_relatives_in_one_team_are_found(result: Result, rule: str) -> None:
    people, places, seats, _ = result
    one, other = seats[0].person_id, seats[1].person_id
    change = {"household": "same"} if rule == "household" else {"kin": (one, other)}
    planted = [replace(p, **change) if p.id in (one, other) else p for p in people]  # type: ignore[arg-type]

    assert rules_broken(planted, places, seats) == {rule}


def test_a_planted_stranger_is_found(result: Result) -> None:
    people, places, seats, _ = result
    planted = [replace(p, group="b") if p.id == seats[0].person_id else p for p in people]

    assert "group" in rules_broken(planted, places, seats)


def test_a_wrong_objective_is_found(result: Result) -> None:
    people, places, seats, objective = result

    assert rules_broken(people, places, seats, objective=objective + 1) == {"objective"}


def test_reserves_out_of_order_are_found(result: Result) -> None:
    people, places, seats, _ = result
    first, last = seats[-9], seats[-1]
    seats[-9], seats[-1] = replace(first, rank=last.rank), replace(last, rank=first.rank)

    assert rules_broken(people, places, seats) == {"rank"}
