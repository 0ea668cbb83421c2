"""One person with two mandates has two labels and still signs only once, at every place that asks for two people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.journeys.one_life import REGENCY, WARD, Life, at

from jurdil.errors import Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.stages.placement.actions import confirm_teams, propose_teams, second_teams
from jurdil.stages.placement.arranging import arrange_teams, seed_of
from jurdil.stages.recruitment.models import ReviewState
from jurdil.stages.recruitment.plenary import Decision, rule_on_reviews
from jurdil.stages.recruitment.rulings import propose_review_ruling, second_review_ruling
from jurdil.stages.vetting.rulings import propose_ruling, second_ruling

REASON = "Bukti tempat tinggal dilihat petugas."


@pytest.fixture
def other_hat() -> Callable[[Actor], Actor]:
    """The same account by another mandate."""
    return lambda actor: replace(actor, role=Role.PPK, region="31.71.01")


def test_nobody_seconds_their_own_ruling_by_another_mandate(life: Life, other_hat: Callable[[Actor], Actor]) -> None:
    life.apply()
    siti = life.application("Siti").id
    proposed = propose_review_ruling(
        actor=life.agus, application_id=siti, outcome=ReviewState.ELIGIBLE, rule="R06", reason=REASON, now=at(9, 29)
    )

    for same in (other_hat(life.agus), replace(life.agus, is_simulated=True)):
        with pytest.raises(Refused, match=r"access\.two_people"):
            second_review_ruling(actor=same, ruling_id=proposed.id, agrees=True, now=at(9, 29))

    assert second_review_ruling(actor=life.wati, ruling_id=proposed.id, agrees=True, now=at(9, 29)) is not None


def test_nobody_sits_in_the_plenary_twice(life: Life, other_hat: Callable[[Actor], Actor]) -> None:
    life.apply()
    decisions = [Decision(life.application("Siti").id, ReviewState.ELIGIBLE, "R06", REASON)]
    nobody = Actor(role=Role.PPS, region=WARD)

    for second in (life.agus, other_hat(life.agus), replace(life.agus, is_simulated=True), nobody):
        with pytest.raises(Refused, match=r"access\.two_people"):
            rule_on_reviews(actor=life.agus, second=second, decisions=decisions, now=at(9, 29))

    assert rule_on_reviews(actor=life.agus, second=life.wati, decisions=decisions, now=at(9, 29)) == 1


def test_nobody_seconds_their_own_team_or_match(life: Life) -> None:
    life.apply()
    life.review()
    life.screen()
    life.ask()
    life.exclude_budi()
    life.select()
    arrangement = arrange_teams(life.election, [WARD], seed=seed_of(life.election, [WARD]), on=life.election.voting_day)
    (teams,) = propose_teams(actor=life.agus, arrangement=arrangement, now=at(11, 1))
    confirm_teams(actor=life.agus, proposal_id=teams.id, now=at(11, 2))
    rina = life.match("Rina").id
    ruling = propose_ruling(actor=life.kpu, match_id=rina, outcome="other_person", reason=REASON, now=at(11, 2))
    as_regency = replace(life.agus, role=Role.KPU_REGENCY, region=REGENCY)

    with pytest.raises(Refused, match=r"access\.two_people"):
        second_teams(actor=as_regency, proposal_id=teams.id, now=at(11, 3))
    for same in (life.kpu, replace(life.kpu, is_simulated=True)):
        with pytest.raises(Refused, match=r"access\.two_people"):
            second_ruling(actor=same, ruling_id=ruling.id, now=at(11, 3))


def test_nobody_dismisses_alone(life: Life) -> None:
    life.apply()
    life.review()
    life.screen()
    life.ask()
    life.exclude_budi()
    life.select()
    life.place()
    life.kpu_second = replace(life.kpu, is_simulated=True)

    with pytest.raises(Refused, match=r"ethics\.roles_apart"):
        life.oversee()

    assert life.appointment("Tono").end_rule == ""
