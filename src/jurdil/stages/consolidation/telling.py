"""What the invited are told of their invitation: words, a link to the own page and, by e-mail, the calendar file."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import date, timedelta
from email.utils import parseaddr
from functools import partial
from uuid import UUID

from django.conf import settings

from jurdil.engines.papers import CalendarEvent, calendar_file
from jurdil.engines.papers.calendar import Method
from jurdil.errors import NotFound, Refused
from jurdil.foundation.outbox.actions import Attachment, Letter
from jurdil.foundation.storage.clock import day_of
from jurdil.foundation.storage.ids import is_id, made_at
from jurdil.foundation.storage.seals import lookup_hash
from jurdil.law import load_profile
from jurdil.stages.consolidation.models import Event, Invitation

OWN_LINK = "/undangan/{id}/{key}/"  # a door of later floors, so its address is written out
RULE = "consolidation.link_days"
PURPOSE = "invitation-link/v2:"  # keeps these hashes apart from those of personal values
KEY_LENGTH = 32  # hexadecimal digits, 128 bits
FILE_NAME = "undangan.ics"


def link_key(invitation_id: UUID, until: date) -> str:
    """Return what proves that a link was sent to the person of an invitation, and until which day it was meant to hold.

    Members, secretariats and guests who never applied here have no receipt with a code. Nothing secret is stored.
    """
    day = f"{until:%Y%m%d}"
    return f"{day}-{lookup_hash(f'{PURPOSE}{invitation_id.hex}:{day}')[:KEY_LENGTH]}"


def invitation_by_link(invitation_id: UUID, key: str, on: date) -> Invitation:
    """Return the invitation that a personal link names. Raises NotFound for any other key.

    on: the day. A link holds as long as it was meant to, or longer if the event was moved. Raises Refused
    (consolidation.link_days) once it has ended.
    """
    found = Invitation.objects.filter(id=invitation_id).select_related("event__election").first()
    until = _until(key)
    if found is None or until is None or not hmac.compare_digest(link_key(invitation_id, until), key):
        raise NotFound("Tautan ini tidak berlaku. Salin seluruh tautan dari pesan undangan Anda.")
    if on > max(until, _last_day(found.event, on=None)):
        raise Refused(
            RULE,
            "Tautan ini sudah berakhir, agar undangan lama tidak terbuka bagi siapa pun yang menemukannya.",
            "Mintalah panitia atau sekretariat mengirim tautan baru dari halaman undangan Anda. Bila Anda pernah "
            "melamar di sini, buka berkas Anda dengan kode pada tanda terima.",
        )
    return found


def _until(key: str) -> date | None:
    try:
        return date.fromisoformat(key.partition("-")[0])
    except ValueError:
        return None


def _last_day(event: Event, on: date | None) -> date:
    """Return the last day of a link to an event that is made before it, or `on` a day after it."""
    days = load_profile(event.election.profile).number(RULE)
    return max(filter(None, (day_of(event.ends_at), on))) + timedelta(days=days)


def own_link(invitation: Invitation, on: date | None = None) -> str:
    """Return the path of the personal link to an invitation. on: the day it is sent, if the event may be over."""
    return OWN_LINK.format(id=invitation.id, key=link_key(invitation.id, _last_day(invitation.event, on)))


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


def letter_about(invitation: Invitation, what: str, text: str, on: date | None = None) -> Letter:
    """Return the message of the kind `consolidation.what` that tells somebody `text` about their invitation.

    on: as for `own_link`.
    """
    person = invitation.person
    return Letter(
        f"consolidation.{what}",
        invitation.region,
        text,
        invitation.person_id,
        person.phone.reveal(),
        person.email.reveal(),
        link=own_link(invitation, on),
        attachment=partial(_calendar, invitation),
    )
