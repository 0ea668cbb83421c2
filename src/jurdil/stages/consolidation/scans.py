"""Take in what a lane's device noted while it was dark: each note once, whatever the order of devices and tries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from jurdil.errors import Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_acts
from jurdil.foundation.storage.bulk import insert_rows
from jurdil.stages.consolidation.lanes import lane_within
from jurdil.stages.consolidation.models import Invitation, Lane, Scan, ScanAct
from jurdil.stages.consolidation.opening import EARLY, opening_of
from jurdil.stages.consolidation.settling import locked, settle

MOST_NOTES = 200
KINDS = {
    ScanAct.ARRIVE: "consolidation.checked_in",
    ScanAct.LEAVE: "consolidation.left",
    ScanAct.GUEST: "consolidation.guest_came",
    ScanAct.UNDO: "consolidation.undone",
}


@dataclass(frozen=True)
class DeviceNote:
    """One note as the device sends it. at: by its own clock. target: the number that an undo takes back.

    known_offset: what the server's clock was ahead of the device's when they last spoke before the note; preferred
    to what shows at sending: a phone sets its clock right once it finds a network, and a full server keeps waiting.
    """

    number: int
    act: ScanAct
    at: datetime
    invitation: UUID | None = None
    target: int | None = None
    session: str = ""
    how: str = ""
    guest_name: str = ""
    guest_unit: str = ""
    known_offset: timedelta | None = None


@dataclass(frozen=True)
class Taken:
    """What a sync did: the numbers the server now holds for good, how many of them were new, the clock's offset."""

    held: tuple[int, ...]
    fresh: int
    clock_offset: timedelta


def _fault(note: DeviceNote, invitation: Invitation | None, actor: Actor, at: datetime, opens: datetime) -> str:
    """Return why a note makes no attendance. It is kept all the same: nobody's presence is thrown away."""
    early = EARLY if at < opens else ""  # a rehearsal, or a clock that was wrong in the dark: to be looked at
    if note.act == ScanAct.GUEST:
        return early
    if note.act == ScanAct.UNDO and note.invitation is None:
        return ""
    if invitation is None:
        return "unknown"
    if not actor.reaches(invitation.region):
        return "outside"
    if note.act == ScanAct.UNDO:
        return ""
    is_revoked = invitation.revoked_at is not None and invitation.revoked_at <= at
    return "revoked" if note.act == ScanAct.ARRIVE and is_revoked else early


def _scan(lane: Lane, device: UUID, note: DeviceNote, invitation: Invitation | None) -> Scan:
    return Scan(
        lane=lane,
        device=device,
        number=note.number,
        act=note.act,
        invitation=invitation,
        target=note.target,
        session=note.session[:40],
        how=note.how[:10],
        guest_name=note.guest_name.strip()[:120],
        guest_unit=note.guest_unit.strip()[:120],
        device_at=note.at,
    )


def _acts(scans: Sequence[Scan], lane: Lane, actor: Actor) -> list[Act]:
    made = []
    for one in scans:
        region = one.invitation.region if one.invitation is not None else lane.region
        record = {"event": str(lane.event_id), "lane": str(lane.id), "device": str(one.device), "number": one.number}
        record |= {"at": one.at.isoformat(), "how": one.how, "session": one.session, "fault": one.fault}
        subject = str(one.invitation_id or one.id)
        kind = "consolidation.scan_set_aside" if one.fault else KINDS[ScanAct(one.act)]
        made.append(Act(kind, region, subject, {**record, "by": actor.label}, "consolidation.once"))
    return made


@verb(Role.PPS, Role.PPK, Role.KPU_REGENCY, Role.KPU_PROVINCE)
def sync_scans(
    *, actor: Actor, lane_id: UUID, device: UUID, sent_at: datetime, notes: Sequence[DeviceNote], now: datetime
) -> Taken:
    """Take in a device's notes; a note that is here already changes nothing.

    sent_at: the device's clock when it sent them; what it is off corrects every note that knows no better. All notes
    are kept: one of an unknown or revoked invitation, of a region beyond the officer's, or of before the doors opened
    (by the corrected time), with that fault and without attendance. Raises NotFound, Refused (consolidation.lane) if
    the lane is closed or the batch too long.
    """
    lane = lane_within(actor, lane_id)
    if lane.closed_at is not None or len(notes) > MOST_NOTES:
        raise Refused(
            "consolidation.lane",
            "Jalur ini sudah ditutup, atau kirimannya terlalu panjang.",
            "Buka kembali jalur itu, lalu kirim catatan sedikit demi sedikit.",
        )
    offset, opens = now - sent_at, opening_of(lane.event)
    numbers = {note.number: note for note in notes}
    here = set(Scan.objects.filter(device=device, number__in=numbers).values_list("number", flat=True))
    wanted = {note.invitation for note in notes if note.invitation is not None and note.number not in here}
    invitations = {one.id: one for one in locked(Q(event=lane.event_id, id__in=wanted))} if wanted else {}
    fresh: list[Scan] = []
    for number in sorted(set(numbers) - here):
        note = numbers[number]
        invitation = invitations.get(note.invitation) if note.invitation is not None else None
        scan = _scan(lane, device, note, invitation)
        scan.at = min(note.at + (offset if note.known_offset is None else note.known_offset), now)
        scan.received_at = now
        scan.fault = _fault(note, invitation, actor, scan.at, opens)
        fresh.append(scan)
    insert_rows(fresh)
    settle(list(invitations.values()), now=now)
    record_acts(_acts(fresh, lane, actor), now=now)
    lane.synced_at, lane.clock_offset_ms = now, round(offset / timedelta(milliseconds=1))
    lane.save(update_fields=["synced_at", "clock_offset_ms"])
    return Taken(tuple(sorted(numbers)), len(fresh), offset)
