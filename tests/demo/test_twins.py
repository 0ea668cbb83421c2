"""The engine on the demo's kota: a twin with a name and a number of their own is not strongly suspected."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench.linkage.demo import FIELDS, ON, people_of

from jurdil.demo.job import ENTRIES_OF_A_KOTA
from jurdil.demo.population import SHIPPED_DATA, invent_population
from jurdil.engines.linkage import link_people, prepare_roster
from jurdil.registry.elections.stations import derive_stations


@pytest.mark.slow
def test_no_twin_is_strong_beside_another_name_and_another_number(tmp_path: Path) -> None:
    stations = derive_stations(SHIPPED_DATA, "pilgub-dki-2024", within="31.71")
    population = invent_population(stations, seed=20241127, roster_entries=ENTRIES_OF_A_KOTA)
    paths = []
    for name, table in population.rosters.items():
        paths.append(tmp_path / f"{name}.parquet")
        prepare_roster(table.select([*FIELDS, "region"]), paths[-1], name=name, on=ON)

    matches = link_people(people_of(population), paths, on=ON).to_pylist()

    truth = {(row["person_id"], row["roster"], row["entry_id"]) for row in population.truth.to_pylist()}
    strong = [row for row in matches if row["grade"] == "strong"]
    wrong = [row for row in strong if (row["person_id"], row["roster"], row["entry_id"]) not in truth]
    levels = [{one["field"]: one["level"] for one in row["reasons"]} for row in wrong]
    assert len(strong) > 500
    assert [one for one in levels if one.get("nik") in ("other", "serial-other") and one["name"] != "exact"] == []
    assert len(wrong) <= 0.01 * len(strong)
