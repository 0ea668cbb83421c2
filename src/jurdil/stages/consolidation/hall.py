"""What a device and an officer may know of a hall: lanes, others' check-ins, second uses, guests."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When

from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.roles import OFFICERS, Actor
from jurdil.foundation.accounts.verbs import query
from jurdil.foundation.ledger.sequencing import log_key, log_public_key
from jurdil.foundation.storage.codes import within
from jurdil.law import load_profile
from jurdil.registry.regions.models import Region
from jurdil.stages.consolidation.hall_list import hall_list_text
from jurdil.stages.consolidation.models import Attendance, Event, Lane, Scan, ScanAct
from jurdil.stages.consolidation.opening import opening_of
from jurdil.stages.consolidation.queries import event_of

OVERLAP = timedelta(seconds=30)  # a merge that began before the last answer and ended after it is told again


@query(*OFFICERS)
def lane_of(*, actor: Actor, lane_id: UUID) -> Lane:
    """Return one lane that the actor may govern. Raises NotFound."""
    lane = Lane.objects.select_related("event__election").filter(id=lane_id).first()
    if lane is None or not (actor.reaches(lane.event.region) or actor.reaches(lane.region)):
        raise NotFound("Jalur ini tidak ada, atau bukan di wilayah Anda.")
    return lane


@query(*OFFICERS)
def hall_list(*, actor: Actor, lane_id: UUID, now: datetime) -> dict[str, object]:
    """Return what a lane's device takes into the dark: event, lane, other lanes and sites, key and signed list.

    Raises Refused (consolidation.lane_list) some hours after the event; notes are taken all the same.
    """
    lane = lane_of(actor=actor, lane_id=lane_id)
    _must_still_list(lane.event, now)
    event, others = lane.event, list(lane.event.lanes.filter(closed_at__isnull=True).order_by("name"))
    about = {"id": event.id.hex, "title": event.title, "opens": milliseconds(opening_of(event))}
    names = dict(Region.objects.filter(code__in=[one.region for one in others]).values_list("code", "name"))
    return {
        "event": {**about, "place": event.place, "sessions": event.sessions},
        "lane": {"id": lane.id.hex, "name": lane.name, "is_whole": lane.region == event.region},
        "sites": sites_beside(event),
        "lanes": [[one.name, names.get(one.region, one.region)] for one in others],
        "key": b64encode(log_public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode(),
        "list": hall_list_text(lane, log_key(), issued=now),
        "now": milliseconds(now),
    }


def _must_still_list(event: Event, now: datetime) -> None:
    hours = load_profile(event.election.profile).number("consolidation.lane_list")
    if now >= event.ends_at + timedelta(hours=hours):
        raise Refused(
            "consolidation.lane_list",
            "Kegiatan ini sudah selesai; daftar namanya tidak dibagikan lagi kepada alat jalur.",
            "Catatan yang tersimpan di alat tetap terkirim. Bila acaranya molor, ubah waktu selesai kegiatan.",
        )


def sites_beside(event: Event) -> dict[str, str]:
    """Return the other sites of the same gathering by id: a code of one of them is sent there by name."""
    root = event.parent_id or event.id
    rows = Event.objects.filter(Q(id=root) | Q(parent=root), cancelled_at__isnull=True).exclude(id=event.id)
    return {one.id.hex: f"{one.title}, {one.place}" for one in rows}


def milliseconds(moment: datetime) -> int:
    """Return `moment` as a browser counts time."""
    return round(moment.timestamp() * 1000)


def _state(undone_at: datetime | None, left_at: datetime | None) -> int:
    return 2 if undone_at is not None else 1 if left_at is not None else 0


@query(*OFFICERS)
def told_since(*, actor: Actor, lane_id: UUID, device: UUID, since: datetime | None) -> dict[str, object]:
    """Return what the server learned since `since` that `device` does not know, and how old the other lanes' word is.

    others: attendance id, invitation, session, time, lane, state (0 in, 1 left, 2 undone), the device's own number for
    an own check-in that somebody else took back.
    """
    lane = lane_of(actor=actor, lane_id=lane_id)
    rows = Attendance.objects.filter(within("region", lane.region), invitation__event=lane.event_id)
    rows = rows.filter(~Q(scan__device=device) | Q(scan__isnull=True) | Q(undone_at__isnull=False))
    if since is not None:
        rows = rows.filter(known_at__gte=since - OVERLAP)
    own_number = Case(When(scan__device=device, then=F("scan__number")), default=Value(0))
    fields = ("id", "invitation_id", "session", "at", "scan__lane__name", "undone_at", "left_at")
    others = [
        [key.hex, invitation.hex, session, milliseconds(at), door or "", _state(undone, left), number]
        for key, invitation, session, at, door, undone, left, number in rows.order_by("at").values_list(
            *fields, own_number
        )
    ]
    beside = Lane.objects.filter(event=lane.event_id, closed_at__isnull=True).exclude(id=lane.id).order_by("name")
    return {
        "others": others,
        "lanes": [[one.name, milliseconds(one.synced_at) if one.synced_at else 0] for one in beside],
        "count": _counting(lane.event).filter(within("region", lane.region)).values("invitation").distinct().count(),
    }


def _counting(event: Event) -> QuerySet[Attendance]:
    return Attendance.objects.filter(invitation__event=event, undone_at__isnull=True, is_repeat=False)


@query(*OFFICERS)
def lanes_of(*, actor: Actor, event_id: UUID) -> list[Lane]:
    """Return the lanes of an event that the actor may govern, each with `arrivals` and `guests` received from it."""
    event = event_of(actor=actor, event_id=event_id)
    rows = event.lanes.annotate(
        arrivals=Count("scans", filter=Q(scans__act=ScanAct.ARRIVE, scans__fault="")),
        guests=Count("scans", filter=Q(scans__act=ScanAct.GUEST, scans__fault="")),
    )
    return [row for row in rows.order_by("name") if actor.reaches(event.region) or actor.reaches(row.region)]


@dataclass(frozen=True)
class SecondUse:
    """An invitation that was used twice, with both times and both doors; a door is empty for a check-in by form."""

    attendance_id: UUID
    name: str
    region: str
    session: str
    first_at: datetime
    first_lane: str
    again_at: datetime
    again_lane: str


@query(*OFFICERS)
def second_uses(*, actor: Actor, event_id: UUID) -> list[SecondUse]:
    """Return every second use of an invitation in the actor's region, newest first; a return after leaving is none."""
    event = event_of(actor=actor, event_id=event_id)
    rows = Attendance.objects.filter(within("region", actor.region), invitation__event=event, undone_at__isnull=True)
    rows = rows.select_related("scan__lane", "invitation__person")
    again = list(rows.filter(is_repeat=True, is_return=False).order_by("-at", "-id"))
    counted = rows.filter(is_repeat=False, invitation__in={row.invitation_id for row in again})
    first = {(row.invitation_id, row.session): row for row in counted}
    return [
        SecondUse(
            row.id,
            row.invitation.person.name,
            row.region,
            row.session,
            first[row.invitation_id, row.session].at,
            _door(first[row.invitation_id, row.session]),
            row.at,
            _door(row),
        )
        for row in again
    ]


def _door(row: Attendance) -> str:
    return row.scan.lane.name if row.scan is not None else ""


def _standing(event: Event) -> QuerySet[Scan]:
    undone = Scan.objects.filter(device=OuterRef("device"), target=OuterRef("number"), act=ScanAct.UNDO)
    return Scan.objects.filter(~Exists(undone), lane__event=event).select_related("lane", "invitation__person")


@query(*OFFICERS)
def guests_of(*, actor: Actor, event_id: UUID) -> list[Scan]:
    """Return the guests without an invitation who were noted in lanes of the actor's region, by time."""
    event = event_of(actor=actor, event_id=event_id)
    rows = _standing(event).filter(within("lane__region", actor.region), act=ScanAct.GUEST, fault="")
    return list(rows.order_by("at", "id"))


@query(*OFFICERS)
def set_aside(*, actor: Actor, event_id: UUID) -> list[Scan]:
    """Return the notes that made no attendance, with their fault, from lanes of the actor's region; newest first."""
    event = event_of(actor=actor, event_id=event_id)
    rows = _standing(event).filter(within("lane__region", actor.region)).exclude(fault="")
    return list(rows.order_by("-at", "-id"))
