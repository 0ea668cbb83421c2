"""Papers lie sealed on disk, each in a file of its own, and a rotation of keys takes them along."""

from __future__ import annotations

import hashlib
import os
from errno import ENOSPC
from pathlib import Path

import pytest
from django.conf import LazySettings

from jurdil.errors import NotFound
from jurdil.foundation.storage.documents import (
    SHELVES,
    document_path,
    keep_document,
    read_document,
    reseal_shelf,
    stored_name,
)

PAPER = b"%PDF-1.7 ijazah Siti Rekaan %%EOF"


@pytest.fixture(autouse=True)
def shelves(settings: LazySettings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "papers"
    return settings.MEDIA_ROOT


def reseal_all() -> int:
    return sum(reseal_shelf(number) for number in range(SHELVES))


def test_a_paper_lies_sealed_for_the_service_alone_and_comes_back_as_it_was(shelves: Path) -> None:
    paper = keep_document(PAPER)

    kept = [found for found in shelves.rglob("*") if found.is_file()]
    assert kept == [document_path(paper["file"])]
    assert b"Siti" not in kept[0].read_bytes()
    assert (kept[0].stat().st_mode & 0o777, kept[0].parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert read_document(stored_name(paper)) == PAPER
    assert paper["digest"] == hashlib.sha256(PAPER).hexdigest()


def test_the_same_bytes_of_two_records_lie_in_two_files() -> None:
    one, other = keep_document(PAPER), keep_document(PAPER)

    document_path(one["file"]).unlink()

    assert one["digest"] == other["digest"]
    assert read_document(other["file"]) == PAPER


def test_a_disk_that_takes_no_more_keeps_no_half_of_a_paper(shelves: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        keep_document(PAPER)

    assert [found for found in shelves.rglob("*") if found.is_file()] == []


def test_a_paper_lies_under_its_name_when_its_folder_goes_to_disk(
    shelves: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there: dict[int, set[str]] = {}  # by what went to disk: the names in all folders at that moment

    def went(handle: int) -> None:
        there[os.fstat(handle).st_ino] = {found.name for found in shelves.rglob("*")}

    monkeypatch.setattr(os, "fsync", went)
    path = document_path(keep_document(PAPER)["file"])

    assert path.name not in there[path.stat().st_ino]
    assert path.name in there[path.parent.stat().st_ino]
    assert path.parent.name in there[shelves.stat().st_ino]


def test_a_paper_that_was_changed_on_disk_is_not_shown() -> None:
    path = document_path(keep_document(PAPER)["file"])
    path.write_bytes(path.read_bytes()[:-1] + b"x")

    with pytest.raises(ValueError, match="changed"):
        read_document(path.name)


def test_a_paper_that_is_gone_is_not_found() -> None:
    with pytest.raises(NotFound):
        read_document("0" * 64)


def test_a_rotation_seals_papers_anew_and_those_that_were_kept_before_sealing(settings: LazySettings) -> None:
    plain, old = b"%PDF-1.4 lama %%EOF", settings.KEY_RING
    sealed, before = keep_document(PAPER)["file"], document_path(hashlib.sha256(plain).hexdigest())
    before.parent.mkdir(parents=True, exist_ok=True)
    before.write_bytes(plain)
    assert read_document(before.name) == plain
    settings.KEY_RING = f"new:{'5a' * 32},{old}"

    assert reseal_all() == 2

    settings.KEY_RING = f"new:{'5a' * 32}"
    assert (read_document(sealed), read_document(before.name)) == (PAPER, plain)
    assert b"lama" not in before.read_bytes()
    bytes_before = before.read_bytes()
    reseal_all()
    assert before.read_bytes() == bytes_before, "what the active key sealed is left alone"


def test_a_rotation_passes_over_a_paper_that_is_erased_meanwhile(shelves: Path) -> None:
    kept = keep_document(PAPER)["file"]
    gone = shelves / "00" / ("0" * 64)  # listed, and gone when it is read
    gone.parent.mkdir(parents=True, exist_ok=True)
    gone.symlink_to(shelves / "nowhere")

    assert reseal_all() == 1

    assert read_document(kept) == PAPER
