"""Order officers sit near home in the order of their proposal; secretariats are the KPU's to appoint."""

from __future__ import annotations

import pytest

from jurdil.errors import Refused
from jurdil.foundation.accounts.roles import Role
from jurdil.registry.bodies.models import Appointment, BodyKind, SeatRole
from jurdil.stages.placement.officers import appoint_order_officers, appoint_secretariat
from jurdil.stages.vetting.models import RulingOutcome

from .conftest import APPOINTED, DECREE, STATIONS, WARD, World, officer

GIVEN = {"region": WARD, "now": APPOINTED, **DECREE}


def test_order_officers_sit_in_their_own_rw_and_the_rest_wait(world: World) -> None:
    people = [world.apply(f"Tono {number}", BodyKind.LINMAS, rw=f"00{number % 2 + 1}") for number in range(6)]

    made = appoint_order_officers(actor=world.agus, election=world.election, **GIVEN)  # type: ignore[arg-type]

    assert {one.person_id: one.region for one in made} == {
        one.person_id: STATIONS[number % 2] for number, one in enumerate(people[:4])
    }
    assert set(Appointment.objects.values_list("seat__role", flat=True)) == {SeatRole.ORDER_OFFICER}


def test_an_open_match_waits_and_is_appointed_once_cleared(world: World) -> None:
    people = [world.apply(f"Tono {number}", BodyKind.LINMAS) for number in range(4)]
    match = world.suspect(people[0])
    world.rule(world.suspect(people[1]), RulingOutcome.CONFIRMED)

    first = appoint_order_officers(actor=world.agus, election=world.election, **GIVEN)  # type: ignore[arg-type]
    world.rule(match, RulingOutcome.OTHER_PERSON)
    second = appoint_order_officers(actor=world.agus, election=world.election, **GIVEN)  # type: ignore[arg-type]

    assert {one.person_id for one in first} == {people[2].person_id, people[3].person_id}
    assert [one.person_id for one in second] == [people[0].person_id]


def test_the_secretariat_is_appointed_by_the_kpu_in_order(world: World) -> None:
    people = [world.apply(f"Tono {number}", BodyKind.PPS_SECRETARIAT) for number in range(4)]
    regency = officer("31.71", Role.KPU_REGENCY)

    with pytest.raises(Refused, match=r"access\.role"):
        appoint_secretariat(actor=world.agus, election=world.election, **GIVEN)  # type: ignore[arg-type]
    made = appoint_secretariat(actor=regency, election=world.election, **GIVEN)  # type: ignore[arg-type]

    assert [one.person_id for one in made] == [one.person_id for one in people[:3]]
    assert [one.seat.role for one in made] == [SeatRole.SECRETARY, SeatRole.STAFF, SeatRole.STAFF]


def test_another_ward_appoints_no_officers(world: World) -> None:
    with pytest.raises(Refused, match=r"access\.region"):
        appoint_order_officers(actor=officer("31.71.01.1002"), election=world.election, **GIVEN)  # type: ignore[arg-type]
