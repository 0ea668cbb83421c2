"""The scanner of a lane as the browser meets it: the page, its worker and manifest, and two addresses for its pass.

The page itself holds no data and asks for no sign-in, so that it starts in the dark; everything about people comes with
the lane's pass, which the device sends as a header. No cookie is asked for, so that no other site can use it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.middleware import self_keyed
from jurdil.foundation.storage.clock import day_of, now
from jurdil.stages.consolidation.hall import hall_list, milliseconds, told_since
from jurdil.stages.consolidation.lanes import lane_of_pass
from jurdil.stages.consolidation.models import Lane, ScanAct
from jurdil.stages.consolidation.scanner_words import scanner_words
from jurdil.stages.consolidation.scans import DeviceNote, sync_scans
from jurdil.stages.consolidation.settling import actor_of_lane

FOLDER = Path(__file__).parent / "static" / "scanner"
SHELL = ("scanner.css", "page.js", "screen.js", "hall.js", "token.js", "store.js", "sync.js", "camera.js")
LATER = ("vendor/noble-ed25519.js", "vendor/jsQR.js")  # only where the browser lacks its own
BEARER = "Bearer "
MOST_NUMBER = 2**31 - 1  # of a note: what the table holds
MOST_MILLISECONDS = 10**14  # since 1970: a clock may be wrong, but what no database or page can show is no clock
Answer = Callable[[HttpRequest, Lane], JsonResponse]


@cache
def shell_version() -> str:
    """Return the version of the page's files: devices fetch them anew when it changes."""
    made = hashlib.sha256()
    for name in (*SHELL, *LATER, "worker.js"):
        made.update((FOLDER / name).read_bytes())
    return made.hexdigest()[:12]


@require_GET
def scanner(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Show the scanner; it asks the device's own store, or the pass after the # of its link, which event it is."""
    context = {"event_id": event_id, "words": scanner_words(), "version": shell_version()}
    return render(request, "consolidation/scanner.html", context)


@require_GET
def worker(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Hand out the service worker, from below the scanner's own path so that it governs that path only."""
    page = reverse("consolidation:scanner", args=[event_id])
    files = [page, reverse("consolidation:scanner-manifest", args=[event_id]), static("jurdil.svg")]
    files += [static(f"scanner/{name}") for name in SHELL]
    head = f"const VERSION = {json.dumps(shell_version())};\nconst SHELL = {json.dumps(files)};\n"
    text = head + (FOLDER / "worker.js").read_text(encoding="utf-8")
    return HttpResponse(text, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@require_GET
def manifest(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Describe the scanner to a phone that installs it."""
    page = reverse("consolidation:scanner", args=[event_id])
    icon = {"src": static("jurdil.svg"), "sizes": "any", "type": "image/svg+xml"}
    about = {"name": _("Pindai hadir"), "short_name": _("Pindai"), "start_url": page, "scope": page, "id": page}
    about |= {"display": "standalone", "background_color": "#fbfaf7", "theme_color": "#1c1b1f"}
    return JsonResponse({**about, "icons": [icon]}, content_type="application/manifest+json")


def _refused(fault: Refused, status: int) -> JsonResponse:
    return JsonResponse({"rule": fault.rule, "reason": _(fault.reason), "remedy": _(fault.remedy)}, status=status)


def _with_pass(request: HttpRequest, event_id: UUID, answer: Answer) -> JsonResponse:
    """Answer the lane whose pass the header holds; every refusal as JSON that says what to do."""
    header = request.headers.get("Authorization", "")
    try:
        text = header.removeprefix(BEARER) if header.startswith(BEARER) else ""
        lane = lane_of_pass(event_id, text, on=day_of(now()))
        return answer(request, lane)
    except Refused as fault:
        return _refused(fault, 403)
    except (Conflict, NotFound) as gone:
        return _refused(Refused("consolidation.lane", str(gone), ""), 409)
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError):
        reason, remedy = "Kiriman alat ini tidak terbaca.", "Muat ulang halaman pemindai, lalu kirim lagi."
        return _refused(Refused("consolidation.lane", reason, remedy), 400)


@require_GET
def lane_list(request: HttpRequest, event_id: UUID) -> JsonResponse:
    """Hand out what the device takes into the dark."""
    return _with_pass(
        request,
        event_id,
        lambda _request, lane: JsonResponse(hall_list(actor=actor_of_lane(lane), lane_id=lane.id, now=now())),
    )


def _moment(value: object) -> datetime:
    return datetime.fromtimestamp(_number(value, MOST_MILLISECONDS) / 1000, UTC)


def _number(value: object, most: int = MOST_NUMBER) -> int:
    found = int(str(value))
    if not 0 <= found <= most:
        raise ValueError("no number of a device")
    return found


def _note(one: dict[str, Any]) -> DeviceNote:  # Any: JSON of a device
    return DeviceNote(
        number=_number(one["n"]),
        act=ScanAct(one["act"]),
        at=_moment(one["at"]),
        invitation=UUID(str(one["i"])) if one.get("i") else None,
        target=_number(one["target"]) if one.get("target") else None,
        session=str(one.get("session", "")),
        how=str(one.get("how", "")),
        guest_name=str(one.get("name", "")),
        guest_unit=str(one.get("unit", "")),
        known_offset=timedelta(milliseconds=int(one["offset"])) if one.get("offset") is not None else None,
    )


def _take(request: HttpRequest, lane: Lane) -> JsonResponse:
    body, moment, actor = json.loads(request.body), now(), actor_of_lane(lane)
    device, since = UUID(str(body["device"])), _moment(body["since"]) if body.get("since") else None
    notes = [_note(one) for one in body["notes"]]
    sent_at = _moment(body["sent_at"])
    taken = sync_scans(actor=actor, lane_id=lane.id, device=device, sent_at=sent_at, notes=notes, now=moment)
    told = told_since(actor=actor, lane_id=lane.id, device=device, since=since)
    return JsonResponse({"held": taken.held, "now": milliseconds(moment), **told})


@self_keyed  # device and number: the same note sent again is the same note
@csrf_exempt  # the pass comes in a header that no other site can set
@require_POST
def take_notes(request: HttpRequest, event_id: UUID) -> JsonResponse:
    """Take in a device's notes and tell it what the other lanes noted."""
    return _with_pass(request, event_id, _take)
