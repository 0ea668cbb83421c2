"""The pact is accepted clause by clause, by the person or before a witness, and stands in the log."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from tests.stages.consolidation.conftest import CITY, TERM

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.outbox.models import Message
from jurdil.law.pacts import pact_of
from jurdil.registry.bodies.actions import appoint_member, end_appointment
from jurdil.registry.bodies.models import Appointment, Seat
from jurdil.stages.consolidation.coverage import pledge_coverage
from jurdil.stages.consolidation.models import Pledge
from jurdil.stages.consolidation.pledging import hold_talk, sign_pledge

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 9, 29, 1, tzinfo=UTC)
PACT = pact_of("pemilihan-2024")
ALL = list(PACT.keys)
RIGHT = {clause.key: clause.item.right for clause in PACT.clauses}
PPS = Actor(role=Role.PPS, region="31.71.01.1001")


def own(seat: Appointment) -> Actor:
    return Actor(role=Role.APPLICANT, region="", person_id=seat.person_id)


def sign(seat: Appointment, actor: Actor, **given: object) -> Pledge:
    named = {"accepted": ALL, "how": "own", "now": NOW}
    return sign_pledge(actor=actor, appointment_id=seat.id, **{**named, **given})  # type: ignore[arg-type]


def test_a_pledge_stands_in_the_log_and_counts_once(siti: Appointment, rina: Appointment) -> None:
    pledge = sign(siti, own(siti))

    assert Leaf.objects.get(id=pledge.leaf_id).kind == "consolidation.pledged"
    share = pledge_coverage(actor=Actor(role=Role.KPU_PROVINCE, region="31"), on=date(2024, 9, 29))
    assert (share.count, share.of) == (1, 2)
    with pytest.raises(Conflict):
        sign(siti, own(siti))


def test_every_clause_must_be_accepted(siti: Appointment) -> None:
    with pytest.raises(Refused, match=r"consolidation\.pledge"):
        sign(siti, own(siti), accepted=ALL[1:])


def test_an_officer_signs_for_nobody_without_a_witness(siti: Appointment) -> None:
    for given in ({"how": "device"}, {"how": "own", "witness": "Lurah Rekaan"}):
        with pytest.raises(Refused, match=r"consolidation\.pledge"):
            sign(siti, PPS, **given)
    assert sign(siti, PPS, how="oath", witness="Lurah Rekaan").how == "oath"


def test_whoever_signed_at_an_officers_device_is_told_so(siti: Appointment, rina: Appointment) -> None:
    sign(siti, PPS, how="device", witness="Lurah Rekaan")
    sign(rina, own(rina))

    assert Message.objects.get(kind="consolidation.pledge_recorded").person_id == siti.person_id


def test_a_stranger_finds_nothing_to_sign(siti: Appointment, rina: Appointment) -> None:
    for actor in (own(rina), Actor(role=Role.PPS, region="31.74.01.1001")):
        with pytest.raises(NotFound):
            sign(siti, actor)
    with pytest.raises(Refused, match=r"access\.role"):
        sign(siti, Actor(role=Role.PARTNER, region="31.71"))


def test_nothing_is_signed_for_a_term_that_is_over(siti: Appointment) -> None:
    with pytest.raises(Conflict):
        sign(siti, own(siti), now=datetime(2025, 2, 1, tzinfo=UTC))


def test_a_low_answer_leads_to_a_talk_and_never_to_a_refusal(siti: Appointment) -> None:
    wrong = {**RIGHT, "neutral": 0, "no_gifts": 1}

    pledge = sign(siti, own(siti), answers=wrong)

    assert pledge.is_asked
    assert set(pledge.misunderstandings.values_list("clause", flat=True)) == {"neutral", "no_gifts"}
    assert pledge.talk.clauses == ["neutral", "no_gifts"]
    held = hold_talk(actor=PPS, talk_id=pledge.talk.id, note="Dijelaskan.", now=NOW)
    assert held.held_at == NOW
    assert Leaf.objects.get(kind="consolidation.talked").region == "31.71", "in a ward it would nearly say who"
    with pytest.raises(Conflict):
        hold_talk(actor=PPS, talk_id=pledge.talk.id, note="", now=NOW)
    with pytest.raises(NotFound):
        hold_talk(actor=Actor(role=Role.PPS, region="31.74.01.1001"), talk_id=pledge.talk.id, note="", now=NOW)


def test_one_slip_is_counted_without_a_talk(siti: Appointment) -> None:
    pledge = sign(siti, own(siti), answers={**RIGHT, "neutral": 0})

    assert pledge.misunderstandings.count() == 1
    assert not hasattr(pledge, "talk")


def test_another_body_asks_for_another_pledge(siti: Appointment, rina: Appointment) -> None:
    sign(siti, own(siti))
    end_appointment(
        actor=CITY, appointment_id=siti.id, last_day=date(2024, 10, 1), rule="paw.reason", reason="Pindah.", now=NOW
    )
    other = Seat.objects.get(body__region=rina.region, number=2)
    term = replace(TERM, start=date(2024, 10, 2))

    moved = appoint_member(actor=CITY, seat_id=other.id, person_id=siti.person_id, decree=term, now=NOW)

    province = Actor(role=Role.KPU_PROVINCE, region="31")
    assert pledge_coverage(actor=province, on=date(2024, 10, 3)).count == 0
    assert sign(moved, own(moved)).seat_id == other.id
    assert pledge_coverage(actor=province, on=date(2024, 10, 3)).count == 1
