"""An officer's pages about the lanes of a hall: open and close them, see what each sent, second uses, guests."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jurdil.engines.papers import qr_svg
from jurdil.foundation.accounts.middleware import Request
from jurdil.foundation.accounts.roles import Actor
from jurdil.foundation.storage.clock import JAKARTA, now
from jurdil.foundation.storage.codes import within
from jurdil.registry.regions.models import Region
from jurdil.stages.consolidation.event_steps import may_plan
from jurdil.stages.consolidation.flow import Arrivals, lanes_needed
from jurdil.stages.consolidation.forms import FlowForm, LaneForm, LanesForm, OpeningForm, SessionsForm
from jurdil.stages.consolidation.hall import guests_of, lane_of, lanes_of, second_uses, set_aside
from jurdil.stages.consolidation.lanes import close_lane, name_sessions, open_lane, open_lanes, pass_of
from jurdil.stages.consolidation.models import Event, Lane
from jurdil.stages.consolidation.opening import open_doors, opening_of
from jurdil.stages.consolidation.queries import event_of
from jurdil.stages.consolidation.views import FINEST

CLOCK_WORTH_SAYING_S = 60
MINUTES_A_DAY = 24 * 60


def _lane(row: Lane) -> dict[str, object]:
    seconds = round(row.clock_offset_ms / 1000)
    is_off = row.synced_at is not None and abs(seconds) >= CLOCK_WORTH_SAYING_S
    days, minutes = divmod(abs(seconds) // 60, MINUTES_A_DAY)
    much = _("%(count)s hari") % {"count": days} if days > 1 else _("%(count)s menit") % {"count": minutes}
    return {"row": row, "much": much, "is_off": is_off, "is_slow": seconds > 0}


def lane_page(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Show the lanes of an event with what they sent, open a lane, plan how many are needed."""
    actor = cast(Request, request).actor
    event = event_of(actor=actor, event_id=event_id)
    form = LaneForm(_regions(actor, event), request.POST or None)
    if request.method == "POST" and form.is_valid():
        lane = open_lane(actor=actor, event_id=event_id, now=now(), **form.cleaned_data)
        return redirect("consolidation:lane", event_id=event_id, lane_id=lane.id)
    flow = FlowForm(request.GET if "people" in request.GET else None)
    plan = lanes_needed(Arrivals(**flow.cleaned_data)) if flow.is_bound and flow.is_valid() else None
    context = {
        "event": event,
        "form": form,
        "many": LanesForm(),
        "flow": flow,
        "plan": plan,
        "lanes": [_lane(row) for row in lanes_of(actor=actor, event_id=event_id)],
        "second_uses": second_uses(actor=actor, event_id=event_id),
        "guests": guests_of(actor=actor, event_id=event_id),
        "set_aside": set_aside(actor=actor, event_id=event_id),
        "sessions": SessionsForm(initial={"names": "\n".join(event.sessions)}),
        "may_name": may_plan(actor, event),
        "opens": opening_of(event),
        "is_early": now() < opening_of(event),
        "opening": OpeningForm(initial={"opens_at": now()}),
    }
    return render(request, "consolidation/lanes.html", context)


def _regions(actor: Actor, event: Event) -> list[tuple[str, str]]:
    """Return the units for which a lane may be opened: those of two levels below the event or the actor's region."""
    top = event.region if actor.reaches(event.region) else actor.region
    rows = Region.objects.filter(within("code", top), until__isnull=True).order_by("code").values_list("code", "name")
    finest = min(top.count(".") + 3, FINEST) if top else FINEST
    return [(code, f"{name} ({code})") for code, name in rows if code.count(".") < finest]


@require_POST
def lanes_opened(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Open a lane for each unit of a level."""
    form = LanesForm(request.POST)
    if form.is_valid():
        actor, steps = cast(Request, request).actor, form.cleaned_data["steps"]
        made = open_lanes(actor=actor, event_id=event_id, steps=steps, now=now())
        messages.success(request, _("%(count)s jalur dibuka.") % {"count": len(made)})
    return redirect("consolidation:lanes", event_id=event_id)


def lane_link(request: HttpRequest, event_id: UUID, lane_id: UUID) -> HttpResponse:
    """Show a lane's link as a QR code, for the device that will stand there."""
    lane = lane_of(actor=cast(Request, request).actor, lane_id=lane_id)
    page = request.build_absolute_uri(reverse("consolidation:scanner", args=[event_id]))
    link = f"{page}#{pass_of(lane)}"  # after the #: no server, proxy or log ever sees it
    context = {"event": lane.event, "lane": lane, "link": link, "picture": qr_svg(link)}
    return render(request, "consolidation/lane.html", context)


@require_POST
def lane_closed(request: HttpRequest, event_id: UUID, lane_id: UUID) -> HttpResponse:
    """Close a lane."""
    lane = close_lane(actor=cast(Request, request).actor, lane_id=lane_id, now=now())
    words = _("%(name)s ditutup; karcis alatnya tidak berlaku lagi. Buka dengan nama yang sama bila keliru.")
    messages.success(request, words % {"name": lane.name})
    return redirect("consolidation:lanes", event_id=event_id)


@require_POST
def doors_opened(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Let check-ins count from an earlier moment on."""
    form, actor = OpeningForm(request.POST), cast(Request, request).actor
    if form.is_valid():
        event = open_doors(actor=actor, event_id=event_id, opens_at=form.cleaned_data["opens_at"], now=now())
        words = _("Kehadiran dihitung sejak %(at)s WIB; alat menerimanya dalam 15 menit bila ada jaringan.")
        messages.success(request, words % {"at": f"{opening_of(event).astimezone(JAKARTA):%d-%m-%Y %H:%M}"})
    return redirect("consolidation:lanes", event_id=event_id)


@require_POST
def sessions_named(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Take the names of the sessions, one a line."""
    names = request.POST.get("names", "")[:2000].splitlines()
    name_sessions(actor=cast(Request, request).actor, event_id=event_id, names=names, now=now())
    messages.success(request, _("Sesi disimpan; alat menerimanya saat melapor berikutnya."))
    return redirect("consolidation:lanes", event_id=event_id)
