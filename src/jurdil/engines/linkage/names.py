"""Indonesian names as they are compared: canonical words, and a key of how they sound whatever their order.

Rules: titles and degrees are dropped; forms of Muhammad, Abdul, Siti, Ahmad become one; bin, binti and boru are dropped
and the name after them stays; apostrophes, accents and hyphens do not count; old and new spelling share a key. A lone
letter stays in the name but not in the key, because nobody knows what it stands for: it is kept as an initial.

A whole column is cleaned at once: each distinct word is looked at one time, and rows are put together from the words'
numbers.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from jurdil.engines.linkage.hashing import Hashes, hash_texts, mixed, powers, text_number
from jurdil.engines.linkage.spellings import (
    CANONICAL,
    DEGREES,
    DROPPED,
    FIRST_WORD,
    FRONT_TITLES,
    LITTLE_SAID,
    PLAIN_DEGREES,
    spelling_key,
)

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
MOST_WORDS = 5
PREFIX = 4
_MARKS = re.compile(r"['`´‘’ʼ\"\-]")
_MISREAD = str.maketrans("01|58", "OIISB")
"""Digits that a machine reads for letters."""
_NO_LETTER = re.compile(r"[^A-Z. ]+")


@dataclass(frozen=True, slots=True)
class CleanName:
    """text: canonical words in order. key: spelling keys sorted, blank-separated. joined: keys in order, no blank."""

    text: str
    key: str
    joined: str


@dataclass(frozen=True)
class CleanNames:
    """A column of names. name, key, joined: numbers of the three texts (0: no name), `sounds`: the joined text.

    words: numbers of up to five telling words, 0 where there are fewer; prefixes: of their first four letters; head and
    tail: of the first and last three letters of the joined text. count: telling words; letters: of the joined text.
    bag: bit set of the letters of the joined text. lone, firsts: the same of lone letters, and of the first letters of
    all words.
    """

    name: Hashes
    key: Hashes
    joined: Hashes
    head: Hashes
    tail: Hashes
    words: Hashes
    prefixes: Hashes
    count: NDArray[np.int8]
    letters: NDArray[np.int8]
    bag: NDArray[np.int32]
    lone: NDArray[np.int32]
    firsts: NDArray[np.int32]
    sounds: pa.Array


class _Fact(NamedTuple):
    """What is known of one written word, wherever it stands."""

    text: str
    key: str
    text_number: int
    key_number: int
    prefix_number: int
    letter: int
    bag: int
    is_title: bool
    is_degree: bool
    is_dropped: bool
    is_telling: bool


@lru_cache(maxsize=1 << 17)
def _fact(word: str) -> _Fact:
    text = CANONICAL.get(word, word)
    key = spelling_key(text)
    is_telling = len(key) > 1 and text not in LITTLE_SAID
    return _Fact(text, key, text_number(text), text_number(key), text_number(key[:PREFIX]), _bag(text[:1]), _bag(key),
                 word in FRONT_TITLES, word in PLAIN_DEGREES, word in DROPPED, is_telling)  # fmt: skip


def _bag(text: str) -> int:
    """The letters of a text as bits."""
    found = 0
    for sign in text:
        found |= 1 << (ord(sign) - 65) if "A" <= sign <= "Z" else 0
    return found


class _Words:
    """What is known of each distinct word of a column, as arrays by the word's number; then `Siti` and such."""

    def __init__(self, words: list[str]) -> None:
        firsts = [full for full in FIRST_WORD.values() if full]
        facts = [_fact(word) for word in (*words, *firsts)]
        self.texts = pa.array([fact.text for fact in facts], pa.string())
        self.keys = pa.array([fact.key for fact in facts], pa.string())
        self.text_numbers = mixed(np.array([fact.text_number for fact in facts], dtype=np.uint64))
        self.key_numbers = np.array([fact.key_number for fact in facts], dtype=np.uint64)
        self.prefix_numbers = mixed(np.array([fact.prefix_number for fact in facts], dtype=np.uint64))
        self.length = np.array([len(fact.key) for fact in facts], dtype=np.int64)
        self.is_title = np.array([fact.is_title for fact in facts], dtype=bool)
        self.is_degree = np.array([fact.is_degree for fact in facts], dtype=bool)
        self.is_dropped = np.array([fact.is_dropped for fact in facts], dtype=bool)
        self.is_telling = np.array([fact.is_telling for fact in facts], dtype=bool)
        self.first = np.array([fact.letter for fact in facts], dtype=np.int32)
        self.bag = np.array([fact.bag for fact in facts], dtype=np.int32)
        is_lone = np.array([len(fact.text) == 1 for fact in facts], dtype=bool)
        self.lone = np.where(is_lone, self.first, 0).astype(np.int32)
        at = {full: len(words) + nth for nth, full in enumerate(firsts)}
        self.as_first = np.arange(len(facts), dtype=np.int64)
        for nth, fact in enumerate(facts):
            full = FIRST_WORD.get(fact.text)
            if full is not None:
                self.as_first[nth] = at[full] if full else -1


def clean_names(raw: pa.Array) -> CleanNames:
    """Clean a column of written names, null where there is none."""
    tokens, rows, known = _read(raw)
    return _assemble(tokens, rows, len(raw), known)


def name_texts(raw: pa.Array) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Return text, key and joined text (see `CleanName`) of a column of written names."""
    tokens, rows, known = _read(raw)
    used = _telling(tokens, rows, len(raw), known)
    order = np.lexsort((_ranks(known.keys)[tokens[used]], rows[used]))
    return (
        _written(known.texts, tokens, rows, len(raw), " "),
        _written(known.keys, tokens[used][order], rows[used][order], len(raw), " "),
        _written(known.keys, tokens[used], rows[used], len(raw), ""),
    )


def clean_name(raw: str) -> CleanName:
    """Return the compared form of one name, in texts."""
    return CleanName(*(texts[0].as_py() for texts in name_texts(pa.array([raw], pa.string()))))


def _read(raw: pa.Array) -> tuple[Ints, Ints, _Words]:
    """The words that belong to the names, the row of each, and what is known of words."""
    lists = pc.ascii_split_whitespace(pc.ascii_trim_whitespace(_plain(raw)))
    encoded = lists.values.dictionary_encode()
    known = _Words(encoded.dictionary.to_pylist())
    tokens = encoded.indices.to_numpy().astype(np.int64)
    ends = lists.offsets.to_numpy().astype(np.int64)
    tokens, rows = _without_titles(tokens, ends[:-1].copy(), ends[1:].copy(), known)
    has_sound = known.length[tokens] > 0
    return tokens[has_sound], rows[has_sound], known


def _telling(tokens: Ints, rows: Ints, size: int, known: _Words) -> Flags:
    """The words that stand for a name: the telling ones, or all where there is none."""
    telling = known.is_telling[tokens]
    found: Flags = telling | (np.bincount(rows[telling], minlength=size) == 0)[rows]
    return found


def _ranks(texts: pa.Array) -> Ints:
    order = pc.array_sort_indices(texts).to_numpy()
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(len(order))
    return ranks


def _written(texts: pa.Array, tokens: Ints, rows: Ints, size: int, between: str) -> pa.Array:
    offsets = pa.array(np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=size))]), pa.int32())
    return pc.binary_join(pa.ListArray.from_arrays(offsets, texts.take(pa.array(tokens))), between)


def _plain(raw: pa.Array) -> pa.Array:
    """Capital letters and blanks only; names with marks are taken apart one by one."""
    upper = pc.fill_null(pc.utf8_upper(raw), "")
    marked = pc.match_substring_regex(upper, r"[^A-Z ]")
    odd = upper.filter(marked).dictionary_encode()
    if len(odd) == 0:
        return upper
    clean = pa.array([" ".join(_split_marked(text)) for text in odd.dictionary.to_pylist()], pa.string())
    return pc.replace_with_mask(upper, marked, clean.take(odd.indices))


def _without_titles(tokens: Ints, first: Ints, last: Ints, known: _Words) -> tuple[Ints, Ints]:
    """Return the words that belong to the names, and the row of each."""
    while True:
        some = np.flatnonzero(last - first > 1)
        drop = some[known.is_title[tokens[first[some]]]]
        if not len(drop):
            break
        first[drop] += 1
    while True:
        some = np.flatnonzero(last - first > 1)
        drop = some[known.is_degree[tokens[last[some] - 1]]]
        if not len(drop):
            break
        last[drop] -= 1
    lengths = last - first
    rows = np.repeat(np.arange(len(first)), lengths)
    starts = np.cumsum(lengths) - lengths
    nth = np.arange(len(rows)) - starts[rows]
    kept = tokens[first[rows] + nth]
    is_first, is_many = nth == 0, lengths[rows] > 1
    stays = ~(is_many & ~is_first & known.is_dropped[kept])
    kept, rows, is_first = kept[stays], rows[stays], is_first[stays]
    is_many = np.bincount(rows, minlength=len(first))[rows] > 1
    kept = np.where(is_first & is_many, known.as_first[kept], kept)
    stays = kept >= 0
    return kept[stays], rows[stays]


def _assemble(tokens: Ints, rows: Ints, size: int, known: _Words) -> CleanNames:
    count = np.bincount(rows, minlength=size)
    starts = np.cumsum(count) - count
    nth = np.arange(len(rows)) - starts[rows]
    with np.errstate(over="ignore"):
        name = _sums(mixed(known.text_numbers[tokens] + nth.astype(np.uint64)), rows, size)
    lone, firsts = (_unions(each[tokens], rows, size) for each in (known.lone, known.first))
    used = _telling(tokens, rows, size, known)
    tokens, rows = tokens[used], rows[used]
    count = np.bincount(rows, minlength=size)
    starts = np.cumsum(count) - count
    nth = np.arange(len(rows)) - starts[rows]
    key = _sums(mixed(known.key_numbers[tokens]), rows, size)
    joined, (head, tail), sounds = _join(tokens, rows, count, known)
    words, prefixes = (np.zeros((size, MOST_WORDS), dtype=np.uint64) for _ in range(2))
    few = nth < MOST_WORDS
    words[rows[few], nth[few]] = mixed(known.key_numbers[tokens[few]])
    prefixes[rows[few], nth[few]] = known.prefix_numbers[tokens[few]]
    bag = _unions(known.bag[tokens], rows, size)
    letters = np.minimum(pc.utf8_length(sounds).to_numpy(), 100).astype(np.int8)
    counted = np.minimum(count, 100).astype(np.int8)
    return CleanNames(name, key, joined, head, tail, words, prefixes, counted, letters, bag, lone, firsts, sounds)


def _sums(values: Hashes, rows: Ints, size: int) -> Hashes:
    """Sum the values of each row modulo 2^64; 0 for a row without any."""
    with np.errstate(over="ignore"):
        total = np.concatenate([np.zeros(1, dtype=np.uint64), np.cumsum(values, dtype=np.uint64)])
        ends = np.cumsum(np.bincount(rows, minlength=size))
        found: Hashes = total[ends] - total[np.concatenate([[0], ends[:-1]])]
    return found


def _unions(values: NDArray[np.int32], rows: Ints, size: int) -> NDArray[np.int32]:
    found = np.zeros(size, dtype=np.int32)
    some = np.flatnonzero(values)
    np.bitwise_or.at(found, rows[some], values[some])
    return found


def _join(tokens: Ints, rows: Ints, count: Ints, known: _Words) -> tuple[Hashes, list[Hashes], pa.Array]:
    """The number of all keys of a row written as one text, those of its first and last three letters, and the text."""
    sounds = _written(known.keys, tokens, rows, len(count), "")
    length = known.length[tokens]
    total = np.cumsum(length)
    whole = np.bincount(rows, weights=length, minlength=len(count)).astype(np.int64)
    after = np.cumsum(whole)[rows] - total
    with np.errstate(over="ignore"):
        joined = _sums(known.key_numbers[tokens] * powers()[np.minimum(after, 255)], rows, len(count))
    ends = [mixed(hash_texts(pc.utf8_slice_codeunits(sounds, *part))) for part in ((0, 3), (-3, None))]
    return joined, ends, sounds


def _split_marked(text: str) -> list[str]:
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.replace("’", "").replace("‘", "").replace("ʼ", ""))
    text = _MARKS.sub("", text).translate(_MISREAD)
    head, *tail = text.split(",")
    kept = [part for part in tail if not _all_degrees(part)]
    parts = _NO_LETTER.sub("", " ".join((head, *kept))).split()
    while len(parts) > 1 and "." in parts[-1].rstrip(".") and parts[-1].replace(".", "") in DEGREES:
        parts.pop()
    while len(parts) > 1 and parts[-1].endswith(".") and parts[-1].replace(".", "") in DEGREES:
        parts.pop()
    if parts and parts[0] in ("A.A.", "A.A"):
        parts[0] = "AA"
    return [word for part in parts for word in part.split(".") if word]


def _all_degrees(part: str) -> bool:
    words = [word.replace(".", "") for word in part.split()]
    return all(word in DEGREES for word in words) or "".join(words) in DEGREES
