"""Open and close the lanes of a hall; the pass by which a lane's device is known.

A pass is the lane's id with a keyed hash over id and issue: nothing secret is stored, it can be shown again to the
officer, it opens one lane of one event and nothing else; it outlives the officer's sign-in by hours, never the mandate.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.queries import has_lapsed
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.storage.codes import covers, within
from jurdil.foundation.storage.seals import lookup_hash
from jurdil.registry.regions.models import Region
from jurdil.stages.consolidation.models import Event, Lane
from jurdil.stages.consolidation.queries import unit_of

PURPOSE = "lane/v1:"  # keeps these hashes apart from those of personal values
NAME_LENGTH = 40


def pass_of(lane: Lane) -> str:
    """Return the pass of the newest issue of `lane`, for the link on the device."""
    return f"{lane.id.hex}.{lookup_hash(f'{PURPOSE}{lane.id.hex}:{lane.issue}')}"


def lane_of_pass(event_id: UUID, text: str, *, on: date) -> Lane:
    """Return the open lane that a pass opens on the day `on`.

    Raises Refused (consolidation.lane) for any other text, and once the mandate of whoever opened it has ended.
    """
    try:
        lane = Lane.objects.select_related("event").filter(id=UUID(text[:32]), event=event_id).first()
    except ValueError:
        lane = None
    is_open = lane is not None and lane.closed_at is None and not has_lapsed(lane.account_id, lane.role, lane.reach, on)
    if lane is None or not is_open or not hmac.compare_digest(pass_of(lane).encode(), text.encode()):
        raise Refused(
            "consolidation.lane",
            "Karcis jalur ini tidak berlaku: jalurnya ditutup, atau karcisnya sudah diganti.",
            "Minta petugas kegiatan membuka tautan jalur yang baru di alat ini; catatan di alat tetap tersimpan.",
        )
    return lane


def lane_within(actor: Actor, lane_id: UUID) -> Lane:
    """Lock a lane that the actor may govern: of an event in the own region, or whose people are all there.

    Must be called inside a verb. Raises NotFound.
    """
    rows = Lane.objects.select_for_update(of=("self",)).select_related("event__election")
    lane = rows.filter(id=lane_id).first()
    if lane is None or not (actor.reaches(lane.event.region) or actor.reaches(lane.region)):
        raise NotFound("Jalur ini tidak ada, atau bukan di wilayah Anda.")
    return lane


@verb(Role.PPS, Role.PPK, Role.KPU_REGENCY, Role.KPU_PROVINCE)
def open_lane(*, actor: Actor, event_id: UUID, name: str, region: str, now: datetime) -> Lane:
    """Open a lane, or open it anew with a fresh pass if one of this name exists; the older pass is void then.

    region: whose people the lane admits; empty for all whom the actor may check in. Lanes of different regions hold
    lists without a common name, so that a second use of an invitation is refused on the spot. Raises NotFound for an
    event that does not concern the actor, Refused (access.region, consolidation.lane).
    """
    event = Event.objects.select_for_update().filter(id=event_id).first()
    if event is None or not (actor.reaches(event.region) or covers(event.region, actor.region)):
        raise NotFound("Kegiatan ini tidak ada, atau bukan di wilayah Anda.")
    admits = region or (event.region if actor.reaches(event.region) else actor.region)
    actor.must_reach(admits)
    if not name.strip() or not covers(event.region, admits):
        raise Refused(
            "consolidation.lane",
            "Jalur memerlukan nama, dan wilayahnya berada di dalam wilayah kegiatan.",
            "Perbaiki nama atau kode wilayahnya, lalu kirim ulang.",
        )
    return _opened(actor, event, name.strip()[:NAME_LENGTH], admits, now)


@verb(Role.PPS, Role.PPK, Role.KPU_REGENCY, Role.KPU_PROVINCE)
def open_lanes(*, actor: Actor, event_id: UUID, steps: int, now: datetime) -> list[Lane]:
    """Open a lane for each unit `steps` down the code (2, 3 or 4) from which somebody is invited, named after it.

    Their lists have no name in common. A unit that has an open lane keeps it, with the pass it has. Raises NotFound
    for an event that does not concern the actor, or where nobody of such a unit is invited.
    """
    event = Event.objects.select_for_update().filter(id=event_id).first()
    if event is None or not (actor.reaches(event.region) or covers(event.region, actor.region)):
        raise NotFound("Kegiatan ini tidak ada, atau bukan di wilayah Anda.")
    invited = event.invitations.filter(within("region", actor.region), revoked_at__isnull=True).order_by()
    codes = {unit_of(region, steps) for region in invited.values_list("region", flat=True).distinct()}
    units = sorted(code for code in codes if code.count(".") == steps - 1)
    if not units:
        raise NotFound("Belum ada yang diundang dari unit setingkat itu; undang dahulu, atau pilih tingkat lain.")
    names = dict(Region.objects.filter(code__in=units).values_list("code", "name"))
    there = set(event.lanes.filter(closed_at__isnull=True).values_list("region", flat=True))
    taken = set(event.lanes.values_list("name", flat=True))
    made = []
    for code in units:
        if code not in there:
            name = names.get(code, code)[:NAME_LENGTH]
            name = f"{name[: NAME_LENGTH - len(code) - 1]} {code}" if name in taken else name
            taken.add(name)
            made.append(_opened(actor, event, name, code, now))
    return made


def _opened(actor: Actor, event: Event, name: str, admits: str, now: datetime) -> Lane:
    lane = Lane.objects.select_for_update().filter(event=event, name=name).first()
    if lane is None:
        lane = Lane(event=event, name=name, issue=0)
    elif not actor.reaches(lane.reach):
        raise Conflict("Nama jalur ini dipakai petugas lain; pilih nama lain.")
    lane.region, lane.role, lane.reach, lane.account_id = admits, actor.role.value, actor.region, actor.account_id
    lane.issue, lane.opened_at, lane.closed_at = lane.issue + 1, now, None
    lane.save()
    record = {"event": str(event.id), "admits": admits, "issue": lane.issue, "by": actor.label}
    record_act(Act("consolidation.lane_opened", admits, str(lane.id), record, "consolidation.lane"), now=now)
    return lane


@verb(Role.PPS, Role.PPK, Role.KPU_REGENCY, Role.KPU_PROVINCE)
def close_lane(*, actor: Actor, lane_id: UUID, now: datetime) -> Lane:
    """Close a lane: its pass is void at once. What its device still holds is sent after the lane is opened anew."""
    lane = lane_within(actor, lane_id)
    if lane.closed_at is not None:
        raise Conflict("Jalur ini sudah ditutup.")
    lane.closed_at = now
    lane.save(update_fields=["closed_at"])
    record = {"event": str(lane.event_id), "by": actor.label}
    record_act(Act("consolidation.lane_closed", lane.region, str(lane.id), record, "consolidation.lane"), now=now)
    return lane


@verb(Role.PPK, Role.KPU_REGENCY, Role.KPU_PROVINCE)
def name_sessions(*, actor: Actor, event_id: UUID, names: Sequence[str], now: datetime) -> Event:
    """Say which sessions attendance is taken of; none for the event as a whole. A used name stays in the notes."""
    event = Event.objects.select_for_update().filter(id=event_id).first()
    if event is None or not actor.reaches(event.region):
        raise NotFound("Kegiatan ini tidak ada, atau bukan di wilayah Anda.")
    event.sessions = list(dict.fromkeys(name.strip()[:NAME_LENGTH] for name in names if name.strip()))
    event.save(update_fields=["sessions"])
    record = {"sessions": event.sessions, "by": actor.label}
    record_act(Act("consolidation.sessions_named", event.region, str(event.id), record), now=now)
    return event
