"""Pages of the screening for officers: the work list, one match, its forms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.middleware import Request
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.storage.clock import day_of, now
from jurdil.registry.elections.models import Election
from jurdil.stages.vetting.clarifications import (
    Answer,
    answer_clarification,
    ask_clarification,
    ask_clarifications_in_bulk,
    confirm_for_clarification,
)
from jurdil.stages.vetting.explaining import explain_match, open_ruling, timeline_of, waiting_question
from jurdil.stages.vetting.forms import (
    AskForm,
    FilterForm,
    PaperAnswerForm,
    PaperObjectionForm,
    ReviewForm,
    RulingForm,
    SecondForm,
)
from jurdil.stages.vetting.models import Match, MatchState, Objection, Ruling
from jurdil.stages.vetting.objections import (
    WATCHERS,
    is_about_these_facts,
    must_be_other_hands,
    objections_within,
    open_objection,
    standing_ruling,
)
from jurdil.stages.vetting.picturing import waterfall_of
from jurdil.stages.vetting.queries import (
    Filters,
    match_counts,
    match_of,
    open_matches,
    rosters_with_matches,
    suspects,
    worklist,
)
from jurdil.stages.vetting.rulings import propose_ruling, second_ruling
from jurdil.stages.vetting.wording import EVIDENCE, GRADES, OUTCOMES, STATES

PAGE = 50

HIGHEST_PERCENT = Decimal("99.9")  # no suspicion is ever shown as certain


def actor_of(request: HttpRequest) -> Actor:
    """Return in whose name the request acts."""
    return cast(Request, request).actor


def chosen_election(request: HttpRequest) -> Election:
    """Return the election that the address names, else the latest. Raises NotFound where there is none."""
    rows = Election.objects.order_by("-voting_day", "key")
    key = request.GET.get("pemilihan")
    found = rows.filter(key=key).first() if key else rows.filter(matches__isnull=False).first() or rows.first()
    if found is None:
        raise NotFound(_("Belum ada pemilihan."))
    return found


def filters_of(form: FilterForm) -> Filters:
    """Return what the filter form asks for; a form that is not valid narrows nothing."""
    if not form.is_valid():
        return Filters()
    given = form.cleaned_data
    return Filters(
        roster=given["daftar"],
        grade=given["kekuatan"],
        evidence=given["bukti"] or None,
        state=given["keadaan"],
        ward=given["wilayah"],
    )


def index(request: HttpRequest) -> HttpResponse:
    """Show the work list, grouped by person; a PPK sees numbers only."""
    actor, election = actor_of(request), chosen_election(request)
    if actor.role == Role.PPK:
        counts = match_counts(actor=actor, election=election)
        rows = [(ward, [states.get(state, 0) for state in STATES]) for ward, states in counts.items()]
        return render(request, "vetting/counts.html", {"rows": rows, "states": STATES.values()})
    form = FilterForm(request.GET, rosters=rosters_with_matches(actor=actor))
    filters = filters_of(form)
    people = worklist(actor=actor, election=election, filters=filters, on=day_of(now()))
    page = Paginator(people, PAGE).get_page(request.GET.get("halaman"))
    matches = open_matches(actor=actor, filters=filters).filter(election=election)
    context = {
        "form": form,
        "page": page,
        "suspects": suspects(page, matches),
        "may_rule": actor.role == Role.KPU_REGENCY,
        "may_see_objections": actor.role in WATCHERS,
        "objections": objections_within(actor=actor).count() if actor.role in WATCHERS else 0,
        "may_see_quality": actor.role in (Role.KPU_REGENCY, Role.KPU_PROVINCE),
        "may_print": actor.role in (Role.KPU_REGENCY, Role.PPS),
        "grades": GRADES,
        "states": STATES,
        "election": election,
    }
    return render(request, "vetting/index.html", context)


def _forms(actor: Actor, match: Match, asked: bool, proposed: bool, review: Review) -> dict[str, object]:
    """Return the forms that this actor may use on this match as it stands."""
    rules = actor.role == Role.KPU_REGENCY
    asks = rules or actor.role == Role.PPS
    is_undecided = match.state not in (MatchState.PROPOSED, MatchState.RULED)
    is_weak = match.evidence_class not in ("E1", "E2") and match.reviewed_at is None
    return {
        "review_form": ReviewForm() if rules and is_undecided and is_weak else None,
        "ask_form": AskForm() if asks and is_undecided and not is_weak and not asked else None,
        "answer_form": PaperAnswerForm() if asks and is_undecided and asked else None,
        "ruling_form": _ruling_form(match, None) if rules and is_undecided and not review.has_signed else None,
        "second_form": SecondForm() if rules and proposed and not review.has_signed else None,
        "paper_objection_form": PaperObjectionForm() if asks and review.may_be_asked else None,
    }


def _ruling_form(match: Match, data: object) -> RulingForm:
    """Return the form of a ruling; under objection it offers only what a review may decide."""
    objection = open_objection(match)
    binds = objection is not None and is_about_these_facts(objection, match)
    return RulingForm(data, kind=match.kind, objection=objection if binds else None)


@dataclass(frozen=True)
class Review:
    """What a page says of the objection to a match. has_signed: the officer signed an earlier ruling on it."""

    objection: Objection | None
    standing: Ruling | None
    has_signed: bool
    may_be_asked: bool


def _review(actor: Actor, match: Match) -> Review:
    objection, standing = open_objection(match), standing_ruling(match)
    has_signed = False
    if objection is not None:
        try:
            must_be_other_hands(actor, match)
        except Refused:
            has_signed = True
    is_ruled = standing is not None and match.state == MatchState.RULED
    may_be_asked = is_ruled and standing is not None and not standing.objections.exists()
    return Review(objection, standing, has_signed, may_be_asked)


def match_page(request: HttpRequest, match_id: UUID) -> HttpResponse:
    """Show one match: reasons side by side, what is unknown, what happened, what may be done."""
    actor = actor_of(request)
    match = match_of(actor=actor, match_id=match_id)
    asked, ruling = waiting_question(match), open_ruling(match)
    proposed = match.state == MatchState.PROPOSED and ruling is not None
    review, explanation = _review(actor, match), explain_match(match)
    context = {
        "match": match,
        "explanation": explanation,
        "picture": waterfall_of(match, explanation),
        "timeline": timeline_of(match),
        "asked": asked,
        "ruling": ruling,
        "is_own_proposal": ruling is not None and str(actor.account_id) in ruling.proposed_by,
        "evidence": EVIDENCE.get(match.evidence_class, match.evidence_class),
        "grade": GRADES.get(match.grade, match.grade),
        "state": STATES[match.state],
        "percent": f"{min(match.probability * 100, HIGHEST_PERCENT):.1f}".replace(".", ","),
        "objection": review.objection,
        "objected": OUTCOMES[review.objection.ruling.outcome] if review.objection else "",
        "has_signed": review.has_signed,
        "standing": review.standing,
        "may_rule": actor.role == Role.KPU_REGENCY,
        **_forms(actor, match, asked is not None, proposed, review),
    }
    return render(request, "vetting/match.html", context)


def _again(request: HttpRequest, match_id: UUID, form: object) -> HttpResponse:
    """Show a form that was not accepted with its faults."""
    return render(request, "vetting/again.html", {"form": form, "match_id": match_id})


@require_POST
def review(request: HttpRequest, match_id: UUID) -> HttpResponse:
    """Note that a weak match was looked at and is worth a question."""
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _again(request, match_id, form)
    confirm_for_clarification(actor=actor_of(request), match_id=match_id, reason=form.cleaned_data["reason"], now=now())
    return redirect("vetting:match", match_id=match_id)


@require_POST
def ask(request: HttpRequest, match_id: UUID) -> HttpResponse:
    """Ask the person."""
    form = AskForm(request.POST)
    if not form.is_valid():
        return _again(request, match_id, form)
    question = form.cleaned_data["question"]
    ask_clarification(actor=actor_of(request), match_id=match_id, question=question, now=now())
    return redirect("vetting:match", match_id=match_id)


@require_POST
def ask_all(request: HttpRequest) -> HttpResponse:
    """Ask about everything in the officer's region that may be asked."""
    actor = actor_of(request)
    ask_clarifications_in_bulk(actor=actor, election=chosen_election(request), region=actor.region, now=now())
    return redirect("vetting:index")


@require_POST
def answer(request: HttpRequest, match_id: UUID, clarification_id: UUID) -> HttpResponse:
    """Record an answer that came on paper."""
    form = PaperAnswerForm(request.POST)
    if not form.is_valid():
        return _again(request, match_id, form)
    given, moment = form.cleaned_data, now()
    paper = {"how": "paper", "seen_by": given["seen_by"], "folder": given["folder"], "at": _day(moment.date())}
    said = Answer(given["kind"], given["words"], {"letter": paper})
    answer_clarification(actor=actor_of(request), clarification_id=clarification_id, answer=said, now=moment)
    return redirect("vetting:match", match_id=match_id)


def _day(day: date) -> str:
    return day.isoformat()


@require_POST
def propose(request: HttpRequest, match_id: UUID) -> HttpResponse:
    """Propose a ruling."""
    match = match_of(actor=actor_of(request), match_id=match_id)
    form = _ruling_form(match, request.POST)
    if not form.is_valid():
        return _again(request, match_id, form)
    given = form.cleaned_data
    propose_ruling(
        actor=actor_of(request), match_id=match_id, outcome=given["outcome"], reason=given["reason"], now=now()
    )
    return redirect("vetting:match", match_id=match_id)


@require_POST
def second(request: HttpRequest, match_id: UUID, ruling_id: UUID) -> HttpResponse:
    """Sign a proposed ruling, or object."""
    form = SecondForm(request.POST)
    if not form.is_valid():
        return _again(request, match_id, form)
    given = form.cleaned_data
    second_ruling(
        actor=actor_of(request),
        ruling_id=ruling_id,
        agrees=given["agrees"],
        objection=given["objection"],
        now=now(),
    )
    return redirect("vetting:match", match_id=match_id)
