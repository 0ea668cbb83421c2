"""Officers' pages at the counter: first contact, the paper form on one page, proposals, receipts, spreadsheets."""

from __future__ import annotations

from pathlib import Path
from typing import cast
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from jurdil.engines.papers import qr_svg
from jurdil.engines.tables import MissingColumn, Reading, UnreadableFile
from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.roles import Role
from jurdil.foundation.storage.clock import day_of, now
from jurdil.foundation.storage.files import file_words, passed_over
from jurdil.registry.elections.models import Election
from jurdil.registry.elections.queries import election_on
from jurdil.stages.recruitment.actions import propose_candidates, submit_application
from jurdil.stages.recruitment.asking import ask_to_screen_all
from jurdil.stages.recruitment.counter import give_counter_receipt
from jurdil.stages.recruitment.filing import Receipt
from jurdil.stages.recruitment.forms import CounterForm, PaperForm, ProposalForm, UploadForm
from jurdil.stages.recruitment.importing import check_rows, import_applications, read_applications
from jurdil.stages.recruitment.models import Application
from jurdil.stages.recruitment.queries import (
    application_of,
    counter_receipt_of,
    opening_of,
    openings_within,
    receipt_leaf,
)
from jurdil.stages.recruitment.reach import RECEIVERS
from jurdil.stages.recruitment.shown import code_of, remember_code
from jurdil.stages.recruitment.uploads import finish_upload, keep_upload, result_of, upload_path
from jurdil.stages.recruitment.views import actor_in, keep_refusal
from jurdil.stages.recruitment.windows import profile_of
from jurdil.stages.recruitment.wording import fault_words

FAULTS_SHOWN = 200


def receipt_qr(application: Application) -> SafeString:
    """Return the QR of a receipt: the hash of the log's line, which anybody can look up there."""
    leaf = receipt_leaf(application.id)
    return mark_safe(qr_svg(f"jurdil:receipt:{bytes(leaf.leaf_hash).hex()}"))  # noqa: S308  # made of hex digits


def counter(request: HttpRequest) -> HttpResponse:
    """Give the next number from name and ward alone."""
    actor = actor_in(request)
    if actor.role not in RECEIVERS:
        raise NotFound(_("Halaman ini tidak ada, atau bukan untuk peran Anda."))
    form = CounterForm(request.POST or None, openings=openings_within(actor=actor))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            receipt = give_counter_receipt(actor=actor, opening_id=given["opening"].id, name=given["name"], now=now())
        except Refused as refusal:
            keep_refusal(form, refusal)
        else:
            return redirect("recruitment:counter-receipt", receipt_id=receipt.id)
    return render(request, "recruitment/counter.html", {"form": form})


def counter_receipt(request: HttpRequest, receipt_id: UUID) -> HttpResponse:
    """Show a numbered receipt for printing."""
    receipt = counter_receipt_of(actor=actor_in(request), receipt_id=receipt_id)
    return render(request, "recruitment/counter_receipt.html", {"receipt": receipt})


def paper(request: HttpRequest, opening_id: UUID) -> HttpResponse:
    """Type in a paper form."""
    actor = actor_in(request)
    opening = opening_of(actor=actor, opening_id=opening_id)
    if actor.role not in RECEIVERS:
        raise NotFound(_("Halaman ini tidak ada, atau bukan untuk peran Anda."))
    initial = {"folder": f"MAP-{opening.last_number + 1:04d}", "counter_number": request.GET.get("nomor")}
    form = PaperForm(request.POST or None, profile=profile_of(opening), initial=initial)
    if request.method == "POST" and form.is_valid():
        moment = now()
        try:
            receipt = submit_application(actor=actor, filing=form.filing(opening), now=moment)
        except Refused as refusal:
            keep_refusal(form, refusal)
        else:
            return _to_receipt(request, receipt)
    return render(request, "recruitment/paper.html", {"form": form, "opening": opening})


def _to_receipt(request: HttpRequest, receipt: Receipt) -> HttpResponse:
    assert receipt.application_id is not None
    if receipt.is_new:
        remember_code(request, receipt.application_id, receipt.code, now())
    return redirect("recruitment:receipt", application_id=receipt.application_id)


def propose_person(request: HttpRequest, opening_id: UUID) -> HttpResponse:
    """Propose an order officer or somebody for a secretariat."""
    actor = actor_in(request)
    opening = opening_of(actor=actor, opening_id=opening_id)
    if actor.role not in (Role.PARTNER, Role.KPU_REGENCY):
        raise NotFound(_("Halaman ini tidak ada, atau bukan untuk peran Anda."))
    form = ProposalForm(request.POST or None, profile=profile_of(opening))
    if request.method == "POST" and form.is_valid():
        receipt = propose_candidates(actor=actor, filings=[form.filing(opening)], now=now())[0]
        if receipt.refusal is None and receipt.application_id is not None:
            return redirect("recruitment:file", application_id=receipt.application_id)
        keep_refusal(form, cast(Refused, receipt.refusal))
    return render(request, "recruitment/paper.html", {"form": form, "opening": opening, "is_proposal": True})


def receipt_page(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Show the receipt of an application for printing; the code only in the session that was given it."""
    row = application_of(actor=actor_in(request), application_id=application_id)
    context = {"row": row, "code": code_of(request, row.id, now()), "qr": receipt_qr(row), "is_office": True}
    return render(request, "recruitment/receipt.html", context)


def _election() -> Election:
    election = election_on(day_of(now()))
    if election is None:
        raise NotFound(_("Belum ada pemilihan yang berjalan."))
    return election


def _read(form: forms.Form, path: Path) -> Reading | None:
    try:
        return read_applications(path)
    except (MissingColumn, UnreadableFile) as fault:
        form.add_error("file", " ".join(file_words(fault)))
    return None


def upload(request: HttpRequest) -> HttpResponse:
    """Take a spreadsheet and show what is wrong with it before anything is written."""
    actor = actor_in(request)
    if actor.role not in RECEIVERS:
        raise NotFound(_("Halaman ini tidak ada, atau bukan untuk peran Anda."))
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = cast("UploadedFile[bytes]", form.cleaned_data["file"])
        key = keep_upload(actor.account_id, file.read(), Path(str(file.name)).suffix.lower())
        if _read(form, upload_path(actor.account_id, key)) is not None:
            return redirect("recruitment:import", key=key)
    return render(request, "recruitment/upload.html", {"form": form})


def upload_preview(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the faults of an upload, take the good rows in when it is confirmed, and show what came of it."""
    actor, moment = actor_in(request), now()
    if actor.role not in RECEIVERS:
        raise NotFound(_("Halaman ini tidak ada, atau bukan untuk peran Anda."))
    result, election = result_of(actor.account_id, key), _election()
    if result is None:
        reading = read_applications(upload_path(actor.account_id, key))
        if request.method == "POST":
            done = import_applications(actor=actor, reading=reading, election=election, now=moment, on=day_of(moment))
            if done.made:
                ask_to_screen_all(actor=actor, now=moment)
            finish_upload(actor.account_id, key, done)
            return redirect("recruitment:import", key=key)
        faults = check_rows(reading=reading, election=election, on=day_of(moment))
        bad = {fault.row for fault in faults}
        good = sum(row not in bad for row in reading.rows)
        result = {"faults": faults, "faulty": len(faults), "good": good, "unknown": reading.unknown, "waits": True}
        result["passed"] = passed_over(reading.titles, reading.charts)
    shown = [(fault, *fault_words(fault.code)) for fault in result["faults"][:FAULTS_SHOWN]]  # type: ignore[index]
    return render(request, "recruitment/preview.html", {**result, "shown": shown, "election": election})
