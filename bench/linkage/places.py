"""Where people live and were born: real wards weighted by their polling stations, real names of regencies."""

from __future__ import annotations

import csv
import gzip
import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bench.linkage.vocabulary import DATA

STREETS_PER_WARD = 40
STREET_WORDS = (
    "Melati", "Mawar", "Kenanga", "Anggrek", "Cempaka", "Flamboyan", "Dahlia", "Merpati", "Rajawali", "Garuda",
    "Pahlawan", "Merdeka", "Sudirman", "Diponegoro", "Kartini", "Ahmad Yani", "Gatot Subroto", "Imam Bonjol",
    "Veteran", "Pemuda", "Mangga", "Rambutan", "Durian", "Jati", "Beringin", "Cemara", "Waru", "Haji Saidi",
    "Haji Naim", "Kebon Raya", "Sawah Baru", "Pasar Lama", "Masjid", "Sekolah", "Kampus", "Pelita", "Swadaya",
    "Gotong Royong", "Bakti", "Setia",
)  # fmt: skip


@dataclass(frozen=True)
class Wards:
    """Wards in order of their codes: code, district and city as numbers, cumulative weight inside an area."""

    codes: pa.Array
    districts: NDArray[np.int32]
    cities: NDArray[np.int16]
    provinces: NDArray[np.int16]
    here: NDArray[np.int32]
    here_weight: NDArray[np.float64]
    anywhere_weight: NDArray[np.float64]
    district_first: NDArray[np.int32]
    """District codes as six-digit numbers, by number of district."""
    city_names: tuple[str, ...]
    city_weight: NDArray[np.float64]
    city_districts: tuple[NDArray[np.int32], ...]

    def draw(self, size: int, rng: np.random.Generator, *, is_here: bool) -> NDArray[np.int32]:
        """Return wards by weight, of the area screened or of the whole country."""
        if is_here:
            return self.here[np.searchsorted(self.here_weight, rng.random(size), side="right")]
        return np.searchsorted(self.anywhere_weight, rng.random(size), side="right").astype(np.int32)

    def near(self, ward: NDArray[np.int32], rng: np.random.Generator, *, level: str) -> NDArray[np.int32]:
        """Return another ward of the same district (level `ward`) or of the same city (level `district`)."""
        groups = self.districts if level == "ward" else self.cities.astype(np.int32)
        first = np.searchsorted(groups, groups[ward], side="left")
        last = np.searchsorted(groups, groups[ward], side="right")
        return (first + (rng.random(len(ward)) * (last - first)).astype(np.int64)).astype(np.int32)


def read_wards(area: str) -> Wards:
    """Read all wards. area: code that the people screened live under (`31` is Jakarta), or `` for the country."""
    names = {}
    with gzip.open(DATA / "regions_id.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["level"] == "kabkota":
                names[row["code"]] = row["name"]
    rows = []
    with gzip.open(DATA / "tps_id_feb2024.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["deskel_code"][:5] in names:
                rows.append((row["deskel_code"], int(row["tps"])))
    rows.sort()
    codes = [code for code, _ in rows]
    weight = np.array([count for _, count in rows], float)
    districts = sorted({code[:8] for code in codes})
    cities = sorted({code[:5] for code in codes})
    of_district = {code: nth for nth, code in enumerate(districts)}
    of_city = {code: nth for nth, code in enumerate(cities)}
    ward_city = np.array([of_city[code[:5]] for code in codes], np.int16)
    here = np.array([nth for nth, code in enumerate(codes) if code.startswith(area)], np.int32)
    by_city: list[list[int]] = [[] for _ in cities]
    for nth, code in enumerate(districts):
        by_city[of_city[code[:5]]].append(nth)
    return Wards(
        codes=pa.array(codes, pa.string()),
        districts=np.array([of_district[code[:8]] for code in codes], np.int32),
        cities=ward_city,
        provinces=np.unique([int(code[:2]) for code in codes], return_inverse=True)[1].astype(np.int16),
        here=here,
        here_weight=_cumulative(weight[here]),
        anywhere_weight=_cumulative(weight),
        district_first=np.array([int(code.replace(".", "")) for code in districts], np.int32),
        city_names=tuple(names[code] for code in cities),
        city_weight=_cumulative(np.bincount(ward_city, weight).astype(np.float64)),
        city_districts=tuple(np.array(each, np.int32) for each in by_city),
    )


def _cumulative(weight: NDArray[np.float64]) -> NDArray[np.float64]:
    total: NDArray[np.float64] = np.cumsum(weight) / weight.sum()
    total[-1] = 1.0
    return total


def place_spellings(name: str) -> list[str]:
    """Return how people write a regency as place of birth, the usual way first."""
    short = re.sub(r"^(Kabupaten|Kota)( Administrasi)? ", "", name)
    is_city = name.startswith("Kota")
    first = [short, short.upper()]
    if "Jakarta" in short:
        first = ["Jakarta", short, "JAKARTA", "DKI Jakarta", "Jkt", "Djakarta"]
    others = [f"Kota {short}" if is_city else f"Kab. {short}", short.replace("u", "oe", 1), short.replace(" ", ""),
              short[:-1] if len(short) > 5 else short + "h", short[:3] + "."]  # fmt: skip
    return first + [each for each in others if each not in first]
