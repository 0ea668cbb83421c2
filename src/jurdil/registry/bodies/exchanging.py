"""Let two people of one body exchange their seats: nobody leaves, and nobody new comes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from jurdil.errors import Conflict, NotFound
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_acts
from jurdil.foundation.outbox.actions import Letter, queue_messages
from jurdil.registry.bodies.actions import appointed_act, must_fill
from jurdil.registry.bodies.models import Appointment
from jurdil.registry.people.telling import addressed


@verb(Role.KPU_REGENCY, Role.PPS, Role.SYSTEM)
def exchange_seats(
    *, actor: Actor, appointment_ids: tuple[UUID, UUID], on: date, rule: str, reason: str, now: datetime
) -> list[Appointment]:
    """Let the holders of two seats of one body exchange them from the day `on`, by the decrees they have.

    Both appointments end the day before, both people get a new one for what is left of their terms. rule: id of what
    the exchange rests on. Returns the new appointments, in the order of `appointment_ids`. Raises NotFound outside the
    actor's region, Refused (access.authority), Conflict unless both serve in one body on that day.
    """
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("seat__body")
    found = {row.id: row for row in rows.filter(id__in=appointment_ids)}
    if len(found) < len(set(appointment_ids)) or not all(actor.reaches(row.region) for row in found.values()):
        raise NotFound("Pengangkatan ini tidak ada, atau bukan di wilayah Anda.")
    one, other = (found[key] for key in appointment_ids)
    must_fill(actor, one.seat.body.kind)
    _must_serve_together(one, other, on)
    made = [_moved(one, other, on, now), _moved(other, one, on, now)]
    for row in (one, other):
        row.term_end, row.ended_at, row.end = row.end, now, on - timedelta(days=1)
        row.end_rule, row.end_reason = rule, reason[:300]
        row.save(update_fields=["end", "end_rule", "end_reason", "term_end", "ended_at"])
    for row in made:
        row.save(force_insert=True)
    record_acts([*_ended((one, other), actor, reason, rule), *(_begun(row, actor) for row in made)], now=now)
    queue_messages(addressed(_letter(row, on) for row in made), now=now)
    return made


def _must_serve_together(one: Appointment, other: Appointment, on: date) -> None:
    running = all(
        row.corrected_by_id is None and not row.end_rule and row.start <= on <= row.end for row in (one, other)
    )
    if one.id == other.id or one.seat.body_id != other.seat.body_id or not running:
        raise Conflict("Keduanya harus bertugas dalam satu badan pada hari itu. Muat ulang halamannya.")


def _moved(person_of: Appointment, seat_of: Appointment, on: date, now: datetime) -> Appointment:
    return Appointment(
        seat=seat_of.seat,
        person_id=person_of.person_id,
        region=person_of.region,
        start=on,
        end=person_of.end,
        basis=person_of.basis,
        decree=person_of.decree,
        authority=person_of.authority,
        signatory=person_of.signatory,
        recorded_at=now,
    )


def _ended(rows: Sequence[Appointment], actor: Actor, reason: str, rule: str) -> list[Act]:
    return [
        Act(
            "bodies.ended",
            row.region,
            str(row.id),
            {"end": row.end.isoformat(), "reason": reason, "by": actor.label},
            rule,
        )
        for row in rows
    ]


def _begun(row: Appointment, actor: Actor) -> Act:
    return appointed_act(row, row.seat, row.seat.body, actor.label)


def _letter(row: Appointment, on: date) -> Letter:
    body = row.seat.body
    text = f"Mulai {on:%d-%m-%Y} Anda bertugas pada {body.kind} {body.region} di kursi nomor {row.seat.number}."
    return Letter("bodies.exchanged", row.region, text, row.person_id)
