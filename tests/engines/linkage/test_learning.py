"""What is learnt from the data, what stays judgement, and what is kept on disk."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from bench.linkage.world import make_world

from jurdil.engines.linkage import Model, NotPrepared, RosterIndex, index_roster, link_people, model_of, prepare_roster
from jurdil.engines.linkage import index as indexing
from jurdil.engines.linkage.classes import judged_where_unmet
from jurdil.engines.linkage.estimating import SLIPPED_INTO
from jurdil.engines.linkage.explaining import rates_of
from jurdil.engines.linkage.hashing import Hashes
from jurdil.engines.linkage.levels import FIELDS, number_of
from jurdil.engines.linkage.model import CLASSES, SAME_DAY, SAME_DAY_CITY, starting_model
from jurdil.engines.linkage.rosters import Segment, open_rosters

ON = date(2024, 9, 28)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[pa.Table, list[Path], pa.Table]:
    """An invented table of 3,000 people, five rosters of 30,000 entries together, and the truth."""
    folder = tmp_path_factory.mktemp("world")
    made = make_world(folder, people=3_000, entries=30_000, seed=3)
    paths = []
    for name, entries in made.rosters.items():
        paths.append(folder / f"{name}.arrow")
        prepare_roster(entries, paths[-1], name=name, on=ON)
    return made.people, paths, made.truth


def test_a_model_survives_being_written_down() -> None:
    model = starting_model()

    again = Model.from_json(model.to_json())

    assert again.to_json() == model.to_json()


@pytest.mark.parametrize("field", FIELDS)
def test_every_class_says_how_often_each_level_comes(field: str) -> None:
    table = starting_model().agreement[field]

    assert table.shape[0] == len(CLASSES)
    assert np.allclose(table[:, :, 1:].sum(axis=2), 1.0, atol=1e-3)


@pytest.mark.slow
def test_pairs_found_strong_are_true_and_most_true_pairs_are_found(
    world: tuple[pa.Table, list[Path], pa.Table],
) -> None:
    people, paths, truth = world

    matches = link_people(people, paths, on=ON).to_pylist()

    strong = {(row["person_id"], row["roster"], row["entry_id"]) for row in matches if row["grade"] == "strong"}
    true = {(row["person_id"], row["roster"], row["entry_id"]) for row in truth.to_pylist()}
    assert len(strong - true) <= 1
    assert len(strong & true) > 0.8 * len(true)


@pytest.mark.slow
def test_one_person_gets_the_answer_of_the_whole_table_with_its_model(
    world: tuple[pa.Table, list[Path], pa.Table],
) -> None:
    people, paths, _ = world
    table = link_people(people, paths, on=ON)
    some = people.slice(0, 60).to_pylist()

    with RosterIndex(paths, on=ON, model=model_of(table)) as index:
        one_by_one = [match for person in some for match in index.link_one(person)]

    asked = {person["id"] for person in some}
    whole = [row for row in table.to_pylist() if row["person_id"] in asked]
    assert len(one_by_one) == len(whole)
    found = {(match.person_id, match.roster, match.entry_id): match for match in one_by_one}
    for row in whole:
        match = found[(row["person_id"], row["roster"], row["entry_id"])]
        assert (match.probability, match.grade) == (row["probability"], row["grade"])
        assert [reason.words for reason in match.reasons] == [reason["words"] for reason in row["reasons"]]


def test_a_distance_that_the_lists_did_not_show_never_speaks_for_the_same_person() -> None:
    start = starting_model()
    of_one_city = start.strangers["region"].copy()
    far = [number_of("region", level) for level in ("province", "other")]
    of_one_city[:, far] = 4e-6
    learnt = replace(start, strangers={**start.strangers, "region": of_one_city})

    judged = judged_where_unmet(learnt, start)

    as_before = {(rate.field, rate.level): rate.bits for rate in rates_of(start)}
    for rate in rates_of(judged):
        assert rate.bits == pytest.approx(as_before[rate.field, rate.level])
    assert min(rate.bits for rate in rates_of(learnt) if rate.level == "province") > 0


def test_a_short_list_leaves_the_judgement_of_the_start(world: tuple[pa.Table, list[Path], pa.Table]) -> None:
    people, paths, _ = world

    table = link_people(people.slice(0, 5), paths, on=ON)

    assert model_of(table).to_json() == starting_model(30_000).to_json()


def test_reasons_add_up_to_the_probability(world: tuple[pa.Table, list[Path], pa.Table]) -> None:
    people, paths, _ = world

    for row in link_people(people.slice(0, 200), paths, on=ON).to_pylist():
        odds = np.log2(row["probability"] / (1 - row["probability"]))
        assert sum(reason["bits"] for reason in row["reasons"]) == pytest.approx(odds, abs=0.15)


def test_an_index_is_made_once(world: tuple[pa.Table, list[Path], pa.Table]) -> None:
    _, paths, _ = world
    folder = index_roster(paths[0])
    made = (folder / "keys.npy").stat().st_mtime_ns

    assert index_roster(paths[0]) == folder
    assert (folder / "keys.npy").stat().st_mtime_ns == made


def test_an_index_of_another_file_that_stood_there_is_never_asked(
    world: tuple[pa.Table, list[Path], pa.Table], tmp_path: Path
) -> None:
    path = tmp_path / "list.arrow"
    path.write_bytes(world[1][0].read_bytes())
    first = index_roster(path)
    path.write_bytes(world[1][1].read_bytes())
    os.utime(path, (0, 0))  # put back from a copy: older than the index

    second = index_roster(path)

    assert second != first
    assert not first.exists()


def test_two_may_make_an_index_at_once(
    world: tuple[pa.Table, list[Path], pa.Table], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, made = tmp_path / "list.arrow", indexing._sorted_keys
    path.write_bytes(world[1][0].read_bytes())

    def overtaken(segments: Sequence[Segment]) -> Hashes:
        monkeypatch.setattr(indexing, "_sorted_keys", made)
        index_roster(path)
        return made(segments)

    monkeypatch.setattr(indexing, "_sorted_keys", overtaken)
    folder = index_roster(path)

    assert [each for each in tmp_path.iterdir() if each.is_dir()] == [folder]
    assert np.load(folder / "keys.npy").tolist() == made(open_rosters([path])).tolist()


def test_an_index_of_another_edition_goes_when_a_new_one_is_made(
    world: tuple[pa.Table, list[Path], pa.Table], tmp_path: Path
) -> None:
    path = tmp_path / "list.arrow"
    path.write_bytes(world[1][0].read_bytes())
    old, of_another_list = tmp_path / "list.index-0", tmp_path / "list2.index-0"
    old.mkdir()
    of_another_list.mkdir()

    index_roster(path)
    assert not old.exists()
    assert of_another_list.exists()


def test_a_file_that_is_no_prepared_roster_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.arrow"
    path.write_bytes(b"id,name\n1,Budi\n")

    with pytest.raises(NotPrepared, match="no prepared roster"):
        link_people(pa.table({"id": ["p"], "name": ["Budi"]}), [path], on=ON)


def test_a_stranger_of_one_day_and_city_may_carry_the_number_by_a_wrong_digit() -> None:
    strangers = starting_model().strangers["nik"]
    slips = [number_of("nik", level) for level in ("one-slip", "serial-slip")]

    for nth in (SAME_DAY, SAME_DAY_CITY):
        assert strangers[nth, 1] == pytest.approx(strangers[nth, slips].sum() * SLIPPED_INTO, rel=0.3)
