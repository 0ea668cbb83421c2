"""Whatever the order of devices and tries: a note is kept once, the earliest counts, a second use shows both times."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.registry.bodies.models import Appointment, BodyKind
from jurdil.stages.consolidation.actions import check_in, invite_serving
from jurdil.stages.consolidation.hall import guests_of, second_uses, set_aside, told_since
from jurdil.stages.consolidation.lanes import close_lane, open_lane
from jurdil.stages.consolidation.models import Attendance, Event, Invitation, Lane, Scan, ScanAct
from jurdil.stages.consolidation.queries import attendance_by_kind
from jurdil.stages.consolidation.scans import DeviceNote, Taken, sync_scans
from jurdil.stages.consolidation.settling import Note, standings

NOW = datetime(2024, 9, 29, 9, tzinfo=UTC)
MORNING = NOW - timedelta(hours=8)
AGUS = Actor(role=Role.KPU_PROVINCE, region="31")
PPS = Actor(role=Role.PPS, region="31.71.01.1001")
DOOR, OTHER_DOOR = UUID(int=1), UUID(int=2)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def invited(event: Event, siti: Appointment, rina: Appointment) -> dict[str, Invitation]:
    invite_serving(actor=AGUS, event_id=event.id, kinds=[BodyKind.PPS], now=MORNING)
    return {row.person.name.split()[0]: row for row in Invitation.objects.select_related("person")}


@pytest.fixture
def lane(event: Event) -> Lane:
    return open_lane(actor=AGUS, event_id=event.id, name="Pintu 1", region="", now=MORNING)


@pytest.fixture
def other_lane(event: Event) -> Lane:
    return open_lane(actor=AGUS, event_id=event.id, name="Pintu 2", region="", now=MORNING)


def arrive(number: int, invitation: Invitation, at: datetime = MORNING, **changed: object) -> DeviceNote:
    return DeviceNote(number, ScanAct.ARRIVE, at, invitation.id, how="scan", **changed)  # type: ignore[arg-type]


def send(
    lane: Lane,
    notes: Sequence[DeviceNote],
    *,
    device: UUID = DOOR,
    clock_ahead: timedelta = timedelta(0),
    actor: Actor = AGUS,
    now: datetime = NOW,
) -> Taken:
    return sync_scans(actor=actor, lane_id=lane.id, device=device, sent_at=now + clock_ahead, notes=notes, now=now)


def came(event: Event) -> list[tuple[int, int]]:
    return [(one.count, one.of) for one in attendance_by_kind(actor=AGUS, event_id=event.id)]


def test_a_batch_sent_again_changes_nothing(event: Event, lane: Lane, invited: dict[str, Invitation]) -> None:
    notes = [arrive(1, invited["Siti"]), arrive(2, invited["Rina"])]

    first, second = send(lane, notes), send(lane, notes)

    assert (first.fresh, second.fresh, second.held) == (2, 0, (1, 2))
    assert (Scan.objects.count(), Attendance.objects.count()) == (2, 2)
    assert Leaf.objects.filter(kind="consolidation.checked_in").count() == 2
    assert came(event) == [(2, 2)]


def test_whichever_device_returns_first_the_earlier_scan_counts(
    event: Event, lane: Lane, other_lane: Lane, invited: dict[str, Invitation]
) -> None:
    send(other_lane, [arrive(1, invited["Siti"], MORNING + HOUR)], device=OTHER_DOOR)
    send(lane, [arrive(1, invited["Siti"])])

    (use,) = second_uses(actor=AGUS, event_id=event.id)

    assert (use.first_at, use.first_lane) == (MORNING, "Pintu 1")
    assert (use.again_at, use.again_lane) == (MORNING + HOUR, "Pintu 2")
    assert came(event) == [(1, 2)]


def test_a_clock_that_is_an_hour_fast_is_corrected_before_times_are_compared(
    event: Event, lane: Lane, other_lane: Lane, invited: dict[str, Invitation]
) -> None:
    send(lane, [arrive(1, invited["Siti"], MORNING + HOUR)], clock_ahead=HOUR)
    send(other_lane, [arrive(1, invited["Siti"], MORNING + 10 * MINUTE)], device=OTHER_DOOR)

    (use,) = second_uses(actor=AGUS, event_id=event.id)
    lane.refresh_from_db()

    assert (use.first_at, use.again_at) == (MORNING, MORNING + 10 * MINUTE)
    assert lane.clock_offset_ms == -3_600_000


def test_a_clock_that_was_set_right_before_sending_does_not_shift_what_was_noted(
    lane: Lane, invited: dict[str, Invitation]
) -> None:
    send(lane, [arrive(1, invited["Siti"], MORNING + HOUR, known_offset=-HOUR)])

    assert Scan.objects.get().at == MORNING


def test_a_dark_scan_before_a_check_in_by_form_counts_and_the_form_shows_as_second(
    event: Event, lane: Lane, invited: dict[str, Invitation]
) -> None:
    check_in(actor=AGUS, event_id=event.id, code=invited["Siti"].code, how="typed", now=MORNING + HOUR)
    send(lane, [arrive(1, invited["Siti"])])

    (use,) = second_uses(actor=AGUS, event_id=event.id)

    assert (use.first_lane, use.again_lane) == ("Pintu 1", "")


def test_an_undone_scan_does_not_count(event: Event, lane: Lane, invited: dict[str, Invitation]) -> None:
    siti = invited["Siti"]
    send(lane, [arrive(1, siti), DeviceNote(2, ScanAct.UNDO, MORNING + MINUTE, siti.id, target=1)])

    assert came(event) == [(0, 2)]
    assert Attendance.objects.get().undone_at == MORNING + MINUTE


def test_who_leaves_and_comes_back_is_no_second_use(event: Event, lane: Lane, invited: dict[str, Invitation]) -> None:
    siti = invited["Siti"]
    leave = DeviceNote(2, ScanAct.LEAVE, MORNING + HOUR, siti.id)
    send(lane, [arrive(1, siti), leave])
    first = Attendance.objects.get()

    send(lane, [arrive(3, siti, MORNING + 2 * HOUR)])

    assert first.left_at == MORNING + HOUR
    first.refresh_from_db()
    assert first.left_at is None
    assert second_uses(actor=AGUS, event_id=event.id) == []
    assert came(event) == [(1, 2)]


def test_each_session_is_attended_apart(event: Event, lane: Lane, invited: dict[str, Invitation]) -> None:
    siti = invited["Siti"]
    send(lane, [arrive(1, siti, session="Pagi"), arrive(2, siti, MORNING + HOUR, session="Siang")])

    assert Attendance.objects.filter(is_repeat=False).count() == 2
    assert came(event) == [(1, 2)]


def test_guests_and_what_makes_no_attendance_are_kept_and_shown(
    plan: Callable[..., Event], event: Event, lane: Lane, invited: dict[str, Invitation]
) -> None:
    Invitation.objects.filter(id=invited["Rina"].id).update(revoked_at=MORNING - HOUR)
    stranger = Invitation(id=UUID(int=7))
    guest = DeviceNote(3, ScanAct.GUEST, MORNING, guest_name=" Dewi Rekaan ", guest_unit="Pers")

    send(lane, [arrive(1, invited["Rina"]), arrive(2, stranger), guest])

    assert [(one.guest_name, one.guest_unit) for one in guests_of(actor=AGUS, event_id=event.id)] == [
        ("Dewi Rekaan", "Pers")
    ]
    assert {one.fault for one in set_aside(actor=AGUS, event_id=event.id)} == {"revoked", "unknown"}
    assert not Attendance.objects.exists()
    send(lane, [DeviceNote(4, ScanAct.UNDO, MORNING, target=3)])
    assert guests_of(actor=AGUS, event_id=event.id) == []


def test_a_device_hears_of_others_and_of_its_own_that_somebody_took_back(
    lane: Lane, other_lane: Lane, invited: dict[str, Invitation]
) -> None:
    send(lane, [arrive(1, invited["Siti"])])
    Attendance.objects.update(undone_at=NOW, known_at=NOW)
    send(other_lane, [arrive(1, invited["Rina"])], device=OTHER_DOOR)

    told = told_since(actor=AGUS, lane_id=lane.id, device=DOOR, since=NOW)
    rows = {row[1]: row[2:] for row in told["others"]}  # type: ignore[attr-defined]
    later = told_since(actor=AGUS, lane_id=lane.id, device=DOOR, since=NOW + HOUR)

    moment = round(MORNING.timestamp() * 1000)
    assert rows[invited["Siti"].id.hex] == ["", moment, "Pintu 1", 2, 1]
    assert rows[invited["Rina"].id.hex] == ["", moment, "Pintu 2", 0, 0]
    assert told["lanes"] == [["Pintu 2", round(NOW.timestamp() * 1000)]]
    assert later["others"] == []


def test_a_closed_lane_a_foreign_officer_and_other_roles_send_nothing(
    event: Event, lane: Lane, invited: dict[str, Invitation]
) -> None:
    note = [arrive(1, invited["Siti"])]
    with pytest.raises(NotFound):
        send(lane, note, actor=Actor(role=Role.PPS, region="32.01.01.1001"))
    with pytest.raises(Refused, match=r"access\.role"):
        send(lane, note, actor=Actor(role=Role.SUPERVISOR, region="31"))
    close_lane(actor=AGUS, lane_id=lane.id, now=NOW)
    with pytest.raises(Refused, match=r"consolidation\.lane"):
        send(lane, note)
    assert not Scan.objects.exists()


def test_a_ward_officers_lane_cannot_make_people_of_elsewhere_present(
    event: Event, invited: dict[str, Invitation]
) -> None:
    lane = open_lane(actor=PPS, event_id=event.id, name="Kelurahan", region="", now=MORNING)

    send(lane, [arrive(1, invited["Siti"]), arrive(2, invited["Rina"])], actor=PPS)

    assert came(event) == [(1, 2)]
    assert [one.fault for one in set_aside(actor=AGUS, event_id=event.id)] == ["outside"]


NOTES = st.lists(st.tuples(st.booleans(), st.integers(0, 5)), min_size=1, max_size=5)


@given(NOTES)
def test_the_order_in_which_notes_arrive_changes_nothing(drawn: list[tuple[bool, int]]) -> None:
    notes = [
        Note(UUID(int=place), arrives, "", MORNING + minute * MINUTE, ("", place))
        for place, (arrives, minute) in enumerate(drawn)
    ]

    outcomes = [standings(order) for order in itertools.permutations(notes)]

    assert all(outcome == outcomes[0] for outcome in outcomes)
    counting = [one for one in outcomes[0].values() if not one.is_repeat]
    assert len(counting) == min(1, sum(arrives for arrives, _minute in drawn))
