"""Anybody can check a letter, here or without a network, and reads what that proves."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from jurdil.engines.merkle import parse_public_key
from jurdil.engines.papers import verify_revocations
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.jobs.work import work_off
from jurdil.registry.bodies.actions import Decree, Place, appoint_member, end_appointment, form_bodies
from jurdil.registry.bodies.letter_papers import code_of
from jurdil.registry.bodies.letters import ask_for_letters
from jurdil.registry.bodies.models import AppointmentLetter, BodyKind, Seat, SeatRole
from jurdil.registry.elections.models import Election
from jurdil.registry.people.models import Person

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 11, 7, 3, tzinfo=UTC)
WARD, DAY = "31.71.01.1001", date(2024, 11, 7)
AGUS = Actor(role=Role.PPS, region=WARD)


@pytest.fixture
def letter(settings: Settings) -> AppointmentLetter:
    settings.NOW = NOW
    election = Election.objects.create(
        key="pilgub", name="Pilgub", voting_day=date(2024, 11, 27), profile="pemilihan-2024", region="31"
    )
    place = Place(f"{WARD}/001", (SeatRole.CHAIR,))
    form_bodies(actor=AGUS, election=election, kind=BodyKind.KPPS, places=[place], authority="31.71", now=NOW)
    siti = Person.objects.create(name="Siti Rekaan", region=WARD)
    decree = Decree("SK-1", "31.71", "Ketua PPS Rekaan", "kpps.term", DAY, date(2024, 12, 8))
    appoint_member(actor=AGUS, seat_id=Seat.objects.get().id, person_id=siti.id, decree=decree, now=NOW)
    ask_for_letters(actor=AGUS, election=election, region=WARD, policies=[], on=DAY, now=NOW)
    work_off(clock=lambda: NOW)
    return AppointmentLetter.objects.get()


def check(client: Client, code: str) -> str:
    return str(client.post("/periksa/surat/", {"code": code, "idempotency_key": uuid4().hex}).content.decode())


def test_a_letter_is_checked_by_its_qr_text_and_by_its_typed_code(client: Client, letter: AppointmentLetter) -> None:
    signed, typed = check(client, letter.token.reveal()), check(client, code_of(letter.identity))

    assert "berlaku hari ini" in signed
    assert "Segelnya sah" in signed
    assert "Siti Rekaan" in typed
    assert "Segelnya sah" not in typed


def test_an_ended_letter_was_valid_until_its_last_day(
    client: Client, letter: AppointmentLetter, settings: Settings
) -> None:
    end_appointment(
        actor=AGUS,
        appointment_id=letter.appointment_id,
        last_day=date(2024, 11, 10),
        rule="paw.reason",
        reason="Pindah.",
        now=NOW,
    )
    settings.NOW = datetime(2024, 11, 15, 3, tzinfo=UTC)

    assert "Berlaku sampai dengan 10 November 2024" in check(client, letter.token.reveal())


@pytest.mark.parametrize("code", ["J1:ABC", "bukan kode", "ffff-ffff-ffff-ffff"])
def test_what_is_no_letter_is_said_to_be_none(client: Client, letter: AppointmentLetter, code: str) -> None:
    page = check(client, code)

    assert 'class="refusal"' in page
    assert "Siti" not in page


def test_the_page_says_that_a_seal_is_no_signature(client: Client, letter: AppointmentLetter) -> None:
    assert "Segel bukan tanda tangan" in client.get("/periksa/surat/").content.decode()


def test_the_published_list_and_key_verify_together(client: Client, letter: AppointmentLetter) -> None:
    key = parse_public_key(client.get("/periksa/surat/kunci.txt").content.decode())[1]

    assert verify_revocations(client.get("/periksa/surat/dicabut.txt").content.decode(), key).number == 0


def test_the_offline_page_holds_all_that_it_needs(client: Client, letter: AppointmentLetter) -> None:
    page = client.get("/periksa/surat/luring.html").content.decode()

    assert "src=" not in page.split("<script>")[0]
    assert "<link" not in page
    assert "jurdil/revocations/v1" in page
    assert "import.meta" not in page
    assert len(page) < 500_000
