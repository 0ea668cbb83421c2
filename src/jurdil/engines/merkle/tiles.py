"""The tree on disk as tiles: paths and bytes of C2SP tlog-tiles.

Tile (L, N) holds up to 256 hashes of tree level 8 L, from number 256 N on; entry bundle N holds the entries
256 N onwards, each after its length in two bytes. A tile that is not full yet stands under `<N>.p/<width>`
and never changes either, so every file can be copied and cached for ever.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from jurdil.engines.disk import settle

HEIGHT = 8
WIDTH = 1 << HEIGHT
LONGEST_ENTRY = 0xFFFF
_SYNC_ALL_FROM = 64


def number_path(number: int) -> str:
    """Spell a tile number in groups of three digits: 1234067 is `x001/x234/067`."""
    groups = [f"{number % 1000:03d}"]
    while number := number // 1000:
        groups.append(f"x{number % 1000:03d}")
    return "/".join(reversed(groups))


def tile_path(level: int, number: int, width: int = WIDTH) -> str:
    """Return the path of a tile of hashes below the log's folder or address."""
    return any_path(str(level), number, width)


def bundle_path(number: int, width: int = WIDTH) -> str:
    """Return the path of a bundle of entries below the log's folder or address."""
    return any_path("entries", number, width)


def any_path(kind: str, number: int, width: int) -> str:
    """Return the path of a tile whose kind is a level or the word `entries`."""
    path = f"tile/{kind}/{number_path(number)}"
    return path if width == WIDTH else f"{path}.p/{width}"


def pack_bundle(entries: Sequence[bytes]) -> bytes:
    """Join entries, each after its length as two bytes; ValueError for one above 65,535 bytes."""
    if any(len(entry) > LONGEST_ENTRY for entry in entries):
        raise ValueError(f"An entry of the log holds at most {LONGEST_ENTRY} bytes.")
    return b"".join([len(entry).to_bytes(2, "big") + entry for entry in entries])


def unpack_bundle(data: bytes) -> list[bytes]:
    """Take a bundle apart; ValueError if its last entry is cut off."""
    entries: list[bytes] = []
    start = 0
    while start < len(data):
        end = start + 2 + int.from_bytes(data[start : start + 2], "big")
        if start + 2 > len(data) or end > len(data):
            raise ValueError("The bundle of entries ends in the middle of an entry.")
        entries.append(data[start + 2 : end])
        start = end
    return entries


def unpack_tile(data: bytes) -> list[bytes]:
    """Cut a tile into its hashes of 32 bytes; ValueError if it does not divide."""
    if len(data) % 32:
        raise ValueError("The tile does not hold whole hashes.")
    return [data[start : start + 32] for start in range(0, len(data), 32)]


def write_durably(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write each file beside its place, flush it to the disk, and put it in place.

    After a crash a file is either old or whole. Many files are flushed by one call for the whole machine, few
    one by one.
    """
    one_by_one = len(files) < _SYNC_ALL_FROM
    parents: set[Path] = set()
    moves: list[tuple[Path, Path]] = []
    for name, data in files.items():
        target = folder / name
        if target.parent not in parents:
            target.parent.mkdir(parents=True, exist_ok=True)
            parents.add(target.parent)
        fresh = target.with_name(f".{target.name}.new")
        with fresh.open("wb") as file:
            file.write(data)
            if one_by_one:
                file.flush()
                os.fsync(file.fileno())
        moves.append((fresh, target))
    if not one_by_one:
        os.sync()
    for fresh, target in moves:
        fresh.replace(target)
    if one_by_one:
        for parent in parents:
            settle(parent)
    else:
        os.sync()
