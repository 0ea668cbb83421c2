"""Until when offers wait for an answer: the time runs from when the message left.

Law: paw.offer_hours, access.notice.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from jurdil.foundation.outbox.arriving import Deadline, ends_of
from jurdil.stages.placement.models import Offer, Replacement

KIND = "placement.offered"  # of the message that tells of an offer
IDS_A_QUERY = 500


def deadline_of(offer: Offer) -> Deadline:
    """Return the time that an offer gives its person, and the message that tells of it."""
    return Deadline(offer.application.person_id, KIND, offer.made_at, offer.deadline)


def ends_of_offers(cases: Iterable[Replacement]) -> dict[UUID, datetime | None]:
    """Return when the time of each case's waiting offer truly runs out; None while its message has not left.

    A case that waits for no answer is missing.
    """
    ids = [case.id for case in cases]
    found: dict[UUID, Deadline] = {}
    for start in range(0, len(ids), IDS_A_QUERY):
        rows = Offer.objects.filter(replacement__in=ids[start : start + IDS_A_QUERY], answer="")
        found |= {row.replacement_id: deadline_of(row) for row in rows.select_related("application")}
    ends = ends_of(found.values())
    return {case: ends[deadline] for case, deadline in found.items()}
