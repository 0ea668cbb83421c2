"""Everybody sees who serves where, and nothing about anybody else."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from jurdil.engines.merkle import TileStore
from jurdil.foundation.ledger.receipts import receipt_of
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.ledger.sequencing import sequence_leaves
from jurdil.foundation.storage.ids import new_id
from jurdil.law import load_profile
from jurdil.registry.bodies.models import Appointment, Body, BodyKind, Seat
from jurdil.registry.elections.models import Election, PollingStation, StageInterval
from jurdil.registry.people.models import Person
from jurdil.registry.regions.models import Region
from jurdil.registry.regions.names import fold
from jurdil.stages.recruitment.models import Application, Opening

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 11, 10, 3, 0, tzinfo=UTC)
REGIONS = (
    ("31", "provinsi", "Daerah Khusus Ibukota Jakarta"),
    ("31.71", "kota", "Kota Administrasi Jakarta Pusat"),
    ("31.71.01", "kecamatan", "Gambir"),
    ("31.71.01.1001", "kelurahan", "Gambir"),
    ("31.71.01.1002", "kelurahan", "Cideng"),
)
LEVELS = ("provinsi", "kabkota", "kecamatan", "deskel")


@pytest.fixture(autouse=True)
def gambir(tmp_path: Path, settings: Settings) -> Election:
    settings.HOME, settings.NOW = tmp_path, NOW
    for code, kind, name in REGIONS:
        Region.objects.create(
            code=code, level=LEVELS[code.count(".")], kind=kind, name=name, folded=fold(name), decree="-",
            since=date(2024, 2, 14),
        )  # fmt: skip
    election = Election.objects.create(
        key="pilgub", name="Pilgub 2024", voting_day=date(2024, 11, 27), profile="pemilihan-2024", region="31"
    )
    for number in (1, 12):
        PollingStation.objects.create(
            election=election, code=f"31.71.01.1001/{number:03d}", region="31.71.01.1001", number=number, voters=550,
            rw="001", rts="001 002", is_derived=True,
        )  # fmt: skip
    return election


def _seat(election: Election) -> Seat:
    body = Body.objects.create(
        election=election, kind=BodyKind.KPPS, region="31.71.01.1001/012", size=7, authority="31.71"
    )
    return Seat.objects.create(body=body, role="chair", number=1)


def _appoint(seat: Seat, name: str, start: date, end: date, end_rule: str = "") -> Appointment:
    return Appointment.objects.create(
        seat=seat, person=Person.objects.create(name=name), region=seat.body.region, start=start, end=end,
        basis="body.kpps.appointment", decree="7/KPPS/2024", authority="31.71", signatory="Ketua PPS Gambir",
        end_rule=end_rule, recorded_at=NOW,
    )  # fmt: skip


def _apply(election: Election, ward: str, people: int) -> None:
    opening = Opening.objects.create(
        election=election, body="KPPS", region=ward, needed=14, opens=date(2024, 9, 17), closes=date(2024, 9, 28)
    )
    for number in range(1, people + 1):
        Application.objects.create(
            opening=opening, person=Person.objects.create(name="Siti"), body="KPPS", region=ward, number=number,
            candidacy="registered", contact_at=NOW, submitted_at=NOW,
        )  # fmt: skip


def test_a_station_shows_who_serves_and_who_held_the_seat(gambir: Election, client: Client) -> None:
    seat = _seat(gambir)
    _appoint(seat, "Budi Rekaan", date(2024, 11, 7), date(2024, 11, 9), end_rule="paw.reason")
    _appoint(seat, "Rina Rekaan", date(2024, 11, 10), date(2024, 12, 8))

    page = client.get("/tps/31.71.01.1001/012/").content.decode()

    now, history = page.split("<h2>Siapa memegang kursi apa, kapan</h2>")
    assert "Rina Rekaan" in now
    assert "Budi Rekaan" not in now
    assert "Budi Rekaan" in history
    assert "9 Nov 2024" in history
    assert "paw.reason" not in page
    assert "buatan" in now


def test_a_ward_lists_its_stations_and_says_what_is_derived(gambir: Election, client: Client) -> None:
    _appoint(_seat(gambir), "Rina Rekaan", date(2024, 11, 7), date(2024, 12, 8))

    page = client.get("/wilayah/31.71.01.1001/").content.decode()

    assert 'href="/tps/31.71.01.1001/012/"' in page
    assert "1 / 7" in page
    assert "diturunkan dari jumlah resmi kecamatan" in page
    assert "Rina" not in page


def test_few_applicants_are_not_counted_in_public(gambir: Election, client: Client) -> None:
    _apply(gambir, "31.71.01.1001", 6)
    _apply(gambir, "31.71.01.1002", 4)

    page = client.get("/wilayah/31.71.01/").content.decode()

    assert '<span class="figure">10</span>' in page
    rows = page[page.index("<tbody>") : page.index("</tbody>")]
    assert rows.count('<td class="num">–</td>') == 2, "the difference to the sum must not give the small count away"


@pytest.mark.parametrize(
    "address", ["/", "/wilayah/31/", "/wilayah/31.71/", "/tahapan/", "/catatan/", "/periksa/", "/privasi/", "/aturan/"]
)
def test_a_public_page_opens_before_anything_has_happened(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "address",
    ["/wilayah/99/", "/tps/31.71.01.1001/099/", "/log/tree-size", "/log/sequencer.lock", "/log/tile/../sequencer.lock"],
)
def test_what_is_not_there_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("text", ["TPS 12 Gambir", "gambir/12", "3171011001/012"])
def test_a_station_is_found_as_people_say_it(client: Client, text: str) -> None:
    assert client.get("/cari/", {"q": text}).headers["Location"] == "/tps/31.71.01.1001/012/"


def test_every_rule_stands_on_its_page_with_its_source(gambir: Election, client: Client) -> None:
    page = client.get("/aturan/").content.decode()

    assert all(f'<dt id="{key}">' in page for key in load_profile(gambir.profile).rules)
    assert "PKPU 8/2022 pasal 35 ayat (1)" in page


def test_no_rule_is_about_something_without_a_name(gambir: Election, client: Client) -> None:
    page = client.get("/aturan/").content.decode()

    assert re.findall(r"<h2>([a-z_]+)</h2>", page) == []


def test_the_calendar_marks_what_runs_today(gambir: Election, client: Client) -> None:
    StageInterval.objects.create(
        election=gambir, body="KPPS", stage="term", label="Masa kerja", region="31", start=date(2024, 11, 7),
        end=date(2024, 12, 8), state="open",
    )  # fmt: skip

    page = client.get("/tahapan/").content.decode()

    assert "Masa kerja" in page
    assert "hari ini" in page


def _receipt() -> dict[str, object]:
    act = Act("recruitment.submitted", "31.71.01.1001", str(new_id()), {"name": "Siti Rekaan"})
    leaf = record_act(act, now=NOW)
    sequence_leaves(now=NOW)
    return receipt_of(leaf)


def test_the_log_shows_lines_without_people_and_serves_its_tiles(client: Client, tmp_path: Path) -> None:
    _receipt()

    page = client.get("/catatan/", {"wilayah": "31.71"}).content.decode()
    checkpoint = client.get("/log/checkpoint")
    entries = client.get("/log/tile/entries/000.p/1")

    assert "recruitment.submitted" in page
    assert "Siti" not in page
    assert checkpoint.headers["Content-Type"].startswith("text/plain")
    assert b"".join(checkpoint.streaming_content) == (tmp_path / "log" / "checkpoint").read_bytes()
    assert entries.headers["Content-Type"] == "application/octet-stream"
    assert TileStore(tmp_path / "log").size == 1


def test_a_genuine_receipt_is_found_in_the_log(client: Client) -> None:
    form = {"text": json.dumps(_receipt()), "idempotency_key": new_id().hex}

    page = client.post("/periksa/", form).content.decode()

    assert "Tanda terima ini sah." in page
    assert "Barisnya berdiri dalam catatan publik." in page
    assert "Siti Rekaan" in page


def test_a_changed_receipt_is_found_out(client: Client) -> None:
    receipt = _receipt()
    receipt["record"] = {"name": "Budi Rekaan", "subject": "x"}

    for text in (json.dumps(receipt), "bukan tanda terima", "[]", ""):
        page = client.post("/periksa/", {"text": text, "idempotency_key": new_id().hex}).content.decode()

        assert "Tanda terima ini sah." not in page
        assert 'class="refusal"' in page
