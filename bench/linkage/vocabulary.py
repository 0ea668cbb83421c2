"""Words that names are made of: real counts of words (names_id.csv), an invented tail, and how each may be written.

Counts keep words that ten or more people bear, about 55 % of all occurrences; the other occurrences come from a tail
of words invented by a chain of letters that follows the counted ones (Shannon 1948). Ways of writing are this bench's
own list; the engine under test has never seen it.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

import jurdil

Ints = NDArray[np.int64]
DATA = Path(jurdil.__file__).parent / "data"
TAIL = 60_000
MOST_WORDS = 5
LETTERS = "abcdefghijklmnopqrstuvwxyz"

RESPELLINGS = (
    ("u", "oe"), ("oe", "u"), ("j", "dj"), ("dj", "j"), ("y", "j"), ("c", "tj"), ("sy", "sj"), ("sy", "s"), ("sh", "s"),
    ("s", "sh"), ("kh", "ch"), ("ch", "kh"), ("kh", "k"), ("f", "p"), ("p", "f"), ("v", "f"), ("f", "v"), ("z", "s"),
    ("z", "j"), ("dz", "z"), ("dh", "d"), ("d", "dh"), ("th", "t"), ("t", "th"), ("q", "k"), ("k", "q"), ("ks", "x"),
    ("x", "ks"), ("ll", "l"), ("l", "ll"), ("mm", "m"), ("m", "mm"), ("nn", "n"), ("n", "nn"), ("tt", "t"), ("ss", "s"),
    ("rr", "r"), ("aa", "a"), ("ie", "i"), ("ia", "iya"), ("iya", "ia"), ("ua", "uwa"), ("ai", "ay"), ("au", "aw"),
    ("w", "v"), ("v", "w"), ("ny", "ni"), ("o", "u"), ("e", "i"),
)  # fmt: skip
ENDINGS = (
    ("h", ""),
    ("a", "ah"),
    ("i", "y"),
    ("y", "i"),
    ("o", "a"),
    ("t", "th"),
    ("d", "t"),
    ("k", "q"),
    ("ti", "tie"),
)
FAMILIES = (
    ("muhammad", "muhamad", "mohammad", "mohamad", "mochammad", "mochamad", "muchamad", "m.", "muh.", "moh.", "moch.",
     "mhd.", "md.", "m", "muh", "moh"),
    ("abdul", "abd.", "abd", "abdoel", "a."),
    ("siti", "st.", "sitti", "s."),
    ("ahmad", "achmad", "akhmad", "ach.", "akh.", "a."),
    ("nur", "noer", "n."),
    ("syarif", "sy."),
    ("syarifah", "sy."),
    ("maria", "m."),
    ("sri", "s."),
    ("dewi", "d."),
    ("agus", "a.", "ags"),
    ("putra", "ptr"),
    ("bambang", "bbg", "b."),
    ("haji", "h."),
    ("made", "md."),
    ("wayan", "wyn."),
    ("nyoman", "nym."),
    ("ketut", "kt."),
    ("kadek", "kd."),
    ("ridwan", "r."),
)  # fmt: skip
CAN_BE_MEANT = {"m.": 0, "muh.": 0, "moh.": 0, "abd.": 1, "st.": 2, "a.": 3, "muhamad": 0, "mohamad": 0, "mohammad": 0,
                "mochamad": 0, "muh": 0, "moh": 0, "achmad": 3, "akhmad": 3, "noer": 4}  # fmt: skip
"""Written official names that are themselves short forms, and the family whose other forms others write for them."""


@dataclass(frozen=True)
class Written:
    """Other ways to write each word: word w has `ids[start[w] : start[w] + count[w]]`."""

    start: Ints
    count: Ints
    ids: Ints

    def draw(self, words: NDArray[np.int32], rng: np.random.Generator) -> NDArray[np.int32]:
        """Return another way to write each word; the word itself where there is none."""
        count = self.count[words]
        at = self.start[words] + (rng.random(len(words)) * count).astype(np.int64)
        other = self.ids[np.minimum(at, len(self.ids) - 1)]
        return np.where(count > 0, other, words).astype(np.int32)


@dataclass(frozen=True)
class Slot:
    """Words of one sex and position with their cumulative shares; what is left belongs to the tail."""

    words: NDArray[np.int32]
    cumulative: NDArray[np.float64]


@dataclass(frozen=True)
class Vocabulary:
    """strings: every word in its writing, words of names first. neighbour: the next word in the alphabet."""

    strings: pa.Array
    slots: dict[tuple[int, str], Slot]
    lengths: tuple[NDArray[np.float64], NDArray[np.float64]]
    respelled: Written
    short: Written
    initial: NDArray[np.int32]
    sorted_words: NDArray[np.int32]
    rank: NDArray[np.int32]
    tail: tuple[int, int]
    popular: tuple[NDArray[np.int32], NDArray[np.int32]]


def read_counts() -> tuple[dict[tuple[int, str], list[tuple[str, int]]], dict[int, list[int]]]:
    """Return words with counts per (sex, position), and how many people have 1, 2 ... words per sex (0 man)."""
    slots: dict[tuple[int, str], list[tuple[str, int]]] = defaultdict(list)
    with (DATA / "names_id.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            slots[int(row["sex"] == "F"), row["position"]].append((row["token"].lower(), int(row["count"])))
    lengths: dict[int, list[int]] = {0: [0] * 6, 1: [0] * 6}
    with (DATA / "name_lengths_id.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            lengths[int(row["sex"] == "F")][int(row["n_tokens"]) - 1] = int(row["count"])
    return slots, lengths


def invent_tail(known: list[str], rng: np.random.Generator) -> list[str]:
    """Invent words of 4 to 10 letters that follow the letters of `known` two by two."""
    counts = np.zeros((27, 27, 27))
    plain = [word for word in known if word.isalpha() and word.isascii() and len(word) > 3]
    for word in plain:
        code = [0, 0, *(ord(sign) - 96 for sign in word), 0]
        for nth in range(len(code) - 2):
            counts[code[nth], code[nth + 1], code[nth + 2]] += 1
    with np.errstate(invalid="ignore"):
        steps = np.cumsum(counts, axis=2) / counts.sum(axis=2, keepdims=True)
    size = TAIL * 2
    signs = np.zeros((size, 13), np.int64)
    for at in range(2, 13):
        row = steps[signs[:, at - 2], signs[:, at - 1]]
        step = (rng.random(size)[:, None] > row).sum(axis=1) % 27
        signs[:, at] = np.where((at > 2) & (signs[:, at - 1] == 0), 0, step)
    texts = {"".join(chr(96 + sign) for sign in row if sign) for row in signs[:, 2:].tolist()}
    fresh = sorted(text for text in texts - set(known) if 4 <= len(text) <= 10)
    return [fresh[at] for at in rng.permutation(len(fresh))[:TAIL].tolist()]


def other_spellings(word: str) -> list[str]:
    """Return words that somebody might write for `word`, by one rule each."""
    found = {word.replace(old, new, 1) for old, new in RESPELLINGS if old in word}
    found |= {word[: len(word) - len(old)] + new for old, new in ENDINGS if word.endswith(old)}
    return sorted(text for text in found - {word} if len(text) > 2)


def build_vocabulary(rng: np.random.Generator, *, popular: int) -> Vocabulary:
    """Read the counts, invent the tail and list the ways of writing. popular: how many fashionable full names."""
    counted, lengths = read_counts()
    known = sorted({word for rows in counted.values() for word, _ in rows})
    words = known + invent_tail(known, rng)
    number = {word: nth for nth, word in enumerate(words)}
    respelled = _list_written(words, number, [other_spellings(word) if len(word) > 3 else [] for word in words])
    family = {name: nth for nth, names in enumerate(FAMILIES) for name in names[:1]} | CAN_BE_MEANT
    forms = [[form for form in FAMILIES[family[word]] if form != word] if word in family else [] for word in words]
    short = _list_written(words, number, forms)
    initials = [(letter if at % 2 else letter + ".") for letter in LETTERS for at in (0, 1)]
    for text in initials:
        number.setdefault(text, len(number))
    initial = [number.get(word[0] + ".", nth) for nth, word in enumerate(words)]
    slots = {}
    for (sex, position), rows in counted.items():
        people = np.array(lengths[sex], float)
        total = _occurrences(people, position)
        share = np.cumsum([count for _, count in rows]) / total
        slots[sex, position] = Slot(np.array([number[word] for word, _ in rows], np.int32), share)
    order = np.argsort(np.array(words)).astype(np.int32)
    rank = np.empty(len(words), np.int32)
    rank[order] = np.arange(len(words), dtype=np.int32)
    cumulative = [np.cumsum(lengths[sex][:MOST_WORDS]) / sum(lengths[sex][:MOST_WORDS]) for sex in (0, 1)]
    strings: list[Any] = [None] * len(number)
    for text, nth in number.items():
        strings[nth] = text.title() if len(text) > 1 else text.upper()
    empty = np.zeros(0, np.int32)
    bare = Vocabulary(
        pa.array(strings, pa.string()), slots, (cumulative[0], cumulative[1]), respelled, short,
        np.array(initial, np.int32), order, rank, (len(known), len(words)), (empty, empty),
    )  # fmt: skip
    names = [draw_names(bare, np.full(popular, sex, np.int8), rng, popular=0.0, least=2) for sex in (0, 1)]
    return Vocabulary(**{**bare.__dict__, "popular": (names[0], names[1])})


def _list_written(words: list[str], number: dict[str, int], others: list[list[str]]) -> Written:
    ids: list[int] = []
    start, count = np.zeros(len(words), np.int64), np.zeros(len(words), np.int64)
    for nth, texts in enumerate(others):
        start[nth], count[nth] = len(ids), len(texts)
        ids += [number.setdefault(text, len(number)) for text in texts]
    return Written(start, count, np.array(ids, np.int64))


def _occurrences(people: NDArray[np.float64], position: str) -> float:
    if position == "only":
        return float(people[0])
    if position == "middle":
        return float((people[2:] * np.arange(1, len(people) - 1)).sum())
    return float(people[1:].sum())


def draw_words(voc: Vocabulary, sex: int, position: str, size: int, rng: np.random.Generator) -> NDArray[np.int32]:
    """Draw words of one sex and position; a share beyond the counted ones falls on the tail, its front more often."""
    slot = voc.slots[sex, position]
    at = np.searchsorted(slot.cumulative, rng.random(size), side="right")
    first, last = voc.tail
    tail = first + ((last - first) * rng.random(size) ** 1.6).astype(np.int64)
    return np.where(at < len(slot.words), slot.words[np.minimum(at, len(slot.words) - 1)], tail).astype(np.int32)


def draw_names(
    voc: Vocabulary, sex: NDArray[np.int8], rng: np.random.Generator, *, popular: float, least: int = 1
) -> NDArray[np.int32]:
    """Return names as rows of up to five words (-1 where none). popular: share drawn from the fashionable names."""
    names = np.full((len(sex), MOST_WORDS), -1, np.int32)
    for each in (0, 1):
        rows = np.flatnonzero(sex == each)
        words = 1 + np.searchsorted(voc.lengths[each], rng.random(len(rows)), side="right")
        words = np.maximum(words, least)
        one = rows[words == 1]
        names[one, 0] = draw_words(voc, each, "only", len(one), rng)
        for at in range(MOST_WORDS):
            here, is_last = rows[words > max(at, 1)], (words == at + 1)[words > max(at, 1)]
            if at == 0:
                names[here, 0] = draw_words(voc, each, "first", len(here), rng)
                continue
            end, middle = here[is_last], here[~is_last]
            names[end, at] = draw_words(voc, each, "last", len(end), rng)
            names[middle, at] = draw_words(voc, each, "middle", len(middle), rng)
        if popular:
            chosen = rows[(rng.random(len(rows)) < popular) & (words > 1)]
            pool = voc.popular[each]
            names[chosen] = pool[(len(pool) * rng.random(len(chosen)) ** 2.0).astype(np.int64)]
    return names
