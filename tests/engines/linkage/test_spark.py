"""Beyond one machine: two executors with a process and memory of their own say what the single machine says."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bench.linkage.world import World, make_world

from jurdil.engines.linkage import estimating, link_people, linking, model_of, prepare_roster
from jurdil.engines.linkage.model import starting_model

pytest.importorskip("pyspark", reason="pyspark is not installed (extra [spark])")
if shutil.which("java") is None:
    pytest.skip("no Java on this machine", allow_module_level=True)

from pyspark.sql import DataFrame, SparkSession

from jurdil.engines.linkage import spark
from jurdil.engines.linkage.spark import NoSpark, link_people_on_spark, open_session

ON = date(2024, 11, 27)
TWO_EXECUTORS = "local-cluster[2,1,1024]"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("world"), people=2_000, entries=20_000, seed=31)


@pytest.fixture(scope="module")
def prepared(world: World, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("prepared")
    for name, table in world.rosters.items():
        prepare_roster(table, folder / f"{name}.arrow", name=name, on=ON)
    return [folder / f"{name}.arrow" for name in world.rosters]


@pytest.fixture(scope="module")
def executors() -> Iterator[int]:
    """Keep one session open for all tests: how many executors it asked for."""
    with open_session(TWO_EXECUTORS):
        yield 2


def _on_spark(world: World, **wishes: object) -> pa.Table:
    return link_people_on_spark(world.people_path, [*world.roster_paths.values()], on=ON, **wishes)  # type: ignore[arg-type]


def test_the_matches_and_reasons_are_those_of_the_single_machine(
    world: World, prepared: list[Path], executors: int
) -> None:
    model = starting_model(20_000)

    alone = link_people(world.people, prepared, on=ON, model=model, min_probability=0.001)
    together = _on_spark(world, model=model, min_probability=0.001)

    assert alone.num_rows > 100
    assert together.equals(alone)
    assert together.schema.equals(alone.schema, check_metadata=True)


def test_a_model_is_learnt_from_the_same_drawn_people_and_entries(
    world: World, prepared: list[Path], executors: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (estimating, linking):
        monkeypatch.setattr(module, "ENOUGH_PAIRS", 100)
        monkeypatch.setattr(module, "ENOUGH_PEOPLE", 100)
    for name, size in (("PEOPLE_A_BATCH", 700), ("MOST_TO_LEARN_FROM", 1_500), ("LEARN_FROM", 400)):
        monkeypatch.setattr(linking, name, size)

    alone, together = link_people(world.people, prepared, on=ON), _on_spark(world)

    assert linking.step_to_learn(2_000) > linking.batches_of(2_000) > 1
    assert len(set(model_of(alone).again.lists.values())) > 1
    assert model_of(together).to_json() == model_of(alone).to_json()
    assert together.equals(alone)


def test_an_executor_that_dies_in_the_middle_changes_nothing(
    world: World, prepared: list[Path], executors: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (estimating, linking):
        monkeypatch.setattr(module, "ENOUGH_PAIRS", 100)
        monkeypatch.setattr(module, "ENOUGH_PEOPLE", 100)
    joined, killed = spark._joined, []

    def dying(*frames: DataFrame) -> DataFrame:
        if not killed:  # rows and pairs stand on the disks of both by now
            killed.append(_executor())
            os.kill(killed[0], signal.SIGKILL)
        return joined(*frames)

    monkeypatch.setattr(spark, "_joined", dying)

    together = _on_spark(world)

    assert killed
    assert together.equals(link_people(world.people, prepared, on=ON), check_metadata=True)


def _executor() -> int:
    """The process of one executor of the open session."""
    session = SparkSession.getActiveSession()
    assert session is not None
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            command = (place / "cmdline").read_text()
            if "CoarseGrainedExecutorBackend" in command and session.sparkContext.applicationId in command:
                return int(place.name)
    raise AssertionError("no executor runs")


def test_rows_that_cannot_be_linked_are_passed_over(tmp_path: Path, executors: int) -> None:
    rows = {"id": ["1", None, "3"], "name": ["Budi Santoso Wijaya", "Rina", " "], "birth_date": ["1985-03-14"] * 3}
    for name in ("people", "party"):
        pq.write_table(pa.table(rows), tmp_path / f"{name}.parquet")

    found = link_people_on_spark(tmp_path / "people.parquet", [tmp_path / "party.parquet"], on=ON, min_probability=0)

    assert {(row["person_id"], row["roster"], row["entry_id"]) for row in found.to_pylist()} == {("1", "party", "1")}


def test_a_file_that_executors_cannot_read_is_told_in_one_line(tmp_path: Path, executors: int) -> None:
    rows = pa.table({"id": [str(nth) for nth in range(1000)], "name": ["Budi Santoso"] * 1000})
    for name in ("people", "party"):
        pq.write_table(rows, tmp_path / f"{name}.parquet")
    spoilt = bytearray((tmp_path / "party.parquet").read_bytes())
    spoilt[4:300] = bytes(296)
    (tmp_path / "party.parquet").write_bytes(spoilt)

    with pytest.raises(NoSpark, match=r"Spark gave up: .{20}") as told:
        link_people_on_spark(tmp_path / "people.parquet", [tmp_path / "party.parquet"], on=ON)

    assert "\n" not in str(told.value)
