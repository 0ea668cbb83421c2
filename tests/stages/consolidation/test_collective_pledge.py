"""The pact spoken together: a unit in one act, before witnesses, as good as a signature of one's own."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from tests.stages.consolidation.conftest import CITY, NOW, TERM, WARD

from jurdil.doors.portal.reading import own_seat
from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.registry.bodies.actions import appoint_member
from jurdil.registry.bodies.exchanging import exchange_seats
from jurdil.registry.bodies.models import Appointment, BodyKind, Seat
from jurdil.registry.elections.models import Election
from jurdil.registry.people.models import Person
from jurdil.stages.consolidation.actions import check_in, invite_serving
from jurdil.stages.consolidation.collective import record_collective_pledge, who_would_pledge
from jurdil.stages.consolidation.coverage import owing_pledge, pledge_coverage, waiting_for_pledge, waits_for_pledge
from jurdil.stages.consolidation.models import Event, Pledge
from jurdil.stages.consolidation.pledge_models import CollectivePledge
from jurdil.stages.consolidation.pledging import sign_pledge

pytestmark = pytest.mark.django_db

ON = date(2024, 9, 29)
HEARD = {"led_by": "Ketua PPS Rekaan", "witnesses": ["Lurah Rekaan", "Panwas Rekaan"]}


def together(election: Election, **changed: object) -> CollectivePledge:
    given = {"actor": CITY, "region": "31", "kinds": [BodyKind.PPS], "now": NOW, **HEARD, **changed}
    return record_collective_pledge(election=election, **given)  # type: ignore[arg-type]


def test_everybody_of_the_unit_is_recorded_once(election: Election, siti: Appointment, rina: Appointment) -> None:
    made = together(election)

    assert made.people == 2
    assert Leaf.objects.filter(kind="consolidation.pledged").count() == 2
    assert pledge_coverage(actor=CITY, on=ON).count == 2
    with pytest.raises(Conflict):
        together(election)


def test_the_absent_keep_owing_it(election: Election, siti: Appointment, rina: Appointment) -> None:
    together(election, absent={rina.id})

    assert [row.person_id for row in owing_pledge(actor=CITY, on=ON)] == [rina.person_id]


def test_at_an_event_only_those_who_came_are_recorded(
    election: Election, event: Event, siti: Appointment, rina: Appointment
) -> None:
    province = Actor(role=Role.KPU_PROVINCE, region="31")
    invite_serving(actor=province, event_id=event.id, kinds=[BodyKind.PPS], now=NOW)
    code = event.invitations.get(person=siti.person_id).code
    check_in(actor=province, event_id=event.id, code=code, how="typed", now=NOW)

    together(election, event_id=event.id)

    assert Pledge.objects.get().person_id == siti.person_id


@pytest.mark.parametrize("heard", [{"led_by": ""}, {"witnesses": ["Lurah", " "]}, {"witnesses": ["Lurah", "Lurah"]}])
def test_without_a_reader_and_two_witnesses_nothing_is_recorded(
    election: Election, siti: Appointment, heard: dict[str, object]
) -> None:
    with pytest.raises(Refused, match=r"consolidation\.witnesses"):
        together(election, **heard)


def test_a_unit_elsewhere_is_out_of_reach(election: Election, siti: Appointment) -> None:
    stranger = Actor(role=Role.PPS, region="31.74.01.1001")

    with pytest.raises(Refused, match=r"access\.region"):
        together(election, actor=stranger, region=WARD)
    with pytest.raises(NotFound):
        who_would_pledge(actor=stranger, election=election, region=WARD, kinds=[BodyKind.PPS], now=NOW)


def test_whoever_becomes_chair_of_the_body_owes_nothing_anew(election: Election, siti: Appointment) -> None:
    agus = Person.objects.create(name="Agus Rekaan", region=WARD)
    seat = Seat.objects.get(body__region=WARD, number=2)
    other = appoint_member(actor=CITY, seat_id=seat.id, person_id=agus.id, decree=TERM, now=NOW)
    together(election)

    made = exchange_seats(
        actor=CITY, appointment_ids=(siti.id, other.id), on=ON, rule="teams.chair", reason="Dipilih anggota", now=NOW
    )

    assert not owing_pledge(actor=CITY, on=ON)
    assert not who_would_pledge(actor=CITY, election=election, region="31", kinds=[BodyKind.PPS], now=NOW)
    for row in made:
        mine = Actor(role=Role.APPLICANT, region="", person_id=row.person_id)
        assert own_seat(mine, row.id, ON).pledge is not None
        with pytest.raises(Conflict):
            sign_pledge(actor=mine, appointment_id=row.id, accepted=[], how="own", now=NOW)


def test_who_serves_already_owes_and_a_new_appointment_waits(election: Election, siti: Appointment) -> None:
    assert not waits_for_pledge(siti)
    assert waiting_for_pledge(actor=CITY, on=ON).count == 0

    Appointment.objects.filter(id=siti.id).update(start=date(2024, 11, 7))
    siti.refresh_from_db()

    assert waits_for_pledge(siti)
    later = waiting_for_pledge(actor=CITY, on=datetime(2024, 11, 8, tzinfo=UTC).date())
    assert (later.count, later.of) == (1, 1)
