"""An officer's pages about role tests: plan, follow, close, paper, and the item bank."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
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
from jurdil.foundation.accounts.roles import is_same_hand
from jurdil.foundation.storage.clock import now
from jurdil.law.items import load_items
from jurdil.registry.bodies.models import BodyKind
from jurdil.stages.consolidation.exporting import table_file
from jurdil.stages.consolidation.forms import body_label
from jurdil.stages.consolidation.item_bank import WRITERS, form_of, items_of, officer_items, review_item, write_item
from jurdil.stages.consolidation.pledge_pages import SIGNERS, newest_election
from jurdil.stages.consolidation.round_figures import figures_of, not_through, results_by_unit, round_of, tests_within
from jurdil.stages.consolidation.sitting_models import Phase, Round
from jurdil.stages.consolidation.testing import PLANNERS, close_round, enter_paper_sitting, plan_role_test
from jurdil.stages.consolidation.testing_forms import PHASE_LABELS, ItemForm, RoleTestForm
from jurdil.stages.consolidation.views import PAGE, depth_of
from jurdil.stages.consolidation.wording import Asked, asked, asked_in_order, number_in

SEED_BYTES = 32


def _about(row: Round) -> dict[str, object]:
    kind = body_label(row.role_test.kind)
    about = {"round": row, "test": row.role_test, "kind": kind, "phase": PHASE_LABELS[Phase(row.phase)]}
    return {**about, "has_makeup": row.phase != Phase.BEFORE}


def test_list(request: HttpRequest) -> HttpResponse:
    """List the tests that concern the officer's region, with their rounds."""
    actor = cast(Request, request).actor
    page = Paginator(tests_within(actor=actor), PAGE).get_page(request.GET.get("halaman"))
    tests = [
        {
            "row": row,
            "kind": body_label(row.kind),
            "rounds": [
                (one, PHASE_LABELS[Phase(one.phase)]) for one in sorted(row.rounds.all(), key=lambda one: one.opens_at)
            ],
        }
        for row in page
    ]
    context = {
        "page": page,
        "tests": tests,
        "may_plan": actor.role in PLANNERS,
        "may_write": actor.role in WRITERS,
        "at": now(),
    }
    return render(request, "consolidation/tests.html", context)


def test_plan(request: HttpRequest) -> HttpResponse:
    """Plan a test."""
    actor = cast(Request, request).actor
    if actor.role not in PLANNERS:
        raise NotFound(_("Halaman ini tidak ada, atau bukan untuk peran Anda."))
    form = RoleTestForm(request.POST or None, initial={"region": actor.region})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        plan_role_test(
            actor=actor,
            election=newest_election(),
            title=given["title"],
            kind=BodyKind(given["kind"]),
            region=given["region"].strip(),
            windows=form.windows(),
            seed=secrets.token_bytes(SEED_BYTES),
            now=now(),
        )
        messages.success(request, _("Tes direncanakan; yang bertugas diberi tahu kapan tes dibuka."))
        return redirect("consolidation:tests")
    return render(request, "consolidation/test_plan.html", {"form": form})


def round_page(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Show a round: who sat and passed, by unit; once it is closed, what its items were worth and what was learnt."""
    actor = cast(Request, request).actor
    row, moment = round_of(actor=actor, round_id=round_id), now()
    depth = depth_of(request, actor.region)
    figures = row.figures or figures_of(row)
    items = {key: asked(item) for key, item in items_of(row.role_test).items()}
    context = {
        **_about(row),
        "figures": figures,
        "at": row.closed_at or moment,
        "items": [(items[key], *found) for key, found in figures["items"].items()],
        "gain": {name: value * 100 for name, value in (figures["gain"] or {}).items() if name != "count"},
        "gain_count": (figures["gain"] or {}).get("count"),
        "units": results_by_unit(actor=actor, round_id=round_id, depth=depth),
        "depth": depth,
        "may_close": actor.role in PLANNERS
        and actor.reaches(row.role_test.region)
        and row.closed_at is None
        and moment >= row.closes_at,
    }
    return render(request, "consolidation/round.html", context)


@require_POST
def round_closed(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Close a round."""
    row = close_round(actor=cast(Request, request).actor, round_id=round_id, now=now())
    if row.phase == Phase.BEFORE:
        words = _("Putaran ditutup. Sebelum bimtek tidak ada tes susulan; semua ikut putaran sesudahnya.")
        messages.success(request, words)
    else:
        messages.success(request, _("Putaran ditutup; yang belum ikut atau belum lulus mendapat tes susulan."))
    return redirect("consolidation:round", round_id=round_id)


def round_people(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """List who missed the round or did not pass it."""
    actor = cast(Request, request).actor
    row = round_of(actor=actor, round_id=round_id)
    page = Paginator(not_through(actor=actor, round_id=round_id), PAGE).get_page(request.GET.get("halaman"))
    may_enter = actor.role in SIGNERS and row.closed_at is None and row.opens_at <= now()
    return render(
        request, "consolidation/round_people.html", {**_about(row), "page": page, "may_enter": may_enter, "at": now()}
    )


def round_export(request: HttpRequest, round_id: UUID, ending: str) -> FileResponse:
    """Hand out the list of those who missed the round or did not pass it."""
    rows = list(not_through(actor=cast(Request, request).actor, round_id=round_id))
    columns: dict[str, Sequence[object]] = {
        "nama": [row.person.name for row in rows],
        "badan": [body_label(row.seat.body.kind) for row in rows],
        "wilayah": [row.region for row in rows],
    }
    return table_file("tes-susulan", ending, columns)


def paper(request: HttpRequest, round_id: UUID, appointment_id: UUID) -> HttpResponse:
    """Show somebody's form, to be printed, and take the answers that were given on it."""
    actor = cast(Request, request).actor
    row = round_of(actor=actor, round_id=round_id)
    who = not_through(actor=actor, round_id=round_id).filter(id=appointment_id).first()
    if who is None or actor.role not in SIGNERS:
        raise NotFound(_("Orang ini tidak ada di putaran ini, atau bukan di wilayah Anda."))
    items = items_of(row.role_test)
    form = [
        asked_in_order(items[one.key], one.order) for one in form_of(row.role_test, items, row.phase, who.person_id)
    ]
    if request.method == "POST":
        answers = _answers(request, form)
        enter_paper_sitting(actor=actor, round_id=round_id, appointment_id=appointment_id, answers=answers, now=now())
        messages.success(request, _("Lembar kertas dicatat."))
        return redirect("consolidation:round-people", round_id=round_id)
    return render(request, "consolidation/paper.html", {**_about(row), "who": who, "items": form})


def _answers(request: HttpRequest, form: list[Asked]) -> dict[str, int]:
    chosen = {one.key: number_in(request.POST.get(f"item-{one.key}", "")) for one in form}
    return {key: place for key, place in chosen.items() if place is not None}


def bank(request: HttpRequest) -> HttpResponse:
    """Show the item bank, and write an item for it."""
    actor = cast(Request, request).actor
    form = ItemForm(request.POST or None)
    own = officer_items(actor=actor)
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "options": form.cleaned_data["options"].splitlines()}
        given |= {"right": given["right"] - 1, "kinds": [BodyKind(kind) for kind in given["kinds"]]}
        write_item(actor=actor, now=now(), **given)
        messages.success(request, _("Soal disimpan; dipakai setelah petugas lain menerimanya."))
        return redirect("consolidation:bank")
    page = Paginator(own, PAGE).get_page(request.GET.get("halaman"))
    context = {
        "form": form,
        "items": [(asked(item), [body_label(kind) for kind in item.kinds]) for item in load_items().values()],
        "page": page,
        "own": [
            (row, [body_label(kind) for kind in row.kinds], not is_same_hand(row.written_by, actor)) for row in page
        ],
    }
    return render(request, "consolidation/bank.html", context)


@require_POST
def item_reviewed(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Accept or decline an officer's item."""
    agrees = request.POST.get("agrees") == "Y"
    review_item(actor=cast(Request, request).actor, item_id=item_id, agrees=agrees, now=now())
    messages.success(request, _("Soal diterima.") if agrees else _("Soal ditolak."))
    return redirect("consolidation:bank")
