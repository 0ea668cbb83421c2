"""What several tests of linking are made of: invented numbers, tables, a model that finds much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from jurdil.engines.linkage.model import CLASSES, SAME, Again, Homes, Model, starting_model
from jurdil.engines.linkage.prepare import INPUT_COLUMNS

Row = dict[str, str | None]


def nik(region: str, born: str, serial: int, *, woman: bool = False) -> str:
    """Build a number from its parts, so that none stands in a test."""
    year, month, day = born.split("-")
    return f"{region}{int(day) + 40 * woman:02d}{month}{year[2:]}{serial:04d}"


def table_of(rows: Sequence[Mapping[str, str | None]], columns: Sequence[str] = INPUT_COLUMNS) -> pa.Table:
    """Return rows as the engine reads them; what a row does not say is empty."""
    return pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in columns})


@pytest.fixture(scope="module")
def model() -> Model:
    """A model that expects many of the same, so that small worlds have matches."""
    start = starting_model()
    times = np.array([10.0 if nth in SAME else 1.0 for nth in range(len(CLASSES))])
    return replace(
        start,
        expected=start.expected * times,
        lists={"a": 1.6, "b": 0.5},
        homes=Homes(0.8, 2.0),
        again=Again(0.04, 0.2, {"a": 0.3, "c": 0.02}, {"b": "a"}),
    )
