"""Intervals beside every share: a figure without one says nothing about how far chance alone could carry it.

Shares of pairs: Wilson (1927), good for small counts and near 0 and 1. Rare people (innocents accused): Clopper and
Pearson (1934), exact, never too narrow. Both at 95 %.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

NORMAL_975 = 1.959963984540054  # the 97.5 % point of the normal distribution
TAIL = 0.025
PER = 100_000


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `of`, as `value`, and the 95 % interval from `low` to `high`, both in the unit of `value`."""

    hits: int
    of: int
    value: float
    low: float
    high: float


def wilson(hits: int, of: int) -> Share | None:
    """Return hits / of with its Wilson interval; None if there is nothing to divide by."""
    if of == 0:
        return None
    share, square = hits / of, NORMAL_975**2
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = NORMAL_975 / (1 + square / of) * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    low = 0.0 if hits == 0 else middle - half
    high = 1.0 if hits == of else middle + half
    return Share(hits, of, share, low, high)


def f1_share(true_found: int, listed: int, truth: int) -> Share | None:
    """Return F1 = 2 TP / (listed + truth) with an interval.

    F1 rises with J = TP / (pairs that are listed or true), a plain share; its Wilson interval is carried over by
    F1 = 2 J / (1 + J).
    """
    union = wilson(true_found, listed + truth - true_found)
    if union is None:
        return None
    value, low, high = (2 * share / (1 + share) for share in (union.value, union.low, union.high))
    return Share(2 * true_found, listed + truth, value, low, high)


def per_100_000(hits: int, of: int) -> Share | None:
    """Return hits per 100,000 with the exact interval of Clopper and Pearson; None if there is nobody to count."""
    if of == 0:
        return None
    low, high = 1 - _highest_share(of - hits, of), _highest_share(hits, of)
    return Share(hits, of, PER * hits / of, PER * low, PER * high)


def _highest_share(hits: int, of: int) -> float:
    """Return the share p at which `hits` or fewer of `of` happen with a chance of 2.5 %; 1 if all are hits."""
    if hits == of:
        return 1.0
    low, high = hits / of, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _chance_of_at_most(hits, of, middle) > TAIL else (low, middle)
    return (low + high) / 2


def _chance_of_at_most(hits: int, of: int, share: float) -> float:
    """Return P(X <= hits) for X binomial, share >= hits / of; terms further down than 20 deviations are nothing."""
    if share >= 1.0:
        return 0.0
    log_choices = math.lgamma(of + 1) - math.lgamma(hits + 1) - math.lgamma(of - hits + 1)
    top = log_choices + (hits * math.log(share) if hits else 0.0) + (of - hits) * math.log1p(-share)
    deviation = math.sqrt(min(hits, of - hits) + 1.0)
    counts = np.arange(hits, max(0, hits - int(20 * deviation) - 60), -1, dtype=np.float64)
    steps = np.log(counts / (of - counts + 1)) + math.log1p(-share) - math.log(share)
    return float(np.exp(top) + np.sum(np.exp(top + np.cumsum(steps))))
