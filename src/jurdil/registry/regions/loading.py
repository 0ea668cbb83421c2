"""Load the regions of the decree in force, those that KPU knew in 2024 and the decree no longer has, and spellings.

What our sources say about days: KPU's list of stations of 14 February 2024 shows which codes were in use then; the
decree in force is Kepmendagri 300.2.2-2430/2025. Its own day is not in our sources. It amends 300.2.2-2138/2025, which
secondary pages date 25 April 2025, so that day stands for "the day of the decree" here, and may be some weeks early.
Hence a code counts since 14 February 2024 where KPU's list has it (itself or a ward inside it), else since the
decree; a code that only KPU's list has counts until the day before the decree. The real first day is mostly earlier.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction

from jurdil.foundation.storage.bulk import insert_rows, uncollected
from jurdil.foundation.storage.codes import parents
from jurdil.registry.regions.models import Level, Region, RegionName
from jurdil.registry.regions.names import fold

DECREE = "Kepmendagri 300.2.2-2430/2025"
DECREE_DAY = date(2025, 4, 25)
FORMER_SOURCE = "KPU, daftar TPS 14 Februari 2024"
SEEN_DAY = date(2024, 2, 14)

LEVELS = (Level.PROVINCE, Level.REGENCY, Level.DISTRICT, Level.WARD)
KINDS_OF_WARD = {"1": "kelurahan", "2": "desa", "3": "desa_adat"}

# What people in Jakarta call the six parts of the province.
POPULAR = {
    "31": ("Jakarta", "DKI Jakarta", "Daerah Khusus Jakarta"),
    "31.01": ("Pulau Seribu", "Kep. Seribu"),
    "31.71": ("Jakpus",),
    "31.72": ("Jakut",),
    "31.73": ("Jakbar",),
    "31.74": ("Jaksel",),
    "31.75": ("Jaktim",),
}


@uncollected()
@transaction.atomic
def load_regions(data: Path) -> int:
    """Add the regions and spellings of `data` that are not there yet; returns how many rows were added.

    data: folder of the shipped reference data. A second run adds nothing and changes nothing.
    """
    there = set(Region.objects.values_list("code", flat=True))
    seen = _seen_codes(data)
    rows = [row for row in (*_listed(data, seen), *_former(data, seen)) if row.code not in there]
    return insert_rows(rows) + _load_spellings(data)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file, packed or not."""
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines)
    else:
        with path.open(encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines)


def _seen_codes(data: Path) -> set[str]:
    """Return the wards on KPU's list of February 2024, and everything above them."""
    wards = {row["deskel_code"] for row in _rows(data / "tps_id_feb2024.csv.gz")}
    return wards | {above for ward in wards for above in parents(ward)}


def _listed(data: Path, seen: set[str]) -> Iterator[Region]:
    for row in _rows(data / "regions_id.csv.gz"):
        yield Region(
            code=row["code"],
            level=row["level"],
            kind=row["kind"],
            name=row["name"],
            folded=fold(row["name"]),
            decree=DECREE,
            since=SEEN_DAY if row["code"] in seen else DECREE_DAY,
        )


def _former(data: Path, seen: set[str]) -> Iterator[Region]:
    """Yield the wards that only KPU's list has, with the districts above them; no source tells their names."""
    listed = {row["code"] for row in _rows(data / "regions_id.csv.gz")}
    for code in sorted(seen - listed):
        level = LEVELS[code.count(".")]
        yield Region(
            code=code,
            level=level,
            kind=KINDS_OF_WARD.get(code.rpartition(".")[2][0], "desa") if level == Level.WARD else level.value,
            name="",
            folded="",
            decree=FORMER_SOURCE,
            since=SEEN_DAY,
            until=DECREE_DAY - timedelta(days=1),
        )


def _spellings(data: Path) -> Iterator[tuple[str, str, str]]:
    for row in _rows(data / "region_name_variants_id.csv"):
        yield row["code"], row["name_kpu_2024"], "KPU 2024"
        yield row["code"], row["name_kemendagri_2022"], "Kemendagri 2022"
    for code, names in POPULAR.items():
        for name in names:
            yield code, name, "sebutan umum"


def _load_spellings(data: Path) -> int:
    there = set(RegionName.objects.values_list("region_id", "name", "source"))
    names = dict(Region.objects.filter(code__in=_codes_of(data)).values_list("code", "folded"))
    fresh = [
        RegionName(region_id=code, name=name, folded=fold(name), source=source)
        for code, name, source in _spellings(data)
        if name and names.get(code, fold(name)) != fold(name) and (code, name, source) not in there
    ]
    return len(RegionName.objects.bulk_create(fresh))


def _codes_of(data: Path) -> Iterable[str]:
    return {code for code, _name, _source in _spellings(data)}
