"""A worker killed with `kill -9` while its processes typeset leaves nothing half done or doubled, and nobody behind."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

WARDS, STATIONS, TEAM = 6, 6, 7
SEED = """
import django
django.setup()
from datetime import UTC, date, datetime
from django.db import transaction
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.registry.bodies.actions import Decree, Place, appoint_members, form_bodies
from jurdil.registry.bodies.letters import ask_for_letters
from jurdil.registry.bodies.models import BodyKind, Seat, SeatRole
from jurdil.registry.elections.models import Election
from jurdil.registry.people.models import Person
NOW, DAY = datetime(2024, 11, 7, 3, tzinfo=UTC), date(2024, 11, 7)
system, city = Actor(role=Role.SYSTEM, region=""), Actor(role=Role.KPU_REGENCY, region="31.71")
election = Election.objects.create(
    key="pilgub", name="Pilgub", voting_day=date(2024, 11, 27), profile="pemilihan-2024", region="31")
team = (SeatRole.CHAIR, *[SeatRole.MEMBER] * (TEAM - 1))
wards = [f"31.71.01.{1001 + ward}" for ward in range(WARDS)]
places = [Place(f"{ward}/{1 + tps:03}", team) for ward in wards for tps in range(STATIONS)]
form_bodies(actor=system, election=election, kind=BodyKind.KPPS, places=places, authority="31.71", now=NOW)
seats = list(Seat.objects.select_related("body"))
people = Person.objects.bulk_create([Person(name=f"Orang Rekaan {at}", region="31.71") for at in range(len(seats))])
decree = Decree("SK-1", "31.71", "Ketua PPS Rekaan", "kpps.term", DAY, date(2024, 12, 8))
appoint_members(actor=system, pairs=list(zip(seats, people)), decree=decree, now=NOW)
ask_for_letters(actor=city, election=election, region="31.71", policies=[], on=DAY, now=NOW)
"""
WORKER = """
import django
django.setup()
from datetime import UTC, datetime
from jurdil.engines.papers import pressing
from jurdil.foundation.jobs.models import Job
from jurdil.foundation.jobs.work import work_off
from jurdil.registry.bodies import letters
pressing.FEW = 0
letters.LETTERS_A_CHUNK = 2 * STATIONS * TEAM
letters.os.cpu_count = lambda: 2
Job.objects.update(lease_until=None, state="waiting")  # as if the lease of the dead had run out
work_off(clock=lambda: datetime(2024, 11, 7, 3, tzinfo=UTC), progress=lambda job: print(job.done, flush=True))
print("end", flush=True)
"""


def _script(text: str) -> list[str]:
    return [sys.executable, "-c", f"WARDS, STATIONS, TEAM = {WARDS}, {STATIONS}, {TEAM}\n{text}"]


def _children(pid: int) -> list[int]:
    lists = [path.read_text().split() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    return [int(child) for found in lists for child in found]


def _living(pids: list[int]) -> list[int]:
    return [pid for pid in pids if Path(f"/proc/{pid}/stat").exists() and " Z " not in _stat(pid)]


def _stat(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return " Z "


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="asks Linux for the processes of a process")
def test_a_kill_in_the_middle_leaves_whole_batches_and_no_process(tmp_path: Path) -> None:
    env = {**os.environ, "JURDIL_HOME": str(tmp_path), "JURDIL_DATABASE_URL": f"sqlite:///{tmp_path}/test.sqlite3"}
    subprocess.run([sys.executable, "-m", "django", "migrate", "--verbosity=0"], env=env, check=True)
    subprocess.run(_script(SEED), env=env, check=True)
    worker = subprocess.Popen(_script(WORKER), env=env, stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    first = worker.stdout.readline().strip()
    while len(started := _children(worker.pid)) < 2:
        time.sleep(0.01)

    os.kill(worker.pid, signal.SIGKILL)

    worker.wait()
    assert int(first) == 2 * STATIONS * TEAM
    until = time.monotonic() + 30
    while _living(started) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _living(started)
    with sqlite3.connect(tmp_path / "test.sqlite3") as connection:
        count = "SELECT (SELECT count(*) FROM bodies_appointmentletter), (SELECT sum(count) FROM bodies_letterbatch)"
        assert connection.execute(count).fetchone() == (int(first), int(first))
        told = subprocess.run(_script(WORKER), env=env, check=True, capture_output=True, text=True).stdout.split()
        assert told[-1] == "end"
        total = WARDS * STATIONS * TEAM
        assert connection.execute(count).fetchone() == (total, total)
        assert connection.execute("SELECT state, done FROM jobs_job").fetchone() == ("done", total)
        assert connection.execute("SELECT count(*) FROM ledger_leaf WHERE kind = 'bodies.lettered'").fetchone() == (
            WARDS,
        )
