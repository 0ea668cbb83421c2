"""Ids that sort by the time they were made (UUID version 7, RFC 9562), so that an index grows at its end."""

from __future__ import annotations

import os
import threading
import time
import uuid
from datetime import UTC, datetime

CHANCE_BYTES = 8

_lock = threading.Lock()
_last = 0


def new_id() -> uuid.UUID:
    """Return a new id; ids made one after the other in one process sort in that order."""
    return _id_at(_take(1), os.urandom(CHANCE_BYTES))


def new_ids(count: int) -> list[uuid.UUID]:
    """Return `count` new ids in the order in which they sort; one question to the clock and to chance for all."""
    first, chance = _take(count), os.urandom(CHANCE_BYTES * count)
    return [
        _id_at(first + number, chance[CHANCE_BYTES * number : CHANCE_BYTES * (number + 1)]) for number in range(count)
    ]


def _take(count: int) -> int:
    """Return the first of `count` microseconds that no other id of this process has."""
    global _last  # one counter a process
    with _lock:
        first = max(time.time_ns() // 1000, _last + 1)
        _last = first + count - 1
    return first


def _id_at(moment: int, chance: bytes) -> uuid.UUID:
    milliseconds, micro = divmod(moment, 1000)
    high = (milliseconds << 16) | 0x7000 | (micro * 4 & 0xFFF)
    low = (0b10 << 62) | (int.from_bytes(chance) & ((1 << 62) - 1))
    return uuid.UUID(int=(high << 64) | low)


def made_at(one: uuid.UUID) -> datetime:
    """Return when an id was made, to the millisecond."""
    return datetime.fromtimestamp((one.int >> 80) / 1000, UTC)


def is_id(text: str) -> bool:
    """Return whether `text` is written as an id."""
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
