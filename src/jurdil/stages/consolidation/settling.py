"""Derive attendance from the notes of all doors, so that the order in which devices return changes nothing.

The notes (scans and check-ins by form) are a set that only grows; which arrival counts is a function of that set. The
earliest by corrected time counts, ties go by device and number. This is the idea of a grow-only set with a derived view
(Shapiro et al., Conflict-free Replicated Data Types, 2011).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.storage.bulk import insert_rows
from jurdil.stages.consolidation.models import Attendance, Invitation, Lane, Scan, ScanAct

DERIVED = ("is_repeat", "is_return", "left_at", "undone_at", "known_at")


@dataclass(frozen=True)
class Note:
    """One arrival or leaving of one person that was not taken back. tie: orders notes of the same moment."""

    key: UUID
    arrives: bool
    session: str
    at: datetime
    tie: tuple[str, int]


@dataclass(frozen=True)
class Standing:
    """What an arrival is among the others of the same person and session. left_at: of the one that counts."""

    is_repeat: bool = False
    is_return: bool = False
    left_at: datetime | None = None


def standings(notes: Iterable[Note]) -> dict[UUID, Standing]:
    """Return the standing of each arrival of one person: the first of a session counts, a later one is a repeat.

    Whoever comes back after leaving is a return: a repeat that is no second use of the invitation.
    """
    made: dict[UUID, Standing] = {}
    first: dict[str, UUID] = {}
    left: dict[str, datetime | None] = {}
    for note in sorted(notes, key=lambda one: (one.at, one.tie)):
        if not note.arrives:
            if note.session in first:
                left[note.session] = note.at
        elif note.session not in first:
            first[note.session], left[note.session] = note.key, None
            made[note.key] = Standing()
        else:
            made[note.key] = Standing(is_repeat=True, is_return=left[note.session] is not None)
            left[note.session] = None
    for session, key in first.items():
        made[key] = Standing(left_at=left[session])
    return made


def actor_of_lane(lane: Lane) -> Actor:
    """Return the officer who opened `lane`, in whose name its device acts."""
    return Actor(role=Role(lane.role), region=lane.reach, account_id=lane.account_id)


def _tie(scan: Scan | None, attendance: UUID) -> tuple[str, int]:
    return (scan.device.hex, scan.number) if scan is not None else (attendance.hex, 0)


def _fresh(scan: Scan, invitation: Invitation, now: datetime) -> Attendance:
    return Attendance(
        invitation=invitation,
        region=invitation.region,
        at=scan.at,
        how=scan.how,
        by=actor_of_lane(scan.lane).label,
        session=scan.session,
        scan=scan,
        known_at=now,
    )


def settle(invitations: Collection[Invitation], *, now: datetime) -> list[Attendance]:
    """Bring the attendance of `invitations` in line with all their notes; returns the rows that are new.

    The rows of `invitations` must be locked by the caller.
    """
    scans = list(Scan.objects.filter(invitation__in=invitations, fault="").select_related("lane"))
    taken_back = {(one.device, one.target): one.at for one in scans if one.act == ScanAct.UNDO}
    rows = list(Attendance.objects.filter(invitation__in=invitations).select_related("scan"))
    known = {row.scan_id for row in rows}
    by_id = {one.id: one for one in invitations}
    arrivals = [one for one in scans if one.act == ScanAct.ARRIVE and one.id not in known]
    fresh = [_fresh(one, by_id[one.invitation_id], now) for one in arrivals if one.invitation_id is not None]
    before = {row.id: tuple(getattr(row, name) for name in DERIVED[:-1]) for row in rows}
    notes: dict[UUID, list[Note]] = defaultdict(list)
    for row in rows + fresh:
        if row.scan is not None and row.undone_at is None:
            row.undone_at = taken_back.get((row.scan.device, row.scan.number))
        if row.undone_at is None:
            note = Note(row.id, True, row.session, row.at, _tie(row.scan, row.id))
            notes[row.invitation_id].append(note)
    for one in scans:
        if one.act == ScanAct.LEAVE and one.invitation_id and (one.device, one.number) not in taken_back:
            notes[one.invitation_id].append(Note(one.id, False, one.session, one.at, _tie(one, one.id)))
    found = {key: standing for group in notes.values() for key, standing in standings(group).items()}
    for row in rows + fresh:
        standing = found.get(row.id, Standing())
        row.is_repeat, row.is_return, row.left_at = standing.is_repeat, standing.is_return, standing.left_at
    changed = [row for row in rows if before[row.id] != tuple(getattr(row, name) for name in DERIVED[:-1])]
    for row in changed:
        row.known_at = now
    insert_rows(fresh)
    Attendance.objects.bulk_update(changed, DERIVED)
    return fresh


def locked(condition: Q) -> list[Invitation]:
    """Lock the invitations that meet `condition`, in the order of their ids so that two merges never wait crosswise."""
    return list(Invitation.objects.select_for_update(of=("self",)).filter(condition).order_by("id"))
