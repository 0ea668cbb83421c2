"""The second look, at all pairs of a person together: who surely stands in the lists once often stands there again.

The first look weighs every pair alone. Of pairs under one name, whole or in part, it is asked then whether the person
has *another own entry*: one that was given SURE at least, and that no rule holds back (`restraint.py`). An entry about
the person comes with another one as often as the own entries of its list do; an entry about somebody who resembles
them, as often as anybody has one at all. Both shares are counted on the first look (`Again`), nothing is judged. The
second look rests on the first alone: it is not repeated, and the order of pairs changes nothing.

A row that says what another row of its list says is no other entry: whoever is written down twice is not listed twice.
The same holds for a list that repeats another one (`_repeats`), a party's file that was delivered twice, say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jurdil.engines.linkage.hashing import Hashes, joined
from jurdil.engines.linkage.levels import number_of
from jurdil.engines.linkage.model import Again, Model
from jurdil.engines.linkage.prepare import COMPARED
from jurdil.engines.linkage.restraint import rules_of
from jurdil.engines.linkage.sides import among
from jurdil.engines.linkage.weighing import Circumstances, SecondLook

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
SURE, LEAST = 0.99, 0.004
"""An own entry is given the first at least; what is given less than the second by itself is looked at once only."""
PRIOR_PAIRS = 40.0
"""Of a list with fewer own entries, what holds of all lists counts more; of all lists, that own entries say nothing."""
FEWEST_REPEATED, MOSTLY = 20, 0.5
"""A list repeats another one if at least so many own entries stand in both word for word: half of one of the two."""


@dataclass(frozen=True)
class Told:
    """Pairs: whose each is (a person's row), and a number for its list and what its entry says (`said_in`)."""

    persons: Ints
    said: Hashes

    def marks(self) -> Hashes:
        """Return a number for each: the same for one person's entries of one list that say the same."""
        return joined(2, [self.persons, self.said])


@dataclass(frozen=True)
class OwnEntries:
    """Own entries of the first look, those that say the same in one list once: their marks, and how many by person."""

    marks: Hashes
    many: Ints

    @classmethod
    def of(cls, told: Sequence[Told], size: int) -> OwnEntries:
        """Count own entries of so many people."""
        nobody = Told(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint64))
        marks, first = np.unique(np.concatenate([each.marks() for each in (nobody, *told)]), return_index=True)
        persons = np.concatenate([each.persons for each in (nobody, *told)])
        return cls(marks, np.bincount(persons[first], minlength=size))

    def beside(self, pairs: Told) -> Ints:
        """Return how many own entries each pair's person has that say something else than the pair's."""
        found: Ints = self.many[pairs.persons] - np.isin(pairs.marks(), self.marks)
        return found


def said_by(columns: Mapping[str, NDArray[Any]], rows: Ints) -> Hashes:
    """Return a number for what each entry says: the same for entries that are alike in all that is compared."""
    return joined(3, [columns[name].take(rows) for name in COMPARED])


def said_in(said: Hashes, lists: Hashes) -> Hashes:
    """Return a number for what each entry says in its list. lists: numbers of texts, of the list that it repeats."""
    return joined(4, [said, lists])


def are_own(at: Circumstances, probability: Floats) -> Flags:
    """Whether each pair is an entry surely of the person. probability: of the first look."""
    found: Flags = _are_of_one_name(at) & (np.round(probability, 6) >= SURE) & (rules_of(at) == 0)
    return found


def may_reach(at: Circumstances, probability: Floats, floor: float) -> Flags:
    """Whether each pair may have a probability of `floor` after the second look. probability: of the first."""
    found: Flags = (np.round(probability, 6) >= floor) | _are_looked_at(at, probability)
    return found


def second_look(
    at: Circumstances, probability: Floats, has_another: Flags, without: Floats, with_another: Floats
) -> SecondLook:
    """Return the second look at pairs. without, with_another: the bits that this gives in each pair's list."""
    here = _are_looked_at(at, probability)
    return SecondLook(here & has_another, np.where(here, np.where(has_another, with_another, without), 0.0))


def learn_again(model: Model, persons: Ints, said: Hashes, lists: Ints, names: Sequence[str], *, people: int) -> Model:
    """Return `model` with the shares of `Again` counted.

    persons, said, lists: of each own entry of the first look, whose it is, what it says (`said_by`) and the place of
    its list among `names`. people: how many were asked.
    """
    repeated = _repeats(Told(persons, said).marks(), lists, len(names))
    told = Told(persons, said_in(said, repeated[lists].astype(np.uint64)))
    has_another = OwnEntries.of([told], people).beside(told) > 0
    person = (len(np.unique(persons)) + 1) / (people + 1 / model.again.person)
    entry = (np.count_nonzero(has_another) + PRIOR_PAIRS * person) / (len(persons) + PRIOR_PAIRS)
    many = np.bincount(lists, minlength=len(names))
    some = np.bincount(lists, weights=has_another, minlength=len(names))
    shares = (some + PRIOR_PAIRS * entry) / (many + PRIOR_PAIRS)
    repeats = {names[nth]: names[first] for nth, first in enumerate(repeated.tolist()) if nth != first}
    return replace(model, again=Again(person, float(entry), dict(zip(names, shares.tolist(), strict=True)), repeats))


def _repeats(marks: Hashes, lists: Ints, size: int) -> Ints:
    """Return of each list the first one that it repeats, or itself. marks: of own entries, whatever their list."""
    told, where = np.unique(marks, return_inverse=True)
    stands = np.zeros((size, len(told)), dtype=bool)
    stands[lists, where] = True
    many = stands.sum(axis=1)
    stands = stands[:, stands.sum(axis=0) > 1].astype(np.float32)
    both = stands @ stands.T
    found = np.arange(size)
    repeat = (both >= FEWEST_REPEATED) & (both >= MOSTLY * np.minimum(many[:, None], many))
    for one, other in np.argwhere(np.triu(repeat, 1)).tolist():
        found[found == found[other]] = found[one]
    return found


def _are_looked_at(at: Circumstances, probability: Floats) -> Flags:
    found: Flags = _are_of_one_name(at) & (probability >= LEAST)
    return found


def _are_of_one_name(at: Circumstances) -> Flags:
    return among(at.levels["name"], range(1, number_of("name", "part") + 1))
