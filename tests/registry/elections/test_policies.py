"""What goes beyond the law is switched on by two officers of the authority, before the first list is frozen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.law import named_policies
from jurdil.registry.elections.models import Election, PolicyChoice, PollingStation
from jurdil.registry.elections.policies import lock_policies, policies_on, propose_policy, second_policy
from jurdil.registry.elections.waiving import end_waiver, propose_waiver, second_waiver, special_stations

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 9, 1, 3, tzinfo=UTC)
DAY = date(2024, 9, 1)
WARD = "31.71.01.1001"


def officer(region: str = "31.71") -> Actor:
    return Actor(role=Role.KPU_REGENCY, region=region, account_id=uuid4())


AGUS, WATI = officer(), officer()


@pytest.fixture
def election() -> Election:
    return Election.objects.create(
        key="pilgub", name="Pilgub", voting_day=date(2024, 11, 27), profile="pemilihan-2024", region="31"
    )


def propose(election: Election, policy: str = "selection.merit_band", **given: object) -> PolicyChoice:
    whole = {"region": "31.71", "body": "KPPS", "is_on": True, "starts": DAY, "reason": "Pleno.", "now": NOW, **given}
    return propose_policy(actor=AGUS, election=election, policy=policy, **whole)  # type: ignore[arg-type]


def test_a_policy_holds_from_the_second_signature_and_its_day(election: Election) -> None:
    choice = propose(election, starts=DAY + timedelta(days=2))
    assert policies_on(election, WARD, "KPPS", DAY) == {}

    second_policy(actor=WATI, choice_id=choice.id, agrees=True, now=NOW)

    assert policies_on(election, WARD, "KPPS", DAY) == {}
    assert policies_on(election, WARD, "KPPS", DAY + timedelta(days=2))["order"].policy == "selection.merit_band"
    assert policies_on(election, "31.72.01.1001", "KPPS", DAY + timedelta(days=2)) == {}
    kinds = list(Leaf.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == ["elections.policy_proposed", "elections.policy_set"]


def test_nobody_switches_a_policy_on_alone_or_elsewhere(election: Election) -> None:
    choice = propose(election)

    with pytest.raises(Refused, match=r"access\.two_people"):
        second_policy(actor=AGUS, choice_id=choice.id, agrees=True, now=NOW)
    with pytest.raises(NotFound):
        second_policy(actor=officer("31.74"), choice_id=choice.id, agrees=True, now=NOW)
    with pytest.raises(Refused, match=r"access\.region"):
        propose(election, region="31.74")


def test_after_the_first_list_is_frozen_the_policies_stay(election: Election) -> None:
    waiting = propose(election, "teams.kin_apart")
    lock_policies(election, WARD, "KPPS", now=NOW)

    with pytest.raises(Refused, match="sudah dibekukan"):
        propose(election)
    with pytest.raises(Refused, match="sudah dibekukan"):
        second_policy(actor=WATI, choice_id=waiting.id, agrees=True, now=NOW)
    assert propose(election, body="PPS").body == "PPS"


def test_of_one_group_the_newest_choice_counts_and_may_switch_off(election: Election) -> None:
    for number, (policy, is_on) in enumerate((("selection.merit", True), ("selection.strata", True))):
        moment = NOW + timedelta(hours=number)
        second_policy(actor=WATI, choice_id=propose(election, policy, is_on=is_on).id, agrees=True, now=moment)
    assert policies_on(election, WARD, "KPPS", DAY)["order"].policy == "selection.strata"

    off = propose(election, "selection.strata", is_on=False)
    second_policy(actor=WATI, choice_id=off.id, agrees=True, now=NOW + timedelta(hours=9))

    assert policies_on(election, WARD, "KPPS", DAY) == {}


def test_a_proposal_waits_alone_and_can_be_turned_down(election: Election) -> None:
    choice = propose(election)
    with pytest.raises(Conflict):
        propose(election, "selection.merit")

    assert second_policy(actor=WATI, choice_id=choice.id, agrees=False, now=NOW) is None

    assert not PolicyChoice.objects.exists()


@pytest.mark.parametrize(
    "given", [{"policy": "selection.lot"}, {"starts": DAY - timedelta(days=1)}, {"reason": " "}, {"region": WARD}]
)
def test_a_policy_that_cannot_hold_is_refused(election: Election, given: dict[str, object]) -> None:
    with pytest.raises(Refused, match=r"selection\.policy"):
        propose(election, **given)  # type: ignore[arg-type]


def test_every_policy_names_rules_of_the_law() -> None:
    assert {one.group for one in named_policies().values()} == {"points", "order", "kin", "interviewers"}


def test_a_waiver_is_recorded_with_its_ground_and_ends(election: Election) -> None:
    code = f"{WARD}/901"
    PollingStation.objects.create(election=election, code=code, region=WARD, number=901, voters=100, is_special=True)
    with pytest.raises(Refused, match=r"teams\.waiver"):
        propose_waiver(actor=AGUS, election=election, station=code, ground=" ", now=NOW)

    made = propose_waiver(actor=AGUS, election=election, station=code, ground="Rumah tahanan", now=NOW)
    second_waiver(actor=WATI, waiver_id=made.id, agrees=True, now=NOW)

    assert [row.waiver_ground for row in special_stations(actor=AGUS, election=election)] == ["Rumah tahanan"]
    with pytest.raises(Conflict):
        propose_waiver(actor=WATI, election=election, station=code, ground="Sekali lagi", now=NOW)
    assert end_waiver(actor=WATI, election=election, station=code, now=NOW).waiver_ground == ""


def test_nobody_waives_the_domicile_alone(election: Election) -> None:
    code = f"{WARD}/901"
    station = PollingStation.objects.create(election=election, code=code, region=WARD, number=901, voters=100)
    wish = {"election": election, "station": code, "ground": "Rumah tahanan", "now": NOW}
    made = propose_waiver(actor=AGUS, **wish)  # type: ignore[arg-type]  # values of many kinds

    (listed,) = special_stations(actor=AGUS, election=election)
    assert (listed, listed.waiver_ground) == (station, "")
    with pytest.raises(Refused, match=r"access\.two_people"):
        second_waiver(actor=AGUS, waiver_id=made.id, agrees=True, now=NOW)
    with pytest.raises(NotFound):
        second_waiver(actor=replace(WATI, region="31.72"), waiver_id=made.id, agrees=True, now=NOW)
    with pytest.raises(Conflict):
        propose_waiver(actor=WATI, **wish)  # type: ignore[arg-type]
    second_waiver(actor=WATI, waiver_id=made.id, agrees=False, now=NOW)

    assert not special_stations(actor=AGUS, election=election).exists()
    again = propose_waiver(actor=WATI, **wish)  # type: ignore[arg-type]
    assert second_waiver(actor=AGUS, waiver_id=again.id, agrees=True, now=NOW).waiver_ground == "Rumah tahanan"
    with pytest.raises(Conflict):
        second_waiver(actor=AGUS, waiver_id=again.id, agrees=True, now=NOW)
