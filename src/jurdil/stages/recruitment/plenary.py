"""The plenary: two officers rule on many applications in one sitting; each keeps its own rule, reason and leaf.

Every condition of `propose_review_ruling` and `second_review_ruling` holds for each; the first that is refused stops
the whole sitting.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, is_same_hand
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import record_acts
from jurdil.foundation.outbox.actions import queue_messages
from jurdil.foundation.storage.bulk import insert_rows
from jurdil.stages.recruitment.models import Application, ReviewRuling, ReviewState
from jurdil.stages.recruitment.reach import REVIEWERS, must_handle
from jurdil.stages.recruitment.rulings import (
    must_be_apart,
    must_explain,
    must_know_what_lacks,
    ruling_act,
    ruling_notice,
)

IDS_A_QUERY = 500


@dataclass(frozen=True)
class Decision:
    """What is decided about one application: the outcome, the requirement it rests on, and why."""

    application_id: UUID
    outcome: ReviewState
    rule: str
    reason: str


@verb(*REVIEWERS)
def rule_on_reviews(*, actor: Actor, second: Actor, decisions: Sequence[Decision], now: datetime) -> int:
    """Rule on many reviews by two different officers who sit together; returns how many.

    Raises NotFound, Refused (access.role, access.two_people, access.region, access.authority, access.own_interest,
    access.notice, recruitment.review, privacy.explanation), Conflict for an application that is withdrawn or has a
    proposal open.
    """
    if second.role not in REVIEWERS or actor.account_id is None or is_same_hand(actor.label, second):
        raise Refused(
            "access.two_people",
            "Putusan memerlukan dua petugas yang berbeda dan berwenang.",
            "Duduklah bersama petugas lain yang berwenang di wilayah ini.",
        )
    applications = _lock_all([decision.application_id for decision in decisions])
    _must_handle_all(applications.values(), actor, second)
    must_know_what_lacks(
        applications[decision.application_id] for decision in decisions if decision.outcome == ReviewState.INELIGIBLE
    )
    rulings = []
    for decision in decisions:
        application = applications[decision.application_id]
        for officer in (actor, second):
            must_be_apart(officer, application)
        must_explain(application, decision.outcome, decision.rule, decision.reason)
        rulings.append(_ruling(application, decision, actor, second, now))
    insert_rows(rulings)
    for outcome in {decision.outcome for decision in decisions}:
        ids = [decision.application_id for decision in decisions if decision.outcome == outcome]
        for start in range(0, len(ids), IDS_A_QUERY):
            rows = Application.objects.filter(id__in=ids[start : start + IDS_A_QUERY])
            rows.update(review=outcome, reviewed_at=now)
    pairs = [(applications[ruling.application_id], ruling) for ruling in rulings]
    record_acts((ruling_act("recruitment.ruled", one, ruling, second) for one, ruling in pairs), now=now)
    queue_messages((ruling_notice(one, ruling) for one, ruling in pairs), now=now)
    return len(rulings)


def _lock_all(ids: Sequence[UUID]) -> dict[UUID, Application]:
    found: dict[UUID, Application] = {}
    for start in range(0, len(ids), IDS_A_QUERY):
        part = ids[start : start + IDS_A_QUERY]
        rows = Application.objects.select_for_update(of=("self",)).filter(id__in=part, withdrawn_at__isnull=True)
        found |= {row.id: row for row in rows.select_related("opening__election", "person")}
        if ReviewRuling.objects.filter(application_id__in=part, decided_at__isnull=True).exists():
            raise Conflict("Sebagian lamaran masih mempunyai usulan putusan yang menunggu petugas kedua.")
    if len(found) != len(set(ids)) or len(ids) != len(set(ids)):
        raise Conflict("Sebagian lamaran sudah ditarik, tidak ada, atau disebut dua kali.")
    return found


def _must_handle_all(applications: Iterable[Application], actor: Actor, second: Actor) -> None:
    places = {(one.region, one.body) for one in applications}
    for region, body in places:
        if not (actor.reaches(region) and second.reaches(region)):
            raise NotFound("Sebagian lamaran bukan di wilayah Anda.")
        must_handle(actor, region=region, body=body)
        must_handle(second, region=region, body=body)


def _ruling(application: Application, decision: Decision, actor: Actor, second: Actor, now: datetime) -> ReviewRuling:
    return ReviewRuling(
        application=application,
        outcome=decision.outcome,
        rule=decision.rule,
        reason=decision.reason.strip()[:500],
        proposed_by=actor.label,
        proposed_at=now,
        seconded_by=second.label,
        decided_at=now,
        is_simulated=actor.is_simulated or second.is_simulated,
    )
