"""What a match by tokens may be called at most, whatever its probability: the rules of `restraint.py`, as far as tokens
can tell. The probability stays what the evidence says.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jurdil.engines.linkage.restraint import RULES
from jurdil.engines.linkage.tokens_levels import Agreement, number_of


def rules_of(agreement: Agreement) -> NDArray[np.int8]:
    """Return per pair the rule that holds it back (its place in RULES, 0: none)."""
    at = agreement.at
    other_name = (at["name"] == 0) | (at["name"] == number_of("name", "other"))
    at_home = (at["birth_date"] == 1) & (at["region"] == number_of("region", "village"))
    untold = np.isin(at["birth_date"], (0, number_of("birth_date", "not-seen"), number_of("birth_date", "other")))
    only_name = untold & (at["nik"] != 1) & ~np.isin(at["region"], (1, 2))
    conditions = {"other-name-at-home": other_name & at_home, "other-name": other_name, "name-alone": only_name}
    return np.select(list(conditions.values()), [RULES.index(name) for name in conditions], 0).astype(np.int8)
