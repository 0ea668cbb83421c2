"""Hand a table out as a file, formula-injection safe."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import pyarrow as pa
from django.http import FileResponse
from django.utils.translation import gettext as _

from jurdil.engines.tables import write_table
from jurdil.errors import NotFound
from jurdil.foundation.storage.clock import JAKARTA

ENDINGS = ("csv", "xlsx")


def table_file(name: str, ending: str, columns: Mapping[str, Sequence[object]]) -> FileResponse:
    """Return `columns`, as texts, in a file `name.ending`. Raises NotFound for another ending than CSV and XLSX."""
    if ending not in ENDINGS:
        raise NotFound(_("Bentuk berkas ini tidak ada."))
    table = pa.table({key: pa.array([str(one) for one in values], pa.string()) for key, values in columns.items()})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.{ending}"
        write_table(table, path)
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


def wib(moment: datetime | None) -> str:
    """Return a moment as tables state it; empty if there is none."""
    return f"{moment.astimezone(JAKARTA):%Y-%m-%d %H:%M}" if moment is not None else ""
