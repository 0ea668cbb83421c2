"""Minutes of an event, signed by two; from then on each decision is a task of every unit that owes it, until closed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role, is_same_hand
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act, record_acts
from jurdil.foundation.outbox.actions import Letter, queue_messages
from jurdil.foundation.storage.bulk import insert_rows
from jurdil.foundation.storage.clock import day_of
from jurdil.foundation.storage.codes import within
from jurdil.law import load_profile
from jurdil.registry.bodies.models import Body
from jurdil.registry.bodies.queries import appointments_on
from jurdil.registry.regions.models import Level, Region
from jurdil.stages.consolidation.decision_models import Decision, Minutes, Task
from jurdil.stages.consolidation.models import Event

WRITERS = (Role.PPK, Role.KPU_REGENCY, Role.KPU_PROVINCE)
KPU = "KPU"  # owner of a decision: every regency's KPU, which is no ad hoc body
RULE = "consolidation.minutes"


def _event(actor: Actor, event_id: UUID) -> Event:
    event = Event.objects.select_for_update(of=("self",)).select_related("election").filter(id=event_id).first()
    if event is None or not actor.reaches(event.region):
        raise NotFound("Kegiatan ini tidak ada, atau bukan di wilayah Anda.")
    return event


def _unsigned(actor: Actor, event_id: UUID) -> Minutes:
    row = Minutes.objects.select_related("event__election").filter(event=_event(actor, event_id)).first()
    if row is None:
        raise NotFound("Notula kegiatan ini belum ditulis.")
    if row.first_at is not None:
        raise Conflict("Notula ini sudah ditandatangani; isinya tidak dapat diubah lagi.")
    return row


@verb(*WRITERS)
def write_minutes(*, actor: Actor, event_id: UUID, text: str, now: datetime) -> Minutes:
    """Write an event's minutes, or write them anew while nobody has signed.

    Raises NotFound outside the region, Conflict once signed, Refused (consolidation.minutes) if empty.
    """
    event = _event(actor, event_id)
    if not text.strip():
        raise Refused(RULE, "Notula masih kosong.", "Isi ringkasan pembahasannya, lalu kirim ulang.")
    row = Minutes.objects.filter(event=event).first() or Minutes(event=event, written_by=actor.label)
    if row.first_at is not None:
        raise Conflict("Notula ini sudah ditandatangani; isinya tidak dapat diubah lagi.")
    row.text = text.strip()[:20000]
    row.save()
    record_act(Act("consolidation.minutes_written", event.region, str(row.id), {"by": actor.label}), now=now)
    return row


@verb(*WRITERS)
def add_decision(
    *, actor: Actor, event_id: UUID, text: str, kind: str, region: str, due_on: date, now: datetime
) -> Decision:
    """Add a decision to minutes that nobody has signed. kind: the bodies that owe it, or `KPU` for the regencies.

    Raises NotFound, Conflict as `write_minutes`, Refused (access.region; consolidation.minutes without words, with a
    day that is over, or where no such unit is).
    """
    minutes = _unsigned(actor, event_id)
    actor.must_reach(region)
    units = units_of(minutes.event, kind, region)
    if not text.strip() or due_on < day_of(now) or not units:
        raise Refused(
            RULE,
            "Keputusan memerlukan kalimat, batas waktu yang belum lewat, dan sekurangnya satu unit di wilayah itu.",
            "Perbaiki isian itu, lalu kirim ulang.",
        )
    number = minutes.decisions.count() + 1
    row = Decision.objects.create(
        minutes=minutes, number=number, text=text.strip()[:400], kind=kind, region=region, due_on=due_on
    )
    record = {"number": number, "text": row.text, "kind": kind, "due": due_on.isoformat(), "by": actor.label}
    record_act(Act("consolidation.decision_added", region, str(minutes.id), record, RULE), now=now)
    return row


def units_of(event: Event, kind: str, region: str) -> list[str]:
    """Return the codes of the units that owe a decision: the places of those bodies, or the regencies."""
    if kind == KPU:
        rows = Region.objects.filter(within("code", region), level=Level.REGENCY, until__isnull=True)
        return sorted(rows.values_list("code", flat=True))
    bodies = Body.objects.filter(within("region", region), election=event.election_id, kind=kind)
    return sorted(set(bodies.values_list("region", flat=True)))


def text_of(minutes: Minutes, decisions: Sequence[Decision]) -> str:
    """Return the text that the two signatures stand under."""
    lines = [f"{one.number}. {one.text} ({one.kind} {one.region}, {one.due_on.isoformat()})" for one in decisions]
    return "\n".join([minutes.event.title, minutes.text, *lines])


@verb(*WRITERS)
def sign_minutes(*, actor: Actor, event_id: UUID, now: datetime) -> Minutes:
    """Sign the minutes as the first officer; from then on their words stand. Raises NotFound, Conflict."""
    minutes = _unsigned(actor, event_id)
    minutes.first_by, minutes.first_at = actor.label, now
    minutes.save(update_fields=["first_by", "first_at"])
    record = {"text": _hash(minutes), "by": actor.label}
    record_act(Act("consolidation.minutes_signed", minutes.event.region, str(minutes.id), record, RULE), now=now)
    return minutes


def _hash(minutes: Minutes) -> str:
    decisions = list(minutes.decisions.order_by("number"))
    return hashlib.sha256(text_of(minutes, decisions).encode()).hexdigest()


@verb(*WRITERS)
def second_minutes(*, actor: Actor, event_id: UUID, now: datetime) -> Minutes:
    """Sign as the second officer: the hash is anchored, and every decision becomes a task of each unit that owes it.

    One act, however many units; the chair of each is told. Raises NotFound outside the region, Conflict before
    the first signature and once signed by two, Refused (consolidation.minutes) to whoever signed first.
    """
    event = _event(actor, event_id)
    minutes = Minutes.objects.select_related("event__election").filter(event=event).first()
    if minutes is None or minutes.first_at is None:
        raise Conflict("Notula kegiatan ini belum ditandatangani petugas pertama.")
    if minutes.second_at is not None:
        raise Conflict("Notula ini sudah ditandatangani dua petugas.")
    if is_same_hand(minutes.first_by, actor):
        raise Refused(RULE, "Notula ditandatangani dua petugas yang berbeda.", "Mintalah petugas kedua menandatangani.")
    minutes.second_by, minutes.second_at, minutes.text_hash = actor.label, now, _hash(minutes)
    record = {"text": minutes.text_hash, "first": minutes.first_by, "by": actor.label}
    act = Act("consolidation.minutes_seconded", event.region, str(minutes.id), record, RULE)
    minutes.leaf_id = record_act(act, now=now)
    minutes.save()
    for decision in minutes.decisions.order_by("number"):
        units = units_of(event, decision.kind, decision.region)
        insert_rows([Task(decision=decision, region=unit, due_on=decision.due_on) for unit in units])
        queue_messages(_letters(decision, set(units), "Keputusan", now), now=now)
    return minutes


def _letters(decision: Decision, units: set[str], word: str, now: datetime) -> Iterable[Letter]:
    """Yield a letter to the chair of each unit; a regency's KPU sees its task on the desk and gets none."""
    text = f"{word}: {decision.text} Batas waktu {decision.due_on:%d-%m-%Y}. Laporkan bila sudah dikerjakan."
    rows = appointments_on(decision.region, day_of(now)).filter(seat__body__kind=decision.kind, seat__number=1)
    for one in rows.iterator():
        if one.region in units:
            phone, email = one.person.phone.reveal(), one.person.email.reveal()
            yield Letter("consolidation.task", one.region, text, one.person_id, phone, email)


@verb(Role.PPS, *WRITERS)
def note_task(*, actor: Actor, task_id: UUID, note: str, closes: bool, now: datetime) -> Task:
    """Note how far a unit is, and close its task with a note that says how one can see it; `closes` off opens it again.

    Raises NotFound outside the region, Refused (consolidation.minutes) without a note.
    """
    row = Task.objects.select_for_update(of=("self",)).filter(id=task_id).first()
    if row is None or not actor.reaches(row.region):
        raise NotFound("Tugas ini tidak ada, atau bukan di wilayah Anda.")
    if not note.strip():
        raise Refused(RULE, "Tugas dicatat dengan keterangan.", "Sebutkan di mana buktinya dapat dilihat.")
    row.note, row.noted_by, row.noted_at = note.strip()[:300], actor.label, now
    row.closed_at = now if closes else None
    row.save(update_fields=["note", "noted_by", "noted_at", "closed_at"])
    record = {"note": row.note, "closes": closes, "by": actor.label}
    record_act(Act("consolidation.task_noted", row.region, str(row.id), record, RULE), now=now)
    return row


@verb(Role.PPS, *WRITERS)
def close_tasks(*, actor: Actor, decision_id: UUID, task_ids: Sequence[UUID], note: str, now: datetime) -> int:
    """Close many open tasks of a decision with one note that says how one can see them; returns how many.

    Tasks that are closed already, of another decision or beyond the actor's region are left as they are. Raises
    NotFound if none is left to close, Refused (consolidation.minutes) without a note.
    """
    if not note.strip():
        raise Refused(RULE, "Tugas dicatat dengan keterangan.", "Sebutkan di mana buktinya dapat dilihat.")
    mine = Task.objects.filter(within("region", actor.region), decision=decision_id, closed_at__isnull=True)
    wanted = set(task_ids)
    rows = [row for row in mine.select_for_update(of=("self",)).order_by("id") if row.id in wanted]
    if not rows:
        raise NotFound("Tidak ada tugas terbuka yang dipilih di wilayah Anda.")
    for row in rows:
        row.note, row.noted_by, row.noted_at, row.closed_at = note.strip()[:300], actor.label, now, now
    Task.objects.bulk_update(rows, ["note", "noted_by", "noted_at", "closed_at"])
    record = {"note": rows[0].note, "closes": True, "by": actor.label}
    record_acts((Act("consolidation.task_noted", row.region, str(row.id), record, RULE) for row in rows), now=now)
    return len(rows)


@verb(*WRITERS)
def remind_units(*, actor: Actor, decision_id: UUID, now: datetime) -> int:
    """Remind the chairs of the actor's units whose task is open; returns how many units. None is reminded twice a day.

    Raises NotFound if the decision has no task in the actor's region. Law: consolidation.reminder.
    """
    decision = Decision.objects.select_related("minutes__event__election").filter(id=decision_id).first()
    rows = Task.objects.filter(within("region", actor.region), decision=decision_id)
    if decision is None or not rows.exists():
        raise NotFound("Keputusan ini tidak ada, atau bukan untuk wilayah Anda.")
    profile = load_profile(decision.minutes.event.election.profile)
    since = now - timedelta(days=profile.number("consolidation.reminder"))
    waiting = rows.filter(closed_at__isnull=True).exclude(reminded_at__gt=since).select_for_update()
    units = dict(waiting.values_list("region", "id"))
    for part in _parts(list(units.values())):
        Task.objects.filter(id__in=part).update(reminded_at=now)
    queue_messages(_letters(decision, set(units), "Pengingat", now), now=now)
    record = {"units": len(units), "by": actor.label}
    record_act(Act("consolidation.reminded", decision.region, str(decision.id), record), now=now)
    return len(units)


def _parts(ids: Sequence[UUID], size: int = 500) -> Iterable[Sequence[UUID]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
