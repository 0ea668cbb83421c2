"""The worker outlives whatever one of its duties meets at night, and does the others all the same."""

from __future__ import annotations

import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from jurdil.cli import main
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.jobs.models import Job
from jurdil.foundation.jobs.work import Step, ask_for, handles
from jurdil.foundation.ledger import sequencing
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.outbox import sending
from jurdil.foundation.storage.clock import now
from jurdil.stages.recruitment import sweeping

pytestmark = pytest.mark.django_db
SIGNALLED: dict[int, Callable[[], object]] = {}
"""What the worker does at which signal."""


@handles("test.is_stopped")
def _is_stopped(job: Job, now: datetime) -> Step:
    SIGNALLED[signal.SIGTERM]()
    return Step({}, job.done + 1, 2, is_finished=job.done == 1)


@pytest.fixture(autouse=True)
def _quiet(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.HOME = tmp_path
    monkeypatch.setattr(signal, "signal", SIGNALLED.__setitem__)
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)


def test_the_worker_numbers_the_log_and_ends_when_nothing_is_left() -> None:
    leaf = record_act(Act("test.written", "31", "s", {}), now=now())

    assert main(["work", "--once"]) == 0

    assert Leaf.objects.get(id=leaf).position == 0


def test_a_full_disk_keeps_no_message_from_leaving(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[datetime] = []

    def full(*, now: datetime) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(sequencing, "sequence_leaves", full)
    monkeypatch.setattr(sending, "send_texts", lambda *, now: sent.append(now))

    assert main(["work", "--once"]) == 1

    assert len(sent) == 1


def test_a_worker_that_is_stopped_ends_after_what_it_has_in_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    system, sent = Actor(role=Role.SYSTEM, region=""), list[datetime]()
    for _ in range(2):
        ask_for(actor=system, kind="test.is_stopped", region="", arguments={}, now=now())
    monkeypatch.setattr(sending, "send_texts", lambda *, now: sent.append(now))

    assert main(["work"]) == 0

    assert list(Job.objects.order_by("id").values_list("state", "done")) == [("waiting", 1), ("waiting", 0)]
    assert not sent


def test_files_of_papers_are_a_day_old_by_the_clock_of_the_disk_before_they_may_go(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.NOW = datetime(2024, 11, 8, tzinfo=UTC)
    asked: list[datetime] = []
    monkeypatch.setattr(sweeping, "sweep_papers", lambda *, actor, older_than, now: asked.append(older_than))

    assert main(["work", "--once"]) == 0

    assert timedelta(hours=23) < datetime.now(UTC) - asked[0] < timedelta(hours=25)
