"""What the invited are told of their invitation: words, a link to the own page and, by e-mail, the calendar file."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from email.utils import parseaddr
from functools import partial
from uuid import UUID

from django.conf import settings

from jurdil.engines.papers import CalendarEvent, calendar_file
from jurdil.engines.papers.calendar import Method
from jurdil.errors import NotFound
from jurdil.foundation.outbox.actions import Attachment, Letter
from jurdil.foundation.storage.ids import is_id, made_at
from jurdil.foundation.storage.seals import lookup_hash
from jurdil.stages.consolidation.models import Invitation

OWN_LINK = "/undangan/{id}/{key}/"  # a door of later floors, so its address is written out
PURPOSE = "invitation-link/v1:"  # keeps these hashes apart from those of personal values
KEY_LENGTH = 32  # hexadecimal digits, 128 bits
FILE_NAME = "undangan.ics"


def link_key(invitation_id: UUID) -> str:
    """Return what proves that a link was sent to the person of an invitation: many of them have no other key.

    Members, secretariats and guests who never applied here have no receipt with a code. Nothing secret is stored.
    """
    return lookup_hash(f"{PURPOSE}{invitation_id.hex}")[:KEY_LENGTH]


def invitation_by_link(invitation_id: UUID, key: str) -> Invitation:
    """Return the invitation that a personal link names. Raises NotFound for any other key."""
    found = Invitation.objects.filter(id=invitation_id).first()
    if found is None or not hmac.compare_digest(link_key(invitation_id), key):
        raise NotFound("Tautan ini tidak berlaku. Salin seluruh tautan dari pesan undangan Anda.")
    return found


def own_link(invitation_id: UUID) -> str:
    """Return the path of the personal link to an invitation."""
    return OWN_LINK.format(id=invitation_id, key=link_key(invitation_id))


def tokens_by_link(links: Iterable[str]) -> dict[str, str]:
    """Return the signed text of the QR of each invitation that holds, by its personal link."""
    ids = {link.split("/")[2]: link for link in links if link.startswith(OWN_LINK.partition("{")[0])}
    rows = Invitation.objects.filter(id__in=filter(is_id, ids), revoked_at__isnull=True)
    return {ids[str(key)]: token for key, token in rows.values_list("id", "token")}


def calendar_of(invitation: Invitation) -> CalendarEvent:
    """Return what the calendar file of an invitation says; its name stays the same through every change.

    A revoked invitation is cancelled in its person's calendar, one change after what they know (RFC 5546, 3.2.5).
    """
    event, is_revoked = invitation.event, invitation.revoked_at is not None
    moments = (made_at(invitation.id), event.changed_at, invitation.revoked_at)
    return CalendarEvent(
        uid=f"{invitation.id}@jurdil",
        title=event.title,
        place=event.place,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        stamp=max(filter(None, moments)),
        sequence=event.sequence + is_revoked,
        description=event.programme,
        organizer=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        is_cancelled=event.cancelled_at is not None or is_revoked,
    )


def _calendar(invitation: Invitation) -> Attachment:
    about = calendar_of(invitation)
    method = Method.CANCEL if about.is_cancelled else Method.PUBLISH
    return Attachment(FILE_NAME, f"text/calendar; method={method}", calendar_file(about).decode())


def letter_about(invitation: Invitation, what: str, text: str) -> Letter:
    """Return the message of the kind `consolidation.what` that tells somebody `text` about their invitation."""
    person = invitation.person
    return Letter(
        f"consolidation.{what}",
        invitation.region,
        text,
        invitation.person_id,
        person.phone.reveal(),
        person.email.reveal(),
        link=own_link(invitation.id),
        attachment=partial(_calendar, invitation),
    )
