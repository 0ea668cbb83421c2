"""Who held which seat at any time, as it is known now or as it was known at another moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from jurdil.foundation.storage.codes import within
from jurdil.registry.bodies.models import Appointment, BodyKind, Seat


@dataclass(frozen=True)
class Term:
    """One line of a seat's history as everybody may see it.

    start, end: when it held (valid time), both days included. recorded_at, corrected_at, ended_at: when the line, the
    correction that replaced it and its early end were written down (recorded time).
    """

    appointment_id: UUID
    region: str
    body: str
    role: str
    number: int
    name: str
    start: date
    end: date
    decree: str
    authority: str
    signatory: str
    end_rule: str
    is_corrected: bool
    recorded_at: datetime
    corrected_at: datetime | None
    ended_at: datetime | None
    is_erased: bool

    def held_on(self, on: date) -> bool:
        """Return whether this line says that the seat was held on the day `on`."""
        return not self.is_corrected and self.start <= on <= self.end


def _term(row: Appointment, known: datetime | None = None) -> Term | None:
    """Return the line as it was known at the moment `known`, or now; None if it was not yet written down."""
    corrected_at = row.corrected_by.recorded_at if row.corrected_by is not None else None
    ended_at, end, end_rule = row.ended_at, row.end, row.end_rule
    if known is not None:
        if row.recorded_at > known:
            return None
        corrected_at = corrected_at if corrected_at is not None and corrected_at <= known else None
        if ended_at is not None and ended_at > known:
            ended_at, end, end_rule = None, row.term_end or row.end, ""
    return Term(
        row.id,
        row.region,
        row.seat.body.kind,
        row.seat.role,
        row.seat.number,
        row.person.name,
        row.start,
        end,
        row.decree,
        row.authority,
        row.signatory,
        end_rule,
        corrected_at is not None,
        row.recorded_at,
        corrected_at,
        ended_at,
        row.person.erased_at is not None,
    )


def _terms(rows: Iterable[Appointment], known: datetime | None = None) -> list[Term]:
    return [term for row in rows if (term := _term(row, known)) is not None]


def _rows() -> QuerySet[Appointment]:
    return Appointment.objects.select_related("seat__body", "person", "corrected_by")


def appointments_on(region: str, on: date) -> QuerySet[Appointment]:
    """Return the appointments in force in `region` on the day `on`; those that were corrected do not count."""
    return _rows().filter(within("region", region), corrected_by__isnull=True, start__lte=on, end__gte=on)


def serving(region: str, on: date, *, kind: str = "") -> list[Term]:
    """Return who serves in `region` on the day `on`, in the order of place and seat."""
    rows = appointments_on(region, on)
    if kind:
        rows = rows.filter(seat__body__kind=kind)
    return _terms(rows.order_by("region", "seat__body__kind", "seat__number"))


def holder_of(seat: Seat, on: date) -> Term | None:
    """Return who held `seat` on the day `on`."""
    row = _rows().filter(seat=seat, corrected_by__isnull=True, start__lte=on, end__gte=on).first()
    return _term(row) if row is not None else None


def history_of(region: str, *, known: datetime | None = None) -> list[Term]:
    """Return every appointment to the bodies of exactly this place, corrected ones too, oldest first.

    known: leave out what was written down after this moment.
    """
    rows = _rows().filter(region=region).order_by("seat__body__kind", "seat__number", "start", "id")
    return _terms(rows, known)


def history_within(region: str, *, known: datetime | None = None) -> list[Term]:
    """Return the same for a ward with its stations, by place and seat; reserves hold no office and are left out."""
    rows = _rows().filter(within("region", region)).exclude(seat__body__kind=BodyKind.KPPS_RESERVE)
    return _terms(rows.order_by("region", "seat__body__kind", "seat__number", "start", "id"), known)


def terms_of(person_id: UUID) -> list[Term]:
    """Return every appointment of a person, oldest first."""
    return _terms(_rows().filter(person_id=person_id).order_by("start", "id"))


def is_serving(person_id: UUID, on: date) -> bool:
    """Return whether the person holds any seat on the day `on`."""
    return Appointment.objects.filter(
        person_id=person_id, corrected_by__isnull=True, start__lte=on, end__gte=on
    ).exists()
