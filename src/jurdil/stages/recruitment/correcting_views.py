"""Mend what was typed into an application: old and new value side by side, the reason, then the change."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from jurdil.errors import NotFound, Refused
from jurdil.foundation.storage.clock import day_of, now
from jurdil.stages.recruitment.mending import correct_application, plain_value
from jurdil.stages.recruitment.models import Application
from jurdil.stages.recruitment.opening_forms import CorrectForm
from jurdil.stages.recruitment.queries import application_of
from jurdil.stages.recruitment.reach import BODIES_OF, REVIEWERS
from jurdil.stages.recruitment.views import actor_in, keep_refusal
from jurdil.stages.recruitment.windows import mending_until, profile_of

YES_NO = {"ya": True, "tidak": False, "": None}
WRITTEN = {True: "ya", False: "tidak", None: ""}
TRUTHS = ("is_experienced", "has_it_skill")
NOT_VALUES = ("reason", "nik_is_checked")


def _stands(row: Application) -> dict[str, Any]:  # Any: of the columns
    """Return what stands in the application as the form writes it."""
    items = list(profile_of(row.opening).words("requirement.declaration_items"))
    found: dict[str, Any] = {}
    for field in CorrectForm.base_fields:
        if field not in NOT_VALUES and field != "declarations":
            value = plain_value(row, field)
            found[field] = WRITTEN[value] if field in TRUTHS else value
    signed = [item for item, sign in zip(items, row.declarations, strict=False) if sign == "Y"]
    return {**found, "declarations": signed}


def _changes(form: CorrectForm, row: Application, stood: dict[str, Any]) -> dict[str, Any]:  # Any: of the columns
    """Return the values that differ, as the verb takes them; an unsigned statement is untouched unless it changed."""
    given = form.cleaned_data
    found: dict[str, Any] = {}  # Any: as above
    for field, old in stood.items():
        new = given[field]
        if field == "declarations":
            if set(new) != set(old):
                found[field] = _signs(form, row, new)
        elif (new or "") != (old or ""):
            found[field] = YES_NO[new] if field in TRUTHS else new
    return found


def _signs(form: CorrectForm, row: Application, signed: list[str]) -> str:
    before = row.declarations.ljust(len(form.items), "-")
    return "".join(
        "Y" if item in signed else ("T" if old == "Y" else old) for item, old in zip(form.items, before, strict=False)
    )


def _side_by_side(form: CorrectForm, stood: dict[str, Any], changes: dict[str, Any]) -> list[tuple[str, str, str]]:
    shown = []
    for field in changes:
        new = form.cleaned_data[field]
        label = str(form.fields[field].label)
        words = dict(getattr(form.fields[field], "choices", ()))  # of a choice, its label in the language of the page
        old, new = (words.get(value, value) if isinstance(value, str) else value for value in (stood[field], new))
        shown.append((label, _in_words(old), _in_words(new)))
    return shown


def _in_words(value: Any) -> str:  # Any: of the columns
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    return ", ".join(value) if isinstance(value, list) else str(value or "–")


def correct(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Show the form, then old and new side by side, then mend; what was typed stays where it is refused."""
    actor = actor_in(request)
    row = application_of(actor=actor, application_id=application_id)
    bodies = BODIES_OF.get(actor.role)
    if actor.role not in REVIEWERS or (bodies is not None and row.body not in bodies):
        raise NotFound(_("Halaman ini tidak ada, atau bukan untuk peran Anda."))
    stood = _stands(row)
    form = CorrectForm(request.POST or None, profile=profile_of(row.opening), initial=stood)
    until = mending_until(row.opening)
    is_over = (until is not None and day_of(now()) > until) or row.withdrawn_at is not None
    context = {"row": row, "form": form, "until": until, "is_over": is_over}
    if request.method == "POST" and form.is_valid():
        changes = _changes(form, row, stood)
        if not changes:
            form.add_error(None, _("Tidak ada isian yang berubah."))
        elif request.POST.get("langkah") == "lihat":
            context["pairs"] = _side_by_side(form, stood, changes)
            return render(request, "recruitment/correct_confirm.html", context)
        elif request.POST.get("langkah") == "simpan":
            reason = form.cleaned_data["reason"]
            try:
                correct_application(actor=actor, application_id=row.id, changes=changes, reason=reason, now=now())
            except Refused as refusal:
                keep_refusal(form, refusal)
            else:
                messages.success(request, _("Isian dibetulkan; lamaran menunggu pemeriksaan lagi."))
                return redirect("recruitment:file", application_id=row.id)
    return render(request, "recruitment/correct.html", context)
