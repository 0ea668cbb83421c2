"""The tag that says on a page which policies beyond the law it rests on. Load with `{% load policies %}`."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.translation import get_language

from jurdil.foundation.storage.clock import day_of, now
from jurdil.registry.elections.models import Election
from jurdil.registry.elections.policies import policies_on, policy_titles

register = template.Library()


@register.inclusion_tag("elections/policies_of.html")
def policies_of(election: Election, region: str, body: str, moment: datetime | None) -> dict[str, object]:
    """Show the policies that held for a body at a place at a moment, or that hold now if it is None."""
    choices = policies_on(election, region, body, day_of(moment or now()))
    return {"policies": policy_titles(choices.values(), get_language() or "id")}
