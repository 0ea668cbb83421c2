"""Queue messages, and let them leave."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from itertools import islice, repeat
from operator import or_
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from jurdil.foundation.outbox.models import Channel, Message
from jurdil.foundation.outbox.sending import MOST_FAULTS
from jurdil.foundation.storage.bulk import PART, insert_values
from jurdil.foundation.storage.codes import within
from jurdil.foundation.storage.ids import new_id, new_ids

IDS_A_QUERY = 500


@dataclass(frozen=True)
class Attachment:
    """A small text file that goes with an e-mail. kind: its media type."""

    name: str
    kind: str
    text: str


NOTHING = Attachment("", "", "")


@dataclass(frozen=True)
class Letter:
    """A message to be queued. Without a phone or an e-mail it is printed and handed over sealed.

    link: path of the person's own page about it. attachment: made only for those who are written to by e-mail.
    """

    kind: str
    region: str
    text: str
    person_id: UUID | None = None
    phone: str = ""
    email: str = ""
    link: str = ""
    attachment: Callable[[], Attachment] | None = None


COLUMNS = (
    "id",
    "kind",
    "region",
    "person_id",
    "channel",
    "address",
    "text",
    "link",
    "attachment_name",
    "attachment_type",
    "attachment",
    "queued_at",
    "try_after",
    "faults",
    "last_fault",
    "handed_by",
    "taken_by",
)


def _values(letter: Letter, message_id: UUID, now: datetime) -> tuple[object, ...]:
    """Return the values of `COLUMNS` for one letter; what is sealed later is still plain here."""
    channel = Channel.EMAIL if letter.email else Channel.SMS if letter.phone else Channel.PRINT
    address = letter.email or letter.phone
    file = letter.attachment() if letter.email and letter.attachment is not None else NOTHING
    told = letter.kind, letter.region, letter.person_id, channel, address, letter.text, letter.link
    return message_id, *told, file.name, file.kind, file.text, now, None, 0, "", "", ""


def queue_message(letter: Letter, *, now: datetime) -> UUID:
    """Queue one message: the fifth beat of a verb, inside its transaction."""
    message = Message(**dict(zip(COLUMNS, _values(letter, new_id(), now), strict=True)))
    message.save(force_insert=True)
    return message.id


def queue_messages(letters: Iterable[Letter], *, now: datetime) -> int:
    """Queue many messages inside the verb's transaction and return how many."""
    return insert_values(Message, COLUMNS, _rows(letters, now))


def _rows(letters: Iterable[Letter], now: datetime) -> Iterator[tuple[object, ...]]:
    waiting = iter(letters)
    while part := list(islice(waiting, PART)):
        yield from map(_values, part, new_ids(len(part)), repeat(now))


def on_paper(region: str, kinds: Collection[str]) -> QuerySet[Message]:
    """Return the messages in a region that wait to be printed, of the kinds that begin with one of `kinds`.

    Those to a phone that no gateway has taken are among them, and e-mails that nobody sends or that were given up:
    whoever only waits for one is told nothing.
    """
    stuck = Q(faults__gte=MOST_FAULTS) if settings.EMAIL_HOST else Q()
    on_foot = Q(channel__in=[Channel.PRINT, Channel.SMS]) | (Q(channel=Channel.EMAIL) & stuck)
    named = reduce(or_, (Q(kind__startswith=kind) for kind in kinds))
    return Message.objects.filter(on_foot, named, within("region", region), left_at__isnull=True)


def mark_as(messages: QuerySet[Message], ids: Sequence[UUID], **set_: datetime | str) -> int:
    """Set fields of those of `messages` that somebody has in hand, by their ids; returns how many."""
    parts = [ids[start : start + IDS_A_QUERY] for start in range(0, len(ids), IDS_A_QUERY)]
    return sum(messages.filter(id__in=part).update(**set_) for part in parts)
