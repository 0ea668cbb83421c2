"""Officers' pages of the interviewers' lot: who is in it, the draw, who interviews whom and why, points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import cast
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jurdil.errors import NotFound
from jurdil.foundation.accounts.actions import name_holder
from jurdil.foundation.accounts.middleware import Request
from jurdil.foundation.accounts.models import Account
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.storage.clock import now
from jurdil.law import coming_beacons, load_profile
from jurdil.registry.people.actions import register_person
from jurdil.registry.people.queries import find_by_nik
from jurdil.registry.people.values import PersonValues
from jurdil.stages.recruitment.models import Opening
from jurdil.stages.selection.actions import INTERVIEW, score_interview
from jurdil.stages.selection.forms import BeaconsForm, HolderForm, InterviewersForm, PointsForm
from jurdil.stages.selection.interview_kin import people_of_accounts
from jurdil.stages.selection.interviews import (
    departed_among,
    draw_interviewers,
    eligible_interviewers,
    freeze_interviewers,
    pass_over_departed,
    step_back,
)
from jurdil.stages.selection.lot_views import SPARE_MINUTES
from jurdil.stages.selection.models import Interview, InterviewLot
from jurdil.stages.selection.queries import interviews_of, without_interviewer
from jurdil.stages.selection.views import PAGE, Shown, about_ward, ward_url

WHY = {
    "kin": gettext_lazy("keluarga"),
    "interest": gettext_lazy("berkepentingan"),
    "mandate": gettext_lazy("mandatnya berakhir"),
}


def _place(request: HttpRequest, region: str) -> tuple[Actor, Opening, InterviewLot | None, Shown]:
    """Return who asks, the opening, its last lot of interviewers and what the pages show.

    Raises NotFound without policy.
    """
    opening, _lot, context = about_ward(request, region)
    rows = InterviewLot.objects.filter(election=opening.election, body=opening.body, region=region)
    lot = rows.order_by("turn").last()
    if lot is None and not context["by_lot"]:
        raise NotFound("Di sini pewawancara tidak diundi: pengangkat tidak mengaktifkan kebijakannya.")
    actor = cast(Request, request).actor
    context |= {"interview_lot": lot, "may_draw": actor.role == Role.KPU_REGENCY}
    return actor, opening, lot, context


def interviewers(request: HttpRequest, region: str) -> HttpResponse:
    """Show who interviews whom and why; freeze who is in a lot, at first and for those whom nobody can interview."""
    actor, opening, lot, context = _place(request, region)
    is_open = lot is None or lot.drawn_at is not None
    if lot is not None:
        context |= _who(request, actor, opening)
        context["without"] = without_interviewer(actor=actor, opening=opening) if context["lot"] is None else []
        is_open = is_open and bool(context["without"])
    if is_open and context["may_draw"]:
        wait = load_profile(opening.election.profile).value("selection.beacons")["wait_minutes"]
        earliest = localtime(now() + timedelta(minutes=wait + SPARE_MINUTES)).replace(second=0, microsecond=0)
        eligible = eligible_interviewers(region, now())
        context["officers"] = officers = _officers(eligible)
        form = InterviewersForm(
            [(str(one["id"]), str(one["words"])) for one in officers],
            request.POST or None,
            initial={"draws_at": earliest},
        )
        if request.method == "POST" and form.is_valid():
            freeze_interviewers(
                actor=actor,
                election=opening.election,
                region=region,
                body=opening.body,
                accounts=[UUID(one) for one in form.cleaned_data["accounts"]],
                beacons=coming_beacons(form.cleaned_data["draws_at"]),
                now=now(),
            )
            return redirect(ward_url("interviewers", region, opening.body))
        context |= {"form": form, "beacons": coming_beacons(earliest)}
    return render(request, "selection/interviewers.html", context)


def _officers(accounts: Sequence[Account]) -> list[Shown]:
    """Return accounts for the page, each with whether it is recorded which person it is."""
    known = people_of_accounts(one.id for one in accounts)
    found: list[Shown] = []
    for one in accounts:
        name, is_known = one.display_name or one.username, str(one.id) in known
        words = name if is_known else _("%(name)s (orangnya belum tercatat)") % {"name": name}
        found.append({"id": str(one.id), "name": name, "words": words, "is_known": is_known})
    return found


def _who(request: HttpRequest, actor: Actor, opening: Opening) -> Shown:
    found = interviews_of(actor=actor, opening=opening)
    page = Paginator(found, PAGE).get_page(request.GET.get("halaman"))
    lots = list(InterviewLot.objects.filter(election=opening.election, body=opening.body, region=opening.region))
    accounts = Account.objects.in_bulk([UUID(one) for lot in lots for one in lot.interviewers])
    names = {str(key): account.display_name or account.username for key, account in accounts.items()}
    return {
        "page": page,
        "rows": [_row(one, opening, names, actor) for one in page],
        "lots": [(lot, _numbered(lot, names)) for lot in sorted(lots, key=lambda lot: lot.turn)],
        "departed": departed_among(found, opening.region, now()).count(),
    }


def _numbered(lot: InterviewLot, names: Mapping[str, str]) -> list[tuple[int, str, bool]]:
    """Return the interviewers of a lot: number, name, and whether kin was looked for."""
    return [(number, names[one], number in lot.checked) for number, one in enumerate(lot.interviewers, start=1)]


def _row(one: Interview, opening: Opening, names: Mapping[str, str], actor: Actor) -> Shown:
    sheet = getattr(one.application, "score_sheet", None)
    given = sheet.points.get(INTERVIEW) if sheet else None
    is_mine, prefix = one.account_id is not None and one.account_id == actor.account_id, str(one.application_id)
    barred = {one.lot.interviewers[passed["number"] - 1] for passed in one.passed}
    profile = load_profile(opening.election.profile)
    initial = {INTERVIEW: given[0]} if given else {}
    return {
        "one": one,
        "name": names[str(one.account_id)] if one.account_id else "",
        "passed": [(passed["number"], WHY[passed["why"]]) for passed in one.passed],
        "points": given[0] if given and actor.role == Role.KPU_REGENCY else None,
        "is_given": bool(given),
        "form": PointsForm(profile, [INTERVIEW], initial=initial, prefix=prefix) if is_mine else None,
        "may_step_back": not given and str(actor.account_id) in set(one.lot.interviewers) - barred,
    }


def draw(request: HttpRequest, region: str) -> HttpResponse:
    """Take the public values that the freeze named, and draw."""
    actor, opening, lot, context = _place(request, region)
    if lot is None or not context["may_draw"]:
        raise NotFound("Undian pewawancara ini belum dibekukan, atau halaman ini bukan untuk peran Anda.")
    form = BeaconsForm(lot.named, request.POST or None)
    if request.method == "POST" and form.is_valid():
        draw_interviewers(actor=actor, lot_id=lot.id, beacons=form.beacons(), now=now())
        return redirect(ward_url("interviewers", region, opening.body))
    return render(request, "selection/draw_interviewers.html", {**context, "form": form})


def holder(request: HttpRequest, region: str, account_id: UUID) -> HttpResponse:
    """Record which person an interviewer is: the values first, then whom they name, then the confirmation."""
    actor, opening, _lot, context = _place(request, region)
    account = next((one for one in eligible_interviewers(region, now()) if one.id == account_id), None)
    if account is None or not context["may_draw"]:
        raise NotFound("Petugas ini tidak ada, atau halaman ini bukan untuk peran Anda.")
    form = HolderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = PersonValues(**form.cleaned_data)
        person = find_by_nik(values)
        if "yakin" in request.POST:
            person = person or register_person(actor=actor, values=values, now=now())
            name_holder(actor=actor, account_id=account_id, person_id=person.id, now=now())
            return redirect(ward_url("interviewers", region, opening.body))
        context |= {"is_shown": True, "found": person}
    context |= {"form": form, "account": account, "is_known": str(account_id) in people_of_accounts([account_id])}
    return render(request, "selection/holder.html", context)


@require_POST
def score(request: HttpRequest, region: str, application_id: UUID) -> HttpResponse:
    """Save the points of one interview."""
    actor, opening, _lot, _context = _place(request, region)
    form = PointsForm(load_profile(opening.election.profile), [INTERVIEW], request.POST, prefix=str(application_id))
    if form.is_valid():
        points = form.cleaned_data[INTERVIEW]
        score_interview(actor=actor, application_id=application_id, points=points, now=now())
    return redirect(ward_url("interviewers", region, opening.body))


@require_POST
def back(request: HttpRequest, region: str, application_id: UUID) -> HttpResponse:
    """Declare the own interest in an applicant."""
    actor, opening, _lot, _context = _place(request, region)
    step_back(actor=actor, application_id=application_id, reason=request.POST.get("reason", ""), now=now())
    return redirect(ward_url("interviewers", region, opening.body))


@require_POST
def pass_over(request: HttpRequest, region: str) -> HttpResponse:
    """Pass over the interviewers whose mandate has ended."""
    actor, opening, _lot, _context = _place(request, region)
    pass_over_departed(actor=actor, election=opening.election, region=region, body=opening.body, now=now())
    return redirect(ward_url("interviewers", region, opening.body))
