"""Ids that sort by the time they were made (UUID version 7, RFC 9562), so that an index grows at its end."""

from __future__ import annotations

import os
import threading
import time
import uuid

_lock = threading.Lock()
_last = 0


def new_id() -> uuid.UUID:
    """Return a new id; ids made one after the other in one process sort in that order."""
    global _last  # one counter a process
    with _lock:
        moment = max(time.time_ns() // 1000, _last + 1)
        _last = moment
    milliseconds, micro = divmod(moment, 1000)
    high = (milliseconds << 16) | 0x7000 | (micro * 4 & 0xFFF)
    low = (0b10 << 62) | (int.from_bytes(os.urandom(8)) & ((1 << 62) - 1))
    return uuid.UUID(int=(high << 64) | low)
