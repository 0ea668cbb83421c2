"""Queue the writers of one SQLite file at a kernel lock (`flock`) instead of at SQLite's busy timer.

SQLite polls while another connection writes, so that under load some writers wait far longer than others; the
kernel wakes them in turn. The lock is taken on a fresh descriptor before BEGIN IMMEDIATE, and let go only after
COMMIT or ROLLBACK has returned. A database in memory has no other writer and takes no lock.
"""

from __future__ import annotations

import fcntl
import os
from typing import Any

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's SQLite connection, holding the write lock from BEGIN to COMMIT or ROLLBACK."""

    _lock: int | None = None

    def _lock_path(self) -> str | None:
        name = str(self.settings_dict["NAME"])
        return None if ":memory:" in name or "mode=memory" in name else name + ".lock"

    def _take_lock(self) -> None:
        path = self._lock_path()
        if path is None or self._lock is not None:
            return
        descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        except BaseException:
            os.close(descriptor)
            raise
        self._lock = descriptor

    def _free_lock(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _start_transaction_under_autocommit(self) -> None:
        self._take_lock()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # Django's own, without a stub
        except BaseException:
            self._free_lock()
            raise

    def _commit(self) -> Any:  # Any: as Django declares it
        try:
            return super()._commit()  # type: ignore[misc]
        finally:
            if self.connection is None or not self.connection.in_transaction:
                self._free_lock()

    def _rollback(self) -> Any:  # Any: as Django declares it
        try:
            return super()._rollback()  # type: ignore[misc]
        finally:
            self._free_lock()

    def _close(self) -> Any:  # Any: as Django declares it
        try:
            return super()._close()  # type: ignore[misc]
        finally:
            self._free_lock()
