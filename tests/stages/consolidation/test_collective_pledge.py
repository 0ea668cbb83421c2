"""The pact spoken together: a unit in one act, before witnesses, as good as a signature of one's own."""

from __future__ import annotations

from datetime import date

import pytest
from tests.stages.consolidation.conftest import CITY, NOW, WARD

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.outbox.models import Message
from jurdil.registry.bodies.models import Appointment, BodyKind
from jurdil.registry.elections.models import Election
from jurdil.stages.consolidation.actions import check_in, invite_serving
from jurdil.stages.consolidation.collective import record_collective_pledge, who_would_pledge
from jurdil.stages.consolidation.coverage import pledge_coverage
from jurdil.stages.consolidation.models import Event, Pledge
from jurdil.stages.consolidation.owing import owing_pledge
from jurdil.stages.consolidation.pledge_models import CollectivePledge

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


def test_each_who_is_counted_is_told_and_the_absent_are_not(
    election: Election, siti: Appointment, rina: Appointment
) -> None:
    together(election, absent={rina.id})

    told = Message.objects.get(kind="consolidation.pledge_recorded")
    assert told.person_id == siti.person_id
    assert "Lurah Rekaan" in told.text.reveal()


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
