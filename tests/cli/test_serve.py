"""The worker beside the site is started again when something kills it, and ends with the site."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

import pytest

from jurdil.cli import main
from jurdil.cli.serve import Kept, is_taken

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


def test_a_worker_that_does_not_end_in_time_is_killed_and_that_is_said(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    is_deaf = tmp_path / "is-deaf"
    deaf = "import pathlib, signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    deaf += "pathlib.Path(sys.argv[1]).touch(); time.sleep(60)"
    kept = Kept((sys.executable, "-c", deaf, str(is_deaf)), grace_seconds=0.2)
    assert waited_for(is_deaf.exists)

    kept.stop()

    assert kept.process.poll() == -signal.SIGKILL
    said = capfd.readouterr().err
    assert "finishes the chunk in hand; it is given 0.2 seconds" in said
    assert "the chunk is undone, the next worker takes it up again" in said
    assert "started again" not in said


@pytest.mark.parametrize("words", [["serve"], ["demo", "--serve"]])
def test_a_port_on_which_somebody_answers_is_not_shared(words: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # as the server itself does
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        assert main([*words, "--port", str(port)]) == 2

    assert f"Port {port} of 127.0.0.1 is taken" in capfd.readouterr().err


def children_of(pid: int) -> set[int]:
    return {int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


def is_living(pid: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def waited_for(is_so: Callable[[], bool], seconds: float = 60) -> bool:
    until = time.monotonic() + seconds
    while not is_so() and time.monotonic() < until:
        time.sleep(0.05)
    return is_so()


def free_port() -> int:
    """One below those that are given to whoever connects, as it could be between this and the start of the site."""
    ports = random.sample(range(20_000, 32_000), 100)
    return next(port for port in ports if not is_taken("127.0.0.1", port))


def is_listened_at(port: int) -> bool:
    """Asked by connecting: `is_taken` takes the port for a moment, and the site that looks just then gives up."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="asks Linux for processes")
def test_all_processes_of_a_site_that_is_killed_end_with_it(tmp_path: Path) -> None:
    port = free_port()
    words = [sys.executable, "-m", "jurdil.cli", "serve", "--port", str(port)]
    own = {"JURDIL_MODE": "test", "JURDIL_HOME": str(tmp_path), "JURDIL_DATABASE_URL": "", "JURDIL_WORKERS": "2"}
    site = subprocess.Popen(words, env={**os.environ, **own})
    try:
        assert waited_for(lambda: len(children_of(site.pid)) == 3 and is_listened_at(port))
        urlopen(f"http://127.0.0.1:{port}/", timeout=60).close()
        processes = children_of(site.pid)
    finally:
        site.kill()
        site.wait()

    # A process whose first thread has ended looks ended, and keeps the port until its last thread has.
    have_ended = waited_for(lambda: not any(map(is_living, processes)) and not is_taken("127.0.0.1", port))
    for one in filter(is_living, processes):
        os.kill(one, signal.SIGKILL)
    assert len(processes) == 3, "two for pages, one for jobs"
    assert have_ended
