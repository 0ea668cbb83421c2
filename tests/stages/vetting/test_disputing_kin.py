"""Joko shows that he is nobody's husband: officers open his paper, Siti does not, and it goes with his words."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import include, path, reverse

from jurdil.doors.portal.receipts import own_leaves
from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.middleware import PERSON_KEY
from jurdil.foundation.accounts.models import Account, Mandate
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.receipts import receipt_of
from jurdil.foundation.storage.documents import keep_document
from jurdil.foundation.storage.ids import new_id
from jurdil.registry.people.models import Person
from jurdil.stages.recruitment.documents import LARGEST_BYTES
from jurdil.stages.recruitment.sweeping import sweep_papers
from jurdil.stages.vetting.erasing import erase_matches
from jurdil.stages.vetting.evidence import Source, kin_dispute_file, own_file
from jurdil.stages.vetting.kin import FoundKin, keep_kin
from jurdil.stages.vetting.kin_deciding import dispute_kin
from jurdil.stages.vetting.kin_models import Kinship, KinState

from .conftest import NOW, WARD, World, officer

PDF = b"%PDF-1.7 surat keterangan RT %%EOF"
PNG = b"\x89PNG\r\n\x1a\n foto kartu IEND\xaeB`\x82"
NO = "Kami tidak berkerabat, hanya bertetangga."
PAPER = {"seen_by": "Wati Rekaan", "folder": "7"}
Committing = AbstractContextManager[object]

urlpatterns = [
    path("meja/penyaringan/", include("jurdil.stages.vetting.urls")),
    path("berkas/klarifikasi/", include("jurdil.stages.vetting.own_urls")),
    path("", include("jurdil.doors.portal.urls")),
]


@pytest.fixture(autouse=True)
def shelves(settings: LazySettings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT, settings.ROOT_URLCONF, settings.NOW = tmp_path / "papers", __name__, NOW
    return settings.MEDIA_ROOT


@pytest.fixture
def committing(django_capture_on_commit_callbacks: Callable[..., Committing]) -> Callable[[], Committing]:
    """What is done inside is committed at its end."""
    return partial(django_capture_on_commit_callbacks, execute=True)


@pytest.fixture
def kinship(world: World) -> Kinship:
    return Kinship.objects.create(
        election=world.election, one=world.people["Siti"], other=world.people["Budi"], region=WARD, found_at=NOW,
        relation="spouse", strength="strong", evidence="-", reasons="[]",
    )  # fmt: skip


def hand(person: Person) -> Actor:
    return Actor(role=Role.APPLICANT, region="", person_id=person.id)


def phone(person: Person) -> Client:
    client = Client()
    session = client.session
    session[PERSON_KEY] = str(person.id)
    session.save()
    return client


def desk(role: Role = Role.PPS, region: str = WARD, person: Person | None = None) -> Client:
    account, client = Account.objects.create_user(f"{role.value}-{new_id().hex}"), Client()
    Mandate.objects.create(
        account=account, role=role.value, region=region, since="2024-01-01", person_id=person and person.id
    )
    client.force_login(account)
    return client


def files_on(shelves: Path) -> set[str]:
    return {found.name for found in shelves.rglob("*") if found.is_file()}


def disputed(world: World, kinship: Kinship) -> Kinship:
    """Budi disputes it, with two files."""
    files = {"statement": [PDF], "other": [PNG]}
    return dispute_kin(actor=hand(world.people["Budi"]), kinship_id=kinship.id, words=NO, files=files, now=NOW)


def sent(**given: object) -> dict[str, object]:
    return {"idempotency_key": new_id().hex, "words": NO, **given}


def upload(content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile("Surat Budi Santoso.pdf", content)


def body(response: object) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def test_from_budis_phone_to_those_who_decide(world: World, kinship: Kinship) -> None:
    budi, address = phone(world.people["Budi"]), reverse("own_vetting:dispute", args=[kinship.id])
    shown = budi.get(address).content.decode()
    assert 'enctype="multipart/form-data"' in shown
    assert shown.count("multiple") == 2

    own = budi.post(address, sent(statement=upload(), other=upload(PNG)), follow=True).content.decode()

    assert NO in own
    assert "Surat pernyataan bermeterai" in own
    link = reverse("own_vetting:evidence", args=["bantahan-kerabat", kinship.id, "file-1"])
    assert link in own
    assert body(budi.get(link)) == PDF
    taken = reverse("vetting:evidence", args=["bantahan-kerabat", kinship.id, "file-2"])
    for officers in (desk(), desk(Role.KPU_REGENCY, "31.71")):
        read = officers.get(reverse("vetting:kinship", args=[kinship.id])).content.decode()
        assert taken in read
        assert "Budi Santoso Rekawan. Diajukan" in read
        assert body(officers.get(taken)) == PNG
    for others in (desk(Role.PPS, "31.71.01.1002"), desk(Role.SUPERVISOR, "31.71"), desk(Role.KPU_PROVINCE, "31")):
        assert others.get(taken).status_code == 404


def test_the_other_of_the_two_sees_neither_words_nor_files(world: World, kinship: Kinship) -> None:
    disputed(world, kinship)
    siti = phone(world.people["Siti"])

    for name, given in (("kin", []), ("dispute", [kinship.id])):
        shown = siti.get(reverse(f"own_vetting:{name}", args=given)).content.decode()
        assert "dibantah" in shown.lower()
        assert NO not in shown
        assert "lampiran/" not in shown
        assert "Bantahan Anda" not in shown
    assert siti.get(reverse("own_vetting:evidence", args=["bantahan-kerabat", kinship.id, "file-1"])).status_code == 404
    with pytest.raises(NotFound):
        own_file(actor=hand(world.people["Siti"]), source=Source.KIN_DISPUTE, said_id=kinship.id, key="file-1")
    lines = {
        key: str([receipt_of(leaf.id)["record"] for leaf in own_leaves(hand(world.people[key]))])
        for key in ("Budi", "Siti")
    }
    digest = Kinship.objects.get().papers["file-1"]["digest"]
    assert (digest in lines["Budi"], digest in lines["Siti"]) == (True, False)


@pytest.mark.parametrize("role", [Role.PPS, Role.KPU_REGENCY])
def test_an_officer_who_is_one_of_the_two_is_no_officer_here(world: World, kinship: Kinship, role: Role) -> None:
    disputed(world, kinship)
    siti = desk(role, WARD, world.people["Siti"])

    read = siti.get(reverse("vetting:kinship", args=[kinship.id])).content.decode()

    assert NO not in read
    assert "lampiran/" not in read
    actor = officer(WARD, role, person_id=world.people["Siti"].id)
    with pytest.raises(NotFound):
        kin_dispute_file(actor=actor, said_id=kinship.id, key="file-1")


def test_an_officer_who_is_one_of_the_two_takes_in_no_letter_of_the_other(world: World, kinship: Kinship) -> None:
    siti = world.people["Siti"].id
    said = {"kinship_id": kinship.id, "words": NO, "paper": PAPER, "disputer_id": world.people["Budi"].id, "now": NOW}

    with pytest.raises(Refused, match=r"access\.own_interest"):
        dispute_kin(actor=officer(WARD, Role.PPS, person_id=siti), **said)


def test_a_letter_is_of_one_of_the_two_who_alone_sees_its_scan(world: World, kinship: Kinship) -> None:
    address = reverse("vetting:record_dispute", args=[kinship.id])
    assert "Surat dari" in desk().get(reverse("vetting:kinship", args=[kinship.id])).content.decode()
    for stranger in ("", new_id()):
        shown = desk().post(address, sent(other=upload(), disputer_id=stranger, **PAPER)).content.decode()
        assert "Surat dari" in shown
    given = sent(other=upload(), disputer_id=world.people["Budi"].id, **PAPER)

    read = desk().post(address, given, follow=True).content.decode()

    assert "Surat pada map 7." in read
    link = reverse("own_vetting:evidence", args=["bantahan-kerabat", kinship.id, "file-1"])
    seen = {key: phone(world.people[key]).get(reverse("own_vetting:kin")).content.decode() for key in ("Budi", "Siti")}
    assert (link in seen["Budi"], link in seen["Siti"]) == (True, False)
    assert (NO in seen["Budi"], NO in seen["Siti"]) == (True, False)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-" + b"x" * LARGEST_BYTES, "lebih besar dari 2 MB"),
        (b"<script>", "bukan PDF, JPG atau PNG"),
        (PNG[:-8], "terpotong"),
    ],
    ids=["big", "page", "cut"],
)
def test_a_wrong_file_disputes_nothing_and_leaves_the_words(
    world: World, kinship: Kinship, shelves: Path, content: bytes, sentence: str
) -> None:
    budi, address = phone(world.people["Budi"]), reverse("own_vetting:dispute", args=[kinship.id])

    shown = budi.post(address, sent(other=[upload(), upload(content)])).content.decode()

    assert sentence in shown
    assert NO in shown
    assert (Kinship.objects.get().state, files_on(shelves)) == (KinState.PROPOSED, set())
    assert budi.post(address, sent()).status_code == 302


def test_more_than_three_are_refused(world: World, kinship: Kinship, shelves: Path) -> None:
    budi, address = phone(world.people["Budi"]), reverse("own_vetting:dispute", args=[kinship.id])

    shown = budi.post(address, sent(statement=[upload(), upload()], other=[upload(), upload()])).content.decode()

    assert "lebih dari tiga" in shown
    assert NO in shown
    assert files_on(shelves) == set()


def test_a_dispute_without_a_sentence_keeps_no_file(world: World, kinship: Kinship, shelves: Path) -> None:
    budi, files = hand(world.people["Budi"]), {"other": [PDF]}

    with pytest.raises(Refused, match=r"vetting\.reason"):
        dispute_kin(actor=budi, kinship_id=kinship.id, words="-", files=files, now=NOW)

    assert files_on(shelves) == set()


@pytest.mark.parametrize("erased", ["Budi", "Siti"])
def test_whoever_of_the_two_is_erased_the_files_go_with_the_relation(
    world: World, kinship: Kinship, shelves: Path, committing: Callable[[], Committing], erased: str
) -> None:
    disputed(world, kinship)

    with committing():
        erase_matches(actor=world.agus, person_id=world.people[erased].id, now=NOW)

    assert (Kinship.objects.count(), files_on(shelves)) == (0, set())


def test_what_is_proposed_anew_keeps_nothing_of_the_earlier_dispute(
    world: World, kinship: Kinship, shelves: Path, committing: Callable[[], Committing]
) -> None:
    disputed(world, kinship)
    Kinship.objects.update(state=KinState.REJECTED, decided_at=NOW)
    again = FoundKin(kinship.one_id, kinship.other_id, WARD, "spouse", "strong", [], "other reasons")

    with committing():
        system = Actor(role=Role.SYSTEM, region="")
        keep_kin(actor=system, election=world.election, region=WARD, found=[again], now=NOW)

    kinship.refresh_from_db()
    assert (kinship.state, kinship.papers, kinship.disputer) == (KinState.PROPOSED, {}, None)
    assert files_on(shelves) == set()


def test_the_sweep_of_stray_files_knows_the_files_of_a_dispute(
    world: World, kinship: Kinship, shelves: Path, committing: Callable[[], Committing]
) -> None:
    said = {"words": NO, "paper": PAPER, "files": {"other": [PDF]}, "disputer_id": world.people["Budi"].id}
    made = dispute_kin(actor=world.pps, kinship_id=kinship.id, now=NOW, **said)
    keep_document(PNG)  # by a transaction that failed
    later = datetime.now(UTC) + timedelta(days=1)

    with committing():
        assert sweep_papers(actor=Actor(role=Role.SYSTEM, region=""), older_than=later, now=NOW) == 1

    assert files_on(shelves) == {made.papers["file-1"]["file"]}
