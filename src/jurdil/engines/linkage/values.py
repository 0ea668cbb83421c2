"""What comes out: a match is a suspicion, and cannot be made without its reasons."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

STRONG, LIKELY = 0.99, 0.80

REASON = pa.struct(
    [
        ("field", pa.string()),
        ("person_value", pa.string()),
        ("entry_value", pa.string()),
        ("level", pa.string()),
        ("bits", pa.float64()),
        ("words", pa.string()),
    ]
)
MATCHES = pa.schema(
    [
        ("person_id", pa.string()),
        ("roster", pa.string()),
        ("entry_id", pa.string()),
        ("probability", pa.float64()),
        ("grade", pa.string()),
        ("evidence_class", pa.string()),
        ("reasons", pa.list_(REASON)),
    ]
)


@dataclass(frozen=True, slots=True)
class Reason:
    """How one field speaks. bits: weight of evidence, for the suspicion if positive, against it if negative."""

    field: str
    person_value: str
    entry_value: str
    level: str
    bits: float
    words: str


@dataclass(frozen=True, slots=True)
class Match:
    """One person may be one entry. grade: strong, likely or possible; words of suspicion, never of judgement."""

    person_id: str
    roster: str
    entry_id: str
    probability: float
    grade: str
    evidence_class: str
    reasons: tuple[Reason, ...]

    def __post_init__(self) -> None:
        if not self.reasons:
            raise ValueError("A match without reasons cannot be made.")


def grade_of(probability: float) -> str:
    """Return the word for a probability."""
    return "strong" if probability >= STRONG else "likely" if probability >= LIKELY else "possible"
