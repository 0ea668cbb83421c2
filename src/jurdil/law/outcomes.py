"""The three outcomes of a check, and the answer that one requirement gives."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

Details = Mapping[str, str | int]
NO_DETAILS: Details = {}


class Outcome(StrEnum):
    """passed, failed, or unknown; unknown is never treated as failed."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"


# Outcome, key of the reason in `reasons.toml`, and what the sentence names.
Answer = tuple[Outcome, str, Details]


def passed(reason: str, details: Details = NO_DETAILS) -> Answer:
    """The paper shows what the rule asks."""
    return Outcome.PASSED, reason, details


def failed(reason: str, details: Details = NO_DETAILS) -> Answer:
    """The paper shows the contrary; still a finding, and only a ruling by people excludes."""
    return Outcome.FAILED, reason, details


def unknown(reason: str, details: Details = NO_DETAILS) -> Answer:
    """Something is missing, or a person must look."""
    return Outcome.UNKNOWN, reason, details
