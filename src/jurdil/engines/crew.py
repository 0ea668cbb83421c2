"""Processes that work for one parent: Ctrl-C is left to it, and they end with it, however it ends.

A pool of the standard library outlives a parent that is killed: its processes wait for work for ever. Here each keeps a
thread that looks whether the parent is still there, and so may any process that was started to serve another one.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from threading import Thread

LOOK_SECONDS = 0.5
GRACE_SECONDS = 30.0


def crew(workers: int, *, begin: Callable[[], object] | None = None) -> ProcessPoolExecutor:
    """Return a pool of fresh processes; `begin` is called once in each before its first work."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(begin,))


def _begin(begin: Callable[[], object] | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None and parent.pid is not None:
        end_with(parent.pid)
    if begin is not None:
        begin()


def end_with(parent: int) -> None:
    """Let this process end once `parent`, the number of the process that started it, is gone, however it ended.

    It gets the signal by which a parent stops it (SIGTERM) and may finish what it does, for GRACE_SECONDS at most.
    """
    Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:  # an orphan is given another parent
        time.sleep(LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)
