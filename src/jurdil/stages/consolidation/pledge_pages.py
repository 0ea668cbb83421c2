"""An officer's pages about the pact: coverage, the map of what is not understood, signing here, together, talks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jurdil.errors import NotFound
from jurdil.foundation.accounts.middleware import Request
from jurdil.foundation.accounts.roles import OFFICERS, Actor, Role
from jurdil.foundation.storage.clock import day_of, now
from jurdil.law import load_profile
from jurdil.law.pacts import pact_of
from jurdil.registry.bodies.models import Appointment, BodyKind
from jurdil.registry.elections.models import Election
from jurdil.registry.regions.maps import Shape, draw_map
from jurdil.registry.regions.models import Level, Region
from jurdil.stages.consolidation import coverage as figures
from jurdil.stages.consolidation.collective import record_collective_pledge, who_would_pledge
from jurdil.stages.consolidation.exporting import table_file
from jurdil.stages.consolidation.forms import body_label
from jurdil.stages.consolidation.owing import Reason, owing_by_reason, owing_pledge
from jurdil.stages.consolidation.pledge_forms import TogetherForm
from jurdil.stages.consolidation.pledge_notices import remind_owing
from jurdil.stages.consolidation.pledging import hold_talk, sign_pledge
from jurdil.stages.consolidation.views import PAGE, depth_of
from jurdil.stages.consolidation.wording import ShownClause, answers_of, shown_clauses
from jurdil.stages.placement.wording import ROLE_LABELS

SIGNERS = frozenset({Role.PPS, Role.PPK, Role.KPU_REGENCY})
REASON_LABELS = {
    Reason.WAITS: gettext_lazy("menunggu: pengangkatan baru"),
    Reason.RENEWS: gettext_lazy("memperbarui: peran atau versi pakta berganti"),
    Reason.SERVES: gettext_lazy("berutang: sudah bertugas"),
}
NAMED = 400  # people listed by name, so that the absent can be ticked; above, an event says who was there


def newest_election() -> Election:
    """Return the election that pages speak about where none is named. Raises NotFound if there is none."""
    election = Election.objects.order_by("-voting_day").first()
    if election is None:
        raise NotFound(_("Belum ada pemilihan."))
    return election


def coverage(request: HttpRequest) -> HttpResponse:
    """Show how many who serve today have signed the pact, by unit, and which clauses are not understood, on a map."""
    actor, today = cast(Request, request).actor, day_of(now())
    depth = depth_of(request, actor.region)
    whole, debts = figures.pledge_coverage(actor=actor, on=today), owing_by_reason(actor=actor, on=today)
    by_clause = figures.understanding_by_clause(actor=actor)
    clauses = shown_clauses(pact_of(newest_election().profile)) if by_clause else []
    chosen = next((one for one in clauses if one.key == request.GET.get("butir")), None)
    context = {
        "whole": whole,
        "debts": debts,
        "owed": debts.total(),
        "units": figures.pledge_coverage_by_unit(actor=actor, on=today, depth=depth),
        "depth": depth,
        "at": now(),
        "clauses": [(one, by_clause[one.key]) for one in clauses if one.key in by_clause],
        "chosen": chosen,
        "map": _map(actor, chosen) if chosen else "",
        "wards": figures.understanding_by_unit(actor=actor, clause=chosen.key, depth=depth) if chosen else [],
        "may_record": actor.role in OFFICERS,
    }
    return render(request, "consolidation/coverage.html", context)


def _map(actor: Actor, clause: ShownClause) -> SafeString:
    rows = figures.understanding_by_unit(actor=actor, clause=clause.key, depth=4)
    names = dict(Region.objects.filter(code__in=[row.unit for row in rows]).values_list("code", "name"))
    shapes = {}
    for row in rows:
        words = _("%(name)s: terlalu sedikit yang menjawab untuk ditunjukkan") % {"name": names.get(row.unit, row.unit)}
        if row.otherwise is not None:
            words = _("%(name)s: %(count)s dari %(of)s menjawab lain") % {
                "name": names.get(row.unit, row.unit),
                "count": row.otherwise,
                "of": row.asked,
            }
        shapes[row.unit] = Shape(None if row.otherwise is None else round(row.otherwise / row.asked, 3), words)
    title = _("Peta kelurahan: berapa bagian yang menjawab contoh kejadian ini dengan cara lain")
    return draw_map(shapes, level=Level.WARD, inside=actor.region, title=title)


def _seat(row: Appointment) -> dict[str, object]:
    """Return what a list says of an appointment whose holder owes the pact, with the `reason` of `owing_in`."""
    reason = Reason(row.reason)  # type: ignore[attr-defined]  # annotated by the query
    role = ROLE_LABELS[row.seat.role]
    return {"row": row, "body": body_label(row.seat.body.kind), "role": role, "reason": REASON_LABELS[reason]}


def _reason_of(request: HttpRequest) -> Reason | None:
    asked_for = request.GET.get("keadaan", "")
    return Reason(asked_for) if asked_for in list(Reason) else None


def owing(request: HttpRequest) -> HttpResponse:
    """List who owes the pact and why: all, or those who owe it for one reason."""
    actor, today, chosen = cast(Request, request).actor, day_of(now()), _reason_of(request)
    rows = owing_pledge(actor=actor, on=today, reason=chosen).select_related("seat__body__election", "person")
    page = Paginator(rows, PAGE).get_page(request.GET.get("halaman"))
    debts = owing_by_reason(actor=actor, on=today)
    context = {
        "page": page,
        "people": [_seat(row) for row in page],
        "owed": debts.total(),
        "reasons": [(reason, label, debts[reason]) for reason, label in REASON_LABELS.items()],
        "chosen": chosen,
        "may_sign": actor.role in SIGNERS,
        "may_remind": actor.role in OFFICERS,
        "at": now(),
    }
    return render(request, "consolidation/owing.html", context)


@require_POST
def owing_reminded(request: HttpRequest) -> HttpResponse:
    """Remind those who owe the pact."""
    job = remind_owing(actor=cast(Request, request).actor, election=newest_election(), now=now())
    messages.success(request, _("%(count)s orang diingatkan.") % {"count": job.total})
    return redirect("consolidation:owing")


def owing_export(request: HttpRequest, ending: str) -> FileResponse:
    """Hand out the list of those who owe the pact, with the reason."""
    rows = owing_pledge(actor=cast(Request, request).actor, on=day_of(now()), reason=_reason_of(request))
    people = [_seat(row) for row in rows.select_related("seat__body__election", "person")]
    appointments = [cast(Appointment, one["row"]) for one in people]
    columns: dict[str, Sequence[object]] = {
        "nama": [row.person.name for row in appointments],
        "badan": [one["body"] for one in people],
        "peran": [str(one["role"]) for one in people],
        "wilayah": [row.region for row in appointments],
        "mulai": [row.start for row in appointments],
        "keadaan": [str(one["reason"]) for one in people],
    }
    return table_file("belum-berpakta", ending, columns)


def sign_here(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Let somebody sign on the officer's device, with a witness."""
    actor = cast(Request, request).actor
    rows = owing_pledge(actor=actor, on=day_of(now()))
    row = rows.select_related("seat__body__election", "person").filter(id=appointment_id).first()
    if row is None or actor.role not in SIGNERS:
        raise NotFound(_("Orang ini tidak ada di wilayah Anda, atau paktanya sudah tercatat."))
    clauses = shown_clauses(pact_of(row.seat.body.election.profile))
    if request.method == "POST":
        sign_pledge(
            actor=actor,
            appointment_id=appointment_id,
            accepted=request.POST.getlist("clause"),
            how="device",
            witness=request.POST.get("witness", ""),
            answers=answers_of(request.POST, clauses),
            now=now(),
        )
        messages.success(request, _("Pakta %(name)s tercatat.") % {"name": row.person.name})
        return redirect("consolidation:owing")
    return render(request, "consolidation/sign.html", {**_seat(row), "clauses": clauses})


def _ids(texts: Iterable[str]) -> Iterator[UUID]:
    for text in texts:
        with suppress(ValueError):
            yield UUID(text)


def together(request: HttpRequest) -> HttpResponse:
    """Choose a unit, see for whom the pledge would be recorded, and record it with its witnesses."""
    actor, election = cast(Request, request).actor, newest_election()
    given = request.POST if request.method == "POST" else request.GET if "region" in request.GET else None
    form = TogetherForm(given, actor=actor, is_asking=request.method != "POST")
    people, count = [], 0
    if form.is_bound and form.is_valid():
        unit = form.unit()
        if request.method == "POST":
            unit |= {**form.heard(), "absent": set(_ids(request.POST.getlist("absent")))}
            made = record_collective_pledge(actor=actor, election=election, now=now(), **unit)
            messages.success(request, _("Pakta %(count)s orang tercatat.") % {"count": made.people})
            return redirect("consolidation:together")
        rows = who_would_pledge(actor=actor, election=election, **unit, now=now())
        count = rows.count()
        people = [_seat(row) for row in rows.select_related("seat__body__election")[:NAMED]] if count <= NAMED else []
    page = Paginator(figures.collective_pledges(actor=actor), PAGE).get_page(request.GET.get("halaman"))
    context = {
        "form": form,
        "people": people,
        "count": count,
        "is_asked": form.is_bound and form.is_valid(),
        "page": page,
        "made": [(row, [body_label(kind) for kind in row.kinds]) for row in page],
        "needed": load_profile(election.profile).number("consolidation.witnesses"),
        "may_record": actor.role in OFFICERS,
    }
    return render(request, "consolidation/together.html", context)


def talks(request: HttpRequest) -> HttpResponse:
    """List the make-up talks: open ones, or all."""
    actor, shows_all = cast(Request, request).actor, "semua" in request.GET
    page = Paginator(figures.talks_within(actor=actor, open_only=not shows_all), PAGE).get_page(
        request.GET.get("halaman")
    )
    clauses = {one.key: one for one in shown_clauses(pact_of(newest_election().profile))} if page else {}
    people = [
        {"talk": row, **_talk_seat(row.appointment), "clauses": [clauses[key] for key in row.clauses if key in clauses]}
        for row in page
    ]
    context = {"page": page, "people": people, "shows_all": shows_all, "may_hold": actor.role in SIGNERS}
    return render(request, "consolidation/talks.html", context)


def _talk_seat(row: Appointment) -> dict[str, object]:
    return {"name": row.person.name, "region": row.region, "body": body_label(BodyKind(row.seat.body.kind))}


@require_POST
def talk_held(request: HttpRequest, talk_id: UUID) -> HttpResponse:
    """Note that a talk was held."""
    hold_talk(actor=cast(Request, request).actor, talk_id=talk_id, note=request.POST.get("note", ""), now=now())
    messages.success(request, _("Bincang dicatat."))
    return redirect("consolidation:talks")
