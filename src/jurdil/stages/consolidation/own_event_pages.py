"""A person's own pages about an event's questions and about materials to read."""

from __future__ import annotations

import math
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jurdil.foundation.accounts.middleware import Request
from jurdil.foundation.storage.clock import day_of, now
from jurdil.stages.consolidation.keeping_pages import keeping_words
from jurdil.stages.consolidation.material_models import Material
from jurdil.stages.consolidation.material_pages import blocks_of
from jurdil.stages.consolidation.materials import KB, confirm_reading, own_material, own_materials
from jurdil.stages.consolidation.questions import ask_question, questions_for, vote_for


def questions(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Show an event's questions by votes, and take a new one."""
    actor = cast(Request, request).actor
    rows = list(questions_for(actor=actor, event_id=event_id))
    if request.method == "POST":
        ask_question(actor=actor, event_id=event_id, text=request.POST.get("text", ""), now=now())
        messages.success(request, _("Pertanyaan terkirim; petugas melihatnya dulu sebelum ditampilkan."))
        return redirect("own_consolidation:questions", event_id=event_id)
    return render(request, "consolidation/own_questions.html", {"rows": rows, "event_id": event_id})


@require_POST
def voted(request: HttpRequest, event_id: UUID, question_id: UUID) -> HttpResponse:
    """Vote for a question."""
    vote_for(actor=cast(Request, request).actor, question_id=question_id)
    messages.success(request, _("Dukungan Anda tercatat."))
    return redirect("own_consolidation:questions", event_id=event_id)


def material(request: HttpRequest, material_id: UUID) -> HttpResponse:
    """Show a material, and take the confirmation that it was read."""
    actor, today = cast(Request, request).actor, day_of(now())
    row = own_material(actor=actor, material_id=material_id, on=today)
    if request.method == "POST":
        confirm_reading(actor=actor, material_id=material_id, now=now())
        return redirect("own_consolidation:material", material_id=material_id)
    reading = next(read for found, read in own_materials(actor=actor, on=today) if found.id == row.id)
    size = len(_file(row).encode())
    context = {"row": row, "blocks": blocks_of(row.text), "reading": reading, "words": keeping_words(), "bytes": size}
    return render(request, "consolidation/own_material.html", {**context, "kilobytes": math.ceil(size / KB)})


def _file(row: Material) -> str:
    """Return a material as one small page that needs nothing else and names nobody."""
    return render_to_string("consolidation/material_file.html", {"row": row, "blocks": blocks_of(row.text)})


def material_file(request: HttpRequest, material_id: UUID) -> HttpResponse:
    """Hand out a material as one small file that is read without a network."""
    row = own_material(actor=cast(Request, request).actor, material_id=material_id, on=day_of(now()))
    answer = HttpResponse(_file(row), content_type="text/html; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="bahan-{row.version}.html"'
    return answer
