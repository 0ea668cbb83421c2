"""Ask a person about a match, and take in the answer: the right to explain, before anybody decides.

Law: vetting.evidence_open, vetting.evidence_review, vetting.clarification_days, vetting.hearing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act, record_acts
from jurdil.foundation.outbox.actions import Letter, queue_messages
from jurdil.foundation.storage.bulk import insert_rows, uncollected
from jurdil.foundation.storage.codes import regency_of, within
from jurdil.law import Profile, load_profile
from jurdil.registry.elections.models import Election
from jurdil.stages.vetting.askable import HELD_BACK, may_be_asked, needs_review
from jurdil.stages.vetting.attaching import record_of
from jurdil.stages.vetting.hearing import (
    DECIDED,
    Answer,
    about_these_facts,
    by_of,
    fill_answer,
    letters,
    must_be_undecided,
    put,
    state_by_questions,
)
from jurdil.stages.vetting.models import Clarification, Match
from jurdil.stages.vetting.notices import clarification_text
from jurdil.stages.vetting.suspicion_models import SuspicionState

IDS_A_QUERY = 500
NAME_ALONE = "E4"


def lock_match(actor: Actor, match_id: UUID) -> Match:
    """Return a match of the actor's region, or about the actor, locked. Raises NotFound for any other."""
    rows = Match.objects.select_for_update(of=("self",)).select_related("election", "person")
    match = rows.filter(id=match_id).first()
    is_own = match is not None and actor.role == Role.APPLICANT and actor.person_id == match.person_id
    if match is None or not (is_own or actor.reaches(match.region)):
        raise NotFound("Kecocokan ini tidak ada, atau bukan di wilayah Anda.")
    return match


@verb(Role.KPU_REGENCY)
def confirm_for_clarification(*, actor: Actor, match_id: UUID, reason: str, now: datetime) -> Match:
    """Note that an officer looked at a weak match and found it worth a question.

    A match by name alone may be asked only where the name is rare: nothing but rarity can lift it to the threshold
    `vetting.grade_likely`, and not where the engine holds its grade back. Raises NotFound,
    Refused (vetting.evidence_review, vetting.reason), Conflict if ruled.
    """
    match = lock_match(actor, match_id)
    profile = load_profile(match.election.profile)
    must_be_undecided(match)
    if not reason.strip():
        raise Refused("vetting.reason", "Alasan peninjauan belum diisi.", "Tulis mengapa kecocokan ini layak ditanya.")
    is_weak = match.grade == HELD_BACK or match.probability < profile.decimal("vetting.grade_likely")
    if match.evidence_class == NAME_ALONE and is_weak:
        raise Refused(
            "vetting.evidence_review",
            "Hanya namanya yang sama, dan nama itu banyak dipakai orang.",
            "Jangan tanyai pelamar; putuskan sebagai orang lain, atau tunggu daftar dengan data lebih lengkap.",
        )
    match.reviewed_by, match.reviewed_at, match.review_reason = actor.label, now, reason.strip()[:300]
    match.save(update_fields=["reviewed_by", "reviewed_at", "review_reason"])
    record = {"reason": match.review_reason, "evidence": match.evidence_class, "by": actor.label}
    _record(match, "vetting.match_reviewed", record, "vetting.evidence_review", now)
    return match


@verb(Role.KPU_REGENCY, Role.PPS)
def ask_clarification(*, actor: Actor, match_id: UUID, question: str, now: datetime) -> Clarification:
    """Ask the person about a match, with a deadline; letting it pass is no fault.

    E1 and E2 may be asked by themselves; anything weaker, and an E1 that is no more than possible, needs
    `confirm_for_clarification` first.
    Raises NotFound, Refused (vetting.evidence_review), Conflict if it is being asked already or was ruled.
    """
    match = lock_match(actor, match_id)
    profile = load_profile(match.election.profile)
    must_be_undecided(match)
    _must_be_askable(match, profile)
    if Clarification.objects.filter(match=match, answered_at__isnull=True, asked_at__gte=match.found_at).exists():
        raise Conflict("Pertanyaan tentang kecocokan ini sudah dikirim dan belum dijawab.")
    made = _clarification(match, question, actor, profile, now)
    made.save(force_insert=True)
    put(match, SuspicionState.ASKED)
    _record(match, "vetting.asked", _asked(made), "vetting.clarification_days", now)
    queue_messages(_letters(made, match), now=now)
    return made


@uncollected()
@verb(Role.KPU_REGENCY)
def ask_clarifications_in_bulk(
    *, actor: Actor, election: Election, region: str, now: datetime, match_ids: Sequence[UUID] | None = None
) -> int:
    """Ask about every open match in `region` that may be asked (or about those of `match_ids`); returns how many.

    One leaf and one message per match. Raises Refused (access.region).
    """
    actor.must_reach(region)
    profile = load_profile(election.profile)
    rows = askable_within(election, region).select_for_update(of=("self",)).select_related("person")
    chosen = None if match_ids is None else set(match_ids)
    matches = [match for match in rows if chosen is None or match.id in chosen]
    made = [_clarification(match, "", actor, profile, now) for match in matches]
    insert_rows(made)
    set_state([match.id for match in matches], SuspicionState.ASKED)
    pairs = list(zip(made, matches, strict=True))
    record_acts(
        (_act(match, "vetting.asked", _asked(one), "vetting.clarification_days") for one, match in pairs), now=now
    )
    queue_messages((letter for one, match in pairs for letter in _letters(one, match)), now=now)
    return len(made)


@verb(Role.APPLICANT, Role.PPS, Role.KPU_REGENCY)
def answer_clarification(*, actor: Actor, clarification_id: UUID, answer: Answer, now: datetime) -> Clarification:
    """Take in the answer: the person's own, or one on paper that an officer of the region received.

    A late answer counts as long as nobody has ruled. Raises NotFound for anybody else's clarification,
    Refused (access.own_file for an officer without a paper, vetting.hearing for an empty answer, recruitment.paper for
    a file), Conflict.
    """
    asked_about = Clarification.objects.filter(id=clarification_id).values_list("match_id", flat=True).first()
    if asked_about is None:
        raise NotFound("Pertanyaan ini tidak ada, atau bukan untuk Anda.")
    match = lock_match(actor, asked_about)  # whoever rules holds it meanwhile
    made = Clarification.objects.select_for_update().get(id=clarification_id)
    made.match = match
    must_be_undecided(match)
    fill_answer(made, answer, actor=actor, now=now).save()
    put(match, state_by_questions(match))
    _record(match, "vetting.answered", _answered(made), "vetting.hearing", now)
    return made


@verb(Role.APPLICANT)
def add_to_answer(*, actor: Actor, match_id: UUID, answer: Answer, now: datetime) -> Clarification:
    """Let a person who has answered correct or add to it, once, until a ruling is proposed; what was said before stays.

    It stands as a question that the person put to oneself, so that those who rule read both. Raises NotFound for
    anybody else's match, Refused as `answer_clarification`, Conflict if nothing was answered, something still waits for
    an answer, it was added to already, or a ruling is under way.
    """
    match = lock_match(actor, match_id)
    must_be_undecided(match)
    if not may_add_to_answer(match):
        raise Conflict("Jawaban hanya dapat ditambah satu kali, sesudah dijawab dan sebelum diputus.")
    made = Clarification(
        match=match, asked_by=by_of(actor), asked_at=now, deadline=now, is_simulated=actor.is_simulated
    )
    fill_answer(made, answer, actor=actor, now=now).save(force_insert=True)
    put(match, state_by_questions(match))
    _record(match, "vetting.answered", _answered(made), "vetting.hearing", now)
    return made


def may_add_to_answer(match: Match) -> bool:
    """Return whether all that was asked about the facts as they stand is answered, and nothing was added yet."""
    asked = about_these_facts(match, match.questions.all())
    is_answered = bool(asked) and all(one.answered_at is not None for one in asked)
    return is_answered and match.state not in DECIDED and not any(one.is_added for one in asked)


@uncollected()
@verb(Role.PPS, Role.KPU_REGENCY)
def answer_clarifications_in_bulk(*, actor: Actor, answers: Mapping[UUID, Answer], now: datetime) -> int:
    """Record many answers that came on paper, by match id; returns how many. One leaf per answer.

    Raises NotFound if one is not in the actor's region, Refused as `answer_clarification`, Conflict if one match
    has no unanswered question.
    """
    made: list[Clarification] = []
    for chunk in _chunks(list(answers)):
        rows = Clarification.objects.filter(match_id__in=chunk, answered_at__isnull=True)
        rows = rows.exclude(match__state__in=DECIDED).select_related("match").order_by("asked_at", "id")
        made += {one.match_id: one for one in rows.select_for_update(of=("self", "match"))}.values()
    if len(made) != len(answers):
        raise Conflict("Sebagian kecocokan tidak mempunyai pertanyaan yang menunggu jawaban.")
    for one in made:
        if not actor.reaches(one.match.region):
            raise NotFound("Kecocokan ini tidak ada, atau bukan di wilayah Anda.")
        fill_answer(one, answers[one.match_id], actor=actor, now=now)
    _save_answers(made)
    set_state([one.match_id for one in made if one.asked_at >= one.match.found_at], SuspicionState.ANSWERED)
    record_acts((_act(one.match, "vetting.answered", _answered(one), "vetting.hearing") for one in made), now=now)
    return len(made)


def _save_answers(made: Sequence[Clarification]) -> None:
    """Save the answers with one prepared statement; `bulk_update` takes a millisecond a row."""
    names = ("answer_kind", "answer", "papers", "answered_at", "answered_by", "is_simulated", "id")
    fields = sorted(
        (field for field in Clarification._meta.concrete_fields if field.name in names),
        key=lambda field: names.index(field.name),
    )
    columns = ", ".join(f"{connection.ops.quote_name(name)} = %s" for name in names[:-1])
    lines = [[field.get_db_prep_save(getattr(one, field.name), connection) for field in fields] for one in made]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE vetting_clarification SET {columns} WHERE id = %s", lines)


def set_state(match_ids: Sequence[UUID], state: SuspicionState) -> None:
    """Let many matches stand in `state`; the caller's transaction holds them."""
    for chunk in _chunks(match_ids):
        Match.objects.filter(id__in=chunk).update(state=state)


def _chunks(ids: Sequence[UUID]) -> list[Sequence[UUID]]:
    return [ids[start : start + IDS_A_QUERY] for start in range(0, len(ids), IDS_A_QUERY)]


def askable_within(election: Election, region: str) -> QuerySet[Match]:
    """Return the open matches of a region whose people may be asked at once."""
    profile, rows = load_profile(election.profile), Match.objects.filter(within("region", region), election=election)
    asked = Clarification.objects.filter(
        match=OuterRef("pk"), answered_at__isnull=True, asked_at__gte=OuterRef("found_at")
    )
    return rows.filter(may_be_asked(profile), ~Exists(asked), state=SuspicionState.OPEN).order_by("id")


def _must_be_askable(match: Match, profile: Profile) -> None:
    if needs_review(match, profile):
        raise Refused(
            "vetting.evidence_review",
            "Bukti ini terlalu lemah untuk langsung menanyai orangnya.",
            "Mintalah petugas KPU Kabupaten/Kota meninjau kecocokan ini dulu.",
        )


def _clarification(match: Match, question: str, actor: Actor, profile: Profile, now: datetime) -> Clarification:
    return Clarification(
        match=match,
        question=question.strip(),
        asked_by=actor.label,
        asked_at=now,
        deadline=now + timedelta(days=profile.number("vetting.clarification_days")),
        is_simulated=actor.is_simulated,
    )


def _letters(made: Clarification, match: Match) -> list[Letter]:
    return letters("vetting.asked", match.region, clarification_text(timezone.localtime(made.deadline)), [match.person])


def _asked(made: Clarification) -> dict[str, str | bool]:
    return {
        "question": made.question,
        "deadline": made.deadline.isoformat(),
        "by": made.asked_by,
        "simulated": made.is_simulated,
    }


def _answered(made: Clarification) -> dict[str, object]:
    return {
        "answer": made.answer_kind,
        "words": str(made.answer),
        "files": record_of(made.papers),
        "by": made.answered_by,
        "simulated": made.is_simulated,
    }


def _act(match: Match, kind: str, record: Mapping[str, object], rule: str) -> Act:
    return Act(kind, regency_of(match.region), str(match.id), {"person": str(match.person_id), **record}, rule)


def _record(match: Match, kind: str, record: Mapping[str, object], rule: str, now: datetime) -> UUID:
    return record_act(_act(match, kind, record, rule), now=now)
