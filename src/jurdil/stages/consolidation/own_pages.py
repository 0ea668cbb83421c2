"""A person's own pages: the tests that wait for them, sat item by item on a phone, and how they came out."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from jurdil.foundation.accounts.middleware import LINK_KEY, PERSON_KEY, Request
from jurdil.foundation.storage.clock import day_of, now
from jurdil.stages.consolidation.item_bank import form_of, items_of
from jurdil.stages.consolidation.materials import own_materials
from jurdil.stages.consolidation.queries import own_invitations
from jurdil.stages.consolidation.round_figures import own_rounds, own_sitting
from jurdil.stages.consolidation.sitting_models import Phase, Sitting
from jurdil.stages.consolidation.testing import answer_item, finish_sitting, start_sitting
from jurdil.stages.consolidation.testing_forms import PHASE_LABELS
from jurdil.stages.consolidation.wording import Asked, asked_in_order, number_in


def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for the person beside their file."""
    actor = cast(Request, request).actor
    rounds = own_rounds(actor=actor, now=now())
    context = {
        "rounds": [(row, PHASE_LABELS[Phase(row.phase)], one) for row, one in rounds],
        "materials": own_materials(actor=actor, on=day_of(now())),
        "events": [
            (one.event, one.id, _opens(request, reverse("portal:invitation", args=[one.id])))
            for one in own_invitations(actor=actor)
            if one.revoked_at is None
        ],
        "has_file": PERSON_KEY in request.session,
    }
    return render(request, "consolidation/own_home.html", context)


def _opens(request: HttpRequest, page: str) -> bool:
    """Return whether the visitor may open a page of theirs: a personal link opens its own invitation, no other."""
    return PERSON_KEY in request.session or page in request.session.get(LINK_KEY, {}).get("pages", ())


@require_POST
def sitting_started(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Begin a sitting, or go on with it."""
    row = start_sitting(actor=cast(Request, request).actor, round_id=round_id, now=now())
    return redirect("own_consolidation:sitting", sitting_id=row.id)


def _form(row: Sitting) -> list[Asked]:
    items = items_of(row.round.role_test)
    drawn = form_of(row.round.role_test, items, row.round.phase, row.person_id)
    return [asked_in_order(items[one.key], one.order) for one in drawn]


def sitting(request: HttpRequest, sitting_id: UUID) -> HttpResponse:
    """Show one item at a time and keep its answer; whoever comes back goes on where they were."""
    actor = cast(Request, request).actor
    row = own_sitting(actor=actor, sitting_id=sitting_id)
    form = _form(row)
    asked_for = number_in(request.GET.get("soal", ""))
    if request.method == "POST":
        key, option = request.POST.get("key", ""), number_in(request.POST.get("option", ""))
        answer_item(actor=actor, sitting_id=sitting_id, key=key, option=-1 if option is None else option, now=now())
        return redirect(reverse("own_consolidation:sitting", args=[sitting_id]))
    waiting = [number for number, one in enumerate(form) if one.key not in row.answers]
    chosen = asked_for - 1 if asked_for is not None and 0 < asked_for <= len(form) else None
    number = chosen if chosen is not None else waiting[0] if waiting else None
    context = {
        "row": row,
        "number": number + 1 if number is not None else None,
        "item": form[number] if number is not None else None,
        "answer": row.answers.get(form[number].key) if number is not None else None,
        "steps": [(place + 1, one.key in row.answers) for place, one in enumerate(form)],
        "of": len(form),
        "answered": len(form) - len(waiting),
        "results": [(one, row.answers.get(one.key)) for one in form] if row.finished_at else [],
        "pass_mark": row.round.role_test.pass_mark,
    }
    return render(request, "consolidation/own_sitting.html", context)


@require_POST
def sitting_finished(request: HttpRequest, sitting_id: UUID) -> HttpResponse:
    """Send a sitting in."""
    finish_sitting(actor=cast(Request, request).actor, sitting_id=sitting_id, now=now())
    return redirect("own_consolidation:sitting", sitting_id=sitting_id)
