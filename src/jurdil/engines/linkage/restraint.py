"""What a match may be called at most, whatever its probability: rules that protect those who are confused with others.

The probability stays what the evidence says, so that it can be checked; the word for it (`strong`, `likely`,
`possible`) is what people act on, and is held back where experience says that evidence of this kind misleads:

- `name-alone`: the name agrees and nothing else was told, or nothing else agrees: `possible` at most.
- `other-name`: the names differ, whatever the number says: `possible` at most. A number may be used by somebody else,
  or have been copied from the line above.
- `other-name-at-home`: the names differ, but number or not, the birth date and the house or ward, told apart from the
  number, agree: `likely` at most. Nobody is strongly suspected under another's name.
- `other-day`: the birth dates, told on both sides, are two altogether, and no number repeats one day for both:
  `possible` at most. A father and a son of one name may share a house; few pairs teach too little to tell them apart.
- `default-day`: the day that agrees is the first of January, or the year alone beside one, and neither a number nor a
  ward or house does: `likely` at most. Where days are not known whole regions are written on it.
- `relative`: titles of one side say that a relative of whoever is named is meant (istri, suami, janda, anak; Ny. or Ibu
  before the name of a man): `possible` at most.
- `departed`: one side says that its person has died, the other does not; whoever applies is alive: `possible` at most.
- `letters-alone`: one of the names is nothing but lone letters (and Muhammad), which fit many names: `likely` at most.
- `through`: the two rows of one table are likely only because both are likely to be one person with a third: `likely`
  at most (`through.py`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jurdil.engines.linkage.levels import number_of
from jurdil.engines.linkage.model import CONTEXTS
from jurdil.engines.linkage.titles import SAID_DEAD, SAID_OF_ANOTHER
from jurdil.engines.linkage.values import LIKELY, STRONG
from jurdil.engines.linkage.weighing import FROM_NUMBER, Circumstances

GRADES = ("possible", "likely", "strong")
RULES = ("", "name-alone", "other-name", "other-name-at-home", "through", "other-day", "default-day", "relative",
         "departed", "letters-alone")  # fmt: skip
MOST = np.array([2, 0, 0, 1, 1, 0, 1, 0, 0, 1], dtype=np.int8)
"""By rule, the highest grade (its place in GRADES)."""
AGREED_ADDRESS = (1, 2, 3)
FIRST_OF_JANUARY = CONTEXTS["birth_date"].index("first-of-january")


def rules_of(at: Circumstances) -> NDArray[np.int8]:
    """Return per pair the rule that holds it back (its place in RULES, 0: none)."""
    levels = at.levels
    other_name = (levels["name"] == 0) | (levels["name"] == number_of("name", "other"))
    told_day = (levels["birth_date"] == 1) & (at.context["birth_date"] != FROM_NUMBER)
    at_home = told_day & ((levels["address"] == 1) | (levels["region"] == number_of("region", "village")))
    nothing_told = (levels["birth_date"] == 0) & (levels["nik"] == 0)
    in_city = (levels["region"] > 0) & (levels["region"] <= number_of("region", "city"))
    has_address = np.isin(levels["address"], AGREED_ADDRESS)
    only_name = nothing_told & ~in_city & ~has_address & (levels["birth_place"] != 1)
    one_day_in_numbers = (levels["nik"] > 0) & (levels["nik"] < number_of("nik", "own-days"))
    other_day = (levels["birth_date"] == number_of("birth_date", "other")) & ~one_day_in_numbers
    year_alone = levels["birth_date"] == number_of("birth_date", "first-of-january")
    january = year_alone | ((levels["birth_date"] == 1) & (at.context["birth_date"] == FIRST_OF_JANUARY))
    in_ward = (levels["region"] == number_of("region", "village")) | has_address
    near_number = (levels["nik"] > 0) & (levels["nik"] <= number_of("nik", "two-slips"))
    said = at.context["said"]
    conditions = {"relative": said == SAID_OF_ANOTHER, "departed": said == SAID_DEAD,
                  "other-name-at-home": other_name & at_home, "other-name": other_name, "name-alone": only_name,
                  "other-day": other_day & (at.context["birth_date"] != FROM_NUMBER),
                  "default-day": january & ~near_number & ~in_ward,
                  "letters-alone": at.context["letters_alone"] > 0}  # fmt: skip
    return np.select(list(conditions.values()), [RULES.index(name) for name in conditions], 0).astype(np.int8)


def grades_of(probability: NDArray[np.float64], rules: NDArray[np.int8]) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    """Return the grade of each pair (its place in GRADES), and whether its rule held it back."""
    by_probability = (probability >= LIKELY).astype(np.int8) + (probability >= STRONG)
    grade = np.minimum(by_probability, MOST[rules])
    return grade, grade < by_probability
