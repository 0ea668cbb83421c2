"""`jurdil rules` prints what holds, and who says so."""

from __future__ import annotations

import json

import pytest

from jurdil.cli import main


def test_a_rule_is_printed_with_value_source_and_mark(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["rules", "--id", "R05"])

    printed = capsys.readouterr().out
    assert status == 0
    assert "R05  Not a member of a political party" in printed
    assert "R05.years_out" in printed
    assert "PKPU 8/2022 pasal 35 ayat (1)" in printed
    assert "verified" in printed
    assert "https://" in printed


def test_an_unverified_rule_says_that_it_never_blocks(capsys: pytest.CaptureFixture[str]) -> None:
    main(["rules", "--id", "relaxation.education"])

    assert "UNVERIFIED, asks a person and never blocks" in capsys.readouterr().out


def test_a_policy_of_the_product_is_never_shown_as_law(capsys: pytest.CaptureFixture[str]) -> None:
    main(["rules", "--id", "vetting.two_signatures"])

    assert "policy of this product" in capsys.readouterr().out


def test_machines_get_one_object_for_the_profile_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["rules", "--profile", "pemilu-2024", "--body", "KPPS", "--json"])

    printed = json.loads(capsys.readouterr().out)
    values = {rule["id"]: rule["value"] for rule in printed["rules"]}
    assert status == 0
    assert printed["voting_day"] == "2024-02-14"
    assert values["station.voters_max"] == 300
    assert values["window.kpps.register"] == {"start": "2023-12-11", "end": "2023-12-20"}
    assert "body.ppk.size" not in values


@pytest.mark.parametrize("words", [["--id", "R99"], ["--profile", "pilkades"], ["--body", "RT"]])
def test_what_does_not_exist_is_bad_usage(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["rules", *words])

    assert status == 2
    assert capsys.readouterr().err.startswith("Th")
