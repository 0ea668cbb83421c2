"""The name of a region on a page is asked once a city and request, and never kept longer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext

from jurdil.registry.regions.models import Level, Region
from jurdil.registry.regions.naming import name_of
from jurdil.registry.regions.templatetags.places import region_name

WARDS = [f"31.71.01.100{number}" for number in range(1, 6)]


@pytest.fixture
def _wards(db: None) -> Iterator[None]:
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)  # as Django's own test client does: the test's transaction stays open
    for code in WARDS:
        name = f"Rekaan {code[-1]}"
        Region.objects.create(code=code, level=Level.WARD, name=name, folded=name.lower(), since=date(2020, 1, 1))
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("_wards")
def test_a_list_of_wards_asks_the_database_once() -> None:
    request_started.send(sender=None)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        names = [region_name(code) for code in (*WARDS, f"{WARDS[0]}/001", "31.71.01.9999", "31.71.01.9999")]

    request_finished.send(sender=None)
    assert names[:2] == ["Rekaan 1", "Rekaan 2"]
    assert names[-3:] == ["TPS 001, Rekaan 1", "31.71.01.9999", "31.71.01.9999"]
    assert len(asked) == 2


@pytest.mark.usefixtures("_wards")
def test_no_name_is_kept_between_requests() -> None:
    request_started.send(sender=None)
    assert name_of(WARDS[0]) == "Rekaan 1"
    request_finished.send(sender=None)

    Region.objects.update(name="Lain")

    assert name_of(WARDS[0]) == "Lain"
    request_started.send(sender=None)
    assert name_of(WARDS[0]) == "Lain"
    request_finished.send(sender=None)
