"""Whether two written addresses are one house: the same numbers, and the same words in any order, slips forgiven.

Short words must be the same, for they tell houses apart (Gang Mawar I, Gang Mawar II).
"""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import OSA

from jurdil.engines.linkage.prepare import house_words

LONG_WORD, LONGER_WORD = 4, 8
"""From so many letters on a word may have a slip, or two."""
MOST_WRONG = 2
"""So many words may be written differently."""


@lru_cache(maxsize=1 << 16)
def is_one_house(one: str, other: str) -> bool:
    """Whether both addresses say one house, as far as street and number are written."""
    words, theirs = house_words(one), house_words(other)
    mine = []
    for word in words:
        if word in theirs:
            theirs.remove(word)
        elif not word.isalpha():  # a number has no slips: most houses of one RT are told apart here
            return False
        else:
            mine.append(word)
    if len(mine) != len(theirs) or len(mine) > MOST_WRONG:
        return False
    for word in mine:
        near = next((its for its in theirs if _is_slip(word, its)), None)
        if near is None:
            return False
        theirs.remove(near)
    return True


def _is_slip(one: str, other: str) -> bool:
    shorter = min(len(one), len(other))
    if shorter < LONG_WORD or not (one + other).isalpha():
        return False
    return OSA.distance(one, other, score_cutoff=2) <= (1 if shorter < LONGER_WORD else 2)
