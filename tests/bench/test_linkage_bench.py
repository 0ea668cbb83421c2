"""The bench invents the same country from the same seed, knows the truth, and counts rates rightly."""

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from bench.linkage.measuring import (
    Rate,
    accused_at,
    best_f1,
    read_for_recall,
    recall_at,
    score,
    survival,
    threshold_for,
    true_between,
)
from bench.linkage.rates import Rates
from bench.linkage.world import World, make_world


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("world"), people=2_000, entries=6_000, seed=1)


@pytest.mark.slow
def test_the_same_seed_invents_the_same_world(world: World, tmp_path: Path) -> None:
    again = make_world(tmp_path, people=2_000, entries=6_000, seed=1)
    assert again.people.equals(world.people)
    assert all(again.rosters[name].equals(table) for name, table in world.rosters.items())
    assert again.truth.equals(world.truth)


@pytest.mark.slow
def test_everybody_has_a_number_of_their_own_and_truth_names_real_rows(world: World) -> None:
    numbers = pc.drop_null(world.people.column("nik"))
    assert pc.count_distinct(numbers).as_py() == len(numbers)
    entries = pa.chunked_array([chunk for table in world.rosters.values() for chunk in table.column("id").chunks])
    assert len(entries) == 6_000
    assert pc.all(pc.is_in(world.truth.column("entry_id"), value_set=entries.combine_chunks())).as_py()
    assert pc.all(
        pc.is_in(world.truth.column("person_id"), value_set=world.people.column("id").combine_chunks())
    ).as_py()


@pytest.mark.slow
def test_relatives_and_namesakes_are_never_truth(world: World) -> None:
    true = set(world.truth.column("entry_id").to_pylist())
    planted = world.origins.to_pylist()
    others = {row["entry_id"] for row in planted if row["origin"] not in ("own", "own_again")}
    assert others
    assert not true & others


def test_figures_are_counted_by_hand() -> None:
    people = pa.array(["siti", "rina", "dewi", "agus"])
    truth = pa.table({"person_id": ["siti", "siti"], "entry_id": ["a", "b"], "faults": [["slip"], []]})
    matches = pa.table({"person_id": ["siti", "rina", "siti", "dewi"], "entry_id": ["a", "a", "c", "d"],
                        "probability": [0.999, 0.995, 0.4, 0.2]})  # fmt: skip
    scored = score(people, truth, matches)
    f1, threshold = best_f1(scored)
    assert f1 == pytest.approx(2 / 3)
    assert threshold == 0.999
    assert recall_at(scored, 0.9).value == 0.5
    assert accused_at(scored, 0.99).hits == 1
    assert accused_at(scored, 0.1).hits == 2
    assert accused_at(scored, 0.1).total == 3
    assert 0.995 < threshold_for(scored) < 0.9951
    assert true_between(scored, 0.99, 1.0).value == 0.5
    assert read_for_recall(scored) is None
    assert survival(truth, matches).value == 0.5


def test_an_interval_of_wilson_holds_its_rate() -> None:
    low, high = Rate(11, 110_000, 1e5).interval
    assert low == pytest.approx(5.58, abs=0.05)
    assert high == pytest.approx(17.9, abs=0.1)


@pytest.mark.slow
def test_a_number_copied_from_a_relative_is_the_persons_own(tmp_path: Path) -> None:
    rates = replace(Rates(), world=replace(Rates().world, relative_nik=1.0))
    world = make_world(tmp_path, people=2_000, entries=6_000, seed=1, rates=rates)
    numbers = dict(zip(world.people.column("id").to_pylist(), world.people.column("nik").to_pylist(), strict=True))
    entries = {row["id"]: row["nik"] for table in world.rosters.values() for row in table.to_pylist()}
    planted = [row for row in world.origins.to_pylist() if row["origin"] == "spouse"]

    same = [
        row for row in planted if entries[row["entry_id"]] and entries[row["entry_id"]] == numbers[row["person_id"]]
    ]

    assert len(same) > 0.4 * len(planted)
