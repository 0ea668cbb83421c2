"""Where Siti and Budi were born says little to those who live there, and much to everybody else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from jurdil.engines.linkage.birthplaces import ANYWHERE, ELSEWHERE, IN_CITY, OTHER_CITY, WHERE
from jurdil.engines.linkage.compare import compare
from jurdil.engines.linkage.counts import Counted, count_values, with_often
from jurdil.engines.linkage.index import IndexedRoster, counts_in
from jurdil.engines.linkage.model import starting_model
from jurdil.engines.linkage.prepare import prepare
from jurdil.engines.linkage.rosters import People, open_rosters, prepare_roster
from jurdil.engines.linkage.sides import Side
from jurdil.engines.linkage.weighing import circumstances, place_share

ON = date(2024, 11, 27)
COLUMNS = ("id", "name", "birth_place", "region")
HOME, NEXT, FAR = "32.01.01.1001", "32.02.01.1001", "51.71.01.1001"
LISTED = (
    [("Bogor", HOME)] * 1200 + [("Garut", HOME)] * 800
    + [("Bogor", NEXT)] * 20 + [("Sukabumi", NEXT)] * 980
    + [("Bogor", FAR)] * 3 + [("Denpasar", FAR)] * 6997
    + [("Bogor", None)] * 50 + [(None, HOME)] * 500
)  # fmt: skip
PEOPLE = (("Bogor", HOME), ("Denpasar", HOME), ("Bogor", "32"), ("Bogor", None), (None, HOME))


def _table(rows: list[tuple[str | None, str | None]], name: str) -> pa.Table:
    cells = [(f"{name}{nth}", name, *row) for nth, row in enumerate(rows)]
    return pa.table({column: pa.array([row[nth] for row in cells], pa.string()) for nth, column in enumerate(COLUMNS)})


@pytest.fixture(scope="module")
def roster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("born") / "party.arrow"
    prepare_roster(_table(LISTED, "Rekaan"), path, name="party", on=ON)
    return path


def _people() -> People:
    return People.of(prepare(_table(list(PEOPLE), "Siti"), on=ON))


def _shares(columns: dict[str, np.ndarray], counts: dict[str, Counted]) -> np.ndarray:
    side = Side(columns, np.arange(len(PEOPLE)), lambda *_: ())
    wheres = [np.full(len(PEOPLE), where, dtype=np.int8) for where in range(len(WHERE))]
    return np.stack([place_share(side, where, counts) for where in wheres], axis=1)


def _counts(roster: Path) -> dict[str, Counted]:
    return count_values(_people().columns, [segment.columns for segment in open_rosters([roster])])


def test_a_place_is_counted_among_those_who_live_where_the_entry_does(roster: Path) -> None:
    born_at_home, born_far, *_ = _shares(_people().columns, _counts(roster))

    assert born_at_home[IN_CITY] == pytest.approx(1201 / 2000)
    assert born_at_home[OTHER_CITY] == pytest.approx(21 / 1000)
    assert born_at_home[ELSEWHERE] == pytest.approx(54 / 7050)
    assert born_at_home[ANYWHERE] == pytest.approx(1274 / 10_050)
    assert born_far[IN_CITY] == pytest.approx(1 / 2000)
    assert born_far[ELSEWHERE] == pytest.approx(6998 / 7050)


def test_a_person_of_no_city_or_no_place_has_no_share_of_a_city(roster: Path) -> None:
    _, _, of_a_province, of_nowhere, _ = _shares(_people().columns, _counts(roster))

    assert of_a_province[ELSEWHERE] == pytest.approx(54 / 7050)
    assert of_nowhere[ANYWHERE] == pytest.approx(1274 / 10_050)


def test_a_city_with_few_entries_says_little(tmp_path: Path) -> None:
    prepare_roster(_table([("Bogor", HOME)] * 4, "Rekaan"), tmp_path / "few.arrow", name="few", on=ON)

    born_at_home, born_far, *_ = _shares(_people().columns, _counts(tmp_path / "few.arrow"))

    assert 0.1 < born_far[IN_CITY] < born_at_home[IN_CITY] < 0.3


def test_table_columns_and_index_say_the_same(roster: Path) -> None:
    columns, counts = _people().columns, _counts(roster)
    expected = _shares(columns, counts)

    assert np.array_equal(_shares(with_often(columns, counts), counts), expected)
    assert np.array_equal(_shares(columns, counts_in([IndexedRoster.open(roster)], columns)), expected)


@pytest.mark.parametrize(("place", "fewest", "most"), [("Bogor", 0.5, 1.0), ("Denpasar", 10.0, 12.0)])
def test_a_stranger_of_the_city_was_born_in_it_as_often_as_not(
    roster: Path, place: str, fewest: float, most: float
) -> None:
    people = People.of(prepare(_table([(place, HOME)], "Siti"), on=ON))
    counts = count_values(people.columns, [segment.columns for segment in open_rosters([roster])])
    side = Side(people.columns, np.zeros(1, dtype=np.int64), people.texts)

    found = circumstances(side, side, compare(side, side), counts, starting_model())

    assert fewest < -found.log2_u("birth_place")[0] < most
