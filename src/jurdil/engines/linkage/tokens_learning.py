"""Learn how tokens agree from the pairs themselves, without anybody telling what is true.

As `estimating.py` does it: expectation and maximisation (Dempster, Laird and Rubin, 1977; Winkler, 1988) over counts of
patterns, the start as an explicit prior. How strangers' names, dates and areas agree is counted among the people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from jurdil.engines.linkage.tokens_borrowing import count_names
from jurdil.engines.linkage.tokens_kinds import Compared
from jurdil.engines.linkage.tokens_levels import CONTEXTS, FIELDS, LEVELS, Agreement, number_of
from jurdil.engines.linkage.tokens_model import (
    CLASSES,
    DEFINING,
    FIXED,
    FULL_SIZE,
    JUDGED,
    NUMBERED,
    SAME,
    STRANGER,
    TokenModel,
    borrowed_names,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
PRIOR_DATES = 2_000.0
"""How strangers' dates were counted among the people counts like so many pairs of a person and an entry."""

ROUNDS = 40
PRIOR_PAIRS = 40.0
"""The start counts like so many pairs of each class."""
ENOUGH_PAIRS = 5_000
"""With fewer candidate pairs than this nothing is learnt from them."""
SAMPLE = 300_000
STEPS_A_BIT, MOST_STEPS = 2, 255
SEED = 20_241_128
BY_CHANCE = ("namesake", "day_namesake", "stranger")
NAMESAKES = tuple(CLASSES.index(name) for name in BY_CHANCE[:2])
"""The name of a namesake is written like the person's own."""
"""Classes whose numbers have in common what those of any two people have."""
FEW_AREAS = (20, 0.5)
"""So many sure pairs must be there, and less than this share of them agree in the area."""
NEAR_DAYS = (1, 2, 3, 4)
"""Levels of a birth date that show whatever the area is."""
ONE_YEAR = [number_of("birth_date", level) for level in ("day-month-swapped", "first-of-january", "same-year")]
"""Levels of dates that are of one year and have nothing else in common."""
BORROWED = CLASSES.index("borrowed")
"""Only entries that state a number can be of this class, so that it is counted among those."""


def count_strangers(people: Sequence[Compared], model: TokenModel) -> TokenModel:
    """Return `model` with dates, numbers and names of strangers counted on pairs of people drawn by chance."""
    rng = np.random.default_rng(SEED)
    born = np.array([int(row.born or 0) for row in people])
    first, second = rng.integers(0, max(len(people), 1), (2, SAMPLE if len(people) > 1 else 0))
    kept = (first != second) & (born[first] > 0) & (born[second] > 0)
    one, other = born[first[kept]], born[second[kept]]
    table = model.agreement["birth_date"].copy()
    for context, chosen in ((0, one % 10_000 != 101), (1, one % 10_000 == 101)):
        counts = _dates(one[chosen], other[chosen])
        start = table[STRANGER, context, 2:]
        table[STRANGER, context, 2:] = (counts[2:] + start * 20_000) / (chosen.sum() + 20_000)
        table[STRANGER, context, number_of("birth_date", "not-seen")] = 1.0
    names = model.agreement["name"].copy()
    by_number, letters = CONTEXTS["name"].index("by-number"), number_of("name", "letters")
    strangers = count_names(people, first, second)
    names[BORROWED, by_number, 1:] = borrowed_names(strangers)
    names[STRANGER, by_number, letters] = strangers[letters - 1]
    counted = {"birth_date": table, "nik": _numbers(people, model), "name": names}
    return replace(model, agreement={**model.agreement, **counted})


def _numbers(people: Sequence[Compared], model: TokenModel) -> Floats:
    """Count how often numbers of two people have the serial or the region in common."""
    numbers = [row.nik for row in people if row.nik]
    serials = _share_pairs([nik[12:] for nik in numbers], 0.2)
    regions = _share_pairs([nik[:6] for nik in numbers], 0.05)
    both = _share_pairs([nik[:6] + nik[12:] for nik in numbers], 0.01)
    table = model.agreement["nik"].copy()
    for name in BY_CHANCE:
        by_day, by_village, by_name = table[CLASSES.index(name)]
        by_day[2:6] = (1 - by_day[1]) * np.array([both, serials - both, regions - both, 1 - serials - regions + both])
        by_village[2:6] = (1 - by_village[1]) * np.array([0.0, serials, 0.0, 1 - serials])
        by_name[2] = both
    return table


def _share_pairs(values: Sequence[str], start: float) -> float:
    """The share of pairs with the same value, with a start that counts like 10,000 pairs."""
    counts, total = np.array(list(Counter(values).values()), np.float64), len(values)
    return float(((counts * (counts - 1)).sum() + 10_000 * start) / (total * (total - 1.0) + 10_000))


def _dates(one: Ints, other: Ints) -> Floats:
    """Count how pairs of dates (yyyymmdd) agree, by level."""
    years, months, days = (
        (one // step % size, other // step % size) for step, size in ((10_000, 10_000), (100, 100), (1, 100))
    )
    year, month, day = (mine == theirs for mine, theirs in (years, months, days))
    swapped = year & (months[0] == days[1]) & (days[0] == months[1])
    level = np.select(
        [year & month & day, swapped, year & month | year & day | month & day, year & (other % 10_000 == 101), year],
        [1, 2, 3, 4, 5], default=number_of("birth_date", "other"),
    )  # fmt: skip
    return np.bincount(level, minlength=len(LEVELS["birth_date"])).astype(np.float64)


@dataclass(frozen=True)
class Patterns:
    """Distinct ways to agree: by field the circumstance and the level, how many pairs, their list.

    by_day: as in `Agreement`. by_chance: the share of strangers with the values that agree.
    """

    fields: Mapping[str, tuple[Ints, Ints]]
    by_day: Ints
    lists: Ints
    by_chance: Floats
    counts: Ints


def learn_classes(
    model: TokenModel, agreement: Agreement, strange: Floats, lists: Ints, *, people: int, sizes: Mapping[str, int]
) -> TokenModel:
    """Return `model` with the classes estimated on candidate pairs.

    strange: log2 of the share of strangers with the values that agree (`counted_bits`). lists: of each pair, its place
    in `sizes`, which says how many entries each list has. people: how many are asked about. The prior of a class is
    `PRIOR_PAIRS` pairs that agree as judged.
    """
    patterns = _patterns(agreement, strange, lists)
    size, start = sum(sizes.values()) / FULL_SIZE, model
    for _ in range(ROUNDS):
        weights = _shares(model, patterns, tuple(sizes)) * patterns.counts
        expected = (weights.sum(axis=1) + 1e-3 * start.expected * size * people) / (people * size * (1 + 1e-3))
        numbered = _numbered(patterns, weights[list(SAME)].sum(axis=0), sizes)
        expected[BORROWED] /= np.average([*numbered.values()], weights=[*sizes.values()])
        expected[STRANGER] = FULL_SIZE
        model = replace(
            model,
            expected=np.maximum(expected, 1e-9),
            agreement={each: _learnt(each, patterns, weights, start) for each in FIELDS},
            lists=_lists(patterns.lists, weights[list(SAME)].sum(axis=0), sizes),
            numbered=numbered,
        )
    return model


def _patterns(agreement: Agreement, strange: Floats, lists: Ints) -> Patterns:
    step = np.clip(np.round(-strange * STEPS_A_BIT), 0, MOST_STEPS).astype(np.int64)
    columns = [side[each] for each in FIELDS for side in (agreement.context, agreement.at)]
    whole = np.stack([*columns, agreement.by_day, lists, step], axis=1)
    distinct, counts = np.unique(whole, axis=0, return_counts=True)
    fields = {each: (distinct[:, 2 * nth], distinct[:, 2 * nth + 1]) for nth, each in enumerate(FIELDS)}
    by_day, of_list, step = distinct.T[2 * len(FIELDS) :]
    return Patterns(fields, by_day, of_list, np.exp2(-step / STEPS_A_BIT), counts)


def _lists(of: Ints, same: Floats, sizes: Mapping[str, int]) -> dict[str, float]:
    """How many times as many entries of each list are about somebody asked as of all lists together."""
    met = np.bincount(of, weights=same, minlength=len(sizes))
    entries = np.array([*sizes.values()])
    promised = same.sum() * entries / entries.sum()
    times = (met + PRIOR_PAIRS) / (promised + PRIOR_PAIRS)
    return dict(zip(sizes, times.tolist(), strict=True))


def _numbered(patterns: Patterns, same: Floats, sizes: Mapping[str, int]) -> dict[str, float]:
    """The share of entries that state a number, by list: told beside the same name and birth date."""
    context, level = patterns.fields["nik"]
    shown = context == 0
    stated, all_shown = (
        np.bincount(patterns.lists[which], weights=same[which], minlength=len(sizes))
        for which in (shown & (level > 0), shown)
    )
    shares = (stated + PRIOR_PAIRS * NUMBERED) / (all_shown + PRIOR_PAIRS)
    return dict(zip(sizes, shares.tolist(), strict=True))


def _shares(model: TokenModel, patterns: Patterns, names: Sequence[str]) -> Floats:
    """Return the probability of each class per pattern (classes x patterns)."""
    weight = np.tile(model.expected[:, None], (1, len(patterns.counts)))
    weight[STRANGER] *= patterns.by_chance
    if model.lists:
        weight[list(SAME)] *= np.array([*model.lists.values()])[patterns.lists]
    unseen = patterns.fields["nik"][1] == number_of("nik", "not-seen")
    by_list = np.array([model.unseen(roster) for roster in names])
    weight[np.ix_(SAME, unseen)] *= by_list[patterns.lists[unseen]].T
    for each, (context, level) in patterns.fields.items():
        weight *= model.agreement[each][:, context, level]
    shares: Floats = weight / np.maximum(weight.sum(axis=0), 1e-300)
    return shares


def _learnt(of: str, patterns: Patterns, weights: Floats, start: TokenModel) -> Floats:
    """Return how the classes agree in a field. weights: pairs by class and pattern.

    A pair is found only if something telling agrees, so that each field is learnt where it shows whatever it is: the
    area beside a near date or the same number, the same person's name beside the same number, day and ward, which
    hardly anybody else has, whatever the name. As it would show beside a day alone it is learnt there too.
    """
    table = start.agreement[of].copy()
    code = patterns.fields[of][0] * table.shape[2] + patterns.fields[of][1]
    by_number = patterns.fields["nik"][1] == 1
    sure = (patterns.by_day > 0) & (patterns.fields["region"][1] == 1)
    near = by_number | np.isin(patterns.fields["birth_date"][1], NEAR_DAYS)
    for nth, name in enumerate(CLASSES):
        before = start.agreement[of][nth]
        if of not in DEFINING[name]:
            shown = near if of == "region" else sure if of == "name" and nth in SAME else slice(None)
            counts = _counted(code[shown], weights[nth, shown], before)
            if of == "birth_date":
                counts[:2] = counts[:2].sum(axis=0)
            if of == "name" and nth in SAME:
                counts[1:] = _counted(patterns.by_day, weights[nth], before)[1:]
            some = (counts + PRIOR_PAIRS * before)[:, 1:]
            table[nth, :, 1:] = some / some.sum(axis=1, keepdims=True)
        if of == "nik" and nth not in SAME:
            table[nth] = _with(table[nth], before, (1,))
        if of in JUDGED and nth in SAME:
            table[nth, :2] = _with(table[nth, :2], before[:2], JUDGED[of])
        for fixed in FIXED.get(of, ()):
            table[nth, fixed] = before[fixed]
    if of == "name":
        both = weights[list(SAME)].sum(axis=1)
        table[list(NAMESAKES)] = np.tensordot(both / both.sum(), table[list(SAME)], axes=1)
    if of == "birth_date":
        table[STRANGER, :2] = _strange_dates(patterns, weights[STRANGER], start)
    return table


def _strange_dates(patterns: Patterns, weights: Floats, start: TokenModel) -> Floats:
    """How the dates of strangers of one name and area agree, where they show whatever they are.

    People who are asked about may be younger than those who are listed, and their own dates are written with more care.
    So the years say how many times as seldom or often a stranger has just the person's date as another person has. On a
    first of January it is not asked: more of the entries are written so, and in which lists does not show.
    """
    before = start.agreement["birth_date"][STRANGER]
    shown = (patterns.fields["name"][1] == 1) & np.isin(patterns.fields["region"][1], (1, 2))
    context, level = patterns.fields["birth_date"]
    counts = _counted((context * before.shape[1] + level)[shown], weights[shown], before)[:2]
    table: Floats = before[:2].copy()
    told = [nth for nth in range(2, table.shape[1]) if nth != number_of("birth_date", "not-seen")]
    prior = PRIOR_DATES * table[:, told] / table[:, told].sum(axis=1, keepdims=True)
    some = counts[:, told] + prior
    table[:, told] = some / some.sum(axis=1, keepdims=True)
    table[0, 1] = table[0, ONE_YEAR].sum() / before[0, ONE_YEAR].sum()
    return table


def _counted(code: Ints, weights: Floats, like: Floats) -> Floats:
    counts: Floats = np.bincount(code, weights=weights, minlength=like.size).reshape(like.shape).astype(np.float64)
    return counts


def _with(table: Floats, before: Floats, levels: tuple[int, ...]) -> Floats:
    """Return a table that keeps some levels as judged, or a class would drift to mean another thing.

    For other people that is that they have the same number.
    """
    found, kept = table.copy(), list(levels)
    others = [nth for nth in range(1, table.shape[1]) if nth not in levels]
    left = 1 - before[:, kept].sum(axis=1)
    found[:, others] *= (left / found[:, others].sum(axis=1))[:, None]
    found[:, kept] = before[:, kept]
    return found


def states_few_areas(agreement: Agreement) -> bool:
    """Return whether a list seldom states an area, as pairs show that are nearly all of the same person."""
    at = agreement.at
    sure = (at["region"] > 0) & ((at["nik"] == 1) | (at["name"] == 1)) & (at["birth_date"] == 1)
    near = np.isin(at["region"][sure], (1, 2))
    return len(near) >= FEW_AREAS[0] and float(near.mean()) < FEW_AREAS[1]
