"""Form bodies, appoint people to their seats, end and correct appointments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act, record_acts
from jurdil.foundation.outbox.actions import Letter, queue_messages
from jurdil.foundation.storage.bulk import insert_rows, insert_values
from jurdil.foundation.storage.codes import within
from jurdil.foundation.storage.ids import new_id
from jurdil.registry.bodies.models import Appointment, Body, BodyKind, Seat, SeatRole
from jurdil.registry.elections.models import Election
from jurdil.registry.people.models import Person
from jurdil.registry.people.telling import addressed

# Bodies that the PPS fills on behalf of the KPU kab/kota; all others the KPU kab/kota fills itself.
FILLED_BY_PPS = frozenset({BodyKind.KPPS, BodyKind.LINMAS, BodyKind.KPPS_RESERVE})


@dataclass(frozen=True)
class Decree:
    """What an appointment rests on.

    number: of the SK. authority: code of the KPU in whose name it is. signatory: who signed on its behalf.
    basis: rule id of the term. start, end: the term, both days included.
    """

    number: str
    authority: str
    signatory: str
    basis: str
    start: date
    end: date


@dataclass(frozen=True)
class Place:
    """A body to be formed: where, and its seats in order (the first seat gets number 1)."""

    region: str
    roles: tuple[SeatRole, ...]


@verb(Role.KPU_REGENCY, Role.PPS, Role.SYSTEM)
def form_bodies(
    *,
    actor: Actor,
    election: Election,
    kind: BodyKind,
    places: Sequence[Place],
    authority: str,
    now: datetime,
) -> list[Body]:
    """Form the bodies of `places` that do not stand yet, with their seats, and return those that are new.

    Raises Refused (access.region) if one place is not the actor's.
    """
    for place in places:
        actor.must_reach(place.region)
    there: set[str] = set()
    for ward in {place.region.split("/")[0] for place in places}:
        standing = Body.objects.filter(within("region", ward), election=election, kind=kind)
        there.update(standing.values_list("region", flat=True))
    fresh = [place for place in places if place.region not in there]
    bodies = [
        Body(election=election, kind=kind, region=place.region, size=len(place.roles), authority=authority)
        for place in fresh
    ]
    seats = (
        (new_id(), body.id, role, number)
        for body, place in zip(bodies, fresh, strict=True)
        for number, role in enumerate(place.roles, start=1)
    )
    insert_rows(bodies)
    insert_values(Seat, ("id", "body_id", "role", "number"), seats)
    acts = [
        Act(
            "bodies.formed",
            body.region,
            str(body.id),
            {"kind": kind.value, "size": body.size, "by": actor.label},
        )
        for body in bodies
    ]
    record_acts(acts, now=now)
    return bodies


def must_fill(actor: Actor, kind: str) -> None:
    """Raise Refused (access.authority) where a PPS would fill a body that the KPU fills itself."""
    if actor.role == Role.PPS and kind not in FILLED_BY_PPS:
        raise Refused(
            "access.authority",
            "Badan ini diangkat oleh KPU Kabupaten/Kota, bukan oleh PPS.",
            "Sampaikan usulannya kepada KPU Kabupaten/Kota.",
        )


def _overlapping(start: date, end: date) -> QuerySet[Appointment]:
    return Appointment.objects.filter(corrected_by__isnull=True, start__lte=end, end__gte=start)


def appointed_act(appointment: Appointment, seat: Seat, body: Body, by: str) -> Act:
    """Return the line of the log about a new appointment."""
    record = {
        "person": str(appointment.person_id),
        "body": body.kind,
        "role": seat.role,
        "seat": seat.number,
        "start": appointment.start.isoformat(),
        "end": appointment.end.isoformat(),
        "decree": appointment.decree,
        "authority": appointment.authority,
        "by": by,
    }
    return Act("bodies.appointed", body.region, str(appointment.id), record, appointment.basis)


def _letter(person: Person, body: Body, decree: Decree) -> Letter:
    text = f"Anda diangkat pada {body.kind} {body.region} mulai {decree.start:%d-%m-%Y} ({decree.number})."
    return Letter("bodies.appointed", body.region, text, person.id)


def _appointment(seat: Seat, body: Body, person: Person, decree: Decree, now: datetime) -> Appointment:
    return Appointment(
        seat=seat,
        person=person,
        region=body.region,
        start=decree.start,
        end=decree.end,
        basis=decree.basis,
        decree=decree.number,
        authority=decree.authority,
        signatory=decree.signatory,
        recorded_at=now,
    )


@verb(Role.KPU_REGENCY, Role.PPS, Role.SYSTEM)
def appoint_member(*, actor: Actor, seat_id: UUID, person_id: UUID, decree: Decree, now: datetime) -> Appointment:
    """Appoint a person to a seat for the term of `decree`.

    Raises Refused (access.region, access.authority, placement.one_seat), Conflict if the seat is taken then.
    """
    seat = Seat.objects.select_for_update().select_related("body").filter(id=seat_id).first()
    person = Person.objects.filter(id=person_id).first()
    if seat is None or person is None:
        raise NotFound("Kursi atau orang ini tidak ditemukan.")
    actor.must_reach(seat.body.region)
    must_fill(actor, seat.body.kind)
    clash = _overlapping(decree.start, decree.end)
    if clash.filter(seat=seat).exists():
        raise Conflict("Kursi ini sudah terisi pada masa itu. Akhiri dahulu pengangkatan yang lama.")
    reserve = Q(seat__role=SeatRole.RESERVE)
    if seat.role != SeatRole.RESERVE and clash.filter(person=person).exclude(reserve).exists():
        raise Refused(
            "placement.one_seat",
            "Orang ini sudah memegang kursi lain pada masa itu.",
            "Pilih orang lain, atau akhiri dahulu pengangkatannya yang lama.",
        )
    appointment = _appointment(seat, seat.body, person, decree, now)
    appointment.save(force_insert=True)
    record_act(appointed_act(appointment, seat, seat.body, actor.label), now=now)
    queue_messages(addressed([_letter(person, seat.body, decree)]), now=now)
    return appointment


@verb(Role.KPU_REGENCY, Role.PPS, Role.SYSTEM)
def appoint_members(
    *, actor: Actor, pairs: Sequence[tuple[Seat, Person]], decree: Decree, now: datetime
) -> list[Appointment]:
    """Appoint many people at once; each `Seat` comes with its body loaded. One leaf and one message per person.

    Raises Refused (access.region, access.authority, placement.one_seat) or Conflict for the whole chunk.
    """
    for region in {seat.body.region for seat, _ in pairs}:
        actor.must_reach(region)
    for kind in {seat.body.kind for seat, _ in pairs}:
        must_fill(actor, kind)
    _refuse_doubles(pairs, decree)
    made = [_appointment(seat, seat.body, person, decree, now) for seat, person in pairs]
    insert_rows(made)
    by, both = actor.label, zip(made, pairs, strict=True)
    record_acts((appointed_act(row, seat, seat.body, by) for row, (seat, _) in both), now=now)
    queue_messages(addressed(_letter(person, seat.body, decree) for seat, person in pairs), now=now)
    return made


def _refuse_doubles(pairs: Sequence[tuple[Seat, Person]], decree: Decree) -> None:
    seats = {seat.id for seat, _ in pairs}
    people = {person.id for _, person in pairs}
    if len(seats) < len(pairs):
        raise Conflict("Satu kursi disebut dua kali dalam daftar pengangkatan ini.")
    wards = {seat.body.region.split("/")[0] for seat, _ in pairs}
    held = _overlapping(decree.start, decree.end)
    taken: set[UUID] = set()
    serving: set[UUID] = set()
    for ward in wards:
        rows = held.filter(region__gte=ward, region__lt=ward + "0").values_list("seat_id", "person_id", "seat__role")
        for seat_id, person_id, role in rows:
            taken.add(seat_id)
            if role != SeatRole.RESERVE:
                serving.add(person_id)
    if taken & seats:
        raise Conflict("Sebagian kursi sudah terisi pada masa itu. Muat ulang daftarnya.")
    if serving & people or len(people) < len(pairs):
        raise Refused(
            "placement.one_seat",
            "Seseorang dalam daftar ini sudah memegang kursi lain pada masa itu.",
            "Keluarkan orang itu dari daftar, lalu kirim ulang.",
        )


@verb(Role.KPU_REGENCY, Role.PPS, Role.SYSTEM)
def end_appointment(
    *, actor: Actor, appointment_id: UUID, last_day: date, rule: str, reason: str, now: datetime, told: str = ""
) -> Appointment:
    """Let an appointment end on `last_day`, before its term is over.

    rule: id of the ground (death, resignation, dismissal, ...). told: what the message says of the ground and of what
    the person can do; else it gives the reason. Raises Refused (access.region, access.authority),
    Conflict if it has ended already.
    """
    appointment = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("seat__body")
        .filter(id=appointment_id)
        .first()
    )
    if appointment is None:
        raise NotFound("Pengangkatan ini tidak ditemukan.")
    actor.must_reach(appointment.region)
    must_fill(actor, appointment.seat.body.kind)
    if appointment.end_rule or appointment.corrected_by_id is not None or last_day > appointment.end:
        raise Conflict("Pengangkatan ini sudah berakhir atau sudah dikoreksi.")
    appointment.term_end, appointment.ended_at = appointment.end, now
    appointment.end = max(last_day, appointment.start - timedelta(days=1))
    appointment.end_rule, appointment.end_reason = rule, reason[:300]
    appointment.save(update_fields=["end", "end_rule", "end_reason", "term_end", "ended_at"])
    record = {"end": appointment.end.isoformat(), "reason": reason, "by": actor.label}
    record_act(Act("bodies.ended", appointment.region, str(appointment.id), record, rule), now=now)
    text = f"Pengangkatan Anda ({appointment.decree}) berakhir pada {appointment.end:%d-%m-%Y}."
    text += f" {told or f'Alasan: {reason}'}"
    letter = Letter("bodies.ended", appointment.region, text, appointment.person_id)
    queue_messages(addressed([letter]), now=now)
    return appointment


@verb(Role.KPU_REGENCY, Role.SYSTEM)
def correct_appointment(
    *, actor: Actor, appointment_id: UUID, decree: Decree, reason: str, now: datetime
) -> Appointment:
    """Replace a wrongly recorded appointment by a right one; the wrong one stays readable and no longer counts.

    Raises Refused (access.region), Conflict if it was corrected before.
    """
    old = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("seat__body", "person")
        .get(id=appointment_id)
    )
    actor.must_reach(old.region)
    if old.corrected_by_id is not None:
        raise Conflict("Pengangkatan ini sudah dikoreksi sebelumnya.")
    right = _appointment(old.seat, old.seat.body, old.person, decree, now)
    right.save(force_insert=True)
    old.corrected_by = right
    old.save(update_fields=["corrected_by"])
    record = {"old": str(old.id), "reason": reason, "by": actor.label, "end": decree.end.isoformat()}
    record_act(Act("bodies.corrected", right.region, str(right.id), record, decree.basis), now=now)
    text = f"Pengangkatan Anda dikoreksi: {decree.number}, sampai {decree.end:%d-%m-%Y}."
    queue_messages(addressed([Letter("bodies.corrected", right.region, text, old.person_id)]), now=now)
    return right
