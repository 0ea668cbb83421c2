"""Substitutes by letter, guests without a seat, invitations that no longer hold, house rules, needs, certificates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from jurdil.engines.papers import verify_token
from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.ledger.sequencing import log_key, log_public_key
from jurdil.foundation.outbox.models import Message
from jurdil.registry.bodies.models import Appointment, BodyKind
from jurdil.stages.consolidation.actions import answer_invitation, check_in, invite_serving
from jurdil.stages.consolidation.attending import Guest, invite_guests, revoke_invitation, send_substitute
from jurdil.stages.consolidation.certificates import earned_certificate
from jurdil.stages.consolidation.hall_list import hall_list_text
from jurdil.stages.consolidation.house_rules import house_rules_hash
from jurdil.stages.consolidation.lanes import name_sessions, open_lane
from jurdil.stages.consolidation.models import Coming, Event, Invitation, Need
from jurdil.stages.consolidation.needs import erase_needs, needs_of, note_needs
from jurdil.stages.consolidation.planning import change_event
from jurdil.stages.consolidation.queries import attendance_by_kind

from .conftest import AGUS, NOW

pytestmark = pytest.mark.django_db
LETTER = {"letter_number": "ST-7/2024", "letter_on": date(2024, 9, 28)}


@pytest.fixture
def mine(event: Event, siti: Appointment) -> Invitation:
    invite_serving(actor=AGUS, event_id=event.id, kinds=[BodyKind.PPS], now=NOW)
    return Invitation.objects.get(person=siti.person)


def herself(seat: Appointment) -> Actor:
    return Actor(role=Role.APPLICANT, region="", person_id=seat.person_id)


def came(event: Event, code: str, *, hours: int = 0) -> None:
    check_in(actor=AGUS, event_id=event.id, code=code, how="scan", now=NOW + timedelta(hours=hours))


def test_a_substitute_comes_in_his_own_name_by_letter_and_the_first_code_says_what_to_do(
    event: Event, mine: Invitation
) -> None:
    made = send_substitute(actor=AGUS, invitation_id=mine.id, name="Tono Rekaan", now=NOW, **LETTER)  # type: ignore[arg-type]

    came(event, made.token)
    with pytest.raises(Refused, match="sudah dicabut") as refused:
        came(event, mine.token)
    assert "penggantinya punya undangan sendiri" in refused.value.remedy
    assert made.substitute_of == mine
    assert made.letter_number == "ST-7/2024"
    assert Leaf.objects.filter(kind="consolidation.substituted").count() == 1
    (guests,) = attendance_by_kind(actor=AGUS, event_id=event.id)
    assert (guests.count, guests.of) == (1, 1)


@pytest.mark.parametrize(
    "wrong", [{"letter_number": " "}, {"name": " "}, {"letter_on": date(2024, 9, 30)}], ids=("number", "name", "day")
)
def test_no_substitute_without_a_letter(mine: Invitation, wrong: dict[str, object]) -> None:
    with pytest.raises(Refused, match=r"consolidation\.substitute"):
        send_substitute(actor=AGUS, invitation_id=mine.id, now=NOW, **{"name": "Tono", **LETTER, **wrong})  # type: ignore[arg-type]


def test_whoever_is_invited_already_stands_in_for_nobody(event: Event, siti: Appointment, rina: Appointment) -> None:
    invite_serving(actor=AGUS, event_id=event.id, kinds=[BodyKind.PPS], now=NOW)
    hers = Invitation.objects.get(person=siti.person)

    with pytest.raises(Conflict):
        send_substitute(actor=AGUS, invitation_id=hers.id, appointment_id=rina.id, now=NOW, **LETTER)  # type: ignore[arg-type]


def test_a_revoked_person_is_told_why_and_stands_in_the_devices_list_as_revoked(event: Event, mine: Invitation) -> None:
    with pytest.raises(Refused, match=r"consolidation\.invitation"):
        revoke_invitation(actor=AGUS, invitation_id=mine.id, reason="", now=NOW)
    revoke_invitation(actor=AGUS, invitation_id=mine.id, reason="Mundur dari PPS.", now=NOW)

    lane = open_lane(actor=AGUS, event_id=event.id, name="Pintu", region="", now=NOW)
    assert "Mundur dari PPS." in Message.objects.get(kind="consolidation.revoked").text.reveal()
    assert f"revoked\t{mine.id.hex}" in hall_list_text(lane, log_key(), issued=NOW)


def test_nobody_who_is_there_is_revoked(event: Event, mine: Invitation) -> None:
    came(event, mine.code)

    with pytest.raises(Conflict):
        revoke_invitation(actor=AGUS, invitation_id=mine.id, reason="Keliru.", now=NOW)


def test_a_guest_has_a_code_of_his_own_and_is_called_by_his_unit_at_the_door(event: Event) -> None:
    with pytest.raises(Refused, match=r"consolidation\.invitation"):
        invite_guests(actor=AGUS, event_id=event.id, guests=[Guest("Dewi Rekaan", "")], now=NOW)
    (made,) = invite_guests(actor=AGUS, event_id=event.id, guests=[Guest("Dewi Rekaan", "Pers")], now=NOW)

    came(event, made.code)

    lane = open_lane(actor=AGUS, event_id=event.id, name="Pintu", region="", now=NOW)
    assert "unit\tPers" in hall_list_text(lane, log_key(), issued=NOW)
    assert verify_token(made.token, log_public_key()).payload["i"] == made.id.hex


def test_the_house_rules_are_kept_with_the_version_that_was_accepted(
    event: Event, mine: Invitation, siti: Appointment
) -> None:
    plain = answer_invitation(actor=herself(siti), invitation_id=mine.id, answer=Coming.COMES, now=NOW)
    assert plain.rules_at is None

    given = answer_invitation(
        actor=herself(siti), invitation_id=mine.id, answer=Coming.COMES, accepts_rules=True, now=NOW
    )

    assert given.rules_hash == house_rules_hash("pemilihan-2024")
    assert given.rules_at == NOW


def test_needs_are_not_asked_unless_the_event_does_and_are_erased_after_it(
    event: Event, mine: Invitation, siti: Appointment
) -> None:
    given = {"invitation_id": mine.id, "transport": "Kursi roda", "diet": "", "now": NOW}
    with pytest.raises(NotFound):
        note_needs(actor=herself(siti), **given)  # type: ignore[arg-type]
    times = {"starts_at": event.starts_at, "ends_at": event.ends_at, "now": NOW}
    change_event(actor=AGUS, event_id=event.id, title="K", place="A", asks_needs=True, **times)  # type: ignore[arg-type]

    note_needs(actor=herself(siti), **given)  # type: ignore[arg-type]
    assert [one.transport.reveal() for one in needs_of(actor=AGUS, event_id=event.id)] == ["Kursi roda"]
    assert Leaf.objects.get(kind="consolidation.need_noted").region == "31.71", "in a ward it would nearly say who"

    system = Actor(role=Role.SYSTEM, region="")
    assert erase_needs(actor=system, now=event.ends_at + timedelta(days=6)) == []
    assert erase_needs(actor=system, now=event.ends_at + timedelta(days=7)) == [event.id]
    assert not Need.objects.exists()


def test_a_certificate_is_for_all_sessions_and_after_the_end(
    plan: Callable[..., Event], siti: Appointment, mine: Invitation, event: Event
) -> None:
    came(event, mine.code)

    assert earned_certificate(actor=herself(siti), invitation_id=mine.id, now=NOW) is None
    assert earned_certificate(actor=herself(siti), invitation_id=mine.id, now=event.ends_at) == [""]
    name_sessions(actor=AGUS, event_id=event.id, names=["Pagi", "Siang"], now=NOW)
    assert earned_certificate(actor=herself(siti), invitation_id=mine.id, now=event.ends_at) is None
