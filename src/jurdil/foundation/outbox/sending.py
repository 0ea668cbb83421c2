"""Let queued e-mails and texts leave through the servers of the settings; without one they wait, as prints do.

A sender first claims a part of the queue for some minutes, then talks to the server without a transaction: no lock
waits for the network. A sender that dies leaves its claim to run out; its messages are sent again, never lost.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPServerDisconnected

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q

from jurdil.foundation.outbox.gateway import Closed, NotTaken, hand_to
from jurdil.foundation.outbox.models import Channel, Message

PART = 50
PARTS = 10  # in one round: the worker has other duties, and a claim of the last part must not be over already
CLAIM, WAIT = timedelta(minutes=10), timedelta(minutes=5)
MOST_FAULTS = 5
SUBJECT_LENGTH = 78  # RFC 5322, 2.1.1
SUBJECT = "Kabar untuk Anda"
GATHERINGS = "consolidation."  # how the kinds of messages about gatherings and commitment begin
SPEAKING = frozenset(
    f"{GATHERINGS}{what}" for what in ("cancelled", "changed", "invited", "link", "material_told", "reminder", "test")
)
"""Kinds whose first words name what many are called to; all others tell of the person."""
Carry = Callable[[Message], None]
log = logging.getLogger(__name__)


def send_emails(*, now: datetime) -> int:
    """Send e-mails that wait, some parts of the queue; returns how many left. Whoever cannot be reached is tried again.

    After five faults a message stays in the queue and is left alone. Nothing is sent without a mail server.
    """
    return _send(Channel.EMAIL, _post_office, now) if settings.EMAIL_HOST else 0


def send_texts(*, now: datetime) -> int:
    """Send the text messages that wait through the gateway, as `send_emails` does; nothing is sent without one.

    A gateway that does not take our key or account stops the round, and no message is at fault.
    """
    return _send(Channel.SMS, _gateway, now) if settings.SMS_GATEWAY.url else 0


def _send(channel: Channel, opened: Callable[[], AbstractContextManager[Carry]], now: datetime) -> int:
    count = 0
    for _ in range(PARTS):
        part = _claimed(channel, now)
        gone = _sent(part, opened, now) if part else 0
        count += gone
        if not part or gone < len(part):
            break
    return count


def _claimed(channel: Channel, now: datetime) -> list[Message]:
    free = Q(try_after__isnull=True) | Q(try_after__lte=now)
    waiting = Message.objects.filter(free, channel=channel, left_at__isnull=True, faults__lt=MOST_FAULTS)
    with transaction.atomic():
        part = list(waiting.exclude(address=b"").select_for_update(skip_locked=True).order_by("id")[:PART])
        Message.objects.filter(id__in=[one.id for one in part]).update(try_after=now + CLAIM)
    return part


def _sent(part: Iterable[Message], opened: Callable[[], AbstractContextManager[Carry]], now: datetime) -> int:
    count = 0
    try:
        with opened() as carry:
            for one in part:
                count += _is_taken(one, carry, now)
    except Closed as fault:  # no message is at fault: they wait until their claim runs out
        log.warning("the server takes nothing of ours: %s", fault)
    return count


def _is_taken(one: Message, carry: Carry, now: datetime) -> bool:
    try:
        carry(one)
    except NotTaken as fault:
        log.warning("message %s could not be sent: %s", one.id, fault.why)
        _keep_fault(one, fault, now)
        if fault.is_silent:  # the next would wait as long for nothing
            raise Closed(fault.why) from fault
        return False
    Message.objects.filter(id=one.id).update(left_at=now, last_fault="")
    return True


def _keep_fault(message: Message, fault: NotTaken, now: datetime) -> None:
    faults = MOST_FAULTS if fault.is_final else F("faults") + 1
    again = now + WAIT * 4**message.faults
    Message.objects.filter(id=message.id).update(faults=faults, try_after=again, last_fault=fault.why[:60])


@contextmanager
def _post_office() -> Iterator[Carry]:
    connection = get_connection()

    def carry(message: Message) -> None:
        try:
            email_of(message, connection).send()
        except (SMTPException, OSError, ValueError) as fault:
            raise NotTaken(type(fault).__name__, is_silent=_is_silence(fault)) from fault

    try:
        connection.open()
    except (SMTPException, OSError) as fault:
        raise Closed(type(fault).__name__) from fault
    try:
        yield carry
    finally:
        connection.close()


def _is_silence(fault: Exception) -> bool:
    """Return whether the server went away, rather than say something about the message."""
    return isinstance(fault, SMTPServerDisconnected) or not isinstance(fault, SMTPException | ValueError)


@contextmanager
def _gateway() -> Iterator[Carry]:
    def carry(message: Message) -> None:
        try:
            hand_to(settings.SMS_GATEWAY, message.address.reveal(), words_of(message))
        except ValueError as fault:  # a message whose key is gone, a setting that no request can carry
            raise NotTaken(type(fault).__name__) from fault

    yield carry


def words_of(message: Message) -> str:
    """Return what a text message or a printed letter says: the text, and the link where the site's address is known."""
    text = message.text.reveal()
    link = message.link.reveal()
    return f"{text} {settings.SITE}{link}" if link and settings.SITE else text


def email_of(message: Message, connection: BaseEmailBackend | None = None) -> EmailMessage:
    """Return a queued message as an e-mail: with a link to the own page and the attachment.

    A subject is read over shoulders and kept by mail servers: it says nothing about the person.
    """
    text, link = message.text.reveal(), message.link.reveal()
    first = text.partition(". ")[0].partition("\n")[0][:SUBJECT_LENGTH]
    subject = first if message.kind in SPEAKING else SUBJECT
    body = f"{text}\n\n{settings.SITE}{link}\n" if link else f"{text}\n"
    made = EmailMessage(subject, body, to=[message.address.reveal()], connection=connection)
    if message.attachment_name:
        made.attach(message.attachment_name, message.attachment.reveal(), message.attachment_type)
    return made
