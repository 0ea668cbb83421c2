"""Officers' pages of the points: how far each ward is, a row per applicant, a spreadsheet, what the interview moves."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import cast
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jurdil.engines.tables import MissingColumn, UnreadableFile
from jurdil.errors import NotFound
from jurdil.foundation.accounts.middleware import Request
from jurdil.foundation.accounts.roles import Actor, Role, is_same_hand
from jurdil.foundation.storage.clock import day_of, now
from jurdil.foundation.storage.files import file_words, passed_over
from jurdil.law import load_profile
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.elections.policies import policies_on
from jurdil.stages.recruitment.models import Application, Opening
from jurdil.stages.selection.actions import INTERVIEW, parts_given, score_application, sheet_of
from jurdil.stages.selection.forms import PointsForm, ScoresFileForm
from jurdil.stages.selection.importing import import_scores, score_columns, score_fault_words
from jurdil.stages.selection.models import Lot, ScoreSheet, Standing
from jurdil.stages.selection.moves import digest_of, explain_move, held_moves, second_move
from jurdil.stages.selection.queries import gone_ids, opening_of, openings_within, plenary_of, scorable
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


def ward_url(name: str, region: str, body: str) -> str:
    """Return the address of a page of one ward."""
    url = reverse(f"selection:{name}", args=[region])
    return url if body == BodyKind.KPPS else f"{url}?badan={body}"


def about_ward(request: HttpRequest, region: str) -> tuple[Opening, Lot | None, Shown]:
    """Return the opening, its lot, and what every page of one ward shows."""
    actor, body = cast(Request, request).actor, _body(request)
    opening = opening_of(actor=actor, region=region, body=body)
    lot = Lot.objects.filter(election=opening.election, body=body, region=region).first()
    groups = set(policies_on(opening.election, region, body, day_of(now())))
    context: Shown = {
        "law_alone": body == BodyKind.KPPS and "order" not in groups,
        "by_lot": "interviewers" in groups,
        "may_score": body != BodyKind.KPPS or "points" in groups,
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


def _points_form(opening: Opening, data: Mapping[str, str] | None = None, **given: object) -> PointsForm:
    parts = parts_given(opening.election, opening.region, opening.body, now())
    return PointsForm(load_profile(opening.election.profile), parts, data, **given)


def _row(
    application: Application, opening: Opening, bad: PointsForm | None, names: dict[str, str]
) -> dict[str, object]:
    sheet = getattr(application, "score_sheet", None)
    initial = {key: given[0] for key, given in sheet.points.items()} if sheet else {}
    prefix = str(application.id)
    form = bad if bad is not None and bad.prefix == prefix else _points_form(opening, initial=initial, prefix=prefix)
    authors = sorted({str(given[1]) for given in sheet.points.values()}) if sheet else []
    return {"application": application, "sheet": sheet, "form": form, "authors": [names[label] for label in authors]}


def ward_page(request: HttpRequest, region: str) -> HttpResponse:
    """Show one ward: where its list stands, and a row of points per applicant for those who select."""
    return _ward(request, region)


def _after_freeze(lot: Lot) -> dict[str, object]:
    """Return what is still to be done about a frozen list: points not yet public, removals not yet written."""
    gone = set(gone_ids(lot))
    struck = set(Standing.objects.filter(lot=lot, removed_at__isnull=False).values_list("application_id", flat=True))
    unpublished = ScoreSheet.objects.filter(application__standing__lot=lot, published_at__isnull=True)
    return {"unsettled": len(gone ^ struck), "unpublished": unpublished.exists()}


def _ward(request: HttpRequest, region: str, bad: PointsForm | None = None) -> HttpResponse:
    opening, lot, context = about_ward(request, region)
    if context["law_alone"] or (lot is not None and lot.is_plenary):
        context["plenary"] = plenary_of(actor=cast(Request, request).actor, opening=opening)
    if lot is not None and context["may_select"]:
        context |= _after_freeze(lot)
    elif context["may_select"] and context["may_score"]:
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
            "has_interview": INTERVIEW in sheet_of(load_profile(opening.election.profile), opening.body),
            "held": sum(not one.is_settled for one in held_moves(opening.election, region, opening.body)),
        }
    return render(request, "selection/ward.html", context)


def score(request: HttpRequest, region: str, application_id: UUID) -> HttpResponse:
    """Save the row of one applicant."""
    opening, _lot, _context = about_ward(request, region)
    if request.method != "POST":
        return redirect(ward_url("ward", region, opening.body))
    form = _points_form(opening, request.POST, prefix=str(application_id))
    if not form.is_valid():
        return _ward(request, region, form)
    actor = cast(Request, request).actor
    score_application(actor=actor, application_id=application_id, points=form.cleaned_data, now=now())
    return redirect(ward_url("ward", region, opening.body))


def selecting(request: HttpRequest, region: str) -> tuple[Opening, Shown]:
    """Return the opening and the context of a page for those who select. Raises NotFound for anybody else."""
    opening, _lot, context = about_ward(request, region)
    if not context["may_select"]:
        raise NotFound("Halaman ini tidak ada, atau bukan untuk peran Anda.")
    return opening, context


def upload(request: HttpRequest, region: str) -> HttpResponse:
    """Take points from a spreadsheet, and show what could not be read by row."""
    opening, context = selecting(request, region)
    form = ScoresFileForm(request.POST or None, request.FILES or None)
    context |= {"form": form, "columns": [column.name for column in score_columns(opening, now())]}
    if request.method == "POST" and form.is_valid():
        _take(cast(Request, request), opening, form, context)
    answer = render(request, "selection/upload.html", context)
    if "done" in context:
        answer.headers["X-Posting-Done"] = "1"
    return answer


def _take(request: Request, opening: Opening, form: ScoresFileForm, context: dict[str, object]) -> None:
    file = cast("UploadedFile[bytes]", form.cleaned_data["file"])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("scores" + Path(str(file.name)).suffix.lower())
        path.write_bytes(file.read())
        try:
            done = import_scores(actor=request.actor, opening=opening, path=path, now=now())
        except (MissingColumn, UnreadableFile) as fault:
            form.add_error("file", " ".join(file_words(fault)))
        else:
            shown = [(fault, *score_fault_words(fault.code)) for fault in done.faults]
            context |= {"done": done, "shown": shown, "passed": passed_over(done.titles, done.charts)}


def moves(request: HttpRequest, region: str) -> HttpResponse:
    """Show whom the interview moves further than the bound: the reason, and who signed."""
    opening, context = selecting(request, region)
    actor = cast(Request, request).actor
    rows = held_moves(opening.election, region, opening.body)
    labels = {label for one in rows for label in (one.sheet.move_explained_by, one.sheet.move_seconded_by) if label}
    names = author_words(labels)
    context |= {
        "bound": load_profile(opening.election.profile).number("selection.interview_bound"),
        "rows": [
            {
                "one": one,
                "explained": names.get(one.sheet.move_explained_by, ""),
                "seconded": names.get(one.sheet.move_seconded_by, ""),
                "read": digest_of(one.sheet),
                "is_own_reason": is_same_hand(one.sheet.move_explained_by, actor),
            }
            for one in rows
        ],
    }
    return render(request, "selection/moves.html", context)


def sign_move(request: HttpRequest, region: str, application_id: UUID) -> HttpResponse:
    """Take the reason of the first officer, or the signature of the second."""
    opening, _context = selecting(request, region)
    actor = cast(Request, request).actor
    if request.method == "POST" and "reason" in request.POST:
        explain_move(actor=actor, application_id=application_id, reason=request.POST["reason"], now=now())
    elif request.method == "POST":
        read = request.POST.get("read", "")
        second_move(actor=actor, application_id=application_id, now=now(), read=read)
    return redirect(ward_url("moves", region, opening.body))
