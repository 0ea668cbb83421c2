from __future__ import annotations

from tests.engines.teams.invented import SEED, VOTING_DAY, shipped_policy

from jurdil.engines.teams import Explanation, Person, Place, Relaxation, explain_short, form_teams

POLICY = shipped_policy()
NEIGHBOURS = Relaxation("neighbours", "ground one", people=tuple(Person(f"n{n}", "b", 60) for n in range(1)))
INSTITUTION = Relaxation("institution", "ground two", people=tuple(Person(f"i{n}", "c", 60) for n in range(9)))
HOUSEHOLD = Relaxation("household", "ground three", lifts=frozenset({"household"}))


def explained(people: list[Person], places: list[Place], *relaxations: Relaxation) -> tuple[Explanation, ...]:
    seats = form_teams(people, places, policy=POLICY, seed=SEED, on=VOTING_DAY, workers=1).seats
    return explain_short(people, places, seats, policy=POLICY, seed=SEED, on=VOTING_DAY, relaxations=relaxations)


def test_a_full_group_needs_no_explanation() -> None:
    crowd = [Person(f"p{n}", "a", 70) for n in range(7)]

    assert explained(crowd, [Place("a/001", "a", 7)], NEIGHBOURS) == ()


def test_the_mildest_relaxation_that_fills_all_is_chosen_with_its_ground() -> None:
    crowd = [Person(f"p{n}", "a", 70) for n in range(6)]

    (found,) = explained(crowd, [Place("a/001", "a", 7)], NEIGHBOURS, INSTITUTION)

    assert [one.words for one in found.lacks] == ["a/001 lacks 1 of 7: 0 of the group are without a seat."]
    assert found.remedy is not None
    assert [one.id for one in found.remedy.relaxations] == ["neighbours"]
    assert found.remedy.person_ids == ("n0",)
    assert "ground one" in found.remedy.words


def test_a_household_that_bars_people_is_named_and_lifting_the_rule_helps() -> None:
    crowd = [Person(f"p{n}", "a", 70, household="one" if n > 4 else "") for n in range(7)]

    (found,) = explained(crowd, [Place("a/001", "a", 7)], HOUSEHOLD)

    assert "1 of them share a household" in found.lacks[0].words
    assert found.remedy is not None
    assert found.remedy.fills_all


def test_two_are_combined_only_where_one_is_not_enough() -> None:
    crowd = [Person(f"p{n}", "a", 70, household="one" if n > 3 else "") for n in range(6)]

    (found,) = explained(crowd, [Place("a/001", "a", 7)], NEIGHBOURS, HOUSEHOLD)

    assert found.remedy is not None
    assert found.remedy.fills_all
    assert [one.id for one in found.remedy.relaxations] == ["neighbours", "household"]


def test_where_nothing_helps_there_is_no_remedy() -> None:
    (found,) = explained([Person("siti", "a", 70)], [Place("a/001", "a", 7)], HOUSEHOLD)

    assert found.remedy is None
