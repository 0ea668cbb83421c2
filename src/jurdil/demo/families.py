"""Who of the invented people are married, share a home, or are kin living apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jurdil.demo.names import Flags, Ints
from jurdil.demo.people import YEAR, People
from jurdil.demo.shape import Shape


@dataclass
class Families:
    """Per person: number of the household, up to two kin among the same people, the spouse (-1 for none)."""

    household: Ints
    kin: Ints
    spouse: Ints


def no_families(size: int) -> Families:
    """Everybody lives alone and is kin to nobody."""
    return Families(np.arange(size), np.full((size, 2), -1), np.full(size, -1))


def tie_families(rng: np.random.Generator, people: People, kelurahan: Ints, shape: Shape) -> Families:
    """Make some neighbours in the list (sorted by kelurahan) spouses, siblings, or parent and child.

    Changes sex, birth and address of the second of each pair; names are given afterwards by `name_kin`.
    """
    size = len(people)
    ties = no_families(size)
    first = np.arange(0, size - 3, 4)
    roll = rng.random(len(first))
    near = first[(roll < shape.household_share * 2) & (kelurahan[first] == kelurahan[first + 1])]
    _share_home(rng, people, ties, near, shape)
    apart = first[(roll > 1 - shape.kin_elsewhere_share * 2) & (kelurahan[first] == kelurahan[first + 2])]
    _tie_siblings(rng, people, ties, apart, apart + 2)
    return ties


def wed(rng: np.random.Generator, people: People, ties: Families, shape: Shape) -> Ints:
    """The people (by row) who are married to somebody who does not apply."""
    today = np.datetime64(shape.voting_day, "D").astype(np.int64)
    grown = (today - people.birth) / YEAR >= shape.married_from_age
    lucky = rng.random(len(people)) < shape.married_share
    return np.flatnonzero(grown & lucky & (ties.spouse < 0))


def _share_home(rng: np.random.Generator, people: People, ties: Families, first: Ints, shape: Shape) -> None:
    second = first + 1
    people.copy_address(first, second)
    ties.household[second] = ties.household[first]
    ties.kin[first, 0], ties.kin[second, 0] = second, first
    today = np.datetime64(shape.voting_day, "D").astype(np.int64)
    age = (today - people.birth[first]) / YEAR
    kind = rng.random(len(first))
    married = (kind < 0.4) & (age >= shape.married_from_age)
    parents = (kind > 0.75) & (age >= 42) & (age < 56)
    wife, husband = second[married], first[married]
    people.is_woman[wife] = ~people.is_woman[husband]
    people.birth[wife] = people.birth[husband] + rng.integers(-700, 700, len(wife))
    ties.spouse[wife], ties.spouse[husband] = husband, wife
    people.birth[second[parents]] = people.birth[first[parents]] + rng.integers(8_100, 8_900, parents.sum())
    siblings = ~married & ~parents
    _move_birth(rng, people, first[siblings], second[siblings], shape)


def _tie_siblings(rng: np.random.Generator, people: People, ties: Families, one: Ints, other: Ints) -> None:
    free = ties.kin[one, 1] < 0
    one, other = one[free], other[free]
    ties.kin[one, 1], ties.kin[other, 1] = other, one


def _move_birth(rng: np.random.Generator, people: People, first: Ints, second: Ints, shape: Shape) -> None:
    today = np.datetime64(shape.voting_day, "D").astype(np.int64)
    moved = people.birth[first] + rng.integers(400, 2_500, len(first)) * rng.choice([-1, 1], len(first))
    people.birth[second] = np.clip(moved, today - int(54 * YEAR), today - int(18 * YEAR))


def name_kin(rng: np.random.Generator, people: People, ties: Families) -> None:
    """Let about half of the kin by blood share the last word of their names."""
    for column in (0, 1):
        mine = np.flatnonzero(ties.kin[:, column] > np.arange(len(ties.household)))
        theirs = ties.kin[mine, column]
        by_blood: Flags = (ties.spouse[mine] != theirs) & (rng.random(len(mine)) < 0.5)
        people.copy_family_word(mine[by_blood], theirs[by_blood])
