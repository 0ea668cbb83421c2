"""An invented population on real sizes: the kelurahan and stations are real, every person is made up.

RW of unequal eagerness (gamma), two RT to a station (Jakarta has about 30,000 RT and 14,835 stations), six stations to
an RW, a share of shared households, a set number of applicants per seat.
"""

from __future__ import annotations

import csv
import gzip
import random
from collections.abc import Iterator
from datetime import date
from importlib.resources import as_file, files
from itertools import groupby

from jurdil.engines.teams import Parcel, Person, Place, Policy, read_policy

VOTING_DAY = date(2024, 11, 27)
SEED = bytes(range(32))
RT_PER_PLACE = 2
PLACES_PER_RW = 6
NATION = 435_296


def default_policy() -> Policy:
    """Read the policy file that the package ships."""
    with as_file(files("jurdil") / "law" / "policies" / "teams.toml") as path:
        return read_policy(path)


def sizes() -> list[tuple[str, int]]:
    """Return the kelurahan of Jakarta with their number of stations."""
    with (files("jurdil") / "data" / "tps_dki_2024.csv").open(encoding="utf-8") as file:
        return [(row["kelurahan_code"], int(row["tps_nov2024_est"])) for row in csv.DictReader(file)]


def invent(group: str, stations: int, per_seat: float, chance: random.Random) -> tuple[list[Person], list[Place]]:
    """Invent one group's places on a ring of RW and its people."""
    rows = max(1, round(stations / PLACES_PER_RW))
    places: list[Place] = []
    homes: list[tuple[str, str]] = []
    for number in range(stations):
        row = number % rows
        first = number // rows * RT_PER_PLACE
        rts = tuple(f"{first + step + 1:03d}" for step in range(RT_PER_PLACE))
        near = {(row + step) % rows for step in (-1, 1, 2)} - {row}
        places.append(
            Place(f"{group}/{number + 1:03d}", group, 7, f"{row + 1:03d}", rts, tuple(f"{n + 1:03d}" for n in near))
        )
        homes.extend((f"{row + 1:03d}", rt) for rt in rts)
    eagerness = {f"{rw + 1:03d}": chance.gammavariate(6, 1) for rw in range(rows)}
    weights = [eagerness[rw] for rw, _ in homes]
    people: list[Person] = []
    wanted = round(stations * 7 * per_seat)
    while len(people) < wanted:
        rw, rt = chance.choices(homes, weights)[0]
        household = f"{group}-h{len(people)}"
        for _ in range(1 if chance.random() > 0.06 else 2):
            people.append(_person(f"{group}-{len(people):05d}", group, rw, rt, household, chance))
    return people[:wanted], places


def _person(name: str, group: str, rw: str, rt: str, household: str, chance: random.Random) -> Person:
    age_days = int(chance.triangular(17, 66, 32) * 365.25)
    return Person(
        id=name,
        group=group,
        score=round(min(100.0, max(0.0, chance.gauss(70, 10))), 1),
        rw=rw,
        rt=rt,
        sex="P" if chance.random() < 0.46 else "L",
        birth_date=date.fromordinal(VOTING_DAY.toordinal() - age_days),
        household=household,
        experienced=chance.random() < 0.45,
        it_skill=chance.random() < 0.4,
        health_class=chance.choices(("low", "medium", "high"), (60, 25, 15))[0],
        wishes_chair=chance.random() < 0.3,
    )


def invent_all(per_seat: float, limit: int | None) -> tuple[list[Person], list[Place]]:
    """Invent the people and places of the first `limit` kelurahan, of all if None."""
    people: list[Person] = []
    places: list[Place] = []
    for group, stations in sizes()[:limit]:
        crowd, spots = invent(group, stations, per_seat, random.Random(group))
        people += crowd
        places += spots
    return people, places


def nation_sizes(total: int = NATION) -> list[tuple[str, int]]:
    """Return all desa and kelurahan with a share of `total` stations, by largest remainder over those of February."""
    source = files("jurdil") / "data" / "tps_id_feb2024.csv.gz"
    with as_file(source) as path, gzip.open(path, "rt", encoding="utf-8") as file:
        counts = [(row["deskel_code"], int(row["tps"])) for row in csv.DictReader(file)]
    spare = total - len(counts)
    whole = sum(max(0, count - 1) for _, count in counts)
    shares = [spare * max(0, count - 1) / whole for _, count in counts]
    given = [int(part) for part in shares]
    order = sorted(range(len(shares)), key=lambda index: (given[index] - shares[index], index))
    for index in order[: spare - sum(given)]:
        given[index] += 1
    return [(code, 1 + extra) for (code, _), extra in zip(counts, given, strict=True)]


def invent_nation(per_seat: float, total: int = NATION) -> Iterator[Parcel]:
    """Invent the nation kecamatan by kecamatan; nothing is kept of the one before."""
    for _, wards in groupby(nation_sizes(total), key=lambda row: row[0].rsplit(".", 1)[0]):
        people: list[Person] = []
        places: list[Place] = []
        for group, stations in wards:
            crowd, spots = invent(group, stations, per_seat, random.Random(group))
            people += crowd
            places += spots
        yield Parcel(people, places)
