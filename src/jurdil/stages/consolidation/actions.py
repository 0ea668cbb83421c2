"""Plan an event, invite, take answers, check people in."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from jurdil.engines.papers import Forged, sign_token, verify_token
from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role, own_person
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act, record_acts
from jurdil.foundation.ledger.sequencing import log_key, log_public_key
from jurdil.foundation.outbox.actions import Letter, queue_messages
from jurdil.foundation.storage.bulk import insert_rows
from jurdil.foundation.storage.clock import JAKARTA
from jurdil.foundation.storage.codes import covers
from jurdil.foundation.storage.ids import new_id
from jurdil.registry.bodies.models import Appointment, BodyKind
from jurdil.registry.elections.models import Election
from jurdil.stages.consolidation.models import Attendance, Event, EventKind, Invitation
from jurdil.stages.consolidation.queries import servers_of
from jurdil.stages.consolidation.settling import locked, settle

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that are mistaken for one another
CODE_LENGTH = 8
TOKEN_SALT_BYTES = 8
QR_BEGINS = "J1:"


@verb(Role.PPK, Role.KPU_REGENCY, Role.KPU_PROVINCE)
def plan_event(
    *,
    actor: Actor,
    election: Election,
    kind: EventKind,
    title: str,
    place: str,
    region: str,
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
    programme: str = "",
) -> Event:
    """Plan a gathering for the people of `region`. Raises Refused (access.region, consolidation.event)."""
    actor.must_reach(region)
    if not (title.strip() and place.strip()) or ends_at <= starts_at:
        raise Refused(
            "consolidation.event",
            "Kegiatan memerlukan judul, tempat, dan waktu selesai sesudah waktu mulai.",
            "Perbaiki isian itu, lalu kirim ulang.",
        )
    event = Event.objects.create(
        election=election,
        kind=kind,
        title=title.strip(),
        place=place.strip(),
        region=region,
        starts_at=starts_at,
        ends_at=ends_at,
        programme=programme,
        is_simulated=actor.is_simulated,
    )
    record = {"kind": kind.value, "title": event.title, "by": actor.label}
    record_act(Act("consolidation.planned", region, str(event.id), record), now=now)
    return event


def _code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def _invitation(event: Event, appointment: Appointment, code: str) -> Invitation:
    invitation_id = new_id()
    payload = {"t": "undangan", "e": event.id.hex, "i": invitation_id.hex, "c": code}
    return Invitation(
        id=invitation_id,
        event=event,
        person=appointment.person,
        appointment=appointment,
        region=appointment.region,
        code=code,
        token=sign_token(payload, log_key(), salt=secrets.token_bytes(TOKEN_SALT_BYTES)),
    )


def _letters(event: Event, invitations: Iterable[Invitation]) -> Iterable[Letter]:
    when = event.starts_at.astimezone(JAKARTA)
    for one in invitations:
        text = f"Undangan: {event.title}, {event.place}, {when:%d-%m-%Y %H:%M} WIB. Kode hadir {one.code}."
        phone, email = one.person.phone.reveal(), one.person.email.reveal()
        yield Letter("consolidation.invited", one.region, text, one.person_id, phone, email)


@verb(Role.PPK, Role.KPU_REGENCY, Role.KPU_PROVINCE)
def invite_serving(*, actor: Actor, event_id: UUID, kinds: Sequence[BodyKind], now: datetime) -> int:
    """Invite everybody who serves in the event's region in bodies of `kinds`, in one act; returns how many are new.

    Whoever is invited already keeps the invitation they have. Raises NotFound outside the region, Conflict once the
    event is over.
    """
    event = Event.objects.select_for_update().filter(id=event_id).first()
    if event is None or not actor.reaches(event.region):
        raise NotFound("Kegiatan ini tidak ada, atau bukan di wilayah Anda.")
    if now >= event.ends_at:
        raise Conflict("Kegiatan ini sudah selesai; tidak ada lagi yang dapat diundang.")
    invited = set(event.invitations.values_list("person_id", flat=True))
    codes = set(event.invitations.values_list("code", flat=True))
    fresh: list[Invitation] = []
    for appointment in servers_of(event, kinds):
        if appointment.person_id in invited:
            continue
        while (code := _code()) in codes:
            continue
        codes.add(code)
        invited.add(appointment.person_id)
        fresh.append(_invitation(event, appointment, code))
    insert_rows(fresh)
    acts = (
        Act(
            "consolidation.invited",
            one.region,
            str(one.id),
            {"event": str(event.id), "person": str(one.person_id), "by": actor.label},
            "consolidation.invitation",
        )
        for one in fresh
    )
    record_acts(acts, now=now)
    queue_messages(_letters(event, fresh), now=now)
    return len(fresh)


@verb(Role.APPLICANT)
def answer_invitation(*, actor: Actor, invitation_id: UUID, comes: bool, now: datetime) -> Invitation:
    """Answer one's own invitation; the answer may be changed until the event begins."""
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("event")
        .filter(id=invitation_id, person=own_person(actor), revoked_at__isnull=True)
        .first()
    )
    if invitation is None:
        raise NotFound("Undangan ini tidak ada, atau bukan untuk Anda.")
    if now >= invitation.event.starts_at:
        raise Conflict("Kegiatan sudah dimulai; jawaban tidak dapat diubah lagi.")
    invitation.answer, invitation.answered_at = ("comes" if comes else "excused"), now
    invitation.save(update_fields=["answer", "answered_at"])
    record = {"answer": invitation.answer, "by": actor.label}
    record_act(Act("consolidation.answered", invitation.region, str(invitation.id), record), now=now)
    return invitation


def _typed(event: Event, text: str) -> str:
    """Return the code that was typed, or that a typing scanner read from the QR; empty if it is another event's."""
    if not text.startswith(QR_BEGINS):
        return text.strip().upper().replace(" ", "").replace("-", "")
    try:
        payload = verify_token(text.rstrip("\r\n"), log_public_key()).payload
    except Forged:
        return ""
    return str(payload.get("c", "")) if payload.get("e") == event.id.hex else ""


@verb(Role.PPS, Role.PPK, Role.KPU_REGENCY, Role.KPU_PROVINCE)
def check_in(*, actor: Actor, event_id: UUID, code: str, how: str, now: datetime) -> Attendance:
    """Check an invited person in by the code on the invitation. A second time is kept as a repeat and never counts.

    Whoever reaches the event's region checks everybody in; an officer below it checks in the people of the own region.
    The screen must show name and unit, so that the person is checked and not only the code. Raises NotFound for an
    event that does not concern the actor, Refused (consolidation.invitation) for a code of another event, of
    another region or a revoked one, saying what to do.
    """
    event = Event.objects.filter(id=event_id).first()
    if event is None or not (actor.reaches(event.region) or covers(event.region, actor.region)):
        raise NotFound("Kegiatan ini tidak ada, atau bukan di wilayah Anda.")
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("person", "appointment__seat__body")
        .filter(event=event, code=_typed(event, code), revoked_at__isnull=True)
        .first()
    )
    if invitation is None or not (actor.reaches(event.region) or actor.reaches(invitation.region)):
        raise Refused(
            "consolidation.invitation",
            "Kode ini tidak dikenal pada kegiatan ini, undangannya sudah dicabut, atau orangnya dari wilayah lain.",
            "Periksa judul kegiatan pada undangan, atau cari orangnya menurut nama.",
        )
    attendance = Attendance.objects.create(
        invitation=invitation, region=invitation.region, at=now, how=how, by=actor.label, known_at=now
    )
    settle([invitation], now=now)
    attendance.refresh_from_db(fields=["is_repeat", "is_return"])
    record = {"event": str(event.id), "is_repeat": attendance.is_repeat, "how": how, "by": actor.label}
    record_act(
        Act("consolidation.checked_in", invitation.region, str(invitation.id), record, "consolidation.once"), now=now
    )
    return attendance


@verb(Role.PPS, Role.PPK, Role.KPU_REGENCY, Role.KPU_PROVINCE)
def undo_check_in(*, actor: Actor, attendance_id: UUID, now: datetime) -> Attendance:
    """Take back a check-in that was a mistake; the row stays and says when it was undone.

    Another check-in of the same person that was a repeat so far counts from then on.
    """
    attendance = (
        Attendance.objects.select_for_update(of=("self",))
        .select_related("invitation__event")
        .filter(id=attendance_id)
        .first()
    )
    if attendance is None or not actor.reaches(attendance.region):
        raise NotFound("Catatan hadir ini tidak ada, atau bukan di wilayah Anda.")
    if attendance.undone_at is not None:
        raise Conflict("Catatan hadir ini sudah dibatalkan.")
    attendance.undone_at = attendance.known_at = now
    attendance.save(update_fields=["undone_at", "known_at"])
    settle(locked(Q(id=attendance.invitation_id)), now=now)
    record = {"by": actor.label}
    record_act(Act("consolidation.undone", attendance.region, str(attendance.invitation_id), record), now=now)
    return attendance
