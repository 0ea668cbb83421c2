"""A long run that was killed goes on, and says in the end what it would have said at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from bench.linkage.world import World, make_world

from jurdil.engines.linkage import candidates, link_people, linking, model_of, prepare_roster

ON = date(2024, 9, 28)


class Killed(Exception):
    """Stands for the power that goes out."""


def _made(folder: Path) -> tuple[World, list[Path]]:
    made, paths = make_world(folder, people=900, entries=6_000, seed=4), []
    for name, entries in made.rosters.items():
        paths.append(folder / f"{name}.arrow")
        prepare_roster(entries, paths[-1], name=name, on=ON)
    return made, paths


def test_a_killed_run_goes_on_where_it_stood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, paths = _made(tmp_path)
    monkeypatch.setattr(linking, "PEOPLE_A_BATCH", 300)
    at_once = link_people(made.people, paths, on=ON)

    def kill(_: str, done: int, of: int) -> None:
        if done >= 600 < of:
            raise Killed

    with pytest.raises(Killed):
        link_people(made.people, paths, on=ON, work=tmp_path / "work", progress=kill)
    linked: list[int] = []
    real = linking._link_batch
    monkeypatch.setattr(linking, "_link_batch", lambda *words: linked.append(1) or real(*words))
    resumed = link_people(made.people, paths, on=ON, work=tmp_path / "work")

    assert len(linked) == 1
    assert resumed.equals(at_once)


def test_batches_blocks_and_chunks_of_any_size_find_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, paths = _made(tmp_path)
    at_once = link_people(made.people, paths, on=ON)
    for module, name, size in ((linking, "PEOPLE_A_BATCH", 370), (candidates, "ROWS_A_BLOCK", 700),
                               (linking, "PAIRS_A_CHUNK", 90)):  # fmt: skip
        monkeypatch.setattr(module, name, size)

    in_parts = link_people(made.people, paths, on=ON, model=model_of(at_once), threads=3)

    assert in_parts.equals(at_once)


def test_another_question_is_not_answered_with_what_is_kept(tmp_path: Path) -> None:
    made, paths = _made(tmp_path)
    link_people(made.people.slice(0, 450), paths, on=ON, work=tmp_path / "work")

    others = link_people(made.people.slice(450), paths, on=ON, work=tmp_path / "work")

    assert others.equals(link_people(made.people.slice(450), paths, on=ON))
