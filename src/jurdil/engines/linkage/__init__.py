"""Is this person in that list? Probabilistic record linkage over Indonesian people, with reasons for every suspicion.

A match is a suspicion, never a judgement. Model: Fellegi and Sunter (1969), with frequencies of values.
"""

from jurdil.engines.linkage.index import RosterIndex
from jurdil.engines.linkage.linking import link_people, prepare_roster
from jurdil.engines.linkage.values import MATCHES, Match, Reason, grade_of

__all__ = ["MATCHES", "Match", "Reason", "RosterIndex", "grade_of", "link_people", "prepare_roster"]
