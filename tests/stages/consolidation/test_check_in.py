"""People are invited in one act and checked in once; a second scan is kept and never counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from jurdil.engines.papers import verify_token
from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.ledger.sequencing import log_public_key
from jurdil.foundation.outbox.models import Message
from jurdil.registry.bodies.models import Appointment, BodyKind
from jurdil.registry.elections.models import StageInterval
from jurdil.stages.consolidation.actions import (
    answer_invitation,
    check_in,
    invite_serving,
    undo_check_in,
)
from jurdil.stages.consolidation.models import Attendance, Coming, Event, Invitation
from jurdil.stages.consolidation.queries import (
    attendance_by_kind,
    attendance_by_unit,
    first_check_in,
    invitable,
    invitations_of,
    last_days,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 9, 29, 1, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
AGUS = Actor(role=Role.KPU_PROVINCE, region="31")
PPS = Actor(role=Role.PPS, region="31.71.01.1001")
FAR = Actor(role=Role.PPS, region="32.01.01.1001")


def invite(event: Event, actor: Actor = AGUS) -> int:
    return invite_serving(actor=actor, event_id=event.id, kinds=[BodyKind.PPS], now=NOW).invited


def came(event: Event, code: str, *, actor: Actor = AGUS, now: datetime = NOW) -> Attendance:
    return check_in(actor=actor, event_id=event.id, code=code, how="typed", now=now)


def test_who_serves_is_invited_once_with_a_leaf_and_a_letter_each(
    event: Event, siti: Appointment, rina: Appointment
) -> None:
    counted = invitable(actor=AGUS, event_id=event.id, kinds=[BodyKind.PPS, BodyKind.PPK])

    assert [(one.serving, one.fresh) for one in counted] == [(2, 2), (0, 0)]
    assert (invite(event), invite(event)) == (2, 0)
    assert Leaf.objects.filter(kind="consolidation.invited").count() == 2
    assert Message.objects.filter(kind="consolidation.invited").count() == 2


def test_the_token_on_the_invitation_names_event_and_code(event: Event, siti: Appointment) -> None:
    invite(event)
    invitation = Invitation.objects.get()

    payload = verify_token(invitation.token, log_public_key()).payload

    assert (payload["e"], payload["c"]) == (event.id.hex, invitation.code)


def test_a_typed_code_and_a_scanned_token_are_the_same_check_in(event: Event, siti: Appointment) -> None:
    invite(event)
    invitation = Invitation.objects.get()

    first = came(event, f" {invitation.code[:4].lower()}-{invitation.code[4:]} ")
    second = came(event, invitation.token + "\n", now=LATER)

    assert (first.is_repeat, second.is_repeat) == (False, True)
    assert first_check_in(second) == NOW


def test_a_second_scan_never_counts(event: Event, siti: Appointment, rina: Appointment) -> None:
    invite(event)
    code = Invitation.objects.get(person=siti.person).code

    came(event, code)
    came(event, code, now=LATER)

    assert [(one.count, one.of) for one in attendance_by_kind(actor=AGUS, event_id=event.id)] == [(1, 2)]
    units = {one.unit: (one.count, one.of) for one in attendance_by_unit(actor=AGUS, event_id=event.id, depth=2)}
    assert units == {"31.71": (1, 1), "31.74": (0, 1)}


def test_an_undone_check_in_can_be_made_good(event: Event, siti: Appointment) -> None:
    invite(event)
    code = Invitation.objects.get().code
    undo_check_in(actor=AGUS, attendance_id=came(event, code).id, now=LATER)

    again = came(event, code, now=LATER)

    assert not again.is_repeat
    assert invitations_of(actor=AGUS, event_id=event.id, missing_only=True).count() == 0


def test_when_the_first_of_two_is_undone_the_second_counts(event: Event, siti: Appointment) -> None:
    invite(event)
    code = Invitation.objects.get().code
    first, second = came(event, code), came(event, code, now=LATER)

    undo_check_in(actor=AGUS, attendance_id=first.id, now=LATER)

    assert second.is_repeat
    second.refresh_from_db()
    assert not second.is_repeat


def test_a_code_of_another_event_is_refused(plan: Callable[..., Event], event: Event, siti: Appointment) -> None:
    other = plan(title="Bimtek")
    invite(event)
    invitation = Invitation.objects.get()

    for code in (invitation.code, invitation.token, "J1:PALSU", ""):
        with pytest.raises(Refused, match=r"consolidation\.invitation"):
            came(other, code)
    assert not Attendance.objects.exists()


def test_an_officer_below_the_event_checks_in_the_own_people_only(
    event: Event, siti: Appointment, rina: Appointment
) -> None:
    invite(event)

    assert not came(event, Invitation.objects.get(person=siti.person).code, actor=PPS).is_repeat
    with pytest.raises(Refused, match=r"consolidation\.invitation"):
        came(event, Invitation.objects.get(person=rina.person).code, actor=PPS)


def test_an_officer_of_a_neighbouring_city_does_not_find_the_event(
    plan: Callable[..., Event], siti: Appointment
) -> None:
    event = plan(region="31.71")
    invite(event)

    with pytest.raises(NotFound):
        came(event, Invitation.objects.get().code, actor=Actor(role=Role.PPS, region="31.74.01.1001"))
    with pytest.raises(NotFound):
        invite(event, actor=Actor(role=Role.KPU_REGENCY, region="31.74"))
    with pytest.raises(NotFound):
        came(event, Invitation.objects.get().code, actor=FAR)


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.PARTNER, Role.PUBLIC, Role.APPLICANT])
def test_other_roles_check_nobody_in(event: Event, role: Role) -> None:
    with pytest.raises(Refused, match=r"access\.role"):
        came(event, "ABCDEFGH", actor=Actor(role=role, region="31"))


def test_a_plan_outside_the_region_or_without_an_end_is_refused(plan: Callable[..., Event]) -> None:
    with pytest.raises(Refused, match=r"access\.region"):
        plan(region="32")
    with pytest.raises(Refused, match=r"consolidation\.event"):
        plan(ends_at=datetime(2024, 9, 29, 2, tzinfo=UTC))


def test_nobody_is_invited_to_what_is_over(event: Event, siti: Appointment) -> None:
    with pytest.raises(Conflict):
        invite_serving(actor=AGUS, event_id=event.id, kinds=[BodyKind.PPS], now=event.ends_at)


def test_only_the_person_answers_and_only_before_it_begins(event: Event, siti: Appointment, rina: Appointment) -> None:
    invite(event)
    mine = Invitation.objects.get(person=siti.person)
    actor = Actor(role=Role.APPLICANT, region="", person_id=siti.person_id)
    stranger = Actor(role=Role.APPLICANT, region="", person_id=rina.person_id)

    assert answer_invitation(actor=actor, invitation_id=mine.id, answer=Coming.COMES, now=NOW).answer == "comes"
    with pytest.raises(NotFound):
        answer_invitation(actor=stranger, invitation_id=mine.id, answer=Coming.EXCUSED, now=NOW)
    with pytest.raises(Conflict):
        answer_invitation(actor=actor, invitation_id=mine.id, answer=Coming.EXCUSED, now=event.starts_at)


def test_an_event_on_the_last_day_of_a_stage_of_the_same_units_is_noticed(event: Event) -> None:
    made = {"election": event.election, "body": "KPPS", "stage": "review", "start": event.starts_at.date()}
    for region, end in (("31.71", 29), ("32", 29), ("31.71", 30)):
        StageInterval.objects.create(**made, label="Penelitian", region=region, end=datetime(2024, 9, end).date())  # noqa: DTZ001

    assert [(one.region, one.end.day) for one in last_days(event)] == [("31.71", 29)]
