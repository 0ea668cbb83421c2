"""An event that changes: sites at one hour, seats by unit, long work in parts, changes and cancelling told to all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

import pytest

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.jobs.models import Job, JobState
from jurdil.foundation.jobs.work import work_off
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.outbox.actions import Letter
from jurdil.foundation.outbox.models import Message
from jurdil.registry.bodies.models import Appointment, BodyKind
from jurdil.registry.regions.models import Region
from jurdil.stages.consolidation import work
from jurdil.stages.consolidation.actions import answer_invitation, check_in, invite_serving
from jurdil.stages.consolidation.models import Coming, Event, Invitation
from jurdil.stages.consolidation.planning import (
    Arrangement,
    Item,
    SeatsFor,
    arrange_event,
    ask_to_invite,
    cancel_event,
    change_event,
    plan_sites,
    remind_unanswered,
)
from jurdil.stages.consolidation.queries import attendance_by_unit, events_within

from .conftest import AGUS, NOW, WARD

pytestmark = pytest.mark.django_db
PPS = [BodyKind.PPS]
CITY = Actor(role=Role.KPU_REGENCY, region="31.71")


def done() -> None:
    work_off(clock=lambda: NOW)


def changed(event: Event, **given: object) -> Event:
    stated = {"title": event.title, "place": event.place, "starts_at": event.starts_at, "ends_at": event.ends_at}
    return change_event(actor=AGUS, event_id=event.id, now=NOW, **{**stated, "asks_needs": False, **given})  # type: ignore[arg-type]


@pytest.fixture
def cities(db: None) -> None:
    for code, name in (("31.71", "Jakarta Pusat"), ("31.74", "Jakarta Selatan")):
        since = datetime(2020, 1, 1, tzinfo=UTC).date()
        Region.objects.create(code=code, level="kabkota", kind="kota", name=name, folded=name, decree="-", since=since)


def test_a_job_invites_everybody_once_however_often_it_is_asked(
    event: Event, siti: Appointment, rina: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "PART", 1)

    for _time in range(2):
        ask_to_invite(actor=AGUS, event_id=event.id, kinds=PPS, now=NOW)
        done()

    assert Invitation.objects.filter(event=event).count() == 2
    assert Leaf.objects.filter(kind="consolidation.invited").count() == 2
    assert Message.objects.filter(kind="consolidation.invited").count() == 2
    assert [job.result["invited"] for job in Job.objects.order_by("id")] == [2, 0]


def test_each_person_is_invited_to_the_site_of_their_own_city_and_counted_in_the_whole(
    event: Event, siti: Appointment, rina: Appointment, cities: None
) -> None:
    plan_sites(actor=AGUS, event_id=event.id, steps=2, place="Aula {daerah}", now=NOW)
    ask_to_invite(actor=AGUS, event_id=event.id, kinds=PPS, now=NOW)
    done()

    mine = Invitation.objects.get(person=siti.person)
    check_in(actor=AGUS, event_id=mine.event_id, code=mine.code, how="typed", now=NOW)

    assert mine.event.place == "Aula Jakarta Pusat"
    assert Invitation.objects.get(person=rina.person).event.place == "Aula Jakarta Selatan"
    whole = attendance_by_unit(actor=AGUS, event_id=event.id, depth=2)
    assert [(one.unit, one.count, one.of) for one in whole] == [("31.71", 1, 1), ("31.74", 0, 1)]
    assert [one.id for one in events_within(actor=AGUS)] == [event.id]
    assert {one.place for one in events_within(actor=CITY)} == {"Aula Rekaan", "Aula Jakarta Pusat"}


def test_a_code_of_another_site_names_the_site_where_it_holds(
    event: Event, siti: Appointment, rina: Appointment, cities: None
) -> None:
    first, _second = plan_sites(actor=AGUS, event_id=event.id, steps=2, place="Aula {daerah}", now=NOW)
    invite_serving(actor=AGUS, event_id=event.id, kinds=PPS, now=NOW)
    other = Invitation.objects.get(person=rina.person)

    for code in (other.code, other.token):
        with pytest.raises(Refused, match="Aula Jakarta Selatan"):
            check_in(actor=AGUS, event_id=first.id, code=code, how="scan", now=NOW)


def test_no_more_of_a_unit_are_invited_than_seats_are_kept_for_it(
    event: Event, siti: Appointment, rina: Appointment
) -> None:
    given = Arrangement({"Aula": 10}, (SeatsFor("31.71", "PPS", 0, "Aula"),))
    arrange_event(actor=AGUS, event_id=event.id, arrangement=given, now=NOW)

    ask_to_invite(actor=AGUS, event_id=event.id, kinds=PPS, now=NOW)
    done()

    assert Invitation.objects.get().person == rina.person
    assert Job.objects.get().result == {"invited": 1, "left_out": 1}


def test_seats_fit_into_their_room_and_their_region(event: Event) -> None:
    item = Item(event.starts_at, event.ends_at, "Pembukaan", "Aula")
    wrong = (
        Arrangement({"Aula": 10}, (SeatsFor("31.71", "", 6, "Aula"), SeatsFor("31.74", "", 5, "Aula"))),
        Arrangement({"Aula": 10}, (SeatsFor("32", "", 1, "Aula"),)),
        Arrangement({}, (), (item,)),
    )

    for arrangement in wrong:
        with pytest.raises(Refused, match=r"consolidation\.seats"):
            arrange_event(actor=AGUS, event_id=event.id, arrangement=arrangement, now=NOW)
    arrange_event(actor=AGUS, event_id=event.id, arrangement=Arrangement({"Aula": 10}, (), (item,)), now=NOW)
    assert event.items.get().room.name == "Aula"  # type: ignore[union-attr]


def test_a_change_is_told_to_the_invited_and_counted_and_a_setting_alone_is_not(
    event: Event, siti: Appointment
) -> None:
    invite_serving(actor=AGUS, event_id=event.id, kinds=PPS, now=NOW)

    assert changed(event, asks_needs=True).sequence == 0
    assert changed(event, place="Aula lain").sequence == 1
    done()

    told = Message.objects.get(kind="consolidation.changed")
    assert "Aula lain" in told.text.reveal()


def test_a_cancelled_event_is_told_with_its_reason_and_takes_nobody_in(
    event: Event, siti: Appointment, cities: None
) -> None:
    plan_sites(actor=AGUS, event_id=event.id, steps=2, place="Aula {daerah}", now=NOW)
    invite_serving(actor=AGUS, event_id=event.id, kinds=PPS, now=NOW)
    mine = Invitation.objects.get()

    with pytest.raises(Refused, match=r"consolidation\.event"):
        cancel_event(actor=AGUS, event_id=event.id, reason=" ", now=NOW)
    cancel_event(actor=AGUS, event_id=event.id, reason="Banjir.", now=NOW)
    done()

    assert "Banjir." in Message.objects.get(kind="consolidation.cancelled").text.reveal()
    with pytest.raises(Conflict):
        check_in(actor=AGUS, event_id=mine.event_id, code=mine.code, how="typed", now=NOW)
    with pytest.raises(Conflict):
        ask_to_invite(actor=AGUS, event_id=event.id, kinds=PPS, now=NOW)


def test_only_those_without_an_answer_are_reminded_and_not_twice_in_a_day(
    event: Event, siti: Appointment, rina: Appointment, plan: Callable[..., Event]
) -> None:
    later = plan(starts_at=event.starts_at + timedelta(days=9), ends_at=event.ends_at + timedelta(days=9))
    invite_serving(actor=AGUS, event_id=later.id, kinds=PPS, now=NOW)
    mine = Invitation.objects.get(person=siti.person)
    siti_herself = Actor(role=Role.APPLICANT, region="", person_id=siti.person_id)
    answer_invitation(actor=siti_herself, invitation_id=mine.id, answer=Coming.EXCUSED, now=NOW)

    remind_unanswered(actor=AGUS, event_id=later.id, now=NOW)
    done()

    assert Message.objects.get(kind="consolidation.reminder").person_id == rina.person_id
    with pytest.raises(Conflict):
        remind_unanswered(actor=AGUS, event_id=later.id, now=NOW + timedelta(hours=1))
    assert remind_unanswered(actor=AGUS, event_id=later.id, now=NOW + timedelta(hours=25)).state == JobState.WAITING


def test_an_officer_of_a_part_changes_nothing_of_the_whole(event: Event, siti: Appointment) -> None:
    with pytest.raises(NotFound):
        cancel_event(actor=CITY, event_id=event.id, reason="Rekaan.", now=NOW)
    with pytest.raises(NotFound):
        plan_sites(actor=CITY, event_id=event.id, steps=4, place="Rekaan", now=NOW)
    assert siti.region == WARD


def test_nobody_is_reminded_of_an_event_that_was_called_off_meanwhile(
    event: Event, siti: Appointment, rina: Appointment, plan: Callable[..., Event]
) -> None:
    later = plan(starts_at=event.starts_at + timedelta(days=9), ends_at=event.ends_at + timedelta(days=9))
    invite_serving(actor=AGUS, event_id=later.id, kinds=PPS, now=NOW)
    remind_unanswered(actor=AGUS, event_id=later.id, now=NOW)
    changed(later, place="Aula lain")
    cancel_event(actor=AGUS, event_id=later.id, reason="Banjir.", now=NOW)

    done()

    assert not Message.objects.filter(kind__in=["consolidation.reminder", "consolidation.changed"]).exists()
    assert Message.objects.filter(kind="consolidation.cancelled").count() == 2


def test_a_fault_midway_leaves_nobody_untold_and_tells_nobody_twice(
    event: Event, siti: Appointment, rina: Appointment, plan: Callable[..., Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    later = plan(starts_at=event.starts_at + timedelta(days=9), ends_at=event.ends_at + timedelta(days=9))
    invite_serving(actor=AGUS, event_id=later.id, kinds=PPS, now=NOW)
    cancel_event(actor=AGUS, event_id=later.id, reason="Banjir.", now=NOW)
    monkeypatch.setattr(work, "PART", 1)
    queue, calls = work.queue_messages, list[int]()

    def stumbles(letters: Iterable[Letter], *, now: datetime) -> int:
        calls.append(1)
        if len(calls) == 2:
            raise OSError
        return queue(letters, now=now)

    monkeypatch.setattr(work, "queue_messages", stumbles)
    done()
    Job.objects.filter(state=JobState.WAITING).update(lease_until=NOW)
    done()

    assert Job.objects.get().state == JobState.DONE
    assert Message.objects.filter(kind="consolidation.cancelled").count() == 2
