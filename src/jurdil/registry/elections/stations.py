"""The polling stations (TPS) of an election, derived from official totals.

Real are the number of TPS (per kecamatan in November 2024, per kelurahan in February 2024) and the number
of voters per kabupaten and kota. Derived are the split of November's TPS over the kelurahan and the voters
of each single TPS: they add up to the official totals exactly, and none of them is an official figure. RW,
RT and which RW are neighbours are synthetic, made by a fixed rule from the kelurahan's code. Pages that show
any of it say so. Same answer on every machine: chance comes from SHA-256 of the TPS code.
"""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Election = Literal["pilgub-dki-2024", "pemilu-2024"]

FIRST_SPECIAL_NUMBER = 901
STATIONS_PER_RW = (5, 8)
RTS_PER_STATION = (2, 4)
SMALLEST_SHARE_OF_CEILING = 0.35


@dataclass(frozen=True, slots=True)
class Station:
    """One TPS of one election; voters, rw, rts and near_rw are derived or synthetic (see the module)."""

    code: str
    region: str
    number: int
    voters: int
    rw: str
    rts: tuple[str, ...]
    near_rw: tuple[str, ...]
    is_special: bool


@dataclass(frozen=True, slots=True)
class _Plan:
    """Which columns make the stations of one election, and the most voters a station may have."""

    voters_column: str
    stations_column: str
    special_column: str
    voters_max: int


@dataclass(frozen=True, slots=True)
class _Ground:
    """The part of a kelurahan that one station covers."""

    rw: str = ""
    rts: tuple[str, ...] = ()
    near_rw: tuple[str, ...] = ()


def derive_stations(data: Path, election: Election, *, within: str = "31") -> list[Station]:
    """List the TPS of `election` whose region is `within` or lies inside it, in order of code.

    data: folder of the shipped reference data. A station's figures do not depend on `within`.
    Raises ValueError for an election whose stations cannot be derived.
    """
    plan = _read_plan(data, election)
    kelurahan_rows = _rows(data / "tps_dki_2024.csv")
    voters_of = {row["kabkota_code"]: int(row[plan.voters_column]) for row in _voter_rows(data)}
    stations: list[Station] = []
    for kabkota, total in voters_of.items():
        if _is_inside(kabkota, within) or _is_inside(within, kabkota):
            mine = [row for row in kelurahan_rows if row["kabkota_code"] == kabkota]
            stations += _stations_of(mine, plan, total, election)
    return [station for station in stations if _is_inside(station.region, within)]


def _stations_of(rows: list[dict[str, str]], plan: _Plan, total: int, election: str) -> list[Station]:
    numbered: list[tuple[str, int, bool, _Ground]] = []
    for row in sorted(rows, key=lambda row: row["kelurahan_code"]):
        region = row["kelurahan_code"]
        special = int(row[plan.special_column]) if plan.special_column else 0
        ordinary = int(row[plan.stations_column]) - special
        grounds = _divide_kelurahan(region, ordinary)
        numbered += [(region, number, False, ground) for number, ground in enumerate(grounds, 1)]
        numbered += [(region, FIRST_SPECIAL_NUMBER + nth, True, _Ground()) for nth in range(special)]
    codes = [f"{region}/{number:03d}" for region, number, _, _ in numbered]
    voters = _spread(total, [f"{election}/{code}" for code in codes], plan.voters_max)
    return [
        Station(code, region, number, count, ground.rw, ground.rts, ground.near_rw, is_special)
        for code, count, (region, number, is_special, ground) in zip(codes, voters, numbered, strict=True)
    ]


def _spread(total: int, keys: list[str], ceiling: int) -> list[int]:
    """Whole numbers that sum to `total`, none above `ceiling`, leaning towards it as real stations do."""
    if total > ceiling * len(keys):
        raise ValueError(f"{total} voters do not fit {len(keys)} stations of at most {ceiling}.")
    deepest = ceiling * (1 - SMALLEST_SHARE_OF_CEILING)
    # Product of a station's and its kelurahan's chance: neighbours resemble each other, the tail is long.
    shapes = [(0.5 + _chance(key.rpartition("/")[0])) * _chance(key) ** 1.5 + 0.02 for key in keys]
    missing = ceiling * len(keys) - total
    scale = missing / sum(shapes)
    for _ in range(40):
        scale *= missing / sum(min(deepest, scale * shape) for shape in shapes)
    gaps = [min(deepest, scale * shape) for shape in shapes]
    whole = [int(gap) for gap in gaps]
    by_remainder = sorted(range(len(keys)), key=lambda nth: (whole[nth] - gaps[nth], keys[nth]))
    for nth in by_remainder[: missing - sum(whole)]:
        whole[nth] += 1
    return [ceiling - gap for gap in whole]


def _divide_kelurahan(region: str, ordinary: int) -> list[_Ground]:
    """Cut a kelurahan's ordinary stations into RW of about equal size and give each station its RT."""
    least, most = STATIONS_PER_RW
    wanted = least + _chance(f"{region}/rw") * (most - least)
    rw_count = max(1, round(ordinary / wanted))
    names = [f"{nth:03d}" for nth in range(1, rw_count + 1)]
    grounds: list[_Ground] = []
    for nth, rw in enumerate(names):
        near = tuple(names[other] for other in (nth - 1, nth + 1) if 0 <= other < rw_count)
        size = ordinary * (nth + 1) // rw_count - ordinary * nth // rw_count
        next_rt = 1
        for place in range(size):
            fewest, extra = RTS_PER_STATION[0], RTS_PER_STATION[1] - RTS_PER_STATION[0] + 1
            count = fewest + int(_chance(f"{region}/{rw}/{place}") * extra)
            rts = tuple(f"{rt:03d}" for rt in range(next_rt, next_rt + count))
            grounds.append(_Ground(rw, rts, near))
            next_rt += count
    return grounds


def _chance(key: str) -> float:
    """A number in [0, 1) that only `key` decides."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:6], "big") / 2**48


def _is_inside(code: str, area: str) -> bool:
    return code == area or code.startswith(f"{area}.")


def _read_plan(data: Path, election: str) -> _Plan:
    for row in _rows(data / "station_derivation_2024.csv"):
        if row["election"] == election:
            return _Plan(row["voters_column"], row["stations_column"], row["special_column"], int(row["voters_max"]))
    raise ValueError(f"No source tells the stations of {election!r}.")


def _voter_rows(data: Path) -> list[dict[str, str]]:
    return _rows(data / "dpt_dki_kabkota_2024.csv")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
