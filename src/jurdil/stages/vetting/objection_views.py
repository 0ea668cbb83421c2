"""Pages of objections for officers: what waits for a review, and what was decided."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyarrow as pa
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from jurdil.engines.tables import write_table
from jurdil.errors import NotFound
from jurdil.foundation.accounts.roles import Role
from jurdil.stages.vetting.models import Objection
from jurdil.stages.vetting.objections import objections_within
from jurdil.stages.vetting.views import PAGE, actor_of
from jurdil.stages.vetting.wording import OUTCOMES, STATES

ENDINGS = ("csv", "xlsx")


def _is_open(request: HttpRequest) -> bool:
    return request.GET.get("keadaan") != "diputus"


def _shown(row: Objection) -> dict[str, object]:
    return {
        "row": row,
        "outcome": OUTCOMES[row.ruling.outcome],
        "answer": OUTCOMES[row.answer.outcome] if row.answer else "",
        "state": STATES[row.match.state],
    }


def objection_list(request: HttpRequest) -> HttpResponse:
    """Show the objections that wait for a review, the oldest first, or those that were decided."""
    is_open = _is_open(request)
    rows = objections_within(actor=actor_of(request), is_open=is_open)
    page = Paginator(rows, PAGE).get_page(request.GET.get("halaman"))
    context = {"page": page, "rows": [_shown(row) for row in page], "is_open": is_open}
    return render(request, "vetting/objections.html", context)


def objection_export(request: HttpRequest, ending: str) -> FileResponse:
    """Hand out the list, without what the objections say."""
    actor = actor_of(request)
    if ending not in ENDINGS or actor.role != Role.KPU_REGENCY:
        raise NotFound(_("Halaman ini tidak ada, atau bukan untuk peran Anda."))
    rows = [
        {
            "wilayah": row.match.region,
            "nama": row.match.person.name,
            "daftar": row.match.roster,
            "diajukan": row.filed_at.isoformat(timespec="minutes"),
            "putusan_semula": str(OUTCOMES[row.ruling.outcome]),
            "hasil_peninjauan": str(OUTCOMES[row.answer.outcome]) if row.answer else "",
        }
        for row in objections_within(actor=actor, is_open=_is_open(request))
    ]
    names = ("wilayah", "nama", "daftar", "diajukan", "putusan_semula", "hasil_peninjauan")
    table = pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in names})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"keberatan.{ending}"
        write_table(table, path)
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
