"""The Merkle tree hash of RFC 6962 and RFC 9162 section 2.1, in bulk.

Leaves and nodes are hashed under different first bytes, so that nobody can pass off a node as a leaf. A tree
whose size is no power of two is split at the largest power of two below its size.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Protocol

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """Hash one entry: SHA-256 of the byte 0 and the entry."""
    return sha256(b"\x00" + data).digest()


def leaf_hashes(entries: Iterable[bytes]) -> list[bytes]:
    """Hash many entries; the same as `leaf_hash` of each, without its call."""
    return [sha256(b"\x00" + data).digest() for data in entries]


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two children: SHA-256 of the byte 1, the left and the right hash."""
    return sha256(b"\x01" + left + right).digest()


def parents(hashes: Sequence[bytes]) -> list[bytes]:
    """Hash neighbours pairwise; a last one without a neighbour is left out."""
    pair = iter(hashes)
    return [sha256(b"\x01" + left + right).digest() for left, right in zip(pair, pair, strict=False)]


def split_point(count: int) -> int:
    """Return the largest power of two below `count` (2 or more)."""
    return 1 << ((count - 1).bit_length() - 1)


class NodeSource(Protocol):
    """Anything that knows the hashes of the complete subtrees of a tree."""

    def node(self, level: int, index: int) -> bytes:
        """Return the hash of the leaves `index << level` up to `(index + 1) << level`."""
        ...


class HashLevels:
    """All complete subtrees over a list of leaf hashes, for many proofs over the same list."""

    def __init__(self, hashes: Sequence[bytes]) -> None:
        self.size = len(hashes)
        self._levels: list[Sequence[bytes]] = [hashes]
        while len(self._levels[-1]) > 1:
            self._levels.append(parents(self._levels[-1]))

    def node(self, level: int, index: int) -> bytes:
        """Return the hash of one complete subtree; IndexError if it is not complete."""
        return self._levels[level][index]


def range_root(source: NodeSource, low: int, high: int) -> bytes:
    """Hash the leaves from `low` up to `high` (not included), where `low` begins a subtree of that width."""
    rights: list[tuple[int, int]] = []
    while (count := high - low) & (count - 1):
        middle = low + split_point(count)
        rights.append((low, middle))
        low = middle
    result = source.node((high - low).bit_length() - 1, low >> ((high - low).bit_length() - 1))
    for start, end in reversed(rights):
        level = (end - start).bit_length() - 1
        result = node_hash(source.node(level, start >> level), result)
    return result


def tree_root(hashes: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes; the empty tree has the hash of nothing."""
    if not hashes:
        return EMPTY_ROOT
    level = hashes
    ragged: bytes | None = None
    while True:
        if len(level) % 2:
            ragged = level[-1] if ragged is None else node_hash(level[-1], ragged)
        if len(level) <= 1:
            break
        level = parents(level)
    assert ragged is not None  # a level of one node ends every climb
    return ragged
