"""An officer's pages about single invitations, and what is printed of all of them."""

from __future__ import annotations

from io import BytesIO
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jurdil.errors import NotFound
from jurdil.foundation.accounts.middleware import Request
from jurdil.foundation.accounts.roles import OFFICERS
from jurdil.foundation.storage.clock import now
from jurdil.foundation.storage.codes import within
from jurdil.registry.regions.forms import UnitFilter
from jurdil.stages.consolidation.attending import invite_guests, revoke_invitation, send_link_again, send_substitute
from jurdil.stages.consolidation.event_forms import GuestsForm, ReasonForm, SubstituteForm
from jurdil.stages.consolidation.event_steps import may_plan
from jurdil.stages.consolidation.forms import answer_label
from jurdil.stages.consolidation.hall_list import invitee_unit, region_names
from jurdil.stages.consolidation.queries import attendance_by_unit, event_of, invitation_of, invitations_of
from jurdil.stages.consolidation.sheets import DISTRICT_STEPS, attendance_rolls, badges, invitation_papers
from jurdil.stages.consolidation.views import FINEST

SHEETS = {"lencana": badges, "undangan": invitation_papers}
A_FILE = 100  # papers in one file, as one compilation makes them


def invitation_page(request: HttpRequest, event_id: UUID, invitation_id: UUID) -> HttpResponse:
    """Show one invitation with its answer and substitute, and the forms to revoke it or to send somebody else."""
    actor, moment = cast(Request, request).actor, now()
    found = invitation_of(actor=actor, event_id=event_id, invitation_id=invitation_id)
    form = SubstituteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = send_substitute(actor=actor, invitation_id=invitation_id, now=moment, **form.cleaned_data)
        messages.success(request, _("Pengganti dicatat dan diundang; undangan semula dicabut."))
        return redirect("consolidation:invitation", event_id=event_id, invitation_id=made.id)
    context = {
        "row": found,
        "event": found.event,
        "unit": invitee_unit(found, region_names([found.region])),
        "answer": answer_label(found.answer),
        "substitute": getattr(found, "substitute", None),
        "form": form,
        "revoke": ReasonForm(),
        "may_send": actor.role in OFFICERS and found.revoked_at is None,
        "may_act": actor.role in OFFICERS and found.revoked_at is None and moment < found.event.ends_at,
    }
    return render(request, "consolidation/invitation.html", context)


@require_POST
def invitation_link(request: HttpRequest, event_id: UUID, invitation_id: UUID) -> HttpResponse:
    """Send a new personal link."""
    send_link_again(actor=cast(Request, request).actor, invitation_id=invitation_id, now=now())
    messages.success(request, _("Tautan baru dikirim; lihat keadaannya di Kotak keluar."))
    return redirect("consolidation:invitation", event_id=event_id, invitation_id=invitation_id)


@require_POST
def invitation_revoke(request: HttpRequest, event_id: UUID, invitation_id: UUID) -> HttpResponse:
    """Revoke an invitation."""
    actor = cast(Request, request).actor
    revoke_invitation(actor=actor, invitation_id=invitation_id, reason=request.POST.get("reason", ""), now=now())
    messages.success(request, _("Undangan dicabut; orangnya diberi tahu alasannya."))
    return redirect("consolidation:invitation", event_id=event_id, invitation_id=invitation_id)


def guest(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Invite guests without a seat, a line each."""
    actor = cast(Request, request).actor
    event = event_of(actor=actor, event_id=event_id)
    if not may_plan(actor, event):
        raise NotFound(_("Halaman ini tidak ada, atau bukan untuk peran Anda."))
    form = GuestsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = invite_guests(actor=actor, event_id=event_id, now=now(), **form.cleaned_data)
        messages.success(
            request, _("%(count)s tamu diundang, masing-masing dengan kode sendiri.") % {"count": len(made)}
        )
        return redirect("consolidation:event", event_id=event_id)
    return render(request, "consolidation/guest.html", {"event": event, "form": form})


def printing(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Choose what to print, for which unit and in which part."""
    actor = cast(Request, request).actor
    event, form = event_of(actor=actor, event_id=event_id), UnitFilter(request.GET)
    rows = form.narrow(invitations_of(actor=actor, event_id=event_id).filter(within("region", form.code)))
    pages = Paginator(rows, A_FILE)
    context = {"event": event, "form": form, "unit": form.code}
    context |= {"count": pages.count, "parts": pages.page_range if pages.count else ()}
    steps = min(max(actor.region.count(".") + 2, DISTRICT_STEPS), FINEST)
    context["units"] = attendance_by_unit(actor=actor, event_id=event_id, depth=steps)
    context["lanes"] = event.lanes.filter(closed_at__isnull=True).order_by("name")
    return render(request, "consolidation/printing.html", context)


def sheet(request: HttpRequest, event_id: UUID, kind: str) -> FileResponse:
    """Hand out a part of the badges or the invitations as PDF, ready to be printed. Officers only: they hold codes."""
    actor = cast(Request, request).actor
    event = event_of(actor=actor, event_id=event_id)
    if actor.role not in OFFICERS or kind not in SHEETS:
        raise NotFound(_("Halaman ini tidak ada, atau bukan untuk peran Anda."))
    rows = invitations_of(actor=actor, event_id=event_id).filter(within("region", _unit(request)))
    part = Paginator(rows, A_FILE).get_page(request.GET.get("bagian"))
    made = next(SHEETS[kind](event, list(part)), None) if part.paginator.count else None
    if made is None:
        raise NotFound(_("Belum ada yang diundang dari wilayah itu."))
    return FileResponse(BytesIO(made), as_attachment=True, filename=f"{kind}-{part.number}.pdf")


def _unit(request: HttpRequest) -> str:
    """Return the unit that a file is asked for. Raises Refused where it cannot be read."""
    form = UnitFilter(request.GET)
    form.must_be_read()
    return form.code


def roll(request: HttpRequest, event_id: UUID) -> FileResponse:
    """Hand out the attendance list as PDF, with its column for signatures."""
    actor = cast(Request, request).actor
    event = event_of(actor=actor, event_id=event_id)
    rows = invitations_of(actor=actor, event_id=event_id).filter(within("region", _unit(request)))
    if not rows.exists():
        raise NotFound(_("Belum ada yang diundang dari wilayah itu."))
    made = attendance_rolls(event, rows, at=now())
    return FileResponse(BytesIO(made), as_attachment=True, filename="daftar-hadir.pdf")
