"""How much commoner a word of a name, or a first of January, is where a person lives than over all lists.

Where a name tells the region, a namesake is most often a neighbour: that both live in one province says little then.
And where nobody knows their birthday, a first of January is shared by many. A value that `e` entries of a province
have by its share over all, and `n` of them have, is (n + 1/v) / (e + 1/v) times as common there: the mean of a Gamma
distribution after a Poisson count (Robbins, 1956; Efron and Morris, 1973). v, how much such times vary from province to
province, is learnt (`Model.homes`); where a value says nothing of provinces it is 0 and nothing changes. A value is
taken for no rarer at home than it is over all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jurdil.engines.linkage.birthplaces import HOMES, values_of
from jurdil.engines.linkage.counts import Counted
from jurdil.engines.linkage.model import Homes, Model
from jurdil.engines.linkage.prepare import WORDS
from jurdil.engines.linkage.sides import Side

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Columns = Mapping[str, NDArray[Any]]  # Any: numbers of several kinds
LEAST = 0.05
"""Less than this is chance: households share words, and stand in several lists."""
ENOUGH = 50_000
"""The names of so many people, one of each few, are learnt from."""
FEWEST = 1.0
"""Values of which fewer are promised in a province teach nothing."""
VALUES_AT_HOME = {**{home: (word, "word", "word-home") for home, word in zip(HOMES, WORDS, strict=False)},
           "new_year_home": ("born", "born", "new-year-home")}  # fmt: skip
"""Values at home: the column of the value itself, its kind, and the kind of both together (`counts.COUNTED`)."""
HOME_BITS = "bits_of_"
"""How columns begin that say what `bits_at_home` says of a person's value."""


def with_home_bits(columns: dict[str, NDArray[Any]], counts: Mapping[str, Counted], model: Model) -> dict[str, Any]:
    """Return people's columns and what `bits_at_home` says of each value: worked out once for all pairs."""
    side = Side(columns, np.arange(len(columns["name"])), lambda *_: ())
    told = {home: bits_at_home(side, home, counts, model) for home in VALUES_AT_HOME if _variance(home, model.homes)}
    return {**columns, **{f"{HOME_BITS}{home}": bits for home, bits in told.items()}}


def bits_at_home(person: Side, home: str, counts: Mapping[str, Counted], model: Model) -> Floats:
    """Return log2 of how many times as common the person's value is at home; 0 where no commoner, or not known."""
    variance = _variance(home, model.homes)
    if not variance:
        return np.zeros(len(person.rows))
    met, promised = _met_and_promised(person, home, counts)
    found: Floats = np.log2(np.maximum((met + 1 / variance) / (promised + 1 / variance), 1.0))
    return found


def name_at_home(
    person: Side, pairs: Ints, words: NDArray[np.int8], counts: Mapping[str, Counted], model: Model
) -> tuple[Floats, Floats]:
    """Return, for the given pairs, log2 of how many times as common a name is at home, and of the share that is there.

    words: bits of the person's words that count. No name is commoner at home than if nobody elsewhere had it.
    """
    total = np.zeros(len(pairs))
    for nth, home in enumerate(HOMES):
        total += np.where(words >> nth & 1, _bits(person, home, pairs, counts, model), 0.0)
    there = counts["home"].met(values_of(person, "home")[pairs])
    most = np.log2(np.maximum(counts["word"].total, 1) / np.maximum(there, 1))
    bits = np.minimum(total, most)
    return bits, bits - most


def day_at_home(person: Side, pairs: Ints, share: Floats, counts: Mapping[str, Counted], model: Model) -> Floats:
    """Return, for the given pairs, log2 of how many times as common the person's birth date is, if it is 1 January.

    share: log2 of how probable it is that an entry like theirs is at home.
    """
    times = np.exp2(_bits(person, "new_year_home", pairs, counts, model))
    found: Floats = np.log2(1 + np.exp2(share) * (times - 1))
    return found


def learn_homes(columns: Columns, counts: Mapping[str, Counted]) -> Homes:
    """Return `Model.homes` as people and entries show it: by how much counts vary beyond chance."""
    return Homes(_learn(columns, HOMES, counts), _learn(columns, ["new_year_home"], counts))


def _learn(columns: Columns, homes: Sequence[str], counts: Mapping[str, Counted]) -> float:
    size = len(columns["name"])
    side = Side(columns, np.arange(0, size, -(-size // ENOUGH) or 1), lambda *_: ())
    beyond = promised_all = 0.0
    for home in homes:
        _, first = np.unique(values_of(side, home), return_index=True)
        met, promised = (values[first] for values in _met_and_promised(side, home, counts))
        some = promised >= FEWEST
        beyond += float(((met[some] - promised[some]) ** 2 / promised[some] - 1).sum())
        promised_all += float(promised[some].sum())
    found = beyond / promised_all if promised_all else 0.0
    return found if found >= LEAST else 0.0


def _variance(home: str, homes: Homes) -> float:
    return homes.words if home in HOMES else homes.days


def _bits(person: Side, home: str, pairs: Ints, counts: Mapping[str, Counted], model: Model) -> Floats:
    said = person.said(f"{HOME_BITS}{home}", pairs)
    return bits_at_home(person, home, counts, model)[pairs] if said is None else said


def _met_and_promised(person: Side, home: str, counts: Mapping[str, Counted]) -> tuple[Floats, Floats]:
    """How many entries of the person's province have a value, and how many would by its share over all."""
    column, kind, together = VALUES_AT_HOME[home]
    values = values_of(person, home)
    there = np.where(values > 0, counts["home"].met(values_of(person, "home")), 0)
    promised = person.often(column, counts[kind]) / max(counts[kind].total, 1) * there
    return np.where(values > 0, counts[together].met(values), 0).astype(np.float64), promised
