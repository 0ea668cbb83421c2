"""R07 and R13: the health certificate; only a doctor's statement can speak against a person."""

from __future__ import annotations

from datetime import date

from jurdil.law.facts import ApplicantFacts
from jurdil.law.limits import Limits
from jurdil.law.outcomes import Answer, failed, passed, unknown


def health(facts: ApplicantFacts, limits: Limits, on: date) -> Answer:
    """R07: certificate with the measurements, and the signed item."""
    certificate = facts.health
    if certificate is None:
        return unknown("no_certificate")
    if certificate.declared_unfit:
        return failed("declared_unfit")
    if certificate.issued_on is None or certificate.issued_on > on:
        return unknown("date_unclear")
    missing = limits.measurements - certificate.recorded
    if missing:
        return unknown("measurements_missing", {"missing": ", ".join(sorted(missing))})
    if not limits.item(facts, "R07"):
        return unknown("not_signed")
    return passed("needs_attention" if certificate.needs_attention else "healthy")


def chronic_illness(facts: ApplicantFacts, limits: Limits, on: date) -> Answer:
    """R13: recorded for people to weigh; it excludes nobody."""
    signed = limits.item(facts, "R13")
    if signed is None:
        return unknown("not_signed")
    return passed("none_declared") if signed else passed("to_be_weighed")
