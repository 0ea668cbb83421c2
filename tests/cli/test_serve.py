"""The worker beside the site is started again when something kills it, and ends with the site."""

from __future__ import annotations

import signal
import socket
import sys
import time

import pytest

from jurdil.cli import main
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


@pytest.mark.parametrize("words", [["serve"], ["demo", "--serve"]])
def test_a_port_on_which_somebody_answers_is_not_shared(words: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # as the server itself does
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        assert main([*words, "--port", str(port)]) == 2

    assert f"Port {port} of 127.0.0.1 is taken" in capfd.readouterr().err
