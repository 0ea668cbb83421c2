"""The pages: who sees a match, what stands on it, and what the person sees about oneself."""

from __future__ import annotations

import csv
import io
from datetime import date

import openpyxl
import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import include, path, reverse

from jurdil.errors import NotFound
from jurdil.foundation.accounts.middleware import PERSON_KEY
from jurdil.foundation.accounts.models import Account, Mandate
from jurdil.foundation.accounts.roles import Role
from jurdil.foundation.jobs.models import Job, JobState
from jurdil.foundation.jobs.work import ask_for, work_off
from jurdil.foundation.storage.ids import new_id
from jurdil.registry.regions.models import Level, Region
from jurdil.registry.regions.names import fold
from jurdil.registry.rosters.models import Snapshot
from jurdil.stages.vetting.clarifications import ask_clarification
from jurdil.stages.vetting.explaining import explain_match, masked
from jurdil.stages.vetting.models import Clarification, Inquiry, Match
from jurdil.stages.vetting.queries import Filters, match_of, open_matches
from jurdil.stages.vetting.rulings import Verdict, rule_in_bulk
from jurdil.stages.vetting.suspicion_models import SuspicionState
from jurdil.stages.vetting.wording import OUTCOMES

from .conftest import BUDI_BORN, NOW, WARD, World, budi_entry, nik, officer, strangers

urlpatterns = [
    path("meja/penyaringan/", include("jurdil.stages.vetting.urls")),
    path("berkas/klarifikasi/", include("jurdil.stages.vetting.own_urls")),
    path("", include("jurdil.stages.recruitment.urls")),
    path("meja/daftar/", include("jurdil.registry.rosters.urls")),
]


@pytest.fixture(autouse=True)
def _addresses(settings: LazySettings) -> None:
    settings.ROOT_URLCONF = __name__
    settings.NOW = NOW


def sign_in(client: Client, role: Role, region: str) -> Client:
    account = Account.objects.create_user(f"{role.value}-{new_id().hex}")
    Mandate.objects.create(account=account, role=role.value, region=region, since="2024-01-01")
    client.force_login(account)
    return client


def post(client: Client, address: str, **values: str) -> int:
    return client.post(address, {"idempotency_key": new_id().hex, **values}).status_code


@pytest.mark.parametrize(("role", "region"), [(Role.KPU_REGENCY, "31.71"), (Role.PPS, WARD), (Role.SUPERVISOR, "31")])
def test_the_work_list_names_people_to_those_who_may_see_them(
    client: Client, world: World, budi: Match, role: Role, region: str
) -> None:
    page = sign_in(client, role, region).get(reverse("vetting:index")).content.decode()

    assert "Budi Santoso Rekawan" in page
    assert "7 Nov 2024" in page  # seats are filled that day
    assert "Peluang diukur pada daftar simulasi" in page


def test_the_work_list_says_when_it_was_screened_and_how_far_a_run_is(
    client: Client, world: World, budi: Match
) -> None:
    sign_in(client, Role.KPU_REGENCY, "31.71")
    address = reverse("vetting:index")
    still = client.get(address).content.decode()

    job = ask_for(actor=world.agus, kind="vetting.screen", region="31.71", arguments={"region": ""}, now=NOW)
    waiting = client.get(address).content.decode()
    Job.objects.filter(id=job.id).update(state=JobState.RUNNING, done=3, total=8)
    running = client.get(address).content.decode()
    Job.objects.filter(id=job.id).update(state=JobState.FAILED)
    failed = client.get(address).content.decode()
    ask_for(actor=world.agus, kind="vetting.screen", region="32", arguments={"region": "32.01"}, now=NOW)
    work_off(clock=lambda: NOW)

    assert "Terakhir disaring 1 Oktober 2024 10:00." in still
    assert "Penyaringan ulang" not in still
    assert "menunggu giliran" in waiting
    assert "3 dari 8 bagian selesai" in running
    assert "berhenti karena galat" in failed
    assert "berhenti karena galat" in client.get(address).content.decode()


def test_a_ppk_reads_numbers_only(client: Client, world: World, budi: Match) -> None:
    page = sign_in(client, Role.PPK, "31.71.01").get(reverse("vetting:index")).content.decode()

    assert "Budi" not in page
    assert '<td class="num">1</td>' in page


@pytest.mark.parametrize(
    ("role", "region"), [(Role.PARTNER, WARD), (Role.KPU_REGENCY, "31.72"), (Role.PPK, "31.71.01")]
)
def test_others_find_no_match(client: Client, world: World, budi: Match, role: Role, region: str) -> None:
    sign_in(client, role, region)

    assert client.get(reverse("vetting:match", args=[budi.id])).status_code == 404
    with pytest.raises(NotFound):
        match_of(actor=officer(region, role), match_id=budi.id)


def test_a_partner_sees_nothing_of_the_screening(client: Client, world: World, budi: Match) -> None:
    assert sign_in(client, Role.PARTNER, WARD).get(reverse("vetting:index")).status_code == 404
    with pytest.raises(NotFound):
        open_matches(actor=officer(WARD, Role.PARTNER), filters=Filters())


def test_a_match_stands_with_reasons_and_without_the_number_of_identity(
    client: Client, world: World, budi: Match
) -> None:
    page = sign_in(client, Role.KPU_REGENCY, "31.71").get(reverse("vetting:match", args=[budi.id])).content.decode()

    assert world.people["Budi"].name in page
    assert "4.256 pelamar" in page
    assert not any(reason in page for reason in (budi.pair, str(budi.person_id)))
    assert "0001" not in page  # the serial of the number


def test_a_number_shows_only_the_digits_that_differ() -> None:
    assert masked("1234", "1294") == ("••3•", "••9•")
    assert masked("1234", "12345") == ("••34", "•••45")


def test_ask_answer_propose_and_sign_by_forms(client: Client, world: World, budi: Match) -> None:
    sign_in(client, Role.KPU_REGENCY, "31.71")
    assert post(client, reverse("vetting:ask", args=[budi.id])) == 302
    asked = Clarification.objects.get()
    paper = {"kind": "member", "seen_by": "Wati Rekaan", "folder": "7"}
    assert post(client, reverse("vetting:answer", args=[budi.id, asked.id]), **paper) == 302
    ruling = {"outcome": "confirmed", "reason": "Ia membenarkan keanggotaannya."}
    assert post(client, reverse("vetting:propose", args=[budi.id]), **ruling) == 302
    signing = reverse("vetting:second", args=[budi.id, budi.rulings.get().id])
    assert post(client, signing, agrees="ya") == 403

    sign_in(client, Role.KPU_REGENCY, "31.71")
    assert post(client, signing, agrees="ya") == 302
    budi.refresh_from_db()
    assert budi.state == SuspicionState.RULED


def test_the_person_explains_on_the_own_page(client: Client, world: World, budi: Match) -> None:
    asked = ask_clarification(actor=world.agus, match_id=budi.id, question="Benarkah?", now=NOW)
    session = client.session
    session[PERSON_KEY] = str(budi.person_id)
    session.save()

    address = reverse("own_vetting:clarification", args=[asked.id])
    assert "Benarkah?" in client.get(address).content.decode()
    assert post(client, address, kind="not_me", words="Itu tetangga saya.") == 302
    assert "Jawaban Anda diterima" in client.get(address).content.decode()
    assert "Kecocokan tentang Anda" in client.get(reverse("own_vetting:list")).content.decode()


def test_the_person_never_reads_the_values_of_somebody_else(world: World, budi: Match) -> None:
    budi.reasons = (
        '[{"field": "birth_date", "person_value": "1990-05-12", "entry_value": "1971-01-30",'
        ' "level": "other", "bits": -6.0, "words": "berbeda"}]'
    )
    budi.save()
    budi.refresh_from_db()

    shown = explain_match(budi, to_person=True).lines[0]

    assert "1971" not in shown.entry_value
    assert shown.speaks == "against"


def test_an_inquiry_leaves_and_comes_back_as_a_file(client: Client, world: World, budi: Match) -> None:
    sign_in(client, Role.KPU_REGENCY, "31.71")
    assert post(client, reverse("vetting:inquiries"), roster="partai-07") == 302
    inquiry = Inquiry.objects.get()
    made = client.post(reverse("vetting:inquiry_file", args=[inquiry.id, "csv"]), {"idempotency_key": new_id().hex})
    text = b"".join(made.streaming_content).decode()  # type: ignore[attr-defined]

    assert "A-1" in text
    assert WARD not in text
    page = client.get(reverse("vetting:inquiry", args=[inquiry.id])).content.decode()
    assert "Anggota partai · " in page
    assert (
        "Saat ini tidak ada entri yang perlu ditanyakan." in client.get(reverse("vetting:inquiries")).content.decode()
    )


def test_a_reply_that_cannot_be_read_is_told_with_row_column_and_remedy(
    client: Client, world: World, budi: Match
) -> None:
    sign_in(client, Role.KPU_REGENCY, "31.71")
    post(client, reverse("vetting:inquiries"), roster="partai-07")
    inquiry = Inquiry.objects.get()
    text = f"baris,jawaban\n{inquiry.lines.get().id},mungkin\n"
    given = {"idempotency_key": new_id().hex, "file": SimpleUploadedFile("jawaban.csv", text.encode())}

    page = client.post(reverse("vetting:inquiry", args=[inquiry.id]), given).content.decode()

    assert 'data-of="Baris">2</th><td class="said" data-of="Kolom"><code>jawaban</code></td>' in page
    assert "Tulis salah satu: anggota / mantan anggota / bukan anggota / tidak diketahui." in page


def test_lists_files_and_notices_open(client: Client, world: World, budi: Match) -> None:
    ask_clarification(actor=world.agus, match_id=budi.id, question="", now=NOW)
    sign_in(client, Role.KPU_REGENCY, "31.71")

    assert "Budi Santoso Rekawan" in client.get(reverse("vetting:notices")).content.decode()
    table = client.get(reverse("vetting:worklist_file", args=["csv"]))
    assert b"Budi" in b"".join(table.streaming_content)  # type: ignore[attr-defined]
    lists = client.get(reverse("rosters:list")).content.decode()
    assert "partai-07" in lists
    assert "Budi" not in client.get(reverse("rosters:snapshot", args=[budi.snapshot_id])).content.decode()
    assert client.get(reverse("rosters:upload")).status_code == 200
    assert client.get(reverse("rosters:template")).status_code == 200


@pytest.mark.parametrize("fault", ["", "nobody,member,\n"])
def test_titles_above_the_header_of_replies_are_told(client: Client, world: World, budi: Match, fault: str) -> None:
    sign_in(client, Role.KPU_REGENCY, "31.71")
    client.post(reverse("vetting:inquiries"), {"idempotency_key": new_id().hex, "roster": "partai-07"})
    inquiry = Inquiry.objects.get()
    text = f"JAWABAN,,\nline,reply,left_on\n{inquiry.lines.get().id},former,2016-01-31\n{fault}"
    given = {"idempotency_key": new_id().hex, "file": SimpleUploadedFile("jawaban.csv", text.encode())}

    page = client.post(reverse("vetting:inquiry", args=[inquiry.id]), given, follow=True).content.decode()

    assert "Kepala tabel ada di baris 2; yang di atasnya dilewati." in page


def test_a_list_is_uploaded_once(client: Client, world: World, budi: Match) -> None:
    sign_in(client, Role.KPU_REGENCY, "31.71")
    file = SimpleUploadedFile("list.csv", ("id,name,nik,birth_date,sex,region\n" + budi_entry() + "\n").encode())
    given = {"roster": "saksi", "kind": "witness", "source": "Tim Rekaan", "as_of": "2024-09-20", "file": file}
    answer = client.post(reverse("rosters:upload"), {"idempotency_key": new_id().hex, **given})

    assert answer.status_code == 302
    assert Job.objects.get().kind == "vetting.screen"


@pytest.mark.parametrize(
    ("text", "status", "words"),
    [
        ("DAFTAR,,\n\nid,nama,nik\n", 302, "baris 1 sampai 2 dilewati"),
        ("DAFTAR,,\nid,nama,nik\n", 302, "baris 1 dilewati"),
        ("DAFTAR,,\nid,nama,nik\n1,Budi Rekaan,\nid,nama,alamat\n", 200, "Baris 2 dan 4 sama-sama dapat menjadi"),
        ("DAFTAR,,\n" * 24 + "id,nama,nik\n", 200, "Tidak ada baris yang memuat nama kolom yang wajib: id / "),
        (
            "DAFTAR,,\nid,alamat,nik\n",
            200,
            "Baris 2 dibaca sebagai kepala tabel, tetapi tidak memuat kolom: name / nama",
        ),
    ],
)
def test_titles_of_an_uploaded_list_are_told(client: Client, world: World, text: str, status: int, words: str) -> None:
    sign_in(client, Role.KPU_REGENCY, "31.71")
    file = SimpleUploadedFile("list.csv", (text + '2,Tono Rekaan,\n"Jakarta, 2 Maret 2024",Ketua,\n').encode())
    given = {"roster": "saksi", "kind": "witness", "source": "Tim Rekaan", "as_of": "2024-09-20", "file": file}

    answer = client.post(reverse("rosters:upload"), {"idempotency_key": new_id().hex, **given})

    assert answer.status_code == status
    page = client.get(answer.headers["Location"]) if status == 302 else answer
    assert words in page.content.decode()
    assert ("seperti tanda tangan atau catatan" in page.content.decode()) == (status == 302)


@pytest.mark.parametrize("is_alone", [True, False])
def test_sheets_of_charts_of_an_uploaded_list_are_told(client: Client, world: World, is_alone: bool) -> None:
    sign_in(client, Role.KPU_REGENCY, "31.71")
    book = openpyxl.Workbook()
    for row in (("id", "nama"), ("2", "Tono Rekaan")):
        book.worksheets[0].append(row)
    book.create_chartsheet("Grafik")
    if is_alone:
        book.remove(book.worksheets[0])
    book.save(file := io.BytesIO())
    given = {"roster": "saksi", "kind": "witness", "source": "Tim Rekaan", "as_of": "2024-09-20"}
    given |= {"idempotency_key": new_id().hex, "file": SimpleUploadedFile("list.xlsx", file.getvalue())}

    page = client.post(reverse("rosters:upload"), given, follow=True).content.decode()

    assert ("Berkas ini hanya memuat grafik: Grafik. Simpan tabel yang" in page) == is_alone
    assert ("Lembar yang hanya memuat grafik, dilewati</dt><dd>Grafik</dd>" in page) == (not is_alone)


def test_a_list_of_which_no_row_is_good_keeps_what_was_typed(client: Client, world: World) -> None:
    sign_in(client, Role.KPU_REGENCY, "31.71")
    file = SimpleUploadedFile("list.csv", b"id,name\n1,\n2,\n")
    given = {"roster": "saksi", "kind": "witness", "source": "Tim Rekaan", "as_of": "2024-09-20", "file": file}

    page = client.post(reverse("rosters:upload"), {"idempotency_key": new_id().hex, **given}).content.decode()

    assert "Tidak satu pun dari 2 baris" in page
    assert 'value="Tim Rekaan"' in page
    assert not Snapshot.objects.exists()


def test_a_workbook_of_two_lists_is_refused_by_the_names_of_its_sheets(client: Client, world: World) -> None:
    sign_in(client, Role.KPU_REGENCY, "31.71")
    book, content = openpyxl.Workbook(), io.BytesIO()
    for sheet in (book.worksheets[0], book.create_sheet("Gambir")):
        for row in (["id", "nama"], [1, "Tono Rekaan"]):
            sheet.append(row)
    book.worksheets[0].title = "Menteng"
    book.save(content)
    file = SimpleUploadedFile("list.xlsx", content.getvalue())
    given = {"roster": "saksi", "kind": "witness", "source": "Tim Rekaan", "as_of": "2024-09-20", "file": file}

    page = client.post(reverse("rosters:upload"), {"idempotency_key": new_id().hex, **given}).content.decode()

    assert "Lebih dari satu lembar memuat tabelnya: Menteng, Gambir." in page
    assert "Simpan tiap lembar sebagai berkas sendiri" in page


def test_the_picture_says_in_the_readers_language_what_the_table_says(
    client: Client, world: World, budi: Match
) -> None:
    sign_in(client, Role.KPU_REGENCY, "31.71")
    address = reverse("vetting:match", args=[budi.id])

    page = client.get(address).content.decode()
    client.cookies["django_language"] = "en"
    english = client.get(address).content.decode()

    total = explain_match(budi).total.replace("−", "-")
    assert 'role="img" aria-label="Bagaimana buktinya dijumlahkan"' in page
    assert f">{total}</text>" in page
    assert 'aria-label="How the evidence adds up"' in english
    assert "Full bars" in english


def test_the_person_sees_the_same_picture(client: Client, world: World, budi: Match) -> None:
    session = client.session
    session[PERSON_KEY] = str(budi.person_id)
    session.save()

    assert 'role="img"' in client.get(reverse("own_vetting:list")).content.decode()


NO_REGION = "Ini bukan kode wilayah. Tulis seperti 31.71.06."


@pytest.mark.parametrize("asked", ["wilayah=abc", "wilayah=31.7", "wilayah=Menteng"])
@pytest.mark.parametrize("room", ["doubles", "kin", "quality"])
def test_a_region_that_is_none_shows_nobody_and_says_why(
    client: Client, world: World, budi: Match, room: str, asked: str
) -> None:
    sign_in(client, Role.KPU_REGENCY, "31.71")
    address = reverse(f"vetting:{room}")

    page = client.get(f"{address}?{asked}").content.decode()
    file = client.get(reverse(f"vetting:{room}_file", args=["csv"]) + f"?{asked}")

    assert NO_REGION in page
    assert "Budi Santoso Rekawan" not in page
    assert (file.status_code, "text/html" in file.headers["Content-Type"]) == (403, True)
    assert f"Kode wilayah: {NO_REGION}" in file.content.decode()
    assert "access.filter" in file.content.decode()


@pytest.fixture
def gambir() -> None:
    """A district, the ward in it that bears its name, and two wards of one name in other districts."""
    for code, name, level in (
        ("31.71.01", "Gambir", Level.DISTRICT),
        (WARD, "Gambir", Level.WARD),
        ("31.71.02.1001", "Karang Rekaan", Level.WARD),
        ("31.71.03.1001", "Karang Rekaan", Level.WARD),
    ):
        Region.objects.create(code=code, name=name, folded=fold(name), level=level, decree="-", since=date(2024, 2, 14))


@pytest.mark.parametrize("asked", ["Gambir", "kec. gambir", "Kel. Gambir", "GAMBIR, Gambir"])
def test_a_part_of_the_region_is_found_by_its_name(
    client: Client, world: World, budi: Match, gambir: None, asked: str
) -> None:
    sign_in(client, Role.KPU_REGENCY, "31.71")

    page = client.get(reverse("vetting:index"), {"wilayah": asked}).content.decode()

    assert "Budi Santoso Rekawan" in page


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("Menteng", "Tidak ada wilayah bernama demikian"),
        ("31.7", "Tidak ada wilayah bernama demikian"),
        ("Karang Rekaan", "Karang Rekaan (31.71.02.1001), Karang Rekaan (31.71.03.1001). Tulis kodenya."),
        ("31.72", "Kode ini di luar wilayah Anda"),
    ],
)
def test_a_region_that_cannot_be_read_is_told_in_its_field(
    client: Client, world: World, budi: Match, gambir: None, asked: str, words: str
) -> None:
    ask_clarification(actor=world.agus, match_id=budi.id, question="", now=NOW)
    sign_in(client, Role.KPU_REGENCY, "31.71")

    for address, name in (("vetting:index", "wilayah"), ("vetting:notices", "unit")):
        answer = client.get(reverse(address), {name: asked})
        assert answer.status_code == 200
        assert words in answer.content.decode()
        assert "Budi Santoso Rekawan" not in answer.content.decode()
    file = client.get(reverse("vetting:worklist_file", args=["csv"]), {"wilayah": asked})
    assert (file.status_code, words in file.content.decode()) == (403, True)
    assert "access.filter" in file.content.decode()


def test_a_unit_without_its_dots_narrows_the_notices(client: Client, world: World, budi: Match) -> None:
    ask_clarification(actor=world.agus, match_id=budi.id, question="", now=NOW)
    sign_in(client, Role.KPU_REGENCY, "31.71")

    assert "Budi Santoso Rekawan" in client.get(reverse("vetting:notices"), {"unit": "317101"}).content.decode()


def test_a_filter_of_any_kind_that_is_none_shows_nobody(client: Client, world: World, budi: Match) -> None:
    sign_in(client, Role.KPU_REGENCY, "31.71")

    assert "Budi Santoso Rekawan" not in client.get(reverse("vetting:index") + "?kekuatan=zzz").content.decode()
    assert client.get(reverse("vetting:worklist_file", args=["csv"]) + "?kekuatan=zzz").status_code == 403


def test_a_region_without_its_dots_narrows_the_list_and_its_file(client: Client, world: World, budi: Match) -> None:
    sign_in(client, Role.KPU_REGENCY, "31.71")
    asked = "?wilayah=" + WARD.replace(".", "")

    assert "Budi Santoso Rekawan" in client.get(reverse("vetting:index") + asked).content.decode()
    assert client.get(reverse("vetting:worklist_file", args=["csv"]) + asked).status_code == 200
    assert client.get(reverse("vetting:quality") + asked).status_code == 200


def test_a_match_leads_to_the_other_matches_of_the_person(client: Client, world: World, budi: Match) -> None:
    alone = sign_in(client, Role.KPU_REGENCY, "31.71").get(reverse("vetting:match", args=[budi.id])).content.decode()
    team = world.bring([budi_entry("T-1"), *strangers()], roster="tim-01", kind="campaign_team")
    world.screen(budi.snapshot, team)
    other = world.match("Budi", roster="tim-01")
    verdict = Verdict(other.id, "other_person", "Orang lain, alamatnya berbeda.")
    rule_in_bulk(actor=world.agus, second=world.wati, verdicts=[verdict], now=NOW)

    beside = client.get(reverse("vetting:match", args=[budi.id])).content.decode()

    assert "Kecocokan lain orang ini" not in alone
    assert reverse("vetting:match", args=[other.id]) in beside
    assert str(OUTCOMES["other_person"]) in beside


def test_a_ruled_match_shows_its_outcome_and_is_due_no_more(client: Client, world: World, budi: Match) -> None:
    verdict = Verdict(budi.id, "other_person", "Orang lain, alamatnya berbeda.")
    rule_in_bulk(actor=world.agus, second=world.wati, verdicts=[verdict], now=NOW)
    address = reverse("vetting:index")

    page = sign_in(client, Role.KPU_REGENCY, "31.71").get(f"{address}?keadaan=ruled").content.decode()
    asked_for = client.get(f"{address}?putusan=other_person").content.decode()
    other = client.get(f"{address}?putusan=confirmed").content.decode()
    file = client.get(reverse("vetting:worklist_file", args=["csv"]) + "?putusan=other_person")
    text = b"".join(file.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    (row,) = csv.DictReader(io.StringIO(text))

    assert "Diputus: Orang lain" in " ".join(page.split())
    assert "7 Nov 2024" not in page
    assert budi.person.name in asked_for
    assert budi.person.name not in other
    assert (row["putusan"], row["diputus_sebelum"]) == ("Orang lain", "")


def test_corrected_data_do_not_hide_what_a_match_was(client: Client, world: World, budi: Match) -> None:
    sign_in(client, Role.KPU_REGENCY, "31.71")
    person = budi.person
    person.nik, person.birth_date = "", date(1971, 11, 23)
    person.save()
    world.screen(budi.snapshot)

    page = client.get(reverse("vetting:match", args=[budi.id])).content.decode()
    listed = client.get(reverse("vetting:index")).content.decode()

    assert Match.objects.get().probability < budi.probability
    assert "Dengan data orangnya sebelum diubah, kecocokan ini dinilai kuat (99,9 %)" in page
    assert reverse("recruitment:file", args=[world.applications["Budi"].id]) in page
    assert "data diubah, dulu kuat" in listed

    person.nik, person.birth_date = nik(BUDI_BORN, 1), BUDI_BORN
    person.save()
    world.screen(budi.snapshot)

    page = client.get(reverse("vetting:match", args=[budi.id])).content.decode()
    assert "sebelum diubah" not in page
    assert page.count("Dibandingkan lagi karena data orangnya berubah") == 2


def test_a_rule_leads_to_its_words(client: Client, world: World, budi: Match) -> None:
    sign_in(client, Role.KPU_REGENCY, "31.71")

    page = client.get(reverse("vetting:objections")).content.decode()

    assert '<a href="/aturan/#vetting.objection"><code>vetting.objection</code></a>' in page
