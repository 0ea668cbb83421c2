"""Pages of the screening for officers: the work list, one match, its forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jurdil.errors import NotFound
from jurdil.foundation.accounts.middleware import Request
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.searching import PARAMETER, searchable, searched
from jurdil.foundation.outbox.arriving import end_of
from jurdil.foundation.storage.clock import day_of, now
from jurdil.law import load_profile
from jurdil.registry.elections.models import Election
from jurdil.registry.rosters.models import Snapshot
from jurdil.registry.rosters.queries import READERS, doubted_within
from jurdil.registry.rosters.wording import doubt_of
from jurdil.stages.vetting.askable import needs_review
from jurdil.stages.vetting.clarifications import (
    answer_clarification,
    ask_clarification,
    ask_clarifications_in_bulk,
    askable_within,
    confirm_for_clarification,
)
from jurdil.stages.vetting.evidence import links
from jurdil.stages.vetting.explaining import explain_match, open_ruling, waiting_question
from jurdil.stages.vetting.forms import (
    AskForm,
    FilterForm,
    MatchRulingForm,
    PaperAnswerForm,
    PaperMatchObjectionForm,
    ReviewForm,
    SecondForm,
)
from jurdil.stages.vetting.hearing import Answer, deadline_of, has_signed
from jurdil.stages.vetting.history import stronger_before, timeline_of
from jurdil.stages.vetting.models import EXCLUDING, Clarification, Match, Presence, Ruling
from jurdil.stages.vetting.objections import (
    WATCHERS,
    object_to_ruling,
    objections_within,
    open_objection,
    standing_ruling,
)
from jurdil.stages.vetting.own_wording import answers_for
from jurdil.stages.vetting.picturing import waterfall_of
from jurdil.stages.vetting.position import position_of
from jurdil.stages.vetting.posting import Given, paper_of, take
from jurdil.stages.vetting.presence_words import newer_lists
from jurdil.stages.vetting.queries import (
    Filters,
    applications_of,
    dropped_counts,
    is_of_earlier_data,
    match_counts,
    match_of,
    open_matches,
    other_matches_of,
    rosters_with_matches,
    running_screening,
    screened_at,
    suspects,
    worklist,
)
from jurdil.stages.vetting.rulings import MARITAL, PARTISAN, outcomes_open, propose_ruling, second_ruling
from jurdil.stages.vetting.suspicion_models import SuspicionState
from jurdil.stages.vetting.wording import EFFECTS, EVIDENCE, GONE, GRADES, OUTCOMES, STATES, percent_of

PAGE = 50


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
    """Return what the filter form asks for; nothing where it cannot be read, and then the list is to show nobody."""
    if not form.is_valid():
        return Filters()
    given = form.cleaned_data
    return Filters(
        roster=given["daftar"],
        grade=given["kekuatan"],
        evidence=given["bukti"] or None,
        state=given["keadaan"],
        outcome=given["putusan"],
        ward=given["wilayah"],
        presence=given["terbaru"],
        name=given["nama"],
    )


def asked_of(request: HttpRequest) -> FilterForm:
    """Return the filters of an address; a name is no part of it (`searched`)."""
    actor = actor_of(request)
    return FilterForm(searched(request, "nama"), rosters=rosters_with_matches(actor=actor), scope=actor.region)


def query_of(request: HttpRequest) -> str:
    """Return the filters as the end of an address, to carry them from the work list through its matches and back."""
    kept = {*FilterForm.base_fields, PARAMETER, "pemilihan"} - {"nama"}
    asked = QueryDict(mutable=True)
    for name, values in request.GET.lists():
        if name in kept and any(values):
            asked.setlist(name, values)
    return f"?{asked.urlencode()}" if asked else ""


@searchable("nama")
def index(request: HttpRequest) -> HttpResponse:
    """Show the work list, grouped by person; a PPK sees numbers only."""
    actor, election = actor_of(request), chosen_election(request)
    if actor.role == Role.PPK:
        counts = match_counts(actor=actor, election=election)
        rows = [(ward, [states.get(state, 0) for state in STATES]) for ward, states in counts.items()]
        return render(request, "vetting/counts.html", {"rows": rows, "states": STATES.values()})
    form = asked_of(request)
    filters = filters_of(form)
    people = form.narrow(worklist(actor=actor, election=election, filters=filters, on=day_of(now())))
    page = Paginator(people, PAGE).get_page(request.GET.get("halaman"))
    matches = open_matches(actor=actor, filters=filters).filter(election=election)
    profile = load_profile(election.profile)
    context = {
        "form": form,
        "page": page,
        "query": query_of(request),
        "suspects": suspects(page, matches),
        "may_rule": actor.role == Role.KPU_REGENCY,
        "may_see_objections": actor.role in WATCHERS,
        "objections": objections_within(actor=actor).count() if actor.role in WATCHERS else 0,
        "may_see_quality": actor.role in (Role.KPU_REGENCY, Role.KPU_PROVINCE),
        "may_print": actor.role in (Role.KPU_REGENCY, Role.PPS),
        "grades": GRADES,
        "states": STATES,
        "outcomes": OUTCOMES,
        "evidence": EVIDENCE,
        "gone": GONE,
        "dropped": dropped_counts(actor=actor, election=election),
        "doubted": _doubted(actor),
        "strong": f"{percent_of(profile.decimal('vetting.grade_strong'))} %",
        "likely": f"{percent_of(profile.decimal('vetting.grade_likely'))} %",
        **_askable(actor, election),
        "election": election,
        "screening": running_screening(actor.region),
        "screened_at": screened_at(election, actor.region),
    }
    return render(request, "vetting/index.html", context)


def _doubted(actor: Actor) -> list[tuple[Snapshot, str]]:
    """Return the deliveries that may be incomplete, with why, for who may see the lists."""
    if actor.role not in READERS:
        return []
    return [(snapshot, doubt_of(snapshot)) for snapshot in doubted_within(actor=actor)]


def _askable(actor: Actor, election: Election) -> dict[str, int]:
    """Return how many may be asked at once, and how many of them about an entry that its list no longer has."""
    if actor.role != Role.KPU_REGENCY:
        return {}
    rows = askable_within(election, actor.region)
    return {"askable": rows.count(), "askable_gone": rows.filter(presence=Presence.DROPPED).count()}


def _forms(actor: Actor, match: Match, asked: Clarification | None, proposed: bool) -> dict[str, object]:
    """Return the forms that this actor may use on this match as it stands."""
    standing, is_apart = standing_ruling(match), not has_signed(actor, match)
    may_object = match.state == SuspicionState.RULED and standing is not None and not standing.objections.exists()
    rules = actor.role == Role.KPU_REGENCY
    asks = rules or actor.role == Role.PPS
    is_undecided = match.state not in (SuspicionState.PROPOSED, SuspicionState.RULED)
    is_asked = asked is not None and asked.asked_at >= match.found_at
    is_weak = needs_review(match, load_profile(match.election.profile))
    outcomes = outcomes_open(match, now()) if rules and is_undecided and is_apart else []
    return {
        "review_form": ReviewForm() if rules and is_undecided and is_weak else None,
        "ask_form": AskForm() if asks and is_undecided and not is_weak and not is_asked else None,
        "answer_form": PaperAnswerForm(answers=answers_for(match.kind)) if asks and is_undecided and asked else None,
        "ruling_form": MatchRulingForm(outcomes=outcomes) if outcomes else None,
        "must_hear_first": outcomes and EXCLUDING.isdisjoint(outcomes) and match.state != SuspicionState.ANSWERED,
        "second_form": SecondForm() if rules and proposed and is_apart else None,
        "paper_objection_form": PaperMatchObjectionForm() if asks and may_object else None,
        "standing": standing,
        "has_signed": not is_apart,
    }


def match_page(request: HttpRequest, match_id: UUID, bound: Mapping[str, Form] | None = None) -> HttpResponse:
    """Show one match: reasons side by side, what is unknown, what happened, what may be done.

    bound: a form that was not taken, by its name here.
    """
    actor = actor_of(request)
    match = match_of(actor=actor, match_id=match_id)
    asked, ruling = waiting_question(match), open_ruling(match)
    proposed = match.state == SuspicionState.PROPOSED and ruling is not None
    objection, explanation = open_objection(match), explain_match(match, role=actor.role)
    form, on = asked_of(request), day_of(now())
    context = {
        "match": match,
        "query": query_of(request),
        "position": position_of(actor=actor, match=match, filters=filters_of(form), on=on) if form.is_valid() else None,
        "applications": applications_of(actor, match),
        "explanation": explanation,
        "picture": waterfall_of(match, explanation),
        "timeline": timeline_of(match, role=actor.role),
        "others": [
            (one, GRADES.get(one.grade, one.grade), OUTCOMES[one.outcome] if one.outcome else STATES[one.state])
            for one in other_matches_of(actor=actor, match=match)
        ],
        "is_partisan": match.kind in PARTISAN,
        "is_marital": match.kind in MARITAL,
        "newer": newer_lists(match),
        "is_of_earlier_data": is_of_earlier_data(match, on),
        "is_proposed_before": ruling is not None and _was_unknown(match, ruling),
        "asked": asked,
        "end": end_of(deadline_of(asked)) if asked is not None else None,
        "ruling": ruling,
        "ruling_outcome": OUTCOMES[ruling.outcome] if ruling else "",
        "ruling_effect": EFFECTS[ruling.outcome in EXCLUDING] if ruling else "",
        "is_own_proposal": ruling is not None and str(actor.account_id) in ruling.proposed_by,
        "evidence": EVIDENCE.get(match.evidence_class, match.evidence_class),
        "grade": GRADES.get(match.grade, match.grade),
        "state": STATES[match.state],
        "percent": percent_of(match.probability),
        "before": stronger_before(match, actor),
        "objection": objection,
        "files": links(objection, actor.role),
        "objected": OUTCOMES[objection.ruling.outcome] if objection else "",
        **_forms(actor, match, asked, proposed),
        **(bound or {}),
        "refused": next(iter((bound or {}).values()), None),
    }
    return render(request, "vetting/match.html", context)


def _was_unknown(match: Match, ruling: Ruling) -> bool:
    return match.presence_at is not None and ruling.proposed_at < match.presence_at


def _take(request: HttpRequest, match_id: UUID, bound: dict[str, Form], act: Callable[[Given], object]) -> HttpResponse:
    """Take the form of `bound`, named as on the page of the match; that page shows it again with what is wrong."""
    (form,) = bound.values()
    back = reverse("vetting:match", args=[match_id]) + query_of(request)

    def act_and_say(given: Given) -> None:
        act(given)
        messages.success(request, _("Tersimpan."))

    return take(request, form, act_and_say, back, lambda: match_page(request, match_id, bound))


@require_POST
def review(request: HttpRequest, match_id: UUID) -> HttpResponse:
    """Note that a weak match was looked at and is worth a question."""
    actor = actor_of(request)
    return _take(
        request,
        match_id,
        {"review_form": ReviewForm(request.POST)},
        lambda given: confirm_for_clarification(actor=actor, match_id=match_id, reason=given["reason"], now=now()),
    )


@require_POST
def ask(request: HttpRequest, match_id: UUID) -> HttpResponse:
    """Ask the person."""
    actor = actor_of(request)
    return _take(
        request,
        match_id,
        {"ask_form": AskForm(request.POST)},
        lambda given: ask_clarification(actor=actor, match_id=match_id, question=given["question"], now=now()),
    )


@require_POST
def ask_all(request: HttpRequest) -> HttpResponse:
    """Ask about everything in the officer's region that may be asked."""
    actor = actor_of(request)
    ask_clarifications_in_bulk(actor=actor, election=chosen_election(request), region=actor.region, now=now())
    return redirect("vetting:index")


@require_POST
def answer(request: HttpRequest, match_id: UUID, clarification_id: UUID) -> HttpResponse:
    """Record an answer that came on paper."""
    actor, moment = actor_of(request), now()
    kind = match_of(actor=actor, match_id=match_id).kind
    form = PaperAnswerForm(request.POST, request.FILES, answers=answers_for(kind))

    def act(given: Given) -> object:
        paper = {**paper_of(given), "at": moment.date().isoformat()}
        said = Answer(given["kind"], given["words"], {"letter": paper}, files=form.attached())
        return answer_clarification(actor=actor, clarification_id=clarification_id, answer=said, now=moment)

    return _take(request, match_id, {"answer_form": form}, act)


@require_POST
def record_objection(request: HttpRequest, match_id: UUID, ruling_id: UUID) -> HttpResponse:
    """Record an objection that came as a letter."""
    actor, form = actor_of(request), PaperMatchObjectionForm(request.POST, request.FILES)
    match_of(actor=actor, match_id=match_id)

    def act(given: Given) -> object:
        words, paper, files = given["words"], paper_of(given), form.attached()
        return object_to_ruling(actor=actor, ruling_id=ruling_id, words=words, files=files, paper=paper, now=now())

    return _take(request, match_id, {"paper_objection_form": form}, act)


@require_POST
def propose(request: HttpRequest, match_id: UUID) -> HttpResponse:
    """Propose a ruling."""
    actor = actor_of(request)
    match = match_of(actor=actor, match_id=match_id)
    return _take(
        request,
        match_id,
        {"ruling_form": MatchRulingForm(request.POST, outcomes=outcomes_open(match, now()))},
        lambda given: propose_ruling(actor=actor, match_id=match_id, now=now(), **given),
    )


@require_POST
def second(request: HttpRequest, match_id: UUID, ruling_id: UUID) -> HttpResponse:
    """Sign a proposed ruling, or object."""
    actor = actor_of(request)
    return _take(
        request,
        match_id,
        {"second_form": SecondForm(request.POST)},
        lambda given: second_ruling(actor=actor, ruling_id=ruling_id, now=now(), **given),
    )
