"""Each role of a body asks for the pledge; a change of role renews it, and takes nothing from anybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from tests.stages.consolidation.conftest import CITY, NOW, TERM, WARD

from jurdil.doors.portal.reading import OwnSeat, own_seat, own_seats
from jurdil.errors import Conflict
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.law.pacts import pact_of
from jurdil.registry.bodies.actions import appoint_member, correct_appointment, end_appointment
from jurdil.registry.bodies.exchanging import exchange_seats
from jurdil.registry.bodies.models import Appointment, BodyKind, Seat
from jurdil.registry.elections.models import Election
from jurdil.registry.people.models import Person
from jurdil.stages.consolidation.collective import record_collective_pledge
from jurdil.stages.consolidation.coverage import pledge_coverage, understanding_by_clause
from jurdil.stages.consolidation.owing import (
    Reason,
    must_have_pledged,
    owing_by_reason,
    owing_pledge,
    waits_for_pledge,
)
from jurdil.stages.consolidation.pledging import sign_pledge

pytestmark = pytest.mark.django_db

ON, NEXT_DAY = date(2024, 9, 29), date(2024, 9, 30)
PACT = pact_of("pemilihan-2024")


@pytest.fixture
def agus(siti: Appointment) -> Appointment:
    """A member beside Siti, who is the chair."""
    seat = Seat.objects.get(body__region=WARD, number=2)
    person = Person.objects.create(name="Agus Rekaan", region=WARD)
    return appoint_member(actor=CITY, seat_id=seat.id, person_id=person.id, decree=TERM, now=NOW)


def sign(row: Appointment, **given: object) -> None:
    own = Actor(role=Role.APPLICANT, region="", person_id=row.person_id)
    sign_pledge(actor=own, appointment_id=row.id, accepted=PACT.keys, how="own", now=NOW, **given)  # type: ignore[arg-type]


def together(election: Election, now: datetime = NOW) -> int:
    heard = {"led_by": "Ketua", "witnesses": ["Lurah", "Panwas"]}
    made = record_collective_pledge(actor=CITY, election=election, region="31", kinds=[BodyKind.PPS], now=now, **heard)  # type: ignore[arg-type]
    return made.people


def exchange(one: Appointment, other: Appointment, on: date = ON) -> list[Appointment]:
    pair = (one.id, other.id)
    return exchange_seats(actor=CITY, appointment_ids=pair, on=on, rule="selection.chair", reason="Dipilih", now=NOW)


def owing(on: date = ON) -> dict[str, str]:
    rows = owing_pledge(actor=CITY, on=on)
    return {row.person.name.split()[0]: row.reason for row in rows}  # type: ignore[attr-defined]


def mine(row: Appointment) -> OwnSeat:
    return own_seat(Actor(role=Role.APPLICANT, region="", person_id=row.person_id), row.id, ON)


def test_a_member_chosen_as_chair_renews_the_pledge_and_so_does_who_was_chair(
    election: Election, siti: Appointment, agus: Appointment
) -> None:
    together(election)

    chair, member = exchange(agus, siti)

    assert owing() == {"Agus": Reason.RENEWS, "Siti": Reason.RENEWS}
    assert (pledge_coverage(actor=CITY, on=ON).count, pledge_coverage(actor=CITY, on=ON).of) == (0, 2)
    assert mine(chair).earlier is not None
    assert mine(chair).pledge is None
    sign(chair)
    assert owing() == {"Siti": Reason.RENEWS}
    assert mine(chair).pledge is not None
    with pytest.raises(Conflict):
        sign(chair)
    assert mine(member).is_open


def test_a_change_of_role_after_the_day_of_the_rule_never_waits(
    election: Election, siti: Appointment, agus: Appointment
) -> None:
    later = date(2024, 11, 8)

    chair, member = exchange(agus, siti, later)

    for row in (chair, member):
        assert not waits_for_pledge(row), "both have served since May; neither ever pledged"
        must_have_pledged(row)
    assert owing(later) == {"Agus": Reason.SERVES, "Siti": Reason.SERVES}


def test_a_new_appointment_waits_until_one_pledge_in_the_body_and_a_new_role_does_not(
    election: Election, siti: Appointment, agus: Appointment
) -> None:
    Appointment.objects.update(start=date(2024, 11, 7))
    oath = datetime(2024, 11, 7, 3, tzinfo=UTC)
    assert set(owing(oath.date()).values()) == {Reason.WAITS}
    together(election, oath)

    chair, member = exchange(agus, siti, date(2024, 11, 8))

    assert set(owing(date(2024, 11, 8)).values()) == {Reason.RENEWS}
    assert not waits_for_pledge(chair)
    assert not waits_for_pledge(member)
    assert owing_by_reason(actor=CITY, on=date(2024, 11, 8)) == {Reason.RENEWS: 2}


def test_who_comes_back_to_an_earlier_role_has_pledged_in_it(
    election: Election, siti: Appointment, agus: Appointment
) -> None:
    together(election)
    for row in exchange(agus, siti):
        sign(row)

    exchange(*Appointment.objects.filter(start=ON, end_rule=""), on=NEXT_DAY)

    assert owing(NEXT_DAY) == {}


def test_a_mistaken_choice_taken_back_the_same_way_leaves_no_debt(
    election: Election, siti: Appointment, agus: Appointment
) -> None:
    together(election)

    exchange(*exchange(agus, siti))  # the same day: the mistaken periods hold no day

    assert owing() == {}
    assert pledge_coverage(actor=CITY, on=ON).count == 2
    for person in (siti, agus):
        seats = own_seats(Actor(role=Role.APPLICANT, region="", person_id=person.person_id), ON)
        assert [seat.pledge is not None for seat in seats if seat.is_open] == [True]


def test_a_corrected_period_leaves_no_debt(election: Election, siti: Appointment, agus: Appointment) -> None:
    together(election)
    wrong = exchange(agus, siti)
    never = replace(TERM, start=ON, end=date(2024, 9, 28))

    for row in wrong:
        correct_appointment(actor=CITY, appointment_id=row.id, decree=never, reason="Salah catat", now=NOW)
    for row in (siti, agus):
        correct_appointment(actor=CITY, appointment_id=row.id, decree=TERM, reason="Salah catat", now=NOW)

    assert owing() == {}
    assert pledge_coverage(actor=CITY, on=ON).count == 2
    own = Actor(role=Role.APPLICANT, region="", person_id=agus.person_id)
    assert [seat.pledge is not None for seat in own_seats(own, ON) if seat.is_open] == [True]


def test_a_period_that_was_ended_before_it_began_asks_for_nothing(siti: Appointment, agus: Appointment) -> None:
    Appointment.objects.filter(id=agus.id).update(start=date(2024, 10, 5))
    end_appointment(
        actor=CITY, appointment_id=agus.id, last_day=date(2024, 10, 1), rule="paw.reason", reason="Mundur", now=NOW
    )

    assert not mine(agus).is_open
    with pytest.raises(Conflict):
        sign(agus)


def test_each_body_asks_for_its_own_pledge(siti: Appointment, rina: Appointment) -> None:
    sign(siti)
    end_appointment(actor=CITY, appointment_id=siti.id, last_day=ON, rule="paw.reason", reason="Pindah", now=NOW)
    other = Seat.objects.get(body__region=rina.region, number=2)
    moved = appoint_member(
        actor=CITY, seat_id=other.id, person_id=siti.person_id, decree=replace(TERM, start=NEXT_DAY), now=NOW
    )

    assert owing(NEXT_DAY) == {"Siti": Reason.SERVES, "Rina": Reason.SERVES}
    assert mine(moved).earlier is None


def test_a_pledge_spoken_together_renews_it_too(election: Election, siti: Appointment, agus: Appointment) -> None:
    together(election)
    exchange(agus, siti)

    assert together(election) == 2
    assert owing() == {}


def test_whoever_is_asked_again_counts_once_with_the_newest_answers(siti: Appointment, agus: Appointment) -> None:
    wrong = {clause.key: (clause.item.right + 1) % len(clause.item.options) for clause in PACT.clauses}
    sign(agus, answers=wrong)
    chair, _member = exchange(agus, siti)

    sign(chair, answers={clause.key: clause.item.right for clause in PACT.clauses})

    found = understanding_by_clause(actor=CITY)
    assert {one.asked for one in found.values()} == {1}
