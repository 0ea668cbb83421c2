"""Everybody's pages: find an opening nearby, apply on a cheap phone, keep the receipt, open the own file by code."""

from __future__ import annotations

import json
import re
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.roles import PUBLIC_ACTOR, Role, own_person
from jurdil.foundation.ledger.receipts import receipt_of
from jurdil.foundation.storage.clock import day_of, now
from jurdil.law import load_profile
from jurdil.registry.elections.queries import election_on
from jurdil.registry.regions.queries import find_regions
from jurdil.stages.recruitment.actions import submit_application
from jurdil.stages.recruitment.codes import code_hash
from jurdil.stages.recruitment.counter_views import receipt_qr
from jurdil.stages.recruitment.forms import ApplicantForm, AttachForm, CodeForm
from jurdil.stages.recruitment.models import Application, Opening
from jurdil.stages.recruitment.own_sessions import close_own_file, open_own_file
from jurdil.stages.recruitment.papers import attach_file, paper_kinds
from jurdil.stages.recruitment.queries import open_openings, public_opening, receipt_leaf
from jurdil.stages.recruitment.shown import code_of, remember_code
from jurdil.stages.recruitment.tries import Pace, Wait, count_try, wait_of
from jurdil.stages.recruitment.views import actor_in, keep_refusal
from jurdil.stages.recruitment.windows import profile_of

OWN_PAGE = re.compile(r"/berkas/[\w/-]*", re.ASCII)
CODES = Pace("code", per_browser=10, per_address=100)


def _openings(text: str) -> list[Opening]:
    today = day_of(now())
    election = election_on(today)
    if election is None or not text:
        return []
    proposed = load_profile(election.profile).words("recruitment.proposal")
    return open_openings([region.code for region in find_regions(text)], today, proposed)


def find_opening(request: HttpRequest) -> HttpResponse:
    """Find who calls for applications near a place."""
    text = request.GET.get("tempat", "").strip()[:80]
    return render(request, "recruitment/find.html", {"text": text, "openings": _openings(text)})


def apply(request: HttpRequest, opening_id: UUID) -> HttpResponse:
    """Apply by oneself; works without scripts, and a second tap changes nothing."""
    opening = public_opening(opening_id)
    form = ApplicantForm(request.POST or None, profile=profile_of(opening))
    if request.method == "POST" and form.is_valid():
        moment = now()
        try:
            receipt = submit_application(actor=PUBLIC_ACTOR, filing=form.filing(opening), now=moment)
        except Refused as refusal:
            keep_refusal(form, refusal)
        else:
            if not receipt.is_new or receipt.application_id is None:
                return redirect("recruitment:stands")
            remember_code(request, receipt.application_id, receipt.code, moment)
            return redirect("recruitment:own-receipt", application_id=receipt.application_id)
    return render(request, "recruitment/apply.html", {"form": form, "opening": opening})


def stands(request: HttpRequest) -> HttpResponse:
    """Say that the same application stands already, without saying anything about it."""
    return render(request, "recruitment/stands.html")


def _own(request: HttpRequest, application_id: UUID) -> tuple[Application, str]:
    """Return an application to the session that was given its code or opened its file, with the code if it knows it."""
    actor, code = actor_in(request), code_of(request, application_id, now())
    rows = Application.objects.filter(id=application_id).select_related("person", "opening__election")
    if not code:
        rows = rows.filter(person_id=own_person(actor))
    row = rows.first()
    if row is None:
        raise NotFound(_("Tanda terima ini tidak ada, atau bukan milik Anda."))
    return row, code


def own_receipt(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Show the receipt to the applicant, with the code while this session may still see it."""
    row, code = _own(request, application_id)
    return render(request, "recruitment/receipt.html", {"row": row, "code": code, "qr": receipt_qr(row)})


def own_receipt_file(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Hand out the signed receipt of the log's line, to be verified by anybody whom the applicant gives it."""
    row, _code = _own(request, application_id)
    text = json.dumps(receipt_of(receipt_leaf(row.id).id), ensure_ascii=False, indent=1)
    response = HttpResponse(text, content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="tanda-terima.json"'
    return response


def enter(request: HttpRequest) -> HttpResponse:
    """Open the own file with the secret code of the receipt."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wait = wait_of(request, CODES)
        if wait == Wait.BROWSER:
            form.add_error("code", _("Terlalu banyak percobaan. Coba lagi sepuluh menit lagi."))
        elif wait == Wait.ADDRESS:
            form.add_error("code", _("Banyak percobaan dari jaringan ini. Tunggu satu menit, lalu coba lagi."))
        else:
            wanted = code_hash(form.cleaned_data["code"])
            row = Application.objects.filter(code_hash=wanted).first() if wanted else None
            if row is not None:
                open_own_file(request, row)
                return redirect(_goes_on(request))
            count_try(request, CODES)
            form.add_error("code", _("Kode ini tidak dikenal. Salin dari tanda terima, atau minta kode baru di PPS."))
    return render(request, "recruitment/enter.html", {"form": form})


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close the own file in this browser."""
    close_own_file(request)
    messages.success(request, _("Berkas Anda sudah ditutup di peramban ini."))
    response = redirect("recruitment:enter")
    response["Clear-Site-Data"] = '"cache"'  # else the browser's way back still shows the pages to the next person
    return response


def _goes_on(request: HttpRequest) -> str:
    """Return the page of the own file that the visitor wanted to open, else its first one."""
    wanted = request.GET.get("lanjut", "")
    return wanted if OWN_PAGE.fullmatch(wanted) else "/berkas/"


def own_attach(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Let the applicant attach a missing paper; nobody demands it, the paper can be shown at the office."""
    actor = actor_in(request)
    if actor.role != Role.APPLICANT:
        return redirect("recruitment:enter")
    row, _code = _own(request, application_id)
    kinds = paper_kinds(row)
    form = AttachForm(request.POST or None, request.FILES or None, kinds=kinds)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            attach_file(actor=actor, application_id=row.id, kind=given["kind"], content=given["file"].read(), now=now())
        except Refused as refusal:
            keep_refusal(form, refusal)
        else:
            return redirect("recruitment:own-attach", application_id=row.id)
    papers = [(name, cast("dict[str, str] | None", row.papers.get(kind))) for kind, name in kinds.items()]
    return render(request, "recruitment/own_attach.html", {"form": form, "row": row, "papers": papers})
