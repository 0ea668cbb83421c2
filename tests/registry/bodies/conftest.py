"""One station with a team of seven, and the people who may sit in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.registry.bodies.actions import Decree, Place, appoint_member, form_bodies
from jurdil.registry.bodies.models import Appointment, BodyKind, Seat, SeatRole
from jurdil.registry.elections.models import Election
from jurdil.registry.people.models import Person

NOW = datetime(2024, 11, 7, 3, tzinfo=UTC)
DAY = date(2024, 11, 7)
WARD, STATION = "31.71.01.1001", "31.71.01.1001/001"
TERM = Decree("SK-1/2024", "31.71", "Ketua PPS Rekaan", "kpps.term", DAY, date(2024, 12, 8))
AGUS = Actor(role=Role.PPS, region=WARD)
CITY = Actor(role=Role.KPU_REGENCY, region="31.71")


@dataclass(frozen=True)
class Team:
    """The seats of one station; `appoint` puts somebody new on one of them."""

    election: Election
    seats: list[Seat]

    def appoint(
        self, number: int, name: str, decree: Decree = TERM, now: datetime = NOW, actor: Actor = AGUS
    ) -> Appointment:
        person = Person.objects.create(name=name, region=WARD)
        return appoint_member(
            actor=actor, seat_id=self.seats[number - 1].id, person_id=person.id, decree=decree, now=now
        )


@pytest.fixture
def team(db: None) -> Team:
    election = Election.objects.create(
        key="pilgub", name="Pilgub", voting_day=date(2024, 11, 27), profile="pemilihan-2024", region="31"
    )
    place = Place(STATION, (SeatRole.CHAIR, *[SeatRole.MEMBER] * 6))
    form_bodies(actor=AGUS, election=election, kind=BodyKind.KPPS, places=[place], authority="31.71", now=NOW)
    return Team(election, list(Seat.objects.order_by("number")))
