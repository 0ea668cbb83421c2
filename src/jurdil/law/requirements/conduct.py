"""R05, R09, R10, R11: passed on paper by the signed item; what rosters say is screened and ruled on apart.

An item struck out is honesty, not a finding: it leads to a question, and only R05 with the party's own letter
decides by a date.
"""

from __future__ import annotations

from datetime import date

from jurdil.law.facts import ApplicantFacts
from jurdil.law.limits import Limits, full_years
from jurdil.law.outcomes import Answer, failed, passed, unknown


def party_membership(facts: ApplicantFacts, limits: Limits, on: date) -> Answer:
    """R05: never a member by declaration, or out long enough by the party's letter."""
    former = facts.former_party
    if former is None:
        return _declared(limits.item(facts, "R05"))
    details = {"least": limits.party_years}
    if former.left_on is None or not former.has_letter:
        return unknown("letter_missing", details)
    years = full_years(former.left_on, on)
    details["years"] = years
    return passed("left_long_ago", details) if years >= limits.party_years else failed("left_lately", details)


def conviction(facts: ApplicantFacts, limits: Limits, on: date) -> Answer:
    """R09: no register can be asked, so a struck item asks for the court's letter."""
    return _declared(limits.item(facts, "R09"))


def dismissal(facts: ApplicantFacts, limits: Limits, on: date) -> Answer:
    """R10: never permanently dismissed, by declaration."""
    return _declared(limits.item(facts, "R10"))


def campaign_role(facts: ApplicantFacts, limits: Limits, on: date) -> Answer:
    """R11: no campaign team and no witness, by declaration."""
    return _declared(limits.item(facts, "R11"))


def _declared(signed: bool | None) -> Answer:
    if signed is None:
        return unknown("not_signed")
    return passed("declared") if signed else unknown("struck_out")
