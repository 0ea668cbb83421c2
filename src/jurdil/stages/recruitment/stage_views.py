"""The election's calendar for the KPU: each stage with its own state, opened, closed and extended by hand."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.storage.clock import day_of, now
from jurdil.foundation.storage.codes import covers
from jurdil.law import load_profile
from jurdil.registry.elections.actions import close_stage, extend_stage, open_stage
from jurdil.registry.elections.models import StageInterval, StageState
from jurdil.registry.elections.queries import intervals_of
from jurdil.stages.recruitment.forms import language
from jurdil.stages.recruitment.opening_forms import ExtendForm, StageFilterForm
from jurdil.stages.recruitment.opening_views import running_election
from jurdil.stages.recruitment.views import actor_in, keep_refusal
from jurdil.stages.recruitment.windows import REGISTRATION
from jurdil.stages.recruitment.wording import STAGE_STATES

RULE = "recruitment.window"


def _for_the_kpu(actor: Actor) -> None:
    if actor.role not in (Role.KPU_REGENCY, Role.KPU_PROVINCE):
        raise NotFound(_("Halaman ini tidak ada, atau bukan untuk peran Anda."))


def _concerns(row: StageInterval, actor: Actor) -> bool:
    return covers(row.region, actor.region) or covers(actor.region, row.region)


def stages(request: HttpRequest) -> HttpResponse:
    """Show the stages of the calendar that concern the officer's region, with what may be done to each."""
    actor, election, on = actor_in(request), running_election(), day_of(now())
    _for_the_kpu(actor)
    form = StageFilterForm(request.GET or None)
    body = form.cleaned_data.get("badan", "") if form.is_valid() else ""
    rows = [row for row in intervals_of(election, body=body) if _concerns(row, actor)]
    context = {
        "form": form,
        "stages": [
            {
                "row": row,
                "state": STAGE_STATES[row.state],
                "is_due": row.start <= on <= row.end,
                "may_switch": actor.reaches(row.region),
                "may_extend": not row.ground and row.stage != REGISTRATION,
                "is_registration": row.stage == REGISTRATION and not row.ground,
            }
            for row in rows
        ],
    }
    return render(request, "recruitment/stages.html", context)


@require_POST
def switch(request: HttpRequest, interval_id: UUID) -> HttpResponse:
    """Open a stage or close it."""
    is_open = request.POST.get("keadaan") == StageState.OPEN
    act = open_stage if is_open else close_stage
    row = act(actor=actor_in(request), interval_id=interval_id, now=now())
    messages.success(request, _("Tahapan dibuka.") if is_open else _("Tahapan ditutup."))
    return redirect(f"{_address()}?badan={row.body}")


def _address() -> str:
    return redirect("recruitment:stages").url


def extend_interval(request: HttpRequest, interval_id: UUID) -> HttpResponse:
    """Give the officer's own region more days for a stage, with the ground."""
    actor, election = actor_in(request), running_election()
    _for_the_kpu(actor)
    row = next((one for one in intervals_of(election) if one.id == interval_id and _concerns(one, actor)), None)
    if row is None or row.stage == REGISTRATION:
        raise NotFound(_("Tahapan ini tidak ada, atau diperpanjang lewat halaman pendaftaran."))
    form = ExtendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given, region = form.cleaned_data, actor.region
        try:
            extend_stage(actor=actor, interval_id=row.id, region=region, rule=RULE, now=now(), **given)
        except Refused as refusal:
            keep_refusal(form, refusal)
        else:
            messages.success(request, _("Tahapan diperpanjang."))
            return redirect(f"{_address()}?badan={row.body}")
    rule = load_profile(election.profile).rule(RULE)
    context = {"form": form, "row": row, "region": actor.region, "rule": rule, "text": rule.text(language())}
    return render(request, "recruitment/extend_stage.html", context)
