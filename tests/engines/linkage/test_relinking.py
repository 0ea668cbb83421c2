"""What changed is linked again, and the answer is that of a run over everything: a property over random changes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jurdil.engines.linkage import counts, link_people, linking, prepare_roster, relinking, weighing
from jurdil.engines.linkage.kept import Kept
from jurdil.engines.linkage.model import Model, starting_model
from jurdil.engines.linkage.relinking import relink

ON = date(2024, 11, 27)
COLUMNS = ("id", "name", "nik", "birth_date", "birth_place", "sex", "address", "region")
Row = tuple[str | None, ...]
Rows = tuple[Row, ...]


def _nik(born: str, serial: int) -> str:
    year, month, day = born.split("-")
    return f"317101{day}{month}{year[2:]}{serial:04d}"


_WORDS = st.sampled_from(("Budi", "Boedi", "Santoso", "Rina", "Siti", "Wijaya", "Widjaja", "Agus"))
_BORN = st.sampled_from(("1985-03-14", "1985-04-13", "1991-11-02", "1990-01-01"))
_ROW = st.tuples(
    st.builds(" ".join, st.lists(_WORDS, min_size=1, max_size=3)),
    st.one_of(st.none(), st.builds(_nik, _BORN, st.integers(1, 3))),
    st.one_of(st.none(), _BORN),
    st.sampled_from((None, "Jakarta", "Bogor", "Brebes")),
    st.sampled_from((None, "L", "P")),
    st.sampled_from((None, "Jl. Rekaan No. 5 RT 001/RW 002", "RT 003/RW 001")),
    st.sampled_from((None, "31.71.01.1001", "31.71.01.1002", "31.71")),
)
_PEOPLE = st.dictionaries(st.integers(0, 9), _ROW, max_size=8)
_ROSTERS = st.dictionaries(st.sampled_from(("one", "two", "three")), st.lists(_ROW, max_size=25), max_size=3)


@pytest.fixture(scope="module")
def small_world() -> Iterator[None]:
    """Few entries make a key too common, and a short list tells how common a value is, so that small worlds turn."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (linking, relinking):
            patch.setattr(module, "MOST_ENTRIES_A_KEY", 3)
        for module in (counts, weighing):
            patch.setattr(module, "FULL_SIZE", 40)
        yield


@pytest.fixture(scope="module")
def model() -> Model:
    """A model that expects many of the same, so that small worlds have matches."""
    start = starting_model()
    return replace(start, expected=start.expected * np.array([10, 10, 1, 1, 1, 1, 1, 1]))


def _table(rows: list[Row]) -> pa.Table:
    return pa.table({name: pa.array([row[nth] for row in rows], pa.string()) for nth, name in enumerate(COLUMNS)})


_numbers = count()


class _Files:
    """Rosters on disk, a new file for every content."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._known = folder, dict[tuple[str, Rows], Path]()

    def of(self, rosters: dict[str, list[Row]]) -> list[Path]:
        paths = []
        for name, rows in rosters.items():
            key = (name, tuple(rows))
            if key not in self._known:
                self._known[key] = self._folder / f"{next(_numbers)}.arrow"
                numbered = [(f"e{nth}", *row) for nth, row in enumerate(rows)]
                prepare_roster(_table(numbered), self._known[key], name=name, on=ON)
            paths.append(self._known[key])
        return paths


@pytest.mark.usefixtures("small_world")
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    worlds=st.lists(st.tuples(_PEOPLE, _ROSTERS, st.booleans(), st.booleans()), min_size=2, max_size=4),
    floor=st.sampled_from((0.05, 0.001, 0.5)),
)
def test_after_any_changes_the_answer_is_that_of_a_full_run(
    model: Model, worlds: list[tuple[dict[int, Row], dict[str, list[Row]], bool, bool]], floor: float
) -> None:
    kept: Kept | None = None
    with tempfile.TemporaryDirectory() as folder:
        files, people, rosters = _Files(Path(folder)), dict[int, Row](), dict[str, list[Row]]()
        for more_people, more_rosters, starts_people_anew, starts_rosters_anew in worlds:
            people = more_people if starts_people_anew else {**people, **more_people}
            rosters = more_rosters if starts_rosters_anew else {**rosters, **more_rosters}
            table = _table([(f"p{key}", *row) for key, row in people.items()])
            paths = files.of(rosters)

            found, kept = relink(kept, table, paths, on=ON, model=model, min_probability=floor)

            whole = link_people(table, paths, on=ON, model=model, min_probability=floor)
            assert found.to_pylist() == whole.to_pylist()


@pytest.mark.usefixtures("small_world")
def test_what_is_kept_survives_being_written_down(model: Model, tmp_path: Path) -> None:
    row: Row = ("Budi Santoso", None, "1985-03-14", "Jakarta", "L", None, "31.71.01.1001")
    people = _table([("p1", *row), ("p2", "Rina Wijaya", *row[1:])])
    files = _Files(tmp_path)
    _, kept = relink(None, people, files.of({"one": [row] * 2}), on=ON, model=model)
    kept.write(tmp_path / "kept")

    read = Kept.read(tmp_path / "kept")
    paths = files.of({"one": [row] * 2, "two": [row]})
    found, _ = relink(read, people, paths, on=ON, model=model)

    assert read is not None
    assert found.num_rows > 0
    assert found.to_pylist() == link_people(people, paths, on=ON, model=model).to_pylist()
    assert Kept.read(tmp_path / "nothing") is None


def test_an_unchanged_world_is_not_asked_again(model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row: Row = ("Budi Santoso", None, "1985-03-14", "Jakarta", "L", None, "31.71.01.1001")
    people, paths = _table([("p1", *row)]), _Files(tmp_path).of({"one": [row]})
    first, kept = relink(None, people, paths, on=ON, model=model)
    monkeypatch.setattr(relinking, "hits_of", None)

    again, _ = relink(kept, people, paths, on=ON, model=model)

    assert again.equals(first)
