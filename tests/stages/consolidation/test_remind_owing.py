"""Whoever owes the pact is reminded with the reason, and not twice within the days of the rule."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.stages.consolidation.conftest import CITY, NOW

from jurdil.errors import Conflict
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.jobs.work import work_off
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.outbox.models import Message
from jurdil.law.pacts import pact_of
from jurdil.registry.bodies.models import Appointment
from jurdil.registry.elections.models import Election
from jurdil.stages.consolidation.pledge_notices import REMIND, remind_owing
from jurdil.stages.consolidation.pledging import sign_pledge

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_who_owes_is_told_once_a_day_and_nothing_is_taken(
    election: Election, siti: Appointment, rina: Appointment
) -> None:
    job = remind_owing(actor=CITY, election=election, now=NOW)
    work_off(clock=lambda: NOW)

    told = Message.objects.filter(kind=REMIND)
    assert job.total == 2
    assert {one.person_id for one in told} == {siti.person_id, rina.person_id}
    assert all("Kursi Anda tidak berubah" in one.text.reveal() for one in told)
    assert told.get(person_id=siti.person_id).link.reveal() == f"/berkas/pakta/{siti.id}/"
    assert Leaf.objects.filter(kind="consolidation.pledge_reminding").count() == 1
    with pytest.raises(Conflict, match="besok"):
        remind_owing(actor=CITY, election=election, now=NOW + timedelta(hours=3))


def test_whoever_pledged_is_left_in_peace(election: Election, siti: Appointment, rina: Appointment) -> None:
    remind_owing(actor=CITY, election=election, now=NOW)
    own = Actor(role=Role.APPLICANT, region="", person_id=siti.person_id)
    keys = pact_of(election.profile).keys
    sign_pledge(actor=own, appointment_id=siti.id, accepted=keys, how="own", now=NOW)

    work_off(clock=lambda: NOW)

    assert Message.objects.get(kind=REMIND).person_id == rina.person_id


def test_an_officer_reminds_the_own_region_only(election: Election, siti: Appointment, rina: Appointment) -> None:
    ward = Actor(role=Role.PPS, region=siti.region)

    assert remind_owing(actor=ward, election=election, now=NOW).total == 1
    assert remind_owing(actor=CITY, election=election, now=NOW).total == 2, "the job of the ward has told nobody yet"
    work_off(clock=lambda: NOW)

    assert Message.objects.filter(kind=REMIND).count() == 2
