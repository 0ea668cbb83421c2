"""Home and desk in a real browser: no sideways scrolling on a phone, no script errors, light on the wire."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime

import pytest
from django.conf import settings as site_settings
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from jurdil.foundation.accounts.models import Account, Mandate
from jurdil.registry.elections.models import Election, PollingStation
from jurdil.registry.regions.models import Region
from jurdil.registry.regions.names import fold

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

WIDTHS = (360, 1280)
HEAVIEST = 60 * 1024  # bytes on the wire at the first load of a page
PUBLIC = (
    "/",
    "/wilayah/31/",
    "/wilayah/31.71.01.1001/",
    "/tps/31.71.01.1001/001/",
    "/tahapan/",
    "/catatan/",
    "/periksa/",
)


@pytest.fixture(autouse=True)
def jakarta(settings: Settings) -> None:
    settings.NOW = datetime(2024, 11, 10, 3, 0, tzinfo=UTC)
    with (site_settings.PACKAGE / "data" / "regions_dki.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            del row["parent_code"]
            Region.objects.create(**row, folded=fold(row["name"]), decree="-", since=date(2024, 2, 14))
    election = Election.objects.create(
        key="pilgub", name="Pilgub 2024", voting_day=date(2024, 11, 27), profile="pemilihan-2024", region="31"
    )
    for ward in ("31.71.01.1001", "31.74.01.1001"):
        for number in range(1, 30):
            PollingStation.objects.create(
                election=election, code=f"{ward}/{number:03d}", region=ward, number=number, voters=550, rw="001",
                rts="001 002 003", is_derived=True,
            )  # fmt: skip


def _look(page: Page, address: str) -> tuple[int, list[str]]:
    """Open a page; return the bytes that came over the wire, and what the browser complained of."""
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    sizes: list[float] = []
    wire.on("Network.loadingFinished", lambda done: sizes.append(done["encodedDataLength"]))
    page.goto(address, wait_until="networkidle")
    return round(sum(sizes)), complaints


def _must_be_fit(page: Page, address: str) -> None:
    weight, complaints = _look(page, address)
    assert complaints == []
    assert weight <= HEAVIEST, f"{address} weighs {weight} bytes"
    assert page.title().endswith("· Jurdil")
    inner, outer = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert inner <= outer, f"{address} is {inner} wide in a window of {outer}"
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.lang") == "id"


@pytest.mark.parametrize("width", WIDTHS)
def test_public_pages_fit_the_window_and_the_wire(browser: Browser, live_server: LiveServer, width: int) -> None:
    for address in PUBLIC:
        page = browser.new_context(locale="id-ID", viewport={"width": width, "height": 800}).new_page()
        _must_be_fit(page, live_server.url + address)
        page.context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_desk_fits_the_window_and_the_wire(browser: Browser, live_server: LiveServer, width: int) -> None:
    account = Account.objects.create_user("agus", display_name="Agus")
    Mandate.objects.create(account=account, role="kpu_province", region="31", since=date(2024, 1, 1))
    client = Client()
    client.force_login(account)
    context = browser.new_context(locale="id-ID", viewport={"width": width, "height": 800})
    name = site_settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])

    page = context.new_page()

    _must_be_fit(page, f"{live_server.url}/meja/")
    context.close()


def test_the_skip_link_is_the_first_stop_of_the_keyboard(browser: Browser, live_server: LiveServer) -> None:
    page = browser.new_context(locale="id-ID", viewport={"width": 360, "height": 800}).new_page()
    page.goto(live_server.url)

    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.context.close()
