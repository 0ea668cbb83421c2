"""What changed is linked again, and the answer is that of a run over everything: a property over random changes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path
from random import Random

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jurdil.engines.linkage import (
    counts,
    estimating,
    link_people,
    linking,
    own_entries,
    prepare_roster,
    rarity,
    relinking,
    waking,
    weighing,
)
from jurdil.engines.linkage.kept import Kept
from jurdil.engines.linkage.model import Model
from jurdil.engines.linkage.relinking import relink

ON = date(2024, 11, 27)
COLUMNS = ("id", "name", "nik", "birth_date", "birth_place", "sex", "address", "region")
Row = tuple[str | None, ...]
Rows = tuple[Row, ...]
People = dict[int, Row]
Rosters = dict[str, Rows]


def _nik(born: str, serial: int) -> str:
    year, month, day = born.split("-")
    return f"317101{day}{month}{year[2:]}{serial:04d}"


NAMES = ("Budi Santoso", "Boedi Santoso", "Budi", "Rina Wijaya", "Rina Widjaja Agus", "Siti Santoso", "Siti B. Wijaya")
BORN = ("1985-03-14", "1985-03-14", "1985-03-11", "1990-01-01", None)
PLACES = ("Jakarta", "Bogor", "Brebes", None)
HOMES = ("Jl. Rekaan No. 5 RT 001/RW 002", "RT 003/RW 001", None)
WARDS = ("31.71.01.1001", "31.71.01.1001", "31.71.01.1002", "31.71", "32.01", None)


def _row(random: Random) -> Row:
    born = random.choice(BORN)
    number = _nik(born or "1985-03-14", random.randint(1, 2)) if random.random() < 0.4 else None
    sex = random.choice(("L", "P", None))
    return (random.choice(NAMES), number, born, random.choice(PLACES), sex, random.choice(HOMES), random.choice(WARDS))


def _delivered_anew(random: Random, rows: Rows) -> Rows:
    """Some entries are gone, some are new, some are corrected, and the order may be another one."""
    found = [row if random.random() < 0.9 else _row(random) for row in rows if random.random() < 0.9]
    found += [_row(random) for _ in range(random.randint(0, 3))]
    if random.random() < 0.3:
        random.shuffle(found)
    return tuple(found)


def _changed(random: Random, people: People, rosters: Rosters) -> tuple[People, Rosters]:
    """Some people come, go or are corrected, or some rosters come, go or are replaced, or both."""
    people, rosters = dict(people), dict(rosters)
    if random.random() < 0.7:
        for _ in range(random.randint(1, 4)):
            people[random.randint(0, 9)] = _row(random)
        people.pop(random.randint(0, 9), None)
    if random.random() < 0.7:
        rosters[random.choice("abc")] = tuple(_row(random) for _ in range(random.choice((0, 3, 12, 40))))
    if random.random() < 0.7 and rosters:
        name = random.choice(list(rosters))
        rosters[name] = _delivered_anew(random, rosters[name])
    if random.random() < 0.3:
        rosters.pop(random.choice("abc"), None)
    return people, rosters


@pytest.fixture(scope="module")
def small_world() -> Iterator[None]:
    """Few entries make a key too common, a short list tells how common a value is, and few pairs are kept."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (linking, relinking):
            patch.setattr(module, "MOST_ENTRIES_A_KEY", 3)
        patch.setattr(relinking, "SURELY", 6)
        patch.setattr(relinking, "NEAR", 0)
        patch.setattr(relinking, "MOST_CHANGED", 1000)
        for module in (estimating, waking, weighing):
            patch.setattr(module, "COMMON_PLACE", 0.4)
        patch.setattr(rarity, "FULL_SIZE", 40)
        patch.setattr(counts, "ENOUGH", dict.fromkeys(counts.ENOUGH, 40))
        for module in (estimating, waking):
            patch.setattr(module, "WORTH_BITS", -5.5)
        for module in (own_entries, waking):
            patch.setattr(module, "LEAST", 0.1)
        yield


def _table(rows: list[Row]) -> pa.Table:
    return pa.table({name: pa.array([row[nth] for row in rows], pa.string()) for nth, name in enumerate(COLUMNS)})


_numbers = count()


class _Files:
    """Rosters on disk, a new file for every content."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._known = folder, dict[tuple[str, Rows], Path]()

    def of(self, rosters: Rosters) -> list[Path]:
        paths = []
        for name, rows in rosters.items():
            key = (name, rows)
            if key not in self._known:
                self._known[key] = self._folder / f"{next(_numbers)}.arrow"
                numbered = [(f"e{nth}", *row) for nth, row in enumerate(rows)]
                prepare_roster(_table(numbered), self._known[key], name=name, on=ON)
            paths.append(self._known[key])
        return paths


@pytest.mark.slow
@pytest.mark.usefixtures("small_world")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32), st.sampled_from((0.05, 0.05, 0.2, 0.001)), st.sampled_from((0, 20)))
def test_after_any_changes_the_answer_is_that_of_a_full_run(model: Model, seed: int, floor: float, few: int) -> None:
    random, kept = Random(seed), None
    people, rosters = {key: _row(random) for key in range(8)}, {"a": tuple(_row(random) for _ in range(20))}
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(relinking, "FEW", few)
        files = _Files(Path(folder))
        for _ in range(5):
            table, paths = _table([(f"p{key}", *row) for key, row in people.items()]), files.of(rosters)

            found, kept = relink(kept, table, paths, on=ON, model=model, min_probability=floor)

            whole = link_people(table, paths, on=ON, model=model, min_probability=floor)
            assert found.to_pylist() == whole.to_pylist()
            people, rosters = _changed(random, people, rosters)


@pytest.mark.usefixtures("small_world")
def test_what_is_kept_survives_being_written_down(model: Model, tmp_path: Path) -> None:
    row: Row = ("Budi Santoso", None, "1985-03-14", "Jakarta", "L", None, "31.71.01.1001")
    people = _table([("p1", *row), ("p2", "Rina Wijaya", *row[1:])])
    files = _Files(tmp_path)
    _, kept = relink(None, people, files.of({"one": (row, row)}), on=ON, model=model)
    kept.write(tmp_path / "kept")

    read = Kept.read(tmp_path / "kept")
    paths = files.of({"one": (row, row), "two": (row,)})
    found, _ = relink(read, people, paths, on=ON, model=model)

    assert read is not None
    assert found.num_rows > 0
    assert found.to_pylist() == link_people(people, paths, on=ON, model=model).to_pylist()
    assert Kept.read(tmp_path / "nothing") is None


def test_an_unchanged_world_is_not_asked_again(model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row: Row = ("Budi Santoso", None, "1985-03-14", "Jakarta", "L", None, "31.71.01.1001")
    people, paths = _table([("p1", *row)]), _Files(tmp_path).of({"one": (row,)})
    first, kept = relink(None, people, paths, on=ON, model=model)
    monkeypatch.setattr(relinking, "compare", None)

    again, _ = relink(kept, people, paths, on=ON, model=model)

    assert again.equals(first)
