from __future__ import annotations

from datetime import date

from tests.engines.teams.invented import VOTING_DAY, shipped_policy

from jurdil.engines.teams import Person, Place, propose_reserve

POLICY = shipped_policy()
PLACE = Place("a/001", "a", 7, "1", ("1",))
TEAM = [Person(f"p{n}", "a", 80, "2", str(n), "L", date(1990, 1, 1), household=f"h{n}") for n in range(6)]


def test_the_published_order_decides_among_suitable_reserves() -> None:
    siti = Person("siti", "a", 79, "3", "1", "L")
    rina = Person("rina", "a", 70, "1", "1", "P", experienced=True)

    proposed = propose_reserve(PLACE, TEAM, [siti, rina], POLICY, on=VOTING_DAY)

    assert [one.person_id for one in proposed] == ["siti", "rina"]
    assert proposed[1].points > proposed[0].points
    assert "near home" in proposed[1].reasons


def test_a_relative_of_the_team_comes_last_with_the_reason() -> None:
    budi = Person("budi", "a", 79, household="h0")
    siti = Person("siti", "a", 60)

    proposed = propose_reserve(PLACE, TEAM, [budi, siti], POLICY, on=VOTING_DAY)

    assert [(one.person_id, one.suitable) for one in proposed] == [("siti", True), ("budi", False)]
    assert "shares a household with someone in the team" in proposed[1].reasons
