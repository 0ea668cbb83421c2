"""What a match may be called at most, whatever its probability."""

from __future__ import annotations

import numpy as np
import pytest

from jurdil.engines.linkage.levels import FIELDS, number_of
from jurdil.engines.linkage.restraint import FIRST_OF_JANUARY, GRADES, RULES, grades_of, rules_of
from jurdil.engines.linkage.titles import SAID_DEAD, SAID_OF_ANOTHER
from jurdil.engines.linkage.weighing import FROM_NUMBER, Circumstances


def _rule(
    *, born_from_number: bool = False, born_in_january: bool = False, said: int = 0, letters_alone: int = 0,
    **levels: str,
) -> str:  # fmt: skip
    """The rule for one pair; fields that are not named are missing. said: against one person, by titles."""
    at = {field: np.array([number_of(field, levels.get(field, "missing"))], dtype=np.int8) for field in FIELDS}
    context = {field: np.zeros(1, dtype=np.int8) for field in FIELDS}
    context["birth_date"][0] = FROM_NUMBER if born_from_number else born_in_january * FIRST_OF_JANUARY
    context |= {"said": np.array([said]), "letters_alone": np.array([letters_alone])}
    return RULES[rules_of(Circumstances(at, context, {}, {}))[0]]


@pytest.mark.parametrize(
    ("levels", "rule"),
    [
        ({"name": "exact"}, "name-alone"),
        ({"name": "exact", "region": "province"}, "name-alone"),
        ({"name": "exact", "region": "city"}, ""),
        ({"name": "exact", "birth_place": "equal"}, ""),
        ({"name": "exact", "birth_date": "other"}, "other-day"),
        ({"name": "exact", "birth_date": "other", "nik": "other", "address": "same-house"}, "other-day"),
        ({"name": "exact", "birth_date": "other", "nik": "own-days", "address": "same-house"}, "other-day"),
        ({"name": "exact", "birth_date": "other", "nik": "equal"}, ""),
        ({"name": "exact", "birth_date": "other", "nik": "one-slip"}, ""),
        ({"name": "exact", "birth_date": "one-slip", "address": "same-house"}, ""),
        ({"name": "other", "birth_date": "other"}, "other-name"),
        ({"name": "other", "nik": "equal"}, "other-name"),
        ({"nik": "equal"}, "other-name"),
        ({"name": "other", "nik": "equal", "birth_date": "exact", "region": "city"}, "other-name"),
        ({"name": "other", "nik": "equal", "birth_date": "exact", "region": "village"}, "other-name-at-home"),
        ({"name": "other", "nik": "equal", "birth_date": "exact", "address": "same-house"}, "other-name-at-home"),
        ({"name": "one-word", "nik": "equal", "birth_date": "exact"}, ""),
    ],
)
def test_the_rule_of_a_pair(levels: dict[str, str], rule: str) -> None:
    assert _rule(**levels) == rule


def test_a_birth_date_read_from_the_number_does_not_stand_apart_from_it() -> None:
    assert _rule(born_from_number=True, name="other", nik="equal", birth_date="exact", region="village") == "other-name"


@pytest.mark.parametrize(
    ("levels", "rule"),
    [
        ({"birth_date": "exact", "region": "city", "birth_place": "equal"}, "default-day"),
        ({"birth_date": "exact", "nik": "other"}, "default-day"),
        ({"birth_date": "exact", "nik": "one-slip"}, ""),
        ({"birth_date": "exact", "region": "village"}, ""),
        ({"birth_date": "exact", "address": "same-house"}, ""),
        ({"birth_date": "one-slip", "region": "city"}, ""),
    ],
)
def test_the_first_of_january_is_what_is_written_where_a_day_is_not_known(levels: dict[str, str], rule: str) -> None:
    assert _rule(born_in_january=True, name="exact", **levels) == rule


def test_a_year_beside_a_first_of_january_is_no_day_either() -> None:
    assert _rule(name="exact", birth_date="first-of-january", region="city") == "default-day"
    assert _rule(name="exact", birth_date="exact", region="city") == ""


def test_what_titles_say_holds_back_before_anything_else() -> None:
    told = {"nik": "equal", "birth_date": "exact", "region": "village"}

    assert _rule(said=SAID_OF_ANOTHER, name="exact", **told) == "relative"
    assert _rule(said=SAID_DEAD, name="exact", **told) == "departed"
    assert _rule(said=SAID_DEAD, name="other", **told) == "departed"


def test_letters_alone_are_little_of_a_name() -> None:
    told = {"name": "initials", "birth_date": "exact", "address": "same-house"}

    assert _rule(letters_alone=1, **told) == "letters-alone"
    assert _rule(letters_alone=0, **told) == ""


def test_a_birth_date_read_from_the_number_is_not_told() -> None:
    assert _rule(born_from_number=True, name="exact", birth_date="other", address="same-house") == ""


@pytest.mark.parametrize(
    ("rule", "probability", "grade", "is_held"),
    [
        ("", 0.995, "strong", False),
        ("", 0.9, "likely", False),
        ("name-alone", 0.995, "possible", True),
        ("other-name", 0.9, "possible", True),
        ("other-name", 0.5, "possible", False),
        ("other-name-at-home", 0.9999, "likely", True),
        ("other-name-at-home", 0.9, "likely", False),
        ("other-day", 0.995, "possible", True),
        ("default-day", 0.9999, "likely", True),
        ("default-day", 0.7, "possible", False),
        ("relative", 0.995, "possible", True),
        ("departed", 0.9, "possible", True),
        ("letters-alone", 0.995, "likely", True),
    ],
)
def test_a_rule_lowers_a_grade_and_never_raises_it(rule: str, probability: float, grade: str, is_held: bool) -> None:
    found, held = grades_of(np.array([probability]), np.array([RULES.index(rule)], dtype=np.int8))

    assert (GRADES[found[0]], bool(held[0])) == (grade, is_held)
