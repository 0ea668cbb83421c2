"""R08, R14 and R15: schooling, letters and numbers, information technology."""

from __future__ import annotations

from datetime import date

from jurdil.law.facts import ApplicantFacts
from jurdil.law.limits import Limits
from jurdil.law.outcomes import Answer, failed, passed, unknown


def education(facts: ApplicantFacts, limits: Limits, on: date) -> Answer:
    """R08: the level reached, with the diploma seen."""
    written = facts.education
    if not written:
        return unknown("no_level")
    rank = limits.education_rank.get(written)
    if rank is None:
        rank = limits.education_rank.get(" ".join(written.upper().replace(".", "").replace("-", "").split()))
    if rank is None:
        return unknown("level_unclear")
    details = {"least": limits.min_education}
    if rank < limits.education_rank[limits.min_education]:
        return failed("too_low", details)
    return passed("high_enough", details) if "diploma" in facts.documents else unknown("no_diploma")


def literacy(facts: ApplicantFacts, limits: Limits, on: date) -> Answer:
    """R14: declared by the person."""
    signed = limits.item(facts, "R14")
    if signed is None:
        return unknown("not_signed")
    return passed("declared") if signed else failed("struck_out")


def information_technology(facts: ApplicantFacts, limits: Limits, on: date) -> Answer:
    """R15: weighed when teams are formed; lacking it excludes nobody."""
    skill = facts.it_skill if facts.it_skill is not None else limits.item(facts, "R15")
    if skill is None:
        return unknown("not_signed")
    return passed("able") if skill else passed("not_yet")
