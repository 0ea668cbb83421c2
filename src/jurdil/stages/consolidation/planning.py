"""Change or cancel an event, divide it among sites, keep seats for units, and ask for the long work of inviting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.jobs.models import Job
from jurdil.foundation.jobs.work import ask_for
from jurdil.foundation.ledger.recording import Act, record_act, record_acts
from jurdil.foundation.storage.bulk import insert_rows
from jurdil.foundation.storage.codes import covers, within
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.regions.models import Region
from jurdil.stages.consolidation.models import Allotment, Event, ProgrammeItem, Room
from jurdil.stages.consolidation.queries import servers_of
from jurdil.stages.consolidation.work import CANCELLED, CHANGED, INVITE, REMINDER, TELL, unanswered

PLACE_NAME = "{daerah}"  # stands for the name of a site's region in the words for its place


def locked_event(actor: Actor, event_id: UUID) -> Event:
    """Lock an event of the actor's region. Must be called inside a verb. Raises NotFound."""
    event = Event.objects.select_for_update(of=("self",)).select_related("election").filter(id=event_id).first()
    if event is None or not actor.reaches(event.region):
        raise NotFound("Kegiatan ini tidak ada, atau bukan di wilayah Anda.")
    return event


def must_be_ahead(event: Event, now: datetime) -> None:
    """Raise Conflict if the event is over or cancelled."""
    if event.cancelled_at is not None:
        raise Conflict("Kegiatan ini sudah dibatalkan; rencanakan kegiatan baru bila tetap diperlukan.")
    if now >= event.ends_at:
        raise Conflict("Kegiatan ini sudah selesai; tidak ada lagi yang dapat diubah atau diundang.")


def must_state(title: str, place: str, starts_at: datetime, ends_at: datetime) -> None:
    """Raise Refused (consolidation.event) unless an event states what it must."""
    if not (title.strip() and place.strip()) or ends_at <= starts_at:
        raise Refused(
            "consolidation.event",
            "Kegiatan memerlukan judul, tempat, dan waktu selesai sesudah waktu mulai.",
            "Perbaiki isian itu, lalu kirim ulang.",
        )


@verb(Role.PPK, Role.KPU_REGENCY, Role.KPU_PROVINCE)
def ask_to_invite(*, actor: Actor, event_id: UUID, kinds: Sequence[BodyKind], now: datetime) -> Job:
    """Have everybody of `kinds` in the event's region invited, part by part; the work is found again when left.

    Raises NotFound outside the region, Conflict once the event is over or cancelled.
    """
    event = locked_event(actor, event_id)
    must_be_ahead(event, now)
    chosen = [kind.value for kind in kinds]
    record = {"kinds": chosen, "by": actor.label}
    record_act(Act("consolidation.inviting", event.region, str(event.id), record, "consolidation.invitation"), now=now)
    given = {"event": str(event.id), "kinds": chosen, "by": actor.label}
    total = servers_of(event, kinds).count()
    return ask_for(actor=actor, kind=INVITE, region=event.region, arguments=given, now=now, total=total)


@verb(Role.PPK, Role.KPU_REGENCY, Role.KPU_PROVINCE)
def remind_unanswered(*, actor: Actor, event_id: UUID, now: datetime) -> Job:
    """Have those reminded who have not answered, and were not reminded within the hours of the rule.

    Raises NotFound outside the region, Conflict once the event is over or cancelled, or if nobody is left to remind.
    Law: consolidation.answer_reminder.
    """
    event = locked_event(actor, event_id)
    must_be_ahead(event, now)
    total = unanswered(event, now).count()
    if not total:
        raise Conflict("Semua sudah menjawab, atau baru saja diingatkan; coba lagi besok.")
    record = {"count": total, "by": actor.label}
    record_act(
        Act("consolidation.reminding", event.region, str(event.id), record, "consolidation.answer_reminder"), now=now
    )
    given = {"event": str(event.id), "what": REMINDER, "by": actor.label, "asked_at": now.isoformat()}
    return ask_for(actor=actor, kind=TELL, region=event.region, arguments=given, now=now, total=total)


def _tell(actor: Actor, event: Event, what: str, now: datetime) -> None:
    given = {"event": str(event.id), "what": what, "by": actor.label}
    ask_for(actor=actor, kind=TELL, region=event.region, arguments=given, now=now)


@verb(Role.PPK, Role.KPU_REGENCY, Role.KPU_PROVINCE)
def change_event(
    *,
    actor: Actor,
    event_id: UUID,
    title: str,
    place: str,
    starts_at: datetime,
    ends_at: datetime,
    asks_needs: bool,
    now: datetime,
) -> Event:
    """Change what an event states; the invited are told if its title, place or time is another one.

    Sites that were held at the event's own hours follow its new ones. asks_needs: whether the invited may note what
    they need for transport and food. Raises NotFound outside the region, Conflict once it is over or cancelled,
    Refused (consolidation.event).
    """
    event = locked_event(actor, event_id)
    must_be_ahead(event, now)
    must_state(title, place, starts_at, ends_at)
    before = (event.title, event.place, event.starts_at, event.ends_at)
    sites = event.sites.filter(starts_at=event.starts_at, ends_at=event.ends_at, cancelled_at__isnull=True)
    event.title, event.place, event.starts_at, event.ends_at = title.strip(), place.strip(), starts_at, ends_at
    event.asks_needs = asks_needs
    if before != (event.title, event.place, starts_at, ends_at):
        for site in sites:
            site.starts_at, site.ends_at = starts_at, ends_at
            site.sequence, site.changed_at = site.sequence + 1, now
            site.opens_at = None if starts_at > before[2] else site.opens_at
            site.save(update_fields=["starts_at", "ends_at", "sequence", "changed_at", "opens_at"])
        event.sequence, event.changed_at = event.sequence + 1, now
        _tell(actor, event, CHANGED, now)
    if starts_at > before[2]:
        event.opens_at = None  # doors that were opened earlier were opened for the day that was meant then
    fields = ["title", "place", "starts_at", "ends_at", "asks_needs", "sequence", "changed_at", "opens_at"]
    event.save(update_fields=fields)
    record = {"title": event.title, "place": event.place, "sequence": event.sequence, "asks_needs": asks_needs}
    record_act(Act("consolidation.changed", event.region, str(event.id), {**record, "by": actor.label}), now=now)
    return event


@verb(Role.PPK, Role.KPU_REGENCY, Role.KPU_PROVINCE)
def cancel_event(*, actor: Actor, event_id: UUID, reason: str, now: datetime) -> Event:
    """Cancel an event and its sites; the invited are told why. Raises as `change_event`; a reason must be given."""
    event = locked_event(actor, event_id)
    must_be_ahead(event, now)
    if not reason.strip():
        raise Refused(
            "consolidation.event", "Pembatalan memerlukan alasan.", "Tulis alasan yang akan dibaca para undangan."
        )
    off = {"cancelled_at": now, "cancel_reason": reason.strip()[:300], "changed_at": now}
    for one in (event, *event.sites.filter(cancelled_at__isnull=True)):
        for name, value in off.items():
            setattr(one, name, value)
        one.sequence += 1
        one.save(update_fields=[*off, "sequence"])
    _tell(actor, event, CANCELLED, now)
    record = {"reason": event.cancel_reason, "by": actor.label}
    record_act(Act("consolidation.cancelled", event.region, str(event.id), record), now=now)
    return event


@verb(Role.PPK, Role.KPU_REGENCY, Role.KPU_PROVINCE)
def plan_sites(*, actor: Actor, event_id: UUID, steps: int, place: str, now: datetime) -> list[Event]:
    """Hold an event at several places at the same hour: one site for each unit `steps` down the code (2, 3 or 4).

    place: words for the places; `{daerah}` stands for the unit's name. Units that have a site keep it. Raises NotFound
    outside the region, Conflict once it is over or cancelled or is a site itself, Refused (consolidation.event).
    """
    event = locked_event(actor, event_id)
    must_be_ahead(event, now)
    if event.parent_id is not None:
        raise Conflict("Lokasi tidak dapat dibagi lagi; bagi kegiatan induknya.")
    must_state(event.title, place, event.starts_at, event.ends_at)
    there = set(event.sites.values_list("region", flat=True))
    units = Region.objects.filter(within("code", event.region)).order_by("code").values_list("code", "name")
    fresh = [
        Event(
            election=event.election,
            kind=event.kind,
            title=event.title,
            place=place.replace(PLACE_NAME, name).strip()[:200],
            region=code,
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            programme=event.programme,
            sessions=event.sessions,
            is_simulated=event.is_simulated,
            parent=event,
        )
        for code, name in units
        if len(code.split(".")) == steps and code != event.region and code not in there
    ]
    insert_rows(fresh)
    record_acts(
        (
            Act("consolidation.planned", one.region, str(one.id), {"parent": str(event.id), "by": actor.label})
            for one in fresh
        ),
        now=now,
    )
    return fresh


@dataclass(frozen=True)
class SeatsFor:
    """Seats for a unit as an officer writes them. kind, room: empty for all kinds and no room."""

    region: str
    kind: str
    seats: int
    room: str


@dataclass(frozen=True)
class Item:
    """An item of the programme as an officer writes it. room: empty for none."""

    starts_at: datetime
    ends_at: datetime
    title: str
    room: str = ""


@dataclass(frozen=True)
class Arrangement:
    """What an event offers: rooms with their capacity, seats for units, the programme."""

    rooms: dict[str, int]
    seats: tuple[SeatsFor, ...] = ()
    items: tuple[Item, ...] = ()


def _must_fit(event: Event, given: Arrangement) -> None:
    """Raise Refused (consolidation.seats) for a unit outside the event, an unknown room or one that is too small."""
    wanted: Counter[str] = Counter()
    for one in given.seats:
        wanted[one.room] += one.seats
        if not covers(event.region, one.region):
            raise Refused(
                "consolidation.seats",
                _("Wilayah %(region)s di luar wilayah kegiatan.") % {"region": one.region},
                "Perbaiki kode wilayah pada baris itu.",
            )
    named = {one.room for one in given.seats if one.room} | {one.room for one in given.items if one.room}
    for room in sorted(named):
        if room not in given.rooms:
            raise Refused(
                "consolidation.seats",
                _("Ruang %(room)s tidak ada di daftar ruang.") % {"room": room},
                "Tambahkan ruang itu dengan jumlah kursinya, atau perbaiki namanya.",
            )
        if wanted[room] > given.rooms[room]:
            raise Refused(
                "consolidation.seats",
                _("Ruang %(room)s memuat %(most)s kursi, tetapi %(wanted)s sudah dijatahkan.")
                % {"room": room, "most": given.rooms[room], "wanted": wanted[room]},
                "Kurangi jatah di ruang itu, atau pindahkan sebagian ke ruang lain.",
            )


@verb(Role.PPK, Role.KPU_REGENCY, Role.KPU_PROVINCE)
def arrange_event(*, actor: Actor, event_id: UUID, arrangement: Arrangement, now: datetime) -> Event:
    """Set rooms, seats by unit and programme of an event anew; invitations made already stay.

    Raises NotFound outside the region, Conflict once it is over or cancelled, Refused (consolidation.seats).
    """
    event = locked_event(actor, event_id)
    must_be_ahead(event, now)
    _must_fit(event, arrangement)
    Room.objects.filter(event=event).delete()
    Allotment.objects.filter(event=event).delete()
    ProgrammeItem.objects.filter(event=event).delete()
    rooms = {name: Room(event=event, name=name, capacity=most) for name, most in arrangement.rooms.items()}
    insert_rows(list(rooms.values()))
    insert_rows(
        [
            Allotment(event=event, region=one.region, kind=one.kind, seats=one.seats, room=rooms.get(one.room))
            for one in arrangement.seats
        ]
    )
    insert_rows(
        [
            ProgrammeItem(
                event=event, starts_at=one.starts_at, ends_at=one.ends_at, title=one.title, room=rooms.get(one.room)
            )
            for one in arrangement.items
        ]
    )
    counts = {"rooms": len(rooms), "items": len(arrangement.items)}
    record = {**counts, "seats": sum(one.seats for one in arrangement.seats), "by": actor.label}
    record_act(Act("consolidation.arranged", event.region, str(event.id), record, "consolidation.seats"), now=now)
    return event
