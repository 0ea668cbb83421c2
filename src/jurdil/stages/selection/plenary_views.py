"""Officers' pages of a plenary: what was noted of it, the words on each person, a spreadsheet, the two signatures."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import cast
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from jurdil.engines.tables import MissingColumn, UnreadableFile
from jurdil.errors import NotFound
from jurdil.foundation.accounts.middleware import Request
from jurdil.foundation.accounts.roles import Actor
from jurdil.foundation.accounts.searching import searchable, searched
from jurdil.foundation.storage.clock import day_of, now
from jurdil.foundation.storage.files import file_words, passed_over
from jurdil.law import load_profile
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.bodies.queries import serving
from jurdil.stages.recruitment.models import Application, Opening
from jurdil.stages.selection.forms import PlenaryForm, ScoresFileForm, WeighForm
from jurdil.stages.selection.importing import score_fault_words
from jurdil.stages.selection.models import Plenary
from jurdil.stages.selection.plenaries import (
    digest_of,
    hold_plenary,
    order_of,
    second_plenary,
    sign_plenary,
    weigh_applications,
)
from jurdil.stages.selection.plenary_files import import_words, word_columns, words_file
from jurdil.stages.selection.queries import plenary_of, weighable
from jurdil.stages.selection.views import selecting, ward_url
from jurdil.stages.selection.wording import author_words

PAGE = 20
FAULTS_SHOWN = 100
Shown = dict[str, object]


def _plenary(request: HttpRequest, region: str) -> tuple[Actor, Opening, Plenary | None, Shown]:
    """Return who asks, the KPPS opening of the ward, its plenary and what its pages show. Raises NotFound."""
    opening, context = selecting(request, region)
    if opening.body != BodyKind.KPPS or (context["lot"] is not None):
        raise NotFound("Di sini tidak ada rapat pleno yang menunggu.")
    actor = cast(Request, request).actor
    plenary = plenary_of(actor=actor, opening=opening)
    return actor, opening, plenary, context | {"plenary": plenary}


def _noted(request: HttpRequest, region: str) -> tuple[Actor, Opening, Plenary, Shown]:
    actor, opening, plenary, context = _plenary(request, region)
    if plenary is None:
        raise NotFound("Catat dahulu tanggal dan berita acara rapat plenonya.")
    return actor, opening, plenary, context


def _facts(plenary: Plenary | None, region: str) -> Shown:
    """Return what the form begins with: what was noted, else the members of the PPS who serve today."""
    if plenary is not None:
        return {"held_on": plenary.held_on, "minutes": plenary.minutes, "present": "\n".join(plenary.present)}
    today = day_of(now())
    return {"held_on": today, "present": "\n".join(one.name for one in serving(region, today, kind=BodyKind.PPS))}


@searchable("cari")
def plenary_page(request: HttpRequest, region: str) -> HttpResponse:
    """Show the plenary of a ward and a row of words per applicant; on POST note date, minutes and who was there."""
    actor, opening, plenary, context = _plenary(request, region)
    form = PlenaryForm(request.POST or None, initial=_facts(plenary, region))
    if request.method == "POST" and form.is_valid():
        hold_plenary(actor=actor, election=opening.election, region=region, now=now(), **form.given())
        return redirect("selection:plenary", region=region)
    return _page(request, opening, plenary, context | {"form": form}, None)


def _page(
    request: HttpRequest, opening: Opening, plenary: Plenary | None, context: Shown, bad: WeighForm | None
) -> HttpResponse:
    actor, only = cast(Request, request).actor, request.GET.get("tampil") == "belum"
    name = searched(request, "cari").get("cari", "")
    if plenary is not None:
        rows = weighable(actor=actor, opening=opening, only_waiting=only, name=name)
        page = Paginator(rows, PAGE).get_page(request.GET.get("halaman"))
        names = author_words({one.consideration.written_by for one in page if hasattr(one, "consideration")})
        context |= {
            "page": page,
            "rows": [_row(one, opening, bad, names) for one in page],
            "only_waiting": only,
            "name": name,
            "waiting": weighable(actor=actor, opening=opening, only_waiting=True).count(),
            "taken": plenary.considerations.filter(place__isnull=False).count(),
            "signed_by": author_words([plenary.signed_by]).get(plenary.signed_by, "") if plenary.signed_by else "",
        }
    return render(request, "selection/plenary.html", context)


def _row(application: Application, opening: Opening, bad: WeighForm | None, names: dict[str, str]) -> Shown:
    written, prefix = getattr(application, "consideration", None), str(application.id)
    initial = {"place": written.place, **written.grounds} if written else {}
    if bad is not None and bad.prefix == prefix:
        form = bad
    else:
        form = WeighForm(load_profile(opening.election.profile), initial=initial, prefix=prefix)
    author = names[written.written_by] if written else ""
    return {"application": application, "form": form, "written": written, "author": author}


def weigh(request: HttpRequest, region: str, application_id: UUID) -> HttpResponse:
    """Save the words on one applicant."""
    actor, opening, plenary, context = _noted(request, region)
    if request.method != "POST":
        return redirect("selection:plenary", region=region)
    form = WeighForm(load_profile(opening.election.profile), request.POST, prefix=str(application_id))
    if not form.is_valid():
        context["form"] = PlenaryForm(initial=_facts(plenary, region))
        return _page(request, opening, plenary, context, form)
    entries = [form.weighed(application_id)]
    weigh_applications(actor=actor, plenary_id=plenary.id, entries=entries, now=now())
    return redirect("selection:plenary", region=region)


def words_page(request: HttpRequest, region: str) -> HttpResponse:
    """Take the words from a spreadsheet, and show what could not be read by row."""
    actor, opening, plenary, context = _noted(request, region)
    form = ScoresFileForm(request.POST or None, request.FILES or None)
    columns = [column.name for column in word_columns(load_profile(opening.election.profile))]
    context |= {"form": form, "columns": columns}
    if request.method == "POST" and form.is_valid():
        _take(actor, opening, plenary, form, context)
    answer = render(request, "selection/plenary_words.html", context)
    if "done" in context:
        answer.headers["X-Posting-Done"] = "1"
    return answer


def _take(actor: Actor, opening: Opening, plenary: Plenary, form: ScoresFileForm, context: Shown) -> None:
    file = cast("UploadedFile[bytes]", form.cleaned_data["file"])
    rows = weighable(actor=actor, opening=opening)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("pleno" + Path(str(file.name)).suffix.lower())
        path.write_bytes(file.read())
        try:
            done = import_words(actor=actor, plenary=plenary, applications=rows, path=path, now=now())
        except (MissingColumn, UnreadableFile) as fault:
            form.add_error("file", " ".join(file_words(fault)))
        else:
            shown = [(fault, *score_fault_words(fault.code)) for fault in done.faults[:FAULTS_SHOWN]]
            context |= {"done": done, "shown": shown, "passed": passed_over(done.titles, done.charts)}


def words_sheet(request: HttpRequest, region: str) -> HttpResponseBase:
    """Hand out a workbook with a row per applicant, to be filled in at the plenary."""
    actor, opening, _plenary_noted, _context = _noted(request, region)
    rows = weighable(actor=actor, opening=opening)
    return words_file(load_profile(opening.election.profile), rows, f"pleno-kpps-{region}")


def sign(request: HttpRequest, region: str) -> HttpResponse:
    """Show what would be signed, and on POST sign as the first or the second person."""
    actor, opening, plenary, context = _noted(request, region)
    if request.method == "POST":
        act = second_plenary if plenary.signed_by else sign_plenary
        act(actor=actor, plenary_id=plenary.id, now=now(), read=request.POST.get("read", ""))
        return redirect(ward_url("ward", region, opening.body))
    placed, needed = order_of(plenary), opening.needed
    people = Application.objects.select_related("person").in_bulk([row.application_id for row in placed])
    lines = [(place, people[row.application_id], place <= needed) for place, row in enumerate(placed, start=1)]
    page = Paginator(lines, 50).get_page(request.GET.get("halaman"))
    considered = weighable(actor=actor, opening=opening).count()
    context |= {
        "page": page,
        "chosen": min(len(placed), needed),
        "reserves": max(0, len(placed) - needed),
        "others": considered - len(placed),
        "is_second": bool(plenary.signed_by),
        "read": digest_of(plenary),
    }
    return render(request, "selection/plenary_sign.html", context)
