"""Officers' pages of partners: who speaks for which place, and what they have told."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jurdil.errors import NotFound
from jurdil.foundation.accounts.middleware import Request
from jurdil.foundation.accounts.roles import Role
from jurdil.foundation.storage.clock import now
from jurdil.registry.partners.actions import name_partner, retire_partner
from jurdil.registry.partners.forms import OFFICE_LABELS, TOLD_LABELS, PartnerForm
from jurdil.registry.partners.models import AttestationKind, Office
from jurdil.registry.partners.queries import partners_within, told_within

PAGE = 50
NAMERS = frozenset({Role.PPS, Role.KPU_REGENCY})


def partner_list(request: HttpRequest) -> HttpResponse:
    """Show the partners of the officer's region and what they have told, newest first."""
    actor, office = cast(Request, request).actor, request.GET.get("jabatan", "")
    rows = partners_within(actor=actor)
    page = Paginator(rows.filter(office=office) if office in Office.values else rows, PAGE).get_page(
        request.GET.get("halaman")
    )
    context = {
        "page": page,
        "partners": [(row, OFFICE_LABELS[Office(row.office)]) for row in page],
        "offices": OFFICE_LABELS.items(),
        "chosen": office,
        "told": [(row, TOLD_LABELS[AttestationKind(row.kind)]) for row in told_within(actor=actor)[:PAGE]],
        "may_name": actor.role in NAMERS,
    }
    return render(request, "partners/list.html", context)


def partner_name(request: HttpRequest) -> HttpResponse:
    """Enter the holder of a local office."""
    actor = cast(Request, request).actor
    if actor.role not in NAMERS:
        raise NotFound(_("Halaman ini tidak ada, atau bukan untuk peran Anda."))
    form = PartnerForm(request.POST or None, initial={"region": actor.region})
    if request.method == "POST" and form.is_valid():
        given, mandate = form.cleaned_data, form.cleaned_data["mandate"]
        name_partner(
            actor=actor,
            office=Office(given["office"]),
            region=given["region"],
            name=given["name"],
            rw=given["rw"],
            rt=given["rt"],
            account_id=mandate.account_id if mandate is not None else None,
            person_id=mandate.person_id if mandate is not None else None,
            now=now(),
        )
        return redirect("partners:list")
    return render(request, "partners/name.html", {"form": form})


@require_POST
def partner_retire(request: HttpRequest, partner_id: UUID) -> HttpResponse:
    """End a partner's part."""
    retire_partner(actor=cast(Request, request).actor, partner_id=partner_id, now=now())
    return redirect("partners:list")
