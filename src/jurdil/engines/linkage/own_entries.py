"""The second look, at all pairs of a person together: who surely stands in the lists once often stands there again.

The first look weighs every pair alone. Of pairs under one name, whole or in part, it is asked then whether the person
has *another own entry*: one that was given SURE at least, and that no rule holds back (`restraint.py`). An entry about
the person comes with another one as often as the own entries of its list do; an entry about somebody who resembles
them, as often as anybody has one at all. Both shares are counted on the first look (`Again`), nothing is judged. The
second look rests on the first alone: it is not repeated, and the order of pairs changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from jurdil.engines.linkage.levels import number_of
from jurdil.engines.linkage.model import Again, Model
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


def learn_again(model: Model, persons: Ints, lists: Ints, names: Sequence[str], *, people: int) -> Model:
    """Return `model` with the shares of `Again` counted.

    persons, lists: of each own entry of the first look, whose it is and the place of its list among `names`. people:
    how many were asked.
    """
    _, whose, entries = np.unique(persons, return_inverse=True, return_counts=True)
    has_another = entries[whose] > 1
    person = (len(entries) + 1) / (people + 1 / model.again.person)
    entry = (np.count_nonzero(has_another) + PRIOR_PAIRS * person) / (len(persons) + PRIOR_PAIRS)
    many = np.bincount(lists, minlength=len(names))
    some = np.bincount(lists, weights=has_another, minlength=len(names))
    shares = (some + PRIOR_PAIRS * entry) / (many + PRIOR_PAIRS)
    return replace(model, again=Again(person, float(entry), dict(zip(names, shares.tolist(), strict=True))))


def _are_looked_at(at: Circumstances, probability: Floats) -> Flags:
    found: Flags = _are_of_one_name(at) & (probability >= LEAST)
    return found


def _are_of_one_name(at: Circumstances) -> Flags:
    return among(at.levels["name"], range(1, number_of("name", "part") + 1))
