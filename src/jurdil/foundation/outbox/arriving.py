"""No time runs out on somebody who was never told: a deadline counts from when its message left, or was read.

A message has left when a server took it or an officer noted that it was handed over. Whoever opens the own pages, with
the own code, has read what waits there, whether or not the message left. Law: access.notice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from jurdil.errors import Refused
from jurdil.foundation.outbox.models import Message

RULE = "access.notice"
IDS_A_QUERY = 500


@dataclass(frozen=True)
class Deadline:
    """The time by which somebody may answer, and the message that tells them.

    kind, set_at: of the message, which was queued in the act that set the deadline. until: as the message says it.
    """

    person_id: UUID
    kind: str
    set_at: datetime
    until: datetime


def told_since(deadlines: Collection[Deadline]) -> dict[Deadline, datetime]:
    """Return since when each person knows, by deadline; whoever was not told yet is missing.

    Of several messages of one act the last one counts.
    """
    found: dict[tuple[UUID | None, str, datetime], list[datetime | None]] = {}
    people = sorted({one.person_id for one in deadlines})
    kinds = {one.kind for one in deadlines}
    for start in range(0, len(people), IDS_A_QUERY):
        rows = Message.objects.filter(person_id__in=people[start : start + IDS_A_QUERY], kind__in=kinds)
        for person, kind, queued, left, read in rows.values_list(
            "person_id", "kind", "queued_at", "left_at", "read_at"
        ):
            found.setdefault((person, kind, queued), []).append(min(filter(None, (left, read)), default=None))
    told = {one: found.get((one.person_id, one.kind, one.set_at), []) for one in deadlines}
    return {one: max(filter(None, moments)) for one, moments in told.items() if moments and None not in moments}


def ends_of(deadlines: Collection[Deadline]) -> dict[Deadline, datetime | None]:
    """Return when each time truly runs out: as long after the message left as was meant; None while it has not left."""
    told = told_since(deadlines)
    return {one: max(one.until, told[one] + (one.until - one.set_at)) if one in told else None for one in deadlines}


def end_of(deadline: Deadline) -> datetime | None:
    """Return when the time truly runs out, None while the message has not left."""
    return ends_of([deadline])[deadline]


def has_run_out(deadline: Deadline, now: datetime) -> bool:
    """Return whether the time is over. A deadline that is still to come as the message says it is not looked up."""
    end = end_of(deadline) if deadline.until <= now else None
    return end is not None and end <= now


def is_told(deadlines: Collection[Deadline]) -> bool:
    """Return whether all of them are known to their people."""
    return len(told_since(deadlines)) == len(set(deadlines))


def must_be_told(deadlines: Iterable[Deadline]) -> None:
    """Raise Refused (access.notice) where somebody was not told yet."""
    if not is_told(list(deadlines)):
        raise Refused(
            RULE,
            "Pesannya belum keluar: orangnya belum tahu, jadi waktunya belum berjalan.",
            "Kirim pesannya, atau serahkan sendiri lalu catat pada Surat tertutup atau Kotak keluar; waktunya mulai "
            "berjalan saat itu.",
        )


def note_read(person_id: UUID, now: datetime) -> None:
    """Note that a person opened the own pages: what waits to be sent to them is known to them."""
    Message.objects.filter(person_id=person_id, left_at__isnull=True, read_at__isnull=True).update(read_at=now)
