"""Pages of a plenary: noted, weighed by hand or spreadsheet, signed by two, and shown to everybody without a name."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from jurdil.stages.selection.models import Consideration, Lot, Plenary
from jurdil.stages.selection.plenaries import Weighed, sign_plenary, weigh_applications

from .conftest import CRITERIA, NOW, WARD, World, post, sign_in
from .test_plenaries import WORDS, decided, held, weighed

DESK = f"/meja/seleksi/{WARD}/"
PLENARY = f"{DESK}pleno/"
SIGN = f"{PLENARY}tanda-tangan/"
HEAD = "nomor,urutan,kompetensi,kapasitas,integritas,kemandirian"


@pytest.fixture(autouse=True)
def _today(settings: Settings) -> None:
    settings.NOW = NOW


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def read(client: Client) -> str:
    """Return what the page says that it shows."""
    found = re.search(r'name="read" value="(\w+)"', text(client, SIGN))
    assert found is not None
    return found[1]


def test_what_was_changed_after_it_was_read_is_not_signed_unread(world: World, client: Client) -> None:
    world.law_alone()
    plenary = held(world)
    weighed(world, plenary)
    sign_plenary(actor=world.agus, plenary_id=plenary.id, now=NOW)
    sign_in(client)
    shown = read(client)
    change = [Weighed(world.applications[0].id, None, WORDS), Weighed(world.applications[19].id, 1, WORDS)]
    weigh_applications(actor=world.agus, plenary_id=plenary.id, entries=change, now=NOW)
    sign_plenary(actor=world.agus, plenary_id=plenary.id, now=NOW)

    assert post(client, SIGN, read=shown).status_code == 409  # type: ignore[attr-defined]
    assert post(client, SIGN).status_code == 409  # type: ignore[attr-defined]
    assert not Lot.objects.exists()

    post(client, SIGN, read=read(client))
    assert Lot.objects.exists()


def test_without_a_policy_the_ward_leads_to_the_plenary_and_not_to_points(world: World, client: Client) -> None:
    world.law_alone()
    sign_in(client)

    words = text(client, DESK)

    assert "rapat pleno PPS yang memutus" in words
    assert f'href="{PLENARY}"' in words
    assert "bekukan" not in words


def test_two_officers_note_weigh_and_sign(world: World, client: Client) -> None:
    world.law_alone()
    sign_in(client)
    post(client, PLENARY, held_on="2024-10-09", minutes="4/PPS/X", present="Dewi Rekaan\nAgus Rekaan")
    siti = world.applications[0]
    row = {f"{siti.id}-{key}": words for key, words in {"place": "1", **WORDS}.items()}
    post(client, f"{PLENARY}timbang/{siti.id}/", **row)
    assert Consideration.objects.get().place == 1
    rows = [f"{one.number},{place},a,b,c,d" for place, one in enumerate(world.applications[1:], start=2)]
    sheet = SimpleUploadedFile("pleno.csv", "\n".join([HEAD, *rows]).encode())
    assert "19 orang ditulis, 0 masalah" in post(client, f"{PLENARY}lembar/", file=sheet).content.decode()  # type: ignore[attr-defined]

    assert "Tandatangani sebagai orang pertama" in text(client, SIGN)
    post(client, SIGN, read=read(client))
    sign_in(client)
    assert "Tandatangani sebagai orang kedua" in text(client, SIGN)
    post(client, SIGN, read=read(client))

    assert Lot.objects.get().is_plenary
    for page in (DESK, f"{DESK}urutan/", "/meja/seleksi/"):
        assert "pleno" in text(client, page)
    assert client.get(PLENARY).status_code == 404


def test_a_row_without_words_is_shown_again_with_its_fault(world: World, client: Client) -> None:
    world.law_alone()
    sign_in(client)
    held(world)
    siti = world.applications[0]

    answer: Any = post(client, f"{PLENARY}timbang/{siti.id}/", **{f"{siti.id}-place": "1"})

    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()


def test_faulty_rows_of_a_spreadsheet_are_named_and_the_good_ones_stay(world: World, client: Client) -> None:
    world.law_alone()
    sign_in(client)
    held(world)
    rows = ["1,,a,b,c,d", "1,2,a,b,c,d", "999,1,a,b,c,d", "2,0,a,b,c,d", "3,1,a,,c,d"]
    sheet = SimpleUploadedFile("pleno.csv", "\n".join([HEAD, *rows]).encode())

    words = post(client, f"{PLENARY}lembar/", file=sheet).content.decode()  # type: ignore[attr-defined]

    assert "1 orang ditulis, 4 masalah" in words
    assert Consideration.objects.get().place is None


def test_a_row_that_numbers_the_columns_is_nobodys_words(world: World, client: Client) -> None:
    world.law_alone()
    sign_in(client)
    held(world)
    sheet = SimpleUploadedFile("pleno.csv", f"{HEAD}\n(1),(2),(3),(4),(5),(6)\n1,2,3,4,5,6\n1,,a,b,c,d\n".encode())

    words = post(client, f"{PLENARY}lembar/", file=sheet).content.decode()  # type: ignore[attr-defined]

    assert "1 orang ditulis, 2 masalah" in words
    assert words.count("Baris ini hanya menomori kolom dan dilewati.") == 2
    assert set(Consideration.objects.get().grounds.values()) == set("abcd")


def test_titles_above_the_header_of_words_are_told(world: World, client: Client) -> None:
    world.law_alone()
    sign_in(client)
    held(world)
    sheet = SimpleUploadedFile("pleno.csv", f"RAPAT PLENO,,,,,\n{HEAD}\n1,,a,b,c,d\n2,0,a,b,c,d\n".encode())

    words = post(client, f"{PLENARY}lembar/", file=sheet).content.decode()  # type: ignore[attr-defined]

    assert "Kepala tabel ada di baris 2; yang di atasnya dilewati." in words
    assert "1 orang ditulis, 1 masalah" in words
    assert '<td class="num">4</td>' in words


def test_the_workbook_holds_a_row_per_applicant(world: World, client: Client) -> None:
    world.law_alone()
    sign_in(client)
    held(world)

    answer: Any = client.get(f"{PLENARY}lembar.xlsx")

    sheet = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("nomor", "nama", "urutan", "kompetensi", "kapasitas", "integritas", "kemandirian")
    assert len(rows) == 21


def test_everybody_sees_that_a_plenary_decided_and_no_name(world: World, client: Client) -> None:
    decided(world)

    words = text(client, f"/undian/{WARD}/")

    assert "4/PPS/X" in words
    assert "bukan pada angka atau undian" in words
    assert "Siti" not in words
    assert "Dewi" not in words
    assert "diputus rapat pleno" in text(client, "/undian/")
    assert client.get(f"/undian/{WARD}/undian.json").status_code == 404


def test_the_list_of_the_plenary_is_filtered_by_name_and_by_what_is_missing(world: World, client: Client) -> None:
    world.law_alone()
    sign_in(client)
    held(world)

    sought = post(client, PLENARY, mencari="ya", cari="siti")
    words = text(client, sought["Location"])

    assert "siti" not in sought["Location"]
    assert "Siti Rekaan" in words
    assert "Budi Rekaan" not in words
    assert "Siti Rekaan" in text(client, f"{PLENARY}?tampil=belum")
    assert set(CRITERIA) <= {part.split('"')[0].rpartition("-")[2] for part in words.split('name="')}
    assert Plenary.objects.count() == 1
