"""What the person reads about oneself: what was decided and what can be done, what is at stake, whose data they are."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.middleware import PERSON_KEY
from jurdil.foundation.accounts.models import Account, Mandate
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.storage.ids import new_id
from jurdil.law import load_profile
from jurdil.registry.rosters.models import RosterKind
from jurdil.stages.vetting.clarifications import add_to_answer, answer_clarification, ask_clarification
from jurdil.stages.vetting.hearing import Answer
from jurdil.stages.vetting.models import AnswerKind, Clarification, Match, Ruling
from jurdil.stages.vetting.objections import object_to_ruling
from jurdil.stages.vetting.own_wording import answers_for
from jurdil.stages.vetting.rulings import Verdict, propose_ruling, rule_in_bulk, second_ruling

from .conftest import BUDI_BORN, NOW, PAPER, WARD, World, budi_entry, nik, officer

WORDS = "Tanda tangan pada formulir partai bukan milik saya."
FILE = "recruitment:file"


@pytest.fixture(autouse=True)
def clock(settings: LazySettings, tmp_path: Path) -> None:
    settings.NOW, settings.MEDIA_ROOT = NOW, tmp_path


def opened(match: Match) -> Client:
    client = Client()
    session = client.session
    session[PERSON_KEY] = str(match.person_id)
    session.save()
    return client


def text(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def sign_in(role: Role, region: str) -> Client:
    account, client = Account.objects.create_user(f"{role.value}-{new_id().hex}"), Client()
    Mandate.objects.create(account=account, role=role.value, region=region, since="2024-01-01")
    client.force_login(account)
    return client


def ruled(world: World, match: Match, outcome: str = "confirmed") -> Ruling:
    asked = ask_clarification(actor=world.agus, match_id=match.id, question="", now=NOW)
    answer_clarification(actor=world.pps, clarification_id=asked.id, answer=PAPER, now=NOW)
    verdict = Verdict(match.id, outcome, "Surat partai menyebut namanya.")
    rule_in_bulk(actor=world.agus, second=world.wati, verdicts=[verdict], now=NOW)
    match.refresh_from_db()
    return match.rulings.get()


def test_whoever_was_ruled_out_reads_first_that_it_is_over_and_how_to_object(world: World, budi: Match) -> None:
    ruling = ruled(world, budi)
    objecting = reverse("own_vetting:objection", args=[ruling.id])

    home, found = (text(opened(budi), path) for path in ("/berkas/", "/berkas/klarifikasi/"))

    for page in (home, found):
        assert page.index("Pencalonan Anda berakhir.") < page.index(objecting)
        assert "menurut syarat R05: Bukan anggota partai politik" in page
        assert "Surat partai menyebut namanya." in page
    assert home.index(objecting) < home.index("Lamaran</h2>")
    assert "Pencalonan berakhir menurut putusan di atas." in home
    assert "belum diputus" not in home
    assert found.index(objecting) < found.index("<table")


def test_whoever_was_cleared_reads_so_at_once(world: World, budi: Match) -> None:
    ruled(world, budi, "other_person")

    home = text(opened(budi), "/berkas/")

    assert "Anda dinyatakan bersih atas kecocokan dengan daftar dari Partai Rekaan: Orang lain." in home
    assert "berakhir" not in home


def test_a_suspicion_is_never_shown_as_a_ruling(world: World, budi: Match) -> None:
    question = asked(world, budi)
    assert question in text(opened(budi), "/berkas/")
    propose_ruling(actor=world.agus, match_id=budi.id, outcome="other_person", reason="Alamatnya lain.", now=NOW)

    home = text(opened(budi), "/berkas/")

    assert "1 kecocokan belum diputus" in home
    assert "dinyatakan bersih" not in home
    assert question not in home, "it can be answered no more"


def test_a_ruling_under_review_ends_nothing_and_says_so_until_it_is_upheld(world: World, budi: Match) -> None:
    ruling = ruled(world, budi)
    person = Actor(role=Role.APPLICANT, region="", person_id=budi.person_id)
    object_to_ruling(actor=person, ruling_id=ruling.id, words=WORDS, now=NOW + timedelta(hours=1))

    waiting = text(opened(budi), "/berkas/")
    later = NOW + timedelta(hours=2)
    made = propose_ruling(actor=officer(), match_id=budi.id, outcome="confirmed", reason="Surat itu sah.", now=later)
    second_ruling(actor=officer(), ruling_id=made.id, now=later)
    upheld = text(opened(budi), "/berkas/")

    assert "Keberatan Anda sedang ditinjau." in waiting
    assert "Pencalonan Anda berakhir" not in waiting
    assert "putusan semula tetap" in upheld
    assert reverse("own_vetting:objection", args=[ruling.id]) in upheld


@pytest.mark.parametrize(("role", "region"), [(Role.KPU_REGENCY, "31.71"), (Role.PPS, WARD)])
def test_the_officers_file_says_that_vetting_ruled(world: World, budi: Match, role: Role, region: str) -> None:
    address, desk = reverse(FILE, args=[world.applications["Budi"].id]), sign_in(role, region)
    before = text(desk, address)
    ruled(world, budi)

    page = text(desk, address)

    assert "Penyaringan sudah memutus" not in before
    assert "Penyaringan sudah memutus" in page
    assert reverse("vetting:match", args=[budi.id]) in page


def test_who_may_not_read_matches_learns_nothing_from_the_file(world: World, budi: Match) -> None:
    ruled(world, budi)

    page = sign_in(Role.PPK, "31.71.01").get(reverse(FILE, args=[world.applications["Budi"].id])).content.decode()

    assert "Penyaringan sudah memutus" not in page
    assert str(budi.id) not in page


def asked(world: World, match: Match) -> str:
    made = ask_clarification(actor=world.agus, match_id=match.id, question="", now=NOW)
    return reverse("own_vetting:clarification", args=[made.id])


def listed(world: World, kind: str) -> Match:
    """Return the match of Budi with a list of that kind; of organisers, that of Siti's husband."""
    siti = world.people["Siti"]
    siti.spouse_name, siti.spouse_nik = "Budi Santoso Rekawan", nik(BUDI_BORN, 1)
    siti.save()
    world.screen(world.bring([budi_entry()], roster="daftar-1", kind=kind))
    return world.match("Siti" if kind == "organiser" else "Budi", kind=kind)


@pytest.mark.parametrize("kind", RosterKind.values)
def test_every_kind_of_list_says_what_is_at_stake_and_by_which_rule(world: World, kind: str) -> None:
    match = listed(world, kind)
    rule = load_profile(world.election.profile).value("rosters.kinds")[kind]

    page = text(opened(match), asked(world, match))

    assert "pencalonan Anda sebagai petugas berakhir" in page
    assert f"{rule}: " in page
    assert "%(" not in page


@pytest.mark.parametrize("kind", RosterKind.values)
def test_answers_that_end_a_candidacy_stand_last_and_say_so(kind: str) -> None:
    answers = answers_for(kind)

    first, *_others, member, leaves = answers
    assert first == AnswerKind.NOT_ME
    assert (member, leaves) == (AnswerKind.MEMBER, AnswerKind.WITHDRAW)
    assert [one for one in answers if "mengakhiri" in str(answers[one])] == [member, leaves]


def test_whoever_was_listed_without_joining_need_not_tick_that_they_are_a_member(world: World, budi: Match) -> None:
    address, client = asked(world, budi), opened(budi)

    page = text(client, address)
    client.post(address, {"idempotency_key": new_id().hex, "kind": "without_consent"})

    assert "Itu data saya, tetapi saya tidak pernah mendaftar (dicatut)" in page
    assert "Pasangan saya" not in page
    desk = sign_in(Role.KPU_REGENCY, "31.71")
    assert "tidak pernah mendaftar (dicatut)." in text(desk, reverse("vetting:match", args=[budi.id]))


def test_an_answer_that_does_not_fit_the_list_is_not_taken(world: World) -> None:
    match = listed(world, "sanction")
    address, client = asked(world, match), opened(match)

    client.post(address, {"idempotency_key": new_id().hex, "kind": "without_consent"})

    assert Clarification.objects.get().answered_at is None


def test_siti_is_asked_about_her_husband_and_not_about_herself(world: World) -> None:
    match = listed(world, "organiser")
    address, client = asked(world, match), opened(match)

    question, home, found = (text(client, one) for one in (address, "/berkas/", "/berkas/klarifikasi/"))

    assert "Pasangan yang Anda sebut (Budi Santoso Rekawan) mirip" in question
    assert "Itu orang lain, bukan suami atau istri saya" in question
    assert "Pasangan yang Anda sebut mirip" in home
    assert "Yang dibandingkan pasangan yang Anda sebut (Budi Santoso Rekawan), bukan Anda." in found
    for page in (question, home, found):
        assert "Data Anda" not in page


def test_the_form_stands_before_the_reasons_and_a_fault_is_told_at_its_head(world: World, budi: Match) -> None:
    address, client = asked(world, budi), opened(budi)
    page = text(client, address)
    wrong = {"idempotency_key": new_id().hex, "kind": "not_me", "other": SimpleUploadedFile("x.pdf", b"hello")}

    refused = client.post(address, wrong).content.decode()

    assert page.index('name="kind"') < page.index("<table")
    assert 'id="kirim"' in page
    assert 'action="#kirim"' in page
    assert refused.index('id="kirim" role="alert"') < refused.index("recruitment.paper") < refused.index('name="kind"')


def test_a_time_that_is_over_is_not_called_to_come(world: World, budi: Match, settings: LazySettings) -> None:
    address, client = asked(world, budi), opened(budi)
    coming = text(client, address)
    settings.NOW = NOW + timedelta(days=30)

    for path in (address, "/berkas/", "/berkas/klarifikasi/"):
        page = text(client, path)
        assert "Batas waktu (4 Oktober 2024 10.00 WIB) sudah lewat" in page
        assert "Jawab sebelum" not in page
    assert "Jawab sebelum 4 Oktober 2024 10.00 WIB" in coming


def test_how_many_such_matches_are_of_somebody_else_is_told_before_any_bit(world: World, budi: Match) -> None:
    page = text(opened(budi), "/berkas/klarifikasi/")

    assert page.index("Dari 1.000 kecocokan sekuat ini") < page.index(" bit<")


def test_an_answer_is_corrected_once_and_the_first_one_stays(world: World, budi: Match) -> None:
    address, client = asked(world, budi), opened(budi)
    client.post(address, {"idempotency_key": new_id().hex, "kind": "withdraw"})
    assert "Kirim tambahan" in text(client, address)

    client.post(address, {"idempotency_key": new_id().hex, "kind": "not_me", "words": "Saya keliru memilih."})
    third = client.post(address, {"idempotency_key": new_id().hex, "kind": "member"})

    assert third.status_code == 409
    page = text(client, address)
    assert "Kirim tambahan" not in page
    assert page.index("Saya mengundurkan diri") < page.index("Jawaban dibetulkan atau ditambah")
    assert page.count("Ditanyakan") == 1
    with pytest.raises(Refused, match=r"vetting\.hearing"):
        propose_ruling(actor=world.agus, match_id=budi.id, outcome="withdrawn", reason="Ia mengundurkan diri.", now=NOW)


def test_nothing_is_added_to_an_answer_once_a_ruling_is_proposed(world: World, budi: Match) -> None:
    address, client = asked(world, budi), opened(budi)
    client.post(address, {"idempotency_key": new_id().hex, "kind": "member"})
    propose_ruling(actor=world.agus, match_id=budi.id, outcome="confirmed", reason="Ia membenarkannya.", now=NOW)

    late = client.post(address, {"idempotency_key": new_id().hex, "kind": "not_me"})

    assert late.status_code == 409
    assert "Kirim tambahan" not in text(client, address)


def test_nobody_adds_to_the_answer_of_somebody_else(world: World, budi: Match) -> None:
    asked(world, budi)
    siti = Actor(role=Role.APPLICANT, region="", person_id=world.people["Siti"].id)

    with pytest.raises(NotFound):
        add_to_answer(actor=siti, match_id=budi.id, answer=Answer(AnswerKind.NOT_ME), now=NOW)
