"""Ask both people of a double, and take in what they say: nobody's application ends unheard.

An answer is evidence and ends nothing: whoever answers may be a namesake of the one who wrote the other form. Whoever
wants to take back the own application does that by the verb there is. Law: vetting.hearing, vetting.clarification_days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from jurdil.errors import Conflict, NotFound
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import query, verb
from jurdil.foundation.ledger.recording import Act, record_acts
from jurdil.foundation.outbox.actions import Letter, queue_messages
from jurdil.foundation.storage.codes import regency_of
from jurdil.law import load_profile
from jurdil.stages.vetting.attaching import record_of
from jurdil.stages.vetting.double_models import Double, DoubleQuestion
from jurdil.stages.vetting.doubles import RULE, SETTLERS, double_of
from jurdil.stages.vetting.hearing import (
    Answer,
    fill_answer,
    letters,
    must_be_undecided,
    must_not_be_own,
    put,
    state_by_questions,
)
from jurdil.stages.vetting.suspicion_models import SuspicionState


def lock_double(actor: Actor, double_id: UUID) -> Double:
    """Return a double whose two files the actor may both read, locked, with both people. Raises NotFound."""
    found = double_of(actor=actor, double_id=double_id)
    row: Double = Double.objects.select_for_update(of=("self",)).get(id=found.id)
    row.one, row.other, row.election = found.one, found.other, found.election
    return row


def must_be_unsettled(row: Double) -> None:
    """Raise Conflict where a ruling is under way or made, or one of the two was taken back."""
    must_be_undecided(row)
    if row.one.withdrawn_at is not None or row.other.withdrawn_at is not None:
        raise Conflict("Satu dari kedua lamaran ini sudah ditarik. Muat ulang halamannya.")


def people_of(row: Double) -> list[UUID]:
    """Return whose applications the two are."""
    return [row.one.person_id, row.other.person_id]


@verb(*SETTLERS, Role.PPS)
def ask_about_double(*, actor: Actor, double_id: UUID, question: str, now: datetime) -> list[DoubleQuestion]:
    """Ask the people of both applications whether they are one, with a deadline; letting it pass is no fault.

    Raises NotFound, Conflict while a question waits for its answer, if it is settled, or one was taken back.
    """
    row = lock_double(actor, double_id)
    must_be_unsettled(row)
    if row.questions.filter(answered_at__isnull=True, asked_at__gte=row.found_at).exists():
        raise Conflict("Pertanyaan ini sudah dikirim dan belum dijawab.")
    days = load_profile(row.election.profile).number("vetting.clarification_days")
    made = [
        DoubleQuestion(
            double=row, application=one, question=question.strip(), asked_by=actor.label, asked_at=now,
            deadline=now + timedelta(days=days), is_simulated=actor.is_simulated,
        )
        for one in (row.one, row.other)
    ]  # fmt: skip
    for one in made:
        one.save(force_insert=True)
    put(row, SuspicionState.ASKED)
    deadline = timezone.localtime(made[0].deadline)
    record = {"question": question.strip(), "deadline": deadline.isoformat(), "by": actor.label}
    record_acts(acts_of(row, "vetting.double_asked", record, "vetting.hearing"), now=now)
    queue_messages(letters_of(row, "vetting.double_asked", _asking(deadline)), now=now)
    return made


@verb(Role.APPLICANT, Role.PPS, *SETTLERS)
def answer_about_double(*, actor: Actor, question_id: UUID, answer: Answer, now: datetime) -> DoubleQuestion:
    """Take in what a person says: with the own hand, or from a letter that an officer of the region received.

    A late answer counts as long as nobody has ruled. Raises NotFound for anybody else's question, Refused
    (access.own_file for an officer without a letter, access.own_interest for an officer who is one of the two,
    vetting.hearing for an empty answer, recruitment.paper for a file), Conflict.
    """
    is_own = actor.role == Role.APPLICANT
    made = _question(actor, question_id) if is_own else DoubleQuestion.objects.filter(id=question_id).first()
    if made is None:
        raise NotFound("Pertanyaan ini tidak ada, atau bukan untuk Anda.")
    row = _locked_by_person(made) if is_own else lock_double(actor, made.double_id)
    if not is_own:
        must_not_be_own(actor, people_of(row))
    made.refresh_from_db()  # the other of two answers at once may have held the lock
    must_be_unsettled(row)
    fill_answer(made, answer, actor=actor, now=now).save()
    put(row, state_by_questions(row))
    record = {"answer": made.answer_kind, "words": answer.words.strip(), "files": record_of(made.papers)}
    record["by"] = made.answered_by
    record_acts(acts_of(row, "vetting.double_answered", record, "vetting.hearing", [made.application_id]), now=now)
    return made


def _question(actor: Actor, question_id: UUID) -> DoubleQuestion:
    rows = DoubleQuestion.objects.filter(id=question_id).select_related("double", "application")
    made = rows.first()
    if made is None or actor.person_id is None or made.application.person_id != actor.person_id:
        raise NotFound("Pertanyaan ini tidak ada, atau bukan untuk Anda.")
    return made


@query(Role.APPLICANT)
def double_question_of(*, actor: Actor, question_id: UUID) -> DoubleQuestion:
    """Return one question put to the actor. Raises NotFound for anybody else's."""
    return _question(actor, question_id)


def _locked_by_person(made: DoubleQuestion) -> Double:
    rows = Double.objects.select_for_update(of=("self",)).select_related("one__person", "other__person")
    return rows.get(id=made.double_id)


def acts_of(
    row: Double, kind: str, record: Mapping[str, object], rule: str = RULE, only: Sequence[UUID] = ()
) -> list[Act]:
    """Return the log's acts about both applications (or `only` some), so that each person finds the own line."""
    return [
        Act(kind, regency_of(row.region), str(one), {"double": str(row.id), **record}, rule)
        for one in only or (row.one_id, row.other_id)
    ]


def letters_of(row: Double, kind: str, text: str) -> list[Letter]:
    """Return the same words to the people of both applications; no letter names the other file."""
    return [one for file in (row.one, row.other) for one in letters(kind, file.region, text, [file.person])]


def _asking(deadline: datetime) -> str:
    return (
        "Satu lamaran lain dalam pemilihan ini mirip dengan lamaran Anda. Mungkin Anda melamar dua kali, mungkin itu "
        "orang lain yang senama. Tidak ada yang gugur karena pertanyaan ini. Jelaskan sebelum "
        f"{deadline:%d-%m-%Y %H.%M} WIB lewat halaman berkas Anda (kode pada tanda terima) atau di sekretariat PPS. "
        "Lewat waktu bukan kesalahan."
    )
