"""Whose pairs that were left out as strangers' may count now: what their values were worth then, and what they are now.

Left out were pairs whose classes stood WORTH_BITS below strangers. When rosters change, the values of a person become
rarer or more common; a baseline keeps what they were worth when the pairs were left out.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from jurdil.engines.linkage.birthplaces import WHERE
from jurdil.engines.linkage.counts import Counted
from jurdil.engines.linkage.estimating import WORTH_BITS
from jurdil.engines.linkage.homes import VALUES_AT_HOME, bits_at_home
from jurdil.engines.linkage.model import Model
from jurdil.engines.linkage.own_entries import LEAST
from jurdil.engines.linkage.prepare import WORDS
from jurdil.engines.linkage.rarity import TINY, whole_name_bits
from jurdil.engines.linkage.rosters import People
from jurdil.engines.linkage.sides import Side
from jurdil.engines.linkage.weighing import COMMON_PLACE, place_share

Floats = NDArray[np.float64]
TOTAL, NAME, KEY, BORN, FIRST_WORD = range(5)
FIRST_PLACE = FIRST_WORD + len(WORDS)
"""Columns of a baseline: shares of the words, and of places by `birthplaces.WHERE`, follow."""
FIRST_HOME = FIRST_PLACE + len(WHERE)
"""Bits of words and days at home (`homes.py`) follow."""
COLUMNS = FIRST_HOME + len(VALUES_AT_HOME)


def no_baseline() -> Floats:
    """Return the baseline of nobody."""
    return np.zeros((0, COLUMNS))


def baseline_of(people: People, counts: Mapping[str, Counted], model: Model, total: int) -> Floats:
    """Return a row per person: what a stranger's agreement with them is worth among `total` entries.

    Bits, and shares for places (columns: see TOTAL and the names after it).
    """
    size = people.prepared.num_rows
    everybody = np.arange(size)
    side = Side(people.columns, everybody, people.texts)
    found = np.zeros((size, COLUMNS))
    found[:, TOTAL] = np.log2(max(total, 1))
    for column, kind in ((NAME, "name"), (KEY, "key")):
        found[:, column] = whole_name_bits(side, everybody, kind, counts, model)
    found[:, BORN] = np.log2(np.maximum(counts["born"].share("born", side["born"]), TINY))
    for nth in range(len(WHERE)):
        found[:, FIRST_PLACE + nth] = place_share(side, np.full(size, nth, dtype=np.int8), counts)
    for nth, name in enumerate(WORDS):
        found[:, FIRST_WORD + nth] = np.log2(np.maximum(counts["word"].share("word", side[name]), TINY))
    for nth, home in enumerate(VALUES_AT_HOME):
        found[:, FIRST_HOME + nth] = bits_at_home(side, home, counts, model)
    return found


def may_wake(people: People, past: Floats, now: Floats, model: Model, floor: float) -> NDArray[np.bool_]:
    """Return whether a pair of each person that was left out may count now. past, now: baselines.

    A pair can reach the lowest probability `floor` only if what strangers share has become rarer by more bits than lie
    between that and WORTH_BITS, or between LEAST, from where a second look may lift it, and WORTH_BITS.
    """
    fell = np.maximum(past - now, 0.0)
    words = np.where(
        np.stack([people.columns[name] for name in WORDS], axis=1) > 0, fell[:, FIRST_WORD:FIRST_PLACE], 0.0
    )
    names = np.maximum(np.maximum(fell[:, NAME], fell[:, KEY]), words.sum(axis=1))
    has_place = people.columns["place"] > 0
    was, is_ = past[:, FIRST_PLACE:FIRST_HOME], now[:, FIRST_PLACE:FIRST_HOME]
    places = np.where(has_place, np.maximum(np.log2(was / is_), 0.0).max(axis=1), 0.0)
    changed = has_place & ((was < COMMON_PLACE) != (is_ < COMMON_PLACE)).any(axis=1)
    names += fell[:, FIRST_HOME:].sum(axis=1)
    total = fell[:, TOTAL] + names + np.where(people.columns["born"] > 0, fell[:, BORN], 0.0) + places
    lists = np.log2(max([1.0, *model.lists.values()]))
    room = -WORTH_BITS + np.log2(max(min(floor - 1e-6, LEAST), TINY)) - lists - 0.01
    found: NDArray[np.bool_] = (total > room) | changed
    return found
