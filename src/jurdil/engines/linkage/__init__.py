"""Is this person in that list? Probabilistic record linkage over Indonesian people, with reasons for every suspicion.

A match is a suspicion, never a judgement. Model: Fellegi and Sunter (1969), with frequencies of values.
"""

from jurdil.engines.linkage.duplicates import DUPLICATES, find_duplicates
from jurdil.engines.linkage.index import RosterIndex, index_roster
from jurdil.engines.linkage.kin import KIN, find_kin
from jurdil.engines.linkage.linking import candidate_pairs, link_people, model_of
from jurdil.engines.linkage.model import Model
from jurdil.engines.linkage.prepare import REMEDIES, UNREAD, unread_values
from jurdil.engines.linkage.rosters import NotPrepared, is_prepared, prepare_roster
from jurdil.engines.linkage.values import MATCHES, Match, Reason, grade_of

__all__ = ["DUPLICATES", "KIN", "MATCHES", "REMEDIES", "UNREAD", "Match", "Model", "NotPrepared", "Reason",
           "RosterIndex", "candidate_pairs", "find_duplicates", "find_kin", "grade_of", "index_roster", "is_prepared",
           "link_people", "model_of", "prepare_roster", "unread_values"]  # fmt: skip
