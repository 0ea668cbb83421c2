"""The person's own pages: everything that was found about oneself, and the answer to a question."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from jurdil.foundation.accounts.roles import own_person
from jurdil.foundation.outbox.arriving import end_of, note_read
from jurdil.foundation.storage.clock import day_of, now
from jurdil.law import load_profile
from jurdil.stages.vetting.clarifications import add_to_answer, answer_clarification, may_add_to_answer
from jurdil.stages.vetting.double_models import DoubleQuestion
from jurdil.stages.vetting.evidence import own_links
from jurdil.stages.vetting.explaining import explain_match, waiting_question
from jurdil.stages.vetting.forms import ObjectionForm, OwnAnswerForm
from jurdil.stages.vetting.hearing import DECIDED, Answer, deadline_of
from jurdil.stages.vetting.history import timeline_of
from jurdil.stages.vetting.models import EXCLUDING, Clarification, Match
from jurdil.stages.vetting.objections import object_to_ruling, own_ruling
from jurdil.stages.vetting.own_rulings import ruling_on
from jurdil.stages.vetting.own_wording import answers_for, chance_of, rule_words, stake_of
from jurdil.stages.vetting.picturing import waterfall_of
from jurdil.stages.vetting.posting import Given, is_taken
from jurdil.stages.vetting.presence_words import newer_lists
from jurdil.stages.vetting.queries import clarification_of, is_of_earlier_data, matches_of_person
from jurdil.stages.vetting.views import actor_of
from jurdil.stages.vetting.wording import OUTCOMES, STATES


def time_of(asked: Clarification | DoubleQuestion) -> dict[str, object]:
    """Return until when a question is best answered, and whether that is over; the answer is taken all the same."""
    until = end_of(deadline_of(asked)) or asked.deadline
    return {"until": until, "is_over": until <= now()}


def _own(match: Match) -> dict[str, object]:
    explanation, asked, ruling = explain_match(match, to_person=True), waiting_question(match), ruling_on(match)
    profile = load_profile(match.election.profile)
    is_decided = match.state in DECIDED
    return {
        "ruling": ruling,
        "stake": stake_of(match, profile),
        "rule": rule_words(match, profile),
        "chance": chance_of(match),
        "is_decided": is_decided,
        "match": match,
        "explanation": explanation,
        "picture": waterfall_of(match, explanation),
        "timeline": timeline_of(match, to_person=True),
        "newer": newer_lists(match, to_person=True),
        "is_of_earlier_data": is_of_earlier_data(match, day_of(now())),
        "asked": None if is_decided else asked,
        **(time_of(asked) if asked is not None else {}),
        "state": STATES[match.state],
    }


def own_matches(request: HttpRequest) -> HttpResponse:
    """Show the person everything that was found, with every reason."""
    actor = actor_of(request)
    note_read(own_person(actor), now())
    matches = [_own(match) for match in matches_of_person(actor=actor)]
    return render(request, "vetting/own.html", {"matches": matches})


def own_clarification(request: HttpRequest, clarification_id: UUID) -> HttpResponse:
    """Show one question, and take in the answer."""
    actor = actor_of(request)
    asked = clarification_of(actor=actor, clarification_id=clarification_id)
    note_read(own_person(actor), now())
    form = OwnAnswerForm(request.POST or None, request.FILES or None, answers=answers_for(asked.match.kind))

    def act(given: Given) -> object:
        said = Answer(given["kind"], given["words"], files=form.attached())
        if may_add_to_answer(asked.match):
            return add_to_answer(actor=actor, match_id=asked.match_id, answer=said, now=now())
        return answer_clarification(actor=actor, clarification_id=clarification_id, answer=said, now=now())

    if request.method == "POST" and is_taken(form, act):
        return redirect("own_vetting:clarification", clarification_id=clarification_id)
    context = {"clarification": asked, "form": form, **_own(asked.match), **time_of(asked)}
    context["may_add"] = may_add_to_answer(asked.match)
    return render(request, "vetting/own_clarification.html", context)


def own_objection(request: HttpRequest, ruling_id: UUID) -> HttpResponse:
    """Show a ruling with its reason, and take in the objection to it; what was typed stays where it is refused."""
    actor = actor_of(request)
    ruling = own_ruling(actor=actor, ruling_id=ruling_id)
    form = ObjectionForm(request.POST or None, request.FILES or None)

    def act(given: Given) -> object:
        files = form.attached()
        return object_to_ruling(actor=actor, ruling_id=ruling_id, words=given["words"], files=files, now=now())

    if request.method == "POST" and is_taken(form, act):
        return redirect("own_vetting:objection", ruling_id=ruling_id)
    objection = ruling.objections.select_related("answer", "ruling").first()
    context = {"form": form, "ruling": ruling, "match": ruling.match, "objection": objection}
    context["files"] = own_links(objection)
    context["outcome"], context["ends"] = OUTCOMES[ruling.outcome], ruling.outcome in EXCLUDING
    context["rule"] = rule_words(ruling.match, load_profile(ruling.match.election.profile))
    context["newer"] = newer_lists(ruling.match, to_person=True)
    context["is_of_earlier_data"] = is_of_earlier_data(ruling.match, day_of(now()))
    return render(request, "vetting/own_objection.html", context)
