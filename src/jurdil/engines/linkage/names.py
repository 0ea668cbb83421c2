"""Indonesian names as they are compared: canonical words, and a key of how they sound whatever their order.

Rules: titles and degrees are dropped; forms of Muhammad, Abdul, Siti, Ahmad become one; bin, binti and boru are dropped
and the name after them stays; apostrophes, accents and hyphens do not count; old and new spelling share a key. A lone
letter stays in the name but not in the key, because nobody knows what it stands for: it is kept as an initial.

A whole column is cleaned at once: each distinct word is looked at one time, and rows are put together from the words'
numbers.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from jurdil.engines.linkage.articles import AGUNG, CHILDREN, KINDS, OTHER, RANK, sexes_in
from jurdil.engines.linkage.degrees import ENDINGS, is_all_degrees
from jurdil.engines.linkage.hashing import Hashes, hash_texts, letters_of, mixed, powers, text_numbers
from jurdil.engines.linkage.spellings import (
    DROPPED,
    FIRST_WORD,
    FRONT_TITLES,
    HONORIFICS,
    LITTLE_SAID,
    PLAIN_DEGREES,
    canonical,
    spelling_keys,
)
from jurdil.engines.linkage.titles import DEAD, DEPARTED, OF_ANOTHER, RELATIVE, SAID, SEX, UNTIL_DEAD

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
MOST_WORDS = 5
PREFIX = 4
MARKS = r"['`´‘’ʼ\"\-]"
ODD = rf"[^A-Z ]|^ *(?:I|NI) +MD |(?:^| ){DEAD}(?: |$)"
"""What makes a name worth reading sign by sign."""
GAPS = r"\((?:K|HONS\.?|ALMH?\.?|ALMARHUM(?:AH)?)\)|[\x00-\x1f/_;&()+]"
"""Signs that part words, and additions to degrees."""
MISREAD = tuple(zip("01|2568", "OIIZSGB", strict=True))
"""Digits that a machine reads for letters."""


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
    all words. sex: what articles and titles of the name say (`articles.py`; 0: nothing). said: whom the name is not of
    (bits of `titles.py`).
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
    sex: NDArray[np.int8]
    said: NDArray[np.int8]
    sounds: pa.Array


class _Words:
    """What is known of each distinct word of a column, as arrays by the word's number; then `Siti` and such."""

    def __init__(self, words: list[str]) -> None:
        firsts = [full for full in FIRST_WORD.values() if full]
        written = [*words, *firsts]
        texts = [canonical(word) for word in written]
        self.texts = pa.array(texts, pa.string())
        self.keys = spelling_keys(self.texts)
        self.text_numbers = mixed(text_numbers(self.texts))
        self.key_numbers = text_numbers(self.keys)
        self.prefix_numbers = mixed(text_numbers(pc.utf8_slice_codeunits(self.keys, 0, PREFIX)))
        self.length = pc.utf8_length(self.keys).to_numpy().astype(np.int64)
        self.is_title, self.is_degree, self.is_dropped = (
            _among(pa.array(written, pa.string()), some) for some in (FRONT_TITLES, PLAIN_DEGREES, DROPPED)
        )
        self.says = np.array([SAID.get(word, 0) for word in written], dtype=np.int8)
        self.kind = np.array([KINDS.get(text, OTHER) for text in texts], dtype=np.int64)
        self.child = np.array([CHILDREN.get(text, 0) for text in texts], dtype=np.int8)
        self.is_telling = (self.length > 1) & ~_among(self.texts, LITTLE_SAID)
        self.first, self.bag = _bags(pc.utf8_slice_codeunits(self.texts, 0, 1)), _bags(self.keys)
        self.lone = np.where(pc.utf8_length(self.texts).to_numpy() == 1, self.first, 0).astype(np.int32)
        at = {full: len(words) + nth for nth, full in enumerate(firsts)}
        self.as_first = np.arange(len(written), dtype=np.int64)
        for nth in np.flatnonzero(_among(self.texts, frozenset(FIRST_WORD))).tolist():
            full = FIRST_WORD[texts[nth]]
            self.as_first[nth] = at[full] if full else -1


def _among(words: pa.Array, some: frozenset[str]) -> Flags:
    found: Flags = pc.is_in(words, value_set=_column_of(some)).to_numpy(zero_copy_only=False)
    return found


@lru_cache(maxsize=8)
def _column_of(words: frozenset[str]) -> pa.Array:
    return pa.array(sorted(words), pa.string())


def _bags(words: pa.Array) -> NDArray[np.int32]:
    """The letters of each word (capital letters only) as bits."""
    letters, starts = letters_of(words)
    found = np.zeros(len(words), dtype=np.int32)
    bits = np.left_shift(np.int32(1), letters.astype(np.int32) - ord("A"))
    some = np.flatnonzero(np.diff(starts))
    if len(some):
        found[some] = np.bitwise_or.reduceat(bits, starts[some])
    return found


def clean_names(raw: pa.Array) -> CleanNames:
    """Clean a column of written names, null where there is none."""
    tokens, rows, known, *said = _read(raw)
    return _assemble(tokens, rows, len(raw), known, *said)


def name_texts(raw: pa.Array) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Return text, key and joined text (see `CleanName`) of a column of written names."""
    tokens, rows, known, *_ = _read(raw)
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


def _read(raw: pa.Array) -> tuple[Ints, Ints, _Words, NDArray[np.int8], NDArray[np.int8]]:
    """The words that belong to the names, the row of each, what is known of words, the sex, and what else is said."""
    plain, departed = _plain(raw)
    lists = pc.ascii_split_whitespace(pc.ascii_trim_whitespace(plain))
    encoded = lists.values.dictionary_encode()
    known = _Words(encoded.dictionary.to_pylist())
    tokens = encoded.indices.to_numpy().astype(np.int64)
    ends = lists.offsets.to_numpy().astype(np.int64)
    first, last, said = _without_titles(tokens, ends[:-1].copy(), ends[1:].copy(), known)
    said[departed] |= DEPARTED
    sex = (sexes_in(known.kind[tokens], known.child[tokens], first, last) | (said & SEX)) % SEX
    tokens, rows = _named(tokens, first, last, known)
    has_sound = known.length[tokens] > 0
    return tokens[has_sound], rows[has_sound], known, sex, said & ~SEX


def _telling(tokens: Ints, rows: Ints, size: int, known: _Words) -> Flags:
    """The words that stand for a name: the telling ones, or all where there is none."""
    telling = known.is_telling[tokens]
    telling |= (known.lone[tokens] > 0) & (np.bincount(rows[telling], minlength=size) == 0)[rows]
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


def _plain(raw: pa.Array) -> tuple[pa.Array, Ints]:
    """Capital letters and blanks only; what stands behind commas and dots is read as degrees where it is one.

    Then the rows of names that say that their bearer has died.
    """
    upper = pc.fill_null(pc.utf8_upper(raw), "")
    marked = pc.match_substring_regex(upper, ODD)
    odd = upper.filter(marked)
    if len(odd) == 0:
        return upper, np.zeros(0, dtype=np.int64)
    at = np.flatnonzero(marked.to_numpy(zero_copy_only=False))
    return pc.replace_with_mask(upper, marked, _unmarked(odd)), at[_departed(odd)]


def _departed(texts: pa.Array) -> Ints:
    some = np.flatnonzero(pc.match_substring(texts, "ALM").to_numpy(zero_copy_only=False))
    before = pc.struct_field(pc.extract_regex(texts.take(pa.array(some)), UNTIL_DEAD), "before")
    is_own = pc.fill_null(pc.invert(pc.match_substring_regex(before, OF_ANOTHER)), False)
    found: Ints = some[is_own.to_numpy(zero_copy_only=False)]
    return found


def _unmarked(texts: pa.Array) -> pa.Array:
    accented = pc.invert(pc.string_is_ascii(texts))
    if pc.any(accented).as_py():
        folded = [_without_accents(text) for text in texts.filter(accented).to_pylist()]
        texts = pc.replace_with_mask(texts, accented, pa.array(folded, pa.string()))
    texts = pc.replace_substring_regex(pc.replace_substring_regex(texts, MARKS, ""), GAPS, " ")
    for digit, letter in MISREAD:
        texts = pc.replace_substring(texts, digit, letter)
    texts = pc.replace_substring_regex(_without_tails(texts), r"[^A-Z. ]+", "")
    for ending, is_degree in ENDINGS:
        texts = _without_last(texts, ending, is_degree)
    for dotted, whole in HONORIFICS:
        texts = pc.replace_substring_regex(texts, dotted, whole)
    return pc.replace_substring(texts, ".", " ")


def _without_accents(text: str) -> str:
    return unicodedata.normalize("NFKD", text.replace("’", "").replace("‘", "").replace("ʼ", ""))


def _without_tails(texts: pa.Array) -> pa.Array:
    """Texts without the parts behind a comma that are nothing but degrees."""
    has_tail = pc.match_substring(texts, ",")
    parts = pc.extract_regex(texts.filter(has_tail), r"(?s)^(?P<head>[^,]*),(?P<tail>.*)$")
    tails = pc.struct_field(parts, "tail").dictionary_encode()
    kept = [
        " ".join(part for part in tail.split(",") if not is_all_degrees(part)) for tail in tails.dictionary.to_pylist()
    ]
    whole = pc.binary_join_element_wise(
        pc.struct_field(parts, "head"), pa.array(kept, pa.string()).take(tails.indices), " "
    )
    return pc.replace_with_mask(texts, has_tail, whole)


def _without_last(texts: pa.Array, ending: str, is_degree: Callable[[str], bool]) -> pa.Array:
    """Texts without their last words as long as those are degrees and another word is left."""
    some = pa.array(np.arange(len(texts)))
    while len(some):
        parts = pc.extract_regex(texts.take(some), ending)
        last = pc.struct_field(parts, "last").dictionary_encode()
        drop = pa.array([is_degree(word) for word in last.dictionary.to_pylist()], pa.bool_()).take(last.indices)
        drop = pc.fill_null(drop, False)
        some = some.filter(drop)
        mask = np.zeros(len(texts), dtype=bool)
        mask[some.to_numpy()] = True
        texts = pc.replace_with_mask(texts, pa.array(mask), pc.struct_field(parts, "front").filter(drop))
    return texts


def _without_titles(tokens: Ints, first: Ints, last: Ints, known: _Words) -> tuple[Ints, Ints, NDArray[np.int8]]:
    """Return where each name begins and ends between its titles and degrees, and what its titles say."""
    said = np.zeros(len(first), dtype=np.int8)
    while True:
        some = np.flatnonzero(last - first > 1)
        words = tokens[first[some]]
        said[some] |= known.says[words]
        drop = some[known.is_title[words]]
        if not len(drop):
            break
        first[drop] += 1
    of_another = np.flatnonzero(said & RELATIVE)
    one, other = (known.kind[tokens[first[of_another] + nth]] for nth in (0, 1))
    said[of_another[(one == RANK) & (other == AGUNG)]] &= ~RELATIVE
    while True:
        some = np.flatnonzero(last - first > 1)
        drop = some[known.is_degree[tokens[last[some] - 1]]]
        if not len(drop):
            break
        last[drop] -= 1
    return first, last, said


def _named(tokens: Ints, first: Ints, last: Ints, known: _Words) -> tuple[Ints, Ints]:
    """Return the words that belong to the names, and the row of each."""
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


def _assemble(
    tokens: Ints, rows: Ints, size: int, known: _Words, sex: NDArray[np.int8], said: NDArray[np.int8]
) -> CleanNames:
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
    return CleanNames(name, key, joined, head, tail, words, prefixes, counted, letters, bag, lone, firsts, sex,
                      said, sounds)  # fmt: skip


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
