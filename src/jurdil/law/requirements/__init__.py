"""One function per requirement; each answers from paper alone, and what rosters say comes later."""

from collections.abc import Callable
from datetime import date

from jurdil.law.facts import ApplicantFacts
from jurdil.law.limits import Limits
from jurdil.law.outcomes import Answer
from jurdil.law.requirements.conduct import campaign_role, conviction, dismissal, party_membership
from jurdil.law.requirements.health import chronic_illness, health
from jurdil.law.requirements.identity import age, citizenship
from jurdil.law.requirements.life import domicile, marriage
from jurdil.law.requirements.skills import education, information_technology, literacy
from jurdil.law.requirements.values import integrity, loyalty

Requirement = Callable[[ApplicantFacts, Limits, date], Answer]

REQUIREMENTS: dict[str, Requirement] = {
    "R01": citizenship,
    "R02": age,
    "R03": loyalty,
    "R04": integrity,
    "R05": party_membership,
    "R06": domicile,
    "R07": health,
    "R08": education,
    "R09": conviction,
    "R10": dismissal,
    "R11": campaign_role,
    "R12": marriage,
    "R13": chronic_illness,
    "R14": literacy,
    "R15": information_technology,
}

__all__ = ["REQUIREMENTS", "Requirement"]
