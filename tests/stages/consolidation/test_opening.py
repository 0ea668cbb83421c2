"""Attendance counts from some hours before the event, or since the organiser opened it; what came earlier is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.stages.consolidation.test_sync_scans import (
    AGUS,
    DOOR,
    HOUR,
    arrive,
    came,
    invited,
    lane,
    send,
)

from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.stages.consolidation.actions import check_in
from jurdil.stages.consolidation.hall import guests_of, hall_list, lanes_of, set_aside
from jurdil.stages.consolidation.models import Attendance, Event, Invitation, Lane, Scan, ScanAct
from jurdil.stages.consolidation.opening import open_doors, opening_of
from jurdil.stages.consolidation.planning import change_event
from jurdil.stages.consolidation.scans import DeviceNote

__all__ = ["invited", "lane"]

pytestmark = pytest.mark.django_db


def test_nobody_is_checked_in_before_the_doors_open(event: Event, invited: dict[str, Invitation]) -> None:
    opens = event.starts_at - 3 * HOUR
    given = {"actor": AGUS, "event_id": event.id, "code": invited["Siti"].code, "how": "typed"}

    with pytest.raises(Refused, match=r"consolidation\.opens") as refusal:
        check_in(**given, now=opens - timedelta(minutes=1))  # type: ignore[arg-type]

    assert "29-09-2024 06:00" in refusal.value.reason
    assert "lebih awal" in refusal.value.remedy
    check_in(**given, now=opens)  # type: ignore[arg-type]
    assert came(event) == [(1, 2)]


def test_a_rehearsal_the_day_before_is_kept_and_never_counted(
    event: Event, lane: Lane, invited: dict[str, Invitation]
) -> None:
    before = event.starts_at - 20 * HOUR
    guest = DeviceNote(2, ScanAct.GUEST, before, guest_name="Pers Rekaan")

    taken = send(lane, [arrive(1, invited["Siti"], before), guest], now=before + HOUR)

    assert taken.held == (1, 2)
    assert {one.fault for one in set_aside(actor=AGUS, event_id=event.id)} == {"early"}
    assert came(event) == [(0, 2)]
    assert guests_of(actor=AGUS, event_id=event.id) == []
    (row,) = lanes_of(actor=AGUS, event_id=event.id)
    assert (row.arrivals, row.guests) == (0, 0)  # type: ignore[attr-defined]
    send(lane, [arrive(3, invited["Siti"], event.starts_at)])
    assert came(event) == [(1, 2)], "the rehearsal stands in nobody's way"
    assert not Attendance.objects.filter(is_repeat=True).exists()


def test_a_clock_that_is_a_day_slow_loses_nobody(event: Event, lane: Lane, invited: dict[str, Invitation]) -> None:
    slow = timedelta(days=1)

    send(lane, [arrive(1, invited["Siti"], event.starts_at - slow, known_offset=slow)])
    send(lane, [arrive(2, invited["Rina"], event.starts_at - slow)], clock_ahead=-slow)

    assert came(event) == [(2, 2)]
    assert not set_aside(actor=AGUS, event_id=event.id)


def test_a_clock_that_nobody_can_correct_is_kept_and_shown(
    event: Event, lane: Lane, invited: dict[str, Invitation]
) -> None:
    send(lane, [arrive(1, invited["Siti"], event.starts_at - timedelta(days=9000), known_offset=timedelta(0))])

    (shown,) = set_aside(actor=AGUS, event_id=event.id)
    assert (shown.invitation_id, shown.fault) == (invited["Siti"].id, "early")
    assert Leaf.objects.filter(kind="consolidation.scan_set_aside").count() == 1


def test_doors_opened_earlier_count_what_was_taken_since(
    event: Event, lane: Lane, invited: dict[str, Invitation]
) -> None:
    early, rehearsal = event.starts_at - 5 * HOUR, event.starts_at - 20 * HOUR
    send(lane, [arrive(1, invited["Siti"], early), arrive(2, invited["Rina"], rehearsal)], now=early + HOUR)

    open_doors(actor=AGUS, event_id=event.id, opens_at=early - HOUR, now=early + HOUR)

    assert came(event) == [(1, 2)]
    assert [one.invitation_id for one in set_aside(actor=AGUS, event_id=event.id)] == [invited["Rina"].id]
    bundle = hall_list(actor=AGUS, lane_id=lane.id, now=early + HOUR)
    assert bundle["event"]["opens"] == round((early - HOUR).timestamp() * 1000)  # type: ignore[index]
    assert Leaf.objects.filter(kind="consolidation.doors_opened").count() == 1


def test_doors_open_no_later_and_only_by_the_organiser(event: Event) -> None:
    usual = opening_of(event)

    with pytest.raises(Refused, match=r"consolidation\.opens"):
        open_doors(actor=AGUS, event_id=event.id, opens_at=usual, now=usual - HOUR)
    elsewhere = Actor(role=Role.KPU_REGENCY, region="31.71")
    with pytest.raises(NotFound):
        open_doors(actor=elsewhere, event_id=event.id, opens_at=usual - HOUR, now=usual - HOUR)


def test_an_event_that_is_put_off_opens_by_the_rule_again(event: Event) -> None:
    early = opening_of(event) - HOUR
    open_doors(actor=AGUS, event_id=event.id, opens_at=early, now=early)
    later = timedelta(days=1)

    moved = change_event(
        actor=AGUS,
        event_id=event.id,
        title=event.title,
        place=event.place,
        starts_at=event.starts_at + later,
        ends_at=event.ends_at + later,
        asks_needs=False,
        now=early,
    )

    assert opening_of(moved) == event.starts_at + later - 3 * HOUR


def test_a_rehearsal_that_was_taken_back_is_not_shown(event: Event, lane: Lane, invited: dict[str, Invitation]) -> None:
    before = event.starts_at - 20 * HOUR
    undo = DeviceNote(2, ScanAct.UNDO, before, invited["Siti"].id, target=1)

    send(lane, [arrive(1, invited["Siti"], before), undo], device=DOOR)

    assert Scan.objects.count() == 2
    assert set_aside(actor=AGUS, event_id=event.id) == []
