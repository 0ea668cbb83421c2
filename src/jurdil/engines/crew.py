"""Processes that work for one parent: Ctrl-C is left to it, and they end with it, however it ends.

A pool of the standard library outlives a parent that is killed: its processes wait for work for ever. Here each keeps a
thread that waits for the parent to be gone.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from threading import Thread


def crew(workers: int, *, begin: Callable[[], object] | None = None) -> ProcessPoolExecutor:
    """Return a pool of fresh processes; `begin` is called once in each before its first work."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(begin,))


def _begin(begin: Callable[[], object] | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    if begin is not None:
        begin()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
