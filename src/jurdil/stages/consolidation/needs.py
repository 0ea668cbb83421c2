"""What an invited person needs for transport and food: only where the event asks for it, sealed, erased afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from jurdil.errors import Conflict, NotFound
from jurdil.foundation.accounts.roles import Actor, Role, own_person
from jurdil.foundation.accounts.verbs import query, verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.storage.codes import regency_of, within
from jurdil.law import load_profile
from jurdil.stages.consolidation.models import Event, Invitation, Need
from jurdil.stages.consolidation.queries import event_of

RULE = "consolidation.needs"
LONGEST = 120


@verb(Role.APPLICANT)
def note_needs(*, actor: Actor, invitation_id: UUID, transport: str, diet: str, now: datetime) -> None:
    """Note what one needs for transport and food; two empty texts take the note back.

    The log says that something was noted, never what. Raises NotFound for another's invitation or where the event does
    not ask, Conflict once it has begun. Law: consolidation.needs.
    """
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("event")
    found = rows.filter(id=invitation_id, person=own_person(actor), revoked_at__isnull=True).first()
    if found is None or not found.event.asks_needs:
        raise NotFound("Undangan ini tidak ada, atau kegiatannya tidak menanyakan kebutuhan.")
    if now >= found.event.starts_at:
        raise Conflict("Kegiatan sudah dimulai; catatan kebutuhan tidak dapat diubah lagi.")
    Need.objects.filter(invitation=found).delete()
    given = {"transport": transport.strip()[:LONGEST], "diet": diet.strip()[:LONGEST]}
    if any(given.values()):
        Need.objects.create(invitation=found, noted_at=now, **given)
    record = {"given": any(given.values()), "by": actor.label}
    # The public line names the regency: of a station's seven it would nearly say who.
    record_act(Act("consolidation.need_noted", regency_of(found.region), str(found.id), record, RULE), now=now)


@query(Role.PPK, Role.KPU_REGENCY, Role.KPU_PROVINCE)
def needs_of(*, actor: Actor, event_id: UUID) -> list[Need]:
    """Return what the invited of the actor's region need, by unit; nothing after it was erased."""
    event = event_of(actor=actor, event_id=event_id)
    rows = Need.objects.filter(within("invitation__region", actor.region), invitation__event=event)
    rows = rows.filter(invitation__revoked_at__isnull=True).select_related("invitation__person")
    return list(rows.order_by("invitation__region", "id"))


def _over(event: Event, now: datetime) -> bool:
    days = load_profile(event.election.profile).number(RULE)
    return event.ends_at + timedelta(days=days) <= now or event.cancelled_at is not None


@verb(Role.SYSTEM)
def erase_needs(*, actor: Actor, now: datetime) -> list[UUID]:
    """Erase the notes of every event that is over for the days of the rule, or cancelled; returns which.

    Nothing is recorded but how many, event by event. Law: consolidation.needs.
    """
    erased: list[UUID] = []
    events = Event.objects.filter(within("region", actor.region), Q(ends_at__lt=now) | Q(cancelled_at__isnull=False))
    for event in events.filter(invitations__need__isnull=False).select_related("election").distinct():
        if _over(event, now):
            count, _by_table = Need.objects.filter(invitation__event=event).delete()
            record = {"count": count, "by": actor.label}
            record_act(Act("consolidation.needs_erased", event.region, str(event.id), record, RULE), now=now)
            erased.append(event.id)
    return erased
