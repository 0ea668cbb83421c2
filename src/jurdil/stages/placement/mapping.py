"""A ward's stations on its outline, as plain SVG made here.

Where a station stands is not known, only its RW: the map is schematic, and the page says so. Stations of one RW lie
side by side, in the order of RW and number, along a path that runs to and fro through the ward.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from jurdil.registry.regions.maps import Outline, outline

FULL, UNMET, SHORT = "full", "unmet", "short"
FILL = 0.9  # part of the cell that a mark takes
SHRINK = 0.93  # step by which the cells are made smaller until all stations find one


@dataclass(frozen=True)
class Spot:
    """A station on the map. state: `full`, `unmet` (a wish is not met) or `short`; each has a form of its own."""

    station: str
    rw: str
    state: str
    words: str
    link: str


def draw_stations(ward: str, spots: Sequence[Spot], *, title: str) -> SafeString:
    """Return the map; empty where we hold no outline of the ward."""
    drawn = outline(ward)
    if drawn is None or not spots:
        return SafeString("")
    ordered = sorted(spots, key=lambda spot: (spot.rw.zfill(4), spot.station))
    cells, width = _cells(drawn, len(ordered))
    marks = [_mark(spot, x, y, width * FILL) for spot, (x, y) in zip(ordered, cells, strict=False)]
    return format_html(
        '<svg viewBox="-4 -4 {} {}" role="group" aria-label="{}"><path class="sx ward" d="{}"/>{}</svg>',
        drawn.width + 8,
        drawn.height + 8,
        title,
        drawn.path,
        format_html_join("", "{}", ((mark,) for mark in marks)),
    )


def legend() -> Mapping[str, SafeString]:
    """Return the three marks for the key of the map."""
    return {
        state: format_html('<svg viewBox="0 0 20 20" aria-hidden="true">{}</svg>', _form(state, 10, 10, 16))
        for state in (FULL, UNMET, SHORT)
    }


def _cells(drawn: Outline, count: int) -> tuple[list[tuple[float, float]], float]:
    """Return at least `count` cell centres inside the outline, to and fro by rows, and the width of a cell."""
    width = math.sqrt(drawn.width * drawn.height / count)
    while True:
        cells: list[tuple[float, float]] = []
        for row in range(max(1, int(drawn.height / width))):
            y = (row + 0.5) * width
            line = [(column + 0.5) * width for column in range(max(1, int(drawn.width / width)))]
            inside = [(x, y) for x in line if drawn.holds(x, y)]
            cells += inside if row % 2 == 0 else inside[::-1]
        if len(cells) >= count or width < 1:
            return cells, width
        width *= SHRINK


def _mark(spot: Spot, x: float, y: float, width: float) -> SafeString:
    number = spot.station.partition("/")[2].lstrip("0")
    return format_html(
        '<a href="{}" tabindex="-1"><g><title>{}</title>{}<text x="{}" y="{}" font-size="{}">{}</text></g></a>',
        spot.link,
        spot.words,
        _form(spot.state, x, y, width),
        round(x),
        round(y + width * 0.14),
        round(width * 0.38),
        number,
    )


def _form(state: str, x: float, y: float, width: float) -> SafeString:
    half = round(width / 2, 1)
    if state == FULL:
        return format_html('<circle class="tps" cx="{}" cy="{}" r="{}"/>', round(x), round(y), half)
    left, top = round(x - half, 1), round(y - half, 1)
    kind = "tps unmet" if state == UNMET else "tps short"
    return format_html('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>', kind, left, top, 2 * half, 2 * half)
