"""A filter that names a list on a page. Load with `{% load rosters %}`."""

from __future__ import annotations

from django import template

from jurdil.registry.rosters.models import Snapshot
from jurdil.registry.rosters.wording import title_of

register = template.Library()


@register.filter
def roster_title(snapshot: Snapshot) -> str:
    """Return what the list of a delivery is called, by what it claims and who made it."""
    return title_of(snapshot.kind, snapshot.source)
