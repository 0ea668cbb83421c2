"""Time and peak memory of each step of the main job, and its progress on the terminal."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

STATUS = Path("/proc/self/status")
CLEAR = Path("/proc/self/clear_refs")


@dataclass(frozen=True)
class Measured:
    """One finished step. seconds: wall time. peak_mib: highest resident memory of this process during the step."""

    name: str
    seconds: float
    peak_mib: float
    count: int


@dataclass
class Meter:
    """Collects the steps and shows their progress; quiet where the terminal is none."""

    is_shown: bool = True
    steps: list[Measured] = field(default_factory=list)
    _count: int = 0
    _name: str = ""
    _shown_at: float = 0.0

    @contextmanager
    def step(self, name: str) -> Iterator[Callable[[int, int], None]]:
        """Measure one step; yields the function that reports (done, total)."""
        _forget_peak()
        self._name, self._count = name, 0
        self._show(0, 0, at_once=True)
        start = time.perf_counter()
        yield self._report
        seconds = time.perf_counter() - start
        self.steps.append(Measured(name, seconds, _peak_mib(), self._count))
        if self.is_shown:
            sys.stderr.write(f"\r\033[K  {name:<44} {self._count:>10,}  {seconds:7.1f} s  {_peak_mib():7.0f} MiB\n")
            sys.stderr.flush()

    def _report(self, done: int, total: int) -> None:
        self._count = done
        self._show(done, total)

    def _show(self, done: int, total: int, *, at_once: bool = False) -> None:
        clock = time.perf_counter()
        if not self.is_shown or not sys.stderr.isatty() or (clock - self._shown_at < 0.2 and not at_once):
            return
        self._shown_at = clock
        share = f"{done:,} / {total:,}" if total else f"{done:,}" if done else "..."
        sys.stderr.write(f"\r\033[K  {self._name:<44} {share}")
        sys.stderr.flush()

    @property
    def seconds(self) -> float:
        """Wall time of all steps."""
        return sum(step.seconds for step in self.steps)

    @property
    def peak_mib(self) -> float:
        """Highest resident memory of this process over all steps, and of its largest child beside it."""
        own = max((step.peak_mib for step in self.steps), default=0.0)
        return own + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def _forget_peak() -> None:
    try:
        CLEAR.write_text("5")
    except OSError:
        return  # then each peak is the highest so far, which only overstates


def _peak_mib() -> float:
    for line in STATUS.read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
