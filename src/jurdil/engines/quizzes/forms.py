"""A form for one taker: items and the order of their options, drawn by hash from a seed, evenly over the topics."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Drawn:
    """One item of a form. order: the places of its options in the order in which they are shown."""

    key: str
    order: tuple[int, ...]


def draw_form(bank: Mapping[str, tuple[str, int]], *, size: int, seed: bytes, taker: str) -> tuple[Drawn, ...]:
    """Return the form of `taker`: at most `size` items of the bank, the same for the same seed and taker.

    bank: by item its topic and how many options it has. Topics are taken in turn, so that no form asks about one only.
    """

    def rank(*parts: object) -> bytes:
        return hashlib.sha256(b"\0".join([seed, taker.encode(), *(str(part).encode() for part in parts)])).digest()

    by_topic: dict[str, list[str]] = {}
    for key in sorted(bank, key=lambda key: rank("item", key)):
        by_topic.setdefault(bank[key][0], []).append(key)
    turns = [(turn, rank("topic", topic), key) for topic, keys in by_topic.items() for turn, key in enumerate(keys)]
    chosen = [key for _, _, key in sorted(turns)[:size]]
    return tuple(Drawn(key, tuple(sorted(range(bank[key][1]), key=lambda n: rank("option", key, n)))) for key in chosen)
