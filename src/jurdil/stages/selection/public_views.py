"""Public pages of the lot: what was committed to, from which values it was drawn, and how to redo it."""

from __future__ import annotations

from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from jurdil.engines.lot import Listing
from jurdil.errors import NotFound
from jurdil.foundation.ledger.receipts import receipt_of
from jurdil.registry.bodies.models import BodyKind
from jurdil.stages.selection import interviews
from jurdil.stages.selection.merit import STRATA
from jurdil.stages.selection.models import InterviewLot, Lot, Standing
from jurdil.stages.selection.plenaries import CHOSEN
from jurdil.stages.selection.queries import (
    frozen_leaf,
    interview_lots_of,
    listing_of,
    lot_of,
    order_in,
    public_draw,
    public_interview_lots,
    public_lots,
    public_order,
)

PAGE = 50


def _lot(request: HttpRequest, region: str) -> Lot:
    return lot_of(region, request.GET.get("badan", BodyKind.KPPS.value))


def lot_list(request: HttpRequest) -> HttpResponse:
    """Show every ward whose list is frozen, by region."""
    page = Paginator(public_lots(), PAGE).get_page(request.GET.get("halaman"))
    interviewers = Paginator(public_interview_lots(), PAGE).get_page(request.GET.get("pewawancara"))
    return render(request, "selection/lots.html", {"page": page, "interviewers": interviewers})


def lot_page(request: HttpRequest, region: str) -> HttpResponse:
    """Show the commitment, the public values and the pseudonymous order of one ward; or what its plenary decided."""
    lot = order_in(region, request.GET.get("badan", BodyKind.KPPS.value))
    if lot.is_plenary:
        return _plenary(request, lot)
    page = Paginator(public_order(lot), PAGE).get_page(request.GET.get("halaman"))
    query = "" if lot.body == BodyKind.KPPS else f"?badan={lot.body}"
    context = {
        "lot": lot,
        "page": page,
        "count": len(lot.listed),
        "query": query,
        "region": region,
        "named": [(source, where, datetime.fromisoformat(at)) for source, where, at, _shape in lot.named],
        "stratified": lot.policy == STRATA,
        "removed": Standing.objects.filter(lot=lot, removed_at__isnull=False).count(),
    }
    return render(request, "selection/lot.html", context)


def _plenary(request: HttpRequest, lot: Lot) -> HttpResponse:
    """Show everybody that a plenary decided this order: when, by which minutes, how many; no person."""
    standings = Standing.objects.filter(lot=lot)
    context = {
        "lot": lot,
        "region": lot.region,
        "plenary": lot.plenary,
        "chosen": standings.filter(band=CHOSEN).count(),
        "reserves": standings.exclude(band=CHOSEN).count(),
        "considered": lot.plenary.considerations.count(),
    }
    return render(request, "selection/decided.html", context)


def _interview_lot(request: HttpRequest, region: str) -> tuple[InterviewLot, list[InterviewLot]]:
    """Return the lot that `undian` asks for, the first where nothing is asked, and all of the place."""
    lots = interview_lots_of(region, request.GET.get("badan", BodyKind.PPS.value))
    turn = request.GET.get("undian", "1")
    lot = next((one for one in lots if str(one.turn) == turn), None)
    if lot is None:
        raise NotFound("Di sini belum ada undian pewawancara.")
    return lot, lots


def _file_name(lot: InterviewLot) -> str:
    return f"pewawancara-{lot.body.lower()}-{lot.region}" + (f"-{lot.turn}" if lot.turn > 1 else "")


def interview_lot(request: HttpRequest, region: str) -> HttpResponse:
    """Show everybody the commitment, the public values and how to redo the lot of interviewers; no person."""
    lot, lots = _interview_lot(request, region)
    context = {
        "lot": lot,
        "lots": lots,
        "file": _file_name(lot),
        "region": region,
        "pairs": len(lot.listed),
        "interviewers": len(lot.interviewers),
        "named": [(source, where, datetime.fromisoformat(at)) for source, where, at, _shape in lot.named],
    }
    return render(request, "selection/interview_lot.html", context)


def interview_list(request: HttpRequest, region: str) -> HttpResponse:
    """Hand out the pairs that were committed to, a line a pair, sorted by its bytes; hash it to check."""
    lot, _lots = _interview_lot(request, region)
    return _list_file(interviews.listing_of(lot), _file_name(lot))


def interview_record(request: HttpRequest, region: str) -> HttpResponse:
    """Hand out the record of the interviewers' lot that `jurdil draw --verify` redoes."""
    lot, _lots = _interview_lot(request, region)
    if lot.drawn_at is None:
        raise NotFound("Undian pewawancara ini belum dilakukan.")
    return _json_file(interviews.record_of(lot), f"undian-{_file_name(lot)}")


def _list_file(listing: Listing, name: str) -> HttpResponse:
    lines = sorted(listing.lines(), key=str.encode)
    answer = HttpResponse("".join(lines), content_type="text/tab-separated-values; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.tsv"'
    return answer


def _json_file(content: dict[str, object], name: str) -> HttpResponse:
    answer = JsonResponse(content, json_dumps_params={"ensure_ascii": False})
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return answer


def lot_list_file(request: HttpRequest, region: str) -> HttpResponse:
    """Hand out the list that was committed to, a line an id, sorted by its bytes; hash it to check."""
    lot = _lot(request, region)
    return _list_file(listing_of(lot), f"daftar-{lot.body.lower()}-{region}")


def lot_record(request: HttpRequest, region: str) -> HttpResponse:
    """Hand out the record that `jurdil draw --verify` redoes."""
    lot = _lot(request, region)
    if lot.drawn_at is None:
        raise NotFound("Undian kelurahan ini belum dilakukan.")
    return _json_file(public_draw(lot), f"undian-{lot.body.lower()}-{region}")


def lot_commitment(request: HttpRequest, region: str) -> HttpResponse:
    """Hand out the signed receipt of the line of the log that holds the hash of the list, for `jurdil verify`."""
    lot = _lot(request, region)
    return _json_file(receipt_of(frozen_leaf(lot)), f"komitmen-{lot.body.lower()}-{region}")


def removed_file(request: HttpRequest, region: str) -> HttpResponse:
    """Hand out the numbers that were struck off after the freeze, one a line, for `jurdil draw --removed`."""
    rows = Standing.objects.filter(lot=_lot(request, region), removed_at__isnull=False).order_by("pseudonym")
    lines = "".join(f"{name}\n" for name in rows.values_list("pseudonym", flat=True))
    return HttpResponse(lines, content_type="text/plain; charset=utf-8")
