"""What is learnt of the classes from pairs alone: how many of a list are asked about, numbers that slipped a line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from jurdil.engines.linkage.birthplaces import where_lives
from jurdil.engines.linkage.classes import Origin, learn_classes
from jurdil.engines.linkage.levels import FIELDS, LEVELS, number_of
from jurdil.engines.linkage.model import CLASSES, CONTEXTS, SAME, Model, starting_model
from jurdil.engines.linkage.rarity import bits_of
from jurdil.engines.linkage.weighing import Circumstances, chances, place_context, weigh

ENTRIES, PEOPLE = 1_000_000, 100_000
MATCHING = {"name": "exact", "birth_date": "exact", "nik": "equal", "sex": "equal", "region": "village"}
SLIPPED = {"name": "other", "birth_date": "other", "nik": "equal", "sex": "other", "region": "village",
           "address": "same-house"}  # fmt: skip


def pairs(told: Mapping[str, str], count: int, model: Model) -> Circumstances:
    """So many pairs that agree as told; what is not told is missing."""
    levels = {field: np.full(count, number_of(field, told.get(field, "missing")), np.int8) for field in FIELDS}
    context = {field: np.full(count, 0, np.int8) for field in FIELDS}
    context["address"] += CONTEXTS["address"].index("same-village")
    plain = {field: bits_of(model.strangers[field]) for field in FIELDS}
    return Circumstances(levels, context, {}, plain)


def test_a_list_that_more_entries_of_are_about_those_asked_is_told_apart() -> None:
    model = starting_model()
    parts = [pairs(MATCHING, 600, model), pairs(MATCHING, 1_800, model)]
    origin = Origin({"witnesses": 500_000, "candidates": 500_000}, [0, 1])

    learnt = learn_classes(model, parts, people=PEOPLE, entries=ENTRIES, origin=origin)

    assert learnt.lists["candidates"] == pytest.approx(1.5, abs=0.05)
    assert learnt.lists["witnesses"] == pytest.approx(0.5, abs=0.05)
    assert learnt.list_bits("another list") == 0.0


def test_the_list_counts_in_the_base_rate_and_nowhere_else() -> None:
    model = replace(starting_model(), lists={"candidates": 2.0})
    at = pairs({"name": "exact", "region": "city"}, 1, model)

    plain, listed = (weigh(at, model, entries=ENTRIES, lists=model.list_bits(name)) for name in ("other", "candidates"))

    assert listed.prior - plain.prior == pytest.approx(1.0)
    assert listed.bits == plain.bits
    assert chances(at, model, entries=ENTRIES, lists=1.0)[0] - chances(at, model, entries=ENTRIES)[0] == pytest.approx(
        1
    )


def test_numbers_that_slipped_a_line_are_learnt_and_accuse_nobody() -> None:
    model = starting_model()
    parts = [pairs(MATCHING, 3_000, model), pairs(SLIPPED, 300, model)]

    learnt = learn_classes(model, parts, people=PEOPLE, entries=ENTRIES)

    assert learnt.expected[CLASSES.index("slipped")] * PEOPLE == pytest.approx(300, rel=0.1)
    assert learnt.expected[list(SAME)].sum() * PEOPLE == pytest.approx(3_000, rel=0.1)
    assert weigh(pairs(SLIPPED, 1, model), learnt, entries=ENTRIES).probability[0] <= 0.05


def test_a_common_place_of_birth_says_more_the_farther_the_other_lives() -> None:
    levels = [number_of("region", level) for level in LEVELS["region"]]

    found = [CONTEXTS["birth_place"][nth] for nth in place_context(where_lives(np.array(levels, np.int8)))]

    assert found == ["same-province", "same-city", "same-city", "same-city", "same-province", "elsewhere"]


def test_kin_of_one_day_are_never_more_than_judged_however_many_pairs_look_so() -> None:
    model = starting_model()
    of_one_day = {"name": "one-word", "birth_date": "exact", "nik": "own-days", "sex": "other", "region": "village",
                  "address": "same-house"}  # fmt: skip
    parts = [pairs(MATCHING, 3_000, model), pairs(of_one_day, 20_000, model)]

    learnt = learn_classes(model, parts, people=PEOPLE, entries=ENTRIES)

    kin, exact = CLASSES.index("kin"), number_of("birth_date", "exact")
    told = learnt.agreement["birth_date"][kin]
    assert np.all(told[:, exact] <= model.agreement["birth_date"][kin][:, exact])
    assert np.allclose(told[:, 1:].sum(axis=1), 1.0)


@pytest.mark.parametrize(("true", "alike", "at_most"), [(60, 20, 0.02), (6_000, 2_000, 1.0)])
def test_what_tells_of_two_people_is_learnt_of_the_same_person_from_many_pairs_only(
    true: int, alike: int, at_most: float
) -> None:
    model = starting_model()
    parts = [pairs(MATCHING, true, model), pairs({**MATCHING, "name": "first-word"}, alike, model)]

    learnt = learn_classes(model, parts, people=true * 20, entries=ENTRIES)

    level = number_of("name", "first-word")
    hasty = [float(learnt.agreement["name"][nth][0, level]) for nth in SAME]
    judged = [float(model.agreement["name"][nth][0, level]) for nth in SAME]
    assert max(np.subtract(hasty, judged)) <= at_most
    assert true < 1_000 or max(np.subtract(hasty, judged)) > 0.05


def test_where_more_people_are_met_more_look_like_them() -> None:
    model = starting_model()
    twin = CLASSES.index("twin")
    parts = [pairs(MATCHING, 500, model)]

    listed = learn_classes(model, parts, people=1_000, entries=ENTRIES)
    twice = learn_classes(model, parts, people=1_000, entries=ENTRIES, is_one_table=True)

    assert listed.expected[twin] > 2 * model.expected[twin]
    assert twice.expected[twin] < 2 * model.expected[twin]


def test_where_hardly_anybody_is_met_only_numbers_are_learnt() -> None:
    model = starting_model()
    odd = pairs({"name": "first-near", "birth_date": "two-of-three", "region": "district"}, 900, model)

    learnt = learn_classes(model, [odd, pairs(MATCHING, 2, model)], people=5_000, entries=ENTRIES)

    assert all(np.array_equal(learnt.agreement[field], model.agreement[field]) for field in FIELDS)
    assert learnt.expected[list(SAME)].sum() < model.expected[list(SAME)].sum() / 10


def test_a_few_true_pairs_are_not_learnt_as_neighbours_of_one_name() -> None:
    model = starting_model()
    neighbours = {"name": "other", "birth_date": "exact", "nik": "serial-other", "sex": "equal", "region": "city"}
    slipped_pen = {**neighbours, "name": "exact", "nik": "serial-slip"}
    parts = [pairs(MATCHING, 3_000, model), pairs(neighbours, 1_000, model), pairs(slipped_pen, 30, model)]

    learnt = learn_classes(model, parts, people=PEOPLE, entries=ENTRIES)

    of_one_name = slice(1, number_of("name", "part") + 1)
    neighbour = learnt.agreement["name"][CLASSES.index("neighbour")][:, of_one_name]
    assert np.all(neighbour <= model.agreement["name"][CLASSES.index("neighbour")][:, of_one_name])
