"""An index of a delivery is made once, at once or not at all; where none can be made the delivery is read whole."""

from __future__ import annotations

import errno
import logging
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from jurdil.engines.linkage import tokens_indexing
from jurdil.engines.linkage.tokens import NoTokens
from jurdil.engines.linkage.tokens_index import Indexed
from jurdil.engines.linkage.tokens_indexing import make_index
from jurdil.engines.linkage.tokens_linking import link_tokens

from .test_tokens_learning import KEY, ON, delivered, invented, table

PEOPLE = invented(40, 21)


@pytest.fixture
def source(tmp_path: Path) -> Indexed:
    return Indexed(delivered(tmp_path, PEOPLE[:20]), tmp_path / "index")


def _ids(source: Path | Indexed) -> list[str]:
    ids: list[str] = link_tokens(table(PEOPLE), [source], KEY, on=ON)["entry_id"].to_pylist()
    return ids


def test_it_is_made_by_the_first_who_asks_and_stays(source: Indexed) -> None:
    _ids(source)
    made = (source.index / "keys").stat().st_ino

    _ids(source)
    make_index(source)

    assert (source.index / "keys").stat().st_ino == made


def test_a_long_delivery_is_read_in_parts(source: Indexed, monkeypatch: pytest.MonkeyPatch) -> None:
    make_index(source)
    at_once = {file.name: file.read_bytes() for file in source.index.iterdir()}
    monkeypatch.setattr(tokens_indexing, "ROWS_A_PART", 37)
    monkeypatch.setattr(tokens_indexing, "BUCKETS_A_PART", 41)
    monkeypatch.setattr(tokens_indexing, "TOKENS_AT_ONCE", 900)
    monkeypatch.setattr(tokens_indexing, "MOST_READINGS", 50)
    in_parts = Indexed(source.path, source.folder / "in-parts")

    make_index(in_parts)

    made = {file.name: file.read_bytes() for file in in_parts.index.iterdir()}
    assert {name: sorted(made[name]) for name in made} == {name: sorted(at_once[name]) for name in at_once}
    assert made["sums"] == at_once["sums"]
    assert _ids(in_parts) == _ids(source.path)


def test_those_of_another_edition_go_and_those_of_another_list_stay(source: Indexed) -> None:
    old, others = source.folder / "tokens.tokens-0", source.folder / "tokens2.tokens-0"
    left, own = source.folder / "tokens.tokens-a_b1.new", source.folder / "tokens.tokens-by-hand"
    for folder in (old, others, left, own):
        folder.mkdir(parents=True)

    make_index(source)

    assert [folder.exists() for folder in (old, others, left, own)] == [False, True, False, True]


def test_two_who_want_it_at_once_wait_for_one(source: Indexed) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(_ids, [source] * 4))

    assert found == [_ids(source.path)] * 4
    assert sorted(path.name for path in source.folder.iterdir()) == [".tokens.tokens.lock", "tokens.tokens-1"]


def test_on_a_full_disk_the_delivery_is_read_whole(
    source: Indexed, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(descriptor: int, offset: int, length: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "posix_fallocate", full)

    with caplog.at_level(logging.WARNING):
        assert _ids(source) == _ids(source.path)

    assert "no index can be made" in caplog.text
    assert "with the same answer" in caplog.text
    assert [path.name for path in source.folder.iterdir()] == [".tokens.tokens.lock"]


def test_nothing_is_made_for_another_key(source: Indexed) -> None:
    with pytest.raises(NoTokens, match="another key"):
        link_tokens(table(PEOPLE), [source], replace(KEY, secret=bytes(32)), on=ON)

    assert not source.folder.exists()
    make_index(source)
    with pytest.raises(NoTokens, match="another key"):
        link_tokens(table(PEOPLE), [source], replace(KEY, secret=bytes(32)), on=ON)


def test_a_delivery_that_is_destroyed_meanwhile_leaves_no_index(
    source: Indexed, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = tokens_indexing._write

    def slow(path: Path, folder: Path) -> None:
        write(path, folder)
        path.unlink()

    monkeypatch.setattr(tokens_indexing, "_write", slow)

    make_index(source)

    assert not source.index.exists()


def test_a_file_that_was_cut_short_is_refused(source: Indexed) -> None:
    source.path.write_bytes(source.path.read_bytes()[:-2_000])

    with pytest.raises(NoTokens, match="copy it again"):
        _ids(source)
