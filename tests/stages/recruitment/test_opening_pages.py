"""The KPU's pages: open with one act, extend where few applied, mend a typed field; each says what will happen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from uuid import uuid4

import pytest
from django.test import Client

from jurdil.foundation.accounts.models import Account, Mandate
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.outbox.models import Message
from jurdil.registry.elections.models import Election, PollingStation, StageInterval, StageState
from jurdil.stages.recruitment.actions import submit_application
from jurdil.stages.recruitment.filing import Filing
from jurdil.stages.recruitment.models import Application, Opening

pytestmark = pytest.mark.django_db

WARD, NEXT = "31.71.01.1001", "31.71.01.1002"
NOON = datetime.fromisoformat("2024-09-20T12:00+07:00")
DESK = "/meja/penerimaan/"
DAYS = {"opens": "2024-09-17", "closes": "2024-09-28", "ground": ""}


@pytest.fixture(autouse=True)
def stations(settings: pytest.FixtureRequest, tmp_path: object, election: Election) -> None:
    settings.NOW, settings.HOME = NOON, tmp_path  # type: ignore[attr-defined]
    for ward in (WARD, NEXT):
        PollingStation.objects.create(election=election, code=ward + "/001", region=ward, number=1, voters=500, rw="1")
    for stage, end in (("register", 28), ("admin_check", 29)):
        StageInterval.objects.create(
            election=election,
            body="KPPS",
            stage=stage,
            label=f"Tahap {stage}",
            region="31",
            start=date(2024, 9, 17),
            end=date(2024, 9, end),
        )


def officer(role: Role = Role.KPU_REGENCY, region: str = "31.71") -> Client:
    account = Account.objects.create_user(f"{role}-{uuid4()}")
    Mandate.objects.create(account=account, role=role.value, region=region, since=NOON.date())
    client = Client()
    client.force_login(account)
    return client


def key() -> dict[str, str]:
    return {"idempotency_key": uuid4().hex}


def test_the_whole_kota_is_opened_with_one_act_and_a_line_each() -> None:
    kpu, district = officer(), {"badan": "KPPS", "wilayah": "31.71.01"}

    asked = kpu.get(DESK + "buka/konfirmasi/?badan=KPPS&wilayah=31.71.01").content.decode()
    assert "recruitment.opened" in asked
    assert "Kompetensi" in asked
    assert not Opening.objects.exists()
    answer = kpu.post(DESK + "buka/konfirmasi/", {**district, **DAYS, **key()}, follow=True).content.decode()

    assert "2 pendaftaran dibuka" in answer
    assert set(Opening.objects.values_list("region", "needed")) == {(WARD, 7), (NEXT, 7)}
    assert Leaf.objects.filter(kind="recruitment.opened").count() == 2
    assert "sudah dibuka" in kpu.get(DESK + "buka/konfirmasi/?badan=KPPS").content.decode()


def test_other_days_than_the_calendars_need_a_reason() -> None:
    kpu, sent = officer(), {"badan": "KPPS", "wilayah": WARD, "opens": "2024-09-17", "closes": "2024-10-02"}

    page = kpu.post(DESK + "buka/konfirmasi/", {**sent, **key()}).content.decode()
    assert "tuliskan alasannya" in page
    past = kpu.post(DESK + "buka/konfirmasi/", {**sent, "closes": "2024-09-19", "ground": "Salah.", **key()})
    assert "Hari terakhir sudah lewat" in past.content.decode()
    kpu.post(DESK + "buka/konfirmasi/", {**sent, "ground": "Banjir di kelurahan itu.", **key()})

    assert Opening.objects.get().ground == "Banjir di kelurahan itu."


def test_the_board_is_filtered_exported_and_empty_in_words(opening: Opening) -> None:
    kpu = officer()

    assert "belum dibuka" in kpu.get(DESK + "buka/?keadaan=not_opened").content.decode()
    assert "Tidak ada wilayah yang cocok" in kpu.get(DESK + "buka/?cari=Atlantis").content.decode()
    file = b"".join(kpu.get(DESK + "buka/penerimaan.csv?keadaan=open").streaming_content)  # type: ignore[attr-defined]
    assert WARD.encode() in file
    assert NEXT.encode() not in file
    assert officer(Role.PPS, WARD).get(DESK + "buka/").status_code == 404
    assert kpu.get(DESK + "buka/?wilayah=31.74").status_code == 404


def test_a_region_that_is_none_opens_nothing_anywhere(opening: Opening) -> None:
    kpu, words = officer(), "Ini bukan kode wilayah. Tulis seperti 31.71.06."

    board = kpu.get(DESK + "buka/?wilayah=abc").content.decode()
    assert words in board
    assert WARD not in board
    file = kpu.get(DESK + "buka/penerimaan.csv?wilayah=abc")
    assert (file.status_code, words in file.content.decode()) == (403, True)
    sent = {"badan": "KPPS", "wilayah": "abc", **DAYS, **key()}
    for address in ("buka/konfirmasi/", "perpanjang/"):
        assert kpu.get(DESK + address + "?badan=KPPS&wilayah=abc").status_code == 403
        assert words in kpu.post(DESK + address, sent).content.decode()

    assert list(Opening.objects.all()) == [opening]
    assert officer(Role.PPS, WARD).get(DESK + "buka/?wilayah=abc").status_code == 404


def test_an_extension_is_shown_with_its_rule_and_refused_in_words(opening: Opening) -> None:
    kpu, sent = officer(), {"badan": "KPPS", "wilayah": WARD, "ground": "Pelamar kurang di RW 1."}

    assert "recruitment.shortage_unit" in kpu.get(DESK + f"perpanjang/?badan=KPPS&wilayah={WARD}").content.decode()
    refused = kpu.post(DESK + "perpanjang/", {**sent, "until": "2024-09-28", **key()}).content.decode()
    assert "recruitment.window" in refused
    kpu.post(DESK + "perpanjang/", {**sent, "until": "2024-10-01", **key()})

    opening.refresh_from_db()
    assert opening.closes == date(2024, 10, 1)
    assert "diperpanjang" in kpu.get(DESK + "buka/").content.decode()


def test_the_province_opens_a_stage_and_the_kota_extends_it() -> None:
    review = StageInterval.objects.get(stage="admin_check")
    kpu, province = officer(), officer(Role.KPU_PROVINCE, "31")

    assert kpu.post(f"{DESK}tahapan/{review.id}/", {"keadaan": "open", **key()}).status_code == 403
    province.post(f"{DESK}tahapan/{review.id}/", {"keadaan": "open", **key()})
    more = {"until": "2024-10-02", "ground": "Berkas datang terlambat."}
    kpu.post(f"{DESK}tahapan/{review.id}/perpanjang/", {**more, **key()})

    review.refresh_from_db()
    assert review.state == StageState.OPEN
    assert StageInterval.objects.filter(region="31.71", end=date(2024, 10, 2)).exists()
    assert "Berkas datang terlambat" in kpu.get(DESK + "tahapan/").content.decode()


def test_a_typed_field_is_mended_side_by_side_with_a_reason(
    opening: Opening, filing: Callable[..., Filing], agus: Actor
) -> None:
    made = submit_application(actor=agus, filing=filing(phone="0811"), now=NOON).application_id
    pps, address = officer(Role.PPS, WARD), f"{DESK}{made}/betulkan/"
    form = pps.get(address).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in sent.items() if value not in (None, False)} | {"education": "S1"}

    compared = pps.post(address, {**sent, "reason": "Ijazah S1 dilihat.", "langkah": "lihat", **key()})
    assert ">SMA<" in compared.content.decode()
    assert "<strong>S1</strong>" in compared.content.decode()
    assert Application.objects.get().education == "SMA"
    pps.post(address, {**sent, "reason": "Ijazah S1 dilihat.", "langkah": "simpan", **key()})

    assert Application.objects.get().education == "S1"
    assert Application.objects.get().declarations == "Y" * 10
    assert "pendidikan: Ijazah S1 dilihat." in pps.get(f"{DESK}{made}/").content.decode()
    assert "Ijazah S1" in Message.objects.get(kind="recruitment.corrected").text.reveal()
    assert officer(Role.PPS, NEXT).get(address).status_code == 404


def test_nothing_is_mended_without_a_reason_or_a_change(
    opening: Opening, filing: Callable[..., Filing], agus: Actor
) -> None:
    made = submit_application(actor=agus, filing=filing(), now=NOON).application_id
    pps, address = officer(Role.PPS, WARD), f"{DESK}{made}/betulkan/"
    form = pps.get(address).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}

    same = pps.post(address, {**sent, "reason": "Tidak ada.", "langkah": "simpan", **key()}).content.decode()

    assert "Tidak ada isian yang berubah" in same
    assert not Leaf.objects.filter(kind="recruitment.corrected").exists()
