"""Who has signed the pact, who owes it, and where a clause is not understood."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, QuerySet

from jurdil.errors import Refused
from jurdil.foundation.accounts.roles import OFFICERS, Actor, Role
from jurdil.foundation.accounts.verbs import query
from jurdil.foundation.storage.codes import within
from jurdil.law import load_profile, profile_keys
from jurdil.law.pacts import pact_of
from jurdil.registry.bodies.models import Appointment, SeatRole
from jurdil.registry.bodies.queries import appointments_on
from jurdil.stages.consolidation.models import Pledge
from jurdil.stages.consolidation.pledge_models import CollectivePledge, Misunderstanding, Talk
from jurdil.stages.consolidation.queries import Share, pledges_in, shares, unit_of

SMALLEST_CELL = 5  # people; a figure about fewer could be read as one about somebody


def signed() -> Exists:
    """Return the condition that the pact in force is signed for the body of an appointment, by whoever holds it."""
    return Exists(pledges_in(OuterRef("seat__body_id"), OuterRef("person_id"), *profile_keys()))


def _serving(actor: Actor, on: date) -> QuerySet[Appointment]:
    return appointments_on(actor.region, on).exclude(seat__role=SeatRole.RESERVE)


@query(*OFFICERS, Role.SUPERVISOR)
def pledge_coverage(*, actor: Actor, on: date) -> Share:
    """Return how many who serve on `on` in the actor's region have signed the pact, of how many (reserves left out)."""
    serving = _serving(actor, on)
    return Share(actor.region, serving.filter(signed()).count(), serving.count())


@query(*OFFICERS, Role.SUPERVISOR)
def pledge_coverage_by_unit(*, actor: Actor, on: date, depth: int) -> list[Share]:
    """Return pledged of serving per unit at `depth` steps of the code (reserves left out)."""
    rows = _serving(actor, on).annotate(has_pledged=signed())
    return shares((unit_of(region, depth), done) for region, done in rows.values_list("region", "has_pledged"))


@query(*OFFICERS, Role.SUPERVISOR)
def owing_pledge(*, actor: Actor, on: date) -> QuerySet[Appointment]:
    """Return who serves on `on` in the actor's region and owes the pact, by place and seat; they keep their seats."""
    return _serving(actor, on).filter(~signed()).order_by("region", "seat__body__kind", "seat__number")


def waits_for_pledge(appointment: Appointment) -> bool:
    """Return whether an appointment without a pledge is new, so that its service and its letter wait for it.

    Whoever served before that day only owes it. Law: consolidation.pledge_first.
    """
    first_day = load_profile(appointment.seat.body.election.profile).value("consolidation.pledge_first")
    return isinstance(first_day, date) and appointment.start >= first_day


def must_have_pledged(appointment: Appointment) -> None:
    """Raise Refused (consolidation.pledge_first) while an appointment waits for a pledge."""
    body = appointment.seat.body
    if waits_for_pledge(appointment) and not pledges_in(body.id, appointment.person_id, body.election.profile).exists():
        raise Refused(
            "consolidation.pledge_first",
            "Surat pengangkatan diserahkan sesudah pakta integritas tercatat; kursi ini tetap milik Anda.",
            "Tandatangani pakta di halaman berkas Anda, atau ucapkan bersama pada sumpah, lalu ambil suratnya.",
        )


@query(*OFFICERS, Role.SUPERVISOR)
def waiting_for_pledge(*, actor: Actor, on: date) -> Share:
    """Return how many of those who owe the pact are new appointments that wait for it."""
    owing = owing_pledge(actor=actor, on=on)
    days = dict(owing.order_by().values_list("seat__body__election__profile").annotate(n=Count("id")))
    waiting = 0
    for key in days:
        first_day = load_profile(key).value("consolidation.pledge_first")
        if isinstance(first_day, date):
            waiting += owing.filter(seat__body__election__profile=key, start__gte=first_day).count()
    return Share(actor.region, waiting, sum(days.values()))


@dataclass(frozen=True)
class Understanding:
    """How many of those asked in a unit answered a clause's item otherwise; None where fewer than five were asked."""

    unit: str
    otherwise: int | None
    asked: int


@query(*OFFICERS, Role.SUPERVISOR)
def understanding_by_unit(*, actor: Actor, clause: str, depth: int) -> list[Understanding]:
    """Return per unit at `depth` steps how many answered the item of `clause` otherwise, of how many asked."""
    here = within("region", actor.region)
    asked: Counter[str] = Counter()
    otherwise: Counter[str] = Counter()
    pledges = Pledge.objects.filter(here, is_asked=True)
    for region, count in pledges.values_list("region").annotate(n=Count("id")):
        asked[unit_of(region, depth)] += count
    rows = Misunderstanding.objects.filter(here, clause=clause)
    for region, count in rows.values_list("region").annotate(n=Count("id")):
        otherwise[unit_of(region, depth)] += count
    return [
        Understanding(unit, otherwise[unit] if asked[unit] >= SMALLEST_CELL else None, asked[unit])
        for unit in sorted(asked)
    ]


@query(*OFFICERS, Role.SUPERVISOR)
def understanding_by_clause(*, actor: Actor) -> dict[str, Understanding]:
    """Return for each clause how many in the actor's region answered its case otherwise, of how many asked."""
    here = within("region", actor.region)
    asked = Pledge.objects.filter(here, is_asked=True).count()
    rows = Misunderstanding.objects.filter(here).values_list("clause").annotate(n=Count("id"))
    found = dict(rows)
    keys = {key for profile in profile_keys() for key in pact_of(profile).keys} if asked else set()
    return {key: Understanding(key, found.get(key, 0) if asked >= SMALLEST_CELL else None, asked) for key in keys}


@query(*OFFICERS, Role.SUPERVISOR)
def talks_within(*, actor: Actor, open_only: bool = True) -> QuerySet[Talk]:
    """Return the make-up talks of the actor's region, oldest first."""
    rows = Talk.objects.filter(within("region", actor.region))
    rows = rows.filter(held_at__isnull=True) if open_only else rows
    return rows.select_related("appointment__person", "appointment__seat__body").order_by("region", "id")


@query(*OFFICERS, Role.SUPERVISOR)
def collective_pledges(*, actor: Actor) -> QuerySet[CollectivePledge]:
    """Return the pledges spoken together in the actor's region, newest first."""
    return CollectivePledge.objects.filter(within("region", actor.region)).order_by("-id")


def misunderstood_in(pledge: Pledge) -> set[str]:
    """Return the clauses whose item was answered otherwise when `pledge` was signed."""
    return set(pledge.misunderstandings.values_list("clause", flat=True))
