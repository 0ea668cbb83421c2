"""Linkage on the invented Jakarta: 170,000 people x 1,000,000 entries; seconds, memory, recall, false accusations.

Truth is identity: an entry is about the person, whether or not they joined. An innocent has no entry of their own.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from datetime import date
from itertools import pairwise
from pathlib import Path

import pyarrow as pa

from jurdil.demo.population import SHIPPED_DATA, Population, invent_population
from jurdil.engines.linkage import link_people, prepare_roster
from jurdil.registry.elections.stations import derive_stations

ON = date(2024, 9, 28)
FIELDS = ["id", "name", "nik", "birth_date", "birth_place", "sex", "address"]
BINS = (0.05, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.99, 0.999, 1.01)


def people_of(population: Population) -> pa.Table:
    """Return everybody who is screened."""
    forms = (population.applications, population.order_officers, population.secretariats)
    return pa.concat_tables([form.select([*FIELDS, "kelurahan"]) for form in forms]).rename_columns([*FIELDS, "region"])


def measure(seed: int) -> None:
    """Invent, prepare, link, compare with the truth, print."""
    stations = derive_stations(SHIPPED_DATA, "pilgub-dki-2024")
    population = invent_population(stations, seed=seed)
    people = people_of(population)
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        paths = []
        for name, table in population.rosters.items():
            paths.append(Path(folder) / f"{name}.parquet")
            prepare_roster(table.select([*FIELDS, "region"]), paths[-1], name=name, on=ON)
        prepared = time.perf_counter()
        matches = link_people(people, paths, on=ON).to_pylist()
        linked = time.perf_counter()
    truth = {(row["person_id"], row["roster"], row["entry_id"]) for row in population.truth.to_pylist()}
    listed = {person for person, _, _ in truth}
    innocents = people.num_rows - len(listed)
    found = {(row["person_id"], row["roster"], row["entry_id"]): row["probability"] for row in matches}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"seed {seed}: prepare {prepared - start:.1f} s, link {linked - prepared:.1f} s, peak {peak:,.0f} MiB with data"
    )
    for floor in (0.99, 0.8, 0.05):
        hits = sum(found.get(claim, 0.0) >= floor for claim in truth)
        accused = {claim[0] for claim, probability in found.items() if probability >= floor and claim[0] not in listed}
        print(
            f"  at {floor}: recall {hits / len(truth):.3f} ({hits:,} of {len(truth):,}), innocents accused "
            f"{1e5 * len(accused) / innocents:.1f} per 100,000 ({len(accused)} people)"
        )
    for low, high in pairwise(BINS):
        inside = [(claim in truth, probability) for claim, probability in found.items() if low <= probability < high]
        if inside:
            true, given = (sum(each) / len(inside) for each in zip(*inside, strict=True))
            print(f"  given {low}-{min(high, 1.0)}: {len(inside):,} pairs, mean {given:.3f}, {true:.3f} true")


if __name__ == "__main__":
    for chosen in [int(word) for word in sys.argv[1:]] or [8]:
        measure(chosen)
