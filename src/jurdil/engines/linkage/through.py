"""Whoever is one person with a third is one person with the other: pairs that follow from other pairs.

A table in which somebody stands many times holds rows of one person that have nothing in common: a maiden name without
a date here, an address there. Each agrees with a third. If A and B are one person with probability p, and B and C with
q, then A and C are with p + q - 1 at least (Boole, 1854; Bonferroni, 1936): the doubts add up along a chain, and the
chain with the smallest doubt counts. Where a table has such a bound wrong it is by a single wrong link that many pairs
go through, so that a pair which follows is never more than `likely`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
MOST_TOGETHER = 60
"""Of more rows that hang together nothing follows: nobody stands so often in a table, some link of theirs is wrong."""


class Following(NamedTuple):
    """Pairs of rows, the first before the second; least: their least probability; through: a row between them."""

    first: Ints
    second: Ints
    least: Floats
    through: Ints

    def take(self, kept: Ints) -> Following:
        """Return some of the pairs."""
        return Following(self.first[kept], self.second[kept], self.least[kept], self.through[kept])


def following(first: Ints, second: Ints, probability: Floats, *, least: float) -> Following:
    """Return the pairs that follow from two or more of the given ones with a probability of `least` or more.

    first, second: rows of the given pairs, each pair once. A pair is returned too if it is given with a lower one.
    """
    doubts = 1 - probability
    some = np.flatnonzero(doubts <= 1 - least)
    rows, ends = np.unique(np.concatenate([first[some], second[some]]), return_inverse=True)
    ends = ends.reshape(2, -1)
    nothing = np.zeros(0, dtype=np.int64)
    found = [Following(nothing, nothing, np.zeros(0), nothing)]
    for members, links in _together(ends, len(rows)):
        if 3 <= len(members) <= MOST_TOGETHER:
            found.append(_within(rows, members, ends[:, links], doubts[some[links]], least))
    return Following(*(np.concatenate(part) for part in zip(*found, strict=True)))


def _together(ends: Ints, size: int) -> Iterator[tuple[Ints, Ints]]:
    """Yield groups of rows (their places) that hang together, each with the places of its links."""
    label = np.arange(size)
    while True:  # each takes the smallest of those it is linked with, and what that one took, until none is smaller
        smaller = label[label]
        low = np.minimum(label[ends[0]], label[ends[1]])
        np.minimum.at(smaller, ends[0], low)
        np.minimum.at(smaller, ends[1], low)
        if np.array_equal(smaller, label):
            break
        label = smaller
    order, by_link = np.argsort(label, kind="stable"), np.argsort(label[ends[0]], kind="stable")
    rows = np.split(order, np.flatnonzero(np.diff(label[order])) + 1)
    links = np.split(by_link, np.flatnonzero(np.diff(label[ends[0]][by_link])) + 1)
    return zip(rows, links, strict=True)


def _within(rows: Ints, members: Ints, ends: Ints, doubts: Floats, least: float) -> Following:
    """The pairs that follow within one group: the least doubt between any two by Floyd (1962) and Warshall (1962)."""
    members = np.sort(members)
    one, other = np.searchsorted(members, ends)
    given = np.full((len(members), len(members)), np.inf)
    given[one, other] = given[other, one] = doubts
    between = given.copy()
    np.fill_diagonal(between, 0)
    for middle in range(len(members)):
        np.minimum(between, between[:, middle, None] + between[None, middle], out=between)
    first, second = np.nonzero(np.triu((between <= 1 - least) & (between < given), 1))
    np.fill_diagonal(between, np.inf)
    through = np.array([np.argmin(between[a] + between[b]) for a, b in zip(first, second, strict=True)], dtype=np.int64)
    at = rows[members]
    return Following(at[first], at[second], 1 - between[first, second], at[through])
