"""Budi shows a letter from his phone: it is kept sealed, seen by whoever hears him, and gone when he is erased."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from threading import Thread

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client
from django.urls import include, path, reverse

from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.middleware import PERSON_KEY
from jurdil.foundation.accounts.models import Account, Mandate
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.ledger.recording import leaf_bytes
from jurdil.foundation.storage.documents import document_path, read_document, stored_name
from jurdil.foundation.storage.ids import new_id
from jurdil.foundation.storage.seals import unseal
from jurdil.stages.recruitment import erasing
from jurdil.stages.recruitment.documents import LARGEST_BYTES
from jurdil.stages.recruitment.erasing import erase_applications
from jurdil.stages.recruitment.models import Application
from jurdil.stages.vetting.clarifications import answer_clarification, ask_clarification
from jurdil.stages.vetting.double_asking import answer_about_double, ask_about_double
from jurdil.stages.vetting.double_models import (
    Double,
    DoubleAnswer,
    DoubleObjection,
    DoubleOutcome,
    DoubleQuestion,
    DoubleRuling,
)
from jurdil.stages.vetting.double_rulings import object_to_double_ruling
from jurdil.stages.vetting.erasing import erase_matches
from jurdil.stages.vetting.evidence import (
    OPENERS,
    SPEAKERS,
    Said,
    Source,
    answer_file,
    double_answer_file,
    double_objection_file,
    kin_dispute_file,
    objection_file,
    own_file,
)
from jurdil.stages.vetting.hearing import Answer
from jurdil.stages.vetting.kin_deciding import dispute_kin
from jurdil.stages.vetting.kin_models import Kinship
from jurdil.stages.vetting.models import AnswerKind, Clarification, Match, Objection, Ruling
from jurdil.stages.vetting.objections import object_to_ruling

from .conftest import NOW, WARD, World, budi_entry, officer

PDF = b"%PDF-1.7 surat pernyataan %%EOF"
JPEG = b"\xff\xd8\xff\xe0 foto surat \xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n tangkapan layar IEND\xaeB`\x82"
WORDS = "Tanda tangan pada formulir partai bukan milik saya."
SAID = Answer(AnswerKind.WITHOUT_CONSENT, WORDS, files={"statement": [PDF], "other": [PNG]})
EVERYBODY = [role for role in Role if role not in (Role.SYSTEM, Role.APPLICANT, Role.PUBLIC)]
Committing = AbstractContextManager[object]
QUERIES = {
    Source.ANSWER: answer_file,
    Source.OBJECTION: objection_file,
    Source.DOUBLE_ANSWER: double_answer_file,
    Source.DOUBLE_OBJECTION: double_objection_file,
    Source.KIN_DISPUTE: kin_dispute_file,
}

urlpatterns = [
    path("meja/penyaringan/", include("jurdil.stages.vetting.urls")),
    path("meja/pelamar/", include("jurdil.stages.recruitment.urls")),
    path("berkas/klarifikasi/", include("jurdil.stages.vetting.own_urls")),
    path("", include("jurdil.doors.portal.urls")),
]


@pytest.fixture(autouse=True)
def shelves(settings: LazySettings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "papers"
    return settings.MEDIA_ROOT


@pytest.fixture
def committing(django_capture_on_commit_callbacks: Callable[..., Committing]) -> Callable[[], Committing]:
    """What is done inside is committed at its end."""
    return partial(django_capture_on_commit_callbacks, execute=True)


def files_on(shelves: Path) -> set[str]:
    return {found.name for found in shelves.rglob("*") if found.is_file()}


def hand(world: World, key: str) -> Actor:
    return Actor(role=Role.APPLICANT, region="", person_id=world.people[key].id)


def asked(world: World) -> Clarification:
    world.screen(world.bring([budi_entry()]))
    return ask_clarification(actor=world.agus, match_id=world.match("Budi").id, question="Benarkah?", now=NOW)


def answered(world: World, said: Answer = SAID) -> Clarification:
    return answer_clarification(actor=hand(world, "Budi"), clarification_id=asked(world).id, answer=said, now=NOW)


def ruled(world: World) -> Ruling:
    match = asked(world).match
    Match.objects.filter(id=match.id).update(state="ruled", outcome="confirmed")
    return Ruling.objects.create(
        match=match, outcome="confirmed", reason="-", basis="R05", proposed_by="x", proposed_at=NOW, seconded_by="y",
        decided_at=NOW,
    )  # fmt: skip


def doubled(world: World) -> Double:
    facts = {"region": WARD, "found_at": NOW, "probability": 0.9, "grade": "likely", "print": "-"}
    both = {"one": world.applications["Siti"], "other": world.applications["Budi"]}
    return Double.objects.create(election=world.election, **both, **facts)


def double_question(world: World, double: Double) -> DoubleQuestion:
    made = ask_about_double(actor=world.agus, double_id=double.id, question="", now=NOW)
    return next(one for one in made if one.application_id == double.other_id)


def double_ruling(double: Double) -> DoubleRuling:
    Double.objects.filter(id=double.id).update(state="ruled")
    Application.objects.filter(id=double.other_id).update(withdrawn_at=NOW)
    wanted = {"double": double, "reason": "-", "proposed_by": "x", "proposed_at": NOW, "seconded_by": "y"}
    return DoubleRuling.objects.create(outcome=DoubleOutcome.ONE_STANDS, decided_at=NOW, **wanted)


def related(world: World) -> Kinship:
    """Siti and Budi, of whom Siti must not see what Budi hands in."""
    return Kinship.objects.create(
        election=world.election, one=world.people["Siti"], other=world.people["Budi"], region=WARD, found_at=NOW,
        relation="kin", strength="likely", evidence="-", reasons="[]",
    )  # fmt: skip


def said_with_a_file(world: World, source: Source, content: bytes = PDF) -> Said:
    """Return what Budi said in one of the five ways, with a file."""
    files, budi = {"other": [content]}, hand(world, "Budi")
    if source == Source.ANSWER:
        return answered(world, Answer(AnswerKind.NOT_ME, files=files))
    if source == Source.OBJECTION:
        return object_to_ruling(actor=budi, ruling_id=ruled(world).id, words=WORDS, files=files, now=NOW)
    if source == Source.KIN_DISPUTE:
        return dispute_kin(actor=budi, kinship_id=related(world).id, words=WORDS, files=files, now=NOW)
    double = doubled(world)
    if source == Source.DOUBLE_ANSWER:
        question, said = double_question(world, double), Answer(DoubleAnswer.TWO_PEOPLE, files=files)
        return answer_about_double(actor=budi, question_id=question.id, answer=said, now=NOW)
    ruling = double_ruling(double)
    return object_to_double_ruling(actor=budi, ruling_id=ruling.id, words=WORDS, files=files, now=NOW)


def said_by_siti(world: World) -> DoubleQuestion:
    """Siti hands in the letter that Budi hands in, with an answer about their applications."""
    double, said = doubled(world), Answer(DoubleAnswer.TWO_PEOPLE, files={"other": [PDF]})
    asked = ask_about_double(actor=world.agus, double_id=double.id, question="", now=NOW)
    return answer_about_double(actor=hand(world, "Siti"), question_id=asked[0].id, answer=said, now=NOW)


def kept_before(digest: str) -> Path:
    """Return where an earlier version kept the bytes of that digest."""
    document_path(digest).parent.mkdir(parents=True, exist_ok=True)
    return document_path(digest)


def own_bytes(world: World, made: Objection) -> bytes:
    found = own_file(actor=hand(world, "Budi"), source=Source.OBJECTION, said_id=made.id, key="file-1")
    return read_document(found.stored)


def test_a_file_is_sealed_on_disk_and_known_to_record_and_log(world: World, shelves: Path) -> None:
    made = answered(world)

    first, second = made.papers["file-1"], made.papers["file-2"]
    digest = hashlib.sha256(PDF).hexdigest()
    said = {"kind": "statement", "how": "file", "digest": digest, "type": "application/pdf"}
    assert first == {**said, "file": first["file"], "at": first["at"]}
    assert (second["kind"], second["type"]) == ("other", "image/png")
    assert (read_document(first["file"]), files_on(shelves)) == (PDF, {first["file"], second["file"]})
    assert b"surat" not in document_path(first["file"]).read_bytes()
    assert document_path(first["file"]).stat().st_mode & 0o777 == 0o600
    leaf = Leaf.objects.get(kind="vetting.answered")
    record = json.loads(unseal(bytes(leaf.record or b""), "record"))
    assert [(one["kind"], one["digest"]) for one in record["files"]] == [
        ("statement", digest),
        ("other", second["digest"]),
    ]
    assert digest.encode() not in leaf_bytes(leaf)


def test_an_answer_without_a_file_counts_the_same(world: World, shelves: Path) -> None:
    made = answered(world, Answer(AnswerKind.WITHOUT_CONSENT, WORDS))

    assert (made.papers, world.match("Budi").state, files_on(shelves)) == ({}, "answered", set())


@pytest.mark.parametrize("source", list(Source))
def test_each_way_to_speak_takes_files(world: World, source: Source) -> None:
    made = said_with_a_file(world, source)

    assert own_file(actor=hand(world, "Budi"), source=source, said_id=made.id, key="file-1").stored
    with pytest.raises(NotFound):
        own_file(actor=hand(world, "Budi"), source=source, said_id=made.id, key="file-2")
    for other in set(Source) - {source}:
        with pytest.raises(NotFound):
            own_file(actor=hand(world, "Budi"), source=other, said_id=made.id, key="file-1")


@pytest.mark.parametrize("source", list(Source))
def test_who_may_open_a_file(world: World, source: Source) -> None:
    """Every role in the ward, its district, regency and province, and the same roles elsewhere."""
    made, regions = said_with_a_file(world, source), (WARD, "31.71.01", "31.71", "31")
    opened = set()

    for role in EVERYBODY:
        for region in (*regions, "31.71.01.1002", "31.71.02", "31.74", "32"):
            try:
                QUERIES[source](actor=officer(region, role), said_id=made.id, key="file-1")
            except NotFound:
                continue
            opened.add((role, region))

    assert opened == {(role, region) for role in OPENERS[source] for region in regions}


@pytest.mark.parametrize("source", list(Source))
def test_nobody_else_is_the_person(world: World, source: Source) -> None:
    made = said_with_a_file(world, source)

    for stranger in (hand(world, "Siti"), Actor(role=Role.APPLICANT, region=""), world.agus, world.pps):
        with pytest.raises(NotFound):
            own_file(actor=stranger, source=source, said_id=made.id, key="file-1")


@pytest.mark.parametrize(
    "content",
    [b"%PDF-" + b"x" * LARGEST_BYTES, b"<html>%PDF-1.7 %%EOF", b"MZ\x90\x00", b"", PDF[:-3], JPEG[:-2], PNG[:-8]],
    ids=["too-big", "page", "program", "empty", "cut-pdf", "cut-jpeg", "cut-png"],
)
def test_a_hostile_or_broken_file_is_refused_and_nothing_is_kept(world: World, shelves: Path, content: bytes) -> None:
    said = Answer(AnswerKind.NOT_ME, WORDS, files={"statement": [PDF], "other": [content]})

    with pytest.raises(Refused, match=r"recruitment\.paper"):
        answered(world, said)

    assert (Clarification.objects.get().answered_at, files_on(shelves)) == (None, set())


def test_three_files_and_no_more(world: World, shelves: Path) -> None:
    with pytest.raises(Refused, match=r"recruitment\.paper"):
        answered(world, Answer(AnswerKind.NOT_ME, files={"statement": [PDF, JPEG], "other": [PNG, PDF]}))
    assert files_on(shelves) == set()


def test_a_refused_answer_keeps_no_file(world: World, shelves: Path) -> None:
    with pytest.raises(Refused, match=r"vetting\.hearing"):
        answered(world, Answer(AnswerKind.OTHER, " ", files={"other": [PDF]}))
    assert files_on(shelves) == set()


@pytest.mark.parametrize("source", list(Source))
def test_erasure_takes_the_file_away(
    world: World, shelves: Path, source: Source, committing: Callable[[], Committing]
) -> None:
    said_with_a_file(world, source)
    assert files_on(shelves)

    with committing():
        erase_matches(actor=world.agus, person_id=world.people["Budi"].id, now=NOW)

    assert files_on(shelves) == set()
    assert all(said.papers == {} for said in SPEAKERS[source][0].objects.all())


def test_an_erasure_that_is_refused_takes_nothing_away(
    world: World, shelves: Path, committing: Callable[[], Committing]
) -> None:
    said_with_a_file(world, Source.ANSWER)

    with committing(), transaction.atomic():
        erase_matches(actor=world.agus, person_id=world.people["Budi"].id, now=NOW)
        transaction.set_rollback(True)  # as where the person still serves

    assert len(files_on(shelves)) == 1


def test_the_same_letter_from_two_people_lies_there_twice(
    world: World, shelves: Path, committing: Callable[[], Committing]
) -> None:
    said_with_a_file(world, Source.OBJECTION)
    made = said_by_siti(world)

    with committing():
        erase_matches(actor=world.agus, person_id=world.people["Budi"].id, now=NOW)

    assert files_on(shelves) == {made.papers["file-1"]["file"]}


@pytest.mark.django_db(transaction=True)
def test_a_letter_handed_in_while_another_copy_of_it_is_deleted_is_kept(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    said_with_a_file(world, Source.OBJECTION)
    is_named_in, made = erasing._is_named_in, list[DoubleQuestion]()

    def siti() -> None:
        made.append(said_by_siti(world))
        connection.close()

    def asked_before_siti_came(model: type[Model], name: str) -> bool:
        is_named = is_named_in(model, name)
        if model is DoubleQuestion:
            beside = Thread(target=siti)
            beside.start()
            beside.join()
        return is_named

    monkeypatch.setattr(erasing, "_is_named_in", asked_before_siti_came)
    erase_matches(actor=world.agus, person_id=world.people["Budi"].id, now=NOW)

    assert read_document(stored_name(made[0].papers["file-1"])) == PDF


def test_a_file_that_several_records_of_an_earlier_version_name_goes_with_the_last_of_them(
    world: World, shelves: Path, committing: Callable[[], Committing]
) -> None:
    """The same bytes were kept once then, under their digest; who hands them in anew has a file of his own."""
    new, digest = said_with_a_file(world, Source.OBJECTION).papers["file-1"], hashlib.sha256(PDF).hexdigest()
    document_path(new["file"]).rename(kept_before(digest))
    Objection.objects.update(papers={"file-1": {key: new[key] for key in new if key != "file"}})
    Application.objects.filter(id=world.applications["Siti"].id).update(papers={"diploma": {"digest": digest}})
    made = said_by_siti(world)

    assert own_bytes(world, Objection.objects.get()) == PDF
    with committing():
        erase_matches(actor=world.agus, person_id=world.people["Budi"].id, now=NOW)
    assert read_document(digest) == PDF
    with committing():
        erase_applications(actor=world.agus, person_id=world.people["Siti"].id, now=NOW)
    assert files_on(shelves) == {made.papers["file-1"]["file"]}


def test_what_was_kept_before_kinds_were_told_is_still_shown(world: World) -> None:
    made = said_with_a_file(world, Source.OBJECTION)
    old = {"how": "file", "digest": made.papers["file-1"]["digest"], "type": "application/pdf"}
    Objection.objects.update(papers={"evidence": old, "letter": {"how": "paper", "folder": "7"}})

    found = objection_file(actor=world.agus, said_id=made.id, key="evidence")

    assert (found.kind, found.at, found.file_name) == ("other", NOW, "evidence.pdf")


# Pages


@pytest.fixture
def phone(client: Client, world: World, settings: LazySettings) -> Client:
    """Budi's phone, with his own file open."""
    settings.ROOT_URLCONF, settings.NOW = __name__, NOW
    session = client.session
    session[PERSON_KEY] = str(world.people["Budi"].id)
    session.save()
    return client


def sign_in(role: Role, region: str) -> Client:
    account, client = Account.objects.create_user(f"{role.value}-{new_id().hex}"), Client()
    Mandate.objects.create(account=account, role=role.value, region=region, since="2024-01-01")
    client.force_login(account)
    return client


def form(**given: object) -> dict[str, object]:
    return {"idempotency_key": new_id().hex, "kind": "without_consent", "words": WORDS, **given}


def upload(content: bytes, name: str = "Surat Budi Santoso.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def body(response: object) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def test_from_budis_phone_to_the_officers_desk(phone: Client, world: World) -> None:
    address = reverse("own_vetting:clarification", args=[asked(world).id])
    shown = phone.get(address).content.decode()
    assert 'enctype="multipart/form-data"' in shown
    assert shown.count('accept="application/pdf,image/jpeg,image/png"') == shown.count("multiple") == 3
    sent = form(statement=[upload(PDF), upload(JPEG)], letter=upload(PNG))

    own = phone.post(address, sent, follow=True).content.decode()

    made = Clarification.objects.get()
    link = reverse("own_vetting:evidence", args=["jawaban", made.id, "file-1"])
    assert link in own
    assert "Surat pernyataan bermeterai" in own
    assert [one["kind"] for one in made.papers.values()] == ["statement", "statement", "letter"]
    answer = phone.get(link)
    assert (body(answer), answer["Content-Type"], answer["Cache-Control"]) == (PDF, "application/pdf", "no-store")
    assert answer["Content-Disposition"] == 'attachment; filename="file-1.pdf"'
    page = reverse("vetting:match", args=[made.match_id])
    desk_link = reverse("vetting:evidence", args=["jawaban", made.id, "file-3"])
    for role, region in ((Role.KPU_REGENCY, "31.71"), (Role.PPS, WARD)):
        desk = sign_in(role, region)
        read = desk.get(page).content.decode()
        assert desk_link in read
        assert "Surat keterangan partai" in read
        assert body(desk.get(desk_link)) == PNG
    watcher = sign_in(Role.SUPERVISOR, "31")
    read = watcher.get(page).content.decode()
    assert "Surat keterangan partai" in read
    assert desk_link not in read
    assert watcher.get(desk_link).status_code == 404


def test_a_double_click_keeps_once(phone: Client, world: World, shelves: Path) -> None:
    address, key = reverse("own_vetting:clarification", args=[asked(world).id]), new_id().hex

    both = [phone.post(address, form(idempotency_key=key, other=upload(PDF))) for _ in range(2)]

    assert [one.status_code for one in both] == [302, 302]
    assert Leaf.objects.filter(kind="vetting.answered").count() == len(files_on(shelves)) == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-" + b"x" * LARGEST_BYTES, "lebih besar dari 2 MB"),
        (b"<script>", "bukan PDF, JPG atau PNG"),
        (b"", "bukan PDF, JPG atau PNG"),
        (JPEG[:-2], "terpotong"),
    ],
    ids=["big", "page", "empty", "cut"],
)
def test_a_wrong_file_leaves_the_words_in_the_form(
    phone: Client, world: World, shelves: Path, content: bytes, sentence: str
) -> None:
    address = reverse("own_vetting:clarification", args=[asked(world).id])

    shown = phone.post(address, form(other=upload(content))).content.decode()

    assert sentence in shown
    assert WORDS in shown
    assert "checked" in shown
    assert "[recruitment.paper]" in shown
    assert "Surat Budi" not in shown, "the name of a file may name somebody"
    assert (Clarification.objects.get().answered_at, files_on(shelves)) == (None, set())
    assert phone.post(address, form()).status_code == 302


def test_too_many_files_leave_the_words_in_the_form(phone: Client, world: World) -> None:
    address = reverse("own_vetting:clarification", args=[asked(world).id])

    shown = phone.post(
        address, form(other=[upload(PDF), upload(JPEG)], statement=[upload(PNG), upload(PDF)])
    ).content.decode()

    assert "lebih dari tiga" in shown
    assert WORDS in shown


def own_pages(world: World) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Yield the address, the officers' page and the form of the four other ways to speak."""
    ruling = ruled(world)
    match = reverse("vetting:match", args=[ruling.match_id])
    yield reverse("own_vetting:objection", args=[ruling.id]), match, {}
    double = doubled(world)
    page, question = reverse("vetting:double", args=[double.id]), double_question(world, double)
    yield reverse("own_vetting:double", args=[question.id]), page, {"kind": "two_people"}
    yield reverse("own_vetting:double_objection", args=[double_ruling(double).id]), page, {}
    kinship = related(world)
    yield reverse("own_vetting:dispute", args=[kinship.id]), reverse("vetting:kinship", args=[kinship.id]), {}


def test_the_other_pages_show_the_file_to_both_sides(phone: Client, world: World) -> None:
    desk = sign_in(Role.KPU_REGENCY, "31.71")
    for address, page, given in own_pages(world):
        own = phone.post(address, form(other=upload(PDF), **given), follow=True).content.decode()
        assert "Tangkapan layar atau bukti lain" in own, address
        assert "/berkas/klarifikasi/lampiran/" in own, address
        read = desk.get(page).content.decode()
        assert "/meja/penyaringan/lampiran/" in read, address
    assert DoubleObjection.objects.get().papers["file-1"]["how"] == "file"


def test_an_address_that_was_made_up_shows_nothing(phone: Client, world: World) -> None:
    made = answered(world)

    for source, said, key in (
        ("rahasia", made.id, "file-1"),
        ("jawaban", new_id(), "file-1"),
        ("jawaban", made.id, "x"),
    ):
        assert phone.get(reverse("own_vetting:evidence", args=[source, said, key])).status_code == 404
    document_path(made.papers["file-1"]["file"]).unlink()
    assert phone.get(reverse("own_vetting:evidence", args=["jawaban", made.id, "file-1"])).status_code == 404
