"""Somebody asks to be forgotten: the page says what goes and what stays, and nobody is erased while they serve."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.registry.bodies.models import Appointment
from jurdil.registry.people.models import Person
from jurdil.stages.oversight.erasing import people_named
from jurdil.stages.oversight.models import Redaction, Report
from jurdil.stages.oversight.redacting import only_removes, propose_redaction, second_redaction

from .conftest import NOW, WARD

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
Officer = Callable[..., Actor]
DESK = "/meja/pengawasan/penghapusan/"
ASKED = {"request": "S-12/2024", "is_compared": "on", "is_understood": "on"}
LESS = "[…] memakai kaus pasangan calon saat bertugas."
REASON = "Diminta oleh orang yang disebut."


def key(number: int) -> dict[str, str]:
    return {"idempotency_key": f"{number:032d}"}


def test_a_request_is_found_shown_and_carried_out(signed_in: SignIn, election: object) -> None:
    siti = Person.objects.create(name="Siti Rekaan", region=WARD, birth_date=date(1990, 5, 12), nik="1")
    agus = signed_in(Role.KPU_REGENCY, "31.71", "agus")

    found = agus.post(DESK, {"nama": "siti", **key(1)}).content.decode()
    assert f"{DESK}{siti.id}/" in found
    page = agus.get(f"{DESK}{siti.id}/").content.decode()
    assert "Yang tersisa" in page
    assert agus.post(f"{DESK}{siti.id}/", {"request": "S-12/2024", **key(2)}).status_code == 200
    left = agus.post(f"{DESK}{siti.id}/", {**ASKED, **key(3)}, follow=True).content.decode()

    siti.refresh_from_db()
    assert (siti.name, siti.nik.reveal()) == ("", "")
    assert "sudah dihapus" in left
    assert Leaf.objects.get(kind="oversight.erased_on_request").rule == "privacy.erasure"
    assert "Tidak ada orang" in agus.post(DESK, {"nama": "siti", **key(4)}).content.decode()
    assert signed_in(Role.KPU_REGENCY, "31.74", "jauh").get(f"{DESK}{siti.id}/").status_code == 404
    assert signed_in(Role.SUPERVISOR, "31.71", "awas").get(DESK).status_code == 404


def test_whoever_serves_is_not_erased(signed_in: SignIn, budi: Appointment) -> None:
    agus, address = signed_in(Role.KPU_REGENCY, "31.71", "agus"), f"{DESK}{budi.person_id}/"

    assert "masih bertugas" in agus.get(address).content.decode()
    assert "access.state" in agus.post(address, {**ASKED, **key(1)}).content.decode()
    budi.person.refresh_from_db()
    assert budi.person.name == "Budi Rekaan"


def test_only_the_own_region_is_searched(officer: Officer) -> None:
    Person.objects.create(name="Siti Rekaan", region=WARD)

    assert len(people_named(actor=officer(), name="siti")) == 1
    assert people_named(actor=officer(region="31.74"), name="siti") == []
    assert people_named(actor=officer(), name=" ") == []


def test_two_officers_take_a_name_out_of_a_report(report: Report, officer: Officer) -> None:
    first, second = officer(), officer()
    made = propose_redaction(actor=first, report_id=report.id, text=LESS, reason=REASON, now=NOW)
    with pytest.raises(Conflict):
        propose_redaction(actor=second, report_id=report.id, text=LESS, reason=REASON, now=NOW)
    with pytest.raises(Refused, match=r"ethics\.roles_apart"):
        second_redaction(actor=first, redaction_id=made.id, agrees=True, now=NOW)

    second_redaction(actor=second, redaction_id=made.id, agrees=True, now=NOW)

    report.refresh_from_db()
    assert report.text.reveal() == LESS
    assert Leaf.objects.get(kind="oversight.reported").record is None
    assert Redaction.objects.get().text.reveal() == ""


def test_a_declined_redaction_leaves_the_report_as_it_was(report: Report, officer: Officer) -> None:
    made = propose_redaction(actor=officer(), report_id=report.id, text=LESS, reason=REASON, now=NOW)

    second_redaction(actor=officer(), redaction_id=made.id, agrees=False, now=NOW)

    report.refresh_from_db()
    assert report.text.reveal().startswith("Ketua KPPS")
    assert Leaf.objects.get(kind="oversight.reported").record is not None


def test_a_redaction_never_adds_a_word(report: Report, officer: Officer) -> None:
    for text in ("Semua baik-baik saja.", "[…] tidak memakai kaus pasangan calon saat bertugas.", ""):
        with pytest.raises(Refused, match=r"ethics\.report"):
            propose_redaction(actor=officer(), report_id=report.id, text=text, reason=REASON, now=NOW)
    with pytest.raises(Refused, match=r"access\.role"):
        propose_redaction(actor=officer(Role.PPS, WARD), report_id=report.id, text=LESS, reason=REASON, now=NOW)
    with pytest.raises(NotFound):
        propose_redaction(actor=officer(region="31.74"), report_id=report.id, text=LESS, reason=REASON, now=NOW)
    assert only_removes("a b c d", "a […] d")
    assert not only_removes("a b c d", "d […] a")


def test_the_pages_of_a_redaction(signed_in: SignIn, report: Report) -> None:
    agus, wati = (signed_in(Role.KPU_REGENCY, "31.71", name) for name in ("agus", "wati"))
    page = f"/meja/pengawasan/laporan/{report.id}/"

    assert (
        "hanya boleh dikurangi"
        in agus.post(page + "sunting/", {"text": "x", "reason": REASON, **key(1)}).content.decode()
    )
    agus.post(page + "sunting/", {"text": LESS, "reason": REASON, **key(2)})
    made = Redaction.objects.get()
    assert "Menunggu petugas kedua" in agus.get(page).content.decode()
    wati.post(f"{page}sunting/{made.id}/", {"agrees": "ya", **key(3)})

    shown = wati.get(page).content.decode()
    assert "Ketua KPPS" not in shown
    assert "keputusan dua petugas" in shown
