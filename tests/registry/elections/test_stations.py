"""Derived stations add up to what the authorities published."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

import jurdil
from jurdil.registry.elections.stations import Election, Station, derive_stations

DATA = Path(jurdil.__file__).parent / "data"


def official(column: str, key: str = "kabkota_code", file: str = "dpt_dki_kabkota_2024.csv") -> Counter[str]:
    with (DATA / file).open(encoding="utf-8", newline="") as lines:
        return Counter({row[key]: int(row[column]) for row in csv.DictReader(lines)})


def voters_by_kabkota(stations: list[Station]) -> Counter[str]:
    voters: Counter[str] = Counter()
    for station in stations:
        voters[station.region[:5]] += station.voters
    return voters


@pytest.mark.parametrize(
    ("election", "voters", "tps", "voters_total", "tps_total", "ceiling"),
    [
        ("pilgub-dki-2024", "dpt_nov2024", "tps_nov2024", 8_214_007, 14_835, 600),
        ("pemilu-2024", "dpt_feb2024", "tps_feb2024", 8_252_897, 30_766, 300),
    ],
)
def test_stations_and_voters_equal_the_official_totals(
    election: Election, voters: str, tps: str, voters_total: int, tps_total: int, ceiling: int
) -> None:
    stations = derive_stations(DATA, election)

    assert len(stations) == len({station.code for station in stations}) == tps_total
    assert sum(station.voters for station in stations) == voters_total
    assert voters_by_kabkota(stations) == official(voters)
    assert Counter(station.region[:5] for station in stations) == official(tps)
    assert max(station.voters for station in stations) <= ceiling
    assert min(station.voters for station in stations) > ceiling / 4
    assert len({station.voters for station in stations}) > ceiling / 3


def test_every_kecamatan_has_its_official_number_of_stations_in_november() -> None:
    stations = derive_stations(DATA, "pilgub-dki-2024")

    counted = Counter(station.region[:8] for station in stations)

    assert counted == official("tps", "kecamatan_code", "tps_dki_kecamatan_nov2024.csv")


def test_special_stations_are_numbered_from_901_and_have_no_rw() -> None:
    special = [station for station in derive_stations(DATA, "pemilu-2024") if station.is_special]

    assert len(special) == sum(official("tps_feb2024_special", "kelurahan_code", "tps_dki_2024.csv").values())
    assert all(station.number > 900 and not station.rw and not station.rts for station in special)


def test_a_station_is_the_same_whatever_part_of_jakarta_is_asked_for() -> None:
    everywhere = derive_stations(DATA, "pilgub-dki-2024")

    for within in ("31.71", "31.71.01", "31.71.01.1001"):
        inside = [s for s in everywhere if s.region == within or s.region.startswith(within + ".")]
        assert derive_stations(DATA, "pilgub-dki-2024", within=within) == inside
    assert derive_stations(DATA, "pilgub-dki-2024", within="31.7") == []


def test_rw_and_rt_divide_a_kelurahan_without_overlap() -> None:
    by_region: dict[str, list[Station]] = {}
    for station in derive_stations(DATA, "pilgub-dki-2024"):
        by_region.setdefault(station.region, []).append(station)

    for stations in by_region.values():
        covered = [(station.rw, rt) for station in stations for rt in station.rts]
        assert len(covered) == len(set(covered))
        rws = {station.rw for station in stations}
        assert all(set(station.near_rw) <= rws - {station.rw} for station in stations)
        assert all(2 <= len(station.rts) <= 4 for station in stations)


def test_an_unknown_election_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="stations of"):
        derive_stations(DATA, "pemilu-2029")  # type: ignore[arg-type]
