"""Faults that people make when they type somebody's name, NIK or birth date into a list.

Written for the invented lists alone; it shares no table with the engine that must see through such faults.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from jurdil.demo.names import Flags, Ints
from jurdil.demo.people import day_parts

OLD_LETTERS = (("sy", "sj"), ("ny", "nj"), ("y", "j"), ("j", "dj"), ("c", "tj"), ("u", "oe"))
SHORT_WORDS = {
    "muhammad": ("Moh.", "Muh.", "M.", "Mochamad", "Mohamad"), "mohammad": ("Moh.", "Muhamad", "M."),
    "muhamad": ("Moh.", "Muhammad", "M."), "abdul": ("Abd.", "Abdoel"), "ahmad": ("Achmad", "Akhmad"),
    "achmad": ("Ahmad", "Ach."), "siti": ("St.", "Sitti"), "nur": ("Noer", "N."), "dewi": ("Dewie", "D."),
    "putri": ("Puteri",), "sri": ("Srie", "S."), "nurul": ("N.",), "syarif": ("Sarip", "Sjarif"),
}  # fmt: skip

Chance = np.random.Generator


def misspell_name(rng: Chance, name: str) -> str:
    """The name as a hasty or old-fashioned clerk writes it; it may come out unchanged."""
    fault = _NAME_FAULTS[int(rng.integers(len(_NAME_FAULTS)))]
    return " ".join(fault(rng, name.split())) or name


def _old_letters(rng: Chance, words: list[str]) -> list[str]:
    nth = int(rng.integers(len(words)))
    word = words[nth].lower()
    for new, old in OLD_LETTERS:
        if new in word:
            word = word.replace(new, old, 1)
            break
    return [*words[:nth], word.capitalize(), *words[nth + 1 :]]


def _short_word(rng: Chance, words: list[str]) -> list[str]:
    for nth, word in enumerate(words):
        options = SHORT_WORDS.get(word.lower())
        if options:
            return [*words[:nth], options[int(rng.integers(len(options)))], *words[nth + 1 :]]
    return _slip(rng, words)


def _drop_word(rng: Chance, words: list[str]) -> list[str]:
    if len(words) < 2:
        return _slip(rng, words)
    nth = int(rng.integers(len(words)))
    return words[:nth] + words[nth + 1 :]


def _initial(rng: Chance, words: list[str]) -> list[str]:
    if len(words) < 2:
        return words
    nth = int(rng.integers(1, len(words)))
    return [*words[:nth], f"{words[nth][0]}.", *words[nth + 1 :]]


def _turn(rng: Chance, words: list[str]) -> list[str]:
    return words[1:] + words[:1]


def _join(rng: Chance, words: list[str]) -> list[str]:
    if len(words) < 2:
        return words
    return [words[0] + words[1].lower(), *words[2:]]


def _slip(rng: Chance, words: list[str]) -> list[str]:
    nth = int(rng.integers(len(words)))
    word = words[nth]
    if len(word) < 4:
        return words
    at = int(rng.integers(1, len(word) - 1))
    turned = (word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:],
              word[:at] + word[at + 1] + word[at] + word[at + 2 :])[int(rng.integers(3))]  # fmt: skip
    return [*words[:nth], turned, *words[nth + 1 :]]


def _title(rng: Chance, words: list[str]) -> list[str]:
    title = ("H.", "Hj.", "Drs.", "Ust.", "R.")[int(rng.integers(5))]
    return [title, *words]


_NAME_FAULTS: tuple[Callable[[Chance, list[str]], list[str]], ...] = (
    _old_letters, _short_word, _drop_word, _initial, _turn, _join, _slip, _slip, _title,
)  # fmt: skip


def mistype_digit(rng: Chance, numbers: Ints) -> Ints:
    """Each number with one of its last ten digits replaced by another."""
    power = np.array([10**place for place in range(10)])[rng.integers(0, 10, len(numbers))]
    digit = numbers // power % 10
    other = (digit + rng.integers(1, 10, len(numbers))) % 10
    result: Ints = numbers + (other - digit) * power
    return result


def swap_day_and_month(days: Ints) -> tuple[Ints, Flags]:
    """The days with day and month exchanged, and where that gives another date that exists."""
    day, month, year = day_parts(days)
    possible = (day <= 12) & (day != month)
    start: Ints = (((year - 1970) * 12) + day - 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return np.where(possible, start + month - 1, days), possible
