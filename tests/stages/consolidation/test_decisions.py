"""Minutes are signed by two; each decision is then followed unit by unit until it is closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client
from tests.stages.consolidation.conftest import NOW, WARD

from jurdil.engines.papers import tokens_in, verify_token
from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.ledger.sequencing import log_public_key
from jurdil.foundation.outbox.models import Message
from jurdil.registry.bodies.models import Appointment
from jurdil.stages.consolidation.decision_models import Decision, Minutes, Task
from jurdil.stages.consolidation.decisions import (
    add_decision,
    close_tasks,
    note_task,
    remind_units,
    second_minutes,
    sign_minutes,
    write_minutes,
)
from jurdil.stages.consolidation.models import Event
from jurdil.stages.consolidation.tasks import decisions_within, task_progress, tasks_of

pytestmark = pytest.mark.django_db

FIRST, SECOND = (Actor(role=Role.KPU_PROVINCE, region="31", account_id=UUID(int=n)) for n in (1, 2))
PPS = Actor(role=Role.PPS, region=WARD)
DUE = date(2024, 10, 5)


@pytest.fixture
def written(event: Event, siti: Appointment, rina: Appointment) -> Minutes:
    minutes = write_minutes(actor=FIRST, event_id=event.id, text="Dibahas.", now=NOW)
    decided = {"text": "Periksa kotak.", "kind": "PPS", "region": "31", "due_on": DUE, "now": NOW}
    add_decision(actor=FIRST, event_id=event.id, **decided)
    return minutes


@pytest.fixture
def decision(written: Minutes) -> Decision:
    sign_minutes(actor=FIRST, event_id=written.event_id, now=NOW)
    second_minutes(actor=SECOND, event_id=written.event_id, now=NOW)
    return written.decisions.get()


def test_two_signatures_make_a_task_of_every_unit_and_stand_in_the_log(decision: Decision) -> None:
    minutes = Minutes.objects.get()

    assert sorted(decision.tasks.values_list("region", flat=True)) == [WARD, "31.74.01.1001"]
    assert Leaf.objects.get(id=minutes.leaf_id).kind == "consolidation.minutes_seconded"
    assert len(minutes.text_hash) == 64
    assert Message.objects.filter(kind="consolidation.task").count() == 2


def test_nobody_signs_twice_and_nothing_changes_after_the_first(written: Minutes) -> None:
    event = written.event_id
    with pytest.raises(Conflict, match="petugas pertama"):
        second_minutes(actor=SECOND, event_id=event, now=NOW)
    sign_minutes(actor=FIRST, event_id=event, now=NOW)

    with pytest.raises(Refused, match=r"consolidation\.minutes"):
        second_minutes(actor=FIRST, event_id=event, now=NOW)
    with pytest.raises(Refused, match=r"consolidation\.minutes"):
        second_minutes(actor=replace(FIRST, role=Role.PPK), event_id=event, now=NOW)
    with pytest.raises(Conflict):
        write_minutes(actor=FIRST, event_id=event, text="Lain.", now=NOW)
    with pytest.raises(Conflict):
        add_decision(actor=FIRST, event_id=event, text="x", kind="PPS", region="31", due_on=DUE, now=NOW)


@pytest.mark.parametrize(
    "changed", [{"text": " "}, {"due_on": date(2024, 9, 1)}, {"kind": "KPPS"}, {"region": "31.73"}]
)
def test_a_decision_that_nobody_could_follow_is_refused(written: Minutes, changed: dict[str, object]) -> None:
    given = {"text": "x", "kind": "PPS", "region": "31", "due_on": DUE, "now": NOW, **changed}

    with pytest.raises(Refused, match=r"consolidation\.minutes"):
        add_decision(actor=FIRST, event_id=written.event_id, **given)  # type: ignore[arg-type]


def test_a_unit_closes_its_task_with_a_note_and_may_open_it_again(decision: Decision) -> None:
    task = Task.objects.get(region=WARD)
    with pytest.raises(Refused):
        note_task(actor=PPS, task_id=task.id, note=" ", closes=True, now=NOW)
    with pytest.raises(NotFound):
        note_task(actor=PPS, task_id=Task.objects.exclude(region=WARD).get().id, note="x", closes=True, now=NOW)

    note_task(actor=PPS, task_id=task.id, note="Berita acara map 3.", closes=True, now=NOW)

    (city, other) = task_progress(actor=FIRST, decision_id=decision.id, depth=2, on=date(2024, 10, 6))
    assert (city.unit, city.closed, city.overdue, city.of) == ("31.71", 1, 0, 1)
    assert (other.closed, other.overdue) == (0, 1)
    assert not note_task(actor=PPS, task_id=task.id, note="Kurang satu.", closes=False, now=NOW).closed_at


def test_many_tasks_are_closed_with_one_note_and_a_line_of_the_log_each(decision: Decision) -> None:
    ids = list(decision.tasks.values_list("id", flat=True))
    given = {"decision_id": decision.id, "task_ids": ids, "now": NOW}
    with pytest.raises(Refused, match=r"consolidation\.minutes"):
        close_tasks(actor=FIRST, note=" ", **given)  # type: ignore[arg-type]

    assert close_tasks(actor=PPS, note="Map 3.", **given) == 1, "the own ward alone"  # type: ignore[arg-type]
    assert close_tasks(actor=FIRST, note="Map 4.", **given) == 1, "what is closed stays as it was"  # type: ignore[arg-type]

    assert sorted(decision.tasks.values_list("note", flat=True)) == ["Map 3.", "Map 4."]
    assert Leaf.objects.filter(kind="consolidation.task_noted").count() == 2
    with pytest.raises(NotFound):
        close_tasks(actor=FIRST, note="x", **given)  # type: ignore[arg-type]


def test_the_page_of_bulk_closing_shows_what_it_will_close_and_lets_one_take_some_out(
    signed_in: Callable[[Role, str], Client], decision: Decision
) -> None:
    client, at = signed_in(Role.KPU_PROVINCE, "31"), f"/meja/konsolidasi/keputusan/{decision.id}/tutup/"
    mine = Task.objects.get(region=WARD)

    whole = client.get(at).content.decode()
    cut = client.get(f"{at}?unit=31.71").content.decode()
    page = client.post(at, {"task": [str(mine.id), "x"], "note": "Map 3.", **key(1)}, follow=True).content.decode()

    assert "2 tugas terbuka" in whole
    assert "1 tugas terbuka" in cut
    assert "1 tugas ditutup" in page
    assert decision.tasks.filter(closed_at__isnull=True).count() == 1


def test_a_supervisor_closes_nothing(signed_in: Callable[[Role, str], Client], decision: Decision) -> None:
    client = signed_in(Role.SUPERVISOR, "31")

    assert client.get(f"/meja/konsolidasi/keputusan/{decision.id}/tutup/").status_code == 404
    assert "tutup/" not in client.get(f"/meja/konsolidasi/keputusan/{decision.id}/").content.decode()


def test_the_minutes_are_a_pdf_whose_code_proves_their_words(
    signed_in: Callable[[Role, str], Client], written: Minutes
) -> None:
    client, at = signed_in(Role.KPU_PROVINCE, "31"), f"/meja/konsolidasi/{written.event_id}/notula.pdf"
    draft = b"".join(client.get(at).streaming_content)  # type: ignore[attr-defined]
    sign_minutes(actor=FIRST, event_id=written.event_id, now=NOW)
    second_minutes(actor=SECOND, event_id=written.event_id, now=NOW)

    final = b"".join(client.get(at).streaming_content)  # type: ignore[attr-defined]

    assert draft.startswith(b"%PDF-")
    assert tokens_in(draft) == ()
    (token,) = tokens_in(final)
    assert verify_token(token, log_public_key()).payload["h"] == Minutes.objects.get().text_hash


def test_lists_say_what_is_late(decision: Decision) -> None:
    late = date(2024, 10, 6)

    assert decisions_within(actor=PPS, on=late).get().overdue == 1
    assert tasks_of(actor=FIRST, decision_id=decision.id, state="overdue", on=late).count() == 2
    assert tasks_of(actor=FIRST, decision_id=decision.id, state="closed", on=late).count() == 0


def test_a_unit_is_reminded_once_a_day_while_its_task_is_open(decision: Decision) -> None:
    note_task(actor=PPS, task_id=Task.objects.get(region=WARD).id, note="Selesai.", closes=True, now=NOW)

    assert remind_units(actor=FIRST, decision_id=decision.id, now=NOW) == 1
    assert remind_units(actor=FIRST, decision_id=decision.id, now=NOW + timedelta(hours=2)) == 0
    assert remind_units(actor=FIRST, decision_id=decision.id, now=NOW + timedelta(days=2)) == 1


def key(number: int) -> dict[str, str]:
    return {"idempotency_key": f"{number:032d}"}


def test_the_pages_lead_from_the_minutes_to_a_closed_task(
    signed_in: Callable[[Role, str], Client], event: Event, siti: Appointment, rina: Appointment
) -> None:
    client, at = signed_in(Role.KPU_PROVINCE, "31"), f"/meja/konsolidasi/{event.id}/notula/"
    decided = {"text": "Periksa kotak.", "kind": "PPS", "region": "31", "due_on": "2024-10-05"}

    client.post(at, {"text": "Dibahas bersama.", **key(1)})
    client.post(f"{at}keputusan/", {**decided, **key(2)})
    client.post(f"{at}tanda-tangan/", key(3))
    waiting = client.get(at).content.decode()
    second_minutes(actor=SECOND, event_id=event.id, now=NOW)
    task, follow = Task.objects.get(region=WARD), f"/meja/konsolidasi/keputusan/{Decision.objects.get().id}/"
    client.post(f"{follow}{task.id}/", {"note": "Map 3.", "closes": "Y", **key(4)})
    reminded = client.post(f"{follow}ingatkan/", key(5), follow=True).content.decode()

    assert "Menunggu tanda tangan petugas kedua" in waiting
    assert "Periksa kotak." in client.get("/meja/konsolidasi/keputusan/").content.decode()
    assert "<b>1</b> dari <b>2</b> unit selesai" in client.get(follow).content.decode()
    assert "1 unit diingatkan" in reminded
    table = b"".join(client.get(f"{follow[:-1]}.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "Map 3." in table
