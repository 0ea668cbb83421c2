"""Every reason of a match says how much it weighs, and the sum is that of the lines."""

from __future__ import annotations

import json

from jurdil.stages.vetting.explaining import explain_match, explain_reasons
from jurdil.stages.vetting.models import Match


def test_the_lines_add_up_to_the_sum(budi: Match) -> None:
    explanation = explain_match(budi)

    numbers = [float(line.bits.replace(",", ".").replace("−", "-")) for line in explanation.lines]
    total = float(explanation.total.replace(",", ".").replace("−", "-"))

    assert any(number < 0 for number in numbers), "the base rate speaks against"
    assert abs(sum(numbers) - total) < 0.1 * len(numbers)


def test_a_birth_date_stands_in_words_and_what_is_no_date_as_written(budi: Match) -> None:
    reasons = json.loads(budi.reasons.reveal())
    (found,) = [reason for reason in reasons if reason["field"] == "birth_date"]
    found |= {"person_value": "1987-10-12", "entry_value": "1987"}

    (line,) = [line for line in explain_reasons(reasons).lines if line.field == "birth_date"]

    assert (line.person_value, line.entry_value) == ("12 Oktober 1987", "1987")


def test_a_number_that_differs_is_never_called_the_same_to_the_person(budi: Match) -> None:
    reasons = json.loads(budi.reasons.reveal())
    slip = {"field": "nik", "level": "one-slip", "bits": -1.4, "words": "NIK-nya berbeda satu ketikan."}
    hidden = slip | {"person_value": "berbeda satu angka", "entry_value": "berbeda satu angka"}
    others = [reason for reason in reasons if reason["field"] != "nik"]

    (line,) = [line for line in explain_reasons([*others, hidden], to_person=True).lines if line.field == "nik"]

    assert (line.person_value, line.entry_value) == ("berbeda satu angka", "berbeda satu angka")
