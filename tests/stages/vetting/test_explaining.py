"""Every reason of a match says how much it weighs, and the sum is that of the lines."""

from __future__ import annotations

from jurdil.stages.vetting.explaining import explain_match
from jurdil.stages.vetting.models import Match


def test_the_lines_add_up_to_the_sum(budi: Match) -> None:
    explanation = explain_match(budi)

    numbers = [float(line.bits.replace(",", ".").replace("−", "-")) for line in explanation.lines]
    total = float(explanation.total.replace(",", ".").replace("−", "-"))

    assert any(number < 0 for number in numbers), "the base rate speaks against"
    assert abs(sum(numbers) - total) < 0.1 * len(numbers)
