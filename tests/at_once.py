"""Two acts at the same moment: the second begins while the first has written and its transaction has not ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import sleep

import pytest
from django.db import connection, transaction

HELD_SECONDS = 0.3
needs_two_writers = pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")


@contextmanager
def begun(act: Callable[[], object]) -> Iterator[None]:
    """Let the block run while `act`, in a transaction of its own, has written and is about to commit.

    The test must write for others to see: `django_db(transaction=True)`.
    """
    has_written = Event()

    def beside() -> None:
        with transaction.atomic():
            act()
            has_written.set()
            sleep(HELD_SECONDS)
        connection.close()

    other = Thread(target=beside)
    other.start()
    try:
        assert has_written.wait(10)
        yield
    finally:
        other.join()
