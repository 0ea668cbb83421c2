"""Classical item statistics, and the gain between two sittings of the same takers with its confidence interval.

Difficulty is the share that answered right (the p-value of the item); discrimination is the point-biserial correlation
of the item with the share right of the taker's other items, so that an item does not correlate with itself. The
interval of the mean gain is Student's, paired; its quantile by the expansion of Fisher and Cornish.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import NormalDist


@dataclass(frozen=True)
class ItemFigure:
    """What the answers say of one item. discrimination: None where all answered alike or nothing else was asked."""

    key: str
    count: int
    difficulty: float
    discrimination: float | None


@dataclass(frozen=True)
class Gain:
    """The mean gain of those who sat twice, in shares of 1, with the ends of its interval."""

    count: int
    before: float
    after: float
    mean: float
    low: float
    high: float


@dataclass
class _Sums:
    n: int = 0
    x: int = 0
    r: float = 0.0
    rr: float = 0.0
    xr: float = 0.0


def item_figures(sittings: Iterable[Mapping[str, bool]]) -> list[ItemFigure]:
    """Return the figures of each item, in order of key; a sitting says of each of its items whether it was right."""
    sums: dict[str, _Sums] = {}
    for sitting in sittings:
        right, of = sum(sitting.values()), len(sitting)
        for key, is_right in sitting.items():
            one = sums.setdefault(key, _Sums())
            rest = (right - is_right) / (of - 1) if of > 1 else 0.0
            one.n += 1
            one.x += is_right
            one.r += rest
            one.rr += rest * rest
            one.xr += rest * is_right
    return [ItemFigure(key, one.n, one.x / one.n, _correlation(one)) for key, one in sorted(sums.items())]


def _correlation(one: _Sums) -> float | None:
    spread_x = one.n * one.x - one.x * one.x
    spread_r = one.n * one.rr - one.r * one.r
    if spread_x <= 0 or spread_r <= 1e-9:
        return None
    return (one.n * one.xr - one.x * one.r) / math.sqrt(spread_x * spread_r)


def paired_gain(pairs: Iterable[tuple[float, float]], *, confidence: float = 0.95) -> Gain | None:
    """Return the gain over (before, after) pairs of shares; None for fewer than two pairs."""
    rows = list(pairs)
    count = len(rows)
    if count < 2:
        return None
    gains = [after - before for before, after in rows]
    mean = math.fsum(gains) / count
    deviation = math.sqrt(math.fsum((gain - mean) ** 2 for gain in gains) / (count - 1))
    half = t_quantile(0.5 + confidence / 2, count - 1) * deviation / math.sqrt(count)
    before, after = (math.fsum(column) / count for column in zip(*rows, strict=True))
    return Gain(count, before, after, mean, mean - half, mean + half)


def t_quantile(probability: float, freedom: int) -> float:
    """Return the quantile of Student's t; within 0.002 of the tables from four degrees of freedom on."""
    z, v = NormalDist().inv_cdf(probability), freedom
    if v == 1:
        return math.tan(math.pi * (probability - 0.5))
    if v == 2:
        return (2 * probability - 1) * math.sqrt(2 / (4 * probability * (1 - probability)))
    return (
        z
        + (z**3 + z) / (4 * v)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * v**3)
        + (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / (92160 * v**4)
    )
