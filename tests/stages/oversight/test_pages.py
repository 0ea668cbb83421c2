"""The public form, the follow-up by code, and the officers' pages."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from jurdil.foundation.accounts.roles import Role
from jurdil.registry.bodies.models import Appointment
from jurdil.registry.elections.models import Election
from jurdil.stages.oversight.models import Case, CaseState, Report
from jurdil.stages.placement.models import Replacement

pytestmark = pytest.mark.django_db

SignIn = Callable[..., Client]
DESK = "/meja/pengawasan/"
TOLD = {
    "region": "31.71.01.1001",
    "station": "1",
    "topic": "neutrality",
    "happened_on": "2024-11-12",
    "text": "Ketua KPPS memakai kaus pasangan calon saat bertugas.",
    "reporter": "Dewi Rekaan, rekaan@contoh.invalid",
}


def key(number: int) -> dict[str, str]:
    return {"idempotency_key": f"{number:032d}"}


@pytest.fixture
def dewi(settings: pytest.FixtureRequest, signed_in: SignIn, election: Election) -> Client:
    return Client()


def test_a_report_from_a_phone_with_its_code_shown_once(dewi: Client) -> None:
    assert "?wilayah=31.71.01.1001" in dewi.get("/lapor/?cari=Gambir").content.decode()
    assert 'name="text"' in dewi.get("/lapor/?wilayah=31.71.01.1001").content.decode()

    shown = dewi.post("/lapor/", {**TOLD, **key(1)}, follow=True)
    code = re.search(r"<code>([0-9a-f]+)</code>", shown.content.decode())

    assert code is not None
    assert code[1] not in str(shown.redirect_chain)
    assert code[1] not in dewi.get("/lapor/diterima/").content.decode()
    followed = dewi.post("/lapor/ikuti/", {"code": code[1], **key(2)}).content.decode()
    assert "Diterima, belum ditindaklanjuti" in followed
    assert Report.objects.get().region == "31.71.01.1001/001"


def test_a_wrong_code_and_a_wrong_station_are_said_on_the_form(dewi: Client) -> None:
    assert "tidak dikenal" in dewi.post("/lapor/ikuti/", {"code": "salah", **key(1)}).content.decode()
    assert "TPS dengan nomor itu" in dewi.post("/lapor/", {**TOLD, "station": "77", **key(2)}).content.decode()
    assert "Tidak ditemukan" in dewi.get("/lapor/?cari=Atlantis").content.decode()
    assert not Report.objects.exists()


def test_a_case_from_report_to_replacement_by_three_officers(
    dewi: Client, signed_in: SignIn, budi: Appointment
) -> None:
    dewi.post("/lapor/", {**TOLD, **key(1)})
    report = Report.objects.get()
    agus, second = (signed_in(Role.KPU_REGENCY, "31.71", name) for name in ("agus", "kedua"))

    page = agus.get(f"{DESK}laporan/{report.id}/").content.decode()
    assert "Budi Rekaan" in page
    assert "Dewi" not in page
    sought = agus.post(f"{DESK}laporan/{report.id}/", {"nama": "Siti", "mencari": "ya", **key(7)})
    assert "Siti" not in sought["Location"]
    assert "Budi Rekaan" not in agus.get(sought["Location"]).content.decode()
    agus.post(f"{DESK}laporan/{report.id}/perkara/", {"appointment": str(budi.id), **key(2)})
    case = Case.objects.get()
    agus.post(f"{DESK}perkara/{case.id}/dengar/", {"statement": "Saya khilaf memakainya.", **key(3)})
    proposal = {"kind": "dismissal", "reason": "Foto dan pengakuan.", "takes_effect_on": "2024-11-13", **key(4)}
    agus.post(f"{DESK}perkara/{case.id}/usul/", proposal)

    refused = agus.post(f"{DESK}perkara/{case.id}/putus/", key(5))
    assert refused.status_code == 403
    assert "ethics.roles_apart" in refused.content.decode()
    second.post(f"{DESK}perkara/{case.id}/putus/", key(6))

    case.refresh_from_db()
    assert case.state == CaseState.DECIDED
    assert Replacement.objects.count() == 1
    assert "Kursi kosong" in second.get(f"{DESK}perkara/{case.id}/").content.decode()


def test_a_report_is_closed_once_with_a_reason(
    dewi: Client, signed_in: SignIn, report: Report, budi: Appointment
) -> None:
    agus = signed_in(Role.KPU_REGENCY, "31.71", "agus")

    agus.post(f"{DESK}laporan/{report.id}/tutup/", {"reason": "Bukan tentang petugas.", **key(1)})

    report.refresh_from_db()
    assert report.state == "closed"
    assert (
        agus.post(f"{DESK}laporan/{report.id}/tutup/", {"reason": "Sekali lagi begitu.", **key(2)}).status_code == 409
    )


def test_a_supervisor_reads_without_buttons_and_others_find_nothing(
    dewi: Client, signed_in: SignIn, report: Report
) -> None:
    supervisor = signed_in(Role.SUPERVISOR, "31.71.01", "panwascam")

    assert "Membuka perkara atau menutup laporan" in supervisor.get(DESK).content.decode()
    assert "/tutup/" not in supervisor.get(f"{DESK}laporan/{report.id}/").content.decode()
    assert signed_in(Role.KPU_REGENCY, "31.74", "jauh").get(f"{DESK}laporan/{report.id}/").status_code == 404
    assert dewi.get(DESK).status_code == 404


def test_empty_lists_say_so(signed_in: SignIn, election: Election) -> None:
    agus = signed_in(Role.KPU_REGENCY, "31.71", "agus")

    page = agus.get(DESK).content.decode()

    assert "Tidak ada laporan atau perkara yang menunggu" in page
    assert "Belum ada perkara" in page
    assert "Tidak ada laporan dengan keadaan ini" in agus.get(f"{DESK}laporan/").content.decode()
    assert b"wilayah" in b"".join(agus.get(f"{DESK}perkara.csv").streaming_content)  # type: ignore[attr-defined]
