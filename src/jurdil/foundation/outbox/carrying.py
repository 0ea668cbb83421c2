"""What officers do about messages: see how they stand, send again, carry them by hand, note that they arrived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from jurdil.errors import Conflict
from jurdil.foundation.accounts.roles import OFFICERS, Actor, Role
from jurdil.foundation.accounts.verbs import query, verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.outbox.actions import mark_as
from jurdil.foundation.outbox.models import Channel, Message
from jurdil.foundation.outbox.sending import GATHERINGS, MOST_FAULTS
from jurdil.foundation.storage.codes import within

CARRIERS = (Role.KPU_REGENCY, Role.KPU_PROVINCE)  # who may read what others are told, to hand it over


class Standing(StrEnum):
    """How a message stands."""

    WAITING = "waiting"
    FAILING = "failing"  # tried, and tried again later
    GIVEN_UP = "given_up"  # tried often enough, or refused for good: somebody has to look
    LEFT = "left"  # taken by a server
    HANDED = "handed"  # carried by hand, as an officer noted


ASKS = {
    Standing.WAITING: Q(left_at__isnull=True, faults=0),
    Standing.FAILING: Q(left_at__isnull=True, faults__gt=0, faults__lt=MOST_FAULTS),
    Standing.GIVEN_UP: Q(left_at__isnull=True, faults__gte=MOST_FAULTS),
    Standing.LEFT: Q(left_at__isnull=False, handed_by=""),
    Standing.HANDED: Q(left_at__isnull=False) & ~Q(handed_by=""),
}
OPEN = Q(left_at__isnull=True)


@dataclass(frozen=True)
class Chosen:
    """Which messages are meant: all of the actor's region that fit, or of these those named in `ids`."""

    channel: str = ""
    standing: str = ""
    kind: str = ""
    region: str = ""
    ids: tuple[UUID, ...] | None = None


def standing_of(message: Message) -> Standing:
    """Return how a message stands."""
    if message.left_at is not None:
        return Standing.HANDED if message.handed_by else Standing.LEFT
    if not message.faults:
        return Standing.WAITING
    return Standing.GIVEN_UP if message.faults >= MOST_FAULTS else Standing.FAILING


def _seen(actor: Actor) -> QuerySet[Message]:
    """Return the messages of the actor's region; PPS and PPK see those about gatherings alone."""
    rows = Message.objects.filter(within("region", actor.region))
    return rows if actor.role in CARRIERS else rows.filter(kind__startswith=GATHERINGS)


def _fitting(actor: Actor, chosen: Chosen) -> QuerySet[Message]:
    rows = _seen(actor)
    if chosen.channel:
        rows = rows.filter(channel=chosen.channel)
    if chosen.standing in set(Standing):
        rows = rows.filter(ASKS[Standing(chosen.standing)])
    if chosen.kind:
        rows = rows.filter(kind=chosen.kind)
    if chosen.region:
        rows = rows.filter(within("region", chosen.region))
    return rows if chosen.ids is None else rows.filter(id__in=chosen.ids)


@query(*OFFICERS)
def messages_within(*, actor: Actor, chosen: Chosen) -> QuerySet[Message]:
    """Return the messages of the actor's region, newest first, without what they say and to where they go.

    PPS and PPK see those about gatherings alone: the others tell of a person.
    """
    return _fitting(actor, chosen).defer("address", "text", "link", "attachment").order_by("-id")


@query(*OFFICERS)
def standings_within(*, actor: Actor) -> dict[tuple[str, str], dict[str, int]]:
    """Return how many messages of the actor's region stand how, by channel and kind."""
    counts = {one.value: Count("id", filter=asked) for one, asked in ASKS.items()}
    rows = _seen(actor).order_by().values_list("channel", "kind")
    found = sorted(rows.annotate(**counts).values_list("channel", "kind", *counts))
    return {(channel, kind): dict(zip(counts, numbers, strict=True)) for channel, kind, *numbers in found}


def _noted(actor: Actor, act: str, count: int, chosen: Chosen, now: datetime) -> None:
    record = {"count": count, "channel": chosen.channel, "kind": chosen.kind, "by": actor.label}
    where = chosen.region if chosen.region and actor.reaches(chosen.region) else actor.region
    record_act(Act(f"outbox.{act}", where, where, record), now=now)


@verb(*OFFICERS)
def send_again(*, actor: Actor, chosen: Chosen, now: datetime) -> int:
    """Let messages that failed or wait for their next try be sent at once; returns how many."""
    count = _fitting(actor, chosen).filter(OPEN, faults__gt=0).update(faults=0, try_after=None)
    if count:
        _noted(actor, "sent_again", count, chosen, now)
    return count


@verb(*OFFICERS)
def note_handed(*, actor: Actor, chosen: Chosen, now: datetime) -> int:
    """Note that messages reached their people by hand: no sender takes them up any more; returns how many.

    Without `ids` only what stood in a file that was taken out: what was queued after that nobody had in hand.
    Raises Conflict for all messages of every channel at once: nobody handed those over.
    """
    if chosen.ids is None and not chosen.channel:
        raise Conflict("Surel, SMS, dan surat tidak diserahkan sekaligus. Saring menurut saluran, lalu ulangi.")
    rows = _fitting(actor, chosen).filter(OPEN)
    if chosen.ids is None:
        rows = rows.filter(taken_at__isnull=False)
    count = rows.update(left_at=now, handed_by=actor.label)
    if count:
        _noted(actor, "handed", count, chosen, now)
    return count


@verb(*CARRIERS)
def take_out(*, actor: Actor, chosen: Chosen, now: datetime) -> list[Message]:
    """Return messages that have not left, with what they say and to where, to be carried by hand; the log says who did.

    They wait on until `note_handed`. Raises Conflict unless a channel is chosen: phones and letters are not mixed.
    """
    if chosen.channel not in (Channel.SMS, Channel.PRINT):
        raise Conflict("Pilih saluran SMS atau surat cetak, lalu ulangi; surel dikirim oleh peladen surel.")
    rows = list(_fitting(actor, chosen).filter(OPEN).select_for_update().order_by("region", "id"))
    if rows:
        mark_as(_fitting(actor, chosen), [one.id for one in rows], taken_at=now, taken_by=actor.label)
        _noted(actor, "taken_out", len(rows), chosen, now)
    return rows
