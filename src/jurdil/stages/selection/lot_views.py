"""Officers' pages of the lot: freeze, draw, publish the points, strike off, standings."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST

from jurdil.errors import NotFound
from jurdil.foundation.accounts.middleware import Request
from jurdil.foundation.storage.clock import now
from jurdil.law import coming_beacons, load_profile
from jurdil.registry.bodies.models import BodyKind
from jurdil.stages.recruitment.models import Opening
from jurdil.stages.selection.exports import standings_file
from jurdil.stages.selection.forms import BeaconsForm, FreezeForm
from jurdil.stages.selection.lots import draw_order, freeze_list, publish_scores, settle_removals
from jurdil.stages.selection.models import Lot
from jurdil.stages.selection.queries import scorable, standings_of
from jurdil.stages.selection.views import PAGE, about_ward, ward_url

SPARE_MINUTES = 5


def freeze(request: HttpRequest, region: str) -> HttpResponse:
    """Say what freezing does and which public values are to come; on POST freeze the list and publish its hash."""
    opening, _lot, context = about_ward(request, region)
    if not context["may_select"]:
        raise NotFound("Halaman ini tidak ada, atau bukan untuk peran Anda.")
    actor = cast(Request, request).actor
    wait = load_profile(opening.election.profile).value("selection.beacons")["wait_minutes"]
    earliest = localtime(now() + timedelta(minutes=wait + SPARE_MINUTES)).replace(second=0, microsecond=0)
    form = FreezeForm(request.POST or None, initial={"draws_at": earliest})
    if request.method == "POST" and form.is_valid():
        named = coming_beacons(form.cleaned_data["draws_at"])
        body = BodyKind(opening.body)
        freeze_list(actor=actor, election=opening.election, region=region, body=body, beacons=named, now=now())
        return redirect(ward_url("ward", region, opening.body))
    context |= {
        "form": form,
        "beacons": coming_beacons(earliest),
        "count": scorable(actor=actor, opening=opening).count(),
        "unscored": scorable(actor=actor, opening=opening, only_unscored=True).count(),
    }
    return render(request, "selection/freeze.html", context)


def _lot(request: HttpRequest, region: str) -> tuple[Opening, Lot, dict[str, object]]:
    opening, lot, context = about_ward(request, region)
    if lot is None or not context["may_select"]:
        raise NotFound("Daftar kelurahan ini belum dibekukan, atau halaman ini bukan untuk peran Anda.")
    return opening, lot, context


def draw(request: HttpRequest, region: str) -> HttpResponse:
    """Take the public values that the freeze named, and draw."""
    opening, lot, context = _lot(request, region)
    form = BeaconsForm(lot.named, request.POST or None)
    if request.method == "POST" and form.is_valid():
        draw_order(actor=cast(Request, request).actor, lot_id=lot.id, beacons=form.beacons(), now=now())
        return redirect(ward_url("standings", region, opening.body))
    return render(request, "selection/draw.html", {**context, "form": form})


@require_POST
def publish(request: HttpRequest, region: str) -> HttpResponse:
    """Let every applicant read the own points."""
    opening, lot, _context = _lot(request, region)
    publish_scores(actor=cast(Request, request).actor, lot_id=lot.id, now=now())
    return redirect(ward_url("ward", region, opening.body))


@require_POST
def removals(request: HttpRequest, region: str) -> HttpResponse:
    """Strike off whoever has withdrawn or is excluded by a ruling since the freeze."""
    opening, lot, _context = _lot(request, region)
    settle_removals(actor=cast(Request, request).actor, lot_id=lot.id, now=now())
    return redirect(ward_url("ward", region, opening.body))


def standings(request: HttpRequest, region: str) -> HttpResponseBase:
    """Show a ward's standings, best rank first; `?bentuk=csv` or `xlsx` hands them out as a file."""
    opening, _lot, context = about_ward(request, region)
    rows = standings_of(actor=cast(Request, request).actor, region=region, body=opening.body)
    kind = request.GET.get("bentuk", "")
    if kind in ("csv", "xlsx"):
        return standings_file(rows, kind, f"urutan-{opening.body.lower()}-{region}")
    page = Paginator(rows, PAGE).get_page(request.GET.get("halaman"))
    return render(request, "selection/standings.html", {**context, "page": page})
