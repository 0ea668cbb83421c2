"""Whoever is refused can look the rule up."""

from __future__ import annotations

import re
from pathlib import Path

import jurdil
from jurdil.law import load_profile, profile_keys


def test_every_rule_that_a_refusal_names_is_a_rule_of_every_profile() -> None:
    source = Path(jurdil.__file__).parent
    named = {
        (file.relative_to(source).as_posix(), rule)
        for file in source.rglob("*.py")
        for rule in re.findall(r'Refused\(\s*(?:rule=)?"([^"{]+)"', file.read_text(encoding="utf-8"))
    }

    for key in profile_keys():
        rules = load_profile(key).rules
        unknown = sorted(name for name in named if name[1] not in rules)
        assert unknown == [], f"{key} lacks rules that refusals name"
        weak = sorted(name for name in named if name[1] in rules and not rules[name[1]].may_refuse)
        assert weak == [], "a rule whose source was not read may ask, and never refuse"
    assert named
