"""Numbers of 64 bits that stand for texts and for combinations of values, the same on every machine and for ever.

A text's number is a polynomial over its letters (Karp and Rabin, 1987), so that the number of a joined text follows
from those of its parts; `mixed` is the finaliser of SplitMix64 (Steele, Lea and Flood, 2014), which spreads close
values far apart. Two texts with one number are practically impossible by accident; nothing here is a secret.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
BASE = 0x9E3779B97F4A7C15 | 1
_TAG = 0x632BE59BD9B4E019
_WRAP = (1 << 64) - 1
_SPREADS = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB))
FEW_TEXTS = 50
"""Fewer texts than this are quicker worked out one by one."""


def text_number(text: str) -> int:
    """Return the polynomial of a text's characters modulo 2^64; 0 for the empty text only."""
    number = 0
    for sign in text:
        number = (number * BASE + ord(sign) * 0x2545F4914F6CDD1D + 1) & _WRAP
    return number


@lru_cache(maxsize=1)
def powers() -> Hashes:
    """Return BASE^0 to BASE^255: what a text's number is multiplied with when so many characters follow."""
    found = [1]
    for _ in range(255):
        found.append(found[-1] * BASE & _WRAP)
    return np.array(found, dtype=np.uint64)


def power(after: int) -> int:
    """Return what a text's number is multiplied with when `after` characters follow; from 255 on always the same."""
    return pow(BASE, min(after, 255), 1 << 64)


def mixed_number(number: int) -> int:
    """Return what `mixed` makes of one number (modulo 2^64)."""
    found = number + 0x9E3779B97F4A7C15 & _WRAP
    for shift, factor in _SPREADS:
        found = (found ^ found >> shift) * factor & _WRAP
    return found ^ found >> 31


def mixed(values: Hashes) -> Hashes:
    """Return each number spread over all 64 bits; different numbers stay different."""
    with np.errstate(over="ignore"):
        found = values + np.uint64(0x9E3779B97F4A7C15)
        for shift, factor in _SPREADS:
            found ^= found >> np.uint64(shift)
            found *= np.uint64(factor)
        found ^= found >> np.uint64(31)
    return found


def joined(tag: int, parts: Sequence[NDArray[np.uint64] | NDArray[np.int64]]) -> Hashes:
    """Return one number per row for a combination of columns; tag: keeps kinds of combinations apart.

    Columns are multiplied with odd numbers and added (multilinear hashing; Carter and Wegman, 1979), then spread.
    """
    with np.errstate(over="ignore"):
        found = parts[0].astype(np.uint64, copy=False) * powers()[1]
        for nth, part in enumerate(parts[1:], 2):
            found += part.astype(np.uint64, copy=False) * powers()[nth]
        found += np.uint64(tag * _TAG & _WRAP)
    return mixed(found)


def joined_at_once(wanted: Sequence[tuple[int, Sequence[NDArray[Any]]]]) -> Hashes:
    """Return what `joined` gives for each tag and its columns (all of one length), one after the other.

    Quicker for few rows, because all are multiplied and spread together.
    """
    values = np.concatenate([part for _, parts in wanted for part in parts], dtype=np.uint64, casting="unsafe")
    values = values.reshape(-1, len(wanted[0][1][0]))
    factors = powers()[[nth for _, parts in wanted for nth in range(1, len(parts) + 1)]]
    firsts = np.cumsum([0, *(len(parts) for _, parts in wanted[:-1])])
    tags = np.array([tag * _TAG & _WRAP for tag, _ in wanted], dtype=np.uint64)
    with np.errstate(over="ignore"):
        found = np.add.reduceat(values * factors[:, None], firsts, axis=0) + tags[:, None]
    return mixed(found.ravel())


def letters_of(texts: pa.Array) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return the bytes of all texts one after the other, and where each begins and the last one ends."""
    _, ends, letters = texts.buffers()
    starts = np.frombuffer(ends, dtype=np.int32)[texts.offset : texts.offset + len(texts) + 1].astype(np.int64)
    if letters is None:
        return np.zeros(0, dtype=np.uint8), starts
    return np.frombuffer(letters, dtype=np.uint8)[starts[0] : starts[-1]], starts - starts[0]


def text_numbers(texts: pa.Array) -> Hashes:
    """Return the number of each text (`text_number`); 0 where it is null or empty."""
    if len(texts) < FEW_TEXTS:
        return np.array([text_number(text or "") for text in texts.to_pylist()], dtype=np.uint64)
    texts = pc.fill_null(texts, "")
    is_plain = pc.string_is_ascii(texts).to_numpy(zero_copy_only=False)
    letters, starts = letters_of(texts)
    length = np.where(is_plain, np.diff(starts), 0)
    longest_first = np.argsort(-length, kind="stable")
    starts, shortage = starts[longest_first], -length[longest_first]
    found = np.zeros(len(texts), dtype=np.uint64)
    with np.errstate(over="ignore"):
        codes = np.arange(128, dtype=np.uint64) * np.uint64(0x2545F4914F6CDD1D) + np.uint64(1)
        for nth in range(-int(shortage[0]) if len(shortage) else 0):
            some = int(np.searchsorted(shortage, -nth))
            found[:some] = found[:some] * np.uint64(BASE) + codes[letters[starts[:some] + nth]]
    numbers = np.empty_like(found)
    numbers[longest_first] = found
    for nth in np.flatnonzero(~is_plain).tolist():
        numbers[nth] = text_number(texts[nth].as_py())
    return numbers


def hash_texts(values: pa.Array) -> Hashes:
    """Return the number of each text, each distinct text worked out once; 0 where it is null or empty."""
    encoded = values.dictionary_encode()
    numbers = np.append(text_numbers(encoded.dictionary), np.uint64(0))
    at = encoded.indices.fill_null(len(numbers) - 1).to_numpy(zero_copy_only=False)
    found: Hashes = numbers[at]
    return found
