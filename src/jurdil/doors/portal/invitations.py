"""A worker's own invitations: the QR, the answer, the house rules, the calendar file, the certificate."""

from __future__ import annotations

from io import BytesIO
from typing import cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jurdil.engines.papers import calendar_file, qr_svg
from jurdil.engines.papers.calendar import CONTENT_TYPE
from jurdil.errors import NotFound
from jurdil.foundation.accounts.middleware import LINK_KEY, PERSON_KEY, Request
from jurdil.foundation.accounts.roles import Role
from jurdil.foundation.storage.clock import day_of, now
from jurdil.stages.consolidation.actions import answer_invitation
from jurdil.stages.consolidation.certificates import earned_certificate
from jurdil.stages.consolidation.forms import answer_label
from jurdil.stages.consolidation.house_rules import house_rules_of
from jurdil.stages.consolidation.models import Coming, Invitation, Need
from jurdil.stages.consolidation.needs import note_needs
from jurdil.stages.consolidation.queries import own_invitation
from jurdil.stages.consolidation.seating import Rooms
from jurdil.stages.consolidation.sheets import certificate
from jurdil.stages.consolidation.telling import calendar_of, invitation_by_link


def _qr(token: str) -> SafeString:
    """Return the QR of an invitation's token as SVG of a size that a phone shows whole."""
    drawn = qr_svg(token).replace("<svg ", '<svg width="260" height="260" role="img" aria-label="QR" ', 1)
    return mark_safe(drawn)  # noqa: S308  # made by our own engine from a token that we signed


def _own(request: HttpRequest, invitation_id: UUID) -> Invitation:
    return own_invitation(actor=cast(Request, request).actor, invitation_id=invitation_id)


def linked(request: HttpRequest, invitation_id: UUID, key: str) -> HttpResponse:
    """Open the invitation by the personal link of its message, without a sign-in.

    The link opens what belongs to the gathering: the invitation, tests, materials and questions. The application, the
    letters and the pledge stay closed: people hand links on, and whoever pledges is there in person.
    Only a press of the button opens it: an address that a foreign page or picture names must sign nobody in or out.
    """
    if request.user.is_authenticated:
        raise NotFound(_("Tautan ini untuk orang yang diundang. Keluar dahulu dari akun petugas, lalu buka lagi."))
    found = invitation_by_link(invitation_id, key, day_of(now()))
    page = reverse("portal:invitation", args=[invitation_id])
    opened = {"person": str(found.person_id), "pages": [page, reverse("own_consolidation:home")]}
    if request.session.get(PERSON_KEY) == opened["person"] or request.session.get(LINK_KEY) == opened:
        return redirect(page)
    if request.method != "POST":
        is_others = PERSON_KEY in request.session or LINK_KEY in request.session
        return render(request, "portal/invitation_linked.html", {"event": found.event, "is_others": is_others})
    request.session.flush()  # a phone that several people use shows each their own pages
    request.session[LINK_KEY] = opened
    return redirect(page)


def invitation(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Show one's own invitation with its QR and typed code, and take the answer."""
    actor, moment = cast(Request, request).actor, now()
    if actor.role == Role.PUBLIC:
        enter = f"{reverse('recruitment:enter')}?{urlencode({'lanjut': request.path})}"
        return render(request, "portal/invitation_closed.html", {"enter": enter})
    found = _own(request, invitation_id)
    event, need = found.event, Need.objects.filter(invitation=invitation_id).first()
    about = {"wilayah": event.region, "kegiatan": event.id.hex}
    context = {
        "row": found,
        "event": event,
        "items": event.items.select_related("room").order_by("starts_at", "id"),
        "answer": answer_label(found.answer),
        "room": Rooms(event).room_of(found),
        "rules": house_rules_of(event.election.profile),
        "qr": _qr(found.token),
        "may_answer": moment < event.starts_at and event.cancelled_at is None and found.revoked_at is None,
        "transport": need.transport.reveal() if need else "",
        "diet": need.diet.reveal() if need else "",
        "has_certificate": earned_certificate(actor=actor, invitation_id=invitation_id, now=moment) is not None,
        "has_file": PERSON_KEY in request.session,
        "report_link": f"{reverse('oversight:report')}?{urlencode(about)}",
    }
    return render(request, "portal/invitation.html", context)


@require_POST
def invitation_answer(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Answer one's own invitation; without an answer nothing is said in anybody's name."""
    given = request.POST.get("answer", "")
    if given in Coming.values:
        made = answer_invitation(
            actor=cast(Request, request).actor,
            invitation_id=invitation_id,
            answer=Coming(given),
            accepts_rules="rules" in request.POST,
            now=now(),
        )
        messages.success(request, _("Jawaban Anda tercatat: %(answer)s.") % {"answer": answer_label(made.answer)})
        if made.answer == Coming.COMES and made.rules_at is None:
            messages.info(request, _("Tata tertib belum Anda setujui. Centang persetujuannya, lalu jawab sekali lagi."))
    return redirect("portal:invitation", invitation_id=invitation_id)


@require_POST
def invitation_needs(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Note what one needs for transport and food."""
    given = {name: request.POST.get(name, "") for name in ("transport", "diet")}
    note_needs(actor=cast(Request, request).actor, invitation_id=invitation_id, now=now(), **given)
    messages.success(request, _("Kebutuhan disimpan."))
    return redirect("portal:invitation", invitation_id=invitation_id)


def invitation_calendar(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Hand out the calendar file; after a change the newer one takes the older one's place."""
    found = _own(request, invitation_id)
    answer = HttpResponse(calendar_file(calendar_of(found)), content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = 'attachment; filename="undangan.ics"'
    return answer


def invitation_certificate(request: HttpRequest, invitation_id: UUID) -> FileResponse:
    """Hand out the certificate of attendance, once it is earned."""
    actor, moment = cast(Request, request).actor, now()
    attended = earned_certificate(actor=actor, invitation_id=invitation_id, now=moment)
    if attended is None:
        raise NotFound(_("Sertifikat tersedia setelah kegiatan, bagi yang hadir pada semua sesinya."))
    made = certificate(_own(request, invitation_id), attended=attended, on=day_of(moment))
    return FileResponse(BytesIO(made), as_attachment=True, filename="sertifikat.pdf")
