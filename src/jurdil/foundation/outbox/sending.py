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
    with get_connection() as connection:
        for one in part:
            try:
                email_of(one, connection).send()
            except (SMTPException, OSError, ValueError) as fault:
                log.warning("message %s could not be sent: %s", one.id, type(fault).__name__)
                again = now + WAIT * 4**one.faults
                Message.objects.filter(id=one.id).update(faults=one.faults + 1, try_after=again)
            else:
                Message.objects.filter(id=one.id).update(left_at=now)
                count += 1
    return count


def email_of(message: Message, connection: BaseEmailBackend | None = None) -> EmailMessage:
    """Return a queued message as an e-mail: its first words as subject, a link to the own page, the attachment."""
    text = message.text.reveal()
    subject = text.partition(". ")[0].splitlines()[0][:SUBJECT_LENGTH]
    body = f"{text}\n\n{settings.SITE}{message.link}\n" if message.link else f"{text}\n"
    made = EmailMessage(subject, body, to=[message.address.reveal()], connection=connection)
    if message.attachment_name:
        made.attach(message.attachment_name, message.attachment.reveal(), message.attachment_type)
    return made
