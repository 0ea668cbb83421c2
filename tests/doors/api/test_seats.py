"""The open data of the seats says who held what when, as known on a day, and nothing but names."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.registry.bodies.actions import Decree, Place, appoint_member, end_appointment, form_bodies
from jurdil.registry.bodies.models import BodyKind, Seat, SeatRole
from jurdil.registry.elections.models import Election
from jurdil.registry.people.models import Person

pytestmark = pytest.mark.django_db

WARD = "31.71.01.1001"
AGUS = Actor(role=Role.PPS, region=WARD)


def moment(day: int) -> datetime:
    return datetime(2024, 11, day, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def seats() -> None:
    election = Election.objects.create(
        key="pilgub", name="Pilgub", voting_day=date(2024, 11, 27), profile="pemilihan-2024", region="31"
    )
    place = Place(f"{WARD}/001", (SeatRole.CHAIR,))
    form_bodies(actor=AGUS, election=election, kind=BodyKind.KPPS, places=[place], authority="31.71", now=moment(7))
    seat = Seat.objects.get().id
    for name, first, last, written in (("Siti Rekaan", 7, 10, 7), ("Rina Rekaan", 11, None, 12)):
        person = Person.objects.create(name=name, region=WARD)
        decree = Decree("SK-1", "31.71", "Ketua Rekaan", "kpps.term", date(2024, 11, first), date(2024, 12, 8))
        made = appoint_member(actor=AGUS, seat_id=seat, person_id=person.id, decree=decree, now=moment(written))
        if last:
            given = {"last_day": date(2024, 11, last), "rule": "paw.reason", "reason": "x", "now": moment(11)}
            end_appointment(actor=AGUS, appointment_id=made.id, **given)  # type: ignore[arg-type]


def names(client: Client, query: str = "") -> list[tuple[str, str]]:
    answer = client.get(f"/api/seats/{WARD}{query}").json()
    return [(seat["name"], seat["until"]) for seat in answer["seats"]]


def test_all_periods_are_told_with_when_they_were_recorded(client: Client) -> None:
    first = client.get(f"/api/seats/{WARD}").json()["seats"][0]

    assert names(client) == [("Siti Rekaan", "2024-11-10"), ("Rina Rekaan", "2024-12-08")]
    assert (first["recorded_at"][:10], first["ended_at"][:10]) == ("2024-11-07", "2024-11-11")
    assert first["end_rule"] == "paw.reason"
    assert "end_reason" not in first


def test_a_day_of_service_and_a_day_of_knowledge_are_two_questions(client: Client) -> None:
    assert names(client, "?on=2024-11-11") == [("Rina Rekaan", "2024-12-08")]
    assert names(client, "?known=2024-11-10") == [("Siti Rekaan", "2024-12-08")]
    assert client.get(f"/api/seats/{WARD}?on=kemarin").status_code == 400
    assert client.get("/api/seats/31.71").status_code == 404


def test_the_same_comes_as_csv(client: Client) -> None:
    text = client.get(f"/api/seats/{WARD}/001?format=csv").content.decode()

    assert text.splitlines()[0].replace('"', "").startswith("region,body,role,number,name")
    assert text.count("Rekaan") == 2
    assert text.count("paw.reason") == 1
