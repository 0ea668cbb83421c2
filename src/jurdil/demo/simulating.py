"""What officers and applicants of the demo decide: simulated, marked so everywhere, and true to the invented world.

The verbs are the real ones; only the knowledge behind the decisions comes from the table of truth.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

import pyarrow as pa

from jurdil.errors import Refused
from jurdil.foundation.accounts.roles import Actor
from jurdil.foundation.outbox.carrying import Chosen, note_handed
from jurdil.foundation.outbox.models import Message
from jurdil.foundation.storage.codes import within
from jurdil.law import Outcome, load_profile
from jurdil.registry.elections.models import Election
from jurdil.stages.recruitment.models import Application, ReviewState
from jurdil.stages.recruitment.plenary import Decision, rule_on_reviews
from jurdil.stages.vetting.askable import needs_review
from jurdil.stages.vetting.clarifications import (
    answer_clarifications_in_bulk,
    ask_clarifications_in_bulk,
    confirm_for_clarification,
)
from jurdil.stages.vetting.hearing import Answer
from jurdil.stages.vetting.models import AnswerKind, Clarification, Match, RulingOutcome
from jurdil.stages.vetting.rulings import Verdict, outcomes_for, rule_in_bulk
from jurdil.stages.vetting.suspicion_models import SuspicionState

Claim = tuple[UUID, str, str]
LEFT_OPEN_ONE_IN = 40  # a few matches wait for the visitor of the demo
CHUNK = 4_000
PAPER = {"declaration": {"how": "paper", "seen_by": "PPS (peragaan)", "folder": "KLARIFIKASI", "at": "2024-10-03"}}

ANSWERS: Mapping[str, AnswerKind] = {
    "member": AnswerKind.MEMBER,
    "listed_without_consent": AnswerKind.WITHOUT_CONSENT,
    "former_over_5_years": AnswerKind.FORMER,
    "spouse": AnswerKind.SPOUSE_STEPS_BACK,
    "sanctioned": AnswerKind.OTHER,
    "": AnswerKind.NOT_ME,
}
OUTCOMES: Mapping[str, RulingOutcome] = {
    "member": RulingOutcome.CONFIRMED,
    "listed_without_consent": RulingOutcome.LISTED_WITHOUT_CONSENT,
    "former_over_5_years": RulingOutcome.FORMER_MEMBER,
    "spouse": RulingOutcome.SPOUSE_STEPS_BACK,
    "sanctioned": RulingOutcome.CONFIRMED,
    "": RulingOutcome.OTHER_PERSON,
}
REASONS: Mapping[str, str] = {
    "member": "Peragaan: orangnya membenarkan keanggotaannya secara tertulis.",
    "listed_without_consent": "Peragaan: surat pernyataan dicatut diterima dan partai membenarkan.",
    "former_over_5_years": "Peragaan: surat partai menyebut keluar lebih dari lima tahun lalu.",
    "spouse": "Peragaan: pasangannya mundur sebagai penyelenggara dengan surat.",
    "sanctioned": "Peragaan: keputusan pemberhentian tetap cocok dengan dokumen orangnya.",
    "": "Peragaan: tanggal lahir dan alamat pada dokumen menunjukkan orang lain.",
}


def truth_of(truth: pa.Table, applications: Mapping[str, UUID]) -> dict[Claim, str]:
    """Return what is true about each claim: (person, roster, entry) to kind. applications: by the ids of the forms."""
    rows = [row for row in truth.to_pylist() if row["person_id"] in applications]
    ids = [applications[row["person_id"]] for row in rows]
    people: dict[UUID, UUID] = {}
    for start in range(0, len(ids), 500):
        found = Application.objects.filter(id__in=ids[start : start + 500])
        people.update(found.values_list("id", "person_id"))
    return {
        (people[application], row["roster"], row["entry_id"]): row["kind"]
        for row, application in zip(rows, ids, strict=True)
    }


def _claim(match: Match) -> Claim:
    return match.person_id, match.roster, match.entry_id


def _matches(election: Election, region: str) -> list[Match]:
    rows = Match.objects.filter(election=election, region__gte=region + ".", region__lt=region + "0")
    return list(rows.exclude(state=SuspicionState.RULED).defer("entry", "reasons").order_by("id"))


def rule_on_matches(
    *,
    first: Actor,
    second: Actor,
    election: Election,
    region: str,
    truth: Mapping[Claim, str],
    asked_at: datetime,
    answered_at: datetime,
    ruled_at: datetime,
) -> Counter[str]:
    """Ask, answer and rule on the matches of a regency; one in `LEFT_OPEN_ONE_IN` is left open. Returns outcomes.

    Where the evidence is too weak to ask by itself an officer compares the papers first, and asks those whom it fits. A
    name alone that many bear may not be asked about even then, and stays for the visitor of the demo.
    """
    profile = load_profile(election.profile)
    for match in _matches(election, region):
        if truth.get(_claim(match)) and needs_review(match, profile):
            reason = "Peragaan: alamat dan nama keluarga pada berkas sesuai."
            with suppress(Refused):
                confirm_for_clarification(actor=first, match_id=match.id, reason=reason, now=asked_at)
    ask_clarifications_in_bulk(actor=first, election=election, region=region, now=asked_at)
    hand_over(first, region, "vetting.asked", asked_at)
    waiting = [match for match in _matches(election, region) if int(match.id.int) % LEFT_OPEN_ONE_IN]
    _answer(first, [match for match in waiting if match.state == SuspicionState.ASKED], truth, answered_at)
    heard = set(
        Clarification.objects.filter(match__region__gte=region + ".", match__region__lt=region + "0")
        .filter(answered_at__isnull=False)
        .values_list("match_id", flat=True)
    )
    verdicts = [verdict for match in waiting if (verdict := _verdict(match, truth, match.id in heard)) is not None]
    for start in range(0, len(verdicts), CHUNK):
        rule_in_bulk(actor=first, second=second, verdicts=verdicts[start : start + CHUNK], now=ruled_at)
    return Counter(verdict.outcome for verdict in verdicts)


def _answer(actor: Actor, matches: Sequence[Match], truth: Mapping[Claim, str], now: datetime) -> None:
    for start in range(0, len(matches), CHUNK):
        answers = {
            match.id: Answer(ANSWERS[truth.get(_claim(match), "")], "Peragaan: jawaban rekaan.", PAPER)
            for match in matches[start : start + CHUNK]
        }
        answer_clarifications_in_bulk(actor=actor, answers=answers, now=now)


def _verdict(match: Match, truth: Mapping[Claim, str], is_heard: bool) -> Verdict | None:
    """Return the ruling that fits the truth, or None where the person was not heard and must not be excluded."""
    kind = truth.get(_claim(match), "")
    outcome = OUTCOMES[kind]
    if outcome not in outcomes_for(match.kind) or (outcome == RulingOutcome.CONFIRMED and not is_heard):
        return None
    return Verdict(match.id, outcome, REASONS[kind])


def hand_over(actor: Actor, region: str, kind: str, now: datetime) -> int:
    """Note that the messages of `kind` in a region reached their people by hand; returns how many."""
    waiting = Message.objects.filter(within("region", region), kind=kind, left_at__isnull=True)
    ids = list(waiting.values_list("id", flat=True))
    parts = [tuple(ids[start : start + CHUNK]) for start in range(0, len(ids), CHUNK)]
    return sum(note_handed(actor=actor, chosen=Chosen(ids=part), now=now) for part in parts)


def decide_reviews(*, first: Actor, second: Actor, election: Election, region: str, now: datetime) -> Counter[str]:
    """Rule on the applications of a regency that the law's check left open: two in three were completed in time."""
    hand_over(first, region, "recruitment.reviewed", now)
    rows = (
        Application.objects.filter(
            opening__election=election,
            region__gte=region + ".",
            region__lt=region + "0",
            review=ReviewState.NEEDS_CLARIFICATION,
            withdrawn_at__isnull=True,
        )
        .order_by("id")
        .values_list("id", "outcomes")
    )
    profile = load_profile(election.profile)
    decisions = []
    for application_id, outcomes in rows:
        open_rules = [rule for rule, found in outcomes.items() if found[0] != Outcome.PASSED.value]
        failed = [rule for rule, found in outcomes.items() if found[0] == Outcome.FAILED.value]
        weak = [rule for rule in failed or open_rules if profile.rule(rule).may_refuse]
        if weak and (failed or application_id.int % 3 == 0):
            reason = "Peragaan: kekurangan tidak dilengkapi sampai akhir masa perbaikan."
            decisions.append(Decision(application_id, ReviewState.INELIGIBLE, weak[0], reason))
        else:
            reason = "Peragaan: kekurangan dilengkapi di loket dan dilihat dua petugas."
            decisions.append(Decision(application_id, ReviewState.ELIGIBLE, open_rules[0], reason))
    for start in range(0, len(decisions), CHUNK):
        rule_on_reviews(actor=first, second=second, decisions=decisions[start : start + CHUNK], now=now)
    return Counter(decision.outcome.value for decision in decisions)
