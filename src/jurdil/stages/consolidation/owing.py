"""Who owes the pact and why: a new appointment waits for it, a changed role renews it, all others are only reminded."""

from __future__ import annotations

from collections import Counter
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When

from jurdil.errors import Refused
from jurdil.foundation.accounts.roles import OFFICERS, Actor, Role
from jurdil.foundation.accounts.verbs import query
from jurdil.law import load_profile, profile_keys
from jurdil.registry.bodies.models import Appointment, SeatRole
from jurdil.registry.bodies.queries import appointments_on
from jurdil.stages.consolidation.models import Pledge
from jurdil.stages.consolidation.queries import pledges_in

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Reason(StrEnum):
    """Why somebody owes the pact: a new appointment; another role or version in the same body; service from before."""

    WAITS = "waits"
    RENEWS = "renews"
    SERVES = "serves"


class WithReason(TypedDict):
    """What `with_reason` adds to an appointment."""

    reason: str


if TYPE_CHECKING:
    Owing = WithAnnotations[Appointment, WithReason]


def signed() -> Exists:
    """Return the condition that the holder of an appointment signed the pact in force in the role of its seat."""
    body, person, role = OuterRef("seat__body_id"), OuterRef("person_id"), OuterRef("seat__role")
    return Exists(pledges_in(body, person, *profile_keys(), role=role))


def _pledged_before() -> Exists:
    return Exists(Pledge.objects.filter(seat__body=OuterRef("seat__body_id"), person=OuterRef("person_id")))


def _waits() -> Q:
    """Return the condition that an appointment is new in its body and its holder never pledged there.

    Whoever held any seat of that body before the day of the rule has served already. Law: consolidation.pledge_first.
    """
    is_new = Q(pk__in=())
    for key in profile_keys():
        first_day = load_profile(key).value("consolidation.pledge_first")
        if isinstance(first_day, date):
            before = Appointment.objects.filter(
                seat__body=OuterRef("seat__body_id"),
                person=OuterRef("person_id"),
                corrected_by__isnull=True,
                start__lt=first_day,
                end__gte=F("start"),
            )
            is_new |= Q(~Exists(before), seat__body__election__profile=key, start__gte=first_day)
    return is_new & Q(~_pledged_before())


def with_reason(rows: QuerySet[Appointment]) -> QuerySet[Owing]:
    """Return `rows`, each with the `reason` why its holder would owe the pact."""
    found = (When(_waits(), then=Value(Reason.WAITS.value)), When(_pledged_before(), then=Value(Reason.RENEWS.value)))
    return rows.annotate(reason=Case(*found, default=Value(Reason.SERVES.value)))


def serving_in(region: str, on: date) -> QuerySet[Appointment]:
    """Return who serves in `region` on `on` and is asked for the pact: reserves are left out."""
    return appointments_on(region, on).exclude(seat__role=SeatRole.RESERVE)


def owing_in(region: str, on: date) -> QuerySet[Owing]:
    """Return who serves in `region` on `on` and owes the pact, each with the `reason`, by place and seat."""
    rows = with_reason(serving_in(region, on).filter(~signed()))
    return rows.order_by("region", "seat__body__kind", "seat__number", "id")


@query(*OFFICERS, Role.SUPERVISOR)
def owing_pledge(*, actor: Actor, on: date, reason: Reason | None = None) -> QuerySet[Owing]:
    """Return who serves on `on` in the actor's region and owes the pact, each with the `reason`; they keep their seats.

    reason: only those who owe it for that one. The role counts: whoever pledged as a member and became chair owes it
    again, and keeps serving.
    """
    rows = owing_in(actor.region, on)
    return rows.filter(reason=reason.value) if reason is not None else rows


@query(*OFFICERS, Role.SUPERVISOR)
def owing_by_reason(*, actor: Actor, on: date) -> Counter[str]:
    """Return how many in the actor's region owe the pact, by reason."""
    return Counter(dict(owing_in(actor.region, on).order_by().values_list("reason").annotate(n=Count("id"))))


def waits_for_pledge(appointment: Appointment) -> bool:
    """Return whether service and letter of an appointment wait for the pledge.

    Only a new appointment in a body waits, until its holder has pledged in that body once; a change of role inside it
    never does, and whoever served before that day only owes it. Law: consolidation.pledge_first.
    """
    return Appointment.objects.filter(_waits(), id=appointment.id).exists()


def must_have_pledged(appointment: Appointment) -> None:
    """Raise Refused (consolidation.pledge_first) while an appointment waits for a pledge."""
    if waits_for_pledge(appointment):
        raise Refused(
            "consolidation.pledge_first",
            "Surat pengangkatan diserahkan sesudah pakta integritas tercatat; kursi ini tetap milik Anda.",
            "Tandatangani pakta di halaman berkas Anda, atau ucapkan bersama pada sumpah, lalu ambil suratnya.",
        )
