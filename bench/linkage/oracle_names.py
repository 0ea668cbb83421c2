"""How likely one written name comes from another, and from anybody: the name part of the Bayes limit.

The channel of `writing.py` is inverted: each way in which words of the entry can stem from words of the person has
the probability that the generator gives it; the best explanation counts. The frequency of a name is the generator's.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from rapidfuzz.distance import OSA

from bench.linkage.rates import FORM_CARE, Rates
from bench.linkage.vocabulary import FAMILIES, MOST_WORDS, Vocabulary, other_spellings
from bench.linkage.writing import BACK, FRONT

UNKNOWN = 1e-7
"""Probability of a word that the vocabulary does not hold (the result of some slip)."""
BOTH = 1 + FORM_CARE
MOST_STEPS = 3
SLIPS = 50.0
"""Ways in which a word may be mistyped, about."""
_FRONT = {text.strip().upper() for text in FRONT}
_BACK = sorted({text.upper() for text in BACK}, key=len, reverse=True)
_FORMS = [{form.upper() for form in family} for family in FAMILIES]
_MARKS = str.maketrans("", "", "'-`")


def words_of(raw: str) -> tuple[str, ...]:
    """Return the words of a written name without what the generator adds: titles, degrees, patronyms, marks."""
    text = raw.upper()
    for degree in _BACK:
        if text.endswith(degree):
            text = text[: -len(degree)]
            break
    if text.startswith("PROF. DR. "):
        text = text[10:]
    words = text.translate(_MARKS).split()
    if len(words) > 1 and words[0] in _FRONT and words[0] not in ("R.", "H."):
        words = words[1:]
    for link in ("BIN", "BINTI"):
        if link in words[1:]:
            words = words[: words.index(link, 1)]
    return tuple(words)


@lru_cache(maxsize=500_000)
def spellings(word: str) -> frozenset[str]:
    """Return the other spellings of a word, in capitals."""
    return frozenset(text.upper() for text in other_spellings(word.lower())) if len(word) > 3 else frozenset()


@dataclass(eq=False)
class NameOdds:
    """Knows the vocabulary and the rates of one world."""

    vocabulary: Vocabulary
    rates: Rates
    _number: dict[str, int] = field(default_factory=dict)
    _slot: dict[tuple[int, str], dict[int, float]] = field(default_factory=dict)
    _popular: tuple[dict[tuple[str, ...], float], ...] = ()

    def __post_init__(self) -> None:
        voc = self.vocabulary
        plain = [text.upper() for text in voc.strings.to_pylist()[: len(voc.rank)]]
        self._number = {text: nth for nth, text in enumerate(plain)}
        for key, slot in voc.slots.items():
            share = np.diff(slot.cumulative, prepend=0.0)
            self._slot[key] = dict(zip(slot.words.tolist(), share.tolist(), strict=True))
            self._slot[key][-1] = 1.0 - float(slot.cumulative[-1])
        self._popular = ({}, {})
        for found, pool in zip(self._popular, voc.popular, strict=True):
            size = len(pool)
            for nth, row in enumerate(pool.tolist()):
                words = tuple(plain[word] for word in row if word >= 0)
                weight = math.sqrt((nth + 1) / size) - math.sqrt(nth / size)
                found[words] = found.get(words, 0.0) + weight / 2

    def _word(self, word: str, sex: int, position: str) -> float:
        nth = self._number.get(word)
        if nth is None:
            return UNKNOWN
        slot, (first, last) = self._slot[sex, position], self.vocabulary.tail
        if nth < first:
            return slot.get(nth, UNKNOWN)
        low = ((nth - first) / (last - first)) ** (1 / 1.6)
        high = ((nth + 1 - first) / (last - first)) ** (1 / 1.6)
        return slot[-1] * (high - low)

    @lru_cache(maxsize=1_000_000)  # noqa: B019  one world, one object
    def frequency(self, words: tuple[str, ...], sex: int | None) -> float:
        """Return the share of people whose name is exactly `words` (and whose sex is `sex`: 0 man, 1 woman)."""
        count = len(words)
        if not 1 <= count <= MOST_WORDS:
            return UNKNOWN**2
        total = 0.0
        for each in (0, 1) if sex is None else (sex,):
            lengths = np.diff(self.vocabulary.lengths[each], prepend=0.0)
            share = 0.5 * float(lengths[count - 1])
            if count == 1:
                total += share * self._word(words[0], each, "only")
                continue
            share *= self._word(words[0], each, "first") * self._word(words[-1], each, "last")
            for word in words[1:-1]:
                share *= self._word(word, each, "middle")
            popular = self.rates.people.popular_name
            total += (1 - popular) * share + popular * 0.77 * self._popular[each].get(words, 0.0)
        return total

    @lru_cache(maxsize=1_000_000)  # noqa: B019
    def anywhere(self, word: str) -> float:
        """Return how often a word occurs as a word of a name, whatever its position."""
        spots = [self._word(word, sex, position) for sex in (0, 1) for position in ("only", "first", "last")]
        return max(sum(spots) / len(spots), UNKNOWN)

    def channel(self, person: tuple[str, ...], entry: tuple[str, ...]) -> tuple[int, float]:
        """Return the number of faults of the best explanation, and the log of its probability (rates of one hand)."""
        rates = self.rates.writing
        if person == entry:
            return 0, 0.0
        if sorted(person) == sorted(entry):
            return 1, math.log(rates.swapped_words)
        left, right = list(person), list(entry)
        for word in person:
            if word in right and word in left:
                left.remove(word)
                right.remove(word)
        faults, total = self._joints(left, right, len(person))
        for a in list(left):
            best = max(((self._one(a, b, len(person)), b) for b in right), default=(-math.inf, ""))
            if best[0] > -math.inf:
                total, faults = total + best[0], faults + 1
                left.remove(a)
                right.remove(best[1])
        alias = 1, math.log(rates.alias) + sum(math.log(self.anywhere(word)) for word in entry)
        letters = self._letters(person, entry)
        if left and len(left) == len(person) and right:
            return max(alias, letters, key=lambda way: way[1])
        for _ in left:
            total, faults = total + math.log(rates.dropped_word / len(person)), faults + 1
        for word in right:
            more = rates.added_word + rates.dropped_word * FORM_CARE
            total, faults = total + math.log(more * self.anywhere(word)), faults + 1
        return max(alias, letters, (faults, total), key=lambda way: way[1])

    def _letters(self, person: tuple[str, ...], entry: tuple[str, ...]) -> tuple[int, float]:
        """Blanks lost or gained and letters wrong at once, in the words as a whole."""
        rates = self.rates.writing
        one, other = ("".join(words).replace(".", "") for words in (person, entry))
        steps = OSA.distance(one, other, score_cutoff=MOST_STEPS)
        if steps > MOST_STEPS or min(len(one), len(other)) < 2 * steps + 2:
            return 9, -math.inf
        step = BOTH * (rates.slip + rates.ocr + rates.respelled / 2) / 8
        blank = BOTH * (rates.joined / max(len(person) - 1, 1) if len(entry) < len(person) else rates.split / 6)
        blanks = abs(len(person) - len(entry))
        faults = steps + blanks
        return faults, steps * math.log(step / len(one)) + blanks * math.log(blank) if faults else math.log(UNKNOWN)

    def _joints(self, left: list[str], right: list[str], count: int) -> tuple[int, float]:
        """Take words out that were joined into one, or one that was split in two."""
        rates = self.rates.writing
        for several, ones, rate in ((left, right, rates.joined / max(count - 1, 1)), (right, left, rates.split / 6)):
            for at in range(len(several) - 1):
                both = several[at] + several[at + 1]
                if both in ones:
                    ones.remove(both)
                    del several[at : at + 2]
                    return 1, math.log(rate)
        return 0, 0.0

    def _one(self, a: str, b: str, count: int) -> float:
        """Return the log probability that word `a` was written `b`."""
        rates = self.rates.writing
        found = []
        if b in spellings(a):
            found.append(rates.respelled / count / len(spellings(a)))
        elif a in spellings(b):
            found.append(rates.respelled * FORM_CARE / count / len(spellings(b)))
        if any(a in forms and b in forms for forms in _FORMS):
            found.append(rates.short_form / 6)
        elif any(a in forms and any(OSA.distance(b, form, score_cutoff=1) == 1 for form in forms) for forms in _FORMS):
            found.append(rates.short_form / 6 * (rates.slip + rates.ocr) / max(len(a), 4) / 8)
        if b.rstrip(".") == a[:1]:
            found.append(rates.initial / max(count - 1, 1))
        elif a.rstrip(".") == b[:1]:
            found.append(rates.initial * FORM_CARE / max(count - 1, 1) * self.anywhere(b) * 20)
        if abs(len(a) - len(b)) <= 2 and OSA.distance(a, b, score_cutoff=2) <= (2 if max(len(a), len(b)) > 6 else 1):
            steps = OSA.distance(a, b)
            found.append((rates.slip + rates.ocr) / max(len(a), 4) / count / 8 / 200 ** (steps - 1))
        return math.log(max(found)) if found else -math.inf

    def log_odds(self, person: tuple[str, ...], entry: tuple[str, ...], sex: int | None) -> tuple[int, float, float]:
        """Return faults, log of P(entry's name | person's) / P(entry's name and sex | anybody), and the latter."""
        faults, channel = self.channel(person, entry)
        anybody = 0.8 * self.frequency(entry, sex) + self.frequency(person, sex) * math.exp(channel)
        loose = 0.02 * math.prod(self.anywhere(word) for word in entry) * (1.0 if sex is None else 0.5)
        anybody = max(anybody + loose, 1e-300)
        return faults, channel - math.log(anybody), anybody

    def kin(
        self, person: tuple[str, ...], entry: tuple[str, ...], anybody: float, *, first_alike: float, last_same: float
    ) -> float:
        """Return P(entry's name | relative's) / P(entry's name | anybody): shared last word, near first word."""
        rates, last = self.rates.writing, entry[-1]
        if len(person) == 1:
            last_same *= rates.dropped_word * FORM_CARE
        passed = max(1.0 if word == last else math.exp(self._one(word, last, 2)) for word in (person[-1], person[0]))
        if len(entry) == 1:
            ratio = 1 - last_same + last_same * rates.dropped_word / 2 * passed / anybody
        else:
            ratio = 1 - last_same + last_same * passed / self.anywhere(last)
        mine, its = self._number.get(person[0]), self._number.get(entry[0])
        near = 0.0
        if mine is not None and its is not None:
            step = abs(int(self.vocabulary.rank[mine]) - int(self.vocabulary.rank[its]))
            near = (1 / 6 if 1 <= step <= 3 else 0.0) / self.anywhere(entry[0])
        elif entry[0][:3] == person[0][:3]:
            near = 0.02 * (rates.slip + rates.ocr) / SLIPS / self.anywhere(entry[0])
        return ratio * (1 - first_alike + first_alike * near)

    def first_word(self, person: tuple[str, ...], entry: tuple[str, ...]) -> float:
        """Return P(entry's name | somebody with the person's first word) / P(entry's name | anybody)."""
        is_same = person[0] == entry[0] or person[0] in spellings(entry[0]) or entry[0] in spellings(person[0])
        return 1 / self.anywhere(person[0]) if is_same else 0.05

    def junior(self, person: tuple[str, ...], entry: tuple[str, ...], anybody: float) -> float:
        """Return P(entry's name | father or son of that name) / P(entry's name | anybody)."""
        rates = self.rates.writing
        last = self.anywhere(entry[-1])
        other = 1 - self.rates.world.junior_same_name
        total = math.exp(self.channel(person, entry)[1]) * (1 - other + other * 0.6 * rates.dropped_word / 2)
        if len(entry) > 1:
            total += math.exp(self.channel(person, entry[:-1])[1]) * 0.6 * last
            total += math.exp(self.channel(person[:-1] or person, entry[:-1])[1]) * 0.4 * last * (len(person) > 1)
        if len(entry) > 2:
            both = last * self.anywhere(entry[-2])
            total += math.exp(self.channel(person, entry[:-2])[1]) * 0.6 * both * rates.added_word
        return total / anybody
