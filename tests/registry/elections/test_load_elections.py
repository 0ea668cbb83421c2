"""The elections of 2024 come with their stations and calendar; loading twice changes nothing."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Sum

from jurdil.registry.elections.loading import load_elections
from jurdil.registry.elections.models import PollingStation, StageInterval
from jurdil.registry.elections.queries import (
    election_of,
    election_on,
    intervals_of,
    intervals_on,
    station_of,
    stations_within,
)

pytestmark = pytest.mark.django_db
DAY = date(2024, 9, 20)


def test_stations_and_calendar_are_loaded_once() -> None:
    added = load_elections(settings.PACKAGE / "data", on=DAY)

    assert added == 2 + 14_835 + 30_766 + StageInterval.objects.count()
    assert StageInterval.objects.count() == 45
    assert load_elections(settings.PACKAGE / "data", on=date(2024, 12, 1)) == 0

    november = election_of("pilgub-dki-2024")
    stations = stations_within(november, "31")
    assert stations.aggregate(voters=Sum("voters"))["voters"] == 8_214_007
    assert not stations.filter(is_derived=False).exists()
    assert stations_within(november, "31.71").count() == 1_542
    assert station_of(november, "31.71.01.1001/001").number == 1
    assert not stations_within(election_of("pemilu-2024"), "31").filter(is_derived=True).exists()
    assert election_on(DAY) == november
    if connection.vendor == "sqlite":
        plan = PollingStation.objects.filter(id__in=stations_within(november, "31.71.01").values("id")).explain()
        assert "SCAN" not in plan, plan

    stages = {(row.body, row.stage): row.state for row in intervals_on(DAY, election=november)}
    assert stages["KPPS", "register"] == "open"
    assert ("KPPS", "appoint") not in stages
    assert {row.state for row in intervals_of(november, body="KPPS") if row.start > DAY} == {"planned"}
