"""The person's own pages about a second application: what was asked, the answer, the ruling and the objection to it."""

from __future__ import annotations

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from jurdil.foundation.accounts.roles import own_person
from jurdil.foundation.outbox.arriving import note_read
from jurdil.foundation.storage.clock import now
from jurdil.stages.recruitment.models import Application
from jurdil.stages.vetting.double_asking import answer_about_double, double_question_of
from jurdil.stages.vetting.double_models import Double
from jurdil.stages.vetting.double_rulings import ended_by, object_to_double_ruling, own_double_ruling
from jurdil.stages.vetting.doubles import own_doubles
from jurdil.stages.vetting.explaining import explain_reasons
from jurdil.stages.vetting.forms import DoubleObjectionForm, OwnDoubleAnswerForm
from jurdil.stages.vetting.hearing import Answer
from jurdil.stages.vetting.history import double_timeline_of
from jurdil.stages.vetting.own_views import time_of
from jurdil.stages.vetting.posting import Given, is_taken
from jurdil.stages.vetting.suspicion_models import SuspicionState
from jurdil.stages.vetting.views import actor_of
from jurdil.stages.vetting.wording import DOUBLE_OUTCOMES


def _shown(row: Double, own: Application) -> dict[str, object]:
    """Return a double as the person of one application sees it; of the other only whether values are the same."""
    reasons = json.loads(row.reasons.reveal() or "[]")
    if own.id == row.other_id:
        sides = ("person_value", "entry_value")
        reasons = [{**one, sides[0]: one[sides[1]], sides[1]: one[sides[0]]} for one in reasons]
    ruling = row.rulings.filter(decided_at__isnull=False).order_by("-decided_at").first()
    question = row.questions.filter(application=own, answered_at__isnull=True).order_by("-id").first()
    ends_own = ruling is not None and ended_by(row, ruling.outcome) == own
    return {
        "row": row,
        "own": own,
        "explanation": explain_reasons(reasons, to_person=True),
        "timeline": double_timeline_of(row, to=own),
        "question": question,
        **(time_of(question) if question is not None else {}),
        "is_waiting": row.state not in (SuspicionState.PROPOSED, SuspicionState.RULED) and own.withdrawn_at is None,
        "ruling": ruling,
        "outcome": _outcome(row, own, ruling.outcome) if ruling else "",
        "may_object": ends_own and row.state == SuspicionState.RULED and not row.objections.exists(),
        "objection": row.objections.filter(application=own).first(),
    }


def _outcome(row: Double, own: Application, outcome: str) -> str:
    ended = ended_by(row, outcome)
    if ended is None:
        return str(DOUBLE_OUTCOMES[outcome])
    if ended == own:
        return _("Satu orang; lamaran yang lain berlaku, lamaran ini diakhiri")
    return _("Satu orang; lamaran ini berlaku, yang lain diakhiri")


def own_double_list(request: HttpRequest) -> HttpResponse:
    """Show what was asked and decided about a second application."""
    actor = actor_of(request)
    note_read(own_person(actor), now())
    rows = [_shown(row, own) for row, own in own_doubles(actor=actor)]
    return render(request, "vetting/own_doubles.html", {"rows": rows})


def own_double_question(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """Show one question, and take in the answer; what was typed stays where it is refused."""
    actor = actor_of(request)
    asked = double_question_of(actor=actor, question_id=question_id)
    note_read(own_person(actor), now())
    form = OwnDoubleAnswerForm(request.POST or None, request.FILES or None)

    def act(given: Given) -> object:
        said = Answer(given["kind"], given["words"], files=form.attached())
        return answer_about_double(actor=actor, question_id=question_id, answer=said, now=now())

    if request.method == "POST" and is_taken(form, act):
        return redirect("own_vetting:double", question_id=question_id)
    context = {"asked": asked, "form": form, **_shown(asked.double, asked.application), **time_of(asked)}
    return render(request, "vetting/own_double.html", context)


def own_double_objection(request: HttpRequest, ruling_id: UUID) -> HttpResponse:
    """Show the ruling that ended an application, and take in the objection to it."""
    actor = actor_of(request)
    ruling = own_double_ruling(actor=actor, ruling_id=ruling_id)
    form = DoubleObjectionForm(request.POST or None, request.FILES or None)

    def act(given: Given) -> object:
        words, files = given["words"], form.attached()
        return object_to_double_ruling(actor=actor, ruling_id=ruling_id, words=words, files=files, now=now())

    if request.method == "POST" and is_taken(form, act):
        return redirect("own_vetting:doubles")
    own = ended_by(ruling.double, ruling.outcome)
    assert own is not None  # own_double_ruling found it
    return render(request, "vetting/own_double_objection.html", {"form": form, **_shown(ruling.double, own)})
