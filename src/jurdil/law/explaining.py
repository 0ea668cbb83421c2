"""The words of a finding: why, and what the person can do next, in Indonesian or English."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jurdil.law.outcomes import Details
from jurdil.law.records import Value, read_toml

# Prefix of a reason that would have failed the person if the rule could: now people are asked.
ASKED = "asked:"


@cache
def _sentences() -> dict[str, dict[str, dict[str, Value]]]:
    return read_toml(files("jurdil.law") / "reasons.toml")


def explain(rule_id: str, reason_key: str, details: Details, language: str) -> tuple[str, str]:
    """Return reason and remedy of a finding; the remedy is empty where nothing is to be done.

    language: `id` or `en`. Raises KeyError for a reason that the rule does not know.
    """
    tongue = "en" if language == "en" else "id"
    sentences = _sentences()
    asked = reason_key.startswith(ASKED)
    key = reason_key.removeprefix(ASKED)
    record = sentences[rule_id].get(key) or sentences["any"][key]
    reason = str(record[tongue]).format(**details)
    remedy = str(record.get(f"remedy_{tongue}", "")).format(**details)
    if asked:
        reason = f"{reason} {sentences['any']['asked'][tongue]}"
    return reason, remedy
