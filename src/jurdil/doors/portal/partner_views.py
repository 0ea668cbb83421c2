"""A partner's own page: attest domiciles of the own area, offer a venue, warn of a danger."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from jurdil.doors.portal.partner_list import application_waiting, waiting_for
from jurdil.errors import NotFound
from jurdil.foundation.accounts.middleware import Request
from jurdil.foundation.accounts.roles import Role
from jurdil.foundation.storage.clock import now
from jurdil.registry.partners.actions import attest_domicile, partner_of, tell
from jurdil.registry.partners.forms import OFFICE_LABELS, TOLD_LABELS
from jurdil.registry.partners.models import AttestationKind, Office

PAGE = 50


class TellForm(forms.Form):
    """A venue for a polling station, or a danger; a fact about a place, never about an applicant."""

    kind = forms.ChoiceField(label=_("Tentang"), choices=list(TOLD_LABELS.items()))
    note = forms.CharField(label=_("Keterangan"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class AttestForm(forms.Form):
    """Yes or no, and since when if known. There is no field for a recommendation."""

    application = forms.UUIDField()
    lives_here = forms.TypedChoiceField(choices=[("yes", ""), ("no", "")], coerce=lambda answer: answer == "yes")
    since_year = forms.IntegerField(required=False, min_value=1900)


def partner_home(request: HttpRequest) -> HttpResponse:
    """Show whose domicile nobody has attested, and take offers and warnings."""
    actor = cast(Request, request).actor
    if actor.role != Role.PARTNER:
        raise NotFound(_("Halaman ini hanya untuk mitra: camat, lurah, ketua RW dan RT."))
    partner = partner_of(actor)
    form = TellForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kind = AttestationKind(form.cleaned_data["kind"])
        tell(actor=actor, kind=kind, region=partner.region, note=form.cleaned_data["note"], now=now())
        return redirect("portal:partner")
    context = {
        "partner": partner,
        "office": OFFICE_LABELS[Office(partner.office)],
        "page": Paginator(waiting_for(partner), PAGE).get_page(request.GET.get("halaman")),
        "form": form,
        "told": [
            (row, TOLD_LABELS[AttestationKind(row.kind)])
            for row in partner.attestations.exclude(kind=AttestationKind.DOMICILE).order_by("-id")[:PAGE]
        ],
    }
    return render(request, "portal/partner.html", context)


@require_POST
def attest(request: HttpRequest) -> HttpResponse:
    """Say whether somebody of the work list lives where they say."""
    actor = cast(Request, request).actor
    form = AttestForm(request.POST)
    if not form.is_valid():
        raise NotFound(_("Pilih orangnya dan jawab ya atau tidak."))
    application_id: UUID = form.cleaned_data["application"]
    found = application_waiting(partner_of(actor), application_id)
    attest_domicile(
        actor=actor,
        person_id=found.person_id,
        lives_here=form.cleaned_data["lives_here"],
        since_year=form.cleaned_data["since_year"],
        rw=found.rw,
        rt=found.rt,
        now=now(),
    )
    return redirect("portal:partner")
