"""Materials kept on a phone: read without a network, told with their size, an old version noticed and replaced."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.browser.conftest import ARGS, CHROMIUM

from jurdil.foundation.accounts.middleware import PERSON_KEY
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.registry.bodies.actions import Decree, Place, appoint_member, form_bodies
from jurdil.registry.bodies.models import BodyKind, Seat, SeatRole
from jurdil.registry.elections.models import Election
from jurdil.registry.people.models import Person
from jurdil.stages.consolidation.material_models import Material
from jurdil.stages.consolidation.materials import publish_material

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

CITY = Actor(role=Role.KPU_REGENCY, region="31")
WARD = "31.71.01.1001"
KEPT = "/berkas/kegiatan/bahan/di-ponsel/"
STARTED = "navigator.serviceWorker.ready.then(() => 1)"


@pytest.fixture
def siti(settings: Settings) -> Person:
    settings.NOW = None
    election = Election.objects.create(
        key="pilgub", name="Pilgub", voting_day=date(2024, 11, 27), profile="pemilihan-2024", region="31"
    )
    now, today = datetime.now(UTC), datetime.now(UTC).date()
    place = Place(WARD, (SeatRole.CHAIR,))
    form_bodies(actor=CITY, election=election, kind=BodyKind.PPS, places=[place], authority="31.71", now=now)
    person = Person.objects.create(name="Siti Rekaan", region=WARD)
    term = Decree("SK-1", "31.71", "Ketua Rekaan", "pps.term", today - timedelta(days=5), today + timedelta(days=90))
    appoint_member(actor=CITY, seat_id=Seat.objects.get().id, person_id=person.id, decree=term, now=now)
    return person


def published(text: str, replaces: Material | None = None) -> Material:
    given = {"title": "Lima hal & satu", "text": text, "kinds": [BodyKind.PPS], "region": "31"}
    earlier = replaces.id if replaces else None
    election = Election.objects.get()
    return publish_material(actor=CITY, election=election, replaces=earlier, now=datetime.now(UTC), **given)  # type: ignore[arg-type]


def opened(playwright: Playwright, folder: Path, live_server: LiveServer, person: Person) -> BrowserContext:
    context = playwright.chromium.launch_persistent_context(
        str(folder), executable_path=CHROMIUM, args=ARGS, viewport={"width": 360, "height": 740}
    )
    session = Client().session
    session[PERSON_KEY] = str(person.id)
    session.save()
    context.add_cookies([{"name": "sessionid", "value": cast(str, session.session_key), "url": live_server.url}])
    return context


def test_a_kept_material_is_read_in_the_dark_and_a_newer_version_is_noticed_and_taken(
    playwright: Playwright, live_server: LiveServer, siti: Person, tmp_path: Path
) -> None:
    first = published("# Pertama\n\nTidak memihak.")
    context = opened(playwright, tmp_path, live_server, siti)
    page, complaints = context.pages[0], []
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    page.goto(f"{live_server.url}/berkas/kegiatan/bahan/{first.id}/")
    page.evaluate(STARTED)

    page.click("button:has-text('Simpan di ponsel ini (1 KB)')")
    page.wait_for_selector("text=Tersimpan di ponsel ini: versi 1, 1 KB")
    page.goto(live_server.url + KEPT)
    page.wait_for_selector("text=Versi terbaru, diperiksa")
    context.set_offline(True)
    page.reload()
    page.wait_for_selector("text=Tanpa jaringan: belum diketahui")
    assert "1 bahan, 1 KB" in page.inner_text("#told")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.click("#kept a")
    page.wait_for_selector("text=Tidak memihak.")

    context.set_offline(False)
    second = published("# Kedua\n\nTidak memihak, dan mencatat tekanan.", first)
    page.goto(live_server.url + KEPT)
    page.wait_for_selector("#kept .act >> text=Ada versi baru.")
    page.goto(f"{live_server.url}/berkas/kegiatan/bahan/{second.id}/")
    page.click("button:has-text('Di ponsel ini versi 1. Ganti')")
    page.wait_for_selector("text=Tersimpan di ponsel ini: versi 2")
    page.goto(live_server.url + KEPT)
    page.wait_for_selector("#kept li")
    assert page.locator("#kept li").count() == 1, "the older version is gone"
    page.click("text=Hapus dari ponsel ini")
    page.wait_for_selector("text=Belum ada bahan di ponsel ini")
    context.close()
    assert complaints == []
