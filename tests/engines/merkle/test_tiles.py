"""Tiles stand where every client of the standard looks for them."""

from __future__ import annotations

from jurdil.engines.merkle.tiles import bundle_path, number_path, pack_bundle, tile_path, unpack_bundle


def test_paths_follow_the_standard() -> None:
    assert number_path(0) == "000"
    assert number_path(1234) == "x001/234"
    assert number_path(1_234_067) == "x001/x234/067"
    assert tile_path(0, 1234) == "tile/0/x001/234"
    assert tile_path(2, 273, 17) == "tile/2/273.p/17"
    assert bundle_path(1000, 5) == "tile/entries/x001/000.p/5"


def test_a_bundle_keeps_its_entries() -> None:
    entries = [b"", b"one", b"x" * 65_535]

    assert unpack_bundle(pack_bundle(entries)) == entries
