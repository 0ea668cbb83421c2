"""What becomes of a posted form: its verb is called; a fault or a refusal stands above what was typed, which stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from jurdil.errors import Refused

Given = Mapping[str, Any]  # Any: what the fields of a form hold


def is_taken(form: Form, act: Callable[[Given], object]) -> bool:
    """Return whether the form was whole and `act` did what it asks; else the form holds what to say."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, f"{_(refusal.reason)} {_(refusal.remedy)} [{refusal.rule}]")
        return False
    return True


def take(
    request: HttpRequest,
    form: Form,
    act: Callable[[Given], object],
    back: str,
    page: Callable[[], HttpResponse] | None = None,
) -> HttpResponse:
    """Go back to the page at `back` once the form is taken; show the form again with what is wrong with it.

    page: shows `form` in its own place, beside what it is about; without it the form is shown alone.
    """
    if is_taken(form, act):
        return redirect(back)
    answer = page() if page else render(request, "vetting/again.html", {"form": form, "back": back})
    answer.status_code = 403 if form.non_field_errors() else 200
    return answer


def paper_of(given: Given) -> dict[str, str]:
    """Return who saw the paper and where it lies."""
    return {"how": "paper", "seen_by": given["seen_by"], "folder": given["folder"]}
