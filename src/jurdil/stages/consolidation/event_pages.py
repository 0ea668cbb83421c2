"""An officer's pages of an event that stands: change, cancel, divide, arrange, remind; what is open; how it goes."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.middleware import Request
from jurdil.foundation.accounts.roles import OFFICERS, Actor
from jurdil.foundation.storage.clock import JAKARTA, day_of, now
from jurdil.registry.regions.forms import UnitFilter
from jurdil.stages.consolidation.event_forms import (
    ArrangementForm,
    ChangeForm,
    ReasonForm,
    SitesForm,
    arrangement_lines,
)
from jurdil.stages.consolidation.event_steps import may_plan
from jurdil.stages.consolidation.forms import answer_label, body_label
from jurdil.stages.consolidation.live import answers_of, contacts_of, flow_by_lane, quorum_of
from jurdil.stages.consolidation.models import Event
from jurdil.stages.consolidation.needs import needs_of
from jurdil.stages.consolidation.open_work import open_work_of
from jurdil.stages.consolidation.planning import (
    arrange_event,
    cancel_event,
    change_event,
    plan_sites,
    remind_unanswered,
)
from jurdil.stages.consolidation.queries import Share, attendance_by_kind, attendance_by_unit, event_of
from jurdil.stages.consolidation.views import depth_of
from jurdil.stages.consolidation.work import unanswered

EVERY_S = 20
CONTACTS_SHOWN = 50


def _planned(request: HttpRequest, event_id: UUID) -> tuple[Actor, Event]:
    """Return the actor and an event that they may change. Raises NotFound."""
    actor = cast(Request, request).actor
    event = event_of(actor=actor, event_id=event_id)
    if not may_plan(actor, event):
        raise NotFound(_("Halaman ini tidak ada, atau bukan untuk peran Anda."))
    return actor, event


def event_change(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Change what an event states; below it the forms to cancel it, divide it and remind people."""
    actor, event = _planned(request, event_id)
    stated = {"title": event.title, "place": event.place, "asks_needs": event.asks_needs}
    stated |= {"starts_at": event.starts_at.astimezone(JAKARTA), "ends_at": event.ends_at.astimezone(JAKARTA)}
    form = ChangeForm(request.POST or None, initial=stated)
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_event(actor=actor, event_id=event_id, now=now(), **form.cleaned_data)
        except Refused as fault:  # what was written stays in the form
            form.add_error(None, f"{_(fault.reason)} {_(fault.remedy)}")
        else:
            tells = changed.sequence > event.sequence
            messages.success(request, _("Disimpan; semua undangan diberi tahu.") if tells else _("Disimpan."))
            return redirect("consolidation:event", event_id=event_id)
    context = {"event": event, "form": form, "sites": SitesForm(), "cancel": ReasonForm()}
    context |= {"may_divide": event.parent_id is None, "unanswered": unanswered(event, now()).count()}
    return render(request, "consolidation/change.html", context)


@require_POST
def event_cancel(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Cancel an event."""
    actor, _event = _planned(request, event_id)
    cancel_event(actor=actor, event_id=event_id, reason=request.POST.get("reason", ""), now=now())
    messages.success(request, _("Kegiatan dibatalkan; semua undangan diberi tahu."))
    return redirect("consolidation:event", event_id=event_id)


@require_POST
def event_divide(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Hold an event at several places."""
    actor, _event = _planned(request, event_id)
    form = SitesForm(request.POST)
    if form.is_valid():
        steps, place = int(form.cleaned_data["steps"]), form.cleaned_data["place"]
        made = plan_sites(actor=actor, event_id=event_id, steps=steps, place=place, now=now())
        messages.success(request, _("%(count)s lokasi dibuat.") % {"count": len(made)})
    return redirect("consolidation:event", event_id=event_id)


@require_POST
def event_remind(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Remind those who have not answered."""
    actor, _event = _planned(request, event_id)
    job = remind_unanswered(actor=actor, event_id=event_id, now=now())
    messages.success(request, _("%(count)s orang diingatkan.") % {"count": job.total})
    return redirect("consolidation:event", event_id=event_id)


def event_arrange(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Set rooms, seats by unit and programme."""
    actor, event = _planned(request, event_id)
    form = ArrangementForm(event, request.POST or None, initial=arrangement_lines(event))
    if request.method == "POST" and form.is_valid():
        try:
            arrange_event(actor=actor, event_id=event_id, arrangement=form.cleaned_data["arrangement"], now=now())
            messages.success(request, _("Ruang, jatah kursi, dan acara disimpan."))
            return redirect("consolidation:event", event_id=event_id)
        except Refused as fault:  # the lines stay in the form
            form.add_error("seats", f"{_(fault.reason)} {_(fault.remedy)}")
    return render(request, "consolidation/arrange.html", {"event": event, "form": form})


def open_work(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Show what is still open in the units, a page for each kecamatan when printed."""
    actor, moment = cast(Request, request).actor, now()
    event = event_of(actor=actor, event_id=event_id)
    units = open_work_of(actor=actor, event_id=event_id, on=day_of(moment))
    form = UnitFilter(request.GET)
    shown = {unit: rows for unit, rows in units.items() if form.code in ("", unit) and not form.errors}
    context = {"event": event, "units": shown.items(), "all_units": units, "form": form, "chosen": form.code}
    context |= {"at": moment}
    return render(request, "consolidation/open_work.html", context)


def live(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Show attendance as it happens; the page loads itself anew only where the officer asked for it."""
    actor, moment = cast(Request, request).actor, now()
    event, is_polling = event_of(actor=actor, event_id=event_id), "otomatis" in request.GET
    depth = depth_of(request, actor.region or event.region)
    by_kind = attendance_by_kind(actor=actor, event_id=event_id)
    whole = Share(event.region, sum(one.count for one in by_kind), sum(one.of for one in by_kind))
    steps = 4 if depth == 4 else 3
    contacts = contacts_of(actor=actor, event_id=event_id, steps=steps, now=moment) if actor.role in OFFICERS else []
    context = {
        "event": event,
        "quorum": quorum_of(event, whole),
        "kinds": [(body_label(share.unit), share) for share in by_kind],
        "units": attendance_by_unit(actor=actor, event_id=event_id, depth=depth),
        "answers": [(answer_label(key), count) for key, count in answers_of(actor=actor, event_id=event_id).items()],
        "flows": flow_by_lane(actor=actor, event_id=event_id, now=moment),
        "contacts": contacts[:CONTACTS_SHOWN],
        "depth": depth,
        "at": moment,
        "is_polling": is_polling,
    }
    answer = render(request, "consolidation/live.html", context)
    if is_polling:
        answer["Refresh"] = str(EVERY_S)
    return answer


def needs(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Show what the invited need for transport and food, until it is erased."""
    actor, event = _planned(request, event_id)
    rows = [(one, one.transport.reveal(), one.diet.reveal()) for one in needs_of(actor=actor, event_id=event_id)]
    return render(request, "consolidation/needs.html", {"event": event, "rows": rows})
