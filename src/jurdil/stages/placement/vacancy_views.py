"""Pages of many vacancies at once: the table is read, what would happen is shown, and once confirmed it is done."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from jurdil.engines.tables import MissingColumn, UnreadableFile, write_template
from jurdil.errors import NotFound
from jurdil.foundation.accounts.roles import Actor
from jurdil.foundation.jobs.models import JobState
from jurdil.foundation.storage.clock import day_of, now
from jurdil.foundation.storage.files import file_words, passed_over
from jurdil.registry.elections.models import Election
from jurdil.stages.placement.forms import SureVacanciesForm, VacanciesForm
from jurdil.stages.placement.queries import planned_seats, teams_job_of, waiting_plan
from jurdil.stages.placement.reserve_views import running_election
from jurdil.stages.placement.vacancy_files import COLUMNS, Vacated, read_vacancies
from jurdil.stages.placement.vacating import PLAN, plan_vacancies, vacate_seats
from jurdil.stages.placement.views import PAGE, Shown, signing
from jurdil.stages.placement.wording import GROUND_LABELS, ROLE_LABELS, vacancy_fault_words

FAULTS_KEPT = 200


def many_vacancies(request: HttpRequest) -> HttpResponse:
    """Take a table of vacated seats and work out what would happen; rows with faults are named, the others go on."""
    actor, election = signing(request), running_election()
    form = VacanciesForm(request.POST or None, request.FILES or None)
    read = _read(form, actor, election) if request.method == "POST" and form.is_valid() else None
    for told in passed_over(read.titles, read.charts) if read else ():
        messages.info(request, told)
    faults = [(fault.row, fault.column, fault.code) for fault in read.faults] if read else []
    if read is not None and read.vacancies:
        kept = {"faults": faults[:FAULTS_KEPT], "now": now()}
        job = plan_vacancies(actor=actor, election=election, vacancies=read.vacancies, **kept)  # type: ignore[arg-type]  # two kinds of value
        return redirect("placement:job", job_id=job.id)
    context = {"form": form, "waiting": waiting_plan(actor=actor), **_faulty(faults)}
    return render(request, "placement/many_vacancies.html", context)


def _faulty(faults: Sequence[tuple[int, str, str]]) -> Shown:
    """Return rows that cannot be used for the page: row, column, what is wrong, what to do."""
    lines = [(row, column, *vacancy_fault_words(code)) for row, column, code in faults]
    return {"faults": lines, "bad": len({row for row, *_rest in faults})}


def vacancy_plan(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Show what would happen, ward by ward; once it is confirmed, what was shown becomes a job."""
    actor = signing(request)
    plan = teams_job_of(actor=actor, job_id=job_id)
    if plan.kind != PLAN:
        raise NotFound("Pratinjau ini tidak ada, atau bukan di wilayah Anda.")
    if plan.state != JobState.DONE or "started" in plan.result:
        return redirect("placement:job", job_id=plan.result.get("started", plan.id))
    form = SureVacanciesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("placement:job", job_id=vacate_seats(actor=actor, plan_id=plan.id, now=now()).id)
    given, asked = plan.arguments["wards"], plan.result.get("asked", {})
    wards = [(ward, len(given[ward]), len(asked.get(ward, []))) for ward in sorted(given)]
    shown = request.GET.get("kelurahan") or next(iter(sorted(given)), "")
    seats = planned_seats(actor=actor, job=plan, ward=shown) if given else []
    page = Paginator(seats, PAGE).get_page(request.GET.get("halaman"))
    ending, offered = sum(count for _ward, count, _asked in wards), sum(count for _ward, _count, count in wards)
    context = {
        "form": form,
        "wards": wards,
        "shown": shown,
        "page": page,
        "lines": [
            (one, GROUND_LABELS.get(one.ground, one.ground), ROLE_LABELS[one.appointment.seat.role]) for one in page
        ],
        "ending": ending,
        "offered": offered,
        "unfilled": ending - offered,
        **_faulty(plan.arguments["faults"]),
    }
    return render(request, "placement/vacancy_plan.html", context)


def _read(form: forms.Form, actor: Actor, election: Election) -> Vacated | None:
    file = cast("UploadedFile[bytes]", form.cleaned_data["file"])
    with tempfile.TemporaryDirectory() as folder:  # made 0700
        path = Path(folder) / ("kursi" + Path(str(file.name)).suffix.lower())
        path.write_bytes(file.read())
        try:
            return read_vacancies(path, actor=actor, election=election, on=day_of(now()))
        except (MissingColumn, UnreadableFile) as fault:
            form.add_error("file", " ".join(file_words(fault)))
    return None


def vacancies_template(request: HttpRequest) -> FileResponse:
    """Hand out an empty workbook with the columns of vacated seats."""
    signing(request)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kursi-kosong.xlsx"
        columns = [replace(column, meaning=_(column.meaning)) for column in COLUMNS]
        titles = (_("kolom"), _("wajib"), _("bentuk"), _("arti"))
        write_template(columns, path, sheets=("data", _("petunjuk")), titles=titles)
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
