"""An officer's overview, and the choice of the mandate to act in."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from jurdil.doors.desk.duties import duties_of
from jurdil.doors.desk.lagging import lagging
from jurdil.doors.desk.long_work import in_words
from jurdil.doors.desk.overview import lines_of, map_of, part_length, supervises
from jurdil.doors.desk.progress import Progress, progress_by_ward, summed
from jurdil.errors import NotFound
from jurdil.foundation.accounts.middleware import MANDATE_KEY, Request
from jurdil.foundation.accounts.models import Account
from jurdil.foundation.accounts.queries import mandates_of
from jurdil.foundation.accounts.roles import LABELS_ID, Role
from jurdil.foundation.jobs.queries import jobs_within
from jurdil.foundation.storage.clock import day_of, now
from jurdil.registry.elections.queries import election_on, intervals_on

LAGS_SHOWN = 10
JOBS_SHOWN = 5
ELSEWHERE = {Role.PARTNER: "/mitra/", Role.APPLICANT: "/berkas/"}


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Show what the officer must do, how far each part is, what lags and why, and the long work."""
    actor, on = cast(Request, request).actor, day_of(now())
    if not supervises(actor):
        return redirect(ELSEWHERE.get(actor.role, "desk:mandates"))
    election = election_on(on)
    if election is None:
        raise NotFound(_("Belum ada pemilihan yang dimuat di sini."))
    wards = progress_by_ward(actor=actor, election=election, on=on)
    parts = summed(wards, part_length(actor.region))
    lines = lines_of(parts, actor)
    lags = lagging(parts, {line.code: line.name for line in lines})
    context = {
        "election": election,
        "on": on,
        "duties": duties_of(actor=actor, election=election, on=on),
        "lines": lines,
        "whole": sum(parts.values(), Progress()),
        "lags": lags[:LAGS_SHOWN],
        "more_lags": max(len(lags) - LAGS_SHOWN, 0),
        "map": map_of(wards, actor.region),
        "work": in_words(jobs_within(actor=actor, limit=JOBS_SHOWN)),
        "today": intervals_on(on, election=election, region=actor.region),
    }
    return render(request, "desk/home.html", context)


@login_required
def mandates(request: HttpRequest) -> HttpResponse:
    """Let somebody with several mandates choose the one to act in."""
    account = cast(Account, request.user)
    held = mandates_of(account, day_of(now()))
    if request.method == "POST":
        chosen = next((one for one in held if str(one.id) == request.POST.get("mandate")), None)
        if chosen is None:
            raise NotFound(_("Mandat ini tidak ada, sudah berakhir, atau bukan milik Anda."))
        request.session[MANDATE_KEY] = str(chosen.id)
        role = _(LABELS_ID[Role(chosen.role)])
        messages.info(request, _("Sekarang Anda bertindak sebagai %(role)s.") % {"role": role})
        return redirect("desk:home")
    current = request.session.get(MANDATE_KEY) or (str(held[0].id) if held else "")
    rows = [{"mandate": one, "role": _(LABELS_ID[Role(one.role)]), "is_now": str(one.id) == current} for one in held]
    return render(request, "desk/mandates.html", {"rows": rows})
