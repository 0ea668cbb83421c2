"""Many writers at once: nobody fails, and what was acknowledged survives `kill -9`."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

WRITER = """
import sys, django
django.setup()
from datetime import UTC, datetime
from django.db import transaction
from jurdil.foundation.ledger.recording import Act, record_act
for number in range(int(sys.argv[1])):
    with transaction.atomic():
        leaf = record_act(Act("test.written", "31", f"s{number}", {}), now=datetime(2024, 11, 8, tzinfo=UTC))
    print(leaf, flush=True)
"""


def _environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "JURDIL_DATABASE_URL"}
    return {**kept, "JURDIL_HOME": str(home), "JURDIL_DATABASE_URL": f"sqlite:///{home}/test.sqlite3"}


def _start(home: Path, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(count)], env=_environment(home), stdout=subprocess.PIPE, text=True
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    words = [sys.executable, "-m", "django", "migrate", "--verbosity=0"]
    subprocess.run(words, env=_environment(tmp_path), check=True)
    return tmp_path


def _stored(home: Path) -> set[str]:
    with sqlite3.connect(home / "test.sqlite3") as connection:
        return {row[0] for row in connection.execute("SELECT id FROM ledger_leaf")}


@pytest.mark.slow
def test_writers_queue_and_none_fails(home: Path) -> None:
    writers = [_start(home, 40) for _ in range(8)]

    acknowledged = [line for writer in writers for line in writer.communicate()[0].split()]

    assert [writer.returncode for writer in writers] == [0] * 8
    assert len(_stored(home)) == len(acknowledged) == 320


@pytest.mark.slow
def test_what_was_acknowledged_survives_a_kill(home: Path) -> None:
    writers = [_start(home, 100_000) for _ in range(3)]
    told = [writer.stdout for writer in writers if writer.stdout]
    first = [lines.readline().strip() for lines in told]  # from here on each of them writes
    for writer in writers:
        os.kill(writer.pid, signal.SIGKILL)

    later = [line for lines in told for line in lines.read().split("\n")[:-1]]

    assert [writer.wait() for writer in writers] == [-signal.SIGKILL] * 3
    assert all(first)
    assert {line.replace("-", "") for line in (*first, *later)} <= _stored(home)
