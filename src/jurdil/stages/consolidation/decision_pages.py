"""An officer's pages about questions of an event, its minutes and decisions, and the tasks that follow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
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
from jurdil.foundation.accounts.roles import OFFICERS, is_same_hand
from jurdil.foundation.storage.clock import day_of, now
from jurdil.foundation.storage.codes import within
from jurdil.foundation.storage.ids import is_id
from jurdil.registry.regions.forms import UnitFilter
from jurdil.stages.consolidation.decision_forms import DecisionForm, MinutesForm, owner_label
from jurdil.stages.consolidation.decision_models import Minutes, Task
from jurdil.stages.consolidation.decisions import (
    WRITERS,
    add_decision,
    close_tasks,
    note_task,
    remind_units,
    second_minutes,
    sign_minutes,
    write_minutes,
)
from jurdil.stages.consolidation.exporting import table_file, wib
from jurdil.stages.consolidation.queries import Share, attendance_by_kind, event_of
from jurdil.stages.consolidation.questions import MODERATORS, answer_question, moderate_question, questions_of
from jurdil.stages.consolidation.sheets import minutes_paper, signer_words
from jurdil.stages.consolidation.tasks import decision_of, decisions_within, minutes_of, task_progress, tasks_of
from jurdil.stages.consolidation.views import PAGE, depth_of

MOST_AT_ONCE = 300


def question_list(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Show the questions of an event: look at new ones, answer those with most votes."""
    actor = cast(Request, request).actor
    event = event_of(actor=actor, event_id=event_id)
    page = Paginator(questions_of(actor=actor, event_id=event_id), PAGE).get_page(request.GET.get("halaman"))
    may_answer = actor.role in MODERATORS and actor.reaches(event.region)
    return render(
        request, "consolidation/questions.html", {"event": event, "page": page, "may_answer": may_answer, "at": now()}
    )


@require_POST
def question_moderated(request: HttpRequest, event_id: UUID, question_id: UUID) -> HttpResponse:
    """Show a question to all, or decline it with a reason."""
    actor, shows = cast(Request, request).actor, request.POST.get("shows") == "Y"
    reason = request.POST.get("reason", "")
    moderate_question(actor=actor, question_id=question_id, shows=shows, reason=reason, now=now())
    messages.success(request, _("Pertanyaan ditampilkan.") if shows else _("Pertanyaan tidak ditampilkan."))
    return redirect("consolidation:questions", event_id=event_id)


@require_POST
def question_answered(request: HttpRequest, event_id: UUID, question_id: UUID) -> HttpResponse:
    """Answer a question."""
    answer = request.POST.get("answer", "")
    answer_question(actor=cast(Request, request).actor, question_id=question_id, answer=answer, now=now())
    messages.success(request, _("Jawaban terbit sebagai panduan untuk semua."))
    return redirect("consolidation:questions", event_id=event_id)


def minutes_page(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Show the minutes of an event as they are printed; write them, add decisions and sign while that is open."""
    actor = cast(Request, request).actor
    event = event_of(actor=actor, event_id=event_id)
    minutes = minutes_of(actor=actor, event_id=event_id)
    form = MinutesForm(request.POST or None, initial={"text": minutes.text if minutes else ""})
    if request.method == "POST" and form.is_valid():
        write_minutes(actor=actor, event_id=event_id, text=form.cleaned_data["text"], now=now())
        messages.success(request, _("Notula disimpan; tambahkan keputusannya, lalu tandatangani."))
        return redirect("consolidation:minutes", event_id=event_id)
    decisions = minutes.decisions.order_by("number") if minutes else []
    context = {
        "event": event,
        "minutes": minutes,
        "decisions": [(one, owner_label(one.kind)) for one in decisions],
        "form": form,
        "decision_form": DecisionForm(initial={"region": event.region}),
        "may_write": actor.role in WRITERS and actor.reaches(event.region),
        "signers": [_(signer_words(one)) if one else "" for one in (minutes.first_by, minutes.second_by)]
        if minutes
        else [],
        "is_mine": minutes is not None and minutes.first_at is not None and is_same_hand(minutes.first_by, actor),
    }
    return render(request, "consolidation/minutes.html", context)


def minutes_file(request: HttpRequest, event_id: UUID) -> FileResponse:
    """Hand out the minutes as PDF; once two have signed, with a code that proves their words."""
    actor = cast(Request, request).actor
    minutes = minutes_of(actor=actor, event_id=event_id)
    if minutes is None:
        raise NotFound(_("Notula kegiatan ini belum ditulis."))
    by_kind = attendance_by_kind(actor=actor, event_id=event_id)
    present = Share("", sum(one.count for one in by_kind), sum(one.of for one in by_kind))
    made = minutes_paper(minutes, present, at=now())
    return FileResponse(BytesIO(made), as_attachment=True, filename="notula.pdf")


def decision_added(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Add a decision to the minutes."""
    actor = cast(Request, request).actor
    event = event_of(actor=actor, event_id=event_id)
    form = DecisionForm(request.POST or None, initial={"region": event.region})
    if request.method == "POST" and form.is_valid():
        add_decision(actor=actor, event_id=event_id, now=now(), **form.cleaned_data)
        messages.success(request, _("Keputusan ditambahkan."))
        return redirect("consolidation:minutes", event_id=event_id)
    return render(request, "consolidation/decision_add.html", {"event": event, "form": form})


def _signed_words(minutes: Minutes) -> str:
    if minutes.second_at is None:
        return _("Ditandatangani; menunggu petugas kedua.")
    count = Task.objects.filter(decision__minutes=minutes).count()
    return _("Ditandatangani berdua; %(count)s tugas dibuka di unit-unit.") % {"count": count}


@require_POST
def minutes_signed(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Sign the minutes, as the first officer or as the second."""
    actor = cast(Request, request).actor
    minutes = minutes_of(actor=actor, event_id=event_id)
    sign = second_minutes if minutes is not None and minutes.first_at is not None else sign_minutes
    signed = sign(actor=actor, event_id=event_id, now=now())
    messages.success(request, _signed_words(signed))
    return redirect("consolidation:minutes", event_id=event_id)


def decision_list(request: HttpRequest) -> HttpResponse:
    """List the decisions that units of the officer's region owe, with how many are done and late."""
    actor, today = cast(Request, request).actor, day_of(now())
    page = Paginator(decisions_within(actor=actor, on=today), PAGE).get_page(request.GET.get("halaman"))
    rows = [(one, owner_label(one.kind)) for one in page]
    return render(request, "consolidation/decisions.html", {"page": page, "rows": rows, "at": now()})


def _task(row: Task, today: date) -> dict[str, object]:
    return {"row": row, "is_late": row.closed_at is None and row.due_on < today}


def decision_page(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """Show a decision: progress by unit, and each unit's task with its note."""
    actor, today = cast(Request, request).actor, day_of(now())
    decision = decision_of(actor=actor, decision_id=decision_id)
    state = request.GET.get("keadaan", "")
    depth = depth_of(request, actor.region)
    progress = task_progress(actor=actor, decision_id=decision_id, depth=depth, on=today)
    rows = tasks_of(actor=actor, decision_id=decision_id, state=state, on=today)
    page = Paginator(rows, PAGE).get_page(request.GET.get("halaman"))
    context = {
        "decision": decision,
        "owner": owner_label(decision.kind),
        "progress": progress,
        "closed": sum(one.closed for one in progress),
        "overdue": sum(one.overdue for one in progress),
        "of": sum(one.of for one in progress),
        "depth": depth,
        "state": state,
        "page": page,
        "tasks": [_task(row, today) for row in page],
        "may_note": actor.role in OFFICERS,
        "may_remind": actor.role in WRITERS,
        "at": now(),
    }
    return render(request, "consolidation/decision.html", context)


def decision_export(request: HttpRequest, decision_id: UUID, ending: str) -> FileResponse:
    """Hand out the tasks of a decision."""
    actor, today = cast(Request, request).actor, day_of(now())
    decision_of(actor=actor, decision_id=decision_id)
    rows = list(tasks_of(actor=actor, decision_id=decision_id, on=today))
    columns: dict[str, Sequence[object]] = {
        "unit": [row.region for row in rows],
        "batas_waktu": [row.due_on for row in rows],
        "selesai_pada": [wib(row.closed_at) for row in rows],
        "keterangan": [row.note for row in rows],
        "terlambat": ["Y" if _task(row, today)["is_late"] else "N" for row in rows],
    }
    return table_file("tugas", ending, columns)


@require_POST
def task_noted(request: HttpRequest, decision_id: UUID, task_id: UUID) -> HttpResponse:
    """Note how far a unit is."""
    actor, closes = cast(Request, request).actor, request.POST.get("closes") == "Y"
    note_task(actor=actor, task_id=task_id, note=request.POST.get("note", ""), closes=closes, now=now())
    messages.success(request, _("Tugas ditutup.") if closes else _("Catatan disimpan."))
    return redirect("consolidation:decision", decision_id=decision_id)


def tasks_closed(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """Show the open tasks of a unit, let the officer take some out, and close the others with one note."""
    actor, today = cast(Request, request).actor, day_of(now())
    decision = decision_of(actor=actor, decision_id=decision_id)
    if actor.role not in OFFICERS:
        raise NotFound(_("Halaman ini tidak ada, atau bukan untuk peran Anda."))
    form = UnitFilter(request.GET)
    if request.method == "POST":
        ids = [UUID(one) for one in request.POST.getlist("task") if is_id(one)]
        note = request.POST.get("note", "")
        count = close_tasks(actor=actor, decision_id=decision_id, task_ids=ids, note=note, now=now())
        messages.success(request, _("%(count)s tugas ditutup.") % {"count": count})
        return redirect("consolidation:decision", decision_id=decision_id)
    depth = depth_of(request, actor.region)
    units = task_progress(actor=actor, decision_id=decision_id, depth=depth, on=today)
    rows = form.narrow(
        tasks_of(actor=actor, decision_id=decision_id, state="open", on=today).filter(within("region", form.code))
    )
    context = {"decision": decision, "owner": owner_label(decision.kind), "tasks": rows[:MOST_AT_ONCE]}
    context |= {"form": form, "unit": form.code}
    context |= {"units": [one for one in units if one.closed < one.of], "count": rows.count(), "most": MOST_AT_ONCE}
    return render(request, "consolidation/tasks_close.html", context)


@require_POST
def units_reminded(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """Remind the units whose task is open."""
    count = remind_units(actor=cast(Request, request).actor, decision_id=decision_id, now=now())
    messages.success(
        request, _("%(count)s unit diingatkan; yang diingatkan hari ini tidak diingatkan lagi.") % {"count": count}
    )
    return redirect("consolidation:decision", decision_id=decision_id)
