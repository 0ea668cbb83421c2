"""The steps of an event by time: what is to be done now stands first, and nobody is shown what they may not do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.registry.bodies.models import Appointment, BodyKind
from jurdil.registry.elections.models import Election
from jurdil.registry.regions.models import Region
from jurdil.stages.consolidation.actions import invite_serving
from jurdil.stages.consolidation.event_steps import Standing, spans_of
from jurdil.stages.consolidation.models import Event
from jurdil.stages.consolidation.urls import urlpatterns

from .conftest import AGUS, NOW, WARD

pytestmark = pytest.mark.django_db

NOBODY, INVITED, LANED = Standing(0, 0, False), Standing(333, 0, False), Standing(333, 5, False)
EVE = NOW - timedelta(days=3)
SignIn = Callable[[Role, str], Client]


@pytest.fixture
def invited(event: Event, siti: Appointment) -> Event:
    invite_serving(actor=AGUS, event_id=event.id, kinds=[BodyKind.PPS], now=EVE)
    return event


def _first(event: Event, standing: Standing, actor: Actor = AGUS, **at: object) -> str:
    found = [one.first.label for one in spans_of(event, actor, standing, **{"now": EVE, **at}) if one.first]  # type: ignore[arg-type]
    assert len(found) <= 1, "one thing alone stands first"
    return found[0] if found else ""


def test_before_the_day_one_invites_then_opens_lanes_then_reads_the_answers(event: Event) -> None:
    assert _first(event, NOBODY) == "Undang"
    assert _first(event, INVITED) == "Jalur dan pemindai"
    assert _first(event, LANED) == "Jawaban undangan"


def test_on_the_day_attendance_stands_first_and_afterwards_the_minutes(event: Event) -> None:
    assert _first(event, LANED, now=event.starts_at - timedelta(hours=1)) == "Kehadiran langsung"
    assert _first(event, LANED, now=event.ends_at) == "Notula"


def test_the_present_time_alone_is_unfolded(event: Event) -> None:
    spans = spans_of(event, AGUS, LANED, now=EVE)

    assert [(one.title, one.is_now) for one in spans] == [
        ("Menyiapkan", True),
        ("Pada hari kegiatan", False),
        ("Sesudahnya", False),
    ]


def test_a_supervisor_is_shown_no_step_that_changes_anything(event: Event) -> None:
    supervisor = Actor(role=Role.SUPERVISOR, region="31")

    labels = {step.label for span in spans_of(event, supervisor, LANED, now=EVE) for step in span.steps}

    assert not labels & {"Undang", "Undang tamu", "Ubah atau batalkan", "Catat hadir", "Jalur dan pemindai"}
    assert "Laporkan kejadian di kegiatan ini" in labels


def test_a_cancelled_event_leaves_only_what_comes_after(event: Event) -> None:
    event.cancelled_at = EVE

    spans = spans_of(event, AGUS, INVITED, now=EVE)

    assert [one.title for one in spans if one.is_now] == ["Sesudahnya"]
    assert "Ubah atau batalkan" not in {step.label for span in spans for step in span.steps}


def test_every_step_shown_to_an_officer_opens(signed_in: SignIn, event: Event, siti: Appointment) -> None:
    invite_serving(actor=AGUS, event_id=event.id, kinds=[BodyKind.PPS], now=EVE)
    client = signed_in(Role.PPS, WARD)
    officer = Actor(role=Role.PPS, region=WARD)

    for span in spans_of(event, officer, INVITED, now=NOW):
        for step in (span.first, *span.steps):
            if step is not None:
                assert client.get(step.link).status_code == 200, step.label


def test_whoever_plans_reads_what_came_of_it(signed_in: SignIn, event: Event, siti: Appointment) -> None:
    client, at = signed_in(Role.KPU_PROVINCE, "31"), f"/meja/konsolidasi/{event.id}/"

    page = client.post(f"{at}undang/", {"kinds": ["PPS"], "idempotency_key": f"{1:032d}"}, follow=True)
    assert "1 orang diundang" in page.content.decode()
    page = client.post(f"{at}ingatkan/", {"idempotency_key": f"{2:032d}"}, follow=True)
    assert "1 orang diingatkan" in page.content.decode()


def test_an_event_that_ends_before_it_starts_leaves_the_form_as_it_was_written(
    signed_in: SignIn, election: Election
) -> None:
    named = {"name": "Jakarta", "folded": "jakarta", "decree": "-", "since": date(2024, 1, 1)}
    Region.objects.create(code="31", level="provinsi", kind="provinsi", **named)
    client = signed_in(Role.KPU_PROVINCE, "31")
    given = {"election": election.pk, "kind": "training", "title": "Bimtek", "place": "Aula", "region": "31"}
    given |= {"starts_at": "2024-10-02T13:00", "ends_at": "2024-10-02T12:00"}

    form = client.get("/meja/konsolidasi/rencana/").content.decode()
    wrong = client.post("/meja/konsolidasi/rencana/", {**given, "idempotency_key": f"{1:032d}"})
    given["ends_at"] = "2024-10-02T16:00"
    right = client.post("/meja/konsolidasi/rencana/", {**given, "idempotency_key": f"{2:032d}"}, follow=True)

    assert "Election object" not in form, "an election is chosen by its name"
    assert wrong.status_code == 200
    assert 'value="Bimtek"' in wrong.content.decode()
    assert "waktu selesai sesudah waktu mulai" in wrong.content.decode()
    assert "Kegiatan disimpan" in right.content.decode()


def test_seats_take_a_body_by_its_name_as_well(signed_in: SignIn, event: Event) -> None:
    client = signed_in(Role.KPU_PROVINCE, "31")
    lines = {"rooms": "Aula; 40", "seats": "31.71; sekretariat pps; 10; Aula\n31.71; PPS; 12; Aula", "items": ""}

    client.post(f"/meja/konsolidasi/{event.id}/tata/", {**lines, "idempotency_key": f"{1:032d}"})

    assert sorted(event.allotments.values_list("kind", flat=True)) == sorted([BodyKind.PPS, BodyKind.PPS_SECRETARIAT])


def test_no_address_of_this_room_bears_the_name_of_another() -> None:
    names = [one.name for one in urlpatterns]

    assert len(names) == len(set(names))


def test_the_reminder_of_an_event_reminds_from_its_own_page(signed_in: SignIn, invited: Event) -> None:
    client, at = signed_in(Role.KPU_PROVINCE, "31"), f"/meja/konsolidasi/{invited.id}/"

    assert f'action="{at}ingatkan/"' in client.get(f"{at}ubah/").content.decode()
