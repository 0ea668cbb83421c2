"""A worker's own pages hold everything about the own person and nothing of anybody else."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.test import Client

from jurdil.engines.merkle import parse_proof, verify_receipt_in
from jurdil.foundation.accounts.middleware import PERSON_KEY
from jurdil.foundation.accounts.models import Account, Mandate
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.ledger.sequencing import log_public_key, sequence_leaves
from jurdil.law.pacts import pact_of
from jurdil.registry.bodies.actions import Decree, Place, appoint_member, form_bodies
from jurdil.registry.bodies.exchanging import exchange_seats
from jurdil.registry.bodies.models import Appointment, BodyKind, Seat, SeatRole
from jurdil.registry.elections.models import Election
from jurdil.registry.people.models import Person
from jurdil.stages.consolidation.actions import invite_serving, plan_event
from jurdil.stages.consolidation.models import EventKind, Invitation, Pledge
from jurdil.stages.recruitment.models import Application, Opening, ReviewState

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 11, 8, 3, tzinfo=UTC)
WARD, STATION = "31.71.01.1001", "31.71.01.1001/001"
CITY = Actor(role=Role.KPU_REGENCY, region="31.71")
TERM = Decree("SK-1/2024", "31.71", "Ketua PPS Rekaan", "kpps.term", date(2024, 11, 7), date(2024, 12, 8))


@pytest.fixture(autouse=True)
def clock(settings: pytest.FixtureRequest) -> None:
    settings.NOW = NOW  # type: ignore[attr-defined]


@pytest.fixture
def election() -> Election:
    made = Election.objects.create(
        key="pilgub", name="Pilgub", voting_day=date(2024, 11, 27), profile="pemilihan-2024", region="31"
    )
    place = Place(STATION, (SeatRole.CHAIR, *[SeatRole.MEMBER] * 6))
    form_bodies(actor=CITY, election=made, kind=BodyKind.KPPS, places=[place], authority="31.71", now=NOW)
    return made


def seated(number: int, name: str) -> Appointment:
    person = Person.objects.create(name=name, region=WARD)
    seat = Seat.objects.get(number=number)
    return appoint_member(actor=CITY, seat_id=seat.id, person_id=person.id, decree=TERM, now=NOW)


@pytest.fixture
def siti(election: Election) -> Appointment:
    made = seated(1, "Siti Rekaan")
    day = date(2024, 9, 17)
    opening = Opening.objects.create(election=election, body="KPPS", region=WARD, needed=7, opens=day, closes=day)
    Application.objects.create(
        opening=opening,
        person=made.person,
        body="KPPS",
        region=WARD,
        number=4,
        candidacy="registered",
        contact_at=NOW,
        submitted_at=NOW,
        review=ReviewState.NEEDS_CLARIFICATION,
        outcomes={"R01": ["unknown", "no_number", {}]},
    )
    return made


@pytest.fixture
def rina(election: Election) -> Appointment:
    return seated(2, "Rina Rekaan")


def opened(seat: Appointment) -> Client:
    client = Client()
    session = client.session
    session[PERSON_KEY] = str(seat.person_id)
    session.save()
    return client


def text(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def key(number: int) -> dict[str, str]:
    return {"idempotency_key": f"{number:032d}"}


def test_whoever_has_not_opened_a_file_reads_how_to(election: Election) -> None:
    assert "/berkas/masuk/" in text(Client(), "/berkas/")
    assert Client().get("/berkas/surat/").status_code == 404


def test_an_officer_has_no_file_here(client: Client, election: Election) -> None:
    account = Account.objects.create_user("agus")
    Mandate.objects.create(account=account, role="pps", region=WARD, since=date(2024, 1, 1))
    client.force_login(account)

    assert "Anda masuk sebagai petugas" in text(client, "/berkas/")


def test_the_file_explains_each_requirement_with_rule_reason_and_remedy(siti: Appointment) -> None:
    page = text(opened(siti), "/berkas/")

    for words in ("R01", "NIK belum diisi", "perlu dilihat petugas", "Bawa KTP", "SK-1/2024", "Tidak ada kecocokan"):
        assert words in page


def test_an_empty_file_says_so_in_every_section(rina: Appointment) -> None:
    page = text(opened(rina), "/berkas/")

    for words in ("Tidak ada lamaran", "Belum ada nilai", "Belum ada undangan", "Tidak ada kecocokan"):
        assert words in page


def test_the_pact_is_signed_clause_by_clause(siti: Appointment) -> None:
    client, path = opened(siti), f"/berkas/pakta/{siti.id}/"
    pact = pact_of("pemilihan-2024")
    clauses, right = list(pact.keys), {f"item-{one.key}": str(one.item.right) for one in pact.clauses}

    assert text(client, path).count('name="clause"') == len(clauses)
    assert client.post(path, {"clause": clauses[1:], **key(1)}).status_code == 403
    client.post(path, {"clause": clauses, **right, "item-neutral": "0", **key(2)})
    assert Pledge.objects.get().how == "own"
    assert "Pakta ini tercatat" in text(client, path)
    assert text(client, path).count("Anda menjawab lain") == 1


def test_the_pact_is_asked_for_once_a_body_and_not_for_a_place_among_the_reserves_too(siti: Appointment) -> None:
    place = Place(WARD, (SeatRole.RESERVE,))
    form_bodies(
        actor=CITY,
        election=siti.seat.body.election,
        kind=BodyKind.KPPS_RESERVE,
        places=[place],
        authority="31.71",
        now=NOW,
    )
    waiting = Seat.objects.get(role=SeatRole.RESERVE)
    appoint_member(actor=CITY, seat_id=waiting.id, person_id=siti.person_id, decree=TERM, now=NOW)
    seats = (siti.id, Appointment.objects.exclude(id=siti.id).get().id)
    chair, other = seated(2, "Rina Rekaan"), date(2024, 11, 20)
    both = (siti.id, chair.id)
    exchange_seats(actor=CITY, appointment_ids=both, on=other, rule="body.kpps.chair", reason="Dipilih.", now=NOW)

    page = text(opened(siti), "/berkas/")

    assert page.count("Pakta integritas belum ditandatangani") == 1
    assert f'class="act" href="/berkas/pakta/{siti.id}/"' in page
    assert f'class="act" href="/berkas/pakta/{seats[1]}/"' not in page


def test_an_invitation_shows_its_code_and_takes_the_answer(election: Election, siti: Appointment) -> None:
    city = Actor(role=Role.KPU_REGENCY, region="31.71")
    event = plan_event(
        actor=city,
        election=election,
        kind=EventKind.TRAINING,
        title="Bimtek",
        place="Aula",
        region="31.71",
        starts_at=datetime(2024, 11, 10, 2, tzinfo=UTC),
        ends_at=datetime(2024, 11, 10, 8, tzinfo=UTC),
        now=NOW,
    )
    invite_serving(actor=city, event_id=event.id, kinds=[BodyKind.KPPS], now=NOW)
    invitation, client = Invitation.objects.get(), opened(siti)

    page = text(client, f"/berkas/undangan/{invitation.id}/")
    client.post(f"/berkas/undangan/{invitation.id}/jawab/", key(2))
    assert Invitation.objects.get().answer == "", "no answer is no excuse"
    client.post(f"/berkas/undangan/{invitation.id}/jawab/", {"answer": "excused", **key(1)})

    assert invitation.code in page
    assert "<svg" in page
    assert "Berhalangan" in text(client, f"/berkas/undangan/{invitation.id}/")
    assert "Undangan: Bimtek" in text(client, "/berkas/surat/")


def test_a_receipt_and_its_proof_verify_offline(siti: Appointment) -> None:
    client = opened(siti)
    leaf = Leaf.objects.get(kind="bodies.appointed")
    assert client.get(f"/berkas/catatan/{leaf.id}.txt").status_code == 404
    sequence_leaves(now=NOW)

    receipt = json.loads(client.get(f"/berkas/catatan/{leaf.id}.json").content)
    proof = parse_proof(text(client, f"/berkas/catatan/{leaf.id}.txt"))

    assert verify_receipt_in(receipt, proof, log_public_key()).record["person"] == str(siti.person_id)
    assert "Diangkat" in text(client, "/berkas/catatan/")


def test_nothing_of_another_person_opens(siti: Appointment, rina: Appointment) -> None:
    client = opened(rina)
    leaf = Leaf.objects.get(kind="bodies.appointed", subject=str(siti.id))
    application = Application.objects.get()

    for path in (
        f"/berkas/catatan/{leaf.id}.json",
        f"/berkas/catatan/{leaf.id}.txt",
        f"/berkas/pakta/{siti.id}/",
        f"/berkas/tarik/{application.id}/",
        f"/berkas/undangan/{uuid4()}/",
    ):
        assert client.get(path).status_code == 404, path
    assert client.post(f"/berkas/tarik/{application.id}/", key(1)).status_code == 404


def test_an_application_is_withdrawn_after_one_more_question(siti: Appointment) -> None:
    client, application = opened(siti), Application.objects.get()

    assert "Ya, tarik lamaran" in text(client, f"/berkas/tarik/{application.id}/")
    page = client.post(f"/berkas/tarik/{application.id}/", key(1), follow=True).content.decode()

    assert "Ditarik" in page
    assert "berlakukan lagi" not in page


def test_an_application_that_an_officer_withdrew_unasked_runs_again_by_one_press(siti: Appointment) -> None:
    application = Application.objects.get()
    application.withdrawn_at, application.papers = application.submitted_at, {"withdrawal": {"folder": "map-7"}}
    application.save()
    client = opened(siti)
    assert "map-7" in text(client, "/berkas/")

    page = client.post(f"/berkas/tarik/{application.id}/batal/", key(1), follow=True).content.decode()

    assert "Ditarik" not in page


def test_the_own_file_is_closed_by_one_press_for_the_next_who_holds_the_phone(siti: Appointment) -> None:
    client = opened(siti)
    assert 'action="/berkas/keluar/"' in text(client, "/berkas/")
    assert client.get("/berkas/keluar/")["Location"] == "/berkas/"
    assert 'action="/berkas/keluar/"' in text(client, "/berkas/")

    left = client.post("/berkas/keluar/", key(1))
    page = text(client, left["Location"])

    assert left["Clear-Site-Data"] == '"cache"'
    assert "sudah ditutup" in page
    assert "/berkas/keluar/" not in page
    assert client.get("/berkas/surat/").status_code == 404


def test_closing_the_own_file_takes_a_token_of_its_page(siti: Appointment) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = opened(siti).cookies

    assert careful.post("/berkas/keluar/", key(1)).status_code == 403
    assert careful.get("/berkas/surat/").status_code == 200
