"""Officers' pages of the placement: the wards, asking for teams, long work; what its other pages have in common."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from jurdil.errors import NotFound
from jurdil.foundation.accounts.middleware import Request
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.jobs.models import Job, JobState
from jurdil.foundation.storage.clock import day_of, now
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.elections.queries import election_on
from jurdil.stages.placement.filling import FILL
from jurdil.stages.placement.models import Proposal, ProposalState
from jurdil.stages.placement.queries import (
    SIGNERS,
    counts_by_kind,
    jobs_here,
    proposals_of,
    teams_job_of,
    ward_of,
    wards_within,
)
from jurdil.stages.placement.vacating import PLAN
from jurdil.stages.placement.wording import (
    JOB_LABELS,
    JOB_STATES,
    PROPOSAL_LABELS,
)
from jurdil.stages.placement.work import PROPOSE, UNFINISHED, ask_for_teams, proposals_made

PAGE = 50
Shown = dict[str, object]


def acting(request: HttpRequest) -> Actor:
    """Return who asks for the page."""
    return cast(Request, request).actor


def signing(request: HttpRequest) -> Actor:
    """Return who asks for the page if they sign teams. Raises NotFound for anybody else."""
    actor = acting(request)
    if actor.role not in SIGNERS:
        raise NotFound("Halaman ini tidak ada, atau bukan untuk peran Anda.")
    return actor


def ward_list(request: HttpRequest) -> HttpResponse:
    """Show each ward of the officer's region and how far its teams are."""
    actor = acting(request)
    page = Paginator(wards_within(actor=actor), PAGE).get_page(request.GET.get("halaman"))
    rows = [(lot, PROPOSAL_LABELS.get(str(getattr(lot, "state", "")), "")) for lot in page]
    may_propose = actor.role == Role.KPU_REGENCY
    jobs = jobs_here(actor=actor) if may_propose else []
    context = {"page": page, "rows": rows, "may_propose": may_propose, "jobs": jobs, "region": ""}
    return render(request, "placement/wards.html", context | {"reach": actor.region})


def ward_page(request: HttpRequest, region: str) -> HttpResponse:
    """Show one ward: the newest proposal, earlier ones, order officers and the secretariat."""
    actor = acting(request)
    lot = ward_of(actor=actor, region=region)
    proposals = [(one, PROPOSAL_LABELS[one.state]) for one in proposals_of(actor=actor, lot=lot)]
    newest = proposals[0][0] if proposals else None
    running = Job.objects.filter(kind=PROPOSE, region=region, state__in=UNFINISHED).order_by("-id").first()
    is_final = newest is not None and newest.state in (ProposalState.CONFIRMED, ProposalState.APPOINTED)
    counts = counts_by_kind(actor=actor, region=region, on=day_of(now()))
    context = {
        "lot": lot,
        "region": region,
        "proposals": proposals,
        "job": running,
        "may_propose": actor.role in SIGNERS and lot.drawn_at is not None and not is_final and running is None,
        "may_sign": actor.role in SIGNERS,
        "may_appoint_secretariat": actor.role == Role.KPU_REGENCY,
        "order_officers": counts.get(BodyKind.LINMAS, 0),
        "secretariat": counts.get(BodyKind.PPS_SECRETARIAT, 0),
    }
    return render(request, "placement/ward.html", context)


def propose(request: HttpRequest, region: str) -> HttpResponse:
    """Ask for the teams of a ward, or of every drawn ward below a region; they are formed by the worker."""
    actor = signing(request)
    if request.method != "POST":
        return redirect("placement:wards")
    election = election_on(day_of(now()))
    if election is None:
        raise NotFound("Belum ada pemilihan yang dimuat di sini.")
    made = ask_for_teams(actor=actor, election=election, region=region, now=now())
    return redirect("placement:job", job_id=made.id)


def job_page(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Show how far long work is; the page looks again by itself and can be left and found again."""
    job = teams_job_of(actor=acting(request), job_id=job_id)
    if job.kind == PLAN and job.state == JobState.DONE:
        return redirect("placement:vacancy_plan", job_id=job.id)
    proposals = Proposal.objects.filter(id__in=proposals_made(job)).order_by("region")
    page = Paginator(proposals, PAGE).get_page(request.GET.get("halaman"))
    context = {
        "job": job,
        "region": job.region,
        "title": JOB_LABELS.get(job.kind, job.kind),
        "state": JOB_STATES[job.state],
        "is_running": job.state in UNFINISHED,
        "is_failed": job.state == JobState.FAILED,
        "page": page,
        "cases": job.result.get("opened", 0),
        "offered": job.result.get("offered", 0),
        "changed": job.result.get("changed", []),
        "fills": job.kind == FILL and job.state == JobState.DONE,
        "appointed": job.result.get("appointed", 0),
        "passed": len(job.result.get("passed", [])),
    }
    return render(request, "placement/job.html", context)


def station_words(station: str) -> str:
    """Return a station as the pages of its own ward name it; the reserves where there is none."""
    return f"TPS {station.partition('/')[2]}" if station else str(_("Cadangan"))
