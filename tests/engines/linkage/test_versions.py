"""Which entries of a roster delivered anew stood in the old one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from jurdil.engines.linkage import link_people, prepare_roster, relinking
from jurdil.engines.linkage.model import starting_model
from jurdil.engines.linkage.relinking import relink
from jurdil.engines.linkage.rosters import open_rosters
from jurdil.engines.linkage.versions import GONE, changes_since, mark_of, rows_again

ON = date(2024, 11, 27)
BUDI = {"name": "Budi Santoso", "birth_date": "1985-03-14", "birth_place": "Bogor", "address": "Jl. Rekaan No. 5"}
RINA = {"name": "Rina Wijaya", "birth_date": "1990-05-12", "birth_place": "Jakarta"}
DEWI = {"name": "Dewi Rekaan"}


def _roster(path: Path, *rows: dict[str, str], name: str = "party", first: int = 0) -> Path:
    numbered = [{"id": f"e{nth}", **row} for nth, row in enumerate(rows, first)]
    columns = ("id", "name", "birth_date", "birth_place", "sex", "address")
    table = pa.table({column: pa.array([row.get(column) for row in numbered], pa.string()) for column in columns})
    prepare_roster(table, path, name=name, on=ON)
    return path


def _again(tmp_path: Path, old: list[dict[str, str]], new: list[dict[str, str]]) -> list[int]:
    paths = [_roster(tmp_path / "old.arrow", *old), _roster(tmp_path / "new.arrow", *new, first=100)]
    return rows_again(*(open_rosters([path]) for path in paths)).tolist()


def test_an_entry_is_known_again_at_another_place_and_under_another_id(tmp_path: Path) -> None:
    assert _again(tmp_path, [BUDI, RINA, DEWI], [DEWI, BUDI]) == [1, GONE, 0]


def test_of_equal_entries_each_is_known_again_once(tmp_path: Path) -> None:
    assert _again(tmp_path, [BUDI, BUDI, BUDI], [RINA, BUDI, BUDI]) == [1, 2, GONE]


@pytest.mark.parametrize(
    "change",
    [{"birth_date": "1985-03-15"}, {"birth_place": "Bgor"}, {"address": "Jl. Rekan 5"}, {"address": "Jl. Rekaan No.5"},
     {"sex": "L"}],
)  # fmt: skip
def test_a_corrected_entry_is_a_new_one(tmp_path: Path, change: dict[str, str]) -> None:
    assert _again(tmp_path, [BUDI], [{**BUDI, **change}]) == [GONE]


def test_nothing_is_known_again_in_an_empty_list(tmp_path: Path) -> None:
    assert _again(tmp_path, [BUDI], []) == [GONE]
    assert _again(tmp_path, [], [BUDI]) == []


def test_only_what_differs_between_two_versions_changed(tmp_path: Path) -> None:
    old, other = _roster(tmp_path / "1.arrow", BUDI, RINA), _roster(tmp_path / "2.arrow", RINA, name="witnesses")
    new = _roster(tmp_path / "3.arrow", RINA, DEWI, BUDI)
    before, now = ([(str(path), mark_of(path)) for path in paths] for paths in ([old, other], [other, new]))

    changes = changes_since(before, now, [open_rosters([path]) for path in (other, new)])

    assert [(place, rows.tolist()) for place, _, rows in changes.added] == [(1, [1])]
    assert not changes.gone
    assert changes.size == 1
    assert changes.stays[1] == (0, None)
    assert changes.stays[0][0] == 1


def test_an_id_that_changed_is_told_though_nothing_is_compared_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = pa.table({column: [value] for column, value in {"id": "p1", **BUDI}.items()})
    old, new = _roster(tmp_path / "1.arrow", BUDI, RINA), _roster(tmp_path / "2.arrow", RINA, BUDI, first=7)
    model = starting_model(2)
    _, kept = relink(None, people, [old], on=ON, model=model)
    whole = link_people(people, [new], on=ON, model=model)
    monkeypatch.setattr(relinking, "compare", None)

    found, _ = relink(kept, people, [new], on=ON, model=model)

    assert found.to_pylist() == whole.to_pylist()
    assert found.column("entry_id").to_pylist() == ["e8"]
