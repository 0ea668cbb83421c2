"""Public pages: report without an account, and follow the report with its secret code."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from jurdil.errors import NotFound
from jurdil.foundation.accounts.middleware import Request
from jurdil.foundation.storage.clock import day_of, now
from jurdil.foundation.storage.codes import covers
from jurdil.registry.elections.models import Election, PollingStation
from jurdil.registry.elections.queries import election_on
from jurdil.registry.regions.queries import find_regions, name_path
from jurdil.stages.consolidation.models import Event
from jurdil.stages.oversight.actions import file_report
from jurdil.stages.oversight.forms import CASE_STATES, REPORT_STATES, SANCTION_LABELS, FollowForm, ReportForm
from jurdil.stages.oversight.models import CaseState, Report, SanctionKind
from jurdil.stages.oversight.queries import followed_report
from jurdil.stages.recruitment.tries import Pace, Wait, count_try, wait_of

REPORTS = Pace("report", per_browser=5, per_address=60)
FOLLOWS = Pace("follow", per_browser=10, per_address=100)
CODE_KEY = "report_code"  # session: the code of the report just filed, until it has been shown


def _place(election: Election, region: str, station: int | None) -> str:
    """Return the code of the place of a report; raises NotFound for a station that the election does not have."""
    if station is None:
        return region
    found = PollingStation.objects.filter(election=election, region=region, number=station).first()
    if found is None:
        raise NotFound(_("TPS dengan nomor itu tidak ada di wilayah yang dipilih."))
    return str(found.code)


def _filed(request: Request, form: ReportForm, election: Election) -> bool:
    """File the report and keep its code for the next page; False after a fault that the form now names."""
    given = form.cleaned_data
    try:
        region = _place(election, given["region"], given["station"])
    except NotFound as fault:
        form.add_error("station", _(str(fault)))
        return False
    _report, code = file_report(
        actor=request.actor,
        election=election,
        region=region,
        topic=given["topic"],
        text=given["text"],
        happened_on=given["happened_on"],
        reporter=given["reporter"],
        now=now(),
    )
    count_try(request, REPORTS)
    request.session[CODE_KEY] = code
    return True


def _is_in_pace(request: HttpRequest, form: ReportForm) -> bool:
    """Return whether the browser may file now; else the form says when, and keeps what was typed."""
    wait = wait_of(request, REPORTS)
    if wait == Wait.BROWSER:
        form.add_error(None, _("Terlalu banyak laporan dari peramban ini. Isian Anda tetap; kirim sepuluh menit lagi."))
    elif wait == Wait.ADDRESS:
        form.add_error(None, _("Banyak laporan masuk dari jaringan ini. Isian Anda tetap; kirim lagi satu menit lagi."))
    return wait == Wait.NONE


def _at_event(event_id: str) -> dict[str, object]:
    """Return what a report about a gathering begins with: its day and name, nothing about anybody."""
    try:
        event = Event.objects.filter(id=UUID(event_id)).first()
    except ValueError:
        event = None
    if event is None:
        return {}
    words = _("Pada kegiatan: %(title)s, %(place)s.") % {"title": event.title, "place": event.place}
    return {"happened_on": min(day_of(event.starts_at), day_of(now())), "text": f"{words}\n"}


def report_page(request: HttpRequest) -> HttpResponse:
    """Take a report: first the place, found by name, then what happened and when."""
    election = election_on(day_of(now()))
    search, region = request.GET.get("cari", "").strip(), request.POST.get("region") or request.GET.get("wilayah", "")
    path = name_path(region) if election is not None and covers(election.region, region) else []
    stated = {"region": region, "happened_on": day_of(now()), **_at_event(request.GET.get("kegiatan", ""))}
    form = ReportForm(request.POST or None, initial=stated)
    is_sent = request.method == "POST" and path and form.is_valid() and _is_in_pace(request, form)
    if is_sent and election is not None and _filed(cast(Request, request), form, election):
        return redirect("oversight:reported")
    found = find_regions(search, election.region) if election is not None and search else []
    context: dict[str, object] = {"election": election, "search": search, "form": form, "path": path}
    context["found"] = [(row.code, name_path(row.code)) for row in found]
    return render(request, "oversight/report.html", context)


def reported(request: HttpRequest) -> HttpResponse:
    """Show the secret code, once."""
    return render(request, "oversight/reported.html", {"code": request.session.pop(CODE_KEY, "")})


def _progress(report: Report) -> dict[str, object]:
    """Return what a reporter may know: where the report stands, and the decision when there is one; no names."""
    steps: list[dict[str, object]] = []
    for case in report.cases.order_by("id"):
        sanction = case.sanctions.filter(decided_at__isnull=False).first()
        kind = SANCTION_LABELS[SanctionKind(sanction.kind)] if sanction is not None else ""
        steps.append(
            {
                "opened_at": case.opened_at,
                "deadline": case.deadline,
                "state": CASE_STATES[CaseState(case.state)],
                "kind": kind,
                "decided_at": sanction.decided_at if sanction is not None else None,
            }
        )
    return {"report": report, "state": REPORT_STATES[report.state], "steps": steps}


def follow(request: HttpRequest) -> HttpResponse:
    """Show how far a report is; the code travels in the body of the request, never in an address."""
    form, found = FollowForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            found = _progress(followed_report(form.cleaned_data["code"]))
        except NotFound as fault:
            form.add_error("code", _(str(fault)))
    return render(request, "oversight/follow.html", {"form": form, "found": found})
