"""How the name of somebody else who uses a person's number agrees with the person's.

Beside one number nearly all names that agree in part are the same person's, so that this is not learnt from the pairs:
it would be learnt from them. Most who use another's number are strangers, whose names have in common what those of any
two people have; that is counted on people drawn by chance. Some are relatives, by judgement (`tokens_model.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from jurdil.engines.linkage import tokens_kinds as kinds
from jurdil.engines.linkage.tokens_levels import FIELDS, LEVELS, agreement_of
from jurdil.engines.linkage.tokens_model import NAMES_OF_STRANGERS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
PRIOR_PAIRS = 20_000.0
"""What is typical of strangers' names counts like so many pairs."""


def count_names(people: Sequence[kinds.Compared], one: Ints, other: Ints) -> Floats:
    """Return how often each level of a name (without `missing`) comes between two people, if both had one number.

    one, other: rows of people drawn by chance, pair by pair. They count for no more pairs than there are: two people of
    one name say nothing about all others.
    """
    named = np.array([bool(row.joined) for row in people], np.bool_)
    kept = (one != other) & named[one] & named[other]
    level = _levels(people, one[kept], other[kept])
    met = np.bincount(level, minlength=len(LEVELS["name"]))[1:] / max(len(level), 1)
    pairs = min(len(level), int(named.sum()) * (int(named.sum()) - 1) // 2)
    shares: Floats = (pairs * met + PRIOR_PAIRS * np.array(NAMES_OF_STRANGERS)) / (pairs + PRIOR_PAIRS)
    return shares


def _levels(people: Sequence[kinds.Compared], one: Ints, other: Ints) -> Ints:
    words = [row.key.split()[: kinds.MOST_WORDS] for row in people]
    wide = _numbers(word for each in words for word in (each + [""] * kinds.MOST_WORDS)[: kinds.MOST_WORDS])
    wide = wide.reshape(-1, kinds.MOST_WORDS)
    count = np.array([len(each) for each in words], np.int64)
    found = np.full(len(one), kinds.NIK)
    sides = {
        kinds.NIK_NAME: (row.key for row in people),
        kinds.NIK_FRONT: (row.joined[: kinds.ENDS] for row in people),
        kinds.NIK_BACK: (row.joined[-kinds.ENDS :] for row in people),
    }
    for agreement, values in sides.items():
        number = _numbers(values)
        found |= np.where(number[one] == number[other], agreement, 0)
    for nth, agreement in enumerate(kinds.WORDS):
        is_shared = (wide[one, nth, None] == wide[other]).any(axis=1) & (count[one] > nth)
        found |= np.where(is_shared, agreement, 0)
    untold = np.zeros(len(one), np.bool_)
    return agreement_of(found, count[one], dict.fromkeys(FIELDS, untold), untold).at["name"]


def _numbers(texts: Iterable[str]) -> Ints:
    """Return a number for each text, the same for the same text."""
    known: dict[str, int] = {}
    return np.array([known.setdefault(text, len(known)) for text in texts], np.int64)
