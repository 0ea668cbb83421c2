"""The list that is committed to before the draw: the hash that `LC_ALL=C sort LIST | sha256sum` prints.

The list is written one id per line (`band TAB id` where there are bands), sorted by its UTF-8 bytes, so that
the order in which the ids were collected changes nothing and a stranger needs no software of ours to
recompute it.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256


def commit(entries: bytes | Iterable[str]) -> str:
    """Return the hash to publish before the beacons are known, in hex.

    entries: ids, or the bytes of a file with one id per line (blank lines are passed over). Raises ValueError
    for an empty list, an id that stands twice, or an id with a control character.
    """
    if isinstance(entries, bytes):
        entries = [line.rstrip("\r") for line in entries.decode("utf-8").split("\n") if line.strip()]
    return sha256(b"".join(_sorted_lines(checked(entries)))).hexdigest()


def commit_bands(entries: Iterable[tuple[str, str]]) -> str:
    """Return the hash of a list of (band, id); as `commit`, over lines of both."""
    pairs = list(entries)
    checked(name for _, name in pairs)
    bands = {band for band, _ in pairs}
    if any(not band or _has_control(band) for band in bands):
        raise ValueError("A band is blank or holds a control character.")
    return sha256(b"".join(_sorted_lines([f"{band}\t{name}" for band, name in pairs]))).hexdigest()


def checked(entries: Iterable[str]) -> list[str]:
    """Return the ids as a list; ValueError if there is none, or one is blank, doubled or holds a control.

    An id in the list twice would have two chances; it is a fault to mend, not something to pass over.
    """
    names = list(entries)
    if not names:
        raise ValueError("The list is empty.")
    if "" in names or _has_control("".join(names)):
        raise ValueError("An id of the list is blank or holds a control character.")
    if len(set(names)) < len(names):
        seen: set[str] = set()
        twice = next(name for name in names if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise ValueError(f"The id {twice} stands in the list twice.")
    return names


def _has_control(text: str) -> bool:
    return not text.isprintable() and any(sign < " " or sign in "\x7f\x85\u2028\u2029" for sign in text)


def _sorted_lines(lines: Iterable[str]) -> list[bytes]:
    return sorted(line.encode() + b"\n" for line in lines)
