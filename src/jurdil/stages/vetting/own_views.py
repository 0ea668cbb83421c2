"""The person's own pages: everything that was found about oneself, and the answer to a question."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from jurdil.foundation.storage.clock import now
from jurdil.stages.vetting.clarifications import Answer, answer_clarification
from jurdil.stages.vetting.explaining import explain_match, timeline_of, waiting_question
from jurdil.stages.vetting.forms import AnswerForm
from jurdil.stages.vetting.models import Match
from jurdil.stages.vetting.queries import clarification_of, matches_of_person
from jurdil.stages.vetting.views import actor_of
from jurdil.stages.vetting.wording import STATES


def _own(match: Match) -> dict[str, object]:
    return {
        "match": match,
        "explanation": explain_match(match, to_person=True),
        "timeline": timeline_of(match, to_person=True),
        "asked": waiting_question(match),
        "state": STATES[match.state],
    }


def own_matches(request: HttpRequest) -> HttpResponse:
    """Show the person everything that was found, with every reason."""
    matches = [_own(match) for match in matches_of_person(actor=actor_of(request))]
    return render(request, "vetting/own.html", {"matches": matches})


def own_clarification(request: HttpRequest, clarification_id: UUID) -> HttpResponse:
    """Show one question, and take in the answer."""
    actor = actor_of(request)
    asked = clarification_of(actor=actor, clarification_id=clarification_id)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = Answer(form.cleaned_data["kind"], form.cleaned_data["words"])
        answer_clarification(actor=actor, clarification_id=clarification_id, answer=said, now=now())
        return redirect("own_vetting:clarification", clarification_id=clarification_id)
    return render(
        request, "vetting/own_clarification.html", {"clarification": asked, "form": form, **_own(asked.match)}
    )
