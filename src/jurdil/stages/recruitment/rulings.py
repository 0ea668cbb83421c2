"""Rule on an application's review: proposed by one officer with a reason, seconded by another; only then it counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, is_same_hand
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.outbox.actions import Letter, queue_message
from jurdil.foundation.outbox.arriving import Deadline, must_be_told
from jurdil.stages.recruitment.models import Application, ReviewRuling, ReviewState
from jurdil.stages.recruitment.reach import REVIEWERS, locked_application
from jurdil.stages.recruitment.windows import profile_of

RULED = (ReviewState.ELIGIBLE, ReviewState.INELIGIBLE)
SHORTEST_REASON = 10


@verb(*REVIEWERS)
def propose_review_ruling(
    *, actor: Actor, application_id: UUID, outcome: ReviewState, rule: str, reason: str, now: datetime
) -> ReviewRuling:
    """Propose to rule an application eligible (by explanation or a recorded relaxation) or ineligible.

    rule: the requirement that is not met, or that is met or relaxed after all. Raises NotFound, Refused
    (access.authority, access.own_interest, access.notice, recruitment.review, privacy.explanation), Conflict while
    another proposal is open. Law: recruitment.review, relaxation.record.
    """
    application = locked_application(actor, application_id)
    must_be_apart(actor, application)
    must_explain(application, outcome, rule, reason)
    if outcome == ReviewState.INELIGIBLE:
        must_know_what_lacks([application])
    if application.withdrawn_at is not None:
        raise Conflict("Lamaran ini sudah ditarik.")
    if application.review_rulings.filter(decided_at__isnull=True).exists():
        raise Conflict("Sudah ada usulan putusan yang menunggu petugas kedua.")
    ruling = ReviewRuling.objects.create(
        application=application,
        outcome=outcome,
        rule=rule,
        reason=reason.strip()[:500],
        proposed_by=actor.label,
        proposed_at=now,
        is_simulated=actor.is_simulated,
    )
    record_act(ruling_act("recruitment.ruling_proposed", application, ruling, actor), now=now)
    return ruling


@verb(*REVIEWERS)
def second_review_ruling(*, actor: Actor, ruling_id: UUID, agrees: bool, now: datetime) -> ReviewRuling | None:
    """Second a proposed ruling, which then counts; or disagree, which takes the proposal away and returns None.

    Raises NotFound, Refused (access.two_people, access.authority, access.own_interest), Conflict if it is decided.
    """
    ruling = ReviewRuling.objects.select_for_update().filter(id=ruling_id).first()
    if ruling is None:
        raise NotFound("Usulan putusan ini tidak ada, atau bukan di wilayah Anda.")
    application = locked_application(actor, ruling.application_id)
    must_be_apart(actor, application)
    if ruling.decided_at is not None:
        raise Conflict("Putusan ini sudah diambil.")
    if is_same_hand(ruling.proposed_by, actor):
        raise Refused(
            "access.two_people",
            "Putusan ini harus disetujui petugas lain daripada pengusulnya.",
            "Mintalah petugas lain yang berwenang di wilayah ini membaca dan memutusnya.",
        )
    if not agrees:
        record_act(ruling_act("recruitment.ruling_declined", application, ruling, actor), now=now)
        ruling.delete()
        return None
    ruling.seconded_by, ruling.decided_at = actor.label, now
    ruling.is_simulated = ruling.is_simulated or actor.is_simulated
    ruling.save(update_fields=["seconded_by", "decided_at", "is_simulated"])
    application.review, application.reviewed_at = ruling.outcome, now
    application.save(update_fields=["review", "reviewed_at"])
    record_act(ruling_act("recruitment.ruled", application, ruling, actor), now=now)
    queue_message(ruling_notice(application, ruling), now=now)
    return ruling


def must_be_apart(actor: Actor, application: Application) -> None:
    """Raise Refused (access.own_interest) where officer and applicant are one person."""
    if actor.person_id is not None and actor.person_id == application.person_id:
        raise Refused(
            "access.own_interest",
            "Anda tidak memutus lamaran Anda sendiri.",
            "Mintalah petugas lain di wilayah ini memutusnya.",
        )


def must_know_what_lacks(applications: Iterable[Application]) -> None:
    """Raise Refused (access.notice) where the check found something and its person was not told of it yet."""
    must_be_told(notice for one in applications for notice in notices_of(one))


def notices_of(application: Application) -> list[Deadline]:
    """Return the message that tells what an application lacks, while that is what it waits for; it sets no time."""
    at = application.reviewed_at
    if application.review != ReviewState.NEEDS_CLARIFICATION or at is None:
        return []
    return [Deadline(application.person_id, "recruitment.reviewed", at, at)]


def must_explain(application: Application, outcome: ReviewState, rule: str, reason: str) -> None:
    """Raise Refused (recruitment.review, privacy.explanation) unless rule and reason carry the outcome."""
    if outcome not in RULED:
        raise Refused(
            "recruitment.review",
            "Putusan hanya memenuhi syarat atau tidak memenuhi syarat.",
            "Pilih salah satu, atau mintalah pelamar melengkapi berkasnya.",
        )
    profile = profile_of(application.opening)
    if rule not in profile.rules or len(reason.strip()) < SHORTEST_REASON:
        raise Refused(
            "privacy.explanation",
            "Putusan harus menyebut syaratnya dan alasannya dalam kalimat.",
            "Pilih syarat yang diputus, lalu tulis bukti dan alasannya agar pelamar dapat menanggapi.",
        )
    if outcome == ReviewState.INELIGIBLE and not profile.rule(rule).may_refuse:
        raise Refused(
            "recruitment.review",
            "Sumber syarat ini belum dibaca ulang, jadi tidak dapat menjadi dasar tidak memenuhi syarat.",
            "Pastikan bunyi aturannya kepada KPU Kabupaten/Kota, atau mintalah klarifikasi kepada pelamar.",
        )


def ruling_act(kind: str, application: Application, ruling: ReviewRuling, actor: Actor) -> Act:
    """Return the act that the ledger records."""
    record = {
        "ruling": str(ruling.id),
        "outcome": str(ruling.outcome),
        "reason": ruling.reason,
        "proposed_by": ruling.proposed_by,
        "by": actor.label,
        "is_simulated": ruling.is_simulated,
    }
    return Act(kind, application.region, str(application.id), record, ruling.rule)


def ruling_notice(application: Application, ruling: ReviewRuling) -> Letter:
    """Return the letter that tells the applicant the outcome, the rule and the reason."""
    words = "memenuhi syarat" if ruling.outcome == ReviewState.ELIGIBLE else "tidak memenuhi syarat"
    rule = profile_of(application.opening).rule(ruling.rule)
    text = (
        f"Lamaran Anda nomor {application.number} ({application.body} {application.region}) diputus {words}. "
        f"Dasar: {rule.title_id} [{rule.id}], {rule.source.citation}. Alasan: {ruling.reason} "
        "Anda dapat menanggapi kepada PPS atau KPU Kabupaten/Kota dengan menyebut nomor lamaran ini."
    )
    person = application.person
    return Letter(
        "recruitment.ruled", application.region, text, person.id, person.phone.reveal(), person.email.reveal()
    )
