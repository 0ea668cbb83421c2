"""Officers' pages of letters and of seats: ask for letters, print them by ward, see who held what when."""

from __future__ import annotations

import tempfile
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import cast
from uuid import UUID

import pyarrow as pa
from django import forms
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jurdil.engines.papers import edition
from jurdil.engines.tables import write_table
from jurdil.errors import NotFound
from jurdil.foundation.accounts.middleware import Request
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.jobs.models import JobState
from jurdil.foundation.storage.clock import day_of, end_of_day, now
from jurdil.registry.bodies.letter_papers import make_paper
from jurdil.registry.bodies.letters import ask_for_letters, paper_of
from jurdil.registry.bodies.oath_papers import Swearing, make_minutes, minutes_item
from jurdil.registry.bodies.queries import Term
from jurdil.registry.elections.models import Election
from jurdil.registry.elections.queries import election_on
from jurdil.stages.placement.forms import SwearingForm
from jurdil.stages.placement.letters import (
    batch_of,
    batches_within,
    newest_letter_job,
    rests_within,
    seat_lines,
    shown_rests,
    waiting_for_letters,
)
from jurdil.stages.placement.wording import JOB_STATES, ROLE_LABELS

PAGE = 50
MAKERS = (Role.PPS, Role.KPU_REGENCY, Role.KPU_PROVINCE)
PAPERS = ("keputusan", "surat", "kartu")
ENDINGS = ("csv", "xlsx")


class KnownForm(forms.Form):
    """The day up to whose end a history is shown as it was known."""

    diketahui = forms.DateField(
        label=gettext_lazy("Seperti dicatat sampai akhir hari"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )


def _actor(request: HttpRequest) -> Actor:
    return cast(Request, request).actor


def _election() -> Election:
    election = election_on(day_of(now()))
    if election is None:
        raise NotFound("Belum ada pemilihan yang dimuat di sini.")
    return election


def letters_page(request: HttpRequest, region: str = "") -> HttpResponse:
    """Show how far the letters of a region are, ask for those that are missing, and offer the papers by ward."""
    actor = _actor(request)
    region = region or actor.region
    election, day, may_make = _election(), day_of(now()), actor.role in MAKERS
    if request.method == "POST":
        rests = rests_within(election, region, day)
        ask_for_letters(actor=actor, election=election, region=region, policies=rests, on=day, now=now())
        return redirect("placement:letters_of", region=region)
    job = newest_letter_job(actor=actor, region=region)
    page = Paginator(batches_within(actor=actor, region=region), PAGE).get_page(request.GET.get("halaman"))
    context = {
        "region": region,
        "rests": shown_rests(election, region, day),
        "job": job,
        "job_state": JOB_STATES[job.state] if job else "",
        "is_running": job is not None and job.state in (JobState.WAITING, JobState.RUNNING),
        "is_failed": job is not None and job.state == JobState.FAILED,
        "waiting": waiting_for_letters(actor=actor, election=election, region=region),
        "may_make": may_make,
        "page": page,
        "papers": PAPERS,
    }
    return render(request, "placement/letters.html", context)


def batch_paper(request: HttpRequest, batch_id: UUID, kind: str) -> HttpResponse:
    """Make one paper of a batch again, in the order of stations and seats, and hand it out; no file is kept."""
    batch = batch_of(actor=_actor(request), batch_id=batch_id)
    if kind not in PAPERS:
        raise NotFound("Jenis surat ini tidak ada.")
    paper = paper_of(batch)
    if not paper.tokens:
        raise NotFound("Semua surat dalam berkas ini sudah dihapus datanya.")
    made = make_paper(kind, paper)
    answer = pdf(made, f"{kind}-{batch.region}.pdf")
    is_whole = kind == "surat" and batch.edition == edition() and len(paper.tokens) == batch.count
    if is_whole:
        answer["X-Same-As-First"] = str(sha256(made).hexdigest() == batch.digest).lower()
    return answer


def oath(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Take what is known of an oath and hand out its minutes; nothing of it is kept, and empty fields become lines."""
    batch = batch_of(actor=_actor(request), batch_id=batch_id)
    paper = paper_of(batch)
    if not paper.tokens:
        raise NotFound("Semua surat dalam berkas ini sudah dihapus datanya.")
    form = SwearingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return pdf(make_minutes(paper, form.swearing()), f"berita-acara-sumpah-{batch.region}.pdf")
    words = minutes_item(paper, Swearing())
    context = {"batch": batch, "form": form, "words": words, "people": len(paper.tokens)}
    return render(request, "placement/oath.html", context)


def pdf(made: bytes, name: str) -> HttpResponse:
    """Return a paper as a file that no cache keeps."""
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _known(request: HttpRequest) -> tuple[KnownForm, datetime | None]:
    form = KnownForm(request.GET or None)
    day: date | None = form.cleaned_data["diketahui"] if form.is_valid() else None
    return form, None if day is None else end_of_day(day)


def seat_history(request: HttpRequest, station: str) -> HttpResponse:
    """Show who held which seat when, and when each line was written down, corrected or ended."""
    form, known = _known(request)
    lines = seat_lines(actor=_actor(request), station=station, known=known)
    context = {
        "station": station,
        "region": station.split("/")[0],
        "form": form,
        "lines": [(line, ROLE_LABELS[line.role]) for line in lines],
        "endings": ENDINGS,
    }
    return render(request, "placement/seat_history.html", context)


def seat_history_file(request: HttpRequest, ending: str, station: str) -> FileResponse:
    """Hand out the same as a file."""
    if ending not in ENDINGS:
        raise NotFound("Jenis berkas ini tidak ada.")
    lines = seat_lines(actor=_actor(request), station=station, known=_known(request)[1])
    if not lines:
        raise NotFound("Belum ada riwayat kursi di tempat ini.")
    with tempfile.TemporaryDirectory() as folder:  # made 0700; the open file outlives it
        path = Path(folder) / f"riwayat-kursi.{ending}"
        write_table(pa.Table.from_pylist([_row(line) for line in lines]), path)
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


def _row(line: Term) -> dict[str, str]:
    moments = (line.recorded_at, line.corrected_at, line.ended_at)
    recorded, corrected, ended = (moment.isoformat() if moment else "" for moment in moments)
    return {
        _("wilayah"): line.region,
        _("badan"): line.body,
        _("kursi"): str(line.number),
        _("peran"): str(ROLE_LABELS[line.role]),
        _("nama"): line.name,
        _("mulai"): line.start.isoformat(),
        _("sampai"): line.end.isoformat(),
        _("keputusan"): line.decree,
        _("aturan_pengakhiran"): line.end_rule,
        _("dicatat"): recorded,
        _("dikoreksi"): corrected,
        _("pengakhiran_dicatat"): ended,
    }
