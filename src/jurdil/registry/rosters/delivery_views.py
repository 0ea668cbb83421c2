"""Pages of lists that come as keyed tokens: take one in, its receipt, destroy it before its day."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import cast
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.middleware import Request
from jurdil.foundation.accounts.roles import Actor, role_of
from jurdil.foundation.jobs.work import ask_for
from jurdil.foundation.storage.clock import now
from jurdil.registry.rosters.completeness import may_be_said_whole
from jurdil.registry.rosters.deliveries import BRINGERS, Delivery, receive_delivery, remove_delivery
from jurdil.registry.rosters.forms import KIND_LABELS, DeliveryForm, RemoveForm, WholeForm
from jurdil.registry.rosters.models import RosterKind, Snapshot
from jurdil.registry.rosters.queries import snapshot_of
from jurdil.registry.rosters.wording import doubt_of


def doubt_context(actor: Actor, snapshot: Snapshot, form: WholeForm | None = None) -> dict[str, object]:
    """Return what a page says about a delivery that may be incomplete, with the form for who may say that it is not."""
    is_current = may_be_said_whole(snapshot)
    may_confirm = is_current and actor.role in BRINGERS and actor.reaches(snapshot.region)
    return {
        "doubt": doubt_of(snapshot) if snapshot.is_lacking else "",
        "is_doubted_now": is_current,
        "whole_form": (form or WholeForm()) if may_confirm else None,
    }


def delivery_page(
    request: HttpRequest, snapshot: Snapshot, form: RemoveForm | None = None, whole_form: WholeForm | None = None
) -> HttpResponse:
    """Show the receipt of a delivery: digests, key, who brought it, until when it stays."""
    actor = cast(Request, request).actor
    may_remove = actor.role in BRINGERS and actor.reaches(snapshot.region) and snapshot.removed_at is None
    context = {
        "row": snapshot,
        "kind": KIND_LABELS[RosterKind(snapshot.kind)],
        "bringer": role_of(snapshot.brought_by),
        "form": (form or RemoveForm()) if may_remove else None,
        **doubt_context(actor, snapshot, whole_form),
    }
    return render(request, "rosters/delivery.html", context)


def deliver(request: HttpRequest) -> HttpResponse:
    """Take a delivery in, then ask for the screening against it."""
    actor = cast(Request, request).actor
    if actor.role not in BRINGERS:
        raise NotFound(_("Halaman ini tidak ada, atau bukan untuk peran Anda."))
    form = DeliveryForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            snapshot = _receive(cast(Request, request), form)
        except Refused as refusal:
            form.add_error(None, f"{_(refusal.reason)} {_(refusal.remedy)} [{refusal.rule}]")
        else:
            return redirect("rosters:snapshot", snapshot_id=snapshot.id)
    return render(request, "rosters/deliver.html", {"form": form})


def _receive(request: Request, form: DeliveryForm) -> Snapshot:
    given, moment = form.cleaned_data, now()
    with tempfile.TemporaryDirectory() as folder:  # made 0700: one of the two is a secret
        paths = {}
        for name in ("file", "key"):
            paths[name] = Path(folder) / name
            with paths[name].open("wb") as copy:
                copy.writelines(cast("UploadedFile[bytes]", given[name]).chunks())
        about = Delivery(
            roster=given["roster"],
            kind=RosterKind(given["kind"]),
            source=given["source"],
            as_of=given["as_of"],
            region=request.actor.region,
            delivered_by=given["delivered_by"],
            delete_on=given["delete_on"],
        )
        snapshot = receive_delivery(
            actor=request.actor, path=paths["file"], key_path=paths["key"], given=about, now=moment
        )
    if snapshot.imported_at == moment:
        asked = {"region": ""}  # a list is compared with people everywhere
        ask_for(actor=request.actor, kind="vetting.screen", region=request.actor.region, arguments=asked, now=moment)
    return snapshot


@require_POST
def remove(request: HttpRequest, snapshot_id: UUID) -> HttpResponse:
    """Destroy tokens and key before their day."""
    actor = cast(Request, request).actor
    snapshot, form = snapshot_of(actor=actor, snapshot_id=snapshot_id), RemoveForm(request.POST)
    if not form.is_valid():
        return delivery_page(request, snapshot, form)
    remove_delivery(actor=actor, snapshot_id=snapshot_id, now=now())
    return redirect("rosters:snapshot", snapshot_id=snapshot_id)
