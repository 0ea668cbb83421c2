"""Where one region is asked, whose names, places and dates go together, nobody is accused with a namesake's entry."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from bench.linkage.contender import prepared_rosters
from bench.linkage.regions import MEMBERS, make_region, scored
from bench.linkage.world import make_world

from jurdil.engines.linkage import classes

pytestmark = pytest.mark.slow


def test_namesakes_are_not_learnt_in_place_of_the_person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = prepared_rosters(make_world(tmp_path, people=1_000, entries=200_000, seed=21, area="31"))
    region = make_region("order", 0.02, np.random.default_rng(21))
    asked = (region, 0.3, elsewhere, tmp_path / "local.arrow")

    found, accused, own = scored(*asked, np.random.default_rng(22))

    assert accused <= 2
    assert (found.truth_score >= 0.7).sum() > 0.9 * MEMBERS
    assert own < 0.05

    monkeypatch.setattr(classes, "_are_others", lambda *_: False)
    found, _, own = scored(*asked, np.random.default_rng(22))

    assert found.is_true[found.score >= 0.9].mean() < 0.1
    assert own > 1
