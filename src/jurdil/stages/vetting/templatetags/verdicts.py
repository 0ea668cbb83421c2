"""The tag by which a page of an earlier stage says what vetting has ruled. Load with `{% load verdicts %}`."""

from __future__ import annotations

from django import template

from jurdil.foundation.accounts.roles import Actor
from jurdil.stages.recruitment.models import Application
from jurdil.stages.vetting.models import EXCLUDING
from jurdil.stages.vetting.queries import READERS, Filters, open_matches
from jurdil.stages.vetting.suspicion_models import SuspicionState

register = template.Library()


@register.inclusion_tag("vetting/ended.html")
def ruled_by_vetting(application: Application, actor: Actor) -> dict[str, object]:
    """Say that two officers ended a candidacy over a match, with its page, to those who may read matches."""
    if actor.role not in READERS:
        return {"match": None}
    ruled = open_matches(actor=actor, filters=Filters(state=SuspicionState.RULED))
    rows = ruled.filter(person=application.person_id, election=application.opening.election_id)
    return {"match": rows.filter(outcome__in=sorted(EXCLUDING)).order_by("-id").first()}
