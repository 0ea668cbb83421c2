"""The page of the weights: which model holds, what a new learning would change, and its adoption."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jurdil.engines.linkage import Model
from jurdil.engines.linkage.explaining import list_rates_of, rates_of
from jurdil.foundation.accounts.roles import role_of
from jurdil.foundation.jobs.models import Job
from jurdil.foundation.storage.clock import now
from jurdil.registry.rosters.queries import titles_of
from jurdil.stages.vetting.explaining import signed
from jurdil.stages.vetting.forms import AdoptForm
from jurdil.stages.vetting.kept import TOKENS
from jurdil.stages.vetting.learning import KEEPERS, LEARNING, ask_to_learn, freeze_model, is_readable, models_of
from jurdil.stages.vetting.models import FrozenModel
from jurdil.stages.vetting.queries import running_screening
from jurdil.stages.vetting.views import actor_of, chosen_election
from jurdil.stages.vetting.wording import FIELDS, GRADES, WEIGHED, decimal

ONE_OF_MANY, TINY = 0.01, 1e-12


@dataclass(frozen=True)
class Shown:
    """A model on the page.

    by: who let it hold. state: holds, replaced, same (as the one that holds), overtaken, unreadable (of an earlier
    version), waits, or compared (is being).
    until: when another took its place. rows: matches by grade. rates: what it says, by field; lists: what it expects of
    each list; neither for keyed tokens.
    """

    model: FrozenModel
    by: str
    about: str | Promise
    state: str
    until: datetime | None
    rows: list[tuple[object, list[int]]]
    rates: list[tuple[str | Promise, list[RateLine]]]
    lists: list[ListLine]


@dataclass(frozen=True)
class RateLine:
    """What a level weighs, in words and figures."""

    words: str
    same: str
    stranger: str
    bits: str


@dataclass(frozen=True)
class ListLine:
    """What is expected of a list: its entries about somebody asked, the base rate of one of them, and the bits.

    again, with_another, without: how often whoever surely stands in it has another entry, and what that weighs.
    repeats: the list that it mostly repeats, or an empty text.
    """

    title: str
    roster: str
    share: str
    base: str
    bits: str
    again: str
    with_another: str
    without: str
    repeats: str


def _rows(model: FrozenModel) -> list[tuple[object, list[int]]]:
    """Return by grade: matches before and after, how many come and how many go."""
    sides = [model.counts.get(name, {}) for name in ("before", "after", "come", "gone")]
    return [(words, [side.get(grade, 0) for side in sides]) for grade, words in GRADES.items()] if model.counts else []


def _rates(model: FrozenModel) -> list[tuple[str | Promise, list[RateLine]]]:
    if model.about.endswith(TOKENS) or not is_readable(model):
        return []
    found: dict[str, list[RateLine]] = {field: [] for field in FIELDS}
    for rate in rates_of(Model.from_json(model.text)):
        line = RateLine(_(rate.words), _share(rate.same), _share(rate.stranger), signed(rate.bits))
        found[rate.field].append(line)
    return [(FIELDS[field], lines) for field, lines in found.items()]


def _lists(model: FrozenModel) -> list[ListLine]:
    if model.about.endswith(TOKENS) or not is_readable(model):
        return []
    rates = list_rates_of(Model.from_json(model.text), people=model.people, entries=model.entries)
    titles = titles_of(rate.roster for rate in rates)
    return [
        ListLine(
            titles.get(rate.roster, ""), rate.roster, _share(rate.share), _share(rate.base), signed(rate.bits),
            _again(rate.again), signed(rate.with_another), signed(rate.without), rate.repeats or "",
        )
        for rate in rates
    ]  # fmt: skip


def _again(share: float | None) -> str:
    return _("belum dihitung") if share is None else _share(share)


def _share(rate: float) -> str:
    """Return a share as a lay person says it: 97,5 % where it is large, 1 of so many where it is small."""
    if rate >= ONE_OF_MANY:
        return f"{decimal(100 * rate, 1)} %"
    return _("1 dari %s") % f"{float(f'{1 / max(rate, TINY):.2g}'):,.0f}".replace(",", ".")


def _shown(models: Sequence[FrozenModel]) -> list[Shown]:
    """Return the models (the newest first) with how each stands to the others of its kind."""
    newest: dict[str, FrozenModel] = {}
    found: list[Shown] = []
    standing = {
        about: max(held, key=lambda one: (one.frozen_at, one.id))
        for about in WEIGHED
        if (held := [one for one in models if one.about == about and one.frozen_at and is_readable(one)])
    }
    for model in models:
        holds, is_newest = standing.get(model.about), newest.setdefault(model.about, model) is model
        later = [one.frozen_at for one in models if one.about == model.about and one.frozen_at
                 and model.frozen_at and one.frozen_at > model.frozen_at]  # fmt: skip
        if not is_readable(model):
            state = "unreadable"
        elif model.frozen_at:
            state = "holds" if holds is model else "replaced"
        elif holds is not None and holds.digest == model.digest:
            state = "same"
        elif not is_newest or (holds is not None and holds.learnt_at > model.learnt_at):
            state = "overtaken"
        else:
            state = "waits" if model.counts else "compared"
        found.append(
            Shown(
                model,
                role_of(model.frozen_by),
                WEIGHED[model.about],
                state,
                min(later, default=None),
                _rows(model),
                _rates(model),
                _lists(model),
            )
        )
    return found


def model_list(request: HttpRequest, form: AdoptForm | None = None, refused: UUID | None = None) -> HttpResponse:
    """Show the models of the election, the newest first, and how far learning and screening are.

    form, refused: what was typed for a model and did not do.
    """
    actor, election = actor_of(request), chosen_election(request)
    models = models_of(actor=actor, election=election)
    learning = Job.objects.filter(kind=LEARNING, region=election.region).order_by("-id").first()
    context = {
        "shown": _shown(models),
        "form": AdoptForm(),
        "refused_form": form,
        "refused": refused,
        "may_ask": actor.role in KEEPERS and actor.reaches(election.region),
        "election": election,
        "learning": learning,
        "learnt_nothing": learning is not None and not any(one.learnt_at >= learning.asked_at for one in models),
        "screening": running_screening(election.region),
    }
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
        return model_list(request, form, model_id)
    freeze_model(actor=actor_of(request), model_id=model_id, reason=form.cleaned_data["reason"], now=now())
    return redirect("vetting:models")
