"""Whoever was ruled on may ask for a review by other officers; asking never makes things worse for them.

While an objection is open, an excluding ruling no longer excludes: the place is held as for an open match, and somebody
who was cleared stays cleared. Those who signed an earlier ruling on the match do not review it. The review upholds the
outcome or clears the person; it never finds anything heavier than what was objected to. The law as we know it states no
deadline, so none is asked for. Law: vetting.objection, vetting.held_place, vetting.two_signatures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import query, verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.outbox.actions import queue_messages
from jurdil.foundation.storage.codes import regency_of, within
from jurdil.stages.vetting.attaching import NO_FILES, Files, keep_files, record_of
from jurdil.stages.vetting.hearing import by_of, letters, must_have_letter, must_have_words, put
from jurdil.stages.vetting.models import EXCLUDING, Match, Objection, Ruling, RulingOutcome
from jurdil.stages.vetting.suspicion_models import Review, Suspicion, SuspicionState

RULE = "vetting.objection"
WATCHERS = (Role.KPU_REGENCY, Role.KPU_PROVINCE, Role.SUPERVISOR)


@verb(Role.APPLICANT, Role.PPS, Role.KPU_REGENCY)
def object_to_ruling(
    *,
    actor: Actor,
    ruling_id: UUID,
    words: str,
    now: datetime,
    files: Files = NO_FILES,
    paper: Mapping[str, str] | None = None,
) -> Objection:
    """Object to the ruling that stands on a match: the person's own words, or a letter that an officer received.

    files: what the person attaches, optional. paper: `seen_by` and `folder` of a letter; an officer needs it.
    Raises NotFound for anybody else's ruling, Refused (access.own_file, vetting.reason, recruitment.paper), Conflict if
    the ruling no longer stands or an objection to it is open or decided.
    """
    ruling, match = _locked(actor, ruling_id)
    if match.state != SuspicionState.RULED or ruling != standing_ruling(match):
        raise Conflict("Putusan ini tidak berlaku lagi, atau sedang ditinjau. Muat ulang halamannya.")
    if Objection.objects.filter(ruling=ruling).exists():
        raise Conflict("Keberatan atas putusan ini sudah diajukan.")
    must_have_letter(actor, bool(paper and paper.get("folder")))
    must_have_words(words)
    papers = papers_of(files, paper, now)
    made = Objection(ruling=ruling, match=match, text=words.strip(), papers=papers, filed_at=now)
    made.filed_by = by_of(actor)
    put(match, SuspicionState.ANSWERED)  # the person has spoken: it waits for a ruling, as after an answer
    record = {"person": str(match.person_id), "ruling": str(ruling.id), "words": words.strip(), "by": made.filed_by}
    made.leaf_id = record_act(_act("vetting.objected", match, {**record, "files": record_of(papers)}), now=now)
    made.save(force_insert=True)
    queue_messages(letters("vetting.objected", match.region, _received(), [match.person]), now=now)
    return made


def _locked(actor: Actor, ruling_id: UUID) -> tuple[Ruling, Match]:
    ruling = Ruling.objects.filter(id=ruling_id, decided_at__isnull=False).first()
    rows = Match.objects.select_for_update(of=("self",)).select_related("election", "person")
    match = rows.filter(id=ruling.match_id).first() if ruling is not None else None
    is_own = match is not None and actor.role == Role.APPLICANT and actor.person_id == match.person_id
    if ruling is None or match is None or not (is_own or actor.reaches(match.region)):
        raise NotFound("Putusan ini tidak ada, atau bukan tentang Anda.")
    return ruling, match


def papers_of(files: Files, paper: Mapping[str, str] | None, now: datetime) -> dict[str, dict[str, str]]:
    """Return the papers of an objection: the files, which are kept, and the letter if it came on paper."""
    letter = {"letter": {"how": "paper", **paper}} if paper else {}
    return letter | keep_files(files, now)


def standing_ruling(match: Match) -> Ruling | None:
    """Return the last ruling that two officers signed on a match."""
    return match.rulings.filter(decided_at__isnull=False).order_by("-decided_at", "-id").first()


def open_objection(match: Match) -> Objection | None:
    """Return the objection on which nobody has decided yet."""
    return match.objections.filter(decided_at__isnull=True).select_related("ruling").first()


def is_about_these_facts(objection: Review, row: Suspicion) -> bool:
    """Return whether a suspicion stands as it was ruled on; later facts renew it, and then it is a new question."""
    return objection.filed_at >= row.found_at


def outcomes_after(objection: Objection, outcomes: Sequence[RulingOutcome]) -> list[RulingOutcome]:
    """Return those of `outcomes` that a review may have: the same as before, or one that clears the person."""
    return [one for one in outcomes if one == objection.ruling.outcome or one not in EXCLUDING]


def must_not_be_worse(objection: Objection, outcome: RulingOutcome) -> None:
    """Raise Refused (vetting.outcomes) for an outcome heavier than, or other than, the one objected to."""
    if outcome not in outcomes_after(objection, [outcome]):
        raise Refused(
            "vetting.outcomes",
            "Peninjauan atas keberatan tidak boleh memberatkan orangnya.",
            "Pilih putusan semula, atau putusan yang menyatakan orangnya bersih.",
        )


def must_be_undisputed(match_ids: Sequence[UUID]) -> None:
    """Raise Conflict where one of many matches is under objection: a review is no matter for a batch."""
    if Objection.objects.filter(match_id__in=match_ids, decided_at__isnull=True).exists():
        raise Conflict("Sebagian kecocokan sedang ditinjau atas keberatan; putuskan satu per satu pada halamannya.")


def close_objection(match: Match, ruling: Ruling, now: datetime) -> None:
    """Join the open objection of a match, if there is one, with the ruling that decides it, and tell the person."""
    found = open_objection(match)
    if found is None:
        return
    found.answer, found.decided_at = ruling, now
    found.save(update_fields=["answer", "decided_at"])
    record: dict[str, str | bool] = {
        "person": str(match.person_id),
        "ruling": str(found.ruling_id),
        "answer": str(ruling.id),
        "revised": found.is_revised,
        "reason": ruling.reason,
    }
    record_act(_act("vetting.objection_decided", match, record), now=now)
    queue_messages(letters("vetting.objection_decided", match.region, _decided(found), [match.person]), now=now)


def _act(kind: str, match: Match, record: Mapping[str, object]) -> Act:
    return Act(kind, regency_of(match.region), str(match.id), record, RULE)


def _received() -> str:
    return (
        "Keberatan Anda atas putusan tentang berkas Anda diterima. Dua petugas lain meninjaunya; selama itu tempat "
        "Anda ditahan. Peninjauan tidak dapat memberatkan Anda."
    )


def _decided(objection: Objection) -> str:
    words = "diterima dan putusannya diubah" if objection.is_revised else "ditinjau dan putusan semula tetap"
    stands = objection.answer.outcome if objection.answer is not None else objection.ruling.outcome
    follows = "pencalonan Anda tetap berakhir" if stands in EXCLUDING else "hal itu tidak menghalangi pencalonan Anda"
    return (
        f"Keberatan Anda {words}, oleh dua petugas yang tidak menandatangani putusan semula: {follows}. Alasannya "
        "ada di halaman berkas Anda (kode pada tanda terima) atau dapat ditanyakan di sekretariat PPS."
    )


@query(*WATCHERS)
def objections_within(*, actor: Actor, is_open: bool = True) -> QuerySet[Objection]:
    """Return the objections of the actor's region, those that wait longest first."""
    rows = Objection.objects.filter(within("match__region", actor.region), decided_at__isnull=is_open)
    return rows.select_related("match__person", "ruling", "answer").order_by("filed_at", "id")


@query(Role.APPLICANT)
def own_ruling(*, actor: Actor, ruling_id: UUID) -> Ruling:
    """Return one decided ruling about the actor. Raises NotFound for anybody else's."""
    rows = Ruling.objects.filter(id=ruling_id, decided_at__isnull=False).select_related(
        "match__snapshot", "match__sought_in", "match__election"
    )
    found = rows.first()
    if found is None or actor.person_id is None or found.match.person_id != actor.person_id:
        raise NotFound("Putusan ini tidak ada, atau bukan tentang Anda.")
    return found
