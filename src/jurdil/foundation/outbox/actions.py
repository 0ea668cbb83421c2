"""Queue messages, and let them leave."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from jurdil.foundation.outbox.models import Channel, Message
from jurdil.foundation.storage.bulk import insert_rows
from jurdil.foundation.storage.codes import within


@dataclass(frozen=True)
class Letter:
    """A message to be queued. Without a phone or an e-mail it is printed and handed over sealed."""

    kind: str
    region: str
    text: str
    person_id: UUID | None = None
    phone: str = ""
    email: str = ""


def _message(letter: Letter, now: datetime) -> Message:
    channel = Channel.EMAIL if letter.email else Channel.SMS if letter.phone else Channel.PRINT
    return Message(
        kind=letter.kind,
        region=letter.region,
        person_id=letter.person_id,
        channel=channel,
        address=letter.email or letter.phone,
        text=letter.text,
        queued_at=now,
    )


def queue_message(letter: Letter, *, now: datetime) -> UUID:
    """Queue one message: the fifth beat of a verb, inside its transaction."""
    message = _message(letter, now)
    message.save(force_insert=True)
    return message.id


def queue_messages(letters: Iterable[Letter], *, now: datetime) -> int:
    """Queue many messages inside the verb's transaction and return how many."""
    return insert_rows([_message(letter, now) for letter in letters])


def mark_as_handed_over(region: str, kind: str, *, now: datetime) -> int:
    """Mark the printed notices of a kind in a region as handed over and return how many."""
    waiting = Message.objects.filter(within("region", region), kind=kind, channel=Channel.PRINT, left_at__isnull=True)
    return waiting.update(left_at=now)
