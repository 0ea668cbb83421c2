"""The page of how good the screening is, and the same figures as a file."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pyarrow as pa
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from jurdil.engines.linkage.intervals import Share
from jurdil.errors import NotFound
from jurdil.stages.vetting.exports import ENDINGS, table_file
from jurdil.stages.vetting.forms import PlaceForm
from jurdil.stages.vetting.quality import CalibrationBin, Quality, quality_of
from jurdil.stages.vetting.views import actor_of, chosen_election
from jurdil.stages.vetting.wording import EVIDENCE, GRADES, HIGHEST_PERCENT, OUTCOMES, decimal, percent_of

Row = tuple[str, str, str, float | None, int | None, float | None, float | None]


def _found(request: HttpRequest) -> tuple[PlaceForm, Quality]:
    actor, form = actor_of(request), PlaceForm(request.GET)
    region = form.cleaned_data["wilayah"] if form.is_valid() else ""
    return form, quality_of(actor=actor, election=chosen_election(request), region=region or actor.region)


def quality_page(request: HttpRequest) -> HttpResponse:
    """Show the figures of the actor's region or of a part of it."""
    form, found = _found(request)
    if form.errors:
        return render(request, "vetting/quality.html", {"form": form})
    context = {
        "form": form,
        "found": found,
        "median": "–" if found.median_days is None else decimal(found.median_days, 1),
        "outcomes": [(words, found.outcomes.get(key, 0)) for key, words in OUTCOMES.items()],
        "grades": [(GRADES[one.key], one) for one in found.grades],
        "classes": [(EVIDENCE[one.key], one) for one in found.classes],
        "bins": [(_range(one), one, _shown(one.same), _mean(one)) for one in found.bins],
    }
    return render(request, "vetting/quality.html", context)


def _range(one: CalibrationBin) -> str:
    if Decimal(str(one.high)) * 100 > HIGHEST_PERCENT:
        return _("%s %% ke atas") % percent_of(Decimal(str(one.low)))
    return f"{percent_of(Decimal(str(one.low)))}–{percent_of(Decimal(str(one.high)))} %"


def _mean(one: CalibrationBin) -> str:
    return "–" if one.mean is None else f"{percent_of(Decimal(one.mean))} %"


def _shown(share: Share | None) -> str:
    """Return how many of the ruled ones it was: what officers found may be all of them, a suspicion is never sure."""
    if share is None:
        return ""
    value, low, high = (decimal(100 * part, 1) for part in (share.value, share.low, share.high))
    return f"{value} % ({low}–{high})"


def quality_file(request: HttpRequest, ending: str) -> FileResponse:
    """Hand out the figures: one row a figure, with what it is divided by and its interval."""
    if ending not in ENDINGS:
        raise NotFound(_("Halaman ini tidak ada, atau bukan untuk peran Anda."))
    form, found = _found(request)
    form.must_be_read()
    rows = list(_rows(found))
    names = ("bagian", "kelompok", "ukuran", "nilai", "penyebut", "batas_bawah", "batas_atas")
    kinds = (pa.string(), pa.string(), pa.string(), pa.float64(), pa.int64(), pa.float64(), pa.float64())
    columns = {name: pa.array([row[at] for row in rows], kinds[at]) for at, name in enumerate(names)}
    return table_file(pa.table(columns), f"mutu-penyaringan.{ending}")


def _rows(found: Quality) -> Iterator[Row]:
    def row(part: str, group: str, figure: str, value: float | None, of: int | None = None) -> Row:
        return part, group, figure, value, of, None, None

    for name in ("screened", "runs", "found", "people", "waiting", "ruled", "simulated", "objections", "revised"):
        yield row("total", found.region, name, getattr(found, name))
    yield row("total", found.region, "median_days", found.median_days, found.ruled)
    for key in OUTCOMES:
        yield row("outcome", key, "ruled", found.outcomes.get(key, 0), found.ruled)
    for part, levels in (("grade", found.grades), ("evidence", found.classes)):
        for level in levels:
            for name in ("found", "waiting", "same", "other"):
                yield row(part, level.key or "-", name, getattr(level, name), level.found)
    for one in found.bins:
        group, same = f"{one.low:g}-{one.high:g}", one.same
        yield row("calibration", group, "waiting", one.waiting)
        yield row("calibration", group, "silent", one.silent)
        yield row("calibration", group, "mean_probability", one.mean, same.of if same else 0)
        if same is not None:
            yield "calibration", group, "same_person", same.value, same.of, same.low, same.high
    for place in found.regions:
        for name in ("found", "waiting", "same", "other"):
            yield row("region", place.region, name, getattr(place, name))
