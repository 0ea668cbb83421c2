"""The tag that says on a page what a selection rests on: a plenary, or policies. Load with `{% load resting %}`."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.translation import get_language

from jurdil.foundation.storage.clock import day_of, now
from jurdil.registry.elections.models import Election
from jurdil.registry.elections.policies import policies_on, policy_titles
from jurdil.stages.selection.models import DECIDED, Plenary

register = template.Library()


@register.inclusion_tag("selection/rests_on.html")
def rests_on(election: Election, region: str, body: str, moment: datetime | None = None) -> dict[str, object]:
    """Show what the selection for a body at a place (a ward, or a station in it) rests on.

    moment: when the policies are looked at, now if it is None.
    """
    rows = Plenary.objects.filter(election=election, body=body, region=region.split("/")[0], decided_at__isnull=False)
    plenary = rows.first()
    on = policies_on(election, region, body, day_of(moment or now()))
    choices = [one for group, one in on.items() if plenary is None or group not in DECIDED]
    return {"plenary": plenary, "policies": policy_titles(choices, get_language() or "id")}
