"""A citizen redoes a draw in the browser of a slow phone, and a bent list or order is found."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from jurdil.engines.lot import Listing, commit, record_draw
from jurdil.foundation.storage.bulk import insert_rows
from jurdil.foundation.storage.ids import new_id
from jurdil.registry.elections.models import Election
from jurdil.registry.people.models import Person
from jurdil.stages.recruitment.models import Application, Opening
from jurdil.stages.selection.models import Lot, Standing

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

WARD = "31.71.01.1001"
APPLICANTS = 2000  # the largest ward of Jakarta: 218 stations of seven, 1.3 applicants a seat
SLOWER = 4
SCRIPT_LINES = 200
NOW = datetime(2024, 10, 10, 3, tzinfo=UTC)


@pytest.fixture
def lot(settings: Settings) -> Lot:
    """A drawn ward of the size of the largest; nobody but pseudonyms, bands and ranks."""
    settings.NOW = NOW
    election = Election.objects.create(
        key="pilgub", name="Pilgub", voting_day=date(2024, 11, 27), profile="pemilihan-2024", region="31"
    )
    opening = Opening.objects.create(
        election=election, body="KPPS", region=WARD, needed=14, opens=date(2024, 9, 17), closes=date(2024, 9, 28)
    )
    names = [f"{number * 2654435761 % 2**48:024x}" for number in range(APPLICANTS)]
    listed = sorted((str(number % 11 + 1), name) for number, name in enumerate(names))
    listing = Listing([name for _, name in listed], [band for band, _ in listed])
    record = record_draw(listing, ["a1", "b2"])
    made = Lot.objects.create(
        election=election, body="KPPS", region=WARD, policy="selection.merit_band", commitment=commit(listing),
        listed=listed, committed_at=NOW, beacons=[["satu", "a1"], ["dua", "b2"]], drawn_at=NOW, order_hash="0" * 64,
    )  # fmt: skip
    people = [Person(name="Rekaan", region=WARD) for _ in names]
    insert_rows(people)
    applications = [
        Application(
            opening=opening, person=person, body="KPPS", region=WARD, number=number, candidacy="registered",
            contact_at=NOW, submitted_at=NOW, review="eligible",
        )
        for number, person in enumerate(people, start=1)
    ]  # fmt: skip
    insert_rows(applications)
    standings = [
        Standing(
            id=new_id(), lot=made, application=application, region=WARD, pseudonym=name, total=50, band=int(band),
            rank=rank,
        )
        for rank, (application, name, band) in enumerate(
            zip(applications, record.order, record.bands, strict=True), start=1
        )
    ]  # fmt: skip
    insert_rows(standings)
    return made


def opened(browser: Browser, live_server: LiveServer) -> Page:
    page = browser.new_context(locale="id-ID", viewport={"width": 360, "height": 800}).new_page()
    page.goto(f"{live_server.url}/undian/{WARD}/")
    return page


def redone(page: Page) -> str:
    page.click("#redo button")
    page.wait_for_selector("#redo output[data-fault]")
    return str(page.locator("#redo output").inner_text())


def test_the_largest_ward_is_redone_on_a_slow_phone(browser: Browser, live_server: LiveServer, lot: Lot) -> None:
    """Prints what the page says, with the time that it took."""
    page = opened(browser, live_server)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})

    words = redone(page)

    print(f"at CPU/{SLOWER}: {words}")
    assert "2000 nomor" in words
    assert re.search(r" dalam \d+ ", words), words
    inner, outer = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert inner <= outer
    page.context.close()


@pytest.mark.parametrize("bend", ["changed", "added", "removed", "swapped"])
def test_a_bent_list_or_order_is_found(
    browser: Browser, live_server: LiveServer, lot: Lot, tmp_path: Path, bend: str
) -> None:
    page = opened(browser, live_server)
    address = f"{live_server.url}/undian/{WARD}/"
    lines = page.request.get(address + "daftar.tsv").text().splitlines()
    record = page.request.get(address + "undian.json").json()
    if bend == "changed":
        lines[0] = "9\t" + lines[0].split("\t")[1]
    elif bend == "added":
        lines.append("1\tffffffffffffffffffffffff")
    elif bend == "removed":
        del lines[0]
    else:
        record["order"][:2] = record["order"][1::-1]
    (tmp_path / "list.tsv").write_text("".join(f"{line}\n" for line in lines))
    (tmp_path / "record.json").write_text(json.dumps(record))

    page.set_input_files("#redo-list", tmp_path / "list.tsv")
    page.set_input_files("#redo-record", tmp_path / "record.json")
    redone(page)

    assert page.locator("#redo output").get_attribute("data-fault") == ("order" if bend == "swapped" else "list")
    page.context.close()


def test_the_verifier_is_short_enough_to_be_read() -> None:
    script = Path(__file__).resolve().parents[2] / "src" / "jurdil" / "static" / "lot" / "verify.js"

    assert len(script.read_text().splitlines()) < SCRIPT_LINES
