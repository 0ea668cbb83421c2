"""The pages around an event: how it goes, what is open in the units, what is printed, guests by lines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from jurdil.engines.papers import tokens_in
from jurdil.foundation.accounts.roles import Role
from jurdil.registry.bodies.models import Appointment, BodyKind
from jurdil.registry.elections.models import PollingStation
from jurdil.stages.consolidation.actions import check_in, invite_serving
from jurdil.stages.consolidation.models import Event, Invitation
from jurdil.stages.consolidation.queries import seats_by_kind

from .conftest import AGUS, NOW, WARD

pytestmark = pytest.mark.django_db

AT = "/meja/konsolidasi/"
SignIn = Callable[[Role, str], Client]
ALL = (Role.KPU_PROVINCE, "31")


@pytest.fixture
def invited(event: Event, siti: Appointment, rina: Appointment) -> Event:
    invite_serving(actor=AGUS, event_id=event.id, kinds=[BodyKind.PPS], now=NOW)
    return event


def key(number: int) -> dict[str, str]:
    return {"idempotency_key": f"{number:032d}"}


def _bytes(answer: object) -> bytes:
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_the_live_page_says_quorum_who_is_missing_and_whom_to_call(signed_in: SignIn, invited: Event) -> None:
    client = signed_in(*ALL)
    mine = Invitation.objects.get(person__name="Siti Rekaan")
    check_in(actor=AGUS, event_id=invited.id, code=mine.code, how="typed", now=NOW)

    page = client.get(f"{AT}{invited.id}/langsung/?tingkat=4").content.decode()

    assert "<b>1</b> dari <b>2</b> undangan hadir" in page
    assert "Kuorum: 2 orang" in page
    assert "Belum tercapai" in page
    assert "Rina Rekaan" in page, "the chair of the ward that is missing"
    assert "Refresh" not in client.get(f"{AT}{invited.id}/langsung/").headers
    assert client.get(f"{AT}{invited.id}/langsung/?otomatis").headers["Refresh"] == "20"


def test_the_live_page_has_an_empty_state_and_shows_a_supervisor_no_phones(signed_in: SignIn, event: Event) -> None:
    page = signed_in(Role.SUPERVISOR, "31").get(f"{AT}{event.id}/langsung/").content.decode()

    assert "Belum ada yang diundang" in page
    assert "Siapa yang dihubungi" not in page


def test_open_work_is_a_sheet_a_district_and_can_be_cut_to_one(signed_in: SignIn, invited: Event) -> None:
    for ward in (WARD, "31.74.01.1001"):
        PollingStation.objects.create(election=invited.election, code=f"{ward}/001", region=ward, number=1, voters=400)
    client = signed_in(*ALL)

    whole = client.get(f"{AT}{invited.id}/sisa-tugas/").content.decode()
    one = client.get(f"{AT}{invited.id}/sisa-tugas/?unit=31.71.01").content.decode()

    assert whole.count('class="sheet"') == 2
    assert one.count('class="sheet"') == 1
    assert "1 / 1" in one, "a station without a whole team, of one"


def test_open_work_of_a_region_without_stations_says_so(signed_in: SignIn, event: Event) -> None:
    page = signed_in(Role.PPS, WARD).get(f"{AT}{event.id}/sisa-tugas/").content.decode()

    assert "Tidak ada TPS di wilayah ini" in page


def test_invitations_and_badges_are_printed_with_the_signed_code_of_each(signed_in: SignIn, invited: Event) -> None:
    client = signed_in(*ALL)
    tokens = set(Invitation.objects.values_list("token", flat=True))

    assert "2 orang" in client.get(f"{AT}{invited.id}/cetak/").content.decode()
    papers = _bytes(client.get(f"{AT}{invited.id}/cetak/undangan.pdf"))
    badges = _bytes(client.get(f"{AT}{invited.id}/cetak/lencana.pdf?unit={WARD}"))
    roll = _bytes(client.get(f"{AT}{invited.id}/daftar-hadir-resmi.pdf"))

    assert set(tokens_in(papers)) == tokens
    assert len(tokens_in(badges)) == 1
    assert roll.startswith(b"%PDF-")
    assert client.get(f"{AT}{invited.id}/cetak/undangan.pdf?unit=31.99").status_code == 404
    assert client.get(f"{AT}{invited.id}/cetak/lain.pdf").status_code == 404


@pytest.mark.parametrize("page", ["cetak/", "sisa-tugas/"])
def test_a_unit_that_is_none_shows_nothing_and_says_why(signed_in: SignIn, invited: Event, page: str) -> None:
    answer = signed_in(*ALL).get(f"{AT}{invited.id}/{page}?unit=abc").content.decode()

    assert "Ini bukan kode wilayah. Tulis seperti 31.71.06." in answer
    assert "orang, seratus orang per berkas" not in answer
    assert "Belum ada yang diundang" not in answer


@pytest.mark.parametrize("file", ["cetak/undangan.pdf", "cetak/lencana.pdf", "daftar-hadir-resmi.pdf"])
def test_a_file_for_a_unit_that_is_none_is_refused_with_the_rule(signed_in: SignIn, invited: Event, file: str) -> None:
    answer = signed_in(*ALL).get(f"{AT}{invited.id}/{file}?unit=abc")

    assert answer.status_code == 403
    assert "Kode wilayah: Ini bukan kode wilayah." in answer.content.decode()
    assert "access.filter" in answer.content.decode()


def test_who_holds_no_office_prints_no_codes(signed_in: SignIn, invited: Event) -> None:
    client = signed_in(Role.SUPERVISOR, "31")

    assert client.get(f"{AT}{invited.id}/cetak/undangan.pdf").status_code == 404
    assert client.get(f"{AT}{invited.id}/daftar-hadir-resmi.pdf").status_code == 200


def test_guests_are_invited_by_lines_and_a_bad_line_is_named(signed_in: SignIn, event: Event) -> None:
    client = signed_in(*ALL)
    client.get(f"{AT}{event.id}/tamu/")

    bad = client.post(f"{AT}{event.id}/tamu/", {"guests": "Dewi Rekaan; Pers\nTanpa asal", **key(1)})
    assert "Baris 2" in bad.content.decode()
    assert not Invitation.objects.exists()
    lines = "Dewi Rekaan; Pers; dewi@contoh.invalid\n\nBudi Rekaan; Narasumber"
    page = client.post(f"{AT}{event.id}/tamu/", {"guests": lines, **key(2)}, follow=True).content.decode()

    assert "2 tamu diundang" in page
    assert set(Invitation.objects.values_list("guest_unit", flat=True)) == {"Pers", "Narasumber"}


def test_an_event_shows_the_seats_beside_the_invited_so_that_empty_ones_are_seen(
    signed_in: SignIn, invited: Event
) -> None:
    seats = seats_by_kind(actor=AGUS, event_id=invited.id)

    page = signed_in(*ALL).get(f"{AT}{invited.id}/").content.decode()

    assert seats == {BodyKind.PPS: 6}, "three in each of two wards; four are empty"
    assert '<td class="num">6</td>' in page


def test_an_event_that_is_over_cannot_be_changed_from_its_page(signed_in: SignIn, plan: Callable[..., Event]) -> None:
    past = plan(starts_at=NOW - timedelta(days=2), ends_at=NOW - timedelta(days=1))

    page = signed_in(*ALL).get(f"{AT}{past.id}/").content.decode()

    assert f"{AT}{past.id}/undang/" not in page
    assert f"{AT}{past.id}/ubah/" not in page
