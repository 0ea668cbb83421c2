"""What a lane's device is given and may send: by its pass alone, and no more about people than it needs."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from gzip import decompress
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidSignature
from django.test import Client

from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.sequencing import log_public_key
from jurdil.registry.bodies.models import Appointment, BodyKind
from jurdil.stages.consolidation.actions import invite_serving
from jurdil.stages.consolidation.devices import FOLDER, LATER
from jurdil.stages.consolidation.hall_list import code_hash
from jurdil.stages.consolidation.lanes import close_lane, open_lane, pass_of
from jurdil.stages.consolidation.models import Event, Invitation, Lane, Scan
from jurdil.stages.consolidation.planning import Arrangement, SeatsFor, arrange_event

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 9, 29, 1, tzinfo=UTC)
AGUS = Actor(role=Role.KPU_PROVINCE, region="31")


@pytest.fixture
def lane(event: Event, siti: Appointment, rina: Appointment, settings: pytest.FixtureRequest) -> Lane:
    settings.NOW = NOW  # type: ignore[attr-defined]
    invite_serving(actor=AGUS, event_id=event.id, kinds=[BodyKind.PPS], now=NOW)
    return open_lane(actor=AGUS, event_id=event.id, name="Pintu 1", region="31.71", now=NOW)


def page(event: Event) -> str:
    return f"/meja/konsolidasi/{event.id}/pindai/"


def bearer(lane: Lane) -> dict[str, str]:
    return {"Authorization": f"Bearer {pass_of(lane)}", "Idempotency-Key": uuid4().hex}


def send(client: Client, lane: Lane, notes: list[dict[str, object]], **headers: str) -> tuple[int, dict[str, object]]:
    body = {"device": str(uuid4()), "sent_at": round(NOW.timestamp() * 1000), "notes": notes}
    given = {**bearer(lane), **headers}
    answer = client.post(f"{page(lane.event)}kirim/", body, content_type="application/json", headers=given)
    return answer.status_code, answer.json()


def test_the_list_holds_name_unit_and_invitation_and_a_hash_of_the_code(client: Client, lane: Lane) -> None:
    given = client.get(f"{page(lane.event)}daftar/", headers=bearer(lane)).json()
    siti = Invitation.objects.get(person__name="Siti Rekaan")

    body, _gap, tail = given["list"].partition("\n\n")
    people = [line.split("\t") for line in body.split("\n") if line.startswith("person")]

    log_public_key().verify(b64decode(tail.split(" ")[1]), f"{body}\n".encode())
    assert people == [["person", siti.id.hex, code_hash(lane.event.id, siti.code), "0", "Siti Rekaan"]]
    assert siti.code not in given["list"]
    assert "Rina" not in given["list"], "she belongs to another lane"
    with pytest.raises(InvalidSignature):
        log_public_key().verify(b64decode(tail.split(" ")[1]), f"{body}x\n".encode())


def test_some_hours_after_the_event_no_list_is_given_and_late_notes_are_still_taken(
    client: Client, lane: Lane, settings: pytest.FixtureRequest
) -> None:
    settings.NOW = lane.event.ends_at + timedelta(hours=11, minutes=59)  # type: ignore[attr-defined]
    assert client.get(f"{page(lane.event)}daftar/", headers=bearer(lane)).status_code == 200

    settings.NOW = lane.event.ends_at + timedelta(hours=12)  # type: ignore[attr-defined]
    late = client.get(f"{page(lane.event)}daftar/", headers=bearer(lane))

    assert (late.status_code, late.json()["rule"]) == (403, "consolidation.lane_list")
    assert "Siti" not in late.content.decode()
    siti = Invitation.objects.get(person__name="Siti Rekaan")
    moment = round(NOW.timestamp() * 1000)
    note = {"n": 1, "act": "arrive", "at": moment, "i": siti.id.hex, "how": "scan"}
    status, said = send(client, lane, [note])
    assert (status, said["held"]) == (200, [1])
    assert Scan.objects.get().invitation == siti


def test_without_its_pass_a_device_gets_and_sends_nothing(
    client: Client, lane: Lane, signed_in: Callable[[Role, str], Client]
) -> None:
    address = f"{page(lane.event)}daftar/"

    assert client.get(address).status_code == 403
    assert client.get(address, headers={"Authorization": "Bearer " + "0" * 97}).status_code == 403
    assert signed_in(Role.KPU_PROVINCE, "31").get(address).status_code == 403, "a sign-in is no pass"
    close_lane(actor=AGUS, lane_id=lane.id, now=NOW)
    status, said = send(client, lane, [])
    assert (status, said["rule"]) == (403, "consolidation.lane")
    assert "tetap tersimpan" in str(said["remedy"])


def test_notes_are_taken_in_without_a_sign_in_and_without_a_form(lane: Lane) -> None:
    siti = Invitation.objects.get(person__name="Siti Rekaan")
    note = {"n": 1, "act": "arrive", "i": siti.id.hex, "at": round(NOW.timestamp() * 1000), "how": "scan"}

    status, said = send(Client(enforce_csrf_checks=True), lane, [note])

    assert (status, said["held"], said["count"]) == (200, [1], 1)
    assert Scan.objects.get().invitation == siti


def test_what_cannot_be_read_is_refused_in_words_and_changes_nothing(client: Client, lane: Lane) -> None:
    good = {"n": 1, "act": "arrive", "at": 1}
    huge = [{**good, name: 10**size} for name in ("n", "at", "target", "offset") for size in (12, 20, 400)]
    odd: list[dict[str, object]] = [{}, {"n": "x"}, {**good, "act": "dance"}, {**good, "i": "zz"}, {**good, "i": 5}]
    for note in [*odd, *(one for one in huge if one.get("at") != 10**12 and one.get("offset") != 10**12)]:
        status, said = send(client, lane, [note])
        assert (status, said["rule"]) == (400, "consolidation.lane")
    assert not Scan.objects.exists()


def test_the_page_holds_no_data_and_its_worker_governs_its_own_path(client: Client, lane: Lane) -> None:
    shell, worker = client.get(page(lane.event)), client.get(f"{page(lane.event)}pekerja.js")
    manifest = json.loads(client.get(f"{page(lane.event)}manifest.webmanifest").content)

    assert lane.event.title not in shell.content.decode()
    assert "sessionid" not in shell.cookies
    assert worker["Content-Type"] == "text/javascript"
    assert page(lane.event) in worker.content.decode()
    assert manifest["scope"] == page(lane.event)


def test_the_officer_opens_a_lane_and_shows_its_link_and_the_pass_stands_after_the_hash(
    signed_in: Callable[[Role, str], Client], event: Event
) -> None:
    client = signed_in(Role.KPU_PROVINCE, "31")
    lanes = f"/meja/konsolidasi/{event.id}/jalur/"

    answer = client.post(lanes, {"name": "Pintu 2", "region": "", "idempotency_key": uuid4().hex}, follow=True)
    lane = Lane.objects.get()

    assert f"{page(event)}#{pass_of(lane)}" in answer.content.decode()
    assert (
        "<b>5</b>"
        in client.get(
            lanes + "?people=2011&rush_percent=65&rush_minutes=30&all_minutes=90&quickest_s=3&slowest_s=10"
        ).content.decode()
    )


def test_the_packed_readers_are_the_same_files() -> None:
    for name in LATER:
        plain = Path(FOLDER) / name
        assert decompress(plain.with_name(plain.name + ".gz").read_bytes()) == plain.read_bytes()


def test_a_device_knows_the_other_sites_by_name_and_each_units_room(
    client: Client, plan: Callable[..., Event], siti: Appointment, settings: pytest.FixtureRequest
) -> None:
    settings.NOW = NOW  # type: ignore[attr-defined]
    whole = plan()
    here, there = (plan(region=code, place=f"Aula {code}", parent_id=whole.id) for code in ("31.71", "31.74"))
    rooms = Arrangement({"Aula Mawar": 9}, (SeatsFor("31.71", "PPS", 9, "Aula Mawar"),))
    arrange_event(actor=AGUS, event_id=here.id, arrangement=rooms, now=NOW)
    invite_serving(actor=AGUS, event_id=whole.id, kinds=[BodyKind.PPS], now=NOW)
    lane = open_lane(actor=AGUS, event_id=here.id, name="Pintu 1", region="", now=NOW)

    given = client.get(f"{page(here)}daftar/", headers=bearer(lane)).json()

    assert given["sites"] == {there.id.hex: "Konsolidasi, Aula 31.74", whole.id.hex: "Konsolidasi, Aula Rekaan"}
    assert "\nunit\tPPS 31.71.01.1001 · Aula Mawar\n" in given["list"]


def test_the_scanners_own_scripts_stay_short() -> None:
    lines = [line for file in FOLDER.glob("*.js") for line in file.read_text().splitlines()]

    assert sum(bool(line.strip()) for line in lines) <= 540
    assert max(map(len, lines)) <= 120
