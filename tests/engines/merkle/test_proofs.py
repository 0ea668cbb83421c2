"""Every proof verifies, and nothing else does."""

from __future__ import annotations

from hashlib import sha256

import pymerkle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jurdil.engines.merkle import (
    EMPTY_ROOT,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    leaf_hashes,
    node_hash,
    tree_root,
    verify_consistency,
    verify_inclusion,
)

ENTRIES = [b"", b"\x00", b"\x10", b"\x20\x21", b"\x30\x31", b"\x40\x41\x42\x43", b"\x50" * 8, b"\x60" * 16]


def naive_root(hashes: list[bytes]) -> bytes:
    """RFC 9162 section 2.1.1, read aloud."""
    if not hashes:
        return sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    middle = 1
    while middle * 2 < len(hashes):
        middle *= 2
    return sha256(b"\x01" + naive_root(hashes[:middle]) + naive_root(hashes[middle:])).digest()


def hashes_of(size: int) -> list[bytes]:
    return leaf_hashes(b"entry %d" % number for number in range(size))


def test_the_roots_of_small_trees_are_those_of_the_definition() -> None:
    hashes = leaf_hashes(ENTRIES)

    roots = [tree_root(hashes[:size]) for size in range(9)]

    assert roots == [naive_root(hashes[:size]) for size in range(9)]
    assert roots[0] == EMPTY_ROOT
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


@given(st.integers(0, 700))
def test_a_root_is_that_of_the_definition_for_any_size(size: int) -> None:
    hashes = hashes_of(size)

    assert tree_root(hashes) == naive_root(hashes)


@given(st.data())
def test_every_inclusion_proof_verifies_and_only_for_its_leaf(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 600))
    index = data.draw(st.integers(0, size - 1))
    hashes = hashes_of(size)

    proof, root = inclusion_proof(hashes, index, size), tree_root(hashes)

    assert verify_inclusion(hashes[index], index, size, proof, root)
    assert not verify_inclusion(leaf_hash(b"another"), index, size, proof, root)
    assert not verify_inclusion(hashes[index], index, size, [*proof, root], root)
    assert not verify_inclusion(hashes[index], index, size, proof, leaf_hash(root))
    assert not any(verify_inclusion(hashes[index], i, size, proof, root) for i in {index - 1, index + 1, size})
    assert not (proof and verify_inclusion(hashes[index], index, size, proof[:-1], root))


@given(st.data())
def test_every_consistency_proof_verifies_and_a_changed_past_does_not(data: st.DataObject) -> None:
    second = data.draw(st.integers(1, 600))
    first = data.draw(st.integers(1, second))
    hashes = hashes_of(second)

    proof = consistency_proof(hashes, first, second)

    old, new = tree_root(hashes[:first]), tree_root(hashes)
    rewritten = tree_root([leaf_hash(b"rewritten"), *hashes[1:]])
    assert verify_consistency(first, second, old, new, proof)
    assert not verify_consistency(first, second, leaf_hash(old), new, proof)
    assert not verify_consistency(first, second, old, rewritten, proof)
    assert not verify_consistency(first, second, old, new, [*proof, old])
    assert not (proof and verify_consistency(first, second, old, new, proof[:-1]))


def test_a_proof_that_cannot_exist_is_refused() -> None:
    hashes = hashes_of(5)

    with pytest.raises(ValueError, match="no leaf 5"):
        inclusion_proof(hashes, 5, 5)
    with pytest.raises(ValueError, match="from 0 to 5"):
        consistency_proof(hashes, 0, 5)
    assert not verify_consistency(0, 5, EMPTY_ROOT, tree_root(hashes), [])
    assert not verify_inclusion(hashes[0], 0, 0, [], hashes[0])


def test_a_node_cannot_pose_as_a_leaf() -> None:
    left, right = leaf_hash(b"left"), leaf_hash(b"right")

    assert node_hash(left, right) != leaf_hash(left + right)


@settings(max_examples=25)
@given(st.integers(1, 130))
def test_another_implementation_finds_the_same_roots(size: int) -> None:
    entries = [b"entry %d" % number for number in range(size)]
    oracle = pymerkle.InmemoryTree(algorithm="sha256")
    for entry in entries:
        oracle.append_entry(entry)

    assert oracle.get_root() == tree_root(leaf_hashes(entries))
