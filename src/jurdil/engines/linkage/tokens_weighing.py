"""Weigh what tokens found: levels of agreement per field, classes of pairs, a probability (Fellegi and Sunter 1969).

A pair's probability hangs on the person, the entry and the model alone: how common a name, a day or a ward is stands in
the model, so that one person asked alone is weighed like all of them together. One number on two rows is shown to
people whatever the rest says, as in `weighing.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray

from jurdil.engines.linkage.tokens_kinds import MOST_WORDS
from jurdil.engines.linkage.tokens_levels import FIELDS, Agreement, number_of
from jurdil.engines.linkage.tokens_model import CLASSES, FULL_SIZE, SAME, STRANGER, TokenModel
from jurdil.engines.linkage.tokens_rates import Rarity
from jurdil.engines.linkage.weighing import CEILING, NUMBER_FLOOR

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
TINY = 1e-300
MOST_WORDS_BITS = 14.0
"""Shared words count for no more: whoever has one of a rare name's words often has the other."""
WAYS = np.log2([[max(comb(words, shared), 1) for shared in range(MOST_WORDS + 1)] for words in range(MOST_WORDS + 1)])
"""log2 of how many choices of so many words there are among the words of a name."""


@dataclass(frozen=True)
class Weighed:
    """Per pair: the bits of each field, what look-alikes and caution took away, the probability, the evidence class."""

    bits: Mapping[str, Floats]
    prior: float
    alike: Floats
    caution: Floats
    probability: Floats
    evidence: NDArray[np.str_]


def counted_bits(agreement: Agreement, person: Ints, rarity: Rarity) -> dict[str, Floats]:
    """Return by field, per pair, log2 of the share of strangers with the person's own value where that agrees.

    Where some words of a name agree it is asked how many strangers have just these; the classes say that some do, and
    not which, so that it is counted for each choice of as many words (`WAYS`). An entry that has the person's name
    without a word is as rare as that shorter name, one that has all its words and more no commoner than the name.
    """
    at, count = agreement.at, rarity.count[person]
    words = np.minimum((agreement.agree * rarity.words[person]).sum(axis=1), MOST_WORDS_BITS)
    ways = WAYS[count, agreement.agree.sum(axis=1)]
    shared = words - ways
    lacking = ~agreement.agree & (np.arange(MOST_WORDS) < count[:, None])
    shorter = np.where(lacking.sum(axis=1) == 1, rarity.shorter[person, lacking.argmax(axis=1)], words) - ways
    part = np.where(count > 1, np.maximum(rarity.name[person], shared), shared)
    name = np.select([at["name"] == level for level in range(1, 7)],
                     [rarity.name[person], rarity.near[person], shorter, part, shared, shared], 0.0)  # fmt: skip
    born = np.where(at["birth_date"] == 1, rarity.born[person], 0.0)
    region = np.select(
        [at["region"] == 1, at["region"] == 2], [rarity.village[person], rarity.district[person]], default=0.0
    )
    return {"name": -name, "birth_date": -born, "region": -region}


def weigh(agreement: Agreement, counted: Mapping[str, Floats], model: TokenModel, roster: str) -> Weighed:
    """Return bits and probabilities of the pairs of a list. counted: what `counted_bits` says of them."""
    size = len(agreement.at["name"])
    by_class = np.tile(np.log2(np.maximum(model.expected, TINY)), (size, 1)).T
    by_class[STRANGER] += np.sum(list(counted.values()), axis=0)
    bits = {}
    share = model.expected[list(SAME)] / model.expected[list(SAME)].sum()
    for each in FIELDS:
        table, at = model.agreement[each], (agreement.context[each], agreement.at[each])
        by_class += np.log2(np.maximum(table, TINY))[:, at[0], at[1]]
        same = np.tensordot(share, table[list(SAME)], axes=1)
        strange = np.log2(np.maximum(table[STRANGER], TINY))[at] + counted.get(each, 0.0)
        bits[each] = np.log2(np.maximum(same, TINY))[at] - strange
    unseen, is_unseen = model.unseen(roster), agreement.at["nik"] == number_of("nik", "not-seen")
    by_class[list(SAME)] += np.where(is_unseen, np.log2(unseen)[:, None], 0.0)
    bits["nik"] = bits["nik"] + np.where(is_unseen, np.log2(share @ unseen), 0.0)
    others = [nth for nth in range(len(CLASSES)) if nth not in SAME]
    listed = float(np.log2(model.lists.get(roster, 1.0)))
    same = np.logaddexp2.reduce(by_class[list(SAME)], axis=0) + listed
    odds = np.clip(same - np.logaddexp2.reduce(by_class[others], axis=0), -60, 60)
    prior = float(np.log2(model.expected[list(SAME)].sum() / FULL_SIZE)) + listed
    alike = odds - prior - np.sum(list(bits.values()), axis=0)
    floor = np.where(agreement.at["nik"] == 1, NUMBER_FLOOR, 0.0)
    probability = np.maximum(np.minimum(1.0 / (1.0 + np.exp2(-odds)), CEILING), floor)
    caution = np.log2(probability / (1 - probability)) - odds
    return Weighed(bits, prior, alike, caution, probability, _evidence(agreement.at))


def _evidence(at: Mapping[str, Ints]) -> NDArray[np.str_]:
    """Return the first of E1 to E4 that is known to hold, or an empty text.

    Tokens know no city, so that E2 asks for the district.
    """
    name, born, near, village = at["name"] == 1, at["birth_date"] == 1, np.isin(at["region"], (1, 2)), at["region"] == 1
    conditions = [at["nik"] == 1, name & born & near, name & (born | village), name]
    return np.select(conditions, ["E1", "E2", "E3", "E4"], default="")
