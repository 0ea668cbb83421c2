"""Pages of the placement, from the first proposal to the answer of a reserve."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import Settings

from jurdil.foundation.accounts.middleware import PERSON_KEY
from jurdil.foundation.accounts.roles import Role
from jurdil.foundation.jobs.work import work_off
from jurdil.registry.bodies.models import Appointment, SeatRole
from jurdil.stages.placement.models import Lock, Proposal, Replacement, ReplacementState

from .conftest import APPOINTED, STATIONS, WARD, World, appointed, confirmed, post, proposed, sign_in

DESK = "/meja/penempatan/"


@pytest.fixture(autouse=True)
def _today(settings: Settings) -> None:
    settings.NOW = APPOINTED


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def test_a_ward_goes_from_the_lot_to_its_teams(drawn: World, client: Client) -> None:
    sign_in(client)
    assert "Susun usulan tim" in text(client, f"{DESK}{WARD}/")
    asked = post(client, f"{DESK}{WARD}/usulkan/")
    assert "Menunggu giliran" in text(client, asked.url)  # type: ignore[attr-defined]
    assert "Tim sedang disusun" in text(client, f"{DESK}{WARD}/")
    work_off(clock=lambda: APPOINTED)
    assert "Selesai" in text(client, asked.url)  # type: ignore[attr-defined]
    proposal = Proposal.objects.get()
    page = f"{DESK}usulan/{proposal.id}/"
    assert "orang pertama" in text(client, page)
    post(client, page + "tanda-tangan/")

    again = post(client, page + "tanda-tangan/")
    assert again.status_code == 403  # type: ignore[attr-defined]
    assert b"access.two_people" in again.content  # type: ignore[attr-defined]

    sign_in(client)
    post(client, page + "tanda-tangan/")
    assert text(client, page + "lampiran/").count("Rekaan") >= 20
    post(client, page + "angkat/", number="1/KPPS/2024", signatory="Ketua PPS Rekaan")
    assert Appointment.objects.count() == 20
    assert Appointment.objects.filter(authority="31.71").count() == 20
    for path in (page, page + "tergeser/", f"{DESK}tim/{STATIONS[0]}/", f"{DESK}{WARD}/cadangan/", DESK):
        text(client, path)


def test_people_are_moved_by_hand_only_after_the_consequences_were_shown(drawn: World, client: Client) -> None:
    proposal = proposed(drawn)
    sign_in(client)
    one = proposal.seats.filter(station=STATIONS[0], role=SeatRole.MEMBER)[0]
    other = proposal.seats.filter(station=STATIONS[1], role=SeatRole.MEMBER)[0]
    page = f"{DESK}usulan/{proposal.id}/kursi/{one.id}/pindah/?tps={STATIONS[1].replace('/', '%2F')}"
    assert other.application.person.name in text(client, page)
    shown = text(client, f"{page}&dengan={other.id}")
    assert "Akibat perubahan ini" in shown
    digest = re.findall(r'name="digest" value="(\w+)"', shown)[0]

    stale = post(client, f"{page}&dengan={other.id}", digest="0" * 64, reason="Alasan.")
    assert stale.status_code == 409  # type: ignore[attr-defined]
    done = post(client, f"{page}&dengan={other.id}", digest=digest, reason="Dekat tugas.")

    assert "Dekat tugas." in text(client, done.url)  # type: ignore[attr-defined]
    assert "Diganti usulan baru" in text(client, f"{DESK}usulan/{proposal.id}/")


def test_the_pages_of_a_proposal_answer(drawn: World, client: Client) -> None:
    proposal = confirmed(drawn)
    sign_in(client)
    seat = proposal.seats.filter(station=STATIONS[0])[0]
    page = f"{DESK}usulan/{proposal.id}/"

    assert "urutan" in text(client, f"{page}tps/001/")
    assert client.get(f"{page}tps/999/").status_code == 404
    assert "Tidak seorang pun berpindah" in text(client, f"{page}susun-ulang/?paling_banyak=0")
    assert "Semua kursi" in text(client, f"{page}kekurangan/")
    post(client, f"{page}kursi/{seat.id}/kunci/", tps=STATIONS[0], reason="Ahli Sirekap.")
    assert "terkunci" in text(client, f"{page}tps/001/")
    assert "Ahli Sirekap." in text(client, f"{DESK}{WARD}/kunci/")
    post(client, f"{DESK}kunci/{Lock.objects.get().id}/buka/", reason="Tidak perlu.")
    assert "Tidak perlu." in text(client, f"{DESK}{WARD}/kunci/")
    post(client, f"{page}segel/")
    assert "Buka segel" in text(client, page)
    assert "errorlist" in post(client, f"{page}buka-segel/").content.decode()  # type: ignore[attr-defined]
    assert "6" in text(client, f"{DESK}kecukupan-cadangan/")
    assert client.get(f"{DESK}kecukupan-cadangan.csv").status_code == 200


def test_a_short_team_says_whom_it_lacks_and_what_helps(drawn: World, client: Client) -> None:
    for application in drawn.applications[:8]:
        application.withdrawn_at = APPOINTED
        application.save(update_fields=["withdrawn_at"])
    sign_in(client)

    shown = text(client, f"{DESK}usulan/{proposed(drawn).id}/kekurangan/")

    assert "memperpanjang pendaftaran" in shown
    assert "placement.shortage" in shown
    assert "kurang" in text(client, f"{DESK}kecukupan-cadangan/?kurang=on")


def test_an_answer_from_a_letter_is_shown_to_the_person_who_may_answer_otherwise(drawn: World, client: Client) -> None:
    appointed(drawn)
    sign_in(client)
    member = Appointment.objects.filter(region=STATIONS[0], seat__role=SeatRole.MEMBER)[0]
    vacancy = {"ground": "resigned", "reason": "Pindah kota.", "folder": "7", "last_day": "2024-11-10"}
    form = f"{DESK}pengangkatan/{member.id}/ganti/"
    assert 'value="dismissed"' not in text(client, form)
    assert post(client, form, **{**vacancy, "folder": ""}).status_code == 200
    post(client, form, **vacancy)
    case = Replacement.objects.get()
    page, own = f"{DESK}penggantian/{case.id}/", f"/berkas/tawaran/{case.id}/"
    assert "surat pada map 7" in text(client, page)
    first = Appointment.objects.filter(seat__role=SeatRole.RESERVE).order_by("seat__number")[0]
    post(client, f"{page}tawarkan/{first.person.applications.get().id}/")

    assert post(client, f"{page}jawaban/", answer="tidak").status_code == 200  # without a letter it is asked again
    assert post(client, f"{page}jawaban/", answer="tidak", seen_by="Agus Rekaan", folder="12").status_code == 302

    assert "dari surat pada map 12, dilihat Agus Rekaan" in text(client, page)
    phone = Client()
    session = phone.session
    session[PERSON_KEY] = str(first.person_id)
    session.save()
    assert "Petugas mencatat jawaban ini dari surat pada map 12." in text(phone, own)
    post(phone, own, answer="ya")
    assert "Saya mundur dari tawaran ini" in text(phone, own)
    assert "Catat jawaban dari surat" not in text(client, page)  # an own yes is given up by its person alone
    post(phone, own, answer="tidak")
    case.refresh_from_db()
    assert case.state == "vacant"


def test_a_replacement_runs_through_its_pages(drawn: World, client: Client) -> None:
    appointed(drawn)
    sign_in(client)
    member = Appointment.objects.filter(region=STATIONS[0], seat__role=SeatRole.MEMBER)[0]
    vacancy = {"ground": "resigned", "reason": "Pindah kota.", "folder": "12", "last_day": "2024-11-10"}
    post(client, f"{DESK}pengangkatan/{member.id}/ganti/", **vacancy)
    case = Replacement.objects.select_related("seat").get()
    page = f"{DESK}penggantian/{case.id}/"
    assert text(client, page).count("Tawarkan") == 1
    first = Appointment.objects.filter(seat__role=SeatRole.RESERVE).order_by("seat__number")[0]
    offered = first.person.applications.get()
    post(client, f"{page}tawarkan/{offered.id}/")

    phone = Client()
    session = phone.session
    session[PERSON_KEY] = str(first.person_id)
    session.save()
    assert "Saya menerima" in text(phone, f"/berkas/tawaran/{case.id}/")
    post(phone, f"/berkas/tawaran/{case.id}/", answer="ya")

    decree = {"number": "2/KPPS/2024", "signatory": "Ketua PPS Rekaan", "on": "2024-11-11"}
    post(client, page + "angkat/", **decree)
    case.refresh_from_db()
    assert case.state == ReplacementState.APPOINTED
    assert "Pengganti diangkat" in text(client, page)
    assert "sedang dibuat" in text(client, page)
    work_off(clock=lambda: APPOINTED)
    assert f'href="{page}surat.pdf"' in text(client, page)
    assert "Tidak ada penggantian yang cocok" in text(client, f"{DESK}penggantian/")
    for words, state, said in (
        (WARD, "appointed", offered.person.name),
        ("xyzzy", "semua", "Tidak ada penggantian yang cocok"),
    ):
        sought = post(client, f"{DESK}penggantian/", mencari="ya", cari=words, keadaan=state)
        assert words not in sought["Location"]
        assert said in text(client, sought["Location"])
        file = client.get(sought["Location"].replace("penggantian/", "penggantian.csv")).getvalue().decode()
        assert (offered.person.name in file) == (words == WARD)
    assert str(case.id) not in text(client, f"{DESK}penggantian/?keadaan=zzz")
    assert client.get(f"{DESK}penggantian.csv?keadaan=zzz").status_code == 403
    rows = client.get(f"{DESK}penggantian.csv?keadaan=semua").getvalue().decode()
    assert f'"{STATIONS[0]}","KPPS","{case.seat.number}","Anggota","Terisi","{offered.person.name}"' in rows


def test_somebody_elses_offer_is_as_if_it_were_not_there(drawn: World, client: Client) -> None:
    appointed(drawn)
    sign_in(client)
    member = Appointment.objects.filter(region=STATIONS[0], seat__role=SeatRole.MEMBER)[0]
    case = Replacement.objects.create(
        seat=member.seat, region=STATIONS[0], rule="paw.reason", reason="-", opened_by="-", opened_at=APPOINTED
    )
    session = client.session
    client.logout()
    session = client.session
    session[PERSON_KEY] = str(member.person_id)
    session.save()

    assert client.get(f"/berkas/tawaran/{case.id}/").status_code == 404
    assert client.get(f"{DESK}penggantian/{case.id}/").status_code == 404
    assert "Belum ada kursi" in text(client, "/berkas/tawaran/")


def test_a_held_place_is_marked_only_for_those_who_rule(drawn: World, client: Client) -> None:
    for one in drawn.applications:
        drawn.suspect(one)
    page = f"{DESK}usulan/{confirmed(drawn).id}/"

    sign_in(client)
    assert ">ditahan<" in text(client, page)
    sign_in(client, Role.SUPERVISOR, "31.71")
    assert "ditahan" not in text(client, page)


def test_empty_lists_say_so(world: World, client: Client) -> None:
    sign_in(client)

    assert "Belum ada kelurahan" in text(client, DESK)
    assert "Tidak ada penggantian" in text(client, f"{DESK}penggantian/")
    assert "Belum ada cadangan" in text(client, f"{DESK}{WARD}/cadangan/")
    assert client.get(f"{DESK}tim/{STATIONS[0]}/").status_code == 404


def test_order_officers_are_appointed_from_the_wards_page(drawn: World, client: Client) -> None:
    drawn.apply("Tono Rekaan", "LINMAS")  # type: ignore[arg-type]
    sign_in(client)

    post(client, f"{DESK}{WARD}/ketertiban/", number="3/2024", signatory="Ketua PPS Rekaan")

    assert Appointment.objects.get().seat.role == SeatRole.ORDER_OFFICER
    assert client.get(f"{DESK}{WARD}/sekretariat/").status_code == 404
