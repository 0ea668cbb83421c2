"""The pages: a cheap phone applies and comes back, an officer types a folder in, a supervisor sees no NIK."""

from __future__ import annotations

import re
import types
from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import include, path

from jurdil.foundation.accounts.models import Account, Mandate
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.outbox.models import Message
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.elections.models import Election
from jurdil.stages.recruitment.actions import submit_application
from jurdil.stages.recruitment.filing import Filing
from jurdil.stages.recruitment.mending import renew_code
from jurdil.stages.recruitment.models import Application, Opening, ReviewState
from jurdil.stages.recruitment.openings import open_recruitment

pytestmark = pytest.mark.django_db

WARD = "31.71.01.1001"
NOON = datetime.fromisoformat("2024-09-20T12:00+07:00")
Make = Callable[..., Filing]

urls = types.ModuleType("jurdil_recruitment_test_urls")
urls.urlpatterns = [  # type: ignore[attr-defined]
    path("", include("jurdil.stages.recruitment.urls")),
    path("masuk/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]


@pytest.fixture(autouse=True)
def _site(settings: pytest.FixtureRequest, tmp_path: object) -> None:
    settings.ROOT_URLCONF = urls  # type: ignore[attr-defined]
    settings.NOW = NOON  # type: ignore[attr-defined]
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    cache.clear()


def officer(role: Role, region: str = WARD) -> Client:
    account = Account.objects.create_user(f"{role}-{uuid4()}")
    Mandate.objects.create(account=account, role=role.value, region=region, since=NOON.date())
    client = Client()
    client.force_login(account)
    return client


def key() -> dict[str, str]:
    return {"idempotency_key": uuid4().hex}


def nik(serial: int = 1) -> str:
    return f"317101520590{serial:04d}"


SITI = {"name": "Siti Rekaan", "birth_date": "1990-05-12", "sex": "P", "education": "SMA"}


def test_siti_applies_on_her_phone_and_opens_her_file_with_the_code(opening: Opening) -> None:
    phone, sent = Client(), {**SITI, **key(), "nik": nik()}

    answer = phone.post(f"/lamar/{opening.id}/", sent)
    again = phone.post(f"/lamar/{opening.id}/", sent)

    assert (answer.status_code, again["Location"]) == (302, answer["Location"])
    row = Application.objects.get()
    page = phone.get(answer["Location"]).content.decode()
    code = re.search(r"<code>([A-Z2-7-]{14})</code>", page)
    assert code is not None
    assert phone.get(answer["Location"].rstrip("/") + ".json").json()["record"]["name"] == "Siti Rekaan"
    assert Client().get(answer["Location"]).status_code == 404
    other = Client()
    assert other.post("/berkas/masuk/", {**key(), "code": code.group(1).lower()})["Location"] == "/berkas/"
    for wanted, goes_to in (
        ("/berkas/surat/", "/berkas/surat/"),
        ("//lain.invalid/", "/berkas/"),
        ("/meja/", "/berkas/"),
    ):
        given = other.post(f"/berkas/masuk/?lanjut={wanted}", {**key(), "code": code.group(1)})
        assert given["Location"] == goes_to
    assert other.session["person"] == str(row.person_id)


def test_a_new_code_ends_what_the_old_one_opened(opening: Opening, filing: Make, agus: Actor) -> None:
    code = submit_application(actor=agus, filing=filing(), now=NOON).code
    row, thief, siti = Application.objects.get(), Client(), Client()
    thief.post("/berkas/masuk/", {**key(), "code": code})
    assert thief.get(f"/berkas/lengkapi/{row.id}/").status_code == 200

    fresh = renew_code(actor=agus, application_id=row.id, now=NOON)
    siti.post("/berkas/masuk/", {**key(), "code": fresh})

    assert thief.get(f"/berkas/lengkapi/{row.id}/").status_code == 302
    assert "person" not in thief.session
    assert siti.get(f"/berkas/lengkapi/{row.id}/").status_code == 200


def test_guessing_codes_is_slow(opening: Opening) -> None:
    guesser = Client()

    pages = [guesser.post("/berkas/masuk/", {**key(), "code": "ABCD-EFGH-IJKL"}) for _ in range(11)]

    assert "tidak dikenal" in pages[0].content.decode()
    assert "Terlalu banyak" in pages[-1].content.decode()


def test_a_nik_that_disagrees_is_a_question_and_the_input_stays(opening: Opening) -> None:
    phone, sent = Client(), {**SITI, **key(), "nik": nik(), "birth_date": "1990-05-13"}

    asked = phone.post(f"/lamar/{opening.id}/", sent)

    text = asked.content.decode()
    assert "Tanggal lahir di dalam NIK berbeda" in text
    assert 'value="Siti Rekaan"' in text
    assert not Application.objects.exists()
    assert phone.post(f"/lamar/{opening.id}/", {**sent, "nik_is_checked": "on"}).status_code == 302


def test_agus_gives_a_number_and_types_the_folder_in(opening: Opening) -> None:
    agus = officer(Role.PPS)
    slip = agus.post("/meja/penerimaan/loket/", {**key(), "opening": str(opening.id), "name": "Siti Rekaan"})
    assert "Nomor 1" in agus.get(slip["Location"]).content.decode()
    form = agus.get(f"/meja/penerimaan/formulir/{opening.id}/?nomor=1").content.decode()
    assert 'value="MAP-0002"' in form

    filled = {**SITI, **key(), "nik": nik(), "counter_number": "1", "folder": "MAP-0001", "documents": ["diploma"]}
    done = agus.post(f"/meja/penerimaan/formulir/{opening.id}/", filled)

    assert done.status_code == 302, done.content.decode()
    page = agus.get(done["Location"]).content.decode()
    assert "Kode rahasia untuk membuka" in page
    assert "<svg" in page
    row = Application.objects.get()
    assert (row.number, row.papers["diploma"]["folder"], row.declarations) == (1, "MAP-0001", "T" * 10)


def test_a_file_shows_reasons_and_takes_a_ruling_of_two(opening: Opening, filing: Make, agus: Actor) -> None:
    made = submit_application(actor=agus, filing=filing(education="SMP"), now=NOON).application_id
    first, second = officer(Role.PPS), officer(Role.PPK, "31.71.01")
    base = f"/meja/penerimaan/{made}/"

    first.post(base + "periksa/", key())
    reason = {"outcome": "ineligible", "rule": "R08", "reason": "Ijazah yang dibawa SMP."}
    short = first.post(base + "usul/", {**key(), **reason, "reason": "tms"})
    assert "privacy.explanation" in short.content.decode()
    untold = first.post(base + "usul/", {**key(), **reason})
    assert "access.notice" in untold.content.decode(), "nobody was told yet what is lacking"
    Message.objects.filter(kind="recruitment.reviewed").update(left_at=NOON)
    assert first.post(base + "usul/", {**key(), **reason}).status_code == 302
    ruling = Application.objects.get().review_rulings.get()
    assert first.post(f"{base}putusan/{ruling.id}/", {**key(), "agrees": "ya"}).status_code == 403
    second.post(f"{base}putusan/{ruling.id}/", {**key(), "agrees": "ya"})

    assert Application.objects.get().review == ReviewState.INELIGIBLE
    page = first.get(base).content.decode()
    assert "Diputus dua petugas" in page
    assert "R08" in page


def test_a_supervisor_reads_without_nik_and_a_stranger_nothing(filing: Make, agus: Actor) -> None:
    made = submit_application(actor=agus, filing=filing(phone="080012345"), now=NOON).application_id
    page = officer(Role.SUPERVISOR, "31").get(f"/meja/penerimaan/{made}/").content.decode()

    assert "Siti Rekaan" in page
    assert nik() not in page
    assert "080012345" not in page
    assert nik() in officer(Role.PPS).get(f"/meja/penerimaan/{made}/").content.decode()
    assert officer(Role.PPS, "31.72").get(f"/meja/penerimaan/{made}/").status_code == 404
    assert Client().get("/meja/penerimaan/").status_code == 404


def test_a_lurah_proposes_an_order_officer_and_sees_no_check(election: Election) -> None:
    kpu = Actor(role=Role.KPU_REGENCY, region="31.71")
    linmas = open_recruitment(actor=kpu, election=election, body=BodyKind.LINMAS, region=WARD, needed=2, now=NOON)
    lurah = officer(Role.PARTNER)

    done = lurah.post(f"/meja/penerimaan/usulan/{linmas.id}/", {**SITI, **key()})

    page = lurah.get(done["Location"]).content.decode()
    assert "Siti Rekaan" in page
    assert "Putusan dua petugas" not in page
    assert "Siti Rekaan" in lurah.get("/meja/penerimaan/").content.decode()


def test_a_region_that_is_none_shows_nobody_and_gives_no_file(filing: Make, agus: Actor) -> None:
    submit_application(actor=agus, filing=filing(name="Siti Rekaan"), now=NOON)
    client, words = officer(Role.PPS), "Ini bukan kode wilayah. Tulis seperti 31.71.06."

    page = client.get("/meja/penerimaan/?wilayah=abc").content.decode()
    file = client.get("/meja/penerimaan/pelamar.csv?wilayah=abc")

    assert (words in page, "Siti Rekaan" in page) == (True, False)
    assert (file.status_code, words in file.content.decode()) == (403, True)
    assert "Siti Rekaan" in client.get("/meja/penerimaan/?wilayah=3171").content.decode()


def test_the_list_filters_and_exports(filing: Make, agus: Actor) -> None:
    submit_application(actor=agus, filing=filing(name="=Siti Rekaan", is_experienced=True), now=NOON)
    client = officer(Role.KPU_REGENCY, "31.71")

    submit_application(actor=agus, filing=filing(name="Rina Rekaan", nik=nik(2)), now=NOON)
    sought = {"nama": "siti", "pengalaman": "on", "wilayah": "3171", "mencari": "ya", **key()}
    address = client.post("/meja/penerimaan/", sought)["Location"]
    assert "siti" not in address
    found = client.get(address).content.decode()
    assert "Siti Rekaan" in found
    exported = f"/meja/penerimaan/pelamar.csv?{address.partition('?')[2]}"
    assert exported.replace("&", "&amp;") in found
    assert b"Rina" not in b"".join(client.get(exported).streaming_content)  # type: ignore[attr-defined]
    assert "Tidak ada lamaran" in client.get("/meja/penerimaan/?hasil=eligible").content.decode()
    file = b"".join(client.get("/meja/penerimaan/pelamar.csv").streaming_content)  # type: ignore[attr-defined]
    assert b"'=Siti Rekaan" in file
    assert nik().encode() not in file


def test_an_upload_is_looked_at_first_and_kept_when_confirmed(opening: Opening) -> None:
    agus = officer(Role.PPS)
    text = f"PELAMAR,,\nkelurahan,name,birth_date\n{WARD},Siti Rekaan,1990-05-12\n{WARD},Budi Rekaan,1990-13-12\n"
    file = SimpleUploadedFile("pelamar.csv", text.encode())

    asked = agus.post("/meja/penerimaan/impor/", {**key(), "file": file})
    preview = agus.get(asked["Location"]).content.decode()
    assert "1 baris terbaca, 1 masalah" in preview
    assert "Kepala tabel ada di baris 2; yang di atasnya dilewati." in preview
    assert not Application.objects.exists()
    done = agus.post(asked["Location"], key())

    assert "1 lamaran disimpan" in agus.get(done["Location"]).content.decode()
    assert officer(Role.PPS).get(asked["Location"]).status_code == 404


def test_who_looks_for_a_place_without_openings_is_told_so() -> None:
    assert "Tidak ada pendaftaran" in Client().get("/lamar/?tempat=Gambir").content.decode()
