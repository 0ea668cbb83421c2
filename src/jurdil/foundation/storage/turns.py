"""One after another: transactions that ask for the same turn wait for each other where no row stands yet to lock."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from django.db import connection


def wait_for_turns(turns: Iterable[str]) -> None:
    """Hold every turn until the transaction ends; whoever asks for one of them meanwhile waits.

    All are taken in one order, so that no two wait for each other; ask for them once, before anything is read that they
    protect. Each takes a little of the memory that PostgreSQL keeps for locks: some hundreds of different turns, not
    one a person. SQLite lets one writer in at a time, so that nobody waits there a second time.
    """
    if connection.vendor != "postgresql":
        return
    numbers = sorted({int.from_bytes(sha256(turn.encode()).digest()[:8], signed=True) for turn in turns})
    with connection.cursor() as cursor:
        for number in numbers:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
