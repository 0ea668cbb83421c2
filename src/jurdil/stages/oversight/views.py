"""Officers' pages: reports, cases, who must act next and since when; supervisors read them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import cast
from uuid import UUID

import pyarrow as pa
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jurdil.engines.tables import write_table
from jurdil.errors import NotFound
from jurdil.foundation.accounts.middleware import Request
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.searching import searchable, searched
from jurdil.foundation.outbox.arriving import is_told
from jurdil.foundation.storage.clock import day_of, now
from jurdil.stages.oversight.actions import (
    call_of,
    close_report,
    hear_respondent,
    open_case,
    propose_sanction,
    return_sanction,
    second_sanction,
)
from jurdil.stages.oversight.forms import (
    CASE_STATES,
    REPORT_STATES,
    SANCTION_LABELS,
    STEP_LABELS,
    TOPIC_LABELS,
    WHO_LABELS,
    ReasonForm,
    StatementForm,
    sanction_form,
)
from jurdil.stages.oversight.models import Case, CaseState, Report, Sanction, SanctionKind
from jurdil.stages.oversight.queries import (
    case_of,
    cases_within,
    possible_respondents,
    report_of,
    reports_within,
    waiting_cases,
)

PAGE = 50
SHOWN_SEATS = 30
ENDINGS = ("csv", "xlsx")


def _about(report: Report) -> dict[str, object]:
    return {"row": report, "topic": TOPIC_LABELS.get(report.topic, ""), "state": REPORT_STATES[report.state]}


def report_list(request: HttpRequest) -> HttpResponse:
    """Show the reports of the officer's region, newest first; those that wait for an answer unless asked otherwise."""
    actor, state = cast(Request, request).actor, request.GET.get("keadaan", "received")
    rows = reports_within(actor=actor, state=state if state in REPORT_STATES else "")
    page = Paginator(rows, PAGE).get_page(request.GET.get("halaman"))
    context = {"page": page, "reports": [_about(one) for one in page], "states": REPORT_STATES.items(), "chosen": state}
    return render(request, "oversight/reports.html", context)


@searchable("nama")
def report_detail(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Show one report with its text, and who holds the seats where it happened."""
    actor = cast(Request, request).actor
    report, name = report_of(actor=actor, report_id=report_id), searched(request, "nama").get("nama", "")
    may_act = actor.role == Role.KPU_REGENCY and report.state == "received"
    today = day_of(now())
    holders = possible_respondents(actor=actor, report=report, on=today, name=name) if may_act else None
    context = {
        **_about(report),
        "text": report.text.reveal(),
        "may_act": may_act,
        "name": name,
        "seats": holders[:SHOWN_SEATS] if holders is not None else [],
        "close_form": ReasonForm(),
        "cases": report.cases.order_by("id"),
        "may_redact": actor.role == Role.KPU_REGENCY,
        "redaction": report.redactions.filter(decided_at__isnull=True, declined_by="").first(),
        "was_redacted": report.redactions.filter(decided_at__isnull=False).exists(),
        "own_label": actor.label,
    }
    return render(request, "oversight/report_page.html", context)


@require_POST
def report_open_case(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Make a case against the holder of a seat out of a report."""
    try:
        appointment_id = UUID(request.POST.get("appointment", ""))
    except ValueError:
        raise NotFound(_("Pilih dahulu siapa yang dilaporkan.")) from None
    actor = cast(Request, request).actor
    case = open_case(actor=actor, report_id=report_id, appointment_id=appointment_id, now=now())
    return redirect("oversight:case", case_id=case.id)


@require_POST
def report_close(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Close a report with a reason that the reporter can read."""
    reason = request.POST.get("reason", "")
    close_report(actor=cast(Request, request).actor, report_id=report_id, reason=reason, now=now())
    return redirect("oversight:report-page", report_id=report_id)


def case_list(request: HttpRequest) -> HttpResponse:
    """Show who must act next and since when, then all cases."""
    actor, moment = cast(Request, request).actor, now()
    waiting = [
        {"case": one.case, "who": WHO_LABELS[one.who], "step": STEP_LABELS[one.step], "since": one.since}
        | {"deadline": one.deadline, "is_late": one.deadline < moment}
        for one in waiting_cases(actor=actor)
    ]
    page = Paginator(cases_within(actor=actor), PAGE).get_page(request.GET.get("halaman"))
    context = {
        "waiting": waiting,
        "page": page,
        "cases": [(case, CASE_STATES[CaseState(case.state)]) for case in page],
        "unanswered": reports_within(actor=actor, state="received").order_by("id")[:PAGE],
    }
    return render(request, "oversight/cases.html", context)


def _case_context(actor: Actor, case: Case) -> dict[str, object]:
    sanctions = list(case.sanctions.order_by("id"))
    pending = next((one for one in sanctions if one.decided_at is None and one.returned_at is None), None)
    may_act = actor.role == Role.KPU_REGENCY
    return {
        "case": case,
        "state": CASE_STATES[CaseState(case.state)],
        "topic": TOPIC_LABELS.get(case.report.topic, ""),
        "text": case.report.text.reveal(),
        "statement": case.statement.reveal(),
        "sanctions": [(one, SANCTION_LABELS[SanctionKind(one.kind)]) for one in sanctions],
        "pending": pending,
        "is_call_waiting": not is_told([call_of(case)]),
        "may_hear": may_act and case.state in (CaseState.OPENED, CaseState.HEARD),
        "may_propose": may_act and case.state == CaseState.HEARD,
        "may_second": may_act and pending is not None,
        "replacements": case.respondent.replacements.order_by("id"),
    }


def case_page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show a case as a timeline, with the next step for whoever may take it."""
    actor = cast(Request, request).actor
    case = case_of(actor=actor, case_id=case_id)
    context = {
        **_case_context(actor, case),
        "statement_form": StatementForm(),
        "sanction_form": sanction_form(None, day_of(now())),
        "reason_form": ReasonForm(),
    }
    return render(request, "oversight/case.html", context)


@require_POST
def case_hear(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Record what the respondent says."""
    statement, is_absent = request.POST.get("statement", ""), "is_absent" in request.POST
    actor = cast(Request, request).actor
    hear_respondent(actor=actor, case_id=case_id, statement=statement, is_absent=is_absent, now=now())
    return redirect("oversight:case", case_id=case_id)


@require_POST
def case_propose(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Propose how the case ends."""
    actor = cast(Request, request).actor
    form = sanction_form(request.POST, day_of(now()))
    if not form.is_valid():
        context = _case_context(actor, case_of(actor=actor, case_id=case_id))
        forms = {"statement_form": StatementForm(), "sanction_form": form, "reason_form": ReasonForm()}
        return render(request, "oversight/case.html", context | forms)
    given = {**form.cleaned_data, "kind": SanctionKind(form.cleaned_data["kind"])}
    propose_sanction(actor=actor, case_id=case_id, now=now(), **given)
    return redirect("oversight:case", case_id=case_id)


def _decide(request: HttpRequest, case_id: UUID, verb: Callable[[Actor, UUID], object]) -> HttpResponse:
    actor = cast(Request, request).actor
    case = case_of(actor=actor, case_id=case_id)
    pending = Sanction.objects.filter(case=case, decided_at__isnull=True, returned_at__isnull=True).first()
    if pending is None:
        raise NotFound(_("Tidak ada usulan putusan yang menunggu."))
    verb(actor, pending.id)
    return redirect("oversight:case", case_id=case_id)


@require_POST
def case_second(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Sign the proposed decision as the second person."""
    return _decide(request, case_id, lambda actor, one: second_sanction(actor=actor, sanction_id=one, now=now()))


@require_POST
def case_return(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Send the proposed decision back with a reason."""
    reason = request.POST.get("reason", "")
    return _decide(
        request, case_id, lambda actor, one: return_sanction(actor=actor, sanction_id=one, reason=reason, now=now())
    )


def case_export(request: HttpRequest, ending: str) -> FileResponse:
    """Hand out the cases of the region as a table, without the texts of report and hearing."""
    if ending not in ENDINGS:
        raise NotFound(_("Bentuk berkas ini tidak ada."))
    rows = list(cases_within(actor=cast(Request, request).actor))
    columns = {
        "wilayah": [row.region for row in rows],
        "badan": [row.respondent.seat.body.kind for row in rows],
        "topik": [str(TOPIC_LABELS.get(row.report.topic, "")) for row in rows],
        "dibuka": [day_of(row.opened_at).isoformat() for row in rows],
        "tenggat": [day_of(row.deadline).isoformat() for row in rows],
        "keadaan": [str(CASE_STATES[CaseState(row.state)]) for row in rows],
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"perkara.{ending}"
        write_table(pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()}), path)
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
