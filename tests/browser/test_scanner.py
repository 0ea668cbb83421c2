"""The scanner in a real browser: starts in the dark, keeps its queue, decides quickly, refuses with a way out."""

from __future__ import annotations

import os
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import BrowserContext, Page, Playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.browser.conftest import ARGS, CHROMIUM

from jurdil.engines.papers import sign_token
from jurdil.engines.papers.qr import _modules
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.sequencing import log_key
from jurdil.foundation.storage.bulk import insert_rows
from jurdil.registry.elections.models import Election
from jurdil.registry.people.models import Person
from jurdil.stages.consolidation.hall import second_uses
from jurdil.stages.consolidation.lanes import close_lane, open_lane, pass_of
from jurdil.stages.consolidation.models import Attendance, Event, EventKind, Invitation, Lane, Scan

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

HEAVIEST = 60 * 1024
AGUS = Actor(role=Role.KPU_PROVINCE, region="31")
SALT = bytes(8)


@pytest.fixture
def event(settings: Settings) -> Event:
    settings.NOW = None
    election = Election.objects.create(
        key="pilgub", name="Pilgub", voting_day=date(2024, 11, 27), profile="pemilihan-2024", region="31"
    )
    start = datetime.now(UTC)
    about = {"kind": EventKind.CONSOLIDATION, "title": "Konsolidasi", "place": "Aula Rekaan", "region": "31"}
    return Event.objects.create(election=election, starts_at=start, ends_at=start + timedelta(hours=6), **about)


def invite(event: Event, count: int, region: str = "31.71.01.1001") -> list[Invitation]:
    people = [Person(name=f"Siti Rekaan {number}", region=region) for number in range(count)]
    made = [
        Invitation(event=event, person=person, region=region, code=f"K{region[3:5]}A{number:04d}")
        for number, person in enumerate(people)
    ]
    for one in made:
        one.token = token(event, one)
    insert_rows(people)
    insert_rows(made)
    return made


def token(event: Event, one: Invitation, key: Ed25519PrivateKey | None = None) -> str:
    payload = {"t": "undangan", "e": event.id.hex, "i": one.id.hex, "c": one.code}
    return sign_token(payload, key or log_key(), salt=SALT)


def lane(event: Event, name: str = "Pintu 1", region: str = "") -> Lane:
    return open_lane(actor=AGUS, event_id=event.id, name=name, region=region, now=datetime.now(UTC))


def opened(playwright: Playwright, folder: Path, *args: str) -> BrowserContext:
    return playwright.chromium.launch_persistent_context(
        str(folder),
        executable_path=CHROMIUM,
        args=[*ARGS, *args],
        viewport={"width": 360, "height": 740},
        permissions=["camera"],
    )


def ready(context: BrowserContext, address: str) -> Page:
    page = context.pages[0]
    page.goto(address)
    page.wait_for_selector("#desk:not([hidden])", timeout=10_000)
    page.wait_for_function("navigator.serviceWorker.controller", timeout=10_000)  # only then does it answer in the dark
    return page


def address(live_server: LiveServer, event: Event, given: Lane | None = None) -> str:
    page = f"{live_server.url}/meja/konsolidasi/{event.id}/pindai/"
    return f"{page}#{pass_of(given)}" if given else page


def scan(page: Page, text: str) -> tuple[str, float]:
    """Type a code and Enter, as a USB scanner does; return what the screen says, and in how many milliseconds."""
    page.evaluate("delete document.getElementById('answer').dataset.ms")
    page.fill("#code", text)
    page.press("#code", "Enter")
    page.wait_for_selector("#answer[data-ms]", timeout=10_000)
    return page.inner_text("#answer"), float(page.get_attribute("#answer", "data-ms") or "inf")


def synced(page: Page) -> None:
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_function("document.getElementById('state').innerText.includes('sudah terkirim')", timeout=30_000)


def test_the_first_load_is_light_and_without_complaints(
    playwright: Playwright, live_server: LiveServer, event: Event, tmp_path: Path
) -> None:
    invite(event, 3)
    context = opened(playwright, tmp_path)
    page, weight, names, complaints = context.pages[0], {}, {}, []
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.requestWillBeSent", lambda one: names.update({one["requestId"]: one["request"]["url"]}))
    wire.on("Network.loadingFinished", lambda one: weight.update({names[one["requestId"]]: one["encodedDataLength"]}))

    ready(context, address(live_server, event, lane(event)))

    assert page.url.endswith("/pindai/"), "the pass stays out of the address"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.wait_for_timeout(300)
    context.close()
    assert complaints == []
    first = sum(size for name, size in weight.items() if "/vendor/" not in name)
    print(f"first load of the scanner: {first / 1024:.1f} KB")
    assert first <= HEAVIEST


def test_it_starts_in_the_dark_and_keeps_its_queue_when_closed(
    playwright: Playwright, live_server: LiveServer, event: Event, tmp_path: Path
) -> None:
    people = invite(event, 6)
    context = opened(playwright, tmp_path)
    page = ready(context, address(live_server, event, lane(event)))
    context.set_offline(True)
    assert "Siti Rekaan 0" in scan(page, people[0].token)[0]
    assert "Siti Rekaan 1" in scan(page, people[1].code)[0]
    context.close()

    context = opened(playwright, tmp_path)
    context.set_offline(True)
    page = ready(context, address(live_server, event))
    assert "2 catatan menunggu dikirim" in page.inner_text("#state")
    assert "Sudah hadir di pintu ini" in scan(page, people[0].token)[0]
    assert page.is_visible("#dark")
    assert not Scan.objects.exists()
    context.set_offline(False)
    synced(page)
    context.close()

    assert (Scan.objects.count(), Attendance.objects.filter(is_repeat=False).count()) == (3, 2)
    assert [use.name for use in second_uses(actor=AGUS, event_id=event.id)] == ["Siti Rekaan 0"]


def test_a_slow_phone_finds_each_of_two_thousand_people(
    playwright: Playwright, live_server: LiveServer, event: Event, tmp_path: Path
) -> None:
    """Prints how long a decision takes (docs/figures.md, Hall); a busy machine makes no test fail by it."""
    people = invite(event, 2011)
    context = opened(playwright, tmp_path)
    page = ready(context, address(live_server, event, lane(event)))
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})

    answers = {number: scan(page, people[number].token) for number in range(0, len(people), 50)}
    context.close()

    taken = sorted(took for _, took in answers.values())
    print(f"decision at CPU/4: median {taken[len(taken) // 2]:.0f} ms, slowest {taken[-1]:.0f} ms")
    assert {number: said for number, (said, _) in answers.items() if not re.search(rf"Rekaan {number}\b", said)} == {}


def test_each_refusal_says_what_to_do(
    playwright: Playwright, live_server: LiveServer, event: Event, tmp_path: Path
) -> None:
    siti, revoked = invite(event, 2)
    (rina,) = invite(event, 1, "31.74.01.1001")
    Invitation.objects.filter(id=revoked.id).update(revoked_at=datetime.now(UTC))
    other = Event(election=event.election, title="Bimtek")
    site = Event.objects.create(
        **{name: getattr(event, name) for name in ("election", "kind", "title", "starts_at", "ends_at")},
        place="Aula Barat",
        region="31.73",
        parent=event,
    )
    central = lane(event, "Pusat", "31.71")
    lane(event, "Selatan", "31.74")
    context = opened(playwright, tmp_path)
    page = ready(context, address(live_server, event, central))

    said = {
        "other": scan(page, token(other, siti))[0],
        "site": scan(page, token(site, siti))[0],
        "revoked": scan(page, revoked.token)[0],
        "forged": scan(page, token(event, siti, Ed25519PrivateKey.generate()))[0],
        "unreadable": scan(page, "J1:%%%")[0],
        "elsewhere": scan(page, rina.token)[0],
        "unknown": scan(page, "XXXXXXXX")[0],
    }
    close_lane(actor=AGUS, lane_id=central.id, now=datetime.now(UTC))
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_selector("#notice:not([hidden])", timeout=30_000)
    notice = page.inner_text("#notice")
    context.close()

    assert "kegiatan lain" in said["other"]
    assert "cari namanya" in said["other"]
    assert "Aula Barat" in said["site"]
    assert "dicabut" in said["revoked"]
    assert "Jangan catat hadir" in said["revoked"]
    assert "palsu" in said["forged"]
    assert "Pindai sekali lagi" in said["unreadable"]
    assert "Selatan" in said["elsewhere"]
    assert "Pindai sekali lagi" in said["unknown"]
    assert "catatan di alat tetap tersimpan" in notice
    assert not Scan.objects.exists()


def test_a_rehearsal_is_answered_kept_and_forgotten_once_the_doors_open(
    playwright: Playwright, live_server: LiveServer, event: Event, tmp_path: Path
) -> None:
    (siti,) = invite(event, 1)
    tomorrow = event.starts_at + timedelta(days=1)
    Event.objects.filter(id=event.id).update(starts_at=tomorrow, ends_at=tomorrow + timedelta(hours=6))
    context = opened(playwright, tmp_path)
    page = ready(context, address(live_server, event, lane(event)))

    said = scan(page, siti.token)[0]
    counted = page.inner_text("#count")
    page.click("summary >> nth=0")
    page.fill("#guest-name", "Dewi Rekaan")
    page.click("#guest-form button")
    page.wait_for_function("document.getElementById('answer-name').innerText == 'Dewi Rekaan'")
    guest = page.inner_text("#answer")
    synced(page)
    kept = set(Scan.objects.values_list("act", "fault"))
    Event.objects.filter(id=event.id).update(opens_at=datetime.now(UTC))
    page.clock.install(time=datetime.now(UTC) + timedelta(minutes=20))  # its list is old by now: it asks for a new one
    page.reload()
    page.wait_for_selector("#state li")  # told after it spoke with the server; the desk opens before, by its own list
    later = scan(page, siti.token)[0]
    context.close()

    assert "Latihan" in said
    assert "Siti Rekaan 0" in said
    assert counted.startswith("0 di pintu ini")
    assert "Latihan" in guest
    assert kept == {("arrive", "early"), ("guest", "early")}
    assert "Latihan" not in later
    assert "Hadir" in later


def test_after_the_event_no_list_is_given_and_a_late_note_is_taken(
    playwright: Playwright, live_server: LiveServer, event: Event, tmp_path: Path
) -> None:
    (siti,) = invite(event, 1)
    door = lane(event)
    context = opened(playwright, tmp_path / "there")
    page = ready(context, address(live_server, event, door))
    context.set_offline(True)
    scan(page, siti.token)
    over = datetime.now(UTC) - timedelta(hours=13)
    Event.objects.filter(id=event.id).update(starts_at=over - timedelta(hours=6), ends_at=over)

    late = opened(playwright, tmp_path / "late")
    found = late.pages[0]
    found.goto(address(live_server, event, door))
    found.wait_for_selector("#notice:not([hidden])", timeout=30_000)
    told, shown = found.inner_text("#notice"), found.inner_text("body")
    context.set_offline(False)
    synced(page)
    for one in (context, late):
        one.close()

    assert "tidak dibagikan lagi" in told
    assert "ubah waktu selesai" in told
    assert "Siti Rekaan" not in shown
    assert "Kode hadir" not in shown
    assert Attendance.objects.filter(is_repeat=False).count() == 1


def test_with_a_network_a_second_use_at_another_door_is_said_on_the_spot(
    playwright: Playwright, live_server: LiveServer, event: Event, tmp_path: Path
) -> None:
    siti, rina = invite(event, 2)
    doors = [opened(playwright, tmp_path / name) for name in ("a", "b")]
    first, second = (
        ready(door, address(live_server, event, lane(event, f"Pintu {number}"))) for number, door in enumerate(doors, 1)
    )
    scan(first, siti.token)
    synced(first)

    scan(second, siti.token)
    second.wait_for_function("document.getElementById('answer').innerText.includes('Sudah hadir di Pintu 1')")
    said = scan(second, rina.token)[0]
    for door in doors:
        door.close()

    assert "Hadir" in said
    assert Attendance.objects.filter(is_repeat=False).count() == 2


def test_name_search_undo_guests_and_leaving_reach_the_server(
    playwright: Playwright, live_server: LiveServer, event: Event, tmp_path: Path
) -> None:
    people = invite(event, 3)
    context = opened(playwright, tmp_path)
    page = ready(context, address(live_server, event, lane(event)))
    page.fill("#name", "rekaan 1")
    page.click("#found button:has-text('Siti Rekaan 1')")
    page.wait_for_selector("#answer-undo:not([hidden])")
    scan(page, people[2].token)
    page.click("#answer-undo")
    page.wait_for_function("document.getElementById('answer-what').innerText == 'Dibatalkan'")
    page.click("summary >> nth=0")
    page.fill("#guest-name", "Dewi Rekaan")
    page.click("#guest-form button")
    page.check("#leaving")
    assert "Keluar dicatat" in scan(page, people[1].code)[0]
    page.uncheck("#leaving")
    assert "Kembali masuk" in scan(page, people[1].code)[0]
    synced(page)
    context.close()

    assert sorted(Scan.objects.values_list("act", flat=True)) == ["arrive"] * 3 + ["guest", "leave", "undo"]
    assert Attendance.objects.filter(undone_at=None, is_repeat=False).get().invitation == people[1]


def test_the_shipped_verifier_agrees_with_the_browsers_own(
    playwright: Playwright, live_server: LiveServer, event: Event, tmp_path: Path
) -> None:
    (siti,) = invite(event, 1)
    context = opened(playwright, tmp_path)
    context.add_init_script(
        "const own = crypto.subtle.importKey.bind(crypto.subtle);"
        "crypto.subtle.importKey = (form, key, name, ...rest) =>"
        " name === 'Ed25519' ? Promise.reject(new DOMException('none')) : own(form, key, name, ...rest);"
    )
    page = ready(context, address(live_server, event, lane(event)))

    true, forged = scan(page, siti.token)[0], scan(page, token(event, siti, Ed25519PrivateKey.generate()))[0]
    loaded = page.evaluate("performance.getEntriesByType('resource').some(one => one.name.includes('noble'))")
    context.close()

    assert loaded
    assert "Siti Rekaan 0" in true
    assert "palsu" in forged


def film(text: str, path: Path) -> None:
    """Write a film of one still QR code, as the browser's fake camera plays it (YUV4MPEG2, 640 x 480)."""
    rows, scale = _modules(text), 8
    luma = bytearray(b"\xc8" * (640 * 480))
    side = len(rows) * scale
    left, top = (640 - side) // 2, (480 - side) // 2
    for y, row in enumerate(rows):
        for line in range(top + y * scale, top + (y + 1) * scale):
            pixels = b"".join((b"\xeb" if module else b"\x10") * scale for module in row)
            luma[line * 640 + left : line * 640 + left + side] = pixels
    frame = b"FRAME\n" + bytes(luma) + b"\x80" * (640 * 480 // 2)
    path.write_bytes(b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n" + frame * 10)


def test_the_camera_reads_a_code_with_the_lazily_loaded_reader(
    playwright: Playwright, live_server: LiveServer, event: Event, tmp_path: Path
) -> None:
    (siti,) = invite(event, 1)
    film(siti.token, tmp_path / "code.y4m")
    fakes = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
    context = opened(playwright, tmp_path / "p", *fakes, f"--use-file-for-fake-video-capture={tmp_path / 'code.y4m'}")
    page = ready(context, address(live_server, event, lane(event)))
    page.wait_for_function("caches.open('scanner-later').then(c => c.keys()).then(k => k.length > 0)", timeout=10_000)
    context.set_offline(True)  # the reader was kept for the dark

    page.click("#camera")
    page.wait_for_selector("#answer:not([hidden]), #notice:not([hidden])", timeout=30_000)
    page.wait_for_timeout(1000)
    said, waiting = page.inner_text("#answer"), page.inner_text("#state")
    if folder := os.environ.get("JURDIL_PICTURES"):
        page.screenshot(path=f"{folder}/camera.png", full_page=True)
    context.close()

    assert "Siti Rekaan 0" in said
    assert "Hadir" in said
    assert "1 catatan menunggu" in waiting
