"""How far the decisions of events are: by decision, by unit, what is overdue."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from jurdil.errors import NotFound
from jurdil.foundation.accounts.roles import OFFICERS, Actor, Role
from jurdil.foundation.accounts.verbs import query
from jurdil.foundation.storage.codes import within
from jurdil.stages.consolidation.decision_models import Decision, Minutes, Task
from jurdil.stages.consolidation.queries import event_of, unit_of

READERS = (*OFFICERS, Role.SUPERVISOR)


@query(*READERS)
def minutes_of(*, actor: Actor, event_id: UUID) -> Minutes | None:
    """Return the minutes of an event that concerns the actor's region, if they are written. Raises NotFound."""
    return Minutes.objects.filter(event=event_of(actor=actor, event_id=event_id)).select_related("event").first()


@query(*READERS)
def decisions_within(*, actor: Actor, on: date) -> QuerySet[Decision]:
    """Return the decisions with tasks in the actor's region, with `closed`, `overdue` and `units` of those tasks."""
    here = within("tasks__region", actor.region)
    open_late = Q(tasks__closed_at__isnull=True, tasks__due_on__lt=on)
    rows = Decision.objects.filter(here).annotate(
        units=Count("tasks"),
        closed=Count("tasks", filter=Q(tasks__closed_at__isnull=False)),
        overdue=Count("tasks", filter=open_late),
    )
    return rows.select_related("minutes__event").order_by("due_on", "number")


@query(*READERS)
def decision_of(*, actor: Actor, decision_id: UUID) -> Decision:
    """Return one decision that has a task in the actor's region. Raises NotFound."""
    rows = Decision.objects.select_related("minutes__event").filter(id=decision_id)
    found = rows.filter(within("tasks__region", actor.region)).first()
    if found is None:
        raise NotFound("Keputusan ini tidak ada, atau bukan untuk wilayah Anda.")
    return found


@query(*READERS)
def tasks_of(*, actor: Actor, decision_id: UUID, state: str = "", on: date) -> QuerySet[Task]:
    """Return the tasks of a decision in the actor's region. state: open, overdue, closed; empty for all."""
    rows = Task.objects.filter(within("region", actor.region), decision=decision_id)
    chosen = {
        "open": Q(closed_at__isnull=True),
        "overdue": Q(closed_at__isnull=True, due_on__lt=on),
        "closed": Q(closed_at__isnull=False),
    }
    return rows.filter(chosen.get(state, Q())).select_related("decision").order_by("region")


@dataclass(frozen=True)
class UnitProgress:
    """How many tasks of a unit and what lies in it are closed and overdue."""

    unit: str
    closed: int
    overdue: int
    of: int


@query(*READERS)
def task_progress(*, actor: Actor, decision_id: UUID, depth: int, on: date) -> list[UnitProgress]:
    """Return the progress of a decision per unit at `depth` steps of the code, within the actor's region."""
    rows = Task.objects.filter(within("region", actor.region), decision=decision_id)
    of, closed, overdue = Counter[str](), Counter[str](), Counter[str]()
    for region, closed_at, due_on in rows.values_list("region", "closed_at", "due_on"):
        unit = unit_of(region, depth)
        of[unit] += 1
        closed[unit] += closed_at is not None
        overdue[unit] += closed_at is None and due_on < on
    return [UnitProgress(unit, closed[unit], overdue[unit], of[unit]) for unit in sorted(of)]
