"""Form teams of people for places: hard rules kept, wishes met in order of weight, to a proven bound.

The engine knows groups, places and attributes only; every number comes from a policy file.
"""

from jurdil.engines.teams.check import Tally, check_teams, tally
from jurdil.engines.teams.place import form_teams, greedy_seats
from jurdil.engines.teams.policy import BadPolicy, Limit, Policy, read_policy
from jurdil.engines.teams.reserve import propose_reserve
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

__all__ = [
    "BadPolicy",
    "Displaced",
    "GroupFigures",
    "Limit",
    "Mode",
    "Outcome",
    "Parcel",
    "Person",
    "Place",
    "Policy",
    "Seat",
    "Short",
    "Suggestion",
    "Tally",
    "Unmet",
    "Violation",
    "check_teams",
    "form_each",
    "form_teams",
    "greedy_seats",
    "propose_reserve",
    "read_policy",
    "tally",
]
