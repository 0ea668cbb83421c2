"""Where invented people live and were registered at birth: real region codes, invented streets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
from numpy.typing import NDArray

from jurdil.registry.elections.stations import Station

Ints = NDArray[np.int64]

STREET_KINDS = ("Jl.", "Gg.", "Jl. Raya", "Kp.")
STREET_NAMES = (
    "Kenanga", "Melati", "Mawar", "Anggrek", "Cempaka", "Dahlia", "Flamboyan", "Teratai", "Seruni",
    "Bougenvil", "Mangga", "Rambutan", "Jambu", "Nangka", "Delima", "Manggis", "Kelapa", "Durian", "Salak",
    "Belimbing", "Merpati", "Kutilang", "Cendrawasih", "Garuda", "Rajawali", "Nuri", "Kasuari", "Elang",
    "Murai", "Gelatik", "Rinjani", "Semeru", "Merapi", "Kerinci", "Bromo", "Krakatau", "Galunggung",
    "Ciremai", "Musi", "Barito", "Kapuas", "Mahakam",
)  # fmt: skip
HOUSES = 160
LARGE_NEIGHBOURS = {"32": 9.0, "33": 9.0, "36": 6.0, "35": 4.0, "34": 3.0}
"""Provinces that many people of Jakarta come from, against 1 for each other."""


@dataclass(frozen=True)
class Places:
    """Kelurahan with their RT (`ground_*` has a row per RT), and the kecamatan a NIK may begin with."""

    codes: pa.Array
    labels: pa.Array
    kecamatan: Ints
    seats: Ints
    ground_kelurahan: Ints
    ground_rw: pa.Array
    ground_rt: pa.Array
    ground_start: Ints
    ground_count: Ints
    nik_regions: Ints
    nik_weight: NDArray[np.float64]
    birth_places: pa.Array
    place_of_nik_region: Ints
    streets: pa.Array
    houses: pa.Array

    def settle(self, rng: np.random.Generator, kelurahan: Ints) -> Ints:
        """An RT (a row of `ground_*`) in each given kelurahan."""
        room = self.ground_count[kelurahan]
        return self.ground_start[kelurahan] + (rng.random(len(kelurahan)) * room).astype(np.int64)


def read_places(data: Path, stations: Sequence[Station]) -> Places:
    """Gather the places that `stations` cover, and all kecamatan of Indonesia as places of birth."""
    ordinary = [station for station in stations if not station.is_special]
    if not ordinary:
        raise ValueError("A population needs at least one ordinary TPS.")
    codes = sorted({station.region for station in ordinary})
    nth_of = {code: nth for nth, code in enumerate(codes)}
    seats = np.zeros(len(codes), dtype=np.int64)
    grounds: list[tuple[int, str, str]] = []
    for station in ordinary:
        seats[nth_of[station.region]] += 1
        grounds += [(nth_of[station.region], station.rw, rt) for rt in station.rts]
    grounds.sort()
    kelurahan = np.array([ground[0] for ground in grounds], dtype=np.int64)
    count = np.bincount(kelurahan, minlength=len(codes))
    names, regions, places, place_of = _read_regions(data)
    weight = np.array([LARGE_NEIGHBOURS.get(str(region)[:2], 1.0) for region in regions.tolist()])
    weight[regions // 10_000 == int(codes[0][:2])] = 0.0
    return Places(
        codes=pa.array(codes),
        labels=pa.array([f"Kel. {names[code]}, Kec. {names[code[:8]]}" for code in codes]),
        kecamatan=np.array([int(code[:8].replace(".", "")) for code in codes], dtype=np.int64),
        seats=seats,
        ground_kelurahan=kelurahan,
        ground_rw=pa.array([ground[1] for ground in grounds]),
        ground_rt=pa.array([ground[2] for ground in grounds]),
        ground_start=np.cumsum(count) - count,
        ground_count=count,
        nik_regions=regions,
        nik_weight=np.cumsum(weight / weight.sum()),
        birth_places=pa.array(places),
        place_of_nik_region=place_of,
        streets=pa.array([f"{kind} {name}" for kind in STREET_KINDS for name in STREET_NAMES]),
        houses=pa.array([f"No. {number}" for number in range(1, HOUSES + 1)]),
    )


def _read_regions(data: Path) -> tuple[dict[str, str], Ints, list[str], Ints]:
    """Names of Jakarta's regions; six-digit kecamatan codes; birth places; the birth place of each kecamatan."""
    jakarta = pyarrow.csv.read_csv(data / "regions_dki.csv", convert_options=_AS_TEXT)
    names = dict(zip(jakarta["code"].to_pylist(), jakarta["name"].to_pylist(), strict=True))
    table = pyarrow.csv.read_csv(data / "regions_id.csv.gz", convert_options=_AS_TEXT)
    districts = table.filter(pc.equal(table["level"], "kabkota"))
    kecamatan = table.filter(pc.equal(table["level"], "kecamatan"))["code"].to_pylist()
    town_of = {
        code: "Jakarta" if code.startswith("31.") else name.removeprefix("Kabupaten ").removeprefix("Kota ")
        for code, name in zip(districts["code"].to_pylist(), districts["name"].to_pylist(), strict=True)
    }
    places = sorted(set(town_of.values()))
    nth_of = {place: nth for nth, place in enumerate(places)}
    regions = np.array([int(code.replace(".", "")) for code in kecamatan], dtype=np.int64)
    place_of = np.array([nth_of[town_of[code[:5]]] for code in kecamatan], dtype=np.int64)
    return names, regions, places, place_of


_AS_TEXT = pyarrow.csv.ConvertOptions(column_types={"code": pa.string(), "parent_code": pa.string()})
