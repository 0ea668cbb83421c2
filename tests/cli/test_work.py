"""The worker outlives whatever one of its duties meets at night, and does the others all the same."""

from __future__ import annotations

import signal
from datetime import datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from jurdil.cli import main
from jurdil.foundation.ledger import sequencing
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.outbox import sending
from jurdil.foundation.storage.clock import now

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quiet(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.HOME = tmp_path
    monkeypatch.setattr(signal, "signal", lambda *_: None)
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
