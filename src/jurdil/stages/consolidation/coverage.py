"""How many have signed the pact, by unit, and where a clause is not understood."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, QuerySet

from jurdil.foundation.accounts.roles import OFFICERS, Actor, Role
from jurdil.foundation.accounts.verbs import query
from jurdil.foundation.storage.codes import within
from jurdil.law import profile_keys
from jurdil.law.pacts import pact_of
from jurdil.stages.consolidation.models import Pledge
from jurdil.stages.consolidation.owing import serving_in, signed
from jurdil.stages.consolidation.pledge_models import CollectivePledge, Misunderstanding, Talk
from jurdil.stages.consolidation.queries import Share, shares, unit_of

SMALLEST_CELL = 5  # people; a figure about fewer could be read as one about somebody


@query(*OFFICERS, Role.SUPERVISOR)
def pledge_coverage(*, actor: Actor, on: date) -> Share:
    """Return how many who serve on `on` in the actor's region signed the pact in their role, of how many.

    Reserves are left out. Who signed: who does not owe it (`owing_pledge`).
    """
    serving = serving_in(actor.region, on)
    return Share(actor.region, serving.filter(signed()).count(), serving.count())


@query(*OFFICERS, Role.SUPERVISOR)
def pledge_coverage_by_unit(*, actor: Actor, on: date, depth: int) -> list[Share]:
    """Return pledged of serving per unit at `depth` steps of the code (reserves left out)."""
    rows = serving_in(actor.region, on).annotate(has_pledged=signed())
    return shares((unit_of(region, depth), done) for region, done in rows.values_list("region", "has_pledged"))


@dataclass(frozen=True)
class Understanding:
    """How many of those asked in a unit answered a clause's item otherwise; None where fewer than five were asked.

    Whoever was asked again in another role of the same body counts once, with the newest answers.
    """

    unit: str
    otherwise: int | None
    asked: int


def _asked(actor: Actor) -> QuerySet[Pledge]:
    """Return the newest pledge with answers of each person in a body, in the actor's region."""
    later = Pledge.objects.filter(
        person=OuterRef("person_id"), seat__body=OuterRef("seat__body_id"), is_asked=True, id__gt=OuterRef("id")
    )
    return Pledge.objects.filter(within("region", actor.region), ~Exists(later), is_asked=True)


@query(*OFFICERS, Role.SUPERVISOR)
def understanding_by_unit(*, actor: Actor, clause: str, depth: int) -> list[Understanding]:
    """Return per unit at `depth` steps how many answered the item of `clause` otherwise, of how many asked."""
    asked: Counter[str] = Counter()
    otherwise: Counter[str] = Counter()
    pledges = _asked(actor)
    for region, count in pledges.values_list("region").annotate(n=Count("id")):
        asked[unit_of(region, depth)] += count
    rows = Misunderstanding.objects.filter(pledge__in=pledges, clause=clause)
    for region, count in rows.values_list("region").annotate(n=Count("id")):
        otherwise[unit_of(region, depth)] += count
    return [
        Understanding(unit, otherwise[unit] if asked[unit] >= SMALLEST_CELL else None, asked[unit])
        for unit in sorted(asked)
    ]


@query(*OFFICERS, Role.SUPERVISOR)
def understanding_by_clause(*, actor: Actor) -> dict[str, Understanding]:
    """Return for each clause how many in the actor's region answered its case otherwise, of how many asked."""
    pledges = _asked(actor)
    asked = pledges.count()
    rows = Misunderstanding.objects.filter(pledge__in=pledges).values_list("clause").annotate(n=Count("id"))
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
