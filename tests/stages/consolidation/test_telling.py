"""What the invited are told: link, calendar file, and a cancelling that a revoked person can fetch too."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from django.conf import LazySettings
from django.test import Client

from jurdil.foundation.accounts.middleware import PERSON_KEY
from jurdil.foundation.accounts.roles import Role
from jurdil.foundation.outbox.models import Message
from jurdil.foundation.storage.clock import JAKARTA, day_of
from jurdil.foundation.storage.ids import made_at
from jurdil.project.logs import HideKeys
from jurdil.registry.bodies.models import Appointment, BodyKind
from jurdil.stages.consolidation.actions import invite_serving
from jurdil.stages.consolidation.attending import revoke_invitation, send_link_again, send_substitute
from jurdil.stages.consolidation.models import Event, Invitation
from jurdil.stages.consolidation.telling import calendar_of, link_key, own_link

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

    assert told.link.reveal() == own_link(mine)
    assert mine.code in told.text.reveal()
    assert f"UID:{mine.id}@jurdil" in told.attachment.reveal()
    assert "METHOD:PUBLISH" in told.attachment.reveal()


def test_the_calendar_file_is_stamped_when_the_invitation_was_made_not_when_the_event_begins(mine: Invitation) -> None:
    about = calendar_of(mine)

    assert about.stamp == made_at(mine.id) != about.starts_at


def test_whoever_comes_without_accepting_the_house_rules_is_told(own: Client, mine: Invitation) -> None:
    page, said = f"/berkas/undangan/{mine.id}/jawab/", "Tata tertib belum Anda setujui"
    plain = {"answer": "comes", "idempotency_key": f"{1:032d}"}
    whole = {"answer": "comes", "rules": "on", "idempotency_key": f"{2:032d}"}

    assert said in own.post(page, plain, follow=True).content.decode()
    assert said not in own.post(page, whole, follow=True).content.decode()


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


def follow(client: Client, link: str) -> str:
    """Open a personal link, press its button, and return the page."""
    client.get(link)
    return client.post(link, {"idempotency_key": f"{0:032d}"}, follow=True).content.decode()


def test_without_a_link_or_a_code_the_page_says_both_ways_in(client: Client, mine: Invitation) -> None:
    address = f"/berkas/undangan/{mine.id}/"

    page = client.get(address).content.decode()

    assert f"/berkas/masuk/?lanjut={address.replace('/', '%2F')}" in page
    assert "tautan pada pesan undangan" in page
    assert mine.event.title not in page


def test_the_personal_link_opens_the_invitation_without_a_sign_in(
    client: Client, mine: Invitation, settings: pytest.FixtureRequest
) -> None:
    settings.NOW = NOW  # type: ignore[attr-defined]
    page = follow(client, own_link(mine))
    answer = {"answer": "comes", "rules": "on", "idempotency_key": f"{1:032d}"}
    answered = client.post(f"/berkas/undangan/{mine.id}/jawab/", answer, follow=True).content.decode()

    assert mine.code in page
    assert "Jawaban Anda tercatat: Akan hadir." in answered
    mine.refresh_from_db()
    assert (mine.answer, bool(mine.rules_hash)) == ("comes", True)
    assert client.get(f"/berkas/kegiatan/{mine.event_id}/tanya/").status_code == 200


def test_a_link_ends_with_a_page_that_says_how_to_get_another(
    client: Client, mine: Invitation, settings: LazySettings
) -> None:
    last = day_of(mine.event.ends_at) + timedelta(days=30)
    settings.NOW = datetime.combine(last, time(12), JAKARTA)
    assert client.get(own_link(mine)).status_code == 200
    settings.NOW += timedelta(days=1)

    ended = client.get(own_link(mine))
    page = ended.content.decode()
    send_link_again(actor=AGUS, invitation_id=mine.id, now=settings.NOW)
    fresh = Message.objects.get(kind="consolidation.link").link.reveal()

    assert ended.status_code == 403
    assert "consolidation.link_days" in page
    assert "mengirim tautan baru" in page
    assert client.get(fresh).status_code == 200
    forged = own_link(mine).replace(f"{last:%Y%m%d}", f"{last + timedelta(days=9):%Y%m%d}")
    assert client.get(forged).status_code == 404


def test_a_link_holds_longer_where_the_event_moves(client: Client, mine: Invitation, settings: LazySettings) -> None:
    link, later = own_link(mine), timedelta(days=50)
    Event.objects.update(starts_at=mine.event.starts_at + later, ends_at=mine.event.ends_at + later)
    settings.NOW = mine.event.ends_at + timedelta(days=45)

    assert client.get(link).status_code == 200


def test_a_link_that_is_only_fetched_signs_nobody_in(client: Client, mine: Invitation, settings: LazySettings) -> None:
    settings.NOW = NOW

    fetched = client.get(own_link(mine), follow=True).content.decode()
    page = client.get(f"/berkas/undangan/{mine.id}/").content.decode()

    assert "Buka undangan" in fetched
    assert mine.code not in fetched + page
    foreign = Client(enforce_csrf_checks=True)
    assert foreign.post(own_link(mine), {"idempotency_key": f"{1:032d}"}).status_code == 403


def test_a_log_line_hides_the_key_of_a_link(mine: Invitation) -> None:
    link = own_link(mine)
    line = logging.LogRecord("django.request", logging.ERROR, "-", 1, "%s: %s", ("Internal Server Error", link), None)

    assert HideKeys().filter(line)

    assert line.getMessage() == f"Internal Server Error: /undangan/{mine.id}/…/"


def _stated(event: Event) -> dict[str, object]:
    names = ("election", "kind", "place", "region", "starts_at", "ends_at")
    return {name: getattr(event, name) for name in names}


def test_the_personal_link_opens_neither_the_own_file_nor_another_invitation(
    client: Client, mine: Invitation, rina: Appointment, settings: LazySettings
) -> None:
    settings.NOW = NOW
    invite_serving(actor=AGUS, event_id=mine.event_id, kinds=[BodyKind.PPS], now=NOW)
    other = Invitation.objects.get(person=rina.person)
    follow(client, own_link(mine))

    assert "Buka dengan kode" in client.get("/berkas/").content.decode(), "the own file needs the code"
    assert other.code not in client.get(f"/berkas/undangan/{other.id}/").content.decode()
    again = Event.objects.create(**{**_stated(mine.event), "title": "Bimtek susulan"})
    invite_serving(actor=AGUS, event_id=again.id, kinds=[BodyKind.PPS], now=NOW)
    home = client.get("/berkas/kegiatan/").content.decode()
    second = Invitation.objects.get(event=again, person=mine.person)
    assert f"/berkas/undangan/{mine.id}/" in home
    assert f"/berkas/undangan/{second.id}/" not in home, "a link that would be refused is not offered"
    assert client.get(f"/undangan/{other.id}/{link_key(mine.id, day_of(NOW))}/").status_code == 404
    assert client.get(f"/meja/konsolidasi/{mine.event_id}/").status_code in (302, 404)


def test_a_link_ends_the_pages_of_whoever_used_the_phone_before(
    own: Client, mine: Invitation, rina: Appointment
) -> None:
    invite_serving(actor=AGUS, event_id=mine.event_id, kinds=[BodyKind.PPS], now=NOW)
    other = Invitation.objects.get(person=rina.person)

    asked = own.get(own_link(other))

    assert "akan ditutup" in asked.content.decode()
    assert "Buka dengan kode" not in own.get("/berkas/").content.decode(), "what is only fetched ends no session"
    assert other.code in follow(own, own_link(other))
    assert "Buka dengan kode" in own.get("/berkas/").content.decode()


def test_an_officer_is_told_that_the_link_is_for_the_invited(
    signed_in: Callable[[Role, str], Client], mine: Invitation
) -> None:
    page = signed_in(Role.KPU_PROVINCE, "31").get(own_link(mine))

    assert page.status_code == 404
    assert "Keluar dahulu" in page.content.decode()
