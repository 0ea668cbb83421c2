"""The worker beside the site is started again when something kills it, and ends with the site."""

from __future__ import annotations

import signal
import sys
import time

import pytest

from jurdil.cli.serve import Kept

SLEEPER = (sys.executable, "-c", "import time; time.sleep(60)")


def test_a_killed_worker_is_started_again_and_ends_with_the_site(capfd: pytest.CaptureFixture[str]) -> None:
    kept = Kept(SLEEPER, pause_seconds=0.01)
    first = kept.process

    first.send_signal(signal.SIGKILL)
    until = time.monotonic() + 20
    while kept.process is first and time.monotonic() < until:
        time.sleep(0.01)
    second = kept.process
    running = second.poll()
    kept.stop()

    assert second is not first
    assert running is None
    assert second.poll() == -signal.SIGTERM
    assert "started again" in capfd.readouterr().err
