"""What a model says can be read, level by level."""

from __future__ import annotations

import pytest

from jurdil.engines.linkage.explaining import rates_of
from jurdil.engines.linkage.levels import LEVELS
from jurdil.engines.linkage.model import starting_model


def test_each_level_has_its_rates_and_agreement_speaks_for_the_same_person() -> None:
    rates = {(rate.field, rate.level): rate for rate in rates_of(starting_model())}

    assert set(rates) == {(field, level) for field, levels in LEVELS.items() for level in levels[1:]}
    for field in LEVELS:
        mine = [rate for (name, _), rate in rates.items() if name == field]
        assert sum(rate.same for rate in mine) == pytest.approx(1)
        assert mine[0].bits > 0 > mine[-1].bits
    assert rates["nik", "equal"].words == "NIK-nya sama."
