"""How rare a whole name is: how many strangers have it, given how many entries do and how common its words are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jurdil.engines.linkage.counts import FULL_SIZE, Counted
from jurdil.engines.linkage.homes import with_home_bits
from jurdil.engines.linkage.model import ALONE_OTHERS, ALONE_WORDS, Model
from jurdil.engines.linkage.prepare import WORDS
from jurdil.engines.linkage.sides import Side

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Columns = dict[str, NDArray[Any]]  # Any: numbers of several kinds
TINY = 1e-12
WHOLE_BITS = "whole_bits_"
"""How columns begin that say what `whole_name_bits` says of a person."""
WORDS_A_NAME = 2.0
ONE_WORD = 0.5
"""A word is the whole name so often, of the times that it stands in a place of a name."""
OWN_ENTRIES = 2
"""In a list shorter than FULL_SIZE so many others may be further entries of the person; more say that the name is
common here, and whoever has it is most likely a namesake."""
PRIOR_NAMES = 20.0
"""What is judged of names of one word counts like so many entries."""


def bits_of(shares: Floats) -> Floats:
    """Return log2 of shares, of a tiny one in place of nothing."""
    found: Floats = np.log2(np.maximum(shares, TINY))
    return found


def whole_name_bits(person: Side, here: Ints, kind: str, counts: Mapping[str, Counted], model: Model) -> Floats:
    """Return log2 of the share of strangers with this name, of pairs whose entry has it (and is not counted)."""
    said = person.said(f"{WHOLE_BITS}{kind}", here)
    if said is not None:
        return said
    others = np.maximum(person.often(kind, counts[kind], here) - 1, 0)
    return bits_of(_share(person, here, kind, others, counts, model))


def with_whole_bits(columns: Columns, counts: Mapping[str, Counted], model: Model) -> Columns:
    """Return people's columns and what `whole_name_bits` and `homes.py` say of each: worked out once for all pairs."""
    everybody = np.arange(len(columns["name"]))
    side = Side(columns, everybody, lambda *_: ())
    bits = {f"{WHOLE_BITS}{kind}": whole_name_bits(side, everybody, kind, counts, model) for kind in ("name", "key")}
    return with_home_bits({**columns, **bits}, counts, model)


def learn_alone(columns: Columns, counts: Mapping[str, Counted], model: Model) -> Floats:
    """Return `Model.alone` as the names of people and entries show it (Good and Turing; Good, 1953).

    Of the names of one word that k entries have, one more entry has (k + 1) times as many as are had k + 1 times.
    """
    rows = np.flatnonzero(columns["words"] == 1)
    rows = rows[np.unique(columns["name"][rows], return_index=True)[1]]
    side = Side(columns, rows, lambda *_: ())
    here = np.arange(len(rows))
    met = side.often("name", counts["name"])
    promised = counts["name"].total * _share(side, here, "name", met, counts, model)
    common = _commonness(side, here, counts)
    found = np.ones_like(model.alone)
    for words in range(found.shape[0]):
        for others in range(found.shape[1]):
            some, next_ = (common == words) & (met == others), (common == words) & (met == others + 1)
            more = (others + 1) * np.count_nonzero(next_)
            found[words, others] = (PRIOR_NAMES + more) / (PRIOR_NAMES + promised[some].sum())
    return found


def _commonness(person: Side, here: Ints, counts: Mapping[str, Counted]) -> Ints:
    found: Ints = np.searchsorted(ALONE_WORDS, person.often(WORDS[0], counts["word"], here))
    return found


def _share(person: Side, here: Ints, kind: str, others: Ints, counts: Mapping[str, Counted], model: Model) -> Floats:
    """The share of strangers with a name that so many other entries have: how often those do, and its words' shares.

    Of the first a little is taken off, for what was met is met by chance too (Kneser and Ney, 1995): unmet, the share
    of names that nobody was met with. A short list says little of it, but a name that more than OWN_ENTRIES others
    have is at least as common as they are there. The second is for the names not met: a name of three rare words is
    far rarer than one in a million, though a list of a million cannot show it. Where the words promise more, that it
    was not met counts: the promise is held like one entry (Gamma), and fades with the size of the list. How often a
    word is all of a name the words do not tell: some common ones seldom are. That is learnt (`Model.alone`).
    """
    known = counts[kind]
    words = np.zeros(len(here))
    for name in WORDS:
        has = np.flatnonzero(person[name][here])
        share = counts["word"].share_of("word", person.often(name, counts["word"], here[has]))
        words[has] += bits_of(share / WORDS_A_NAME)
    alone = person["words"][here] == 1
    words[alone] += np.log2(ONE_WORD)
    few = np.maximum(others - model.unmet, 0) / max(known.total, FULL_SIZE)
    many = np.maximum(others - OWN_ENTRIES, 0) / max(known.total, 1)
    found: Floats = np.minimum(np.maximum(few, many), 1.0) + 1 / (known.total + np.exp2(-words))
    some = np.flatnonzero(alone & (others < ALONE_OTHERS))
    found[some] *= model.alone[_commonness(person, here[some], counts), others[some]]
    return found
