"""One person has one running application in an election, also where two begin at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID, uuid4

import pytest
from tests.at_once import begun, needs_two_writers

from jurdil.errors import Refused
from jurdil.foundation.accounts.roles import PUBLIC_ACTOR, Actor, Role
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.elections.models import Election
from jurdil.registry.people.models import Person
from jurdil.stages.recruitment.actions import submit_application
from jurdil.stages.recruitment.filing import Filing
from jurdil.stages.recruitment.models import Application, Opening
from jurdil.stages.recruitment.openings import open_recruitment
from jurdil.stages.recruitment.withdrawing import undo_withdrawal, withdraw_application

from .conftest import NOW, nik

pytestmark = [pytest.mark.django_db(transaction=True), needs_two_writers]
Make = Callable[..., Filing]


@pytest.fixture
def next_ward(election: Election) -> Opening:
    kpu = Actor(role=Role.KPU_REGENCY, region="31.71", account_id=uuid4())
    return open_recruitment(actor=kpu, election=election, body=BodyKind.KPPS, region="31.71.01.1002", needed=7, now=NOW)


@pytest.fixture
def withdrawn(filing: Make, agus: Actor) -> Application:
    """Siti's application, which an officer withdrew."""
    made = submit_application(actor=agus, filing=filing(), now=NOW)
    return withdraw_application(actor=agus, application_id=UUID(str(made.application_id)), folder="7", now=NOW)


def applied(filing: Filing) -> AbstractContextManager[None]:
    """A form that is just being taken in."""
    return begun(lambda: submit_application(actor=PUBLIC_ACTOR, filing=filing, now=NOW))


def test_somebody_new_who_applies_in_two_wards_at_once_is_taken_in_once(filing: Make, next_ward: Opening) -> None:
    here, there = filing(), filing(opening_id=next_ward.id, nik=".".join(nik()))

    with applied(here), pytest.raises(Refused, match=r"recruitment\.once"):
        submit_application(actor=PUBLIC_ACTOR, filing=there, now=NOW)

    assert Application.objects.get().opening_id == here.opening_id
    assert Person.objects.count() == 1


def test_an_application_does_not_run_again_while_another_one_begins(
    filing: Make, next_ward: Opening, withdrawn: Application
) -> None:
    own = Actor(role=Role.APPLICANT, region="", person_id=withdrawn.person_id)

    with applied(filing(opening_id=next_ward.id)), pytest.raises(Refused, match=r"recruitment\.once"):
        undo_withdrawal(actor=own, application_id=withdrawn.id, now=NOW)

    assert Application.objects.get(withdrawn_at__isnull=True).opening_id == next_ward.id


def test_whoever_gives_no_number_is_taken_in_beside_them(filing: Make, next_ward: Opening) -> None:
    rina = filing(opening_id=next_ward.id, name="Rina Rekaan", nik="")

    with applied(filing()):
        submit_application(actor=PUBLIC_ACTOR, filing=rina, now=NOW)

    assert Application.objects.count() == 2
