"""Agus receives Budi's letter on paper and scans it, so that whoever rules reads it without the folder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import include, path, reverse

from jurdil.foundation.accounts.models import Account, Mandate
from jurdil.foundation.accounts.roles import Role
from jurdil.foundation.storage.ids import new_id
from jurdil.stages.recruitment.models import Application
from jurdil.stages.vetting.clarifications import ask_clarification
from jurdil.stages.vetting.double_asking import ask_about_double
from jurdil.stages.vetting.double_models import Double, DoubleObjection, DoubleOutcome, DoubleQuestion, DoubleRuling
from jurdil.stages.vetting.kin_models import Kinship
from jurdil.stages.vetting.models import Clarification, Match, Objection, Ruling

from .conftest import NOW, WARD, World, budi_entry

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 surat pernyataan %%EOF"
PAPER = {"seen_by": "Wati Rekaan", "folder": "7"}
WORDS = "Tanda tangan pada formulir partai bukan milik saya."
JOKO = UUID(int=7)
SIGNED = {"proposed_by": "x", "proposed_at": NOW, "seconded_by": "y", "decided_at": NOW, "reason": "-"}
urlpatterns = [
    path("meja/penyaringan/", include("jurdil.stages.vetting.urls")),
    path("meja/pelamar/", include("jurdil.stages.recruitment.urls")),
    path("berkas/klarifikasi/", include("jurdil.stages.vetting.own_urls")),
    path("", include("jurdil.doors.portal.urls")),
]
Place = tuple[str, str]
"""The page that offers the form, and the address to which it is sent."""


@pytest.fixture
def desk(client: Client, settings: LazySettings, tmp_path: Path) -> Client:
    settings.ROOT_URLCONF, settings.NOW, settings.MEDIA_ROOT = __name__, NOW, tmp_path / "papers"
    account = Account.objects.create_user("agus")
    Mandate.objects.create(account=account, role=Role.KPU_REGENCY.value, region="31.71", since="2024-01-01")
    client.force_login(account)
    return client


def answer(world: World) -> Place:
    world.screen(world.bring([budi_entry()]))
    asked = ask_clarification(actor=world.agus, match_id=world.match("Budi").id, question="Benarkah?", now=NOW)
    return reverse("vetting:match", args=[asked.match_id]), reverse("vetting:answer", args=[asked.match_id, asked.id])


def objection(world: World) -> Place:
    world.screen(world.bring([budi_entry()]))
    match = world.match("Budi")
    Match.objects.filter(id=match.id).update(state="ruled", outcome="confirmed")
    ruling = Ruling.objects.create(match=match, outcome="confirmed", basis="R05", **SIGNED)
    return reverse("vetting:match", args=[match.id]), reverse("vetting:record_objection", args=[match.id, ruling.id])


def doubled(world: World) -> Double:
    facts = {"region": WARD, "found_at": NOW, "probability": 0.9, "grade": "likely", "print": "-"}
    both = {"one": world.applications["Siti"], "other": world.applications["Budi"]}
    return Double.objects.create(election=world.election, **both, **facts)


def double_answer(world: World) -> Place:
    double = doubled(world)
    asked = ask_about_double(actor=world.agus, double_id=double.id, question="", now=NOW)[0]
    return reverse("vetting:double", args=[double.id]), reverse("vetting:answer_double", args=[double.id, asked.id])


def double_objection(world: World) -> Place:
    double = doubled(world)
    Double.objects.filter(id=double.id).update(state="ruled")
    Application.objects.filter(id=double.other_id).update(withdrawn_at=NOW)
    ruling = DoubleRuling.objects.create(double=double, outcome=DoubleOutcome.ONE_STANDS, **SIGNED)
    return reverse("vetting:double", args=[double.id]), reverse("vetting:object_double", args=[double.id, ruling.id])


def kin_dispute(world: World) -> Place:
    joko = world.apply("Joko Rekawan", date(1984, 3, 4), 3, id=JOKO)
    kinship = Kinship.objects.create(
        election=world.election, one=world.people["Siti"], other=joko, region=WARD, found_at=NOW,
        relation="spouse", strength="strong", evidence="-", reasons="[]",
    )  # fmt: skip
    return reverse("vetting:kinship", args=[kinship.id]), reverse("vetting:record_dispute", args=[kinship.id])


WAYS = [
    (answer, Clarification, {"kind": "without_consent"}),
    (objection, Objection, {}),
    (double_answer, DoubleQuestion, {"kind": "two_people"}),
    (double_objection, DoubleObjection, {}),
    (kin_dispute, Kinship, {"disputer_id": JOKO}),
]
each_way = pytest.mark.parametrize(("way", "model", "more"), WAYS, ids=[way.__name__ for way, _, _ in WAYS])
Way = Callable[[World], Place]


def form(**given: object) -> dict[str, object]:
    return {"idempotency_key": new_id().hex, "words": WORDS, **PAPER, **given}


def scan(content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile("Surat Budi Santoso.pdf", content)


@each_way
def test_a_scan_lies_beside_the_folder_of_the_letter(
    desk: Client, world: World, way: Way, model: type[Clarification], more: dict[str, object]
) -> None:
    page, address = way(world)
    assert 'enctype="multipart/form-data"' in desk.get(page).content.decode()

    read = desk.post(address, form(other=scan(), **more), follow=True).content.decode()

    made = next(row for row in model.objects.all() if row.papers)
    assert made.papers["letter"]["folder"] == "7"
    assert (made.papers["file-1"]["kind"], made.papers["file-1"]["how"]) == ("other", "file")
    assert "/meja/penyaringan/lampiran/" in read


@each_way
def test_a_letter_without_a_scan_counts_the_same(
    desk: Client, world: World, way: Way, model: type[Clarification], more: dict[str, object]
) -> None:
    _page, address = way(world)

    assert desk.post(address, form(**more)).status_code == 302

    assert [list(row.papers) for row in model.objects.all() if row.papers] == [["letter"]]


@each_way
def test_a_wrong_scan_records_nothing_and_keeps_what_was_typed(
    desk: Client, world: World, way: Way, model: type[Clarification], more: dict[str, object]
) -> None:
    _page, address = way(world)

    shown = desk.post(address, form(other=scan(b"<script>"), **more)).content.decode()

    assert "bukan PDF, JPG atau PNG" in shown
    assert "Bila tadi memilih berkas, pilih lagi." in shown
    assert 'enctype="multipart/form-data"' in shown
    assert WORDS in shown
    assert "Surat Budi" not in shown, "the name of a file may name somebody"
    assert not any(row.papers for row in model.objects.all())
