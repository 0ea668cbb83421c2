"""The tree on disk says what the tree in memory says, at any size, after any crash."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jurdil.engines.merkle import (
    EMPTY_ROOT,
    TileStore,
    consistency_proof,
    inclusion_proof,
    leaf_hashes,
    tiles,
    tree_root,
)
from jurdil.engines.merkle import store as store_module
from jurdil.engines.merkle.tiles import bundle_path, tile_path, unpack_bundle


def entries_of(size: int, start: int = 0) -> list[bytes]:
    return [b"entry %d" % number for number in range(start, start + size)]


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_empty_store_has_the_empty_root(tmp_path: Path) -> None:
    assert TileStore(tmp_path).size == 0
    assert TileStore(tmp_path).root() == EMPTY_ROOT


@settings(max_examples=8, deadline=None)
@given(st.lists(st.integers(1, 400), min_size=1, max_size=5), st.data())
def test_batches_of_any_size_give_the_same_tree(batches: list[int], data: st.DataObject) -> None:
    total = sum(batches)
    hashes = leaf_hashes(entries_of(total))
    with TemporaryDirectory() as name:
        store = TileStore(Path(name))

        for batch in batches:
            store.append(entries_of(batch, store.size))

        size = data.draw(st.integers(1, total))
        index = data.draw(st.integers(0, size - 1))
        again = TileStore(Path(name))
        assert again.size == total
        assert again.root() == tree_root(hashes) == again.recomputed_root()
        assert again.root(size) == tree_root(hashes[:size])
        assert again.inclusion_proof(index, size) == inclusion_proof(hashes, index, size)
        assert again.consistency_proof(size) == consistency_proof(hashes, size, total)
        assert list(again.entries(index, size)) == entries_of(size - index, index)


def test_a_large_tree_has_tiles_on_three_storeys(tmp_path: Path) -> None:
    store = TileStore(tmp_path)

    store.append(entries_of(66_000))
    store.append(entries_of(300, 66_000))

    hashes = leaf_hashes(entries_of(66_300))
    assert (tmp_path / tile_path(2, 0, 1)).read_bytes() == tree_root(hashes[:65_536])
    assert store.root() == tree_root(hashes)
    assert TileStore(tmp_path).inclusion_proof(65_999) == inclusion_proof(hashes, 65_999, 66_300)


def test_an_append_repeated_after_a_crash_writes_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    smooth, rough = TileStore(tmp_path / "smooth"), TileStore(tmp_path / "rough")
    for store in (smooth, rough):
        store.append(entries_of(300))
    smooth.append(entries_of(500, 300))
    write = tiles.write_durably

    def power_fails(folder: Path, files: dict[str, bytes]) -> None:
        if "tree-size" in files:
            raise OSError("power failure")
        write(folder, files)

    monkeypatch.setattr(store_module, "write_durably", power_fails)
    with pytest.raises(OSError, match="power"):
        rough.append(entries_of(500, 300))
    monkeypatch.undo()
    after_crash = TileStore(tmp_path / "rough")
    assert after_crash.root() == tree_root(leaf_hashes(entries_of(300)))
    after_crash.append(entries_of(500, 300), at=300)

    assert files_of(tmp_path / "rough") == files_of(tmp_path / "smooth")


def test_an_append_with_its_number_is_never_added_twice(tmp_path: Path) -> None:
    store = TileStore(tmp_path)
    store.append(entries_of(10), at=0)

    store.append(entries_of(12), at=0)

    assert list(store.entries()) == entries_of(12)
    with pytest.raises(ValueError, match="Other entries"):
        store.append([b"something else"], at=3)
    with pytest.raises(ValueError, match="gap"):
        store.append([b"far"], at=13)


def test_two_writers_cannot_overwrite_each_other(tmp_path: Path) -> None:
    first, second = TileStore(tmp_path), TileStore(tmp_path)
    first.append(entries_of(3))

    with pytest.raises(ValueError, match="open it again"):
        second.append(entries_of(1))


def test_a_changed_entry_is_found_when_the_root_is_recomputed(tmp_path: Path) -> None:
    TileStore(tmp_path).append(entries_of(300))
    bundle = tmp_path / bundle_path(0)
    bundle.write_bytes(bundle.read_bytes().replace(b"entry 17", b"entry 71", 1))

    with pytest.raises(ValueError, match="bundle 0"):
        TileStore(tmp_path).recomputed_root()


def test_an_older_size_is_read_from_the_tile_that_outgrew_it(tmp_path: Path) -> None:
    store = TileStore(tmp_path)
    store.append(entries_of(40))
    old = store.root()

    store.append(entries_of(400, 40))

    assert not (tmp_path / tile_path(0, 0, 40)).exists()
    assert TileStore(tmp_path, size=40).root() == old == TileStore(tmp_path, size=40).recomputed_root()


def test_a_bundle_that_is_cut_off_is_refused() -> None:
    with pytest.raises(ValueError, match="middle of an entry"):
        unpack_bundle(b"\x00\x05abc")
