"""Inclusion and consistency proofs of RFC 9162 sections 2.1.3 and 2.1.4, made and checked.

The makers read only the complete subtrees they need from a `NodeSource`; the checkers follow the verification
algorithms of the RFC and share no step with the makers, so that one cannot hide a fault of the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from hmac import compare_digest

from jurdil.engines.merkle.hashing import HashLevels, NodeSource, node_hash, range_root, split_point


def _source(hashes: Sequence[bytes] | NodeSource, size: int) -> NodeSource:
    return HashLevels(hashes[:size]) if isinstance(hashes, Sequence) else hashes


def inclusion_proof(hashes: Sequence[bytes] | NodeSource, index: int, size: int) -> tuple[bytes, ...]:
    """Return the audit path of leaf `index` in the tree of the first `size` leaves, upwards.

    hashes: leaf hashes, or a store of nodes (give `HashLevels` or a `TileStore` for many proofs).
    Raises ValueError unless 0 <= index < size.
    """
    if not 0 <= index < size:
        raise ValueError(f"There is no leaf {index} in a tree of {size}.")
    source = _source(hashes, size)
    low, high = 0, size
    path: list[bytes] = []
    while high - low > 1:
        middle = low + split_point(high - low)
        if index < middle:
            path.append(range_root(source, middle, high))
            high = middle
        else:
            path.append(range_root(source, low, middle))
            low = middle
    return tuple(reversed(path))


def consistency_proof(hashes: Sequence[bytes] | NodeSource, first: int, second: int) -> tuple[bytes, ...]:
    """Return the proof that the tree of `first` leaves is the beginning of the tree of `second` leaves.

    Raises ValueError unless 0 < first <= second: every tree extends the empty one and there is nothing to
    prove, so whoever keeps trust over time treats size 0 before calling this.
    """
    if not 0 < first <= second:
        raise ValueError(f"There is no consistency proof from {first} to {second} leaves.")
    source = _source(hashes, second)
    low, high = 0, second
    whole_is_known = True
    path: list[bytes] = []
    while first < high:
        middle = low + split_point(high - low)
        if first <= middle:
            path.append(range_root(source, middle, high))
            high = middle
        else:
            path.append(range_root(source, low, middle))
            low, whole_is_known = middle, False
    if not whole_is_known:
        path.append(range_root(source, low, high))
    return tuple(reversed(path))


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Say whether `proof` leads from the leaf hash at `index` to the `root` of the tree of `size`.

    Source: RFC 9162 section 2.1.3.2.
    """
    if not 0 <= index < size:
        return False
    position, last, result = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            result = node_hash(sibling, result)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            result = node_hash(result, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and compare_digest(result, root)


def verify_consistency(first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]) -> bool:
    """Say whether `proof` shows that nothing of the first tree was changed or removed in the second.

    Source: RFC 9162 section 2.1.4.2. A `first` of 0 is never accepted here: see `consistency_proof`.
    """
    if not 0 < first <= second:
        return False
    if first == second:
        return not proof and compare_digest(first_root, second_root)
    steps = list(proof) if first & (first - 1) else [first_root, *proof]
    if not steps:
        return False
    position, last = first - 1, second - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            new = node_hash(new, step)
        position, last = position >> 1, last >> 1
    return last == 0 and compare_digest(old, first_root) and compare_digest(new, second_root)
