"""What the invited are told: link, calendar file, and a cancelling that a revoked person can fetch too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from jurdil.foundation.accounts.middleware import PERSON_KEY
from jurdil.foundation.outbox.models import Message
from jurdil.registry.bodies.models import Appointment, BodyKind
from jurdil.stages.consolidation.actions import invite_serving
from jurdil.stages.consolidation.attending import revoke_invitation, send_substitute
from jurdil.stages.consolidation.models import Event, Invitation
from jurdil.stages.consolidation.telling import calendar_of

from .conftest import AGUS, NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(event: Event, siti: Appointment) -> Invitation:
    siti.person.email = "siti@contoh.invalid"
    siti.person.save()
    invite_serving(actor=AGUS, event_id=event.id, kinds=[BodyKind.PPS], now=NOW)
    return Invitation.objects.get(person=siti.person)


@pytest.fixture
def own(client: Client, mine: Invitation, settings: pytest.FixtureRequest) -> Client:
    settings.NOW = NOW  # type: ignore[attr-defined]
    session = client.session
    session[PERSON_KEY] = str(mine.person_id)
    session.save()
    return client


def test_an_invitation_by_email_brings_the_own_page_and_the_calendar_file(mine: Invitation) -> None:
    told = Message.objects.get(kind="consolidation.invited")

    assert told.link == f"/berkas/undangan/{mine.id}/"
    assert mine.code in told.text.reveal()
    assert f"UID:{mine.id}@jurdil" in told.attachment.reveal()
    assert "METHOD:PUBLISH" in told.attachment.reveal()


def test_a_revoked_person_is_sent_the_cancelling_and_can_fetch_it(own: Client, mine: Invitation) -> None:
    known = calendar_of(mine).sequence
    revoke_invitation(actor=AGUS, invitation_id=mine.id, reason="Mundur dari PPS.", now=NOW)

    told = Message.objects.get(kind="consolidation.revoked")
    page = own.get(f"/berkas/undangan/{mine.id}/").content.decode()
    file = own.get(f"/berkas/undangan/{mine.id}/undangan.ics").content.decode()

    assert told.attachment_type == "text/calendar; method=CANCEL"
    assert "METHOD:CANCEL" in file
    assert f"SEQUENCE:{known + 1}" in file
    assert "Mundur dari PPS." in page
    assert mine.code not in page
    assert "dicabut" in own.get("/berkas/").content.decode()


def test_whoever_is_represented_by_a_substitute_is_told(mine: Invitation) -> None:
    send_substitute(
        actor=AGUS, invitation_id=mine.id, name="Tono", letter_number="1", letter_on=date(2024, 9, 28), now=NOW
    )

    assert "METHOD:CANCEL" in Message.objects.get(kind="consolidation.revoked").attachment.reveal()


def test_a_link_from_an_email_leads_through_the_sign_in_and_back(
    client: Client, mine: Invitation, plan: Callable[..., Event]
) -> None:
    address = f"/berkas/undangan/{mine.id}/"

    answer = client.get(address)

    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/berkas/masuk/?lanjut={address.replace('/', '%2F')}"
