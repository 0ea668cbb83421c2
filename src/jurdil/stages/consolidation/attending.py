"""Who comes instead of whom, who comes without a seat, and whose invitation no longer holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import OFFICERS, Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.outbox.actions import queue_message
from jurdil.foundation.storage.bulk import insert_rows
from jurdil.foundation.storage.clock import day_of
from jurdil.foundation.storage.ids import new_id
from jurdil.registry.bodies.models import Appointment
from jurdil.registry.people.models import Person
from jurdil.registry.people.values import PersonValues, person_row
from jurdil.stages.consolidation.inviting import fresh_codes, keep_invitations
from jurdil.stages.consolidation.models import Attendance, Event, Invitation
from jurdil.stages.consolidation.planning import locked_event, must_be_ahead
from jurdil.stages.consolidation.telling import letter_about

SUBSTITUTE = "consolidation.substitute"
SUBSTITUTED = "Diwakili pengganti dengan surat tugas."


def locked_invitation(actor: Actor, invitation_id: UUID) -> Invitation:
    """Lock an invitation of the actor's region. Must be called inside a verb. Raises NotFound."""
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("event__election", "person")
    found = rows.filter(id=invitation_id).first()
    if found is None or not (actor.reaches(found.region) or actor.reaches(found.event.region)):
        raise NotFound("Undangan ini tidak ada, atau bukan di wilayah Anda.")
    return found


def _revoke(invitation: Invitation, reason: str, now: datetime) -> None:
    """Revoke an invitation and tell the person why; their calendar takes it out."""
    if invitation.revoked_at is not None:
        raise Conflict("Undangan ini sudah dicabut.")
    if Attendance.objects.filter(invitation=invitation, undone_at__isnull=True).exists():
        raise Conflict("Orang ini sudah tercatat hadir; batalkan catatan hadirnya dahulu bila memang keliru.")
    invitation.revoked_at, invitation.revoked_reason = now, reason[:200]
    invitation.save(update_fields=["revoked_at", "revoked_reason"])
    text = f"Undangan dicabut: {invitation.event.title}. {invitation.revoked_reason}"
    queue_message(letter_about(invitation, "revoked", text), now=now)


@verb(*OFFICERS)
def send_link_again(*, actor: Actor, invitation_id: UUID, now: datetime) -> Invitation:
    """Send somebody a new personal link to their invitation, also after the event; it holds as long as a first one.

    Raises NotFound outside the region, Conflict if the invitation was revoked.
    """
    invitation = locked_invitation(actor, invitation_id)
    if invitation.revoked_at is not None:
        raise Conflict("Undangan ini sudah dicabut.")
    text = f"Tautan baru ke undangan Anda: {invitation.event.title}."
    record = {"by": actor.label}
    act = Act("consolidation.link_sent", invitation.region, str(invitation.id), record, "consolidation.link_days")
    record_act(act, now=now)
    queue_message(letter_about(invitation, "link", text, on=day_of(now)), now=now)
    return invitation


@verb(*OFFICERS)
def revoke_invitation(*, actor: Actor, invitation_id: UUID, reason: str, now: datetime) -> Invitation:
    """Revoke an invitation; the person is told why, and every door says what to do when its code still turns up.

    Raises NotFound outside the region, Refused (consolidation.invitation) without a reason, Conflict if it was revoked,
    the person is there already, or the event is over.
    """
    invitation = locked_invitation(actor, invitation_id)
    must_be_ahead(invitation.event, now)
    if not reason.strip():
        raise Refused(
            "consolidation.invitation",
            "Pencabutan undangan memerlukan alasan.",
            "Tulis alasan yang akan dibaca orangnya.",
        )
    _revoke(invitation, reason.strip(), now)
    record = {"event": str(invitation.event_id), "reason": invitation.revoked_reason, "by": actor.label}
    act = Act("consolidation.revoked", invitation.region, str(invitation.id), record, "consolidation.invitation")
    record_act(act, now=now)
    return invitation


def _newcomers(values: Iterable[PersonValues]) -> list[Person]:
    rows = [person_row(one) for one in values]
    insert_rows(rows)
    there = Person.objects.in_bulk([row.id for row in rows])  # read anew: what was sealed can be revealed
    return [there[row.id] for row in rows]


def _stands_in(actor: Actor, of: Invitation, appointment_id: UUID | None, name: str, now: datetime) -> Appointment:
    """Return the appointment of the substitute, or one without a seat around a new person of that name."""
    if appointment_id is None:
        (person,) = _newcomers([PersonValues(name=name.strip()[:160], region=of.region.split("/")[0])])
        return Appointment(person=person)
    found = Appointment.objects.select_related("person").filter(id=appointment_id, corrected_by__isnull=True).first()
    if found is None or not actor.reaches(found.region) or found.end < day_of(now):
        raise NotFound("Pengangkatan ini tidak ada, atau bukan di wilayah Anda.")
    return found


@verb(*OFFICERS)
def send_substitute(
    *,
    actor: Actor,
    invitation_id: UUID,
    letter_number: str,
    letter_on: date,
    now: datetime,
    appointment_id: UUID | None = None,
    name: str = "",
) -> Invitation:
    """Invite a substitute in place of `invitation_id`, in his own name and by a letter of assignment.

    appointment_id: if the substitute serves too; else his name. The first invitation is revoked. Raises NotFound
    outside the region, Refused (consolidation.substitute) without letter or name or with a letter dated after the
    event, Conflict if the substitute is invited already, the person is there already, or the event is over.
    Law: consolidation.substitute.
    """
    first = locked_invitation(actor, invitation_id)
    event = first.event
    must_be_ahead(event, now)
    is_named = appointment_id is not None or bool(name.strip())
    if not (letter_number.strip() and is_named) or letter_on > day_of(event.starts_at):
        raise Refused(
            SUBSTITUTE,
            "Pengganti memerlukan nama, nomor surat tugas, dan tanggal surat yang tidak sesudah kegiatan.",
            "Lengkapi isian itu menurut surat tugas yang dibawa, lalu kirim ulang.",
        )
    seat = _stands_in(actor, first, appointment_id, name, now)
    if Invitation.objects.filter(event=event, person=seat.person_id).exists():
        raise Conflict("Orang ini sudah punya undangan sendiri pada kegiatan ini; pilih pengganti lain.")
    _revoke(first, SUBSTITUTED, now)
    (code,) = fresh_codes([event], 1)
    made = Invitation(
        id=new_id(),
        event=event,
        person=seat.person,
        appointment=seat if appointment_id else None,
        region=first.region,
        code=code,
        substitute_of=first,
        letter_number=letter_number.strip()[:80],
        letter_on=letter_on,
        guest_unit="" if appointment_id else "Pengganti dengan surat tugas",
    )
    keep_invitations([made], label=actor.label, now=now)
    record = {"of": str(first.id), "letter": made.letter_number, "on": letter_on.isoformat(), "by": actor.label}
    record_act(Act("consolidation.substituted", made.region, str(made.id), record, SUBSTITUTE), now=now)
    return made


@dataclass(frozen=True)
class Guest:
    """Somebody without a seat: a commissioner, a speaker, the press. unit: as what, from where."""

    name: str
    unit: str
    email: str = ""


@verb(Role.PPK, Role.KPU_REGENCY, Role.KPU_PROVINCE)
def invite_guests(*, actor: Actor, event_id: UUID, guests: Sequence[Guest], now: datetime) -> list[Invitation]:
    """Invite guests without a seat, all in one act; they are counted apart from those who serve.

    Raises NotFound outside the region, Refused (consolidation.invitation) for a guest without name or unit, Conflict
    once the event is over or cancelled.
    """
    event: Event = locked_event(actor, event_id)
    must_be_ahead(event, now)
    if not all(one.name.strip() and one.unit.strip() for one in guests):
        raise Refused(
            "consolidation.invitation",
            "Tamu memerlukan nama, dan sebagai apa atau dari mana ia datang.",
            "Lengkapi keduanya, lalu kirim ulang.",
        )
    values = [PersonValues(name=one.name.strip()[:160], region=event.region, email=one.email.strip()) for one in guests]
    persons = _newcomers(values)
    codes = fresh_codes([event], len(guests))
    made = [
        Invitation(
            id=new_id(), event=event, person=person, region=event.region, code=code, guest_unit=one.unit.strip()[:120]
        )
        for one, person, code in zip(guests, persons, codes, strict=True)
    ]
    keep_invitations(made, label=actor.label, now=now)
    return made
