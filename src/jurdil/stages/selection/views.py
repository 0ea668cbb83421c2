"""Officers' pages of the selection: how far each ward is, points, freeze, draw, standings."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from jurdil.errors import NotFound
from jurdil.foundation.accounts.middleware import Request
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.storage.clock import now
from jurdil.law import load_profile
from jurdil.registry.bodies.models import BodyKind
from jurdil.stages.recruitment.models import Application, Opening
from jurdil.stages.selection.actions import draw_order, freeze_list, score_application
from jurdil.stages.selection.exports import standings_file
from jurdil.stages.selection.forms import BeaconsForm, PointsForm
from jurdil.stages.selection.models import Lot
from jurdil.stages.selection.queries import opening_of, openings_within, scorable, standings_of
from jurdil.stages.selection.wording import author_words

PAGE = 50
BODIES = (BodyKind.KPPS, BodyKind.PPS, BodyKind.PPK)
Shown = dict[str, object]


def _body(request: HttpRequest) -> str:
    given = request.GET.get("badan", BodyKind.KPPS.value)
    if given not in BODIES:
        raise NotFound("Badan ini tidak dikenal.")
    return given


def _may_select(actor: Actor, body: str) -> bool:
    return actor.role == Role.KPU_REGENCY or (actor.role == Role.PPS and body == BodyKind.KPPS)


def _ward_url(name: str, region: str, body: str) -> str:
    url = reverse(f"selection:{name}", args=[region])
    return url if body == BodyKind.KPPS else f"{url}?badan={body}"


def _about(request: HttpRequest, region: str) -> tuple[Opening, Lot | None, dict[str, object]]:
    """Return the opening, its lot, and what every page of one ward shows."""
    actor, body = cast(Request, request).actor, _body(request)
    opening = opening_of(actor=actor, region=region, body=body)
    lot = Lot.objects.filter(election=opening.election, body=body, region=region).first()
    context = {
        "opening": opening,
        "region": region,
        "body": body,
        "lot": lot,
        "may_select": _may_select(actor, body),
        "query": "" if body == BodyKind.KPPS else f"?badan={body}",
    }
    return opening, lot, context


def ward_list(request: HttpRequest) -> HttpResponse:
    """Show each ward of the officer's region: eligible, scored, frozen, drawn."""
    body = _body(request)
    rows = openings_within(actor=cast(Request, request).actor, body=body)
    page = Paginator(rows, PAGE).get_page(request.GET.get("halaman"))
    context = {"page": page, "bodies": BODIES, "body": body}
    return render(request, "selection/wards.html", context)


def _row(
    application: Application, opening: Opening, bad: PointsForm | None, names: dict[str, str]
) -> dict[str, object]:
    sheet = getattr(application, "score_sheet", None)
    initial = {key: given[0] for key, given in sheet.points.items()} if sheet else {}
    profile, prefix = load_profile(opening.election.profile), str(application.id)
    form = bad if bad is not None and bad.prefix == prefix else PointsForm(profile, initial=initial, prefix=prefix)
    authors = sorted({str(given[1]) for given in sheet.points.values()}) if sheet else []
    return {"application": application, "sheet": sheet, "form": form, "authors": [names[label] for label in authors]}


def ward_page(request: HttpRequest, region: str) -> HttpResponse:
    """Show one ward: where its list stands, and a row of points per applicant for those who select."""
    return _ward(request, region)


def _ward(request: HttpRequest, region: str, bad: PointsForm | None = None) -> HttpResponse:
    opening, lot, context = _about(request, region)
    if lot is None and context["may_select"]:
        only = request.GET.get("tampil") == "belum"
        actor = cast(Request, request).actor
        rows = scorable(actor=actor, opening=opening, only_unscored=only)
        page = Paginator(rows, PAGE).get_page(request.GET.get("halaman"))
        sheets = [sheet for one in page if (sheet := getattr(one, "score_sheet", None))]
        names = author_words({str(given[1]) for sheet in sheets for given in sheet.points.values()})
        context |= {
            "page": page,
            "rows": [_row(one, opening, bad, names) for one in page],
            "only_unscored": only,
            "unscored": scorable(actor=actor, opening=opening, only_unscored=True).count(),
        }
    return render(request, "selection/ward.html", context)


def score(request: HttpRequest, region: str, application_id: UUID) -> HttpResponse:
    """Save the row of one applicant."""
    opening, _lot, _context = _about(request, region)
    if request.method != "POST":
        return redirect(_ward_url("ward", region, opening.body))
    form = PointsForm(load_profile(opening.election.profile), request.POST, prefix=str(application_id))
    if not form.is_valid():
        return _ward(request, region, form)
    actor = cast(Request, request).actor
    score_application(actor=actor, application_id=application_id, points=form.cleaned_data, now=now())
    return redirect(_ward_url("ward", region, opening.body))


def freeze(request: HttpRequest, region: str) -> HttpResponse:
    """Say what freezing does; on POST freeze the list and publish its hash."""
    opening, _lot, context = _about(request, region)
    if not context["may_select"]:
        raise NotFound("Halaman ini tidak ada, atau bukan untuk peran Anda.")
    actor = cast(Request, request).actor
    if request.method == "POST":
        body = BodyKind(opening.body)
        freeze_list(actor=actor, election=opening.election, region=region, body=body, now=now())
        return redirect(_ward_url("ward", region, opening.body))
    context["count"] = scorable(actor=actor, opening=opening).count()
    context["unscored"] = scorable(actor=actor, opening=opening, only_unscored=True).count()
    return render(request, "selection/freeze.html", context)


def draw(request: HttpRequest, region: str) -> HttpResponse:
    """Take the two public values and draw."""
    opening, lot, context = _about(request, region)
    if lot is None or not context["may_select"]:
        raise NotFound("Daftar kelurahan ini belum dibekukan, atau halaman ini bukan untuk peran Anda.")
    form = BeaconsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        draw_order(actor=cast(Request, request).actor, lot_id=lot.id, beacons=form.beacons(), now=now())
        return redirect(_ward_url("standings", region, opening.body))
    return render(request, "selection/draw.html", {**context, "form": form})


def standings(request: HttpRequest, region: str) -> HttpResponseBase:
    """Show a ward's standings, best rank first; `?bentuk=csv` or `xlsx` hands them out as a file."""
    opening, _lot, context = _about(request, region)
    rows = standings_of(actor=cast(Request, request).actor, region=region, body=opening.body)
    kind = request.GET.get("bentuk", "")
    if kind in ("csv", "xlsx"):
        return standings_file(rows, kind, f"urutan-{opening.body.lower()}-{region}")
    page = Paginator(rows, PAGE).get_page(request.GET.get("halaman"))
    return render(request, "selection/standings.html", {**context, "page": page})
