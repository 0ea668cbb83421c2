"""The files of the log as C2SP tlog-tiles asks for them: `checkpoint`, and below `tile/` hashes and entries."""

from __future__ import annotations

import re

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from jurdil.errors import NotFound
from jurdil.foundation.ledger.sequencing import log_folder

_TILE = re.compile(r"tile/(?:\d{1,2}|entries)(?:/x\d{3})*/\d{3}(?:\.p/\d{1,3})?")
_YEAR_S = 365 * 24 * 3600


def log_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """Hand out one file of the log. A tile never changes; the checkpoint is always asked for anew."""
    is_tile = _TILE.fullmatch(name) is not None
    file = log_folder() / name
    if not (is_tile or name == "checkpoint") or not file.is_file():
        raise NotFound(_("Catatan publik tidak mempunyai berkas ini."))
    kind = "application/octet-stream" if is_tile else "text/plain; charset=utf-8"
    answer = FileResponse(file.open("rb"), content_type=kind)
    answer["Cache-Control"] = f"public, max-age={_YEAR_S}, immutable" if is_tile else "no-cache"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
