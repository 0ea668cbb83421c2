"""The page of applications that may be of one person."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from jurdil.errors import Refused
from jurdil.foundation.storage.clock import day_of, now
from jurdil.stages.vetting.doubles import Double, likely_doubles
from jurdil.stages.vetting.explaining import explain_reasons
from jurdil.stages.vetting.forms import PlaceForm
from jurdil.stages.vetting.views import actor_of, chosen_election
from jurdil.stages.vetting.wording import GRADES

PAGE = 20


def double_list(request: HttpRequest) -> HttpResponse:
    """Show the pairs of the actor's region or of a part of it, with the reasons side by side."""
    actor, election = actor_of(request), chosen_election(request)
    form = PlaceForm(request.GET)
    region = form.cleaned_data["wilayah"] if form.is_valid() else ""
    refusal: dict[str, str] = {}
    found: list[Double] = []
    try:
        found = likely_doubles(actor=actor, election=election, region=region or actor.region, on=day_of(now()))
    except Refused as fault:
        refusal = {"rule": fault.rule, "words": _(fault.reason), "remedy": _(fault.remedy)}
    page = Paginator(found, PAGE).get_page(request.GET.get("halaman"))
    rows = [
        {"one": pair.one, "other": pair.other, "grade": GRADES[pair.grade],
         "explanation": explain_reasons([dict(reason) for reason in pair.reasons])}
        for pair in page
    ]  # fmt: skip
    return render(request, "vetting/doubles.html", {"form": form, "page": page, "rows": rows, "refusal": refusal})
