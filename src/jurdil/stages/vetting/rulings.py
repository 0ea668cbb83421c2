"""Decide about a match: one officer proposes with a reason, another one signs or objects. Nobody rules alone.

Law: vetting.two_signatures, vetting.reason, vetting.outcomes, vetting.hearing, access.own_interest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from uuid import UUID

from django.db.models import Prefetch

from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act, record_acts
from jurdil.foundation.outbox.actions import Letter, queue_messages
from jurdil.foundation.storage.bulk import insert_rows, uncollected
from jurdil.foundation.storage.codes import regency_of
from jurdil.law import load_profile
from jurdil.registry.rosters.models import RosterKind
from jurdil.stages.vetting.clarifications import IDS_A_QUERY, lock_match
from jurdil.stages.vetting.hearing import (
    about_these_facts,
    hands_of,
    has_passed,
    letters,
    must_be_another,
    must_be_heard,
    must_be_undecided,
    must_have_words,
    must_not_be_own,
    put,
    sign_or_decline,
)
from jurdil.stages.vetting.models import (
    EXCLUDING,
    AnswerKind,
    Clarification,
    Match,
    Objection,
    Ruling,
    RulingOutcome,
)
from jurdil.stages.vetting.objections import (
    close_objection,
    is_about_these_facts,
    must_be_undisputed,
    must_not_be_worse,
    open_objection,
    outcomes_after,
)
from jurdil.stages.vetting.suspicion_models import SuspicionState
from jurdil.stages.vetting.wording import OBJECTING, OUTCOME_WORDS

PARTISAN = frozenset({RosterKind.PARTY, RosterKind.CAMPAIGN_TEAM, RosterKind.WITNESS, RosterKind.CANDIDATE})
MARITAL = frozenset({RosterKind.SPOUSE, RosterKind.ORGANISER})
# The outcomes that make sense for some kinds of list only.
FITS: Mapping[str, frozenset[RosterKind]] = {
    RulingOutcome.LISTED_WITHOUT_CONSENT: PARTISAN,
    RulingOutcome.FORMER_MEMBER: PARTISAN,
    RulingOutcome.SPOUSE_STEPS_BACK: MARITAL,
}


def outcomes_for(kind: str) -> list[RulingOutcome]:
    """Return the outcomes that a match with a list of `kind` may have, those that exclude the person last.

    They are offered in this order: whoever takes the first by habit shall harm nobody.
    """
    fitting = [outcome for outcome in RulingOutcome if kind in FITS.get(outcome, frozenset(RosterKind))]
    return sorted(fitting, key=EXCLUDING.__contains__)


def outcomes_open(match: Match, now: datetime) -> list[RulingOutcome]:
    """Return the outcomes that may be proposed as the match stands: a review's, else those for which it was heard."""
    objection, outcomes = open_objection(match), outcomes_for(match.kind)
    if objection is not None and is_about_these_facts(objection, match):
        return outcomes_after(objection, outcomes)
    fresh = about_these_facts(match, match.questions.select_related("match"))
    return [one for one in outcomes if _is_heard(one, fresh, now)]


@dataclass(frozen=True)
class Verdict:
    """What is to be decided about one match, and why."""

    match_id: UUID
    outcome: str
    reason: str


@verb(Role.KPU_REGENCY)
def propose_ruling(*, actor: Actor, match_id: UUID, outcome: str, reason: str, now: datetime) -> Ruling:
    """Propose an outcome with its reason; it counts when a different officer signs it.

    Raises NotFound, Refused (vetting.outcomes, vetting.reason, vetting.hearing, access.notice, access.own_interest,
    access.two_people), Conflict if a ruling is proposed or made already.
    """
    match = lock_match(actor, match_id)
    asked = list(Clarification.objects.filter(match=match))
    objection = open_objection(match)
    must_be_another(actor, hands_of(match))
    ruling = _proposal(match, asked, Verdict(match_id, outcome, reason), actor, now, objection)
    ruling.save(force_insert=True)
    put(match, SuspicionState.PROPOSED)
    record_act(_act("vetting.ruling_proposed", match, ruling), now=now)
    return ruling


@verb(Role.KPU_REGENCY)
def second_ruling(*, actor: Actor, ruling_id: UUID, now: datetime, agrees: bool = True, objection: str = "") -> Ruling:
    """Sign a proposed ruling, or object to it: then the match stands where it stood before.

    Raises NotFound, Refused (access.two_people for who proposed it, access.own_interest, vetting.reason for an
    objection without words), Conflict if it was decided or fell meanwhile.
    """
    found = Ruling.objects.filter(id=ruling_id).values_list("match_id", flat=True).first()
    if found is None:
        raise NotFound("Usulan putusan ini tidak ada, atau bukan di wilayah Anda.")
    match = lock_match(actor, found)
    ruling = Ruling.objects.select_for_update().get(id=ruling_id)
    people = [match.person_id]
    sign_or_decline(match, ruling, actor=actor, people=people, agrees=agrees, words=objection, now=now)
    if not agrees:
        record_act(_act("vetting.ruling_objected", match, ruling), now=now)
        return ruling
    ruling.leaf_id = record_act(_act("vetting.ruled", match, ruling), now=now)
    ruling.save(update_fields=["leaf_id"])
    queue_messages(_letters(match, ruling), now=now)
    close_objection(match, ruling, now)
    return ruling


@uncollected()
@verb(Role.KPU_REGENCY)
def rule_in_bulk(*, actor: Actor, second: Actor, verdicts: Sequence[Verdict], now: datetime) -> int:
    """Propose and sign many rulings by two different officers who sit together; returns how many.

    Every rule of `propose_ruling` and `second_ruling` holds for each; one leaf and one message per ruling. The first
    that is refused stops the whole batch. Raises NotFound, Refused, Conflict.
    """
    if second.role != Role.KPU_REGENCY:
        raise Refused("access.role", "Penanda tangan kedua tidak berwenang memutus.", "Mintalah petugas KPU lain.")
    matches = _lock_all(actor, second, [verdict.match_id for verdict in verdicts])
    rulings = []
    for verdict in verdicts:
        match = matches[verdict.match_id]
        ruling = _proposal(match, match.asked, verdict, actor, now)  # type: ignore[attr-defined]  # by Prefetch
        must_be_another(second, [ruling.proposed_by])
        must_not_be_own(second, [match.person_id])
        ruling.seconded_by, ruling.decided_at = second.label, now
        ruling.is_simulated = actor.is_simulated or second.is_simulated
        match.state = SuspicionState.RULED  # a second verdict about the same match in this batch is a conflict
        rulings.append(ruling)
    insert_rows(rulings)
    for outcome in {ruling.outcome for ruling in rulings}:
        ids = [ruling.match_id for ruling in rulings if ruling.outcome == outcome]
        for start in range(0, len(ids), IDS_A_QUERY):
            chunk = ids[start : start + IDS_A_QUERY]
            Match.objects.filter(id__in=chunk).update(state=SuspicionState.RULED, outcome=outcome)
    pairs = [(matches[ruling.match_id], ruling) for ruling in rulings]
    record_acts((_act("vetting.ruled", match, ruling) for match, ruling in pairs), now=now)
    queue_messages((letter for match, ruling in pairs for letter in _letters(match, ruling)), now=now)
    return len(rulings)


def _lock_all(actor: Actor, second: Actor, ids: Sequence[UUID]) -> dict[UUID, Match]:
    asked = Prefetch("questions", queryset=Clarification.objects.all(), to_attr="asked")
    found: dict[UUID, Match] = {}
    for start in range(0, len(ids), IDS_A_QUERY):
        rows = Match.objects.select_for_update(of=("self",)).filter(id__in=ids[start : start + IDS_A_QUERY])
        for match in rows.select_related("election", "person").defer("entry", "reasons").prefetch_related(asked):
            found[match.id] = match
    if set(ids) - set(found) or not all(
        actor.reaches(match.region) and second.reaches(match.region) for match in found.values()
    ):
        raise NotFound("Sebagian kecocokan tidak ada, atau bukan di wilayah Anda.")
    for start in range(0, len(ids), IDS_A_QUERY):
        must_be_undisputed(ids[start : start + IDS_A_QUERY])
    return found


def _proposal(
    match: Match,
    asked: Sequence[Clarification],
    verdict: Verdict,
    actor: Actor,
    now: datetime,
    objection: Objection | None = None,
) -> Ruling:
    """Return the ruling as it would be proposed; every rule about its content is asked here."""
    must_be_undecided(match)
    profile = load_profile(match.election.profile)
    if verdict.outcome not in profile.words("vetting.outcomes") or verdict.outcome not in outcomes_for(match.kind):
        raise Refused(
            "vetting.outcomes",
            "Isi putusan ini tidak dikenal, atau tidak berlaku untuk jenis daftar ini.",
            "Pilih salah satu isi putusan yang tersedia pada halaman kecocokan.",
        )
    outcome = RulingOutcome(verdict.outcome)
    must_have_words(verdict.reason)
    if objection is not None and is_about_these_facts(objection, match):
        must_not_be_worse(objection, outcome)  # the objection itself is the hearing
    else:
        _must_be_heard(outcome, match, asked, now)
    must_not_be_own(actor, [match.person_id])
    must_be_another(actor, [])
    return Ruling(
        match=match,
        outcome=outcome,
        reason=verdict.reason.strip(),
        basis=profile.value("rosters.kinds")[match.kind],
        proposed_by=actor.label,
        proposed_at=now,
        is_simulated=actor.is_simulated,
    )


def _must_be_heard(outcome: RulingOutcome, match: Match, asked: Sequence[Clarification], now: datetime) -> None:
    """An outcome that keeps somebody from a seat waits for the person: for the answer, or for the deadline."""
    fresh = about_these_facts(match, asked)
    must_be_heard(_is_heard(outcome, fresh, now), asked, fresh)


def _is_heard(outcome: RulingOutcome, fresh: Sequence[Clarification], now: datetime) -> bool:
    if outcome not in EXCLUDING:
        return True
    has_answered = any(one.answered_at is not None for one in fresh)
    if outcome == RulingOutcome.WITHDRAWN:
        last = max((one for one in fresh if one.answered_at), key=attrgetter("answered_at", "id"), default=None)
        return last is not None and last.answer_kind == AnswerKind.WITHDRAW
    if outcome == RulingOutcome.EXPIRED or not has_answered:
        return not has_answered and any(has_passed(one, now) for one in fresh)
    return True


def _act(kind: str, match: Match, ruling: Ruling) -> Act:
    record = {
        "person": str(match.person_id),
        "roster": match.roster,
        "outcome": str(ruling.outcome),
        "reason": ruling.reason,
        "basis": ruling.basis,
        "proposed_by": ruling.proposed_by,
        "seconded_by": ruling.seconded_by,
        "objection": ruling.declined,
        "simulated": ruling.is_simulated,
    }
    return Act(kind, regency_of(match.region), str(match.id), record, "vetting.two_signatures")


def _letters(match: Match, ruling: Ruling) -> list[Letter]:
    words = OUTCOME_WORDS[RulingOutcome(ruling.outcome)]
    text = (
        f"Putusan atas pertanyaan tentang berkas Anda: {words}. Syarat yang dinilai ({ruling.basis}) dan alasannya "
        f"dapat Anda baca di halaman berkas Anda (kode pada tanda terima) atau di sekretariat PPS. {OBJECTING}"
    )
    return letters("vetting.ruled", match.region, text, [match.person])
