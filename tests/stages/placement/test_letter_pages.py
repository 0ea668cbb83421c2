"""Officers ask for letters, print them by ward and look back; the appointed take their own."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from jurdil.foundation.accounts.middleware import PERSON_KEY
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.jobs.work import work_off
from jurdil.law.pacts import pact_of
from jurdil.registry.bodies.models import Appointment, AppointmentLetter, LetterBatch
from jurdil.stages.consolidation.pledging import sign_pledge

from .conftest import APPOINTED, STATIONS, WARD, World, appointed, post, sign_in

PAGE = f"/meja/penempatan/surat/{WARD}/"


@pytest.fixture(autouse=True)
def _today(settings: Settings) -> None:
    settings.NOW = APPOINTED


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def test_letters_are_asked_for_followed_and_printed(drawn: World, client: Client) -> None:
    appointed(drawn)
    sign_in(client)
    assert "Belum ada surat" in text(client, PAGE)
    assert "Pita nilai dan undian" in text(client, PAGE)
    post(client, PAGE)
    assert "http-equiv" in text(client, PAGE)

    work_off(clock=lambda: APPOINTED)

    assert "/keputusan.pdf" in text(client, PAGE)
    batch = LetterBatch.objects.get()
    assert {sentence.rpartition(": ")[2] for _body, sentence in batch.policies} == {
        "Keluarga dan serumah tidak dalam satu tim",
        "Pita nilai dan undian",
        "Nilai angka untuk KPPS",
    }
    for kind in ("keputusan", "surat", "kartu"):
        answer = client.get(f"/meja/penempatan/surat/{batch.id}/{kind}.pdf")
        assert answer.content.startswith(b"%PDF")
    assert client.get(f"/meja/penempatan/surat/{batch.id}/surat.pdf")["X-Same-As-First"] == "true"
    assert client.get(f"/meja/penempatan/surat/{batch.id}/lain.pdf").status_code == 404


def test_the_minutes_of_the_oath_are_printed_with_what_is_known_and_nothing_is_kept(
    drawn: World, client: Client
) -> None:
    appointed(drawn)
    sign_in(client)
    post(client, PAGE)
    work_off(clock=lambda: APPOINTED)
    path = f"/meja/penempatan/surat/{LetterBatch.objects.get().id}/sumpah/"

    assert "usulan naskah, bukan kutipan peraturan" in text(client, path)
    for known in ({"place": "Aula"}, {"place": "Aula", "on": "2024-11-07", "led_by": "Agus Rekaan", "first": "Tono"}):
        made = post(client, path, **known)
        assert made.content.startswith(b"%PDF")
        assert made["Cache-Control"] == "no-store"
    assert post(client, path, on="kemarin").status_code == 200


def test_another_wards_officer_sees_neither_letters_nor_history(drawn: World, client: Client) -> None:
    appointed(drawn)
    sign_in(client, Role.PPS, "31.71.01.1002")

    for path in (PAGE, f"/meja/penempatan/riwayat/{STATIONS[0]}/"):
        assert client.get(path).status_code == 404


def test_an_appointee_takes_only_the_own_letter_and_card_once_pledged(drawn: World, client: Client) -> None:
    appointed(drawn)
    sign_in(client)
    post(client, PAGE)
    work_off(clock=lambda: APPOINTED)
    mine, other = (row.appointment for row in AppointmentLetter.objects.select_related("appointment")[:2])
    phone = Client()
    session = phone.session
    session[PERSON_KEY] = str(mine.person_id)
    session.save()

    early = phone.get(f"/berkas/pengangkatan/{mine.id}/kartu.pdf")
    assert early.status_code == 403
    assert "consolidation.pledge_first" in early.content.decode()
    assert "kartu.pdf" not in text(phone, "/berkas/")
    sign_pledge(
        actor=Actor(role=Role.APPLICANT, region="", person_id=mine.person_id),
        appointment_id=mine.id,
        accepted=pact_of("pemilihan-2024").keys,
        how="own",
        now=APPOINTED,
    )

    for kind in ("surat", "kartu"):
        assert phone.get(f"/berkas/pengangkatan/{mine.id}/{kind}.pdf").content.startswith(b"%PDF")
        assert phone.get(f"/berkas/pengangkatan/{other.id}/{kind}.pdf").status_code == 404
    assert f"/berkas/pengangkatan/{mine.id}/kartu.pdf" in text(phone, "/berkas/")


def test_the_history_of_seats_is_a_page_and_a_file(drawn: World, client: Client) -> None:
    appointed(drawn)
    sign_in(client)
    name = Appointment.objects.filter(region=STATIONS[0])[0].person.name

    assert name in text(client, f"/meja/penempatan/riwayat/{STATIONS[0]}/")
    assert name not in text(client, f"/meja/penempatan/riwayat/{STATIONS[0]}/?diketahui=2024-11-01")
    for ending in ("csv", "xlsx"):
        assert client.get(f"/meja/penempatan/riwayat.{ending}/{STATIONS[0]}").status_code == 200
