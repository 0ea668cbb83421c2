"""Pages of the lists: which there are, where they come from, what could not be read. Entries are never shown here."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import cast
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jurdil.engines.tables import MissingColumn, UnreadableFile, write_template
from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.middleware import Request
from jurdil.foundation.accounts.roles import role_of
from jurdil.foundation.jobs.work import ask_for
from jurdil.foundation.storage.clock import now
from jurdil.foundation.storage.files import file_words
from jurdil.registry.rosters.actions import import_roster
from jurdil.registry.rosters.columns import COLUMNS
from jurdil.registry.rosters.completeness import confirm_whole
from jurdil.registry.rosters.deliveries import BRINGERS
from jurdil.registry.rosters.delivery_views import delivery_page, doubt_context
from jurdil.registry.rosters.forms import KIND_LABELS, RosterForm, WholeForm
from jurdil.registry.rosters.models import RosterKind, Snapshot
from jurdil.registry.rosters.queries import snapshot_of, snapshots_within
from jurdil.registry.rosters.wording import fault_words

PAGE = 50


def _about(snapshot: Snapshot) -> dict[str, object]:
    return {"row": snapshot, "kind": KIND_LABELS[RosterKind(snapshot.kind)]}


def roster_list(request: HttpRequest) -> HttpResponse:
    """Show the lists that count in the officer's region, newest first."""
    actor = cast(Request, request).actor
    kind = request.GET.get("jenis", "")
    rows = snapshots_within(actor=actor, kind=kind, only_current="semua" not in request.GET)
    page = Paginator(rows, PAGE).get_page(request.GET.get("halaman"))
    context = {
        "page": page,
        "lists": [_about(snapshot) for snapshot in page],
        "kinds": KIND_LABELS.items(),
        "chosen": kind,
        "shows_all": "semua" in request.GET,
        "may_bring": actor.role in BRINGERS,
    }
    return render(request, "rosters/list.html", context)


def roster_page(request: HttpRequest, snapshot_id: UUID) -> HttpResponse:
    """Show one snapshot: provenance, digest, what it lacks, faults."""
    return _snapshot_page(request, snapshot_of(actor=cast(Request, request).actor, snapshot_id=snapshot_id))


def _snapshot_page(request: HttpRequest, snapshot: Snapshot, form: WholeForm | None = None) -> HttpResponse:
    if snapshot.is_tokens:
        return delivery_page(request, snapshot, whole_form=form)
    faults = [(fault, *fault_words(fault["code"])) for fault in snapshot.faults]
    page = Paginator(faults, PAGE).get_page(request.GET.get("halaman"))
    doubt = doubt_context(cast(Request, request).actor, snapshot, form)
    about = {**_about(snapshot), "bringer": role_of(snapshot.brought_by)}
    return render(request, "rosters/snapshot.html", {**about, "page": page, **doubt})


@require_POST
def roster_whole(request: HttpRequest, snapshot_id: UUID) -> HttpResponse:
    """Say that a delivery is whole although it lacks much."""
    actor, form = cast(Request, request).actor, WholeForm(request.POST)
    snapshot = snapshot_of(actor=actor, snapshot_id=snapshot_id)
    if not form.is_valid():
        return _snapshot_page(request, snapshot, form)
    confirm_whole(actor=actor, snapshot_id=snapshot.id, reason=form.cleaned_data["reason"], now=now())
    return redirect("rosters:snapshot", snapshot_id=snapshot.id)


def roster_upload(request: HttpRequest) -> HttpResponse:
    """Bring a list in, then ask for the screening against it."""
    actor = cast(Request, request).actor
    if actor.role not in BRINGERS:
        raise NotFound(_("Halaman ini tidak ada, atau bukan untuk peran Anda."))
    form = RosterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        snapshot = _bring(cast(Request, request), form)
        if snapshot is not None:
            return redirect("rosters:snapshot", snapshot_id=snapshot.id)
    return render(request, "rosters/upload.html", {"form": form})


def _bring(request: Request, form: forms.Form) -> Snapshot | None:
    given, moment = form.cleaned_data, now()
    file = cast("UploadedFile[bytes]", given["file"])
    with tempfile.TemporaryDirectory() as folder:  # made 0700: the file holds NIK
        path = Path(folder) / ("roster" + Path(str(file.name)).suffix.lower())
        with path.open("wb") as copy:
            copy.writelines(file.chunks())
        try:
            snapshot = import_roster(
                actor=request.actor,
                path=path,
                roster=given["roster"],
                kind=RosterKind(given["kind"]),
                source=given["source"],
                as_of=given["as_of"],
                region=request.actor.region,
                now=moment,
            )
        except (MissingColumn, UnreadableFile) as fault:
            form.add_error("file", " ".join(file_words(fault)))
            return None
        except Refused as refusal:
            form.add_error(None, f"{_(refusal.reason)} {_(refusal.remedy)} [{refusal.rule}]")
            return None
    if snapshot.imported_at == moment:
        asked = {"region": ""}  # a list is compared with people everywhere
        ask_for(actor=request.actor, kind="vetting.screen", region=request.actor.region, arguments=asked, now=moment)
    return snapshot


def roster_template(request: HttpRequest) -> FileResponse:
    """Hand out an empty workbook with the columns of a list."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "daftar.xlsx"
        columns = [replace(column, meaning=_(column.meaning)) for column in COLUMNS]
        titles = (_("kolom"), _("wajib"), _("bentuk"), _("arti"))
        write_template(columns, path, sheets=("data", _("petunjuk")), titles=titles)
        return FileResponse(path.open("rb"), as_attachment=True, filename="contoh-daftar.xlsx")
