"""Lists as files for a spreadsheet; no NIK, phone or address leaves in them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _

from jurdil.engines.tables import write_table, write_template
from jurdil.errors import NotFound
from jurdil.stages.recruitment.importing import COLUMNS
from jurdil.stages.recruitment.models import Application, Candidacy, ReviewState
from jurdil.stages.recruitment.wording import CANDIDACY, REVIEW

ENDINGS = ("csv", "xlsx")


def applications_file(rows: Iterable[Application], ending: str) -> FileResponse:
    """Return applications as an attachment. ending: `csv` or `xlsx`. Raises NotFound for another."""
    if ending not in ENDINGS:
        raise NotFound(_("Berkas hanya tersedia sebagai CSV atau XLSX."))
    found = list(rows)
    columns: dict[str, pa.Array] = {
        "nomor": pa.array([row.number for row in found], pa.int32()),
        "wilayah": pa.array([row.region for row in found], pa.string()),
        "badan": pa.array([row.body for row in found], pa.string()),
        "nama": pa.array([row.person.name for row in found], pa.string()),
        "jenis_kelamin": pa.array([row.person.sex for row in found], pa.string()),
        "kontak": pa.array([row.contact_at.isoformat(timespec="minutes") for row in found], pa.string()),
        "asal": pa.array([str(CANDIDACY[Candidacy(row.candidacy)]) for row in found], pa.string()),
        "berpengalaman": pa.array([row.is_experienced for row in found], pa.bool_()),
        "hasil": pa.array([str(REVIEW[ReviewState(row.review)]) for row in found], pa.string()),
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"pelamar.{ending}"
        write_table(pa.table(columns), path)
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


def template_file(request: HttpRequest, ending: str) -> FileResponse:
    """Hand out an empty table with the columns of an import."""
    if ending not in ENDINGS:
        raise NotFound(_("Berkas hanya tersedia sebagai CSV atau XLSX."))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"contoh-lamaran.{ending}"
        columns = [replace(column, meaning=_(column.meaning)) for column in COLUMNS]
        titles = (_("kolom"), _("wajib"), _("bentuk"), _("arti"))
        write_template(columns, path, sheets=("data", _("petunjuk")), titles=titles)
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
