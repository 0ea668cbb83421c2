"""Pages of what an authority has decided beyond the law: policies, and waivers of the domicile."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from jurdil.errors import NotFound
from jurdil.foundation.accounts.middleware import Request
from jurdil.foundation.accounts.roles import OFFICERS, Actor, Role
from jurdil.foundation.storage.clock import day_of, now
from jurdil.foundation.storage.codes import regency_of
from jurdil.law import named_policies
from jurdil.registry.elections.forms import PolicyForm, WaiverForm
from jurdil.registry.elections.models import Election
from jurdil.registry.elections.policies import (
    policy_proposals,
    policy_titles,
    propose_policy,
    public_choices,
    second_policy,
)
from jurdil.registry.elections.queries import election_on
from jurdil.registry.elections.waiving import end_waiver, propose_waiver, second_waiver, special_stations

PAGE = 50
READERS = frozenset({*OFFICERS, Role.SUPERVISOR})


def _election() -> Election:
    election = election_on(day_of(now()))
    if election is None:
        raise NotFound("Belum ada pemilihan yang berjalan.")
    return election


def _reader(request: HttpRequest) -> Actor:
    actor = cast(Request, request).actor
    if actor.role not in READERS:
        raise NotFound("Halaman ini tidak ada, atau bukan untuk peran Anda.")
    return actor


def policy_list(request: HttpRequest) -> HttpResponse:
    """Show everybody which policies beyond the law there are, and which authority has switched which on since when."""
    language = get_language() or "id"
    page = Paginator(public_choices(), PAGE).get_page(request.GET.get("halaman"))
    known = [(one.key, one.title(language), one.text(language), one.bodies) for one in named_policies().values()]
    context = {"page": page, "known": known, "rows": policy_titles(page, language)}
    return render(request, "elections/policies.html", context)


def policy_desk(request: HttpRequest) -> HttpResponse:
    """Let officers propose a policy and sign the proposals of others."""
    actor, language = _reader(request), get_language() or "id"
    may_decide = actor.role == Role.KPU_REGENCY
    form = PolicyForm(request.POST or None, initial={"starts": day_of(now()), "is_on": "1"})
    if request.method == "POST" and may_decide and form.is_valid():
        given = form.cleaned_data
        body, _colon, policy = given["choice"].partition(":")
        propose_policy(
            actor=actor,
            election=_election(),
            region=regency_of(actor.region),
            body=body,
            policy=policy,
            is_on=given["is_on"],
            starts=given["starts"],
            reason=given["reason"],
            now=now(),
        )
        return redirect("elections:policies")
    page = Paginator(policy_proposals(actor=actor), PAGE).get_page(request.GET.get("halaman"))
    context = {"form": form, "page": page, "rows": policy_titles(page, language), "may_decide": may_decide}
    return render(request, "elections/policy_desk.html", context)


@require_POST
def policy_sign(request: HttpRequest, choice_id: UUID) -> HttpResponse:
    """Sign a proposed policy as the second officer, or take it away."""
    agrees = request.POST.get("answer") == "sign"
    second_policy(actor=cast(Request, request).actor, choice_id=choice_id, agrees=agrees, now=now())
    return redirect("elections:policies")


def waivers(request: HttpRequest) -> HttpResponse:
    """Show the special stations and those that may be filled from outside their ward; on POST propose one more."""
    actor = _reader(request)
    may_waive = actor.role == Role.KPU_REGENCY
    form = WaiverForm(request.POST or None)
    if request.method == "POST" and may_waive and form.is_valid():
        given = form.cleaned_data
        ground, station = given["ground"], given["station"].strip()
        propose_waiver(actor=actor, election=_election(), station=station, ground=ground, now=now())
        return redirect("elections:waivers")
    rows = special_stations(actor=actor, election=_election())
    page = Paginator(rows, PAGE).get_page(request.GET.get("halaman"))
    context = {"form": form, "page": page, "may_waive": may_waive, "account": str(actor.account_id)}
    return render(request, "elections/waivers.html", context)


@require_POST
def waiver_sign(request: HttpRequest, waiver_id: UUID) -> HttpResponse:
    """Sign a proposed waiver as the second officer, or take it away."""
    agrees = request.POST.get("answer") == "sign"
    second_waiver(actor=cast(Request, request).actor, waiver_id=waiver_id, agrees=agrees, now=now())
    return redirect("elections:waivers")


@require_POST
def waiver_end(request: HttpRequest) -> HttpResponse:
    """End the waiver of one station."""
    actor, station = cast(Request, request).actor, request.POST.get("station", "")
    end_waiver(actor=actor, election=_election(), station=station, now=now())
    return redirect("elections:waivers")
