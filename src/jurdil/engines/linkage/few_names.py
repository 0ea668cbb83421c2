"""The cleaning of `names.py` for a few names, without the price of starting work on columns.

Whoever asks about one person waits for it. The rules and tables are those of the columns, and a test compares the two
on invented names; a name with signs that only the columns know how to read is left to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from jurdil.engines.linkage.articles import AGUNG, KINDS, RANK, sex_in
from jurdil.engines.linkage.degrees import ENDINGS, is_all_degrees
from jurdil.engines.linkage.hashing import Hashes, mixed_number, power, text_number
from jurdil.engines.linkage.names import (
    GAPS,
    MARKS,
    MISREAD,
    MOST_WORDS,
    ODD,
    PREFIX,
    CleanNames,
)
from jurdil.engines.linkage.spellings import (
    DROPPED,
    FIRST_WORD,
    FRONT_TITLES,
    HONORIFICS,
    LITTLE_SAID,
    PLAIN_DEGREES,
    canonical,
    spelling_key,
)
from jurdil.engines.linkage.titles import DEPARTED, RELATIVE, SAID, SEX, is_departed

_WRAP = (1 << 64) - 1
_MISREAD = str.maketrans(dict(MISREAD))


class _Word(NamedTuple):
    """A canonical word and its spelling key."""

    text: str
    key: str

    @property
    def is_telling(self) -> bool:
        return len(self.key) > 1 and self.text not in LITTLE_SAID

    @property
    def is_lone(self) -> bool:
        return len(self.text) == 1


def is_plain(text: str | None) -> bool:
    """Whether a text holds nothing but what a plain keyboard prints: that is read alike here and in columns."""
    return text is None or (text.isascii() and text.isprintable())


def clean_few_names(raw: Sequence[str | None]) -> CleanNames:
    """Return what `clean_names` does for names that all are `is_plain`."""
    written = [_written(name or "") for name in raw]
    rows = [_words(words) for words, _ in written]
    used = [
        [word for word in words if word.is_telling] or [word for word in words if word.is_lone] or words
        for words in rows
    ]
    keys = [[word.key for word in words] for words in used]
    sounds = ["".join(row) for row in keys]
    return CleanNames(
        _numbers(_in_order([word.text for word in words]) for words in rows),
        _numbers(_sum(mixed_number(text_number(key)) for key in row) for row in keys),
        _numbers(_joined(row) for row in keys),
        _numbers(mixed_number(text_number(text[:3])) for text in sounds),
        _numbers(mixed_number(text_number(text[-3:])) for text in sounds),
        _first_words([[mixed_number(text_number(key)) for key in row] for row in keys]),
        _first_words([[mixed_number(text_number(key[:PREFIX])) for key in row] for row in keys]),
        np.array([min(len(row), 100) for row in keys], dtype=np.int8),
        np.array([min(len(text), 100) for text in sounds], dtype=np.int8),
        _bags(sounds),
        _bags("".join(word.text for word in words if len(word.text) == 1) for words in rows),
        _bags("".join(word.text[0] for word in words) for words in rows),
        np.array(
            [(sex_in([canonical(word) for word in words]) | said & SEX) % SEX for words, said in written], dtype=np.int8
        ),
        np.array([said & ~SEX for _, said in written], dtype=np.int8),
        pa.array(sounds, pa.string()),
    )


def _written(name: str) -> tuple[list[str], int]:
    """The words of a name between its titles and degrees, and what its titles say (bits of `titles.py`)."""
    written = _letters(name.upper()).split()
    said = DEPARTED if is_departed(name.upper()) else 0
    while len(written) > 1:
        said |= SAID.get(written[0], 0)
        if written[0] not in FRONT_TITLES:
            break
        del written[0]
    if [KINDS.get(canonical(word)) for word in written[:2]] == [RANK, AGUNG]:
        said &= ~RELATIVE
    while len(written) > 1 and written[-1] in PLAIN_DEGREES:
        del written[-1]
    return written, said


def _words(written: Sequence[str]) -> list[_Word]:
    """The words that belong to a name."""
    kept = [*written[:1]] + [word for word in written[1:] if word not in DROPPED]
    if len(kept) > 1:
        first = canonical(kept[0])
        kept[:1] = [full] if (full := FIRST_WORD.get(first, first)) else []
    texts = [canonical(word) for word in kept]
    words = [_Word(text, spelling_key(text)) for text in texts]
    return [word for word in words if word.key]


def _letters(upper: str) -> str:
    """Capital letters and blanks only; what stands behind commas and dots is read as degrees where it is one."""
    if re.search(ODD, upper) is None:
        return upper
    text = re.sub(GAPS, " ", re.sub(MARKS, "", upper)).translate(_MISREAD)
    head, comma, tail = text.partition(",")
    if comma:
        text = f"{head} {' '.join(part for part in tail.split(',') if not is_all_degrees(part))}"
    text = re.sub("[^A-Z. ]+", "", text)
    for ending, is_degree in ENDINGS:
        while (parts := re.match(ending, text)) is not None and is_degree(parts["last"]):
            text = parts["front"]
    for dotted, whole in HONORIFICS:
        text = re.sub(dotted, whole, text)
    return text.replace(".", " ")


def _numbers(values: Iterable[int]) -> Hashes:
    return np.array(list(values), dtype=np.uint64)


def _sum(values: Iterable[int]) -> int:
    return sum(values) & _WRAP


def _in_order(texts: Sequence[str]) -> int:
    return _sum(mixed_number(mixed_number(text_number(text)) + nth) for nth, text in enumerate(texts))


def _joined(keys: Sequence[str]) -> int:
    """The number of the keys written as one text, as far as powers are known."""
    after, found = 0, 0
    for key in reversed(keys):
        found += text_number(key) * power(after)
        after += len(key)
    return found & _WRAP


def _first_words(rows: Sequence[Sequence[int]]) -> Hashes:
    found = np.zeros((len(rows), MOST_WORDS), dtype=np.uint64)
    for nth, row in enumerate(rows):
        few = row[:MOST_WORDS]
        found[nth, : len(few)] = few
    return found


def _bags(texts: Iterable[str]) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    found = []
    for text in texts:
        bag = 0
        for letter in text:
            bag |= 1 << ord(letter) - ord("A")
        found.append(bag)
    return np.array(found, dtype=np.int32)
