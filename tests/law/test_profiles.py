"""Rules as data: each with its source, and nothing about one election wired into the code."""

from __future__ import annotations

import csv
from datetime import date
from importlib.resources import files

import pytest

from jurdil.law import BadRule, load_profile, profile_keys
from jurdil.law.records import load_rules, read_rule

COMPLETE = {
    "id": "x.size",
    "title_id": "Ukuran",
    "title_en": "Size",
    "applies_to": ["KPPS"],
    "value": 3,
    "unit": "people",
    "mode": "require",
    "from": date(2024, 1, 1),
    "text_id": "Sekian orang.",
    "text_en": "So many people.",
    "source": {"ref": "uu-7-2017", "pasal": "59", "tag": "L"},
}


def test_every_rule_has_a_source_and_those_that_were_read_say_where() -> None:
    for key in profile_keys():
        for rule in load_profile(key).rules.values():
            assert rule.source.instrument, rule.id
            assert rule.source.url or rule.source.tag in ("L", "K", "I"), rule.id
            assert rule.verified == (rule.source.tag == "C"), rule.id
            assert rule.text_id, rule.id
            assert rule.text_en, rule.id


def test_every_rule_is_used_by_some_profile() -> None:
    used = {rule_id for key in profile_keys() for rule_id in load_profile(key).rules}

    assert set(load_rules()) <= used


def test_a_rule_without_a_source_does_not_load() -> None:
    record = {name: part for name, part in COMPLETE.items() if name != "source"}

    with pytest.raises(BadRule, match="no source"):
        read_rule(record)


@pytest.mark.parametrize(
    ("part", "broken", "words"),
    [
        ("source", {"ref": "nowhere", "tag": "L"}, "no source"),
        ("source", {"ref": "uu-7-2017", "tag": "C999"}, "not where"),
        ("verified", True, "cannot be verified"),
        ("mode", "maybe", "no mode"),
    ],
)
def test_a_rule_that_claims_too_much_does_not_load(part: str, broken: object, words: str) -> None:
    with pytest.raises(BadRule, match=words):
        read_rule({**COMPLETE, part: broken})


def test_another_profile_brings_other_numbers_and_no_rule_is_lost() -> None:
    regional, general = load_profile("pemilihan-2024"), load_profile("pemilu-2024")

    assert (regional.number("station.voters_max"), general.number("station.voters_max")) == (600, 300)
    assert regional.value("honorarium.kpps")["chair"] < general.value("honorarium.kpps")["chair"]
    assert regional.voting_day != general.voting_day
    assert regional.number("body.kpps.size") == general.number("body.kpps.size") == 7
    timeless = {rule_id for rule_id in regional.rules if not rule_id.startswith("window.")}
    assert timeless == {rule_id for rule_id in general.rules if not rule_id.startswith("window.")}


def test_the_calendar_is_the_published_one_and_its_windows_overlap() -> None:
    profile = load_profile("pemilihan-2024")
    published = files("jurdil.data") / "stages_2024.csv"

    rows = list(csv.DictReader(published.read_text(encoding="utf-8").splitlines()))

    for row in rows:
        window = profile.window(row["body"], row["stage"])
        assert window is not None
        assert (window.start.isoformat(), window.end.isoformat()) == (row["start"], row["end"])
        assert window.rule.source.url == row["source_url"]
    open_stages = [window.stage for window in profile.windows("KPPS") if window.is_open(date(2024, 10, 5))]
    assert open_stages == ["public_feedback", "final_result"]


def test_a_window_that_the_profile_does_not_state_is_no_window() -> None:
    assert load_profile("pemilihan-2024").window("KPPS", "interview") is None


def test_a_rule_that_does_not_hold_here_is_named() -> None:
    with pytest.raises(KeyError, match=r"pemilu-2024 has no rule window.ppk.interview"):
        load_profile("pemilu-2024").rule("window.ppk.interview")


def test_the_values_are_of_the_kind_that_is_asked_for() -> None:
    profile = load_profile("pemilihan-2024")

    assert profile.words("vetting.evidence_open") == ("E1", "E2")
    assert str(profile.decimal("vetting.grade_strong")) == "0.99"
    with pytest.raises(TypeError, match="whole number"):
        profile.number("vetting.evidence_open")
