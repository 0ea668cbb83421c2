"""A map is drawn from real boundaries, small enough for a cheap phone."""

from __future__ import annotations

import gzip

from jurdil.registry.regions.maps import Shape, boundaries, draw_map, shade_of, shade_steps
from jurdil.registry.regions.models import Level


def test_the_map_of_the_province_has_every_kelurahan_and_stays_small() -> None:
    shapes = {code: Shape(float(place), f"Nama <{code}>") for place, code in enumerate(boundaries(Level.WARD).paths)}

    drawn = draw_map(shapes, level=Level.WARD, inside="31", title="Peta")

    assert drawn.count("<path") == 267
    assert "&lt;31.71.01.1001&gt;" in drawn
    assert len(gzip.compress(drawn.encode())) < 40_000


def test_a_map_of_one_city_holds_that_city_only() -> None:
    assert {code[:5] for code in boundaries(Level.DISTRICT, "31.74").paths} == {"31.74"}
    assert draw_map({}, level=Level.DISTRICT, inside="32", title="Peta") == ""


def test_shades_go_from_least_to_most() -> None:
    steps = shade_steps([0, 10, 20, 30, 40])

    assert [shade_of(value, steps) for value in (0, 10, 40)] == ["s0", "s1", "s4"]
    assert shade_of(None, steps) == "sx"
    assert shade_steps([3, 3]) == []
