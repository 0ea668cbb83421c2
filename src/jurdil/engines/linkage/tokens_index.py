"""A prepared index of a delivery of tokens, so that a few people are asked without reading it from its start.

Every token stands once, with the row of its entry, in the bucket that its leading bits name (hashing with separate
chaining laid out flat; Knuth 1973, vol. 3, 6.4). There are as many leading bits as a row has, so that the rest of the
token and the row fill 64 bits and nothing of a token is lost: what is found is what the whole delivery would answer.
Each bucket has a sum that stands apart from it and is compared whenever the bucket is read. The index holds no more
than the delivery does, and no key.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from jurdil.engines.linkage.hashing import mixed, text_numbers
from jurdil.engines.linkage.tokens import TOKENS_A_ROW, Tokens
from jurdil.engines.linkage.tokens_asking import Patterns, Questions, gathered

EDITION = 1
"""Of what an index holds; one more when that changes, so that no older index is asked."""
QUESTIONS_AT_ONCE = 100_000
DAMAGED = "its index is damaged"
OF_ANOTHER = "its index was made from another file"
Ints = NDArray[np.int64]


class NotIndexed(ValueError):
    """A delivery has no index that can be asked; the text says why, and is empty where there simply is none yet."""


@dataclass(frozen=True)
class Indexed:
    """A delivery that is to be asked through its index. folder: where the index is kept."""

    path: Path
    folder: Path

    @property
    def index(self) -> Path:
        """The folder of the index itself."""
        return self.folder / f"{self.path.stem}.tokens-{EDITION}"


def mark_of(path: Path) -> list[int]:
    """Return what tells a delivery from another that stood at its place."""
    found = path.stat()
    return [found.st_size, found.st_mtime_ns]


@dataclass(frozen=True)
class TokenIndex:
    """An index, opened in place. told: what the delivery tells of itself. bits: of a row, and of a bucket's number.

    keys: the rest of each token and its row, by bucket. starts, sums: of each bucket. letters: the ids of all entries,
    one after the other. id_starts, id_sums: of each id.
    """

    told: dict[str, object]
    entries: int
    bits: np.uint64
    keys: Tokens
    starts: Ints
    sums: Tokens
    id_starts: Ints
    id_sums: Tokens
    letters: NDArray[np.uint8]

    @classmethod
    def open(cls, source: Indexed) -> TokenIndex:
        """Open the index of a delivery. Raises NotIndexed; FileNotFoundError if the delivery is gone."""
        mark = mark_of(source.path)
        try:
            told = json.loads((source.index / "told.json").read_text(encoding="utf-8"))
        except FileNotFoundError as fault:
            raise NotIndexed from fault
        except ValueError as fault:
            raise NotIndexed(DAMAGED) from fault
        if not isinstance(told, dict) or told.pop("sum", "") != sum_of(told):
            raise NotIndexed(DAMAGED)
        if told["delivery"] != mark:
            raise NotIndexed(OF_ANOTHER)
        entries = told["entries"]
        try:
            arrays = {
                name: _in_place(source.index / name, kind, count)
                for name, (kind, count) in layout(entries, told["letters"]).items()
            }
        except (OSError, ValueError) as fault:
            raise NotIndexed(DAMAGED) from fault
        return cls(told["told"], entries, bits_of(entries), **arrays)

    def find(self, asked: Questions) -> Patterns:
        """Return each pair that shares a telling token, sorted by person and entry. Raises NotIndexed if damaged."""
        pairs, found = [], []
        for start in range(0, len(asked.token), QUESTIONS_AT_ONCE):
            question, entry = self._entries_with(asked.token[start : start + QUESTIONS_AT_ONCE])
            pairs.append(asked.person[start + question].astype(np.int64) * self.entries + entry)
            found.append(asked.agreement[start + question])
        return gathered(pairs, found, self.entries)

    def _entries_with(self, tokens: Tokens) -> tuple[Ints, Ints]:
        """Return the entries that carry each token: the place of the token, and the row of the entry."""
        bucket = bucket_of(tokens, self.bits)
        first, last = self.starts[bucket], self.starts[bucket + 1]
        _must((first >= 0) & (first <= last) & (last <= len(self.keys)))
        size = last - first
        end = np.cumsum(size)
        keys = self.keys[np.arange(int(size.sum())) + np.repeat(first - end + size, size)]
        _must(sums_of(keys, end - size, end, bucket) == self.sums[bucket])
        place = np.repeat(np.arange(len(tokens)), size)
        same = keys >> self.bits == (tokens << self.bits >> self.bits)[place]
        row = keys[same] & ((np.uint64(1) << self.bits) - np.uint64(1))
        return place[same], row.astype(np.int64)

    def ids_of(self, rows: Ints) -> pa.Array:
        """Return the numbers of entries. Raises NotIndexed if damaged."""
        few, at = np.unique(rows, return_inverse=True)
        first, last = self.id_starts[few], self.id_starts[few + 1]
        _must((first >= 0) & (first <= last) & (last <= len(self.letters)))
        try:
            texts = [
                self.letters[start:end].tobytes().decode()
                for start, end in zip(first.tolist(), last.tolist(), strict=True)
            ]
        except UnicodeDecodeError as fault:
            raise NotIndexed(DAMAGED) from fault
        ids = pa.array(texts, pa.string())
        _must(id_sums_of(ids, few) == self.id_sums[few])
        return ids.take(pa.array(at))


def _must(whole: NDArray[np.bool_]) -> None:
    if not whole.all():
        raise NotIndexed(DAMAGED)


def _in_place(path: Path, kind: type[np.generic], count: int) -> NDArray[Any]:
    """Numbers on disk as a plain array: one that knows its file is slow to cut."""
    return np.asarray(np.memmap(path, kind, "r", shape=(count,))) if count else np.zeros(0, kind)


def layout(entries: int, letters: int) -> dict[str, tuple[type[np.generic], int]]:
    """Return the files of an index: the kind of their numbers, and how many. letters: bytes of all ids together."""
    buckets = 1 << int(bits_of(entries))
    return {
        "keys": (np.uint64, entries * TOKENS_A_ROW),
        "starts": (np.int64, buckets + 1),
        "sums": (np.uint64, buckets),
        "id_starts": (np.int64, entries + 1),
        "id_sums": (np.uint64, entries),
        "letters": (np.uint8, letters),
    }


def bits_of(entries: int) -> np.uint64:
    """Return how many bits a row takes, and so does the number of a bucket."""
    return np.uint64(max(entries.bit_length(), 1))


def bucket_of(tokens: Tokens, bits: np.uint64) -> Ints:
    """Return the number of the bucket in which each token stands."""
    found: Ints = (tokens >> (np.uint64(64) - bits)).astype(np.int64)
    return found


def sums_of(keys: Tokens, first: Ints, last: Ints, bucket: Ints) -> Tokens:
    """Return the sum of each bucket, whose keys stand from `first` to `last`; never 0 for an empty one."""
    total = np.concatenate((np.zeros(1, np.uint64), np.cumsum(mixed(keys), dtype=np.uint64)))
    return total[last] - total[first] + mixed(bucket.astype(np.uint64) + np.uint64(1))


def id_sums_of(ids: pa.Array, rows: Ints) -> Tokens:
    """Return the sum of each entry's id in its row."""
    return mixed(text_numbers(ids) + mixed(rows.astype(np.uint64)))


def sum_of(told: dict[str, Any]) -> str:  # Any: JSON
    """Return the sum of what an index tells of itself."""
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
