"""Who held which seat at any time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from jurdil.foundation.storage.codes import within
from jurdil.registry.bodies.models import Appointment, Seat


@dataclass(frozen=True)
class Term:
    """One line of a seat's history as everybody may see it."""

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


def _term(row: Appointment) -> Term:
    return Term(
        row.id,
        row.region,
        row.seat.body.kind,
        row.seat.role,
        row.seat.number,
        row.person.name,
        row.start,
        row.end,
        row.decree,
        row.authority,
        row.signatory,
        row.end_rule,
        row.corrected_by_id is not None,
    )


def _rows() -> QuerySet[Appointment]:
    return Appointment.objects.select_related("seat__body", "person")


def appointments_on(region: str, on: date) -> QuerySet[Appointment]:
    """Return the appointments in force in `region` on the day `on`; those that were corrected do not count."""
    return _rows().filter(within("region", region), corrected_by__isnull=True, start__lte=on, end__gte=on)


def serving(region: str, on: date, *, kind: str = "") -> list[Term]:
    """Return who serves in `region` on the day `on`, in the order of place and seat."""
    rows = appointments_on(region, on)
    if kind:
        rows = rows.filter(seat__body__kind=kind)
    return [_term(row) for row in rows.order_by("region", "seat__body__kind", "seat__number")]


def holder_of(seat: Seat, on: date) -> Term | None:
    """Return who held `seat` on the day `on`."""
    row = _rows().filter(seat=seat, corrected_by__isnull=True, start__lte=on, end__gte=on).first()
    return _term(row) if row is not None else None


def history_of(region: str) -> list[Term]:
    """Return every appointment to the bodies of exactly this place, corrected ones too, oldest first."""
    rows = _rows().filter(region=region).order_by("seat__body__kind", "seat__number", "start", "id")
    return [_term(row) for row in rows]


def terms_of(person_id: UUID) -> list[Term]:
    """Return every appointment of a person, oldest first."""
    return [_term(row) for row in _rows().filter(person_id=person_id).order_by("start", "id")]


def is_serving(person_id: UUID, on: date) -> bool:
    """Return whether the person holds any seat on the day `on`."""
    return Appointment.objects.filter(
        person_id=person_id, corrected_by__isnull=True, start__lte=on, end__gte=on
    ).exists()
