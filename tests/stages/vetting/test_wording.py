"""How pages write numbers: as their language does, and no suspicion as certain."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation

from jurdil.stages.vetting.explaining import signed
from jurdil.stages.vetting.wording import percent_of


@pytest.mark.parametrize(("language", "percent", "bits"), [("id", "99,6", "−13,2"), ("en", "99.6", "−13.2")])
def test_decimals_are_written_as_the_language_of_the_page_does(language: str, percent: str, bits: str) -> None:
    with translation.override(language):
        assert (percent_of(Decimal("0.9961")), signed(-13.24)) == (percent, bits)


def test_no_suspicion_reaches_a_hundred() -> None:
    assert percent_of(Decimal("0.999999")) == "99,9"
