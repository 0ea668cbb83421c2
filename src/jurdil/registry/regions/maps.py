"""Maps as plain SVG, made on the server: every kelurahan or kecamatan a path, shaded in greys by a value.

Coordinates are whole units of a grid, so that shapes are short to send; a degree of longitude is shortened by the
cosine of the middle latitude (equirectangular projection, good enough for a city). The boundaries are generalised by
their source and never the legal ones.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from jurdil.foundation.storage.codes import covers
from jurdil.registry.regions.models import Level

FILES = {
    Level.WARD: "boundaries_dki_kelurahan.geojson",
    Level.DISTRICT: "boundaries_dki_kecamatan.geojson",
}
WIDTH = 800  # units of the grid across the map
ISLANDS = "31.01"  # far out at sea: drawn in a frame of their own, at their own scale
INSET_WIDTH, INSET_HEIGHT = 150, 240  # stands where the mainland leaves room: at the lower left
SMALLEST = 5  # units: an islet is drawn as a square of this size at least
SHADES = 5
SHARES = (0.25, 0.5, 0.75, 1.0)  # the shades of a share: its quarters, and the darkest for all of it

Point = tuple[float, float]
Ring = Sequence[Point]


@dataclass(frozen=True)
class Boundaries:
    """The shapes of one level inside one region, ready to draw. paths: by code, in the order of codes."""

    width: int
    height: int
    paths: Mapping[str, str]
    has_inset: bool


@dataclass(frozen=True)
class Outline:
    """One region ready to draw. corners: of its rings, on the same grid as `path`."""

    width: int
    height: int
    path: str
    corners: tuple[tuple[tuple[int, int], ...], ...]

    def holds(self, x: float, y: float) -> bool:
        """Return whether a point of the grid lies inside (a ray to the right crosses an odd number of sides)."""
        crossed = 0
        for ring in self.corners:
            for (left, low), (right, high) in pairwise(ring):
                if (low > y) != (high > y) and x < left + (right - left) * (y - low) / (high - low):
                    crossed += 1
        return crossed % 2 == 1


@dataclass(frozen=True)
class Shape:
    """How one region looks on a map. value: None where nothing is known. link: empty for none."""

    value: float | None
    words: str
    link: str = ""


@lru_cache(maxsize=128)
def boundaries(level: Level, inside: str = "31") -> Boundaries:
    """Return the shapes of `level` (wards or districts) that lie in `inside`; empty where we hold no boundaries."""
    rings = {code: found for code, found in _rings(level).items() if covers(inside, code)}
    islands = {code: found for code, found in rings.items() if covers(ISLANDS, code)}
    land = {code: found for code, found in rings.items() if code not in islands}
    if not land or not islands:
        drawn = _Grid(list(rings.values()), WIDTH, WIDTH)
        return Boundaries(drawn.width, drawn.height, {code: drawn.path(found) for code, found in rings.items()}, False)
    main = _Grid(list(land.values()), WIDTH, WIDTH)
    inset = _Grid(list(islands.values()), INSET_WIDTH - 20, INSET_HEIGHT - 20)
    inset.shift_x, inset.shift_y = 10, main.height - INSET_HEIGHT + 10
    paths = {code: (inset if code in islands else main).path(found) for code, found in rings.items()}
    return Boundaries(main.width, main.height, paths, True)


def draw_map(
    shapes: Mapping[str, Shape], *, level: Level, inside: str, title: str, steps: Sequence[float] | None = None
) -> SafeString:
    """Return an SVG map of `inside`, shaded from light (least) to dark (most); regions without a value stay pale.

    steps: the lower ends of the darker shades (`SHARES` for a share); fifths of the values if not given.

    Links are left out of the tab order: a page with a map shows the same links in a table.
    """
    drawn = boundaries(level, inside)
    if not drawn.paths:
        return SafeString("")
    if steps is None:
        steps = shade_steps([shape.value for shape in shapes.values() if shape.value is not None])
    unknown = Shape(None, "")
    pieces = [_piece(path, shapes.get(code, unknown), steps) for code, path in drawn.paths.items()]
    frame = SafeString("")
    if drawn.has_inset:
        frame = format_html(
            '<rect class="sx" y="{}" width="{}" height="{}"/>', drawn.height - INSET_HEIGHT, INSET_WIDTH, INSET_HEIGHT
        )
    return format_html(
        '<svg viewBox="-4 -4 {} {}" role="group" aria-label="{}">{}{}</svg>',
        drawn.width + 8,
        drawn.height + 8,
        title,
        frame,
        format_html_join("", "{}", ((piece,) for piece in pieces)),
    )


@lru_cache(maxsize=32)
def outline(code: str, level: Level = Level.WARD) -> Outline | None:
    """Return the shape of one region alone, as large as the grid; None where we hold no boundaries of it."""
    rings = _rings(level).get(code)
    if not rings:
        return None
    grid = _Grid([rings], WIDTH, WIDTH)
    corners = tuple(tuple(grid.cell(point) for point in ring) for ring in rings)
    return Outline(grid.width, grid.height, grid.path(rings), corners)


def shade_steps(values: Sequence[float]) -> list[float]:
    """Return the lower ends of the shades 1 to 4: fifths of the distinct values, so that each shade is used."""
    ranked = sorted(set(values))
    if len(ranked) < 2:
        return []
    return sorted({ranked[len(ranked) * step // SHADES] for step in range(1, SHADES)} - {ranked[0]})


def shade_of(value: float | None, steps: Sequence[float]) -> str:
    """Return the class of the shade: `s0` to `s4`, `sx` for an unknown value."""
    if value is None:
        return "sx"
    return f"s{sum(value >= step for step in steps) * (SHADES - 1) // max(len(steps), 1)}"


def _piece(path: str, shape: Shape, steps: Sequence[float]) -> SafeString:
    drawn = format_html(
        '<path class="{}" d="{}"><title>{}</title></path>', shade_of(shape.value, steps), path, shape.words
    )
    return format_html('<a href="{}" tabindex="-1">{}</a>', shape.link, drawn) if shape.link else drawn


@lru_cache(maxsize=4)
def _rings(level: Level) -> dict[str, list[Ring]]:
    if level not in FILES:
        return {}
    features = json.loads((settings.PACKAGE / "data" / FILES[level]).read_text("utf-8"))["features"]
    return dict(sorted((feature["properties"]["code"], _rings_of(feature["geometry"])) for feature in features))


def _rings_of(geometry: Mapping[str, object]) -> list[Ring]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [ring for polygon in polygons for ring in polygon]  # type: ignore[attr-defined]  # GeoJSON's nesting


class _Grid:
    """Longitude and latitude to whole units: `width` and `height` hold all shapes, in their true proportion."""

    def __init__(self, shapes: Sequence[Sequence[Ring]], wide: int, high: int) -> None:
        self.shift_x = self.shift_y = 0
        points = [point for rings in shapes for ring in rings for point in ring]
        if not points:
            self.width = self.height = 0
            return
        self.west, self.north = min(point[0] for point in points), max(point[1] for point in points)
        east, south = max(point[0] for point in points), min(point[1] for point in points)
        self.squeeze = math.cos(math.radians((self.north + south) / 2))
        across, down = (east - self.west) * self.squeeze, self.north - south
        self.scale = min(wide / across, high / down)
        self.width, self.height = round(across * self.scale), round(down * self.scale)

    def path(self, rings: Sequence[Ring]) -> str:
        """Return the path of one region: absolute starts, then steps; steps of nothing are left out."""
        return "".join(self._ring(ring) for ring in rings)

    def cell(self, point: Point) -> tuple[int, int]:
        """Return a longitude and latitude as whole units."""
        lon, lat = point
        return (
            round((lon - self.west) * self.squeeze * self.scale) + self.shift_x,
            round((self.north - lat) * self.scale) + self.shift_y,
        )

    def _ring(self, ring: Ring) -> str:
        cells = [self.cell(point) for point in ring]
        left, top = min(cell[0] for cell in cells), min(cell[1] for cell in cells)
        if max(max(cell[0] for cell in cells) - left, max(cell[1] for cell in cells) - top) < SMALLEST:
            return f"M{left} {top}h{SMALLEST}v{SMALLEST}h-{SMALLEST}z"
        x, y = cells[0]
        steps: list[str] = []
        for next_x, next_y in cells[1:-1]:
            if (next_x, next_y) != (x, y):
                steps.append(f"{next_x - x} {next_y - y}".replace(" -", "-"))
                x, y = next_x, next_y
        return f"M{cells[0][0]} {cells[0][1]}l{' '.join(steps)}z"
