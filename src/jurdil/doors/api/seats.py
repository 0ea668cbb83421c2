"""Open data of the seats: who held what when, by day of service and by what was known on a day; names, nothing else."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pyarrow as pa
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from jurdil.doors.api.answers import BadBody, answer, takes
from jurdil.engines.tables import write_table
from jurdil.errors import NotFound
from jurdil.foundation.storage.clock import end_of_day
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.bodies.queries import Term, history_within

WARD_DOTS = 3
COLUMNS = (
    "region",
    "body",
    "role",
    "number",
    "name",
    "is_erased",
    "since",
    "until",
    "decree",
    "recorded_at",
    "ended_at",
    "end_rule",
    "corrected_at",
)


@takes("GET")
def seats(request: HttpRequest, region: str) -> HttpResponse:
    """Return the periods of every seat of a ward or station; `on` keeps who served that day, `known` what was known."""
    if region.partition("/")[0].count(".") != WARD_DOTS:
        raise NotFound("Sebutkan kode kelurahan atau TPS, misalnya 31.71.01.1001.")
    on, known = _day(request.GET, "on"), _day(request.GET, "known")
    terms = history_within(region, known=None if known is None else end_of_day(known))
    rows = [_row(term) for term in terms if term.body != BodyKind.KPPS_RESERVE and (on is None or term.held_on(on))]
    if request.GET.get("format") == "csv":
        return _csv(rows)
    asked = {name: day.isoformat() if day else None for name, day in (("on", on), ("known", known))}
    return answer({"region": region, **asked, "seats": rows})


def _day(given: Mapping[str, object], name: str) -> date | None:
    text = str(given.get(name) or "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadBody(_("%(name)s adalah hari seperti 2024-11-27.") % {"name": name}) from None


def _row(term: Term) -> dict[str, object]:
    moments = (term.recorded_at, term.ended_at, term.corrected_at)
    recorded, ended, corrected = (moment.isoformat() if moment else None for moment in moments)
    return {
        "region": term.region,
        "body": term.body,
        "role": term.role,
        "number": term.number,
        "name": term.name,
        "is_erased": term.is_erased,
        "since": term.start.isoformat(),
        "until": term.end.isoformat(),
        "decree": term.decree,
        "recorded_at": recorded,
        "ended_at": ended,
        "end_rule": term.end_rule,
        "corrected_at": corrected,
    }


def _csv(rows: list[dict[str, object]]) -> HttpResponse:
    table = pa.table({name: pa.array([_text(row[name]) for row in rows], pa.string()) for name in COLUMNS})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kursi.csv"
        write_table(table, path)
        made = HttpResponse(path.read_bytes(), content_type="text/csv; charset=utf-8")
    made["Content-Disposition"] = 'attachment; filename="kursi.csv"'
    return made


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)
