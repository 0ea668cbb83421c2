"""Pages of all replacements of a region: which step each is at, found by step, place or name, and as a file."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pyarrow as pa
from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jurdil.engines.tables import write_table
from jurdil.errors import NotFound
from jurdil.foundation.accounts.searching import searchable, searched
from jurdil.foundation.storage.clock import now
from jurdil.registry.regions.forms import ListFilter
from jurdil.stages.placement.models import Replacement, ReplacementState
from jurdil.stages.placement.offer_times import ends_of_offers
from jurdil.stages.placement.queries import OPEN, SIGNERS, replacements_within
from jurdil.stages.placement.reserve_views import ENDINGS
from jurdil.stages.placement.views import PAGE, acting
from jurdil.stages.placement.wording import REPLACEMENT_LABELS, ROLE_LABELS

LATE = "lewat"


class StepForm(ListFilter):
    """Which replacements are shown."""

    keadaan = forms.ChoiceField(
        label=gettext_lazy("Keadaan"),
        required=False,
        choices=[
            ("", gettext_lazy("Yang berjalan")),
            *[(state, REPLACEMENT_LABELS[state]) for state in ReplacementState.values],
            (LATE, gettext_lazy("Tawaran lewat waktu")),
            ("semua", gettext_lazy("Semuanya")),
        ],
    )
    cari = forms.CharField(label=gettext_lazy("Tempat atau nama"), required=False, max_length=80)


def _found(request: HttpRequest) -> tuple[StepForm, QuerySet[Replacement]]:
    form = StepForm(searched(request, "cari"))
    form.full_clean()
    step, words = form.cleaned_data.get("keadaan", ""), form.cleaned_data.get("cari", "")
    states = {"": OPEN, "semua": ReplacementState.values, LATE: [ReplacementState.OFFERED]}.get(step, [step])
    late_at = now() if step == LATE else None
    return form, replacements_within(actor=acting(request), states=states, words=words, late_at=late_at)


@searchable("cari")
def replacement_list(request: HttpRequest) -> HttpResponse:
    """Show the replacements of the officer's region, those that are open unless others are asked for."""
    form, rows = _found(request)
    page = Paginator(form.narrow(rows), PAGE).get_page(request.GET.get("halaman"))
    ends = ends_of_offers(page)
    context = {
        "form": form,
        "page": page,
        "lines": [
            (one, ROLE_LABELS[one.seat.role], REPLACEMENT_LABELS[one.state], one.state in OPEN, _until(one, ends))
            for one in page
        ],
        "query": request.GET.urlencode(),
        "endings": ENDINGS,
        "may_replace": acting(request).role in SIGNERS,
    }
    return render(request, "placement/replacements.html", context)


def replacement_file(request: HttpRequest, ending: str) -> FileResponse:
    """Hand out the same list as a file."""
    if ending not in ENDINGS:
        raise NotFound("Berkas hanya tersedia sebagai CSV atau XLSX.")
    form, narrowed = _found(request)
    form.must_be_read()
    found = list(narrowed)
    ends = ends_of_offers(found)
    rows = [_row(one, _until(one, ends)) for one in found]
    with tempfile.TemporaryDirectory() as folder:  # made 0700; the open file outlives it
        path = Path(folder) / f"penggantian.{ending}"
        write_table(pa.Table.from_pylist(rows), path)
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


def _until(one: Replacement, ends: Mapping[UUID, datetime | None]) -> datetime | None:
    """Return until when an offer waits, or was accepted; None where there is none, or its message has not left."""
    return ends.get(one.id, one.deadline)


def _row(one: Replacement, until: datetime | None) -> dict[str, str]:
    return {
        _("wilayah"): one.region,
        _("badan"): one.seat.body.kind,
        _("kursi"): str(one.seat.number),
        _("peran"): str(ROLE_LABELS[one.seat.role]),
        _("keadaan"): str(REPLACEMENT_LABELS[one.state]),
        _("ditawarkan_kepada"): one.offered_to.person.name if one.offered_to is not None else "",
        _("jawab_sebelum"): until.isoformat() if until is not None else "",
    }
