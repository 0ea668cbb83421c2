"""Processes of a crew end with their parent, also when it is killed, and nobody makes processes in another way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import jurdil

PARENT = """
import os, sys, time
sys.path.insert(0, os.path.dirname(__file__))
from jurdil.engines.crew import crew
if __name__ == "__main__":
    with crew(2) as pool:
        print(*{one.result() for one in [pool.submit(os.getpid) for _ in range(8)]}, *pool._processes, flush=True)
        pool.submit(time.sleep, 600)
        pool.submit(time.sleep, 600).result()
"""


def _is_living(pid: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def _have_ended(pids: set[int]) -> bool:
    until = time.monotonic() + 30
    while any(map(_is_living, pids)) and time.monotonic() < until:
        time.sleep(0.05)
    return not any(map(_is_living, pids))


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks Linux for processes")
def test_a_crew_ends_with_a_parent_that_is_killed_in_the_middle_of_its_work(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    workers = {int(pid) for pid in parent.stdout.readline().split()}
    assert all(map(_is_living, workers))

    os.kill(parent.pid, signal.SIGKILL)

    parent.wait()
    assert _have_ended(workers)


CHILD = """
import signal, sys, time
from jurdil.engines import crew
crew.LOOK_SECONDS, crew.GRACE_SECONDS = 0.01, float(sys.argv[2])
if sys.argv[3] == "asks":
    signal.signal(signal.SIGTERM, lambda *_: print("asked", flush=True))
crew.end_with(int(sys.argv[1]))
print("begun", flush=True)
while True:
    time.sleep(0.01)
"""
STARTER = """
import os, subprocess, sys
child = subprocess.Popen([sys.executable, sys.argv[1], str(os.getpid()), *sys.argv[2:]])
print(child.pid, flush=True)
child.wait()
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks Linux for processes")
@pytest.mark.parametrize(("words", "told"), [(["60", "obeys"], ""), (["0.05", "asks"], "asked")])
def test_a_process_that_serves_another_one_is_asked_to_end_with_it_and_ends(
    tmp_path: Path, words: list[str], told: str
) -> None:
    child, starter = tmp_path / "child.py", [sys.executable, "-c", STARTER]
    child.write_text(CHILD)
    parent = subprocess.Popen([*starter, str(child), *words], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    first = {parent.stdout.readline().strip(), parent.stdout.readline().strip()}
    pid = int(next(one for one in first if one.isdigit()))
    assert _is_living(pid)

    os.kill(parent.pid, signal.SIGKILL)

    assert parent.stdout.read().strip() == told
    assert _have_ended({pid})


def test_every_pool_of_processes_is_a_crew() -> None:
    house = Path(jurdil.__file__).parent
    makers = {path.name for path in house.rglob("*.py") if "ProcessPoolExecutor" in path.read_text()}

    assert makers == {"crew.py"}
