"""How two names agree: by whole names, words, initials, and letters only where it matters.

Distance of letters: restricted Damerau-Levenshtein (optimal string alignment) and the longest common subsequence
(Indel), by RapidFuzz.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, Indel
from rapidfuzz.process import cpdist

from jurdil.engines.linkage.levels import LEVELS, number_of
from jurdil.engines.linkage.prepare import WORDS
from jurdil.engines.linkage.sides import Flags, Ints, Levels, Side, among

ALIKE_NAME = 0.78
MOST_SLIPS = 2
ROUNDING = 1e-6
SHORTEST_NAME, SHORT_NAME, MIDDLE_NAME = 4, 7, 11
MUHAMMAD = np.int32(1 << ord("M") - ord("A"))
"""The lone letter M as a bit: Muhammad, who comes and goes in one person's name."""
FIRST = np.arange(len(LEVELS["name"]))
"""By level of a name the one that it has if the first words are the same."""
FIRST[[number_of("name", level) for level in ("near", "part", "one-word")]] = [
    number_of("name", level) for level in ("first-near", "first-part", "first-word")
]


def compare_names(person: Side, entry: Side, worth_letters: Flags) -> tuple[Levels, NDArray[np.int8]]:
    """Return the level of each pair's names, and which of the person's words (bits) the entry's name has too.

    worth_letters: pairs of which letters are compared where words do not tell.
    """
    missing = (person["name"] == 0) | (entry["name"] == 0)
    exact = (person["name"] == entry["name"]) & ~missing
    spelling = ((person["key"] == entry["key"]) | (person["joined"] == entry["joined"])) & ~missing & ~exact
    found = np.full(len(missing), number_of("name", "other"), dtype=np.int8)
    found[missing], found[exact], found[spelling] = 0, 1, 2
    found[spelling] = _with_more_initials(person, entry, np.flatnonzero(spelling))
    shared = np.zeros(len(missing), dtype=np.int8)
    parts = np.flatnonzero(spelling & (found > number_of("name", "spelling")))
    shared[parts] = _shared_words(person, entry, parts)
    rest = np.flatnonzero(found == number_of("name", "other"))
    shared[rest] = together = _shared_words(person, entry, rest)
    number = np.bitwise_count(together.view(np.uint8)).astype(np.int8)
    fewest = np.minimum(person["words"][rest], entry["words"][rest])
    is_part = (number > 0) & (number >= fewest)
    levels = np.where(is_part, number_of("name", "part"), np.where(number > 0, number_of("name", "one-word"),
                      number_of("name", "other")))  # fmt: skip
    levels = np.where(is_part, _with_initials(person, entry, rest, levels), levels)
    levels[(number == 0) & _only_initials(person, entry, rest)] = number_of("name", "initials")
    levels = _with_first(person, entry, rest, levels)
    found[rest] = levels
    open_ = rest.compress(worth_letters[rest])
    open_ = open_.compress(_may_be_alike(person, entry, open_))
    if len(open_):
        found[open_] = _by_letters(person, entry, open_, found[open_])
    return found, shared


def _shared_words(person: Side, entry: Side, rest: Ints) -> NDArray[np.int8]:
    """Bits of the person's words that are among the entry's, a word that stands twice counted once."""
    mine, theirs = ([side[name][rest] for name in WORDS] for side in (person, entry))
    found = np.zeros(len(rest), dtype=np.int8)
    for nth, word in enumerate(mine):
        hit = np.zeros(len(rest), dtype=bool)
        for their in theirs:
            hit |= word == their
        for before in mine[:nth]:
            hit &= word != before
        found |= (hit & (word > 0)).astype(np.int8) << nth
    return found


def _with_initials(person: Side, entry: Side, rest: Ints, levels: Ints) -> Ints:
    """A part of a name whose lone letters begin the words that are missing, or contradict them."""
    one, other = person["lone"][rest], entry["lone"][rest]
    some = (one > 0) != (other > 0)
    unmet = np.where(one > 0, one & ~entry["firsts"][rest], other & ~person["firsts"][rest])
    fits = (unmet & ~MUHAMMAD) == 0
    return np.where(some, np.where(fits, number_of("name", "initials"), number_of("name", "one-word")), levels)


def _with_more_initials(person: Side, entry: Side, same: Ints) -> Ints:
    """Names of the same words, of which one has a lone letter more, or each has another one."""
    one, other = person["lone"][same] & ~MUHAMMAD, entry["lone"][same] & ~MUHAMMAD
    more, less = (one & ~other) > 0, (other & ~one) > 0
    names = ("one-word", "part")
    levels = np.select([more & less, more | less], [number_of("name", name) for name in names], 2)
    return _with_first(person, entry, same, levels)


def _with_first(person: Side, entry: Side, pairs: Ints, levels: NDArray[Any]) -> NDArray[Any]:
    """Levels that tell apart whether the first words are the same."""
    same = person[WORDS[0]][pairs] == entry[WORDS[0]][pairs]
    return np.where(same, FIRST.take(levels), levels)


def _only_initials(person: Side, entry: Side, rest: Ints) -> Flags:
    """One side is nothing but lone letters (and Muhammad), and the other has words or letters that begin so."""
    found = np.zeros(len(rest), dtype=bool)
    for one, other in ((person, entry), (entry, person)):
        is_lone = (one["lone"][rest] > 0) & (one["letters"][rest] == one["words"][rest])
        found |= is_lone & (one["firsts"][rest] & ~other["firsts"][rest] == 0)
    return found


def _may_be_alike(person: Side, entry: Side, pairs: Ints) -> Flags:
    """Whether few enough letters stand in one name only for the names to be near or alike; quick, never wrongly no.

    What one name is longer stands in it only, too.
    """
    only_one = np.bitwise_count(person["bag"][pairs] ^ entry["bag"][pairs])
    one, other = person["letters"][pairs].astype(np.int32), entry["letters"][pairs].astype(np.int32)
    longer, most = np.abs(one - other), (1 - ALIKE_NAME) * (one + other) + ROUNDING
    found: Flags = ((only_one <= 2 * MOST_SLIPS) & (longer <= MOST_SLIPS)) | (np.maximum(only_one, longer) <= most)
    return found


def _by_letters(person: Side, entry: Side, pairs: Ints, levels: Levels) -> Levels:
    mine, theirs = person.texts("sounds", pairs), entry.texts("sounds", pairs)
    slips = cpdist(mine, theirs, scorer=OSA.distance, score_cutoff=MOST_SLIPS)
    allowed = slips_allowed(np.minimum(person["letters"][pairs], entry["letters"][pairs]))
    near = (slips > 0) & (slips <= allowed)
    weak = ~near & among(levels, [number_of("name", level) for level in ("first-word", "one-word", "other")])
    found = np.where(near, number_of("name", "near"), levels).astype(np.int8)
    found = _with_first(person, entry, pairs, found).astype(np.int8)
    open_ = np.flatnonzero(weak)
    if len(open_):
        alike = cpdist([mine[nth] for nth in open_.tolist()], [theirs[nth] for nth in open_.tolist()],
                       scorer=Indel.normalized_similarity, score_cutoff=ALIKE_NAME)  # fmt: skip
        found[open_[alike >= ALIKE_NAME]] = number_of("name", "alike")
    return found


def slips_allowed(length: NDArray[Any]) -> Ints:
    """How many letters of names may differ that are nearly the same; length: of the shorter one."""
    return np.where(length < SHORTEST_NAME, 0, np.where(length < MIDDLE_NAME, 1, 2))
