"""Destroy what matches hold about a person, for the verb that erases the person afterwards."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.stages.vetting.models import Clarification, InquiryLine, Match, Ruling


@verb(Role.KPU_REGENCY, Role.KPU_PROVINCE, Role.SYSTEM)
def erase_matches(*, actor: Actor, person_id: UUID, now: datetime) -> list[str]:
    """Blank entries, reasons, answers and rulings' words of all matches of a person; returns the subjects to erase.

    Outcome, dates and signatures stay. The caller calls `erase_person` with the subjects in the same transaction.
    Raises Refused (access.region). Law: privacy.erasure.
    """
    matches = list(Match.objects.select_for_update(of=("self",)).filter(person_id=person_id).only("id", "region"))
    for match in matches:
        actor.must_reach(match.region)
    ids = [match.id for match in matches]
    Match.objects.filter(id__in=ids).update(entry="", reasons="", review_reason="")
    Clarification.objects.filter(match__in=ids).update(question="", answer="", papers={})
    Ruling.objects.filter(match__in=ids).update(reason="", objection="")
    InquiryLine.objects.filter(match__in=ids).update(note="")
    return [str(one) for one in ids]
