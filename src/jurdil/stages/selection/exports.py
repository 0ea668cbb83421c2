"""Standings as a file for a spreadsheet; what a stranger typed is never executed there."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
from django.http import FileResponse

from jurdil.engines.tables import write_table
from jurdil.stages.selection.models import Standing


def standings_file(rows: Iterable[Standing], kind: str, name: str) -> FileResponse:
    """Return the standings as an attachment. kind: `csv` or `xlsx`; name: of the file, without its ending."""
    found = list(rows)
    table = pa.table(
        {
            "urutan": pa.array([row.rank for row in found], pa.int32()),
            "pita": pa.array([row.band for row in found], pa.int32()),
            "nilai": pa.array([str(row.total) for row in found], pa.string()),
            "nomor_berkas": pa.array([row.application.number for row in found], pa.int32()),
            "nama": pa.array([row.application.person.name for row in found], pa.string()),
            "nomor_undian": pa.array([row.pseudonym for row in found], pa.string()),
        }
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.{kind}"
        write_table(table, path)
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
