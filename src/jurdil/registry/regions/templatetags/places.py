"""Filters that name a place on a page. Load with `{% load places %}`."""

from __future__ import annotations

from django import template
from django.utils.formats import number_format

from jurdil.registry.regions.names import short_name
from jurdil.registry.regions.naming import name_of

register = template.Library()


@register.filter
def region_name(code: str) -> str:
    """Return the name of a region or `TPS 012, Gambir` for a station; the code itself where it is not listed."""
    ward, _slash, station = code.partition("/")
    name = short_name(name_of(ward) or ward)
    return f"TPS {station}, {name}" if station else name


@register.filter
def grouped(number: int | None) -> str:
    """Return a whole number with its thousands set apart as the language does; a dash where nothing may be shown."""
    return "–" if number is None else number_format(number, decimal_pos=0, force_grouping=True)
