"""A city with one station, a ward's committee, and an event to which they are called."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.test import Client

from jurdil.foundation.accounts.models import Account, Mandate
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.registry.bodies.actions import Decree, Place, appoint_member, form_bodies
from jurdil.registry.bodies.models import Appointment, BodyKind, Seat, SeatRole
from jurdil.registry.elections.models import Election
from jurdil.registry.people.models import Person
from jurdil.stages.consolidation.actions import plan_event
from jurdil.stages.consolidation.models import Event, EventKind

NOW = datetime(2024, 9, 29, 1, tzinfo=UTC)
AGUS = Actor(role=Role.KPU_PROVINCE, region="31", account_id=uuid4())
WARD, OTHER_WARD = "31.71.01.1001", "31.74.01.1001"
CITY = Actor(role=Role.KPU_REGENCY, region="31")
TERM = Decree("SK-1/2024", "31.71", "Ketua KPU Rekaan", "pps.term", date(2024, 5, 26), date(2025, 1, 27))


@pytest.fixture
def election() -> Election:
    return Election.objects.create(
        key="pilgub", name="Pilgub", voting_day=date(2024, 11, 27), profile="pemilihan-2024", region="31"
    )


def _seated(election: Election, region: str, name: str) -> Appointment:
    place = Place(region, (SeatRole.CHAIR, SeatRole.MEMBER, SeatRole.MEMBER))
    form_bodies(actor=CITY, election=election, kind=BodyKind.PPS, places=[place], authority=region[:5], now=NOW)
    seat = Seat.objects.get(body__region=region, number=1)
    person = Person.objects.create(name=name, region=region)
    return appoint_member(actor=CITY, seat_id=seat.id, person_id=person.id, decree=TERM, now=NOW)


@pytest.fixture
def siti(election: Election) -> Appointment:
    return _seated(election, WARD, "Siti Rekaan")


@pytest.fixture
def rina(election: Election) -> Appointment:
    return _seated(election, OTHER_WARD, "Rina Rekaan")


@pytest.fixture
def plan(election: Election) -> Callable[..., Event]:
    def planned(**changed: object) -> Event:
        given: dict[str, object] = {
            "title": "Konsolidasi",
            "place": "Aula Rekaan",
            "region": "31",
            "starts_at": datetime(2024, 9, 29, 2, tzinfo=UTC),
            "ends_at": datetime(2024, 9, 29, 8, tzinfo=UTC),
            "actor": AGUS,
        }
        return plan_event(election=election, kind=EventKind.CONSOLIDATION, now=NOW, **{**given, **changed})

    return planned


@pytest.fixture
def event(plan: Callable[..., Event]) -> Event:
    return plan()


@pytest.fixture
def signed_in(client: Client, settings: pytest.FixtureRequest) -> Callable[[Role, str], Client]:
    settings.NOW = NOW  # type: ignore[attr-defined]

    def as_role(role: Role, region: str) -> Client:
        account = Account.objects.create_user(f"{role.value}-{region}")
        Mandate.objects.create(account=account, role=role.value, region=region, since=date(2024, 1, 1))
        client.force_login(account)
        return client

    return as_role
