"""What the demo shows of commitment runs on a small region: every page has something, and everything is simulated."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from tests.journeys.one_life import at

from jurdil.demo.consolidating import show_commitment
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.registry.bodies.actions import Decree, Place, appoint_member, form_bodies
from jurdil.registry.bodies.models import BodyKind, Seat, SeatRole
from jurdil.registry.elections.models import Election
from jurdil.registry.people.models import Person
from jurdil.stages.consolidation.actions import invite_serving, plan_event
from jurdil.stages.consolidation.decision_models import Question, Task
from jurdil.stages.consolidation.material_models import Reading
from jurdil.stages.consolidation.models import EventKind, Pledge
from jurdil.stages.consolidation.sitting_models import Phase, RoleTest, Round

pytestmark = pytest.mark.django_db

CITY, DISTRICT = "31.71", "31.71.01"
FIRST, SECOND = (Actor(role=Role.KPU_PROVINCE, region="31", account_id=uuid4(), is_simulated=True) for _ in range(2))
KPU = Actor(role=Role.KPU_REGENCY, region=CITY, account_id=uuid4(), is_simulated=True)
PLACES = {
    BodyKind.PPK: [DISTRICT],
    BodyKind.PPS: [f"{DISTRICT}.100{n}" for n in range(1, 4)],
    BodyKind.KPPS: [f"{DISTRICT}.1001/00{n}" for n in range(1, 3)],
}


@pytest.fixture
def election() -> Election:
    """A district with its PPK, three PPS and two KPPS, invited to an event."""
    made = Election.objects.create(
        key="pilgub", name="Pilgub", voting_day=date(2024, 11, 27), profile="pemilihan-2024", region="31"
    )
    term = Decree("SK-1/2024", CITY, "Ketua Rekaan", "pps.term", date(2024, 5, 26), date(2025, 1, 27))
    for kind, regions in PLACES.items():
        places = [Place(region, (SeatRole.CHAIR, SeatRole.MEMBER, SeatRole.MEMBER)) for region in regions]
        form_bodies(actor=KPU, election=made, kind=kind, places=places, authority=CITY, now=at(5, 20))
    for number, seat in enumerate(Seat.objects.all()):
        person = Person.objects.create(name=f"Rekaan {number}", region=DISTRICT)
        appoint_member(actor=KPU, seat_id=seat.id, person_id=person.id, decree=term, now=at(5, 26))
    event = plan_event(
        actor=FIRST,
        election=made,
        kind=EventKind.CONSOLIDATION,
        title="Rekaan",
        place="Rekaan",
        region="31",
        starts_at=at(11, 17),
        ends_at=at(11, 17, 8),
        now=at(11, 7),
    )
    invite_serving(actor=FIRST, event_id=event.id, kinds=[BodyKind.PPK, BodyKind.PPS], now=at(11, 7))
    return made


def test_every_page_has_something(election: Election) -> None:
    assert show_commitment(election, CITY, [DISTRICT], FIRST, SECOND) == 15

    assert Pledge.objects.filter(how="collective").count() == 6
    assert RoleTest.objects.get().is_simulated
    closed = Round.objects.get(phase=Phase.AFTER)
    assert (closed.figures["sat"], closed.figures["expected"]) == (4, 9)
    assert Round.objects.filter(phase=Phase.MAKEUP).exists()
    assert Question.objects.filter(answered_at__isnull=False).count() == 1
    assert Task.objects.filter(closed_at__isnull=False).exists()
    assert Reading.objects.exists()
