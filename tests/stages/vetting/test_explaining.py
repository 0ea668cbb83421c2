"""Every reason of a match says how much it weighs, and the sum is that of the lines."""

from __future__ import annotations

import json

import pytest

from jurdil.stages.vetting.explaining import explain_match, explain_reasons
from jurdil.stages.vetting.models import About, Match


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
    hidden = slip | {"person_value": "beda satu ketikan", "entry_value": "beda satu ketikan"}
    others = [reason for reason in reasons if reason["field"] != "nik"]

    (line,) = [line for line in explain_reasons([*others, hidden], to_person=True).lines if line.field == "nik"]

    assert (line.person_value, line.entry_value) == ("beda satu ketikan", "beda satu ketikan")


def test_what_a_rule_shows_to_people_is_not_called_evidence_for() -> None:
    shown = {"field": "caution", "level": "number", "bits": 25.3, "words": "NIK yang sama", "person_value": ""}

    (line,) = explain_reasons([shown | {"entry_value": ""}]).lines

    assert (line.weight, line.speaks) == ("hanya ditunjukkan", "neutral")


@pytest.mark.parametrize(
    ("field", "level", "mine", "theirs", "told"),
    [
        ("address", "same-house", "Jl. Rekaan No. 3", "jln rekaan 3", "hampir sama, ejaannya lain"),
        ("address", "same-house", "Jl. Rekaan No. 3", "JL. REKAAN NO. 3", "sama"),
        ("name", "exact", "H. Budi Rekawan", "Budi Rekawan", "sama"),
        ("name", "first-near", "Budi Rekawan", "Budi Rekowan", "hampir sama, ejaannya lain"),
        ("birth_date", "one-slip", "1990-05-12", "1990-05-13", "hampir sama"),
        ("region", "district", "31.71.01.1001", "31.71.01.1002", "sebagian sama"),
        ("region", "other", "Melati", "Melati", "berbeda"),
        ("sex", "other", "L", "P", "berbeda"),
    ],
)
def test_the_person_reads_of_the_entry_what_the_words_beside_it_say(
    db: None, field: str, level: str, mine: str, theirs: str, told: str
) -> None:
    reason = {"field": field, "level": level, "bits": 1.0, "words": ""}

    (line,) = explain_reasons([reason | {"person_value": mine, "entry_value": theirs}], to_person=True).lines

    assert line.entry_value == told


@pytest.mark.parametrize(("kind", "told"), [("party", "bukan apakah ia anggota"), ("sanction", "surat keputusannya")])
def test_what_a_comparison_does_not_tell_fits_the_kind_of_list(budi: Match, kind: str, told: str) -> None:
    budi.kind = kind

    assert told in str(explain_match(budi).measured)


def test_a_spouses_data_are_never_called_the_persons_own(budi: Match) -> None:
    budi.kind, budi.about = "organiser", About.SPOUSE

    assert explain_match(budi, to_person=True).whose == "Data pasangan Anda"
    assert explain_match(budi).whose == "Pasangan yang disebut"
