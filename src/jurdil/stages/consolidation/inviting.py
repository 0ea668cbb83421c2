"""Make invitations in bulk: which site, which seat, a code of one's own, a signed QR, a leaf and a message each."""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db.models import Count

from jurdil.engines.papers import sign_token
from jurdil.foundation.ledger.recording import Act, record_acts
from jurdil.foundation.ledger.sequencing import log_key
from jurdil.foundation.outbox.actions import Letter, queue_messages
from jurdil.foundation.storage.bulk import insert_rows
from jurdil.foundation.storage.clock import JAKARTA
from jurdil.foundation.storage.codes import covers, parents
from jurdil.foundation.storage.ids import new_id
from jurdil.registry.bodies.models import Appointment
from jurdil.stages.consolidation.models import Allotment, Event, Invitation
from jurdil.stages.consolidation.telling import letter_about

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that are mistaken for one another
CODE_LENGTH = 8
TOKEN_SALT_BYTES = 8
INVITED_BY = "consolidation.invitation"


@dataclass(frozen=True)
class Tally:
    """What came of inviting: how many are new, how many found the seats of their unit taken."""

    invited: int = 0
    left_out: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Return the sum of two parts."""
        return Tally(self.invited + other.invited, self.left_out + other.left_out)


def _code() -> str:
    """Return a code of equally likely letters: one number, written in the base of `CODE_LETTERS`."""
    number, base = secrets.randbelow(len(CODE_LETTERS) ** CODE_LENGTH), len(CODE_LETTERS)
    return "".join(CODE_LETTERS[number // base**place % base] for place in range(CODE_LENGTH))


def fresh_codes(events: Collection[Event], count: int) -> list[str]:
    """Return so many codes that no invitation to `events` has."""
    codes: set[str] = set()
    while len(codes) < count:
        made = {_code() for _ in range(count - len(codes))}
        taken = Invitation.objects.filter(event__in=events, code__in=made).values_list("code", flat=True)
        codes |= made - set(taken)
    return list(codes)


def token_of(invitation: Invitation, key: Ed25519PrivateKey) -> str:
    """Return the text of an invitation's QR, signed with `key`."""
    payload = {"t": "undangan", "e": invitation.event_id.hex, "i": invitation.id.hex, "c": invitation.code}
    return sign_token(payload, key, salt=secrets.token_bytes(TOKEN_SALT_BYTES))


class Family:
    """An event with its sites: each person is invited to the smallest site that has their region, else to the event."""

    def __init__(self, event: Event) -> None:
        self.event = event
        self.sites = {one.region: one for one in event.sites.filter(cancelled_at__isnull=True)}
        self.events = [event, *self.sites.values()]

    def site_of(self, region: str) -> Event:
        """Return where somebody of `region` is invited to."""
        for code in (region, *reversed(parents(region))):
            if code in self.sites:
                return self.sites[code]
        return self.event


class FreeSeats:
    """What is left of the seats kept for units. Whoever falls under no allotment needs none."""

    def __init__(self, events: Collection[Event]) -> None:
        rows = list(Allotment.objects.filter(event__in=events))
        self._left: dict[UUID, list[tuple[Allotment, int]]] = defaultdict(list)
        self._taken: Counter[UUID] = Counter()
        for row in rows:
            self._left[row.event_id].append((row, row.seats))
        if rows:
            held = Invitation.objects.filter(event__in={row.event_id for row in rows}, revoked_at__isnull=True)
            groups = held.order_by().values_list("event_id", "region", "appointment__seat__body__kind")
            for event_id, region, kind, count in groups.annotate(Count("id")):
                for row in self._over(event_id, region, kind or ""):
                    self._taken[row.id] += count

    def _over(self, event_id: UUID, region: str, kind: str) -> list[Allotment]:
        rows = (row for row, _seats in self._left.get(event_id, ()))
        return [row for row in rows if covers(row.region, region) and row.kind in ("", kind)]

    def take(self, event: Event, region: str, kind: str) -> bool:
        """Take a seat in each allotment that somebody falls under; False, and none taken, if one of them is full."""
        over = self._over(event.id, region, kind)
        if any(self._taken[row.id] >= row.seats for row in over):
            return False
        self._taken.update(row.id for row in over)
        return True


def invitation_letters(invitations: Iterable[Invitation]) -> Iterable[Letter]:
    """Yield the messages that tell people of their invitations."""
    for one in invitations:
        when = one.event.starts_at.astimezone(JAKARTA)
        text = f"Undangan: {one.event.title}, {one.event.place}, {when:%d-%m-%Y %H:%M} WIB. Kode hadir {one.code}. "
        text += "QR, jawaban dan tata tertib: Berkas Saya."
        yield letter_about(one, "invited", text)


def keep_invitations(made: Sequence[Invitation], *, label: str, now: datetime) -> None:
    """Sign and store invitations, a leaf and a message for each. label: of the actor. Call it inside a transaction."""
    key = log_key()
    for one in made:
        one.token = token_of(one, key)
    insert_rows(made)
    record_acts(
        (
            Act(
                "consolidation.invited",
                one.region,
                str(one.id),
                {"event": str(one.event_id), "person": str(one.person_id), "by": label},
                INVITED_BY,
            )
            for one in made
        ),
        now=now,
    )
    queue_messages(invitation_letters(made), now=now)


def invite_part(
    family: Family, seats: FreeSeats, appointments: Sequence[Appointment], *, label: str, now: datetime
) -> Tally:
    """Invite those of `appointments` who have no invitation to the event or a site of it; call it in a transaction."""
    people = {one.person_id for one in appointments}
    there = Invitation.objects.filter(event__in=family.events, person__in=people)
    invited, left_out = set(there.values_list("person_id", flat=True)), 0
    chosen: list[tuple[Event, Appointment]] = []
    for one in appointments:
        site = family.site_of(one.region)
        if one.person_id in invited:
            continue
        invited.add(one.person_id)
        if seats.take(site, one.region, one.seat.body.kind):
            chosen.append((site, one))
        else:
            left_out += 1
    codes = fresh_codes(family.events, len(chosen))
    made = [
        Invitation(id=new_id(), event=site, person=one.person, appointment=one, region=one.region, code=code)
        for (site, one), code in zip(chosen, codes, strict=True)
    ]
    keep_invitations(made, label=label, now=now)
    return Tally(len(made), left_out)
