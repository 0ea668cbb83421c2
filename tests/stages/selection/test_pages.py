"""Pages of the selection, for officers and for everybody."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from jurdil.engines.lot import parse_record, verify_record
from jurdil.foundation.accounts.roles import Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.stages.selection.actions import score_application
from jurdil.stages.selection.models import Lot, ScoreSheet

from .conftest import ELSEWHERE, LATER, NOW, WARD, World, all_at, post, sign_in

DESK = "/meja/seleksi/"


def test_an_officer_scores_freezes_and_draws(world: World, client: Client, settings: Settings) -> None:
    settings.NOW = NOW
    sign_in(client)
    siti = world.applications[0]
    assert "Siti Rekaan" in client.get(f"{DESK}{WARD}/").content.decode()

    row = {f"{siti.id}-{key}": value for key, value in all_at(80).items()}
    answer = post(client, f"{DESK}{WARD}/nilai/{siti.id}/", **row)
    assert answer.status_code == 302  # type: ignore[attr-defined]
    assert ScoreSheet.objects.get().total == 80
    assert "Agus Rekaan" in client.get(f"{DESK}{WARD}/").content.decode()

    world.score_all()
    assert "20" in client.get(f"{DESK}{WARD}/bekukan/").content.decode()
    post(client, f"{DESK}{WARD}/bekukan/", draws_at="2024-10-10T15:00")
    lot = Lot.objects.get()
    assert [source.split(" ")[0] for source, *_ in lot.named] == ["drand", "NIST"]
    settings.NOW = LATER
    assert "drand quicknet" in client.get(f"{DESK}{WARD}/undi/").content.decode()
    answer = post(client, f"{DESK}{WARD}/undi/", value_0="kira-kira", value_1="2")
    assert answer.status_code == 200  # type: ignore[attr-defined]  # not the shape of a published value
    answer = post(client, f"{DESK}{WARD}/undi/", value_0="ab" * 32, value_1="CD" * 64)
    assert answer.status_code == 302  # type: ignore[attr-defined]
    assert [value for _source, value in Lot.objects.get().beacons] == ["ab" * 32, "CD" * 64]
    assert "Siti Rekaan" in client.get(f"{DESK}{WARD}/urutan/").content.decode()


def test_a_page_says_which_policy_it_rests_on(world: World, client: Client, settings: Settings) -> None:
    settings.NOW = LATER
    world.draw()

    for path in (f"/undian/{WARD}/", "/kebijakan/"):
        assert "Pita nilai dan undian" in client.get(path).content.decode()
    sign_in(client)
    for path in (f"{DESK}{WARD}/", f"{DESK}{WARD}/urutan/"):
        assert "melebihi aturan hukum" in client.get(path).content.decode()


def test_points_come_from_a_spreadsheet_and_faults_are_named_by_row(
    world: World, client: Client, settings: Settings
) -> None:
    settings.NOW = NOW
    sign_in(client)
    first, second = world.applications[:2]
    score_application(actor=world.wati, application_id=second.id, points=all_at(50), now=NOW)
    rows = [f"{first.number},80,80,80,80", f"{second.number},60,60,60,60", "999,1,1,1,1", "3,101,1,1,1", "4,x,1,1,1"]
    text = "\n".join(["nomor,kompetensi,kapasitas,integritas,kemandirian", *rows])

    page = post(client, f"{DESK}{WARD}/unggah/", file=SimpleUploadedFile("nilai.csv", text.encode()))

    words = page.content.decode()  # type: ignore[attr-defined]
    assert "1 dinilai, 1 diperbaiki, 0 tidak berubah, 3 masalah" in words
    assert "Nilai di luar rentang" in words
    assert dict(ScoreSheet.objects.values_list("application__number", "total")) == {first.number: 80, second.number: 60}
    assert Leaf.objects.filter(kind="selection.corrected").count() == 1


def test_titles_above_the_header_of_points_are_told(world: World, client: Client, settings: Settings) -> None:
    settings.NOW = NOW
    sign_in(client)
    head = "NILAI PPS REKAAN,,,,\n\nNomor,Kompetensi,Kapasitas,Integritas,Kemandirian\n"
    text = f"{head}{world.applications[0].number},80,80,80,80\n3,101,1,1,1\n"

    page = post(client, f"{DESK}{WARD}/unggah/", file=SimpleUploadedFile("nilai.csv", text.encode()))

    words = page.content.decode()  # type: ignore[attr-defined]
    assert "Kepala tabel ada di baris 3; yang di atasnya dilewati." in words
    assert "1 dinilai, 0 diperbaiki, 0 tidak berubah, 1 masalah" in words
    assert '<td class="num">5</td><td><code>competence</code>' in words


def test_a_row_that_numbers_the_columns_gives_nobody_points(world: World, client: Client, settings: Settings) -> None:
    settings.NOW = NOW
    sign_in(client)
    first = world.applications[0]
    text = f"nomor,kompetensi,kapasitas,integritas,kemandirian\n1,2,3,4,5\n{first.number},80,80,80,80\n"

    page = post(client, f"{DESK}{WARD}/unggah/", file=SimpleUploadedFile("nilai.csv", text.encode()))

    words = page.content.decode()  # type: ignore[attr-defined]
    assert first.number == 1
    assert "1 dinilai, 0 diperbaiki, 0 tidak berubah, 1 masalah" in words
    assert '<td class="num">2</td>' in words
    assert "Baris ini hanya menomori kolom dan dilewati." in words
    assert ScoreSheet.objects.get().total == 80


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (
            "NILAI,,,\nnomor,kompetensi,kapasitas,integritas\n",
            "Baris 2 dibaca sebagai kepala tabel, tetapi tidak memuat kolom: independence / kemandirian. "
            "Tambahkan kolom itu di baris tersebut",
        ),
        (
            "NILAI,,,\n",
            "Tidak ada baris yang memuat nama kolom yang wajib: number / nomor / no / berkas, competence / kompetensi",
        ),
    ],
)
def test_points_without_a_header_say_which_row_lacks_what(
    world: World, client: Client, settings: Settings, head: str, words: str
) -> None:
    settings.NOW = NOW
    sign_in(client)

    page = post(client, f"{DESK}{WARD}/unggah/", file=SimpleUploadedFile("nilai.csv", (head + "1,2,3,4\n").encode()))

    assert words in page.content.decode()  # type: ignore[attr-defined]


def test_a_wrong_number_is_shown_beside_its_field(world: World, client: Client) -> None:
    sign_in(client)
    siti = world.applications[0]

    answer = post(client, f"{DESK}{WARD}/nilai/{siti.id}/", **{f"{siti.id}-competence": 101})

    assert answer.status_code == 200  # type: ignore[attr-defined]
    assert "errorlist" in answer.content.decode()  # type: ignore[attr-defined]
    assert not ScoreSheet.objects.exists()


def test_lists_of_other_wards_are_as_if_they_were_not_there(world: World, client: Client) -> None:
    sign_in(client, region=ELSEWHERE)

    assert client.get(f"{DESK}{WARD}/").status_code == 404
    assert "Belum ada penerimaan" in client.get(DESK).content.decode()


def test_a_supervisor_reads_and_does_not_score(world: World, client: Client) -> None:
    sign_in(client, Role.SUPERVISOR, "31.71")

    assert '<form class="filters" method="post"' not in client.get(f"{DESK}{WARD}/").content.decode()
    assert client.get(f"{DESK}{WARD}/bekukan/").status_code == 404


def test_standings_go_out_as_a_file(world: World, client: Client) -> None:
    world.draw()
    sign_in(client)

    answer = client.get(f"{DESK}{WARD}/urutan/?bentuk=csv")

    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 21
    assert "Siti Rekaan 0" in "".join(lines)


def test_everybody_sees_the_draw_and_nobody_in_it(world: World, client: Client) -> None:
    assert client.get(f"/undian/{WARD}/").status_code == 404
    lot = world.draw()

    page = client.get(f"/undian/{WARD}/").content.decode()
    record = json.loads(client.get(f"/undian/{WARD}/undian.json").content)

    assert lot.commitment in page
    assert "jurdil draw --verify" in page
    assert "Rekaan" not in page
    assert verify_record(parse_record(record))
    assert WARD in client.get("/undian/").content.decode()


def test_the_list_hashes_to_its_commitment(world: World, client: Client) -> None:
    from hashlib import sha256

    lot = world.freeze()

    assert sha256(client.get(f"/undian/{WARD}/daftar.tsv").content).hexdigest() == lot.commitment
    assert client.get(f"/undian/{WARD}/undian.json").status_code == 404


def test_everybody_can_take_home_the_line_of_the_log_that_holds_the_hash(world: World, client: Client) -> None:
    lot = world.freeze()

    receipt = client.get(f"/undian/{WARD}/komitmen.json").json()

    assert receipt["leaf"]["kind"] == "selection.frozen"
    assert receipt["record"]["commitment"] == lot.commitment
    assert receipt["record"]["by"] == "pps"
    assert str(world.agus.account_id) not in str(receipt)
