"""Pages about reserves: those of a ward in their order, and which wards hold too few."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyarrow as pa
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render

from jurdil.engines.tables import write_table
from jurdil.errors import NotFound
from jurdil.foundation.storage.clock import day_of, now
from jurdil.law import load_profile
from jurdil.registry.elections.models import Election
from jurdil.registry.elections.queries import election_on
from jurdil.stages.placement.queries import reserves_of
from jurdil.stages.placement.reserves import asked_in
from jurdil.stages.placement.sufficiency import ReserveShare, reserve_shares
from jurdil.stages.placement.views import PAGE, acting

ENDINGS = ("csv", "xlsx")


def running_election() -> Election:
    """Return the election that today is for. Raises NotFound where none is loaded."""
    election = election_on(day_of(now()))
    if election is None:
        raise NotFound("Belum ada pemilihan yang dimuat di sini.")
    return election


def reserves(request: HttpRequest, region: str) -> HttpResponse:
    """Show the reserves of a ward in the order in which they are asked."""
    rows = reserves_of(actor=acting(request), region=region, on=day_of(now()))
    page = Paginator(rows, PAGE).get_page(request.GET.get("halaman"))
    asked = asked_in(region)
    lines = [(row, row.person_id in asked) for row in page]
    return render(request, "placement/reserves.html", {"region": region, "page": page, "lines": lines})


def _shares(request: HttpRequest, election: Election) -> list[ReserveShare]:
    on, only_short = day_of(now()), "kurang" in request.GET
    return reserve_shares(actor=acting(request), election=election, on=on, only_short=only_short)


def reserve_share_list(request: HttpRequest) -> HttpResponse:
    """Show for each ward whether it holds the reserves that the rule wishes for, those short first."""
    election = running_election()
    found = _shares(request, election)
    context = {
        "percent": load_profile(election.profile).number("placement.reserve_share"),
        "only_short": "kurang" in request.GET,
        "short": sum(bool(one.missing) for one in found),
        "total": len(found),
        "page": Paginator(found, PAGE).get_page(request.GET.get("halaman")),
        "query": "kurang=on" if "kurang" in request.GET else "",
    }
    return render(request, "placement/reserve_shares.html", context)


def reserve_share_file(request: HttpRequest, ending: str) -> FileResponse:
    """Hand out the same list as a file."""
    if ending not in ENDINGS:
        raise NotFound("Berkas hanya tersedia sebagai CSV atau XLSX.")
    rows = [
        {
            "wilayah": one.region,
            "kursi": one.seats,
            "cadangan": one.reserves,
            "diharapkan": one.wanted,
            "kurang": one.missing,
            "persen": round(one.percent, 1),
            "diangkat": one.is_appointed,
        }
        for one in _shares(request, running_election())
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"kecukupan-cadangan.{ending}"
        write_table(pa.Table.from_pylist(rows), path)
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
