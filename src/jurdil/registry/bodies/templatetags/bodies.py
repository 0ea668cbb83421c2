"""A filter that names a body on a page. Load with `{% load bodies %}`."""

from __future__ import annotations

from django import template

from jurdil.registry.bodies.wording import BODY_NAMES

register = template.Library()


@register.filter
def body_name(kind: str) -> str:
    """Return what a body is called (`Sekretariat PPS`); the value itself where it is none of ours."""
    return str(BODY_NAMES.get(kind, kind))
