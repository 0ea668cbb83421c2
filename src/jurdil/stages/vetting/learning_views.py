"""The page of the weights: which model holds, what a new learning would change, and its adoption."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jurdil.foundation.accounts.roles import Actor
from jurdil.foundation.storage.clock import now
from jurdil.registry.elections.models import Election
from jurdil.stages.vetting.forms import AdoptForm
from jurdil.stages.vetting.learning import KEEPERS, ask_to_learn, freeze_model, models_of
from jurdil.stages.vetting.models import FrozenModel
from jurdil.stages.vetting.views import actor_of, chosen_election
from jurdil.stages.vetting.wording import GRADES, WEIGHED


def _rows(model: FrozenModel) -> list[tuple[object, list[int]]]:
    """Return by grade: matches before and after, how many come and how many go."""
    sides = [model.counts.get(name, {}) for name in ("before", "after", "come", "gone")]
    return [(words, [side.get(grade, 0) for side in sides]) for grade, words in GRADES.items()]


def _may_adopt(actor: Actor, model: FrozenModel, newest: set[str], election: Election) -> bool:
    is_waiting = model.frozen_at is None and bool(model.counts) and str(model.id) in newest
    return is_waiting and actor.role in KEEPERS and actor.reaches(election.region)


def model_list(request: HttpRequest, form: AdoptForm | None = None) -> HttpResponse:
    """Show the models of the election, the newest first."""
    actor, election = actor_of(request), chosen_election(request)
    models = models_of(actor=actor, election=election)
    newest = {str(next(one.id for one in models if one.about == about)) for about in {one.about for one in models}}
    shown = [
        {"model": one, "about": WEIGHED[one.about], "rows": _rows(one) if one.counts else [],
         "may_adopt": _may_adopt(actor, one, newest, election)}
        for one in models
    ]  # fmt: skip
    may_ask = actor.role in KEEPERS and actor.reaches(election.region)
    context = {"shown": shown, "form": form or AdoptForm(), "may_ask": may_ask, "election": election}
    return render(request, "vetting/models.html", context)


@require_POST
def learn_anew(request: HttpRequest) -> HttpResponse:
    """Ask for a new learning."""
    ask_to_learn(actor=actor_of(request), election=chosen_election(request), now=now())
    return redirect("vetting:models")


@require_POST
def adopt(request: HttpRequest, model_id: UUID) -> HttpResponse:
    """Let a proposed model hold."""
    form = AdoptForm(request.POST)
    if not form.is_valid():
        form.add_error(None, _("Tuliskan alasannya."))
        return model_list(request, form)
    freeze_model(actor=actor_of(request), model_id=model_id, reason=form.cleaned_data["reason"], now=now())
    return redirect("vetting:models")
