"""Load the two elections of 2024 that the reference data tells about: stations, and the calendar of one of them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from jurdil.foundation.storage.bulk import insert_rows, uncollected
from jurdil.law import load_profile
from jurdil.registry.elections.models import Election, PollingStation, StageInterval, StageState
from jurdil.registry.elections.stations import Election as ElectionKey
from jurdil.registry.elections.stations import derive_stations

REGION = "31"


@dataclass(frozen=True)
class _Known:
    """key: of the election. has_calendar: the reference data lists its stages. split: stations per ward are derived."""

    key: ElectionKey
    name: str
    profile: str
    has_calendar: bool
    split: bool


KNOWN = (
    _Known("pilgub-dki-2024", "Pemilihan Gubernur dan Wakil Gubernur DKI Jakarta 2024", "pemilihan-2024", True, True),
    _Known("pemilu-2024", "Pemilihan Umum 2024 di DKI Jakarta", "pemilu-2024", False, False),
)


@uncollected()
@transaction.atomic
def load_elections(data: Path, *, on: date) -> int:
    """Add the elections, stations and stages of `data` that are not there yet; returns how many rows were added.

    on: the day that decides whether a stage of the calendar begins as planned, open or closed; from then on its state
    is its own, and a second run leaves it alone. Regions must not be loaded first: codes are no foreign keys.
    """
    added = 0
    for known in KNOWN:
        election, is_new = Election.objects.get_or_create(
            key=known.key,
            defaults={
                "name": known.name,
                "voting_day": load_profile(known.profile).voting_day,
                "profile": known.profile,
                "region": REGION,
            },
        )
        added += is_new + insert_rows(_missing_stations(data, election, known))
        if known.has_calendar:
            added += insert_rows(_missing_intervals(data, election, on))
    return added


def _missing_stations(data: Path, election: Election, known: _Known) -> list[PollingStation]:
    there = set(PollingStation.objects.filter(election=election).values_list("code", flat=True))
    return [
        PollingStation(
            election=election,
            code=station.code,
            region=station.region,
            number=station.number,
            voters=station.voters,
            rw=station.rw,
            rts=" ".join(station.rts),
            near_rw=" ".join(station.near_rw),
            is_special=station.is_special,
            is_derived=known.split,
        )
        for station in derive_stations(data, known.key, within=REGION)
        if station.code not in there
    ]


def _missing_intervals(data: Path, election: Election, on: date) -> list[StageInterval]:
    there = set(StageInterval.objects.filter(election=election, ground="").values_list("body", "stage", "region"))
    return [
        StageInterval(
            election=election,
            body=row["body"],
            stage=row["stage"],
            label=row["label_id"],
            region=election.region,
            start=date.fromisoformat(row["start"]),
            end=date.fromisoformat(row["end"]),
            state=state_on(date.fromisoformat(row["start"]), date.fromisoformat(row["end"]), on),
            source=row["source_url"],
        )
        for row in _stages(data)
        if (row["body"], row["stage"], election.region) not in there
    ]


def state_on(start: date, end: date, on: date) -> StageState:
    """Return what an interval is on the day `on` if nobody opens or closes it by hand."""
    if on < start:
        return StageState.PLANNED
    return StageState.OPEN if on <= end else StageState.CLOSED


def _stages(data: Path) -> Iterator[dict[str, str]]:
    with (data / "stages_2024.csv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
