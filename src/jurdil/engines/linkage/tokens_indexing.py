"""Make the index of a delivery of tokens where it is lacking, stale or damaged, and ask through it."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jurdil.engines.linkage.hashing import letters_of
from jurdil.engines.linkage.tokens import (
    TOKENS_A_ROW,
    Tokens,
    check_told,
    count_tokens,
    numbers_in_parts,
    read_in_parts,
    read_tokens,
    read_told,
)
from jurdil.engines.linkage.tokens_asking import Found, Questions, find_in_whole
from jurdil.engines.linkage.tokens_index import (
    Indexed,
    NotIndexed,
    TokenIndex,
    bits_of,
    bucket_of,
    id_sums_of,
    mark_of,
    sum_of,
    sums_of,
)
from jurdil.engines.linkage.tokens_keys import TOKEN_BYTES, ExchangeKey

ROWS_A_PART = 1 << 16
BUCKETS_A_PART = 1 << 16
TOKENS_AT_ONCE = 1 << 24
MOST_READINGS = 16
Ints = NDArray[np.int64]

log = logging.getLogger(__name__)


def find_in_index(asked: Questions, source: Indexed, key: ExchangeKey) -> Found:
    """Return what `find_in_whole` returns, by the index: one that is lacking, stale or damaged is made anew.

    Where none can be made (a full disk) the whole delivery is read. Raises NoTokens, OSError as `read_tokens` does.
    """
    try:
        return _find(asked, source, key)
    except NotIndexed as fault:
        if str(fault):
            log.warning("%s: %s; it is made anew from the delivery.", source.path.name, fault)
    told = read_told(source.path)
    check_told(told, source.path, key)
    try:
        make_index(source)
        return _find(asked, source, key)
    except (NotIndexed, OSError) as fault:
        log.warning(
            "%s: no index can be made in %s (%s); the whole delivery is read, slower and with the same answer.",
            source.path.name, source.folder, fault,
        )  # fmt: skip
        return find_in_whole(asked, read_tokens(source.path, key))


def _find(asked: Questions, source: Indexed, key: ExchangeKey) -> Found:
    index = TokenIndex.open(source)
    roster = check_told(index.told, source.path, key)
    try:
        patterns = index.find(asked)
        return Found(roster, index.entries, patterns, index.ids_of(patterns.entry))
    except NotIndexed:
        shutil.rmtree(source.index, ignore_errors=True)
        raise


def make_index(source: Indexed) -> None:
    """Make the index of a delivery, unless one that is whole stands there; published at once or not at all.

    Other processes that want it wait. Indexes of other editions are removed. Raises NoTokens, OSError.
    """
    source.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(source):
        try:
            TokenIndex.open(source)
            return
        except NotIndexed:
            pass
        draft = Path(tempfile.mkdtemp(prefix=f"{source.path.stem}.tokens-", suffix=".new", dir=source.folder))
        try:
            _write(source.path, draft)
            for other in source.folder.iterdir():
                if _is_index(other, source) and other != draft:
                    shutil.rmtree(other, ignore_errors=True)
            draft.replace(source.index)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        if not source.path.exists():  # destroyed meanwhile
            shutil.rmtree(source.index, ignore_errors=True)


def _is_index(path: Path, source: Indexed) -> bool:
    """By its name: whatever else somebody keeps in the folder stays there."""
    return bool(re.fullmatch(rf"{re.escape(source.path.stem)}\.tokens-(\d+|\w+\.new)", path.name))


@contextmanager
def _alone(source: Indexed) -> Iterator[None]:
    """Hold the lock on the index of a delivery; whoever is killed leaves none behind."""
    with (source.folder / f".{source.path.stem}.tokens.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _write(path: Path, folder: Path) -> None:
    mark, told, entries = mark_of(path), read_told(path), count_tokens(path)
    starts = _starts(path, bits_of(entries))
    keys = _reserved(folder / "keys", entries * TOKENS_A_ROW)
    _fill(keys, path, starts, bits_of(entries))
    starts.tofile(folder / "starts")
    _all_sums(keys, starts).tofile(folder / "sums")
    letters = _write_ids(path, folder)
    about = {"delivery": mark, "entries": entries, "letters": letters, "told": told}
    (folder / "told.json").write_text(json.dumps({**about, "sum": sum_of(about)}), encoding="utf-8")


def _reserved(path: Path, count: int) -> Tokens:
    """Return so many numbers on disk, with all the room they need: a disk that is full is told now."""
    path.touch()
    if not count:
        return np.zeros(0, np.uint64)
    with path.open("r+b") as file:
        os.posix_fallocate(file.fileno(), 0, count * TOKEN_BYTES)
    return np.memmap(path, np.uint64, "r+", shape=(count,))


def _starts(path: Path, bits: np.uint64) -> Ints:
    """Return where each bucket starts, and where the last one ends."""
    count = np.zeros((1 << int(bits)) + 1, np.int64)
    for tokens in numbers_in_parts(path, ROWS_A_PART):
        count[1:] += np.bincount(bucket_of(tokens.reshape(-1), bits), minlength=1 << int(bits))
    return np.cumsum(count)


def _fill(keys: Tokens, path: Path, starts: Ints, bits: np.uint64) -> None:
    """Put every token into its bucket, some buckets after the other, so that each page of the file is written once.

    The delivery is read as often; that costs less than to write all over a file that does not fit into memory.
    """
    first, at_once = 0, max(TOKENS_AT_ONCE, len(keys) // MOST_READINGS)
    while first < len(starts) - 1:
        last = max(int(np.searchsorted(starts, starts[first] + at_once, "right")) - 1, first + 1)
        some = _sorted_keys(path, first, last, int(starts[last] - starts[first]), bits)
        keys[starts[first] : starts[last]] = some
        first = last


def _sorted_keys(path: Path, first: int, last: int, count: int, bits: np.uint64) -> Tokens:
    """Return the keys of the buckets from `first` to before `last`; count: of their tokens."""
    found, rows = np.empty(count, np.uint64), np.empty(count, np.uint64)
    shift = np.uint64(64) - bits
    low, high = np.uint64(first) << shift, np.uint64(last - 1) << shift | ((np.uint64(1) << shift) - np.uint64(1))
    row, end = 0, 0
    for tokens in numbers_in_parts(path, ROWS_A_PART):
        flat = tokens.reshape(-1)
        places = np.flatnonzero((flat >= low) & (flat <= high))
        here = slice(end, end + len(places))
        found[here], rows[here] = flat[places], row + places // TOKENS_A_ROW
        row, end = row + len(tokens), here.stop
    order = np.argsort(found >> shift)
    found <<= bits
    found |= rows
    return found[order]


def _all_sums(keys: Tokens, starts: Ints) -> Tokens:
    sums = np.empty(len(starts) - 1, np.uint64)
    for first in range(0, len(sums), BUCKETS_A_PART):
        some = starts[first : first + BUCKETS_A_PART + 1]
        bucket = np.arange(first, first + len(some) - 1)
        here = some - some[0]
        sums[bucket] = sums_of(np.asarray(keys[some[0] : some[-1]]), here[:-1], here[1:], bucket)
    return sums


def _write_ids(path: Path, folder: Path) -> int:
    """Write the ids of all entries, and return how many bytes they take."""
    letters, starts, sums = [np.zeros(0, np.uint8)], [np.zeros(1, np.int64)], [np.zeros(0, np.uint64)]
    row, end = 0, 0
    for ids in read_in_parts(path, "entry_id", ROWS_A_PART):
        some, places = letters_of(ids)
        letters.append(some)
        starts.append(places[1:] + end)
        sums.append(id_sums_of(ids, np.arange(row, row + len(ids))))
        row, end = row + len(ids), end + len(some)
    for name, parts in (("letters", letters), ("id_starts", starts), ("id_sums", sums)):
        np.concatenate(parts).tofile(folder / name)
    return end
