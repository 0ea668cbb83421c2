"""How common a whole name is, and a name one slip away from it, told from its words.

Words alone do not say it: parents take fashionable names whole, so that a name of rare words may be borne by many. So
the share of a name is what its words promise, times a factor, and something for names that were taken whole; both are
learnt from how often names coincide among people who are known to be different.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from jurdil.engines.linkage.tokens_kinds import MOST_WORDS, Compared, shorter_by_one

Floats = NDArray[np.float64]
Shares = Mapping[str, float]
Fit = tuple[float, float]
"""The share of names taken whole, and how many times as often as their words promise the others are met."""

LENGTHS = 3
"""Names of one word, of two, of more."""
WORDS_A_NAME = 2.0
LEAST_SHARE = 1e-10
PRIOR_PAIRS = 20.0
WHOLE, WHOLE_NEAR = (3e-6, 2e-7, 2e-8), (3e-7, 2e-7, 2e-7)
"""Judgement: a hundredth of what is typical of all names of so many words."""
ROUNDS = 60
NEAR_SAMPLE = 30_000
SEED = 20_241_128


def judged(start: Sequence[float]) -> tuple[Fit, ...]:
    """Return the shares before anything is counted."""
    return tuple((each, 1.0) for each in start)


def length_of(words: Sequence[str]) -> int:
    """Return the place of a name of so many words among LENGTHS."""
    return min(max(len(words), 1), LENGTHS) - 1


def promised(words: Sequence[str], share: Shares, rare: float) -> float:
    """The share of a name if its words had nothing to do with one another. rare: of a word that `share` lacks."""
    product = 1.0
    for word in words:
        product *= share.get(word, rare) / WORDS_A_NAME
    return max(product, LEAST_SHARE)


def share_of(fit: Fit, promise: float, others: float = 0.0) -> float:
    """The share of a name. others: so many people would have to bear it before it were kept by name, over their number.

    A name of which few bearers were met is not as common as its words may promise.
    """
    share = fit[0] + fit[1] * promise
    return share / (1 + share * others)


class NearWords:
    """The share of words that are one slip away from a word."""

    def __init__(self, share: Shares) -> None:
        self._share = share
        self._shorter: dict[str, list[str]] = {}
        for word in share:
            for text in shorter_by_one(word):
                self._shorter.setdefault(text, []).append(word)
        self._known: dict[str, float] = {}

    def __getitem__(self, word: str) -> float:
        if word not in self._known:
            near = {other for text in shorter_by_one(word) for other in self._shorter.get(text, ())}
            self._known[word] = sum(self._share[other] for other in sorted(near - {word}))
        return self._known[word]


def promised_near(words: Sequence[str], share: Shares, rare: float, near: NearWords, alone: NearWords) -> float:
    """The share of names that have one of the words with a slip, if words had nothing to do with one another.

    near: to words among all words. alone: to words among the names of one word.
    """
    if len(words) == 1:
        return alone[words[0]]
    return sum(
        promised([*words[:nth], *words[nth + 1 :]], share, rare) * near[word] / WORDS_A_NAME
        for nth, word in enumerate(words)
    )


def learn_names(people: Sequence[Compared], share: Shares, rare: float, kept: Shares, others: float) -> list[Fit]:
    """Learn the shares of names that are not `kept` by themselves. others: as in `share_of`."""
    met: list[list[tuple[float, float, float]]] = [[] for _ in range(LENGTHS)]
    for key, n in Counter(row.key for row in people if row.key and row.key not in kept).items():
        words = key.split()[:MOST_WORDS]
        met[length_of(words)].append((n * (n - 1.0), n * (len(people) - 1.0), promised(words, share, rare)))
    return [_fit(np.array(each).reshape(-1, 3), start, others) for each, start in zip(met, WHOLE, strict=True)]


def learn_near_names(people: Sequence[Compared], share: Shares, rare: float, alone: NearWords) -> list[Fit]:
    """Learn the shares of names one slip away, from how many of some people have such a name."""
    rng = np.random.default_rng(SEED)
    some = [people[nth] for nth in rng.permutation(len(people))[:NEAR_SAMPLE].tolist()]
    count = Counter(row.key for row in some if row.joined)
    joined = {row.key: row.joined for row in some if row.joined}
    bearers: dict[str, list[str]] = {}
    for key, text in joined.items():
        for shorter in shorter_by_one(text):
            bearers.setdefault(shorter, []).append(key)
    near = NearWords(share)
    met: list[list[tuple[float, float, float]]] = [[] for _ in range(LENGTHS)]
    for key, n in count.items():
        others = {other for shorter in shorter_by_one(joined[key]) for other in bearers[shorter]} - {key}
        words = key.split()[:MOST_WORDS]
        hits = sum(count[other] for other in others)
        met[length_of(words)].append((n * hits, n * (len(some) - 1.0), promised_near(words, share, rare, near, alone)))
    return [_fit(np.array(each).reshape(-1, 3), start, 0.0) for each, start in zip(met, WHOLE_NEAR, strict=True)]


def _fit(rows: Floats, whole: float, others: float) -> Fit:
    """Expectation and maximisation of two Poisson rates. rows: pairs met, pairs that there are, the share promised.

    The start counts like `PRIOR_PAIRS` pairs of each.
    """
    met, pairs, promise = rows.T
    taken, times = whole, 1.0
    for _ in range(ROUNDS):
        share = taken + times * promise
        seen = pairs / (1 + share * others)
        part = np.divide(met, share, out=np.zeros_like(share), where=share > 0)
        taken, times = (
            (taken * part.sum() + PRIOR_PAIRS) / (seen.sum() + PRIOR_PAIRS / whole),
            (times * (promise * part).sum() + PRIOR_PAIRS) / ((seen * promise).sum() + PRIOR_PAIRS),
        )
    return float(taken), float(times)
