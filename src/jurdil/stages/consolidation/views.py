"""Pages of events: plan, invite, who came, who is missing; and who has signed the pact."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import cast
from uuid import UUID

import pyarrow as pa
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from jurdil.engines.tables import write_table
from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.middleware import Request
from jurdil.foundation.accounts.roles import OFFICERS, Actor
from jurdil.foundation.accounts.searching import searchable, searched
from jurdil.foundation.storage.clock import JAKARTA, now
from jurdil.registry.bodies.models import BodyKind
from jurdil.stages.consolidation.actions import invite_serving, plan_event
from jurdil.stages.consolidation.event_steps import BEFORE, PLANNERS, Standing, spans_of, time_of
from jurdil.stages.consolidation.forms import KIND_LABELS, EventForm, InviteForm, answer_label, body_label
from jurdil.stages.consolidation.inviting import Tally
from jurdil.stages.consolidation.models import Event, EventKind, Invitation
from jurdil.stages.consolidation.planning import ask_to_invite
from jurdil.stages.consolidation.queries import (
    attendance_by_kind,
    attendance_by_unit,
    event_of,
    events_within,
    invitable,
    invitations_of,
    last_days,
    seats_by_kind,
    work_of,
)

PAGE = 50
AT_ONCE = 3000  # more are invited by a job that can be left and found again
FINEST = 4  # steps of a ward's code
ENDINGS = ("csv", "xlsx")


def _about(event: Event) -> dict[str, object]:
    return {"row": event, "kind": KIND_LABELS[EventKind(event.kind)]}


def depth_of(request: HttpRequest, region: str) -> int:
    """Return how many steps of the code a table counts by: what the page asks for, else one below `region`."""
    asked = request.GET.get("tingkat", "")
    below = region.count(".") + 2 if region else 1
    return int(asked) if asked in ("2", "3", "4") else min(max(below, 2), FINEST)


def _invitee(invitation: Invitation) -> dict[str, object]:
    kind = invitation.appointment.seat.body.kind if invitation.appointment else invitation.guest_unit
    return {"row": invitation, "body": body_label(kind), "answer": answer_label(invitation.answer)}


def event_list(request: HttpRequest) -> HttpResponse:
    """Show the events that concern the officer's region, newest first."""
    actor = cast(Request, request).actor
    page = Paginator(events_within(actor=actor), PAGE).get_page(request.GET.get("halaman"))
    context = {"page": page, "events": [_about(event) for event in page], "may_plan": actor.role in PLANNERS}
    context["may_carry"] = actor.role in OFFICERS
    return render(request, "consolidation/events.html", context)


def event_plan(request: HttpRequest) -> HttpResponse:
    """Plan an event."""
    actor = cast(Request, request).actor
    if actor.role not in PLANNERS:
        raise NotFound(_("Halaman ini tidak ada, atau bukan untuk peran Anda."))
    form = EventForm(request.POST or None, initial={"region": actor.region})
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "kind": EventKind(form.cleaned_data["kind"])}
        try:
            event = plan_event(actor=actor, now=now(), **given)
        except Refused as fault:  # what was written stays in the form
            form.add_error(None, f"{_(fault.reason)} {_(fault.remedy)}")
        else:
            messages.success(request, _("Kegiatan disimpan. Undang orangnya dari sini."))
            return redirect("consolidation:event", event_id=event.id)
    return render(request, "consolidation/plan.html", {"form": form})


def event_page(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Show an event: what, where, when, the clashes with stages, and attendance by unit and by body."""
    actor = cast(Request, request).actor
    event = event_of(actor=actor, event_id=event_id)
    depth = depth_of(request, event.region)
    by_kind = attendance_by_kind(actor=actor, event_id=event_id)
    seats = seats_by_kind(actor=actor, event_id=event_id)
    invited = sum(share.of for share in by_kind)
    standing = Standing(invited, event.lanes.filter(closed_at__isnull=True).count(), hasattr(event, "minutes"))
    context = {
        **_about(event),
        "clashes": last_days(event),
        "units": attendance_by_unit(actor=actor, event_id=event_id, depth=depth),
        "kinds": [(body_label(share.unit), share, seats.get(share.unit, share.of)) for share in by_kind],
        "seated": sum(seats.get(share.unit, share.of) for share in by_kind),
        "present": sum(share.count for share in by_kind),
        "invited": invited,
        "depth": depth,
        "shows_units": "tingkat" in request.GET or time_of(event, now()) != BEFORE,
        "at": now(),
        "spans": spans_of(event, actor, standing, now=now()),
        "sites": event.sites.order_by("region"),
        "items": event.items.select_related("room").order_by("starts_at", "id"),
        "allotments": [
            (one, body_label(one.kind)) for one in event.allotments.select_related("room").order_by("region", "kind")
        ],
        "work": work_of(actor=actor, event_id=event_id),
    }
    return render(request, "consolidation/event.html", context)


def _say_invited(request: HttpRequest, tally: Tally) -> None:
    words = _("%(count)s orang diundang, masing-masing dengan kode sendiri.") % {"count": tally.invited}
    messages.success(request, words)
    if tally.left_out:
        words = _("%(count)s orang tidak diundang karena jatah kursi unitnya habis.") % {"count": tally.left_out}
        messages.warning(request, words)


def event_invite(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Choose kinds of bodies, see how many people that is, then invite them."""
    actor = cast(Request, request).actor
    event = event_of(actor=actor, event_id=event_id)
    form = InviteForm(request.POST or (request.GET if "kinds" in request.GET else None))
    kinds = [BodyKind(kind) for kind in form.cleaned_data["kinds"]] if form.is_bound and form.is_valid() else []
    counted = invitable(actor=actor, event_id=event_id, kinds=kinds)
    if request.method == "POST" and kinds:
        if sum(one.fresh for one in counted) > AT_ONCE:
            ask_to_invite(actor=actor, event_id=event_id, kinds=kinds, now=now())
        else:
            _say_invited(request, invite_serving(actor=actor, event_id=event_id, kinds=kinds, now=now()))
        return redirect("consolidation:event", event_id=event_id)
    context = {
        **_about(event),
        "form": form,
        "counted": [(body_label(one.kind), one) for one in counted],
        "fresh": sum(one.fresh for one in counted),
        "chosen": kinds,
        "clashes": last_days(event),
    }
    return render(request, "consolidation/invite.html", context)


@searchable("nama")
def invitation_list(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Show who is invited; who is missing unless all are asked for."""
    actor = cast(Request, request).actor
    event = event_of(actor=actor, event_id=event_id)
    name, shows_all = searched(request, "nama").get("nama", ""), "semua" in request.GET
    rows = invitations_of(actor=actor, event_id=event_id, missing_only=not shows_all, name=name)
    page = Paginator(rows, PAGE).get_page(request.GET.get("halaman"))
    context = {
        **_about(event),
        "page": page,
        "people": [_invitee(one) for one in page],
        "name": name,
        "shows_all": shows_all,
    }
    return render(request, "consolidation/invitations.html", context)


def attendance_list(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Show the attendance list to be printed, with a column for signatures."""
    actor = cast(Request, request).actor
    event = event_of(actor=actor, event_id=event_id)
    people = [_invitee(one) for one in invitations_of(actor=actor, event_id=event_id)]
    context = {**_about(event), "people": people, "at": now()}
    return render(request, "consolidation/attendance_list.html", context)


def _export_table(actor: Actor, event_id: UUID) -> pa.Table:
    rows = list(invitations_of(actor=actor, event_id=event_id))
    about = [_invitee(row) for row in rows]
    times = [_wib(getattr(row, "arrived_at", None)) for row in rows]  # annotated by the query
    return pa.table(
        {
            "nama": pa.array([row.person.name for row in rows], pa.string()),
            "badan": pa.array([str(one["body"]) for one in about], pa.string()),
            "wilayah": pa.array([row.region for row in rows], pa.string()),
            "jawaban": pa.array([str(one["answer"]) for one in about], pa.string()),
            "hadir_pada": pa.array(times, pa.string()),
        }
    )


def _wib(moment: object) -> str:
    return f"{moment.astimezone(JAKARTA):%Y-%m-%d %H:%M}" if hasattr(moment, "astimezone") else ""


def attendance_export(request: HttpRequest, event_id: UUID, ending: str) -> FileResponse:
    """Hand out the attendance list as a table; it holds no code by which somebody could be checked in."""
    actor = cast(Request, request).actor
    event_of(actor=actor, event_id=event_id)
    if ending not in ENDINGS:
        raise NotFound(_("Bentuk berkas ini tidak ada."))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"daftar-hadir.{ending}"
        write_table(_export_table(actor, event_id), path)
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
