"""Seconds of processor and megabytes of memory, of this process and of those it started."""

from __future__ import annotations

import multiprocessing
import os
import resource
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def cpu_seconds() -> float:
    """Return the processor seconds of this process and of its ended children."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, kinds))


def resident_mb(kind: str = "VmRSS", process: int | None = None) -> float:
    """Return what the kernel counts for a process: VmRSS now, VmHWM at its peak; 0 if it has just ended."""
    with suppress(OSError):
        status = Path(f"/proc/{process or os.getpid()}/status").read_text(encoding="ascii")
        return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith(kind)), 0.0)
    return 0.0


def worker_peak_mb() -> float:
    """Return the peak of the largest worker that lives now."""
    return max((resident_mb("VmHWM", worker.pid) for worker in multiprocessing.active_children()), default=0.0)


def noting(peaks: list[float]) -> Callable[[int, int], None]:
    """Return a progress callback that notes the workers' peaks in `peaks`."""

    def note(_done: int, _total: int) -> None:
        peaks.append(worker_peak_mb())

    return note


def load() -> str:
    """Return the load of the machine over the last minute, as a sentence part."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
