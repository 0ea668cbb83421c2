"""Officers' pages: the list, one applicant's file, its papers, its review and the ruling of two people."""

from __future__ import annotations

from io import BytesIO
from typing import cast
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.middleware import Request
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.searching import searchable, searched
from jurdil.foundation.outbox.arriving import is_told
from jurdil.foundation.storage.clock import day_of, now
from jurdil.foundation.storage.documents import read_document, stored_name
from jurdil.stages.recruitment.exports import applications_file
from jurdil.stages.recruitment.forms import AttachForm, FilterForm, RulingForm, SeenForm, language
from jurdil.stages.recruitment.mending import renew_code
from jurdil.stages.recruitment.models import Application, Candidacy, ReviewState
from jurdil.stages.recruitment.papers import attach_file, paper_kinds, see_paper
from jurdil.stages.recruitment.queries import (
    application_of,
    applications_within,
    explained_outcomes,
    history_of,
    identity_of,
    openings_within,
)
from jurdil.stages.recruitment.reach import BODIES_OF, RECEIVERS, REVIEWERS
from jurdil.stages.recruitment.reviewing import review_application
from jurdil.stages.recruitment.rulings import notices_of, propose_review_ruling, second_review_ruling
from jurdil.stages.recruitment.shown import remember_code
from jurdil.stages.recruitment.windows import profile_of
from jurdil.stages.recruitment.withdrawing import withdraw_application
from jurdil.stages.recruitment.wording import ACTS, CANDIDACY, OUTCOMES, REVIEW

PAGE = 50


def actor_in(request: HttpRequest) -> Actor:
    """Return in whose name a request acts."""
    return cast(Request, request).actor


def keep_refusal(form: forms.Form, refusal: Refused) -> None:
    """Show a refusal above the form and keep what was typed."""
    said = " ".join(_(text) for text in (refusal.reason, refusal.remedy) if text)
    form.add_error(None, f"{said} [{refusal.rule}]")


def _filtered(request: HttpRequest) -> tuple[FilterForm, dict[str, str]]:
    form = FilterForm(searched(request, "nama"))
    form.full_clean()
    return form, {key: str(value) for key, value in form.cleaned_data.items() if value}


@searchable("nama")
def applicant_list(request: HttpRequest) -> HttpResponse:
    """Show the applications of the officer's region."""
    actor = actor_in(request)
    form, filters = _filtered(request)
    rows = form.narrow(applications_within(actor=actor, filters=filters))
    page = Paginator(rows, PAGE).get_page(request.GET.get("halaman"))
    context = {
        "page": page,
        "rows": [(row, REVIEW[ReviewState(row.review)]) for row in page],
        "form": form,
        "query": request.GET.urlencode(),
        "may_receive": actor.role in RECEIVERS,
        "is_partner": actor.role == Role.PARTNER,
    }
    return render(request, "recruitment/list.html", context)


def opening_list(request: HttpRequest) -> HttpResponse:
    """Show each call of the region with the seats that are needed and how many applied."""
    page = Paginator(openings_within(actor=actor_in(request)), PAGE).get_page(request.GET.get("halaman"))
    return render(request, "recruitment/openings.html", {"page": page})


def applicant_export(request: HttpRequest, ending: str) -> FileResponse:
    """Hand out the filtered list as a file."""
    form, filters = _filtered(request)
    rows = applications_within(actor=actor_in(request), filters=filters)
    form.must_be_read()
    return applications_file(rows, ending)


def _may(actor: Actor, row: Application) -> bool:
    bodies = BODIES_OF.get(actor.role)
    return actor.role in REVIEWERS and (bodies is None or row.body in bodies)


def applicant_file(request: HttpRequest, application_id: UUID, ruling_form: RulingForm | None = None) -> HttpResponse:
    """Show one applicant's file: outcomes, papers, rulings, and every line of the log about it."""
    actor = actor_in(request)
    row = application_of(actor=actor, application_id=application_id)
    kinds, may = paper_kinds(row), _may(actor, row)
    rulings = list(row.review_rulings.order_by("id"))
    is_partner = actor.role == Role.PARTNER
    context = {
        "row": row,
        "state": REVIEW[ReviewState(row.review)],
        "source": CANDIDACY[Candidacy(row.candidacy)],
        "outcomes": [] if is_partner else [(one, OUTCOMES[one.outcome]) for one in explained_outcomes(row, language())],
        "papers": [(kind, name, row.papers.get(kind)) for kind, name in kinds.items()],
        "rulings": [] if is_partner else [(one, REVIEW[ReviewState(one.outcome)]) for one in rulings],
        "events": [] if is_partner else [(one, ACTS.get(one.line.kind, one.line.kind)) for one in history_of(row)],
        "is_partner": is_partner,
        "may": may and row.withdrawn_at is None,
        "is_untold": may and not is_told(notices_of(row)),
        "is_decided": any(one.decided_at for one in rulings),
        "waiting": next((one for one in rulings if one.decided_at is None), None),
        "own_label": actor.label,
        "identity": identity_of(actor=actor, application_id=application_id) if may else None,
        "ruling_form": ruling_form or RulingForm(profile=profile_of(row.opening), body=row.body),
        "seen_form": SeenForm(kinds=kinds),
        "attach_form": AttachForm(kinds=kinds),
    }
    return render(request, "recruitment/file.html", context)


@require_POST
def review(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Check one application against the law."""
    moment = now()
    review_application(actor=actor_in(request), application_id=application_id, now=moment, on=day_of(moment))
    return redirect("recruitment:file", application_id=application_id)


@require_POST
def propose(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Propose a ruling; what was typed stays where it is refused."""
    row = application_of(actor=actor_in(request), application_id=application_id)
    form = RulingForm(request.POST, profile=profile_of(row.opening), body=row.body)
    if form.is_valid():
        given = {**form.cleaned_data, "outcome": ReviewState(form.cleaned_data["outcome"])}
        try:
            propose_review_ruling(actor=actor_in(request), application_id=application_id, now=now(), **given)
        except Refused as refusal:
            keep_refusal(form, refusal)
        else:
            return redirect("recruitment:file", application_id=application_id)
    return applicant_file(request, application_id, form)


@require_POST
def second(request: HttpRequest, application_id: UUID, ruling_id: UUID) -> HttpResponse:
    """Sign a proposed ruling, or decline it."""
    agrees = request.POST.get("agrees") == "ya"
    second_review_ruling(actor=actor_in(request), ruling_id=ruling_id, agrees=agrees, now=now())
    return redirect("recruitment:file", application_id=application_id)


@require_POST
def seen(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Record a paper that was brought."""
    row = application_of(actor=actor_in(request), application_id=application_id)
    form = SeenForm(request.POST, kinds=paper_kinds(row))
    if not form.is_valid():
        raise Refused("recruitment.paper", _("Jenis berkas atau nomor map belum diisi."), _("Isi keduanya."))
    see_paper(actor=actor_in(request), application_id=application_id, now=now(), **form.cleaned_data)
    return redirect("recruitment:file", application_id=application_id)


@require_POST
def attach(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Attach a scanned paper."""
    row = application_of(actor=actor_in(request), application_id=application_id)
    form = AttachForm(request.POST, request.FILES, kinds=paper_kinds(row))
    if not form.is_valid():
        raise Refused("recruitment.paper", _("Berkas belum dipilih."), _("Pilih jenis dan berkasnya."))
    given = form.cleaned_data
    attach_file(
        actor=actor_in(request), application_id=row.id, kind=given["kind"], content=given["file"].read(), now=now()
    )
    return redirect("recruitment:file", application_id=application_id)


def document(request: HttpRequest, application_id: UUID, kind: str) -> FileResponse:
    """Hand out an attached paper to an officer of the region."""
    actor = actor_in(request)
    row = application_of(actor=actor, application_id=application_id)
    paper = row.papers.get(kind, {})
    if not _may(actor, row) or not stored_name(paper):
        raise NotFound(_("Berkas ini tidak ada, atau bukan untuk peran Anda."))
    file = BytesIO(read_document(stored_name(paper)))
    return FileResponse(file, as_attachment=True, filename=kind, content_type=paper["type"])


@require_POST
def renew(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Give a new secret code and show the receipt."""
    moment = now()
    code = renew_code(actor=actor_in(request), application_id=application_id, now=moment)
    remember_code(request, application_id, code, moment)
    return redirect("recruitment:receipt", application_id=application_id)


@require_POST
def withdraw(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Take the application back as the applicant asked."""
    given = {name: request.POST.get(name, "") for name in ("reason", "folder")}
    withdraw_application(actor=actor_in(request), application_id=application_id, now=now(), **given)
    return redirect("recruitment:file", application_id=application_id)
