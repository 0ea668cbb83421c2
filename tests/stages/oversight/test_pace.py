"""Reports are slowed down per browser, and a shared address locks nobody out who waits a minute."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from jurdil.registry.elections.models import Election
from jurdil.stages.oversight import reporting
from jurdil.stages.oversight.models import Report
from jurdil.stages.recruitment import tries
from jurdil.stages.recruitment.tries import Pace

from .conftest import NOW, WARD

pytestmark = pytest.mark.django_db
TOLD = {
    "region": WARD,
    "topic": "procedure",
    "happened_on": "2024-11-12",
    "text": "Kotak suara dibuka sebelum waktunya oleh petugas.",
}


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.moment = 1_000_000.0

    def time(self) -> float:
        return self.moment


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, settings: pytest.FixtureRequest, election: Election) -> Clock:
    settings.NOW = NOW  # type: ignore[attr-defined]
    cache.clear()
    made = Clock()
    monkeypatch.setattr(tries, "time", made)
    monkeypatch.setattr(reporting, "REPORTS", Pace("report", per_browser=2, per_address=3))
    return made


def send(client: Client, number: int) -> str:
    return client.post("/lapor/", {**TOLD, "idempotency_key": f"{number:032d}"}, follow=True).content.decode()


def test_one_browser_waits_ten_minutes_and_keeps_what_was_typed(clock: Clock) -> None:
    dewi = Client()
    for number in (1, 2):
        assert "Laporan diterima" in send(dewi, number)

    page = send(dewi, 3)

    assert "sepuluh menit" in page
    assert TOLD["text"] in page
    clock.moment += 601
    assert "Laporan diterima" in send(dewi, 3)


def test_a_neighbour_behind_the_same_address_waits_a_minute_only(clock: Clock) -> None:
    for number in (1, 2, 3):
        assert "Laporan diterima" in send(Client(), number)
    neighbour, flood = Client(), Client()

    assert "satu menit" in send(neighbour, 4)
    clock.moment += 61

    assert "Laporan diterima" in send(neighbour, 4)
    assert "satu menit" in send(flood, 5)
    assert Report.objects.count() == 4
