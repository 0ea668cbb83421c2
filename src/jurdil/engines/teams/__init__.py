"""Form teams of people for places: hard rules kept, wishes met in order of weight, to a proven bound.

The engine knows groups, places and attributes only; every number comes from a policy file.
"""

from jurdil.engines.teams.amend import Amendment, Change, amend_teams
from jurdil.engines.teams.assess import assess_teams
from jurdil.engines.teams.check import Tally, check_teams, tally
from jurdil.engines.teams.place import form_teams, greedy_seats
from jurdil.engines.teams.policy import BadPolicy, Limit, Policy, read_policy
from jurdil.engines.teams.remedies import Explanation, Lack, Relaxation, Remedy, explain_short
from jurdil.engines.teams.reserve import propose_reserve
from jurdil.engines.teams.shuffle import seal, shuffle_late
from jurdil.engines.teams.stream import Parcel, form_each
from jurdil.engines.teams.values import (
    Displaced,
    GroupFigures,
    Mode,
    Outcome,
    Person,
    Place,
    Seat,
    Short,
    Suggestion,
    Unmet,
    Violation,
)
from jurdil.engines.teams.why import Ground, grounds_of

__all__ = [
    "Amendment",
    "BadPolicy",
    "Change",
    "Displaced",
    "Explanation",
    "Ground",
    "GroupFigures",
    "Lack",
    "Limit",
    "Mode",
    "Outcome",
    "Parcel",
    "Person",
    "Place",
    "Policy",
    "Relaxation",
    "Remedy",
    "Seat",
    "Short",
    "Suggestion",
    "Tally",
    "Unmet",
    "Violation",
    "amend_teams",
    "assess_teams",
    "check_teams",
    "explain_short",
    "form_each",
    "form_teams",
    "greedy_seats",
    "grounds_of",
    "propose_reserve",
    "read_policy",
    "seal",
    "shuffle_late",
    "tally",
]
