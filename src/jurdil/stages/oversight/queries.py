"""Reports, cases, and who must act next and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from jurdil.errors import NotFound
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import query
from jurdil.foundation.storage.codes import within
from jurdil.foundation.storage.seals import lookup_hash
from jurdil.registry.bodies.models import Appointment
from jurdil.registry.bodies.queries import appointments_on
from jurdil.stages.oversight.models import Case, CaseState, Report, Sanction


@dataclass(frozen=True)
class Waiting:
    """What waits, for whom, since when and until when."""

    case: Case
    who: str
    step: str
    since: datetime
    deadline: datetime


STEPS: dict[str, tuple[str, str]] = {
    CaseState.OPENED: ("kpu_regency", "hear"),
    CaseState.HEARD: ("kpu_regency", "propose"),
    CaseState.PROPOSED: ("kpu_regency", "second"),
}


@query(Role.KPU_REGENCY, Role.KPU_PROVINCE, Role.SUPERVISOR)
def reports_within(*, actor: Actor, state: str = "") -> QuerySet[Report]:
    """Return the reports of the actor's region, newest first."""
    rows = Report.objects.filter(within("region", actor.region))
    return (rows.filter(state=state) if state else rows).order_by("-id")


@query(Role.KPU_REGENCY, Role.KPU_PROVINCE, Role.SUPERVISOR)
def report_of(*, actor: Actor, report_id: UUID) -> Report:
    """Return one report of the actor's region. Raises NotFound."""
    report = Report.objects.filter(within("region", actor.region), id=report_id).first()
    if report is None:
        raise NotFound("Laporan ini tidak ada, atau bukan di wilayah Anda.")
    return report


@query(Role.KPU_REGENCY, Role.KPU_PROVINCE, Role.SUPERVISOR)
def cases_within(*, actor: Actor) -> QuerySet[Case]:
    """Return the cases of the actor's region, newest first."""
    rows = Case.objects.filter(within("region", actor.region))
    return rows.select_related("report", "respondent__person", "respondent__seat__body").order_by("-id")


@query(Role.KPU_REGENCY, Role.KPU_PROVINCE, Role.SUPERVISOR)
def case_of(*, actor: Actor, case_id: UUID) -> Case:
    """Return one case of the actor's region. Raises NotFound."""
    rows = Case.objects.filter(within("region", actor.region), id=case_id)
    case = rows.select_related("report__election", "respondent__person", "respondent__seat__body").first()
    if case is None:
        raise NotFound("Perkara ini tidak ada, atau bukan di wilayah Anda.")
    return case


@query(Role.KPU_REGENCY, Role.KPU_PROVINCE, Role.SUPERVISOR)
def waiting_cases(*, actor: Actor) -> list[Waiting]:
    """Return the undecided cases of the actor's region, who must act next and since when; nearest deadline first."""
    rows = cases_within(actor=actor).exclude(state=CaseState.DECIDED)
    proposed = Sanction.objects.filter(case__in=rows, returned_at__isnull=True, decided_at__isnull=True)
    since = dict(proposed.values_list("case_id", "proposed_at"))
    waiting = []
    for case in rows:
        who, step = STEPS[case.state]
        began = since.get(case.id) or case.heard_at or case.opened_at
        waiting.append(Waiting(case, who, step, began, case.deadline))
    return sorted(waiting, key=lambda one: one.deadline)


@query(Role.KPU_REGENCY)
def possible_respondents(*, actor: Actor, report: Report, on: date, name: str = "") -> QuerySet[Appointment]:
    """Return who holds a seat where a report happened (the station, or the whole ward), by name if one is given."""
    rows = appointments_on(report.region, on).filter(within("region", actor.region), end_rule="")
    if name:
        rows = rows.filter(person__name__icontains=name)
    return rows.order_by("region", "seat__body__kind", "seat__number")


def followed_report(code: str) -> Report:
    """Return the report that a reporter follows with their secret code. Raises NotFound."""
    report = Report.objects.filter(code_hash=lookup_hash(code.strip().lower())).first() if code.strip() else None
    if report is None:
        raise NotFound("Kode laporan ini tidak dikenal. Periksa kembali hurufnya.")
    return report
