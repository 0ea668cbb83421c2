"""R01 and R02: who the person is and how old on voting day."""

from __future__ import annotations

from datetime import date

from jurdil.law.facts import ApplicantFacts
from jurdil.law.limits import Limits, full_years
from jurdil.law.outcomes import Answer, failed, passed, unknown


def citizenship(facts: ApplicantFacts, limits: Limits, on: date) -> Answer:
    """R01: the identity card was seen and its number can be one.

    A number that disagrees with birth date or sex passes and says so: numbers are not changed when birth
    data are corrected, and a typing error is no fault of the person.
    """
    if not facts.nik:
        return unknown("no_number")
    if len(facts.nik) != limits.number_length or not (facts.nik.isascii() and facts.nik.isdigit()):
        return unknown("malformed", {"length": limits.number_length})
    if "identity_card" not in facts.documents:
        return unknown("card_not_seen")
    return passed("agrees" if _agrees(facts, limits) else "differs")


def _agrees(facts: ApplicantFacts, limits: Limits) -> bool:
    start = limits.number_birth
    day, month, year = (int(facts.nik[start + step : start + step + 2]) for step in (0, 2, 4))
    is_woman = day > limits.woman_day_offset
    if facts.sex in ("L", "P") and (facts.sex == "P") != is_woman:
        return False
    born = facts.birth_date
    if born is None:
        return True
    return (day - limits.woman_day_offset * is_woman, month, year) == (born.day, born.month, born.year % 100)


def age(facts: ApplicantFacts, limits: Limits, on: date) -> Answer:
    """R02: old enough on voting day; above the preferred age only the order changes."""
    if facts.birth_date is None:
        return unknown("no_birth_date")
    years = full_years(facts.birth_date, limits.voting_day)
    if years < limits.min_age:
        return failed("too_young", {"age": years, "least": limits.min_age})
    if limits.max_age is None or years <= limits.max_age:
        return passed("within", {"age": years})
    details = {"age": years, "most": limits.max_age}
    return failed("too_old", details) if limits.max_age_is_hard else passed("older", details)
