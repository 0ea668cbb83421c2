"""Plan an event, invite, take answers, check people in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from jurdil.engines.papers import Forged, verify_token
from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role, own_person
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.ledger.sequencing import log_public_key
from jurdil.foundation.storage.codes import covers
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.elections.models import Election
from jurdil.stages.consolidation.house_rules import house_rules_hash
from jurdil.stages.consolidation.inviting import INVITED_BY, Family, FreeSeats, Tally, invite_part
from jurdil.stages.consolidation.models import Attendance, Coming, Event, EventKind, Invitation
from jurdil.stages.consolidation.opening import must_be_open
from jurdil.stages.consolidation.planning import locked_event, must_be_ahead, must_state
from jurdil.stages.consolidation.queries import servers_of
from jurdil.stages.consolidation.settling import locked, settle

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
    parent_id: UUID | None = None,
) -> Event:
    """Plan a gathering for the people of `region`. parent_id: the event that it is to be a site of.

    Raises Refused (access.region; consolidation.event), NotFound, or Conflict where the parent is over.
    """
    actor.must_reach(region)
    must_state(title, place, starts_at, ends_at)
    parent = locked_event(actor, parent_id) if parent_id is not None else None
    if parent is not None:
        must_be_ahead(parent, now)
        if not covers(parent.region, region) or parent.parent_id or parent.sites.filter(region=region).exists():
            raise Refused(
                "consolidation.event",
                "Lokasi kegiatan berada di dalam wilayah kegiatan induknya, satu untuk setiap wilayah.",
                "Pilih wilayah lain di dalam wilayah kegiatan induk.",
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
        parent=parent,
        is_simulated=actor.is_simulated,
    )
    record = {"kind": kind.value, "title": event.title, "by": actor.label}
    record_act(Act("consolidation.planned", region, str(event.id), record), now=now)
    return event


@verb(Role.PPK, Role.KPU_REGENCY, Role.KPU_PROVINCE)
def invite_serving(*, actor: Actor, event_id: UUID, kinds: Sequence[BodyKind], now: datetime) -> Tally:
    """Invite everybody who serves in the event's region in bodies of `kinds`, in one act; returns how many.

    Whoever is invited already keeps the invitation they have; seats kept for a unit are never exceeded. For thousands
    there is `ask_to_invite`. Raises NotFound outside the region, Conflict once the event is over or cancelled.
    """
    event = locked_event(actor, event_id)
    must_be_ahead(event, now)
    family = Family(event)
    chosen = list(servers_of(event, kinds))
    return invite_part(family, FreeSeats(family.events), chosen, label=actor.label, now=now)


@verb(Role.APPLICANT)
def answer_invitation(
    *, actor: Actor, invitation_id: UUID, answer: Coming, now: datetime, accepts_rules: bool = False
) -> Invitation:
    """Answer one's own invitation; the answer may be changed until the event begins.

    accepts_rules: the house rules as they stand today were read and accepted; the version is kept with the invitation.
    Somebody who asks for a substitute keeps the invitation until an officer records the letter of assignment.
    """
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("event__election")
        .filter(id=invitation_id, person=own_person(actor), revoked_at__isnull=True)
        .first()
    )
    if invitation is None:
        raise NotFound("Undangan ini tidak ada, atau bukan untuk Anda.")
    if now >= invitation.event.starts_at or invitation.event.cancelled_at is not None:
        raise Conflict("Kegiatan sudah dimulai atau dibatalkan; jawaban tidak dapat diubah lagi.")
    invitation.answer, invitation.answered_at = answer.value, now
    if accepts_rules:
        invitation.rules_hash = house_rules_hash(invitation.event.election.profile)
        invitation.rules_at = now
    invitation.save(update_fields=["answer", "answered_at", "rules_hash", "rules_at"])
    record = {"answer": invitation.answer, "rules": invitation.rules_hash, "by": actor.label}
    record_act(Act("consolidation.answered", invitation.region, str(invitation.id), record), now=now)
    return invitation


def _elsewhere(event_id: object) -> Refused:
    """Return the refusal of another event's code; a site of the same event is named, so that people find their way."""
    other = Event.objects.filter(id=str(event_id)).first() if event_id else None
    if other is None:
        reason = _("Undangan ini untuk kegiatan lain.")
    else:
        reason = _("Undangan ini untuk kegiatan lain: %(title)s, %(place)s.") % {
            "title": other.title,
            "place": other.place,
        }
    return Refused(INVITED_BY, reason, "Tanyakan undangan kegiatan ini, atau cari orangnya menurut nama.")


def _typed(event: Event, text: str) -> str:
    """Return the code that was typed, or that a typing scanner read from the QR. Raises Refused for another event's."""
    if not text.startswith(QR_BEGINS):
        return text.strip().upper().replace(" ", "").replace("-", "")
    try:
        payload = verify_token(text.rstrip("\r\n"), log_public_key()).payload
    except Forged:
        raise Refused(
            INVITED_BY,
            "Tanda tangan kode ini palsu, atau kodenya terbaca tidak utuh.",
            "Pindai sekali lagi. Bila tetap begitu, jangan catat hadir: cari menurut nama dan panggil petugas.",
        ) from None
    if payload.get("e") != event.id.hex:
        raise _elsewhere(payload.get("e"))
    return str(payload.get("c", ""))


def _admitted(actor: Actor, event: Event, code: str) -> Invitation:
    """Lock the invitation that a code names. Raises Refused (consolidation.invitation), each time with what to do."""
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("person", "appointment__seat__body")
    typed = _typed(event, code)
    found = rows.filter(event=event, code=typed).first()
    if found is None:
        of_sites = Invitation.objects.filter(code=typed).filter(Q(event__parent=event.parent_id or event.id))
        other = of_sites.exclude(event=event).first() if typed else None
        if other is not None:
            raise _elsewhere(other.event_id)
        raise Refused(
            INVITED_BY,
            "Kode ini tidak dikenal pada kegiatan ini.",
            "Ketik sekali lagi, periksa judul kegiatan pada undangan, atau cari orangnya menurut nama.",
        )
    if not (actor.reaches(event.region) or actor.reaches(found.region)):
        raise Refused(
            INVITED_BY,
            "Orang ini dari wilayah lain; bukan Anda yang mencatatnya.",
            "Arahkan ke pintu atau petugas wilayahnya.",
        )
    if found.revoked_at is not None:
        raise Refused(
            INVITED_BY,
            "Undangan ini sudah dicabut.",
            "Jangan catat hadir. Arahkan ke meja petugas; penggantinya punya undangan sendiri.",
        )
    return found


@verb(Role.PPS, Role.PPK, Role.KPU_REGENCY, Role.KPU_PROVINCE)
def check_in(*, actor: Actor, event_id: UUID, code: str, how: str, now: datetime) -> Attendance:
    """Check an invited person in by the code on the invitation. A second time is kept as a repeat and never counts.

    Whoever reaches the event's region checks everybody in; an officer below it checks in the people of the own region.
    The screen must show name and unit, so that the person is checked and not only the code. Raises NotFound for an
    event that does not concern the actor, Refused (consolidation.opens) before the doors open, and (consolidation.
    invitation) for a code of another event, of another region or a revoked one, saying what to do.
    """
    event = Event.objects.select_related("election").filter(id=event_id).first()
    if event is None or not (actor.reaches(event.region) or covers(event.region, actor.region)):
        raise NotFound("Kegiatan ini tidak ada, atau bukan di wilayah Anda.")
    must_be_open(event, now)
    if event.cancelled_at is not None:
        raise Conflict("Kegiatan ini dibatalkan; tidak ada lagi yang dicatat hadir.")
    invitation = _admitted(actor, event, code)
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
