"""R06 and R12: where the person lives, and with whom."""

from __future__ import annotations

from datetime import date

from jurdil.law.facts import ApplicantFacts
from jurdil.law.limits import Limits
from jurdil.law.outcomes import Answer, failed, passed, unknown


def domicile(facts: ApplicantFacts, limits: Limits, on: date) -> Answer:
    """R06: home lies in the working area, by card or by what RT, RW or lurah attest."""
    area = _area(facts.work_region, limits.domicile_parts)
    home = _area(facts.home_region, limits.domicile_parts)
    if area and home == area:
        return passed("lives_there")
    if facts.domicile_attested:
        return passed("attested")
    if not area or not home:
        return unknown("not_known")
    return unknown("elsewhere") if facts.domicile_attested is None else failed("denied")


def _area(code: str, parts: int) -> str:
    """Return the code of the working area that a region lies in, empty if it is too coarse to tell."""
    names = code.partition("/")[0].split(".")
    return ".".join(names[:parts]) if len(names) >= parts else ""


def marriage(facts: ApplicantFacts, limits: Limits, on: date) -> Answer:
    """R12: the spouse is no organiser; where both serve, one steps back and people decide which."""
    if facts.spouse is not None and facts.spouse.serves:
        return unknown("spouse_serves")
    signed = limits.item(facts, "R12")
    if signed is None:
        return unknown("not_signed")
    return passed("declared") if signed else unknown("struck_out")
