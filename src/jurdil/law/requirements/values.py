"""R03 and R04: what the person declares about loyalty, and integrity, which only people judge."""

from __future__ import annotations

from datetime import date

from jurdil.law.facts import ApplicantFacts
from jurdil.law.limits import Limits
from jurdil.law.outcomes import Answer, failed, passed, unknown


def loyalty(facts: ApplicantFacts, limits: Limits, on: date) -> Answer:
    """R03: the item is signed; one struck out is a refusal by the person."""
    signed = limits.item(facts, "R03")
    if signed is None:
        return unknown("not_signed")
    return passed("declared") if signed else failed("struck_out")


def integrity(facts: ApplicantFacts, limits: Limits, on: date) -> Answer:
    """R04: nothing on paper speaks against or for integrity; the statement makes it open to responses."""
    if facts.declarations and any(item is not None for item in facts.declarations):
        return passed("open_to_responses")
    return unknown("not_signed")
