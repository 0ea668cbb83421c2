"""The interface for exchange: public facts to read, applications and rosters to bring, by the same verbs as the pages.

Bringing is safe to repeat: the verbs know an application and a list again, and a second try changes nothing.
"""

from __future__ import annotations

import json
import tempfile
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

import pyarrow as pa
import pyarrow.parquet as pq
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from jurdil.doors.api.answers import BadBody, answer, takes
from jurdil.errors import NotFound
from jurdil.foundation.accounts.middleware import Request
from jurdil.foundation.jobs.work import ask_for
from jurdil.foundation.ledger.queries import newest_checkpoint
from jurdil.foundation.storage.clock import day_of, now
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.bodies.queries import serving
from jurdil.registry.elections.queries import election_of
from jurdil.registry.rosters.actions import import_roster
from jurdil.registry.rosters.forms import RosterForm
from jurdil.registry.rosters.models import RosterKind, Snapshot
from jurdil.registry.rosters.wording import fault_words as roster_fault_words
from jurdil.stages.recruitment.actions import submit_applications
from jurdil.stages.recruitment.asking import ask_to_screen_all
from jurdil.stages.recruitment.importing import COLUMNS, import_applications, read_applications
from jurdil.stages.recruitment.wording import fault_words
from jurdil.stages.selection.queries import lot_of, public_draw

WARD_DOTS = 3
MOST_APPLICATIONS = 5000
FIRST_ROW = 2  # of a sheet: the header is row 1


@cache
def description() -> dict[str, Any]:  # Any: an OpenAPI document
    """Return the OpenAPI description, kept by hand beside this file."""
    made: dict[str, Any] = json.loads((files("jurdil.doors.api") / "openapi.json").read_text(encoding="utf-8"))
    return made


@takes("GET")
def openapi(request: HttpRequest) -> HttpResponse:
    """Describe this interface."""
    return answer(description())


@takes("GET")
def checkpoint(request: HttpRequest) -> HttpResponse:
    """Return the newest signed checkpoint of the public log (C2SP tlog-checkpoint), as text."""
    newest = newest_checkpoint()
    if newest is None:
        raise NotFound("Catatan publik belum dimulai.")
    return HttpResponse(newest.note, content_type="text/plain; charset=utf-8")


@takes("GET")
def stations(request: HttpRequest, region: str) -> HttpResponse:
    """Return who serves today in a ward or at one station: names and roles, as announced."""
    ward, _slash, _station = region.partition("/")
    if ward.count(".") != WARD_DOTS:
        raise NotFound("Sebutkan kode kelurahan atau TPS, misalnya 31.71.01.1001.")
    today = day_of(now())
    terms = [term for term in serving(region, today) if term.body != BodyKind.KPPS_RESERVE]
    seats = [
        {
            "region": term.region,
            "body": term.body,
            "role": term.role,
            "number": term.number,
            "name": term.name,
            "since": term.start.isoformat(),
            "until": term.end.isoformat(),
            "decree": term.decree,
        }
        for term in terms
    ]
    return answer({"region": region, "on": today.isoformat(), "seats": seats})


@takes("GET")
def draws(request: HttpRequest, region: str) -> HttpResponse:
    """Return the lot of a ward: its commitment, and what a stranger needs to redo it once it is drawn."""
    lot = lot_of(region)
    return answer(
        {
            "region": lot.region,
            "body": lot.body,
            "commitment": lot.commitment,
            "committed_at": lot.committed_at.isoformat(),
            "drawn_at": lot.drawn_at.isoformat() if lot.drawn_at else None,
            "is_simulated": lot.is_simulated,
            "draw": public_draw(lot) if lot.drawn_at else None,
        }
    )


def _applications(request: HttpRequest) -> tuple[str, list[dict[str, str]]]:
    """Return the election's key and the rows of the body, every value as text."""
    try:
        body = json.loads(request.body)
        key, rows = str(body["election"]), list(body["applications"])
        made = [{str(name): _text(value) for name, value in row.items()} for row in rows]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BadBody(_("Kirim satu objek JSON dengan election dan applications (daftar objek).")) from None
    if not made or len(made) > MOST_APPLICATIONS:
        raise BadBody(_("Kirim 1 sampai %(most)s lamaran sekaligus.") % {"most": MOST_APPLICATIONS})
    return key, made


def _text(value: object) -> str:
    if isinstance(value, list):
        return " ".join(str(one) for one in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


@takes("POST")
def applications(request: HttpRequest) -> HttpResponse:
    """Take applications in, with the columns of the spreadsheet; good ones are kept, the others come back as faults."""
    actor, moment = cast(Request, request).actor, now()
    submit_applications(actor=actor, filings=[], now=moment)  # the role is asked before the body is read
    key, rows = _applications(request)
    names = [column.name for column in COLUMNS if any(column.name in row for row in rows)]
    table = pa.table({name: pa.array([row.get(name, "") for row in rows], pa.string()) for name in names})
    with tempfile.TemporaryDirectory() as folder:  # made 0700: the file holds NIK
        path = Path(folder) / "applications.parquet"
        pq.write_table(table, path)
        reading = read_applications(path)
    done = import_applications(actor=actor, reading=reading, election=election_of(key), now=moment, on=day_of(moment))
    if done.made:
        ask_to_screen_all(actor=actor, now=moment)
    faults = [
        {"index": one.row - FIRST_ROW, "column": one.column, "code": one.code, "what": what, "remedy": remedy}
        for one in done.faults
        for what, remedy in [fault_words(one.code)]
    ]
    return answer({"made": done.made, "unchanged": done.unchanged, "faults": faults})


@takes("POST")
def rosters(request: HttpRequest) -> HttpResponse:
    """Bring a list in as a snapshot of the officer's region, and ask for the screening against it."""
    actor, moment = cast(Request, request).actor, now()
    form = RosterForm(request.POST, request.FILES)
    if not form.is_valid():
        raise BadBody(_("Isian ini belum benar: %(fields)s.") % {"fields": ", ".join(form.errors)})
    given = form.cleaned_data
    known = set(Snapshot.objects.filter(roster=given["roster"]).values_list("id", flat=True))
    file = cast("UploadedFile[bytes]", given["file"])
    with tempfile.TemporaryDirectory() as folder:  # made 0700: the file holds NIK
        path = Path(folder) / ("roster" + Path(str(file.name)).suffix.lower())
        with path.open("wb") as copy:
            copy.writelines(file.chunks())
        snapshot = import_roster(
            actor=actor,
            path=path,
            roster=given["roster"],
            kind=RosterKind(given["kind"]),
            source=given["source"],
            as_of=given["as_of"],
            region=actor.region,
            now=moment,
        )
    is_new = snapshot.id not in known
    if is_new:
        ask_for(actor=actor, kind="vetting.screen", region=actor.region, arguments={"region": ""}, now=moment)
    return answer(
        {
            "snapshot": str(snapshot.id),
            "roster": snapshot.roster,
            "digest": snapshot.digest,
            "entries": snapshot.entries,
            "is_new": is_new,
            "missing": snapshot.missing,
            "is_doubted": snapshot.is_doubted,
            "faults": [
                {**fault, "value": "", "what": what, "remedy": remedy}
                for fault in snapshot.faults
                for what, remedy in [roster_fault_words(fault["code"])]
            ],
        }
    )
