"""Pages of erasure: act on a person's request, and take what names somebody out of a report."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jurdil.errors import Refused
from jurdil.foundation.accounts.middleware import Request
from jurdil.foundation.accounts.roles import Actor
from jurdil.foundation.storage.clock import day_of, now
from jurdil.law import load_profile
from jurdil.registry.elections.queries import election_on
from jurdil.stages.oversight.erasing import RULE, erase_everything, erased_people, holdings_of, people_named
from jurdil.stages.oversight.forms import ErasureForm, RedactionForm
from jurdil.stages.oversight.queries import report_of
from jurdil.stages.oversight.redacting import propose_redaction, second_redaction


def _actor(request: HttpRequest) -> Actor:
    return cast(Request, request).actor


def _say(form: ErasureForm | RedactionForm, refusal: Refused) -> None:
    form.add_error(None, f"{_(refusal.reason)} {_(refusal.remedy)} [{refusal.rule}]")


def find_person(request: HttpRequest) -> HttpResponse:
    """Find who asks to be erased; the name travels in the body of the request, never in an address."""
    actor, name = _actor(request), request.POST.get("nama", "").strip()[:80]
    people = people_named(actor=actor, name=name)
    context = {"name": name, "people": people, "erased": erased_people(actor=actor)}
    return render(request, "oversight/erasures.html", context)


def erase(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show what is held about a person and what would remain; erase it when the officer has compared identities."""
    actor = _actor(request)
    held = holdings_of(actor=actor, person_id=person_id, on=day_of(now()))
    form = ErasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data["request"]
        try:
            erase_everything(actor=actor, person_id=person_id, now=now(), request=asked)
        except Refused as refusal:
            _say(form, refusal)
        else:
            return redirect("oversight:erase", person_id=person_id)
    election = election_on(day_of(now()))
    rule = load_profile(election.profile).rule(RULE) if election is not None else None
    text = rule.text("en" if (get_language() or "id").startswith("en") else "id") if rule else ""
    context = {"held": held, "form": form, "rule": rule, "text": text}
    return render(request, "oversight/erase.html", context)


def redact(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Propose how a report reads without what names somebody; what was typed stays where it is refused."""
    actor = _actor(request)
    report = report_of(actor=actor, report_id=report_id)
    form = RedactionForm(request.POST or None, initial={"text": report.text.reveal()})
    if request.method == "POST" and form.is_valid():
        try:
            propose_redaction(actor=actor, report_id=report_id, now=now(), **form.cleaned_data)
        except Refused as refusal:
            _say(form, refusal)
        else:
            return redirect("oversight:report-page", report_id=report_id)
    return render(request, "oversight/redact.html", {"form": form, "row": report})


@require_POST
def redact_second(request: HttpRequest, report_id: UUID, redaction_id: UUID) -> HttpResponse:
    """Sign a redaction, or decline it."""
    agrees = request.POST.get("agrees") == "ya"
    second_redaction(actor=_actor(request), redaction_id=redaction_id, agrees=agrees, now=now())
    return redirect("oversight:report-page", report_id=report_id)
