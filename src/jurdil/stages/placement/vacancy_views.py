"""Pages of many vacancies at once: the table is read, its faults are shown, the rest becomes a job."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from jurdil.engines.tables import MissingColumn, UnreadableFile, write_template
from jurdil.foundation.accounts.roles import Actor
from jurdil.foundation.storage.clock import day_of, now
from jurdil.registry.elections.models import Election
from jurdil.stages.placement.forms import VacanciesForm
from jurdil.stages.placement.reserve_views import running_election
from jurdil.stages.placement.vacancy_files import COLUMNS, Vacated, read_vacancies
from jurdil.stages.placement.vacating import vacate_seats
from jurdil.stages.placement.views import signing
from jurdil.stages.placement.wording import vacancy_fault_words

FAULTS_SHOWN = 100


def many_vacancies(request: HttpRequest) -> HttpResponse:
    """Take a table of vacated seats; with faults nothing is done until the officer says that the rest shall be."""
    actor, election = signing(request), running_election()
    form = VacanciesForm(request.POST or None, request.FILES or None)
    read = _read(form, actor, election) if request.method == "POST" and form.is_valid() else None
    if read is not None and read.vacancies and (not read.faults or "yakin" in request.POST):
        job = vacate_seats(actor=actor, election=election, vacancies=read.vacancies, now=now())
        return redirect("placement:job", job_id=job.id)
    faults = read.faults if read else []
    context = {
        "form": form,
        "faults": [(fault, *vacancy_fault_words(fault.code)) for fault in faults[:FAULTS_SHOWN]],
        "bad": len({fault.row for fault in faults}),
        "good": len(read.vacancies) if read else 0,
    }
    return render(request, "placement/many_vacancies.html", context)


def _read(form: forms.Form, actor: Actor, election: Election) -> Vacated | None:
    file = cast("UploadedFile[bytes]", form.cleaned_data["file"])
    with tempfile.TemporaryDirectory() as folder:  # made 0700
        path = Path(folder) / ("kursi" + Path(str(file.name)).suffix.lower())
        path.write_bytes(file.read())
        try:
            return read_vacancies(path, actor=actor, election=election, on=day_of(now()))
        except MissingColumn as fault:
            form.add_error("file", _("Kepala tabel tidak memuat kolom: %s.") % ", ".join(fault.columns))
        except UnreadableFile:
            form.add_error("file", _("Berkas ini tidak dapat dibaca. Simpan ulang sebagai .csv atau .xlsx."))
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
