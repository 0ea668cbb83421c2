"""A worker's own pages: status, reasons, seats, invitations, the pact, letters, receipts."""

from __future__ import annotations

import json
from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from jurdil.doors.portal.reading import (
    own_application,
    own_applications,
    own_double_questions,
    own_letters,
    own_offers,
    own_questions,
    own_seat,
    own_seats,
)
from jurdil.doors.portal.receipts import LABELS, own_leaf, own_leaves, proof_text
from jurdil.errors import NotFound
from jurdil.foundation.accounts.middleware import Request
from jurdil.foundation.accounts.roles import Role, own_person
from jurdil.foundation.ledger.receipts import receipt_of
from jurdil.foundation.outbox.arriving import note_read
from jurdil.foundation.storage.clock import day_of, now
from jurdil.law.pacts import pact_of
from jurdil.registry.bodies.letter_papers import make_paper
from jurdil.registry.bodies.letters import paper_of
from jurdil.stages.consolidation.coverage import misunderstood_in
from jurdil.stages.consolidation.forms import answer_label
from jurdil.stages.consolidation.owing import must_have_pledged
from jurdil.stages.consolidation.pledging import sign_pledge
from jurdil.stages.consolidation.queries import own_invitations
from jurdil.stages.consolidation.wording import answers_of, shown_clauses
from jurdil.stages.placement.letter_views import pdf
from jurdil.stages.placement.letters import own_letter
from jurdil.stages.recruitment.models import ReviewState
from jurdil.stages.recruitment.withdrawing import undo_withdrawal, withdraw_application
from jurdil.stages.selection.models import ScoreSheet
from jurdil.stages.selection.queries import OwnDecision, own_decisions, own_scores
from jurdil.stages.selection.wording import criterion_words
from jurdil.stages.vetting.own_rulings import rulings_on
from jurdil.stages.vetting.queries import matches_of_person

REVIEW_LABELS = {
    ReviewState.UNREVIEWED: _("Belum diperiksa"),
    ReviewState.ELIGIBLE: _("Memenuhi syarat"),
    ReviewState.NEEDS_CLARIFICATION: _("Perlu klarifikasi"),
    ReviewState.INELIGIBLE: _("Tidak memenuhi syarat, menurut putusan dua petugas"),
}
OUTCOME_LABELS = {"passed": _("terpenuhi"), "failed": _("belum terpenuhi"), "unknown": _("perlu dilihat petugas")}


def home(request: HttpRequest) -> HttpResponse:
    """Show one's own file; somebody who has not opened one reads how to."""
    actor = cast(Request, request).actor
    if actor.role != Role.APPLICANT:
        return render(request, "portal/closed.html", {"signed_in": actor.role != Role.PUBLIC})
    moment = now()
    note_read(own_person(actor), moment)
    applications = own_applications(actor, get_language() or "id")
    matches = matches_of_person(actor=actor)
    rulings = rulings_on(matches)
    context = {
        "applications": [(one, REVIEW_LABELS[ReviewState(one.row.review)]) for one in applications],
        "ended": {one.match.election_id for one in rulings if one.ends},
        "ending": [one for one in rulings if one.ends],
        "rulings": [one for one in rulings if not one.ends],
        "outcome_labels": OUTCOME_LABELS,
        "questions": own_questions(actor),
        "double_questions": own_double_questions(actor),
        "offers": own_offers(actor),
        "matches": len(matches),
        "undecided": len(matches) - len(rulings),
        "scores": [(one, _by_criterion(one.sheet)) for one in own_scores(actor=actor)],
        "decisions": [(one, _by_ground(one)) for one in own_decisions(actor=actor)],
        "seats": own_seats(actor, day_of(moment)),
        "moment": moment,
        "invitations": [(one, answer_label(one.answer)) for one in own_invitations(actor=actor)],
    }
    return render(request, "portal/home.html", context)


def _by_criterion(sheet: ScoreSheet) -> list[tuple[str, int]]:
    return [(criterion_words(criterion), given[0]) for criterion, given in sheet.points.items()]


def _by_ground(decision: OwnDecision) -> list[tuple[str, str]]:
    return [(criterion_words(key), words) for key, words in decision.consideration.grounds.items()]


def withdraw(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Ask once more, then take the application back; no reason needed."""
    actor = cast(Request, request).actor
    application = own_application(actor, application_id)
    if request.method == "POST":
        reason = request.POST.get("reason", "")
        withdraw_application(actor=actor, application_id=application_id, reason=reason, now=now())
        return redirect("portal:home")
    return render(request, "portal/withdraw.html", {"row": application})


@require_POST
def undo_withdrawn(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Let an application run again that an officer withdrew unasked."""
    undo_withdrawal(actor=cast(Request, request).actor, application_id=application_id, now=now())
    return redirect("portal:home")


def pledge(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Show the pact clause by clause, each with a case that asks for it, and take the signature."""
    actor = cast(Request, request).actor
    seat = own_seat(actor, appointment_id, day_of(now()))
    pact = pact_of(seat.row.seat.body.election.profile)
    clauses = shown_clauses(pact)
    if request.method == "POST":
        accepted, answers = request.POST.getlist("clause"), answers_of(request.POST, clauses)
        sign_pledge(
            actor=actor, accepted=accepted, answers=answers, now=now(), appointment_id=appointment_id, how="own"
        )
        return redirect("portal:pledge", appointment_id=appointment_id)
    context = {
        "seat": seat,
        "clauses": clauses,
        "version": pact.version,
        "otherwise": misunderstood_in(seat.pledge) if seat.pledge else (),
    }
    return render(request, "portal/pledge.html", context)


def paper(request: HttpRequest, appointment_id: UUID, kind: str) -> HttpResponse:
    """Hand out one's own letter or card; a new appointee's once the pact is recorded."""
    letter = own_letter(actor=cast(Request, request).actor, appointment_id=appointment_id)
    if kind not in ("surat", "kartu"):
        raise NotFound("Jenis surat ini tidak ada.")
    must_have_pledged(letter.appointment)
    return pdf(make_paper(kind, paper_of(letter.batch, only=appointment_id)), f"{kind}-pengangkatan.pdf")


def letters(request: HttpRequest) -> HttpResponse:
    """Show the letters that were sent to the person."""
    actor = cast(Request, request).actor
    note_read(own_person(actor), now())
    rows = own_letters(actor)
    return render(
        request, "portal/letters.html", {"letters": [(row, row.text.reveal(), row.link.reveal()) for row in rows]}
    )


def receipts(request: HttpRequest) -> HttpResponse:
    """Show the lines of the log about the person, each with its receipt and proof."""
    leaves = own_leaves(cast(Request, request).actor)
    return render(
        request, "portal/receipts.html", {"leaves": [(one, LABELS.get(one.kind, one.kind)) for one in leaves]}
    )


def _download(text: str, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def receipt(request: HttpRequest, leaf_id: UUID) -> HttpResponse:
    """Hand out the signed receipt of one's own line, for `jurdil verify`."""
    leaf = own_leaf(cast(Request, request).actor, leaf_id)
    text = json.dumps(receipt_of(leaf.id), ensure_ascii=False, indent=2)
    return _download(text, "application/json", "tanda-terima.json")


def proof(request: HttpRequest, leaf_id: UUID) -> HttpResponse:
    """Hand out the proof that the log holds one's own line."""
    leaf = own_leaf(cast(Request, request).actor, leaf_id)
    return _download(proof_text(leaf), "text/plain", "bukti.txt")
