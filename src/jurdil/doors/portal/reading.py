"""What a worker may read about themselves, gathered from every stage; nothing of anybody else.

Everything is asked by the person that the session opened (`own_person`): no id in an address widens it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from jurdil.errors import NotFound
from jurdil.foundation.accounts.roles import Actor, own_person
from jurdil.foundation.outbox.arriving import end_of
from jurdil.foundation.outbox.models import Message
from jurdil.law import explain, load_profile
from jurdil.registry.bodies.models import Appointment, AppointmentLetter, SeatRole
from jurdil.stages.consolidation.models import Pledge
from jurdil.stages.consolidation.owing import waits_for_pledge
from jurdil.stages.consolidation.queries import pledges_in
from jurdil.stages.placement.models import Replacement, ReplacementState
from jurdil.stages.placement.offer_times import ends_of_offers
from jurdil.stages.placement.wording import ROLE_LABELS
from jurdil.stages.recruitment.models import Application, ReviewRuling
from jurdil.stages.vetting.double_models import DoubleQuestion
from jurdil.stages.vetting.hearing import DECIDED, deadline_of
from jurdil.stages.vetting.models import Clarification


@dataclass(frozen=True)
class OwnOutcome:
    """How one requirement came out, with its rule, the reason and what the person can do."""

    rule: str
    title: str
    outcome: str
    reason: str
    remedy: str
    source: str


@dataclass(frozen=True)
class OwnApplication:
    """One application with its outcomes and the rulings of two people on it."""

    row: Application
    outcomes: tuple[OwnOutcome, ...]
    rulings: tuple[ReviewRuling, ...]

    @property
    def passed(self) -> tuple[OwnOutcome, ...]:
        """Return the requirements that are met."""
        return tuple(one for one in self.outcomes if one.outcome == "passed")

    @property
    def pending(self) -> tuple[OwnOutcome, ...]:
        """Return those about which the person can still do something, or an officer must look."""
        return tuple(one for one in self.outcomes if one.outcome != "passed")


@dataclass(frozen=True)
class OwnSeat:
    """One appointment, its role in words, and the pledge signed in that role if there is one.

    earlier: a pledge in the same body that does not hold for this role any more, so that it is renewed. has_letter:
    whether a letter can be taken; that of a new appointment waits for the pledge. owes_pledge: whether the page asks
    for the pact here: once a body, and for a place among the reserves only where the person holds no seat.
    """

    row: Appointment
    role: str
    pledge: Pledge | None
    earlier: Pledge | None
    is_open: bool
    waits: bool
    has_letter: bool = False
    owes_pledge: bool = False


def own_applications(actor: Actor, language: str) -> list[OwnApplication]:
    """Return the person's applications, newest first, with every outcome explained."""
    rows = Application.objects.filter(person=own_person(actor)).select_related("opening__election").order_by("-id")
    return [
        OwnApplication(row, _outcomes(row, language), tuple(row.review_rulings.filter(decided_at__isnull=False)))
        for row in rows
    ]


def _outcomes(row: Application, language: str) -> tuple[OwnOutcome, ...]:
    profile = load_profile(row.opening.election.profile)
    found = []
    for rule_id, (outcome, reason_key, details) in sorted(row.outcomes.items()):
        rule = profile.rule(rule_id)
        reason, remedy = explain(rule_id, reason_key, details, language)
        found.append(OwnOutcome(rule_id, rule.title(language), outcome, reason, remedy, rule.source.citation))
    return tuple(found)


def own_application(actor: Actor, application_id: UUID) -> Application:
    """Return one application of the person. Raises NotFound."""
    row = Application.objects.filter(person=own_person(actor), id=application_id).select_related("opening").first()
    if row is None:
        raise NotFound("Lamaran ini tidak ada, atau bukan milik Anda.")
    return row


def own_questions(actor: Actor) -> list[tuple[Clarification, datetime]]:
    """Return the questions about matches that wait for the person's answer, each with when its time truly runs out."""
    rows = Clarification.objects.filter(match__person=own_person(actor), answered_at__isnull=True)
    rows = rows.exclude(match__state__in=DECIDED).select_related("match__snapshot").order_by("deadline")
    return [(one, end_of(deadline_of(one)) or one.deadline) for one in rows]


def own_double_questions(actor: Actor) -> list[tuple[DoubleQuestion, datetime]]:
    """Return the questions about a second application that wait for an answer, each with when its time runs out."""
    rows = DoubleQuestion.objects.filter(application__person=own_person(actor), answered_at__isnull=True)
    rows = rows.filter(application__withdrawn_at__isnull=True).exclude(double__state__in=DECIDED)
    rows = rows.select_related("application").order_by("deadline")
    return [(one, end_of(deadline_of(one)) or one.deadline) for one in rows]


def own_offers(actor: Actor) -> list[tuple[Replacement, datetime | None]]:
    """Return the seats offered to the person that wait for an answer, each with when its time truly runs out."""
    rows = Replacement.objects.filter(offered_to__person=own_person(actor), state=ReplacementState.OFFERED)
    found = list(rows.select_related("seat__body").order_by("deadline"))
    ends = ends_of_offers(found)
    return [(one, ends.get(one.id) or one.deadline) for one in found]


def own_seats(actor: Actor, on: date) -> list[OwnSeat]:
    """Return the person's appointments, newest first; `is_open` while the pact can still be signed for one."""
    rows = Appointment.objects.filter(person=own_person(actor), corrected_by__isnull=True)
    seats = rows.select_related("seat__body__election", "person").order_by("-start", "-id")
    lettered = set(AppointmentLetter.objects.filter(appointment__in=rows).values_list("appointment_id", flat=True))
    return _asked_once([_own_seat(row, on, row.id in lettered) for row in seats])


def _asked_once(seats: list[OwnSeat]) -> list[OwnSeat]:
    owed = [seat for seat in seats if seat.is_open and seat.pledge is None]
    held = [seat for seat in owed if seat.row.seat.role != SeatRole.RESERVE]
    of_body = {seat.row.seat.body_id: seat.row.id for seat in held or owed}  # of two roles in turn, the earlier first
    return [replace(seat, owes_pledge=seat.row.id in of_body.values()) for seat in seats]


def _own_seat(row: Appointment, on: date, is_lettered: bool) -> OwnSeat:
    body, role = row.seat.body, row.seat.role
    signed = pledges_in(body.id, row.person_id, body.election.profile, role=role)
    pledge = signed.select_related("talk").order_by("-id").first()
    earlier = None if pledge else row.person.pledges.filter(seat__body=body).select_related("seat").last()
    waits = pledge is None and earlier is None and waits_for_pledge(row)
    is_open = row.end >= max(on, row.start)  # a period that was taken back before it began asks for nothing
    return OwnSeat(row, str(ROLE_LABELS[role]), pledge, earlier, is_open, waits, is_lettered and not waits)


def own_seat(actor: Actor, appointment_id: UUID, on: date) -> OwnSeat:
    """Return one appointment of the person. Raises NotFound."""
    found = next((seat for seat in own_seats(actor, on) if seat.row.id == appointment_id), None)
    if found is None:
        raise NotFound("Pengangkatan ini tidak ada, atau bukan milik Anda.")
    return found


def own_letters(actor: Actor) -> list[Message]:
    """Return the letters that were sent to the person, newest first."""
    return list(Message.objects.filter(person_id=own_person(actor)).order_by("-queued_at", "-id"))
