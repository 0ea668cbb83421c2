"""A long run that was killed goes on, and says in the end what it would have said at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from bench.linkage.world import make_world

from jurdil.engines.linkage import link_people, linking, prepare_roster

ON = date(2024, 9, 28)


class Killed(Exception):
    """Stands for the power that goes out."""


def test_a_killed_run_goes_on_where_it_stood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_world(tmp_path, people=900, entries=6_000, seed=4)
    paths = []
    for name, entries in made.rosters.items():
        paths.append(tmp_path / f"{name}.arrow")
        prepare_roster(entries, paths[-1], name=name, on=ON)
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
