"""Whoever was ruled on is heard again by other officers, and asking never makes things worse."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import include, path, reverse

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.middleware import PERSON_KEY
from jurdil.foundation.accounts.models import Account, Mandate
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.outbox.models import Message
from jurdil.foundation.storage.documents import document_path
from jurdil.foundation.storage.ids import new_id
from jurdil.stages.vetting.clarifications import answer_clarification, ask_clarification
from jurdil.stages.vetting.erasing import erase_matches
from jurdil.stages.vetting.models import Match, Objection, Ruling
from jurdil.stages.vetting.objections import object_to_ruling, objections_within, own_ruling
from jurdil.stages.vetting.queries import excluded_person_ids, held_person_ids
from jurdil.stages.vetting.rulings import Verdict, propose_ruling, rule_in_bulk, second_ruling
from jurdil.stages.vetting.suspicion_models import SuspicionState

from .conftest import NOW, PAPER, WARD, World, budi_entry, officer

REASON = "NIK dan tanggal lahirnya sama dengan entri."
WORDS = "Tanda tangan pada formulir partai bukan milik saya."
LATER = NOW + timedelta(hours=1)
Capturing = Callable[..., AbstractContextManager[object]]
PDF = b"%PDF-1.7 surat %%EOF"

urlpatterns = [
    path("meja/penyaringan/", include("jurdil.stages.vetting.urls")),
    path("", include("jurdil.stages.recruitment.urls")),
    path("berkas/klarifikasi/", include("jurdil.stages.vetting.own_urls")),
    path("", include("jurdil.doors.portal.urls")),
]


def person(match: Match) -> Actor:
    return Actor(role=Role.APPLICANT, region="", person_id=match.person_id)


def ruled(world: World, match: Match, outcome: str = "confirmed") -> Ruling:
    asked = ask_clarification(actor=world.agus, match_id=match.id, question="Benarkah?", now=NOW)
    answer_clarification(actor=world.pps, clarification_id=asked.id, answer=PAPER, now=NOW)
    made = propose_ruling(actor=world.agus, match_id=match.id, outcome=outcome, reason=REASON, now=NOW)
    return second_ruling(actor=world.wati, ruling_id=made.id, now=NOW)


def objected(match: Match, ruling: Ruling) -> Objection:
    return object_to_ruling(actor=person(match), ruling_id=ruling.id, words=WORDS, now=LATER)


def review(match: Match, outcome: str) -> Ruling:
    first, second = officer(), officer()
    made = propose_ruling(actor=first, match_id=match.id, outcome=outcome, reason=REASON, now=LATER)
    return second_ruling(actor=second, ruling_id=made.id, now=LATER)


def test_budis_place_is_held_while_others_review_the_ruling(world: World, budi: Match) -> None:
    ruling = ruled(world, budi)
    assert excluded_person_ids(world.election, "31.71") == {budi.person_id}

    objected(budi, ruling)

    assert excluded_person_ids(world.election, "31.71") == set()
    assert held_person_ids(world.election, "31.71") == {budi.person_id}
    assert Leaf.objects.get(kind="vetting.objected").rule == "vetting.objection"
    assert "tempat Anda ditahan" in Message.objects.get(kind="vetting.objected").text.reveal()
    assert list(objections_within(actor=world.agus)) == [Objection.objects.get()]


def test_those_who_signed_do_not_review(world: World, budi: Match) -> None:
    objected(budi, ruled(world, budi))

    for actor in (world.agus, world.wati):
        with pytest.raises(Refused, match=r"access\.two_people"):
            propose_ruling(actor=actor, match_id=budi.id, outcome="other_person", reason=REASON, now=LATER)
    made = propose_ruling(actor=officer(), match_id=budi.id, outcome="other_person", reason=REASON, now=LATER)
    with pytest.raises(Refused, match=r"access\.two_people"):
        second_ruling(actor=world.wati, ruling_id=made.id, now=LATER)


def test_a_review_clears_budi_and_tells_him(world: World, budi: Match) -> None:
    objected(budi, ruled(world, budi))

    answer = review(budi, "listed_without_consent")

    found = Objection.objects.get()
    assert (found.answer, found.decided_at, found.is_revised) == (answer, LATER, True)
    assert excluded_person_ids(world.election, "31.71") == held_person_ids(world.election, "31.71") == set()
    assert "diubah" in Message.objects.get(kind="vetting.objection_decided").text.reveal()
    assert Leaf.objects.filter(kind="vetting.objection_decided").count() == 1


def test_a_review_may_uphold_and_a_declined_proposal_leaves_it_waiting(world: World, budi: Match) -> None:
    objected(budi, ruled(world, budi))
    made = propose_ruling(actor=officer(), match_id=budi.id, outcome="confirmed", reason=REASON, now=LATER)
    second_ruling(actor=officer(), ruling_id=made.id, now=LATER, agrees=False, objection="Surat belum dibaca.")

    budi.refresh_from_db()
    assert budi.state == SuspicionState.ANSWERED
    review(budi, "confirmed")

    assert not Objection.objects.get().is_revised
    assert excluded_person_ids(world.election, "31.71") == {budi.person_id}


def test_somebody_cleared_stays_cleared_and_is_never_made_worse(world: World, budi: Match) -> None:
    objected(budi, ruled(world, budi, "former_member"))

    assert excluded_person_ids(world.election, "31.71") == held_person_ids(world.election, "31.71") == set()
    for outcome in ("confirmed", "expired", "withdrawn"):
        with pytest.raises(Refused, match=r"vetting\.outcomes"):
            propose_ruling(actor=officer(), match_id=budi.id, outcome=outcome, reason=REASON, now=LATER)
    review(budi, "other_person")
    assert Objection.objects.get().is_revised


def test_a_list_that_says_something_new_is_a_new_question(world: World, budi: Match) -> None:
    objected(budi, ruled(world, budi, "former_member"))

    Match.objects.filter(id=budi.id).update(found_at=LATER + timedelta(days=1))

    assert held_person_ids(world.election, "31.71") == {budi.person_id}


def test_one_objection_to_one_ruling_in_words_by_the_person_only(world: World, budi: Match) -> None:
    ruling = ruled(world, budi)
    siti = Actor(role=Role.APPLICANT, region="", person_id=world.people["Siti"].id)

    for stranger in (siti, officer("31.74"), officer("31.74.01.1001", Role.PPS)):
        with pytest.raises(NotFound):
            object_to_ruling(actor=stranger, ruling_id=ruling.id, words=WORDS, now=LATER)
    with pytest.raises(NotFound):
        own_ruling(actor=siti, ruling_id=ruling.id)
    with pytest.raises(Refused, match=r"access\.role"):
        object_to_ruling(actor=officer(WARD, Role.PARTNER), ruling_id=ruling.id, words=WORDS, now=LATER)
    with pytest.raises(Refused, match=r"access\.own_file"):
        object_to_ruling(actor=world.pps, ruling_id=ruling.id, words=WORDS, now=LATER)
    with pytest.raises(Refused, match=r"vetting\.reason"):
        object_to_ruling(actor=person(budi), ruling_id=ruling.id, words="!!", now=LATER)
    objected(budi, ruling)
    with pytest.raises(Conflict):
        objected(budi, ruling)


def test_a_batch_never_decides_a_review(world: World, budi: Match) -> None:
    objected(budi, ruled(world, budi))

    with pytest.raises(Conflict):
        rule_in_bulk(actor=officer(), second=officer(), verdicts=[Verdict(budi.id, "confirmed", REASON)], now=LATER)


def test_erasure_destroys_words_and_evidence(
    world: World, budi: Match, settings: LazySettings, tmp_path: Path, django_capture_on_commit_callbacks: Capturing
) -> None:
    settings.MEDIA_ROOT = tmp_path
    ruling = ruled(world, budi)
    made = object_to_ruling(actor=person(budi), ruling_id=ruling.id, words=WORDS, files={"other": [PDF]}, now=LATER)
    file = document_path(made.papers["file-1"]["file"])
    assert file.exists()

    with django_capture_on_commit_callbacks(execute=True):
        erase_matches(actor=world.agus, person_id=budi.person_id, now=LATER)

    made.refresh_from_db()
    assert (made.text.reveal(), made.papers, file.exists()) == ("", {}, False)


def sign_in(role: Role, region: str) -> Client:
    account, client = Account.objects.create_user(f"{role.value}-{new_id().hex}"), Client()
    Mandate.objects.create(account=account, role=role.value, region=region, since="2024-01-01")
    client.force_login(account)
    return client


def test_the_pages_from_budis_phone_to_the_review(
    client: Client, world: World, settings: LazySettings, tmp_path: Path
) -> None:
    settings.ROOT_URLCONF, settings.NOW, settings.MEDIA_ROOT = __name__, LATER, tmp_path
    world.screen(world.bring([budi_entry()]))
    budi = world.match("Budi")
    ruling = ruled(world, budi)
    session = client.session
    session[PERSON_KEY] = str(budi.person_id)
    session.save()
    address, desk = reverse("own_vetting:objection", args=[ruling.id]), sign_in(Role.KPU_REGENCY, "31.71")
    assert address in client.get(reverse("own_vetting:list")).content.decode()

    sent = {"idempotency_key": new_id().hex, "words": WORDS, "other": SimpleUploadedFile("x.pdf", PDF)}
    shown = client.post(address, sent, follow=True).content.decode()

    assert "tempat Anda ditahan" in shown
    listed = desk.get(reverse("vetting:objections")).content.decode()
    assert "Budi Santoso Rekawan" in listed
    page = desk.get(reverse("vetting:match", args=[budi.id])).content.decode()
    assert WORDS in page
    assert 'value="former_member"' in page
    assert 'value="expired"' not in page
    evidence = reverse("vetting:evidence", args=["keberatan", Objection.objects.get().id, "file-1"])
    assert b"".join(desk.get(evidence).streaming_content) == PDF  # type: ignore[attr-defined]
    assert sign_in(Role.SUPERVISOR, "31").get(evidence).status_code == 404
    export = desk.get(reverse("vetting:objection_export", args=["csv"]))
    assert b"Dikukuhkan" in b"".join(export.streaming_content)  # type: ignore[attr-defined]
    review(budi, "other_person")
    assert "Keberatan diputus oleh dua petugas lain" in client.get(reverse("own_vetting:list")).content.decode()
    assert "mengubah putusan" in client.get(address).content.decode()
    assert "Tidak ada keberatan" in desk.get(reverse("vetting:objections")).content.decode()


def test_a_letter_is_recorded_by_the_officer_who_saw_it(world: World, budi: Match, settings: LazySettings) -> None:
    settings.ROOT_URLCONF, settings.NOW = __name__, LATER
    ruling, pps = ruled(world, budi), sign_in(Role.PPS, WARD)
    address = reverse("vetting:record_objection", args=[budi.id, ruling.id])
    assert address in pps.get(reverse("vetting:match", args=[budi.id])).content.decode()

    pps.post(address, {"idempotency_key": new_id().hex, "words": WORDS, "seen_by": "Agus", "folder": "9"})

    assert Objection.objects.get().papers["letter"]["folder"] == "9"
