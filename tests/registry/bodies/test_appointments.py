"""Who held seat X at time T, for any T."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from jurdil.errors import Conflict, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.outbox.models import Message
from jurdil.registry.bodies.actions import (
    Decree,
    Place,
    appoint_member,
    appoint_members,
    correct_appointment,
    end_appointment,
    form_bodies,
)
from jurdil.registry.bodies.models import Body, BodyKind, Seat, SeatRole
from jurdil.registry.bodies.queries import history_of, holder_of, serving
from jurdil.registry.elections.models import Election
from jurdil.registry.people.models import Person

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 11, 7, 3, tzinfo=UTC)
STATION = "31.71.01.1001/001"
TEAM = Place(STATION, (SeatRole.CHAIR, *[SeatRole.MEMBER] * 6))
TERM = Decree("SK-1/2024", "31.71", "Ketua PPS Rekaan", "kpps.term", date(2024, 11, 7), date(2024, 12, 8))
AGUS = Actor(role=Role.PPS, region="31.71.01.1001")


@pytest.fixture
def seats() -> list[Seat]:
    election = Election.objects.create(
        key="pilgub", name="Pilgub", voting_day=date(2024, 11, 27), profile="pemilihan-2024", region="31"
    )
    form_bodies(actor=AGUS, election=election, kind=BodyKind.KPPS, places=[TEAM], authority="31.71", now=NOW)
    return list(Seat.objects.select_related("body").order_by("number"))


@pytest.fixture
def siti() -> Person:
    return Person.objects.create(name="Siti Rekaan", region="31.71.01.1001")


@pytest.fixture
def rina() -> Person:
    return Person.objects.create(name="Rina Rekaan", region="31.71.01.1001")


def test_a_body_is_formed_once(seats: list[Seat]) -> None:
    again = form_bodies(
        actor=AGUS,
        election=seats[0].body.election,
        kind=BodyKind.KPPS,
        places=[TEAM],
        authority="31.71",
        now=NOW,
    )

    assert again == []
    assert Body.objects.count() == 1
    assert len(seats) == 7


def test_the_holder_changes_with_the_day(seats: list[Seat], siti: Person, rina: Person) -> None:
    first = appoint_member(actor=AGUS, seat_id=seats[0].id, person_id=siti.id, decree=TERM, now=NOW)
    end_appointment(
        actor=AGUS,
        appointment_id=first.id,
        last_day=date(2024, 11, 14),
        rule="paw.resigned",
        reason="sakit",
        now=NOW,
    )
    later = replace(TERM, number="SK-2/2024", start=date(2024, 11, 15))
    appoint_member(actor=AGUS, seat_id=seats[0].id, person_id=rina.id, decree=later, now=NOW)

    assert holder_of(seats[0], date(2024, 11, 6)) is None
    assert [term.name for day in (7, 14, 15, 30) if (term := holder_of(seats[0], date(2024, 11, day))) is not None] == [
        "Siti Rekaan",
        "Siti Rekaan",
        "Rina Rekaan",
        "Rina Rekaan",
    ]
    assert len(history_of(STATION)) == 2


def test_one_seat_a_person(seats: list[Seat], siti: Person) -> None:
    appoint_member(actor=AGUS, seat_id=seats[0].id, person_id=siti.id, decree=TERM, now=NOW)

    with pytest.raises(Refused, match="one_seat"):
        appoint_member(actor=AGUS, seat_id=seats[1].id, person_id=siti.id, decree=TERM, now=NOW)


def test_one_person_a_seat(seats: list[Seat], siti: Person, rina: Person) -> None:
    appoint_members(actor=AGUS, pairs=[(seats[0], siti)], decree=TERM, now=NOW)

    with pytest.raises(Conflict):
        appoint_members(actor=AGUS, pairs=[(seats[0], rina)], decree=TERM, now=NOW)


def test_another_wards_officer_is_refused(seats: list[Seat], siti: Person) -> None:
    stranger = Actor(role=Role.PPS, region="31.71.01.1002")

    with pytest.raises(Refused, match="region"):
        appoint_member(actor=stranger, seat_id=seats[0].id, person_id=siti.id, decree=TERM, now=NOW)


def test_an_appointment_is_recorded_and_announced(seats: list[Seat], siti: Person) -> None:
    made = appoint_members(actor=AGUS, pairs=[(seats[0], siti)], decree=TERM, now=NOW)

    assert Leaf.objects.filter(kind="bodies.appointed", subject=str(made[0].id)).count() == 1
    assert Message.objects.filter(kind="bodies.appointed", person_id=siti.id).count() == 1


def test_a_correction_keeps_the_wrong_row_readable(seats: list[Seat], siti: Person) -> None:
    wrong = appoint_member(actor=AGUS, seat_id=seats[0].id, person_id=siti.id, decree=TERM, now=NOW)
    authority = Actor(role=Role.KPU_REGENCY, region="31.71")
    right = replace(TERM, end=date(2024, 12, 31))

    correct_appointment(actor=authority, appointment_id=wrong.id, decree=right, reason="salah ketik", now=NOW)

    assert [term.is_corrected for term in history_of(STATION)] == [True, False]
    assert len(serving(STATION, date(2024, 12, 20))) == 1
