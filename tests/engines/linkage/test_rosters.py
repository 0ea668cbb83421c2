"""Prepared rosters are read in place, and need no memory for longer than somebody looks at them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from jurdil.engines.linkage.prepare import NUMBERS
from jurdil.engines.linkage.rosters import is_prepared, open_rosters, prepare_roster


def test_pages_given_back_say_the_same_when_they_are_read_again(tmp_path: Path) -> None:
    entries = pa.table({"id": ["b", "r"], "name": ["Budi Santoso", "Rina"], "region": ["3171", None]})
    prepare_roster(entries, tmp_path / "list.arrow", name="list", on=date(2024, 9, 28))
    (segment,) = open_rosters([tmp_path / "list.arrow"])
    before = {name: segment.columns[name].copy() for name in NUMBERS}

    segment.let_go()

    assert all(np.array_equal(segment.columns[name], before[name]) for name in NUMBERS)
    assert segment.texts("raw_name", np.array([1, 0])) == ["Rina", "Budi Santoso"]


def test_only_what_this_version_of_the_rules_prepared_counts_as_prepared(tmp_path: Path) -> None:
    path = tmp_path / "list.arrow"
    assert not is_prepared(path)

    path.write_bytes(b"something else")
    assert not is_prepared(path)

    prepare_roster(pa.table({"id": ["b"], "name": ["Budi Santoso"]}), path, name="list", on=date(2024, 9, 28))
    assert is_prepared(path)
