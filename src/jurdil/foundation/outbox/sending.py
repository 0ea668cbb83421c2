"""Let queued e-mails leave through the mail server of the settings; without one they wait, and so does what is printed.

A sender first claims a part of the queue for some minutes, then talks to the mail server without a transaction: no lock
waits for the network. A sender that dies leaves its claim to run out; its messages are sent again, never lost.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q

from jurdil.foundation.outbox.models import Channel, Message

PART = 50
CLAIM, WAIT = timedelta(minutes=10), timedelta(minutes=5)
MOST_FAULTS = 5
SUBJECT_LENGTH = 78  # RFC 5322, 2.1.1
SUBJECT = "Kabar untuk Anda"
SPEAKING = ("consolidation.",)  # kinds whose first words name an event; all others tell of the person
log = logging.getLogger(__name__)


def send_emails(*, now: datetime) -> int:
    """Send the e-mails that wait, part by part; returns how many left. Whoever cannot be reached is tried again later.

    After five faults a message stays in the queue and is left alone. Nothing is sent without a mail server.
    """
    count = 0
    while settings.EMAIL_HOST and (part := _claimed(now)):
        gone = _sent(part, now)
        count += gone
        if gone < len(part):
            break
    return count


def _claimed(now: datetime) -> list[Message]:
    free = Q(try_after__isnull=True) | Q(try_after__lte=now)
    waiting = Message.objects.filter(free, channel=Channel.EMAIL, left_at__isnull=True, faults__lt=MOST_FAULTS)
    with transaction.atomic():
        part = list(waiting.exclude(address=b"").select_for_update(skip_locked=True).order_by("id")[:PART])
        Message.objects.filter(id__in=[one.id for one in part]).update(try_after=now + CLAIM)
    return part


def _sent(part: Iterable[Message], now: datetime) -> int:
    count = 0
    connection = get_connection()
    try:
        connection.open()
        for one in part:
            count += _send(one, connection, now)
    except (SMTPException, OSError) as fault:  # no message is at fault: they wait until their claim runs out
        log.warning("the mail server cannot be reached: %s", type(fault).__name__)
    finally:
        connection.close()
    return count


def _send(one: Message, connection: BaseEmailBackend, now: datetime) -> bool:
    try:
        email_of(one, connection).send()
    except (SMTPException, OSError, ValueError) as fault:
        log.warning("message %s could not be sent: %s", one.id, type(fault).__name__)
        again = now + WAIT * 4**one.faults
        Message.objects.filter(id=one.id).update(faults=one.faults + 1, try_after=again)
        return False
    Message.objects.filter(id=one.id).update(left_at=now)
    return True


def email_of(message: Message, connection: BaseEmailBackend | None = None) -> EmailMessage:
    """Return a queued message as an e-mail: with a link to the own page and the attachment.

    A subject is read over shoulders and kept by mail servers: it says nothing about the person.
    """
    text = message.text.reveal()
    first = text.partition(". ")[0].partition("\n")[0][:SUBJECT_LENGTH]
    subject = first if message.kind.startswith(SPEAKING) else SUBJECT
    body = f"{text}\n\n{settings.SITE}{message.link}\n" if message.link else f"{text}\n"
    made = EmailMessage(subject, body, to=[message.address.reveal()], connection=connection)
    if message.attachment_name:
        made.attach(message.attachment_name, message.attachment.reveal(), message.attachment_type)
    return made
