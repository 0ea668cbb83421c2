"""The check-in page: one field, Enter, and an answer with name and unit."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jurdil.errors import Refused
from jurdil.foundation.accounts.middleware import Request
from jurdil.foundation.accounts.roles import OFFICERS
from jurdil.foundation.storage.clock import now
from jurdil.stages.consolidation.actions import QR_BEGINS, check_in, undo_check_in
from jurdil.stages.consolidation.forms import CheckInForm, body_label
from jurdil.stages.consolidation.models import Attendance
from jurdil.stages.consolidation.opening import opening_of
from jurdil.stages.consolidation.queries import attendance_by_kind, attendance_of, event_of, first_check_in


def _answer(attendance: Attendance) -> dict[str, object]:
    """Return what the screen says about a check-in: who, from where, when, and the first time if it is a repeat."""
    invitation = attendance.invitation
    kind = invitation.appointment.seat.body.kind if invitation.appointment else ""
    return {
        "attendance": attendance,
        "name": invitation.person.name,
        "region": invitation.region,
        "body": body_label(kind),
        "first_at": first_check_in(attendance),
    }


def check_in_page(request: HttpRequest, event_id: UUID, attendance_id: UUID | None = None) -> HttpResponse:
    """Take a code and check its owner in; shows the last one with name and unit, and the field again."""
    actor = cast(Request, request).actor
    event = event_of(actor=actor, event_id=event_id)
    form, refusal = CheckInForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        how = "scan" if code.startswith(QR_BEGINS) else "typed"
        try:
            made = check_in(actor=actor, event_id=event_id, code=code, how=how, now=now())
            return redirect("consolidation:checked-in", event_id=event_id, attendance_id=made.id)
        except Refused as fault:  # the queue goes on: the refusal stands above a fresh field
            form, refusal = CheckInForm(), fault
    shown = attendance_of(actor=actor, event_id=event_id, attendance_id=attendance_id) if attendance_id else None
    shares = attendance_by_kind(actor=actor, event_id=event_id)
    context = {
        "event": event,
        "form": form,
        "refusal": refusal,
        "answer": _answer(shown) if shown is not None and refusal is None else None,
        "present": sum(share.count for share in shares),
        "invited": sum(share.of for share in shares),
        "may_check_in": actor.role in OFFICERS,
        "title": _("Catat hadir"),
        "opens": opening_of(event),
        "is_early": now() < opening_of(event),
    }
    return render(request, "consolidation/check_in.html", context)


@require_POST
def undo(request: HttpRequest, event_id: UUID, attendance_id: UUID) -> HttpResponse:
    """Take back a check-in that was a mistake."""
    actor = cast(Request, request).actor
    attendance_of(actor=actor, event_id=event_id, attendance_id=attendance_id)
    undo_check_in(actor=actor, attendance_id=attendance_id, now=now())
    return redirect("consolidation:checked-in", event_id=event_id, attendance_id=attendance_id)
