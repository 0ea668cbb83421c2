"""The outbox on pages: counted, filtered, sent again, handed over, taken out as a table or as letters."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from jurdil.engines.papers import tokens_in
from jurdil.foundation.accounts.models import Account, Mandate
from jurdil.foundation.accounts.roles import Role
from jurdil.foundation.outbox.actions import Letter, queue_message
from jurdil.foundation.outbox.models import Message
from jurdil.registry.elections.models import Election
from jurdil.registry.people.models import Person
from jurdil.stages.consolidation.models import Event, EventKind, Invitation
from jurdil.stages.consolidation.telling import own_link

pytestmark = pytest.mark.django_db
AT = "/meja/kotak-keluar/"
NOW = datetime(2024, 11, 7, 3, tzinfo=UTC)
WARD = "31.71.01.1001"


@pytest.fixture
def told(db: None) -> list[Message]:
    """Siti has a phone, Budi has nothing."""
    made = []
    for name, phone in (("Siti Rekaan", "0812"), ("Budi Rekaan", "")):
        person = Person.objects.create(name=name, region=WARD)
        letter = Letter("consolidation.invited", WARD, "Undangan: Konsolidasi. Kode ABCDEFGH.", person.id, phone)
        made.append(Message.objects.get(id=queue_message(letter, now=NOW)))
    return made


@pytest.fixture
def officer(client: Client) -> Callable[[Role, str], Client]:
    def as_role(role: Role, region: str) -> Client:
        account = Account.objects.create_user(role.value)
        Mandate.objects.create(account=account, role=role.value, region=region, since=date(2024, 1, 1))
        client.force_login(account)
        return client

    return as_role


def post(client: Client, where: str, number: int, **given: object) -> object:
    return client.post(AT + where, {**given, "idempotency_key": f"{number:032d}"}, follow=True)


def test_states_are_counted_and_filtered(officer: Callable[[Role, str], Client], told: list[Message]) -> None:
    client = officer(Role.KPU_REGENCY, "31.71")

    whole = client.get(AT).content.decode()
    texts = client.get(f"{AT}?saluran=sms&keadaan=waiting&unit={WARD}").content.decode()

    assert "Undangan kegiatan, SMS" in whole
    assert "Gerbang SMS belum diatur" in whole
    assert "Siti Rekaan" in texts
    assert "Budi Rekaan" not in texts
    assert "0812" not in whole + texts, "no page shows a phone or what somebody is told"
    assert "Tidak ada pesan pada saringan ini" in client.get(f"{AT}?keadaan=failing").content.decode()


def test_texts_are_taken_out_and_noted_as_handed_over(
    officer: Callable[[Role, str], Client], told: list[Message]
) -> None:
    client = officer(Role.KPU_REGENCY, "31.71")

    taken = post(client, "ambil/", 1, saluran="sms", bentuk="csv")
    body = b"".join(taken.streaming_content).decode()  # type: ignore[attr-defined]
    waiting = client.get(f"{AT}?saluran=sms").content.decode()
    page = post(client, "catat/", 2, saluran="sms", which="all", act="handed")

    assert re.search(r"diambil [^<]+, Petugas KPU Kabupaten/Kota: ", waiting), "whose file it is in"
    assert "+62812" in body
    assert "Kode ABCDEFGH" in body
    assert "1 pesan dicatat sudah diserahkan" in page.content.decode()  # type: ignore[attr-defined]
    assert Message.objects.filter(left_at__isnull=False).get().channel == "sms"


@pytest.mark.parametrize("act", ["", "hapus"])
def test_a_form_that_says_nothing_known_notes_nothing(
    officer: Callable[[Role, str], Client], told: list[Message], act: str
) -> None:
    client = officer(Role.KPU_REGENCY, "31.71")
    post(client, "ambil/", 1, saluran="sms", bentuk="csv")

    page = post(client, "catat/", 2, saluran="sms", which="all", act=act)

    assert "Tidak ada yang dicatat" in page.content.decode()  # type: ignore[attr-defined]
    assert not Message.objects.filter(left_at__isnull=False).exists()


def test_letters_for_those_without_phone_and_email_are_printed(
    officer: Callable[[Role, str], Client], told: list[Message]
) -> None:
    client = officer(Role.KPU_REGENCY, "31.71")

    made = b"".join(post(client, "ambil/", 1, saluran="print").streaming_content)  # type: ignore[attr-defined]
    page = post(client, "catat/", 2, message=str(told[1].id), which="ticked", act="handed")

    assert made.startswith(b"%PDF-")
    assert "1 pesan dicatat" in page.content.decode()  # type: ignore[attr-defined]


def test_a_printed_letter_of_an_invitation_carries_its_code_while_it_holds(
    officer: Callable[[Role, str], Client], told: list[Message]
) -> None:
    times = {"starts_at": NOW, "ends_at": NOW + timedelta(hours=4), "region": "31", "kind": EventKind.TRAINING}
    election = Election.objects.create(
        key="pilgub", name="Pilgub", voting_day=date(2024, 11, 27), profile="pemilihan-2024", region="31"
    )
    event = Event.objects.create(election=election, title="Bimtek", place="Aula", **times)
    given = {"person_id": told[1].person_id, "region": WARD, "token": "J1:CODE", "code": "ABCDEFGH"}
    invitation = Invitation.objects.create(event=event, **given)
    Message.objects.filter(id=told[1].id).update(link=own_link(invitation))
    client = officer(Role.KPU_REGENCY, "31.71")

    made = b"".join(post(client, "ambil/", 1, saluran="print").streaming_content)  # type: ignore[attr-defined]
    Invitation.objects.update(revoked_at=NOW)
    later = b"".join(post(client, "ambil/", 2, saluran="print").streaming_content)  # type: ignore[attr-defined]

    assert tokens_in(made) == ("J1:CODE",)
    assert tokens_in(later) == ()


def test_more_letters_than_a_file_holds_are_refused_with_what_to_do(
    officer: Callable[[Role, str], Client], told: list[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jurdil.doors.desk.outbox.A_FILE", 0)
    client = officer(Role.KPU_REGENCY, "31.71")

    page = post(client, "ambil/", 1, saluran="print").content.decode()  # type: ignore[attr-defined]

    assert "Ada 1 surat, lebih dari 0 dalam satu berkas" in page
    assert "Pilih satu jenis dan satu wilayah kecil" in page
    assert "lebih dahulu" not in page, "nobody else changed anything"


def test_what_failed_is_sent_again(officer: Callable[[Role, str], Client], told: list[Message]) -> None:
    Message.objects.filter(channel="sms").update(faults=5, last_fault="HTTP 503")
    client = officer(Role.PPK, "31.71.01")

    assert "HTTP 503" in client.get(f"{AT}?keadaan=given_up").content.decode()
    page = post(client, "catat/", 1, saluran="sms", which="all", act="again")

    assert "1 pesan dikirim lagi" in page.content.decode()  # type: ignore[attr-defined]
    assert Message.objects.get(channel="sms").faults == 0


def test_a_supervisor_and_the_public_see_no_outbox(officer: Callable[[Role, str], Client], told: list[Message]) -> None:
    assert Client().get(AT).status_code == 404
    assert officer(Role.SUPERVISOR, "31.71").get(AT).status_code == 404
