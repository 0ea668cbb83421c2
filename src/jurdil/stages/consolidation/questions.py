"""Questions from the hall: asked without a name, looked at by an officer, voted for, answered as guidance for all."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import OFFICERS, Actor, Role, own_person
from jurdil.foundation.accounts.verbs import query, verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.storage.codes import covers
from jurdil.law import load_profile
from jurdil.stages.consolidation.decision_models import Question, Vote
from jurdil.stages.consolidation.models import Event, Invitation
from jurdil.stages.consolidation.queries import event_of

MODERATORS = (Role.PPK, Role.KPU_REGENCY, Role.KPU_PROVINCE)


def _invited(actor: Actor, event_id: UUID) -> Event:
    rows = Invitation.objects.filter(person=own_person(actor), event_id=event_id, revoked_at__isnull=True)
    found = rows.select_related("event__election").first()
    if found is None:
        raise NotFound("Kegiatan ini tidak ada, atau Anda tidak diundang.")
    return found.event


@verb(Role.APPLICANT)
def ask_question(*, actor: Actor, event_id: UUID, text: str, now: datetime) -> Question:
    """Ask a question at an event one is invited to; others see it without a name once an officer has looked at it.

    Raises NotFound to whoever is not invited, Refused (consolidation.questions) for an empty one or too many.
    """
    event = _invited(actor, event_id)
    most = load_profile(event.election.profile).number("consolidation.questions")
    asked = Question.objects.filter(event=event, person=own_person(actor)).count()
    if not text.strip() or asked >= most:
        raise Refused(
            "consolidation.questions",
            "Pertanyaan kosong, atau Anda sudah mengajukan sebanyak yang boleh pada kegiatan ini.",
            "Dukung pertanyaan orang lain yang sama maksudnya.",
        )
    row = Question.objects.create(
        event=event,
        person_id=own_person(actor),
        text=text.strip()[:400],
        asked_at=now,
        is_simulated=actor.is_simulated,
    )
    record_act(Act("consolidation.asked", event.region, str(row.id), {"event": str(event.id)}), now=now)
    return row


@verb(Role.APPLICANT)
def vote_for(*, actor: Actor, question_id: UUID) -> Vote:
    """Vote for a question of an event one is invited to; a second vote is the first one. No name stands in the log."""
    question = Question.objects.filter(id=question_id, is_shown=True).first()
    if question is None:
        raise NotFound("Pertanyaan ini tidak ada, atau belum ditampilkan.")
    _invited(actor, question.event_id)
    vote, _ = Vote.objects.get_or_create(question=question, person_id=own_person(actor))
    return vote


def _locked(actor: Actor, question_id: UUID) -> Question:
    row = Question.objects.select_for_update(of=("self",)).select_related("event").filter(id=question_id).first()
    if row is None or not actor.reaches(row.event.region):
        raise NotFound("Pertanyaan ini tidak ada, atau bukan di wilayah Anda.")
    return row


@verb(*MODERATORS)
def moderate_question(*, actor: Actor, question_id: UUID, shows: bool, reason: str, now: datetime) -> Question:
    """Show a question to all invited, or decline it with a reason that its author reads.

    Raises NotFound outside the region, Conflict once answered, Refused (consolidation.questions) without a reason.
    """
    row = _locked(actor, question_id)
    if row.answered_at is not None:
        raise Conflict("Pertanyaan ini sudah dijawab.")
    if not shows and not reason.strip():
        raise Refused(
            "consolidation.questions",
            "Pertanyaan yang tidak ditampilkan memerlukan alasan.",
            "Isi alasannya; penanya akan membacanya.",
        )
    row.is_shown, row.reason = shows, "" if shows else reason.strip()[:200]
    row.save(update_fields=["is_shown", "reason"])
    record = {"shows": shows, "reason": row.reason, "by": actor.label}
    record_act(Act("consolidation.moderated", row.event.region, str(row.id), record), now=now)
    return row


@verb(*MODERATORS)
def answer_question(*, actor: Actor, question_id: UUID, answer: str, now: datetime) -> Question:
    """Answer a question that is shown: the answer is published as guidance for everybody.

    Raises NotFound outside the region, Conflict while it is not shown, Refused (consolidation.questions) if empty.
    """
    row = _locked(actor, question_id)
    if not row.is_shown:
        raise Conflict("Pertanyaan ini belum ditampilkan.")
    if not answer.strip():
        raise Refused("consolidation.questions", "Jawaban masih kosong.", "Isi jawabannya, lalu kirim ulang.")
    row.answer, row.answered_by, row.answered_at = answer.strip()[:4000], actor.label, now
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    record = {"question": row.text, "answer": row.answer, "by": actor.label}
    record_act(Act("consolidation.guided", row.event.region, str(row.id), record), now=now)
    return row


@query(*OFFICERS, Role.SUPERVISOR)
def questions_of(*, actor: Actor, event_id: UUID) -> QuerySet[Question]:
    """Return the questions of an event with `count` of votes, those not looked at first, then by votes."""
    event = event_of(actor=actor, event_id=event_id)
    rows = Question.objects.filter(event=event).annotate(count=Count("votes"))
    return rows.order_by("answered_at", "is_shown", "-count", "id")


@query(Role.APPLICANT)
def questions_for(*, actor: Actor, event_id: UUID) -> QuerySet[Question]:
    """Return an event's shown questions and one's own, with `count` of votes, `is_own` and `has_vote`, by votes."""
    event, person = _invited(actor, event_id), own_person(actor)
    rows = Question.objects.filter(Q(is_shown=True) | Q(person=person), event=event)
    rows = rows.annotate(
        count=Count("votes"),
        is_own=Exists(Question.objects.filter(id=OuterRef("id"), person=person)),
        has_vote=Exists(Vote.objects.filter(question=OuterRef("id"), person=person)),
    )
    return rows.order_by("-count", "id")


def guidance(region: str = "") -> list[Question]:
    """Return the answered questions of events that concern `region`, newest first; there is nobody's name in them."""
    rows = Question.objects.filter(answered_at__isnull=False, is_shown=True).select_related("event")
    return [
        row
        for row in rows.order_by("-answered_at")
        if covers(region, row.event.region) or covers(row.event.region, region)
    ]
