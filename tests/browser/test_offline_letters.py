"""A letter is checked on a phone without a network: true, altered, revoked, and from a photo of its code."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from jurdil.engines.papers import base45, qr_svg
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.jobs.work import work_off
from jurdil.foundation.storage.clock import day_of
from jurdil.registry.bodies.actions import Decree, Place, appoint_member, end_appointment, form_bodies
from jurdil.registry.bodies.letter_papers import code_of
from jurdil.registry.bodies.letters import ask_for_letters
from jurdil.registry.bodies.models import AppointmentLetter, BodyKind, Seat, SeatRole
from jurdil.registry.elections.models import Election
from jurdil.registry.people.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

WARD = "31.71.01.1001"
AGUS = Actor(role=Role.PPS, region=WARD)


@pytest.fixture
def letters(settings: Settings) -> list[AppointmentLetter]:
    """The letters of Siti, who holds her seat, and of Rina, who left it yesterday; by the clock that the phone has."""
    settings.NOW = None
    now = datetime.now(UTC)
    day = day_of(now)
    election = Election.objects.create(
        key="pilgub", name="Pilgub", voting_day=date(2024, 11, 27), profile="pemilihan-2024", region="31"
    )
    place = Place(f"{WARD}/001", (SeatRole.CHAIR, SeatRole.MEMBER))
    form_bodies(actor=AGUS, election=election, kind=BodyKind.KPPS, places=[place], authority="31.71", now=now)
    first, last = day - timedelta(days=9), day + timedelta(days=9)
    decree = Decree("SK-1", "31.71", "Ketua PPS Rekaan", "kpps.term", first, last)
    for seat, name in zip(Seat.objects.order_by("number"), ("Siti Rekaan", "Rina Rekaan"), strict=True):
        person = Person.objects.create(name=name, region=WARD)
        appoint_member(actor=AGUS, seat_id=seat.id, person_id=person.id, decree=decree, now=now)
    ask_for_letters(actor=AGUS, election=election, region=WARD, policies=[], on=day, now=now)
    work_off(clock=lambda: now)
    found = list(AppointmentLetter.objects.order_by("place"))
    left = {"last_day": day - timedelta(days=1), "rule": "paw.reason", "reason": "Pindah.", "now": now}
    end_appointment(actor=AGUS, appointment_id=found[1].appointment_id, **left)  # type: ignore[arg-type]
    return found


def in_the_dark(browser: Browser, live_server: LiveServer, kept: Path | None = None) -> Page:
    """Open the page on a narrow phone and cut the network; `kept`: open it from a file that was saved before."""
    page = browser.new_context(locale="id-ID", viewport={"width": 360, "height": 800}).new_page()
    address = f"{live_server.url}/periksa/surat/luring.html"
    if kept is None:
        page.goto(address)
    else:
        kept.write_bytes(page.request.get(address).body())
        page.context.set_offline(True)
        page.goto(kept.as_uri())
    page.context.set_offline(True)
    page.wait_for_selector("#result[data-ready]", state="attached")
    return page


def checked(page: Page, text: str) -> tuple[str | None, str]:
    page.evaluate("delete document.getElementById('result').dataset.is")
    page.fill("#code", text)
    page.click("#check button")
    result = page.wait_for_selector("#result[data-is]")
    assert result is not None
    return result.get_attribute("data-is"), result.inner_text()


def altered(token: str) -> str:
    """Return the token with one letter of the name changed and everything else as it was."""
    data = base45.decode(token.removeprefix("J1:"))
    return "J1:" + base45.encode(data.replace(b"Siti", b"Sita"))


@pytest.mark.parametrize("is_saved", [False, True], ids=["left open", "saved as a file"])
def test_a_letter_is_judged_without_a_network(
    browser: Browser, live_server: LiveServer, letters: list[AppointmentLetter], tmp_path: Path, is_saved: bool
) -> None:
    siti, rina = letters
    page = in_the_dark(browser, live_server, tmp_path / "luring.html" if is_saved else None)

    good, words = checked(page, siti.token.reveal())
    assert (good, "Siti Rekaan" in words) == ("good", True)
    for bad in (altered(siti.token.reveal()), siti.token.reveal()[:-6]):
        is_good, words = checked(page, bad)
        assert (is_good, "Siti" in words, "Sita" in words) == ("bad", False, False)
    left, words = checked(page, rina.token.reveal())
    assert (left, rina.appointment.end.isoformat() in words) == ("bad", True)
    assert "dicabut" in words
    assert checked(page, code_of(rina.identity))[0] == "bad"
    assert checked(page, code_of(siti.identity))[0] == ""
    inner, outer = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert inner <= outer == 360
    page.context.close()


def test_a_photo_of_the_code_is_read_without_a_network(
    browser: Browser, live_server: LiveServer, letters: list[AppointmentLetter], tmp_path: Path
) -> None:
    page = in_the_dark(browser, live_server)
    table = page.context.new_page()
    table.set_content(f'<div style="width: 300px">{qr_svg(letters[0].token.reveal())}</div>')
    table.screenshot(path=tmp_path / "photo.png")

    page.set_input_files("#picture", tmp_path / "photo.png")

    assert "Siti Rekaan" in page.wait_for_selector("#result[data-is=good]").inner_text()  # type: ignore[union-attr]
    page.context.close()


def test_a_list_that_was_altered_condemns_no_letter_and_clears_none(
    browser: Browser, live_server: LiveServer, letters: list[AppointmentLetter], tmp_path: Path
) -> None:
    page, kept = in_the_dark(browser, live_server), tmp_path / "luring.html"
    page.context.set_offline(False)
    text = page.request.get(f"{live_server.url}/periksa/surat/luring.html").text()
    kept.write_text(text.replace(letters[1].identity, "0" * 32))
    page.context.set_offline(True)
    page.goto(kept.as_uri())
    page.wait_for_selector("#result[data-ready]", state="attached")

    is_good, words = checked(page, letters[1].token.reveal())

    assert is_good == "bad"
    assert "Daftar pencabutan di halaman ini tidak sah" in words
    page.context.close()
