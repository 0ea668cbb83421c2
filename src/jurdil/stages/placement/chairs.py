"""The seven of a KPPS choose their chair themselves: record whom they chose.

Law: selection.chair, selection.chair_days.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor
from jurdil.foundation.accounts.verbs import query, verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.storage.clock import day_of
from jurdil.law import load_profile
from jurdil.registry.bodies.exchanging import exchange_seats
from jurdil.registry.bodies.models import Appointment, BodyKind, SeatRole
from jurdil.registry.elections.models import Election
from jurdil.stages.placement.models import ChairChoice
from jurdil.stages.placement.queries import READERS, SIGNERS

RULE, REACH = "selection.chair", "selection.chair_days"


@verb(*SIGNERS)
def record_chair(*, actor: Actor, appointment_id: UUID, held_on: date, minutes: str, now: datetime) -> ChairChoice:
    """Record whom the members of a KPPS chose; if that is not the proposed chair, the two exchange their seats.

    appointment_id: of the chosen person. held_on: the day on which they met; from then on their seats are exchanged, by
    the decrees of both, but never further back than `first_day` allows. minutes: the number of their minutes.
    Raises NotFound outside the actor's region, Refused (selection.chair without minutes, for a day to come, where the
    seat of the chair is empty; selection.chair_days for a day before one that was recorded already), Conflict where one
    of the two does not serve then.
    """
    rows = Appointment.objects.select_related("seat__body__election").filter(corrected_by__isnull=True)
    chosen = rows.filter(id=appointment_id, seat__body__kind=BodyKind.KPPS).first()
    if chosen is None or not actor.reaches(chosen.region):
        raise NotFound("Pengangkatan ini tidak ada, atau bukan di wilayah Anda.")
    if not minutes.strip() or held_on > day_of(now):
        raise Refused(
            RULE,
            "Pilihan ketua memerlukan nomor berita acara dan tanggal yang sudah lewat atau hari ini.",
            "Lengkapi keduanya, lalu kirim lagi.",
        )
    newest = ChairChoice.objects.filter(body=chosen.seat.body).order_by("-held_on").first()
    if newest is not None and held_on < newest.held_on:
        raise Refused(
            REACH,
            "Pilihan ketua yang lebih baru sudah dicatat untuk TPS ini.",
            "Periksa tanggal pada berita acara; pilihan yang lama tidak mengganti yang baru.",
        )
    if chosen.seat.role != SeatRole.CHAIR:
        since = max(held_on, first_day(chosen.seat.body.election, day_of(now)))
        chosen = _exchanged(actor, chosen, _chair_beside(chosen, since), since, minutes, now)
    elif chosen.end_rule or chosen.end < held_on:
        raise Conflict("Orang ini tidak lagi bertugas. Muat ulang halamannya.")
    made = ChairChoice.objects.create(
        body=chosen.seat.body, region=chosen.region, appointment=chosen, held_on=held_on, minutes=minutes.strip()[:80],
        recorded_by=actor.label, recorded_at=now,
    )  # fmt: skip
    record = {"minutes": made.minutes, "held_on": held_on.isoformat(), "by": actor.label}
    record_act(Act("placement.chair_chosen", chosen.region, str(chosen.id), record, RULE), now=now)
    return made


def first_day(election: Election, today: date) -> date:
    """Return the day before which no exchange of a chair reaches that is recorded `today`: rewritten days hurt others.

    Honoraria follow the seat, and on the voting day the chair signs the count. Law: selection.chair_days.
    """
    earliest = today - timedelta(days=load_profile(election.profile).number(REACH))
    return max(earliest, election.voting_day + timedelta(days=1)) if today > election.voting_day else earliest


def _chair_beside(chosen: Appointment, held_on: date) -> Appointment:
    rows = Appointment.objects.filter(seat__body=chosen.seat.body, seat__role=SeatRole.CHAIR, corrected_by__isnull=True)
    found = rows.filter(end_rule="", end__gte=held_on).order_by("start").first()
    if found is None:
        raise Refused(
            RULE,
            "Kursi ketua TPS ini sedang kosong.",
            "Isi dahulu kursi itu; sesudah ketujuhnya lengkap, mereka memilih ketuanya.",
        )
    return found


def _exchanged(
    actor: Actor, chosen: Appointment, chair: Appointment, held_on: date, minutes: str, now: datetime
) -> Appointment:
    on = max(held_on, chosen.start, chair.start)
    reason = f"Ketua dipilih anggota, berita acara {minutes.strip()[:80]}."
    pair = (chosen.id, chair.id)
    made, _ = exchange_seats(actor=actor, appointment_ids=pair, on=on, rule=RULE, reason=reason, now=now)
    return made


@query(*READERS)
def chair_of(*, actor: Actor, station: str) -> ChairChoice | None:
    """Return the newest choice of a chair at a station, if it was recorded. Raises NotFound outside the region."""
    if not actor.reaches(station):
        raise NotFound("TPS ini tidak ada, atau bukan di wilayah Anda.")
    rows = ChairChoice.objects.filter(region=station).select_related("appointment__person")
    return rows.order_by("-recorded_at").first()
