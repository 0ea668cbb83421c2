"""How any suspicion goes: its people are heard, one officer proposes, another signs, and others review an objection.

The verbs of matches and doubles say who may, what the law asks, and what follows; what is the same for both stands
here. Law: vetting.hearing, vetting.reason, vetting.two_signatures, vetting.objection, access.own_interest,
access.own_file, access.two_people, access.notice.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from jurdil.errors import Conflict, Refused
from jurdil.foundation.accounts.roles import Actor, Role, is_same_hand
from jurdil.foundation.outbox.actions import Letter
from jurdil.foundation.outbox.arriving import Deadline, has_run_out, must_be_told
from jurdil.registry.people.models import Person
from jurdil.stages.vetting.attaching import Files, keep_files
from jurdil.stages.vetting.double_models import Double, DoubleQuestion, DoubleRuling
from jurdil.stages.vetting.models import Clarification, Match, Ruling
from jurdil.stages.vetting.suspicion_models import SuspicionState

R = TypeVar("R", Ruling, DoubleRuling)
Q = TypeVar("Q", Clarification, DoubleQuestion)
DECIDED = (SuspicionState.PROPOSED, SuspicionState.RULED)  # a ruling is under way or made


@dataclass(frozen=True)
class Answer:
    """What a person said. papers: `{kind: {how, seen_by, folder, at}}`; an officer records an answer with its paper.

    files: what the person attaches, if anything; an answer without a file counts the same.
    """

    kind: str
    words: str = ""
    papers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    files: Files = field(default_factory=dict)


def by_of(actor: Actor) -> str:
    """Return how a record names who spoke: the person, by no account, or the officer who had the paper."""
    if actor.role != Role.APPLICANT:
        return actor.label
    return "applicant:-:simulated" if actor.is_simulated else "applicant"


def must_be_undecided(row: Match | Double) -> None:
    """Raise Conflict where a ruling is under way or made."""
    if row.state in DECIDED:
        raise Conflict("Pertanyaan ini sedang atau sudah diputus. Muat ulang halamannya.")


def must_have_words(text: str) -> None:
    """Raise Refused (vetting.reason) for a text that is no sentence."""
    if not re.search(r"[^\W\d_]{2,}\W+[^\W\d_]{2,}", text):
        raise Refused(
            "vetting.reason",
            "Alasan harus ditulis dengan kata-kata; angka saja bukan alasan.",
            "Tulis apa yang Anda lihat atau apa yang keliru, dan mengapa.",
        )


def must_have_letter(actor: Actor, has_paper: bool) -> None:
    """Raise Refused (access.own_file) for an officer who speaks for somebody without that person's letter."""
    if actor.role != Role.APPLICANT and not has_paper:
        raise Refused(
            "access.own_file",
            "Perkataan orang lain hanya dapat dicatat dari surat yang ditandatanganinya.",
            "Isi nomor map dan siapa yang melihat suratnya.",
        )


def must_not_be_own(actor: Actor, people: Collection[UUID]) -> None:
    """Raise Refused (access.own_interest) for an officer whom the matter is about."""
    if actor.person_id is not None and actor.person_id in people:
        raise Refused(
            "access.own_interest", "Anda tidak dapat memutus perkara Anda sendiri.", "Mintalah petugas lain memutusnya."
        )


def must_be_another(actor: Actor, earlier: Iterable[str]) -> None:
    """Raise Refused (access.two_people) unless the actor is surely nobody of `earlier`, the labels of other hands."""
    if actor.account_id is None or any(is_same_hand(label, actor) for label in earlier):
        raise Refused(
            "access.two_people",
            "Putusan ditandatangani oleh dua petugas yang berbeda, dan ditinjau oleh petugas lain lagi.",
            "Mintalah petugas lain yang berwenang di wilayah ini.",
        )


def hands_of(row: Match | Double) -> list[str]:
    """Return the labels of those who signed rulings on what is under objection: they do not review it."""
    if not row.objections.filter(decided_at__isnull=True).exists():
        return []
    signed = row.rulings.filter(decided_at__isnull=False).values_list("proposed_by", "seconded_by")
    return [label for pair in signed for label in pair]


def has_signed(actor: Actor, row: Match | Double) -> bool:
    """Return whether an officer signed the ruling that is under objection."""
    return any(is_same_hand(label, actor) for label in hands_of(row))


def about_these_facts(row: Match | Double, asked: Iterable[Q]) -> list[Q]:
    """Return the questions about the facts as they stand: what was asked before they changed is no hearing on them."""
    return [one for one in asked if one.asked_at >= row.found_at]


def deadline_of(asked: Clarification | DoubleQuestion) -> Deadline:
    """Return the time that a question gives its person, and the message that tells of it."""
    if isinstance(asked, Clarification):
        return Deadline(asked.match.person_id, "vetting.asked", asked.asked_at, asked.deadline)
    return Deadline(asked.application.person_id, "vetting.double_asked", asked.asked_at, asked.deadline)


def has_passed(asked: Clarification | DoubleQuestion, now: datetime) -> bool:
    """Return whether a question went unanswered until its time was over; it runs only once the message has left."""
    return asked.answered_at is None and has_run_out(deadline_of(asked), now)


def must_be_heard(is_heard: bool, asked: Sequence[Q], fresh: Sequence[Q]) -> None:
    """Raise Refused (vetting.hearing) for somebody unheard, (access.notice) where a question has not reached them.

    asked: every question; fresh: those on these facts.
    """
    if is_heard:
        return
    if asked and not fresh:
        raise Refused(
            "vetting.hearing",
            "Orangnya belum didengar tentang data yang sekarang: datanya berubah sesudah ia ditanyai.",
            "Tanyakan lagi, lalu tunggu jawaban atau batas waktunya.",
        )
    must_be_told(deadline_of(one) for one in fresh if one.answered_at is None)
    raise Refused(
        "vetting.hearing",
        "Orangnya belum didengar: ia belum menjawab, atau batas waktunya belum lewat.",
        "Tanyakan dulu, lalu tunggu jawaban atau batas waktunya.",
    )


def state_by_questions(row: Match | Double) -> SuspicionState:
    """Return open, asked or answered, by those asked last about the facts as they stand; an objection is an answer."""
    if row.objections.filter(decided_at__isnull=True, filed_at__gte=row.found_at).exists():
        return SuspicionState.ANSWERED
    rows = row.questions.filter(asked_at__gte=row.found_at)
    asked = list(rows.order_by("-asked_at", "-id").values_list("asked_at", "answered_at"))
    if not asked:
        return SuspicionState.OPEN
    is_answered = any(answered is not None for at, answered in asked if at == asked[0][0])
    return SuspicionState.ANSWERED if is_answered else SuspicionState.ASKED


def let_proposal_fall(row: Match | Double, why: str) -> None:
    """Take away a proposal whose facts changed, and let it be asked about anew; the caller saves the row."""
    if row.state == SuspicionState.PROPOSED:
        row.rulings.filter(decided_at__isnull=True, declined="").update(declined=why)
    row.state = state_by_questions(row)


def fill_answer(made: Q, answer: Answer, *, actor: Actor, now: datetime) -> Q:
    """Write an answer into its question, unsaved, and keep its files.

    Raises Refused (access.own_file, vetting.hearing, recruitment.paper), Conflict.
    """
    if made.answered_at is not None:
        raise Conflict("Pertanyaan ini sudah dijawab. Sampaikan tambahan kepada petugas.")
    must_have_letter(actor, bool(answer.papers))
    if answer.kind == "other" and not answer.words.strip():
        raise Refused("vetting.hearing", "Penjelasan belum diisi.", "Tulis penjelasannya dengan kata sendiri.")
    made.answer_kind, made.answer = answer.kind, answer.words.strip()
    made.papers = {kind: dict(paper) for kind, paper in answer.papers.items()} | keep_files(answer.files, now)
    made.answered_at, made.answered_by = now, by_of(actor)
    made.is_simulated = made.is_simulated or actor.is_simulated
    return made


def put(row: Match | Double, state: SuspicionState, outcome: str = "") -> None:
    """Let a suspicion stand in `state`."""
    row.state, row.outcome = state, outcome
    row.save(update_fields=["state", "outcome"])


def sign_or_decline(
    row: Match | Double, ruling: R, *, actor: Actor, people: Collection[UUID], agrees: bool, words: str, now: datetime
) -> R:
    """Sign a proposed ruling, or decline it with words: then the row stands where it stood before. Both are locked.

    people: whom the matter is about. Raises Refused (access.two_people, access.own_interest, vetting.reason), Conflict
    if it was decided or fell meanwhile.
    """
    if row.state != SuspicionState.PROPOSED or ruling.decided_at is not None or ruling.declined:
        raise Conflict("Usulan putusan ini sudah diputus atau gugur. Muat ulang halamannya.")
    must_be_another(actor, [ruling.proposed_by, *hands_of(row)])
    must_not_be_own(actor, people)
    ruling.seconded_by = actor.label
    if agrees:
        ruling.decided_at, ruling.is_simulated = now, ruling.is_simulated or actor.is_simulated
        put(row, SuspicionState.RULED, ruling.outcome)
    else:
        must_have_words(words)
        ruling.declined = words.strip()[:300]
        put(row, state_by_questions(row))
    ruling.save()
    return ruling


def letters(kind: str, region: str, text: str, people: Iterable[Person]) -> list[Letter]:
    """Return the same words to each of `people`; no letter names anybody."""
    return [Letter(kind, region, text, one.id, phone=one.phone.reveal(), email=one.email.reveal()) for one in people]
