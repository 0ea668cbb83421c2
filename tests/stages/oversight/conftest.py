"""A polling station with a chair, a member and a report about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from django.test import Client

from jurdil.foundation.accounts.models import Account, Mandate
from jurdil.foundation.accounts.roles import PUBLIC_ACTOR, Actor, Role
from jurdil.registry.bodies.actions import Decree, Place, appoint_member, form_bodies
from jurdil.registry.bodies.models import Appointment, BodyKind, Seat, SeatRole
from jurdil.registry.elections.models import Election, PollingStation
from jurdil.registry.people.models import Person
from jurdil.registry.regions.models import Region
from jurdil.stages.oversight.actions import file_report
from jurdil.stages.oversight.models import Report

NOW = datetime(2024, 11, 12, 3, tzinfo=UTC)
WARD, STATION = "31.71.01.1001", "31.71.01.1001/001"
TERM = Decree("SK-1/2024", "31.71", "Ketua PPS Rekaan", "kpps.term", date(2024, 11, 7), date(2024, 12, 8))
CITY = Actor(role=Role.KPU_REGENCY, region="31.71")


@pytest.fixture
def election() -> Election:
    made = Election.objects.create(
        key="pilgub", name="Pilgub", voting_day=date(2024, 11, 27), profile="pemilihan-2024", region="31"
    )
    PollingStation.objects.create(election=made, code=STATION, region=WARD, number=1, voters=500)
    for code, level, name in (("31", "provinsi", "Jakarta"), (WARD, "deskel", "Gambir")):
        Region.objects.create(
            code=code, level=level, kind=level, name=name, folded=name.lower(), decree="-", since=date(2020, 1, 1)
        )
    return made


def seated(election: Election, kind: BodyKind, region: str, name: str, number: int) -> Appointment:
    place = Place(region, (SeatRole.CHAIR, SeatRole.MEMBER, SeatRole.MEMBER))
    form_bodies(actor=CITY, election=election, kind=kind, places=[place], authority="31.71", now=NOW)
    seat = Seat.objects.get(body__region=region, body__kind=kind, number=number)
    person = Person.objects.create(name=name, region=WARD)
    return appoint_member(actor=CITY, seat_id=seat.id, person_id=person.id, decree=TERM, now=NOW)


@pytest.fixture
def budi(election: Election) -> Appointment:
    return seated(election, BodyKind.KPPS, STATION, "Budi Rekaan", 1)


@pytest.fixture
def rina(election: Election) -> Appointment:
    return seated(election, BodyKind.PPS, WARD, "Rina Rekaan", 1)


@pytest.fixture
def file(election: Election) -> Callable[..., tuple[Report, str]]:
    def filed(**changed: object) -> tuple[Report, str]:
        given: dict[str, object] = {
            "actor": PUBLIC_ACTOR,
            "region": STATION,
            "topic": "neutrality",
            "text": "Ketua KPPS memakai kaus pasangan calon saat bertugas.",
            "happened_on": date(2024, 11, 12),
            "now": NOW,
        }
        return file_report(election=election, **{**given, **changed})  # type: ignore[arg-type]

    return filed


@pytest.fixture
def report(file: Callable[..., tuple[Report, str]]) -> Report:
    return file()[0]


@pytest.fixture
def officer() -> Callable[..., Actor]:
    def made(role: Role = Role.KPU_REGENCY, region: str = "31.71", account: UUID | None = None) -> Actor:
        return Actor(role=role, region=region, account_id=account or uuid4())

    return made


@pytest.fixture
def signed_in(settings: pytest.FixtureRequest) -> Callable[..., Client]:
    settings.NOW = NOW  # type: ignore[attr-defined]

    def as_role(role: Role, region: str, name: str) -> Client:
        account = Account.objects.create_user(name)
        Mandate.objects.create(account=account, role=role.value, region=region, since=date(2024, 1, 1))
        client = Client()
        client.force_login(account)
        return client

    return as_role
