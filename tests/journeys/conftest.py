"""A ward of its own for each journey, with its log in a private folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.journeys.one_life import Life, new_life


@pytest.fixture
def life(tmp_path: Path, settings: pytest.FixtureRequest, db: None) -> Life:
    settings.HOME = tmp_path / "home"  # type: ignore[attr-defined]
    return new_life(tmp_path)
