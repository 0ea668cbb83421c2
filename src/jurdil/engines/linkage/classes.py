"""Estimate from the pairs themselves how the classes of `model.py` agree, and how many of each a person has to expect.

Expectation and maximisation (Dempster, Laird and Rubin, 1977; Winkler, 1988) over counts of agreement patterns instead
of pairs, with the start as an explicit prior (Dirichlet), so that a short list leaves the judgement of the start nearly
as it is. How many of its entries are about somebody asked is learnt for each roster: of a list of candidates more may
be than of a list of witnesses, and a pair of the one is so much more probable than the same pair of the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from jurdil.engines.linkage.levels import FIELDS, LEVELS, number_of
from jurdil.engines.linkage.model import (
    CLASSES,
    CONTEXTS,
    DEFINING,
    HALVES,
    OTHER_DAYS,
    POOLED,
    SAME,
    Homes,
    Model,
    starting_model,
)
from jurdil.engines.linkage.weighing import (
    FROM_NUMBER,
    Circumstances,
    combination,
    pattern_of,
    read_pattern,
    stranger_bits,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
ROUNDS = 20
PRIOR_PAIRS = 40.0
"""The start counts like so many pairs of each class."""
ONE_NAME = slice(1, number_of("name", "part") + 1)
"""Names of these levels may be one name. Twins bear such (Hasan and Husein, two Muhammads) at least as often as judged:
where few twins were met nothing says that they do not, and the innocent twin would pay for it. Neighbours of one day
bear one no more often than judged: a few true pairs learnt as theirs would leave true ones like them in doubt."""
ONE_DAY = slice(1, number_of("birth_date", "day-month-swapped") + 1)
"""Kin of one day are twins, so that they are no more than judged. Strangers of one day, city and place of birth are
many in lists of the nation: learnt as kin, they would leave kin to be learnt as the same person, and accuse them."""
ENOUGH_MET = 10.0
"""With fewer pairs of the same person than this only numbers are learnt: how they agree, strangers would teach."""
JUDGED_PAIRS = 1000.0
"""Of two people's levels and look-alikes judgement counts like so many pairs of the same person."""
OF_TWO = {"name": slice(number_of("name", "first-part"), None), "nik": slice(number_of("nik", "serial-slip"), None),
          "sex": slice(number_of("sex", "other"), None)}  # fmt: skip
"""Levels that tell of two people. The same person agrees so hardly more often than judged, until many pairs say so: a
few twins or neighbours among few pairs would else be learnt as the person's own, hastily written entries."""
LOOK_ALIKES = [CLASSES.index(name) for name in ("day_namesake", "twin", "borrowed", "slipped")]
"""Seldom met, and soon taken for the same person. Where more of the people asked stand in a list than judged, more who
resemble them do, though few pairs show none of them. In one table they are no more because some stand in it twice."""
BY_NUMBER = [CLASSES.index(name) for name in ("borrowed", "slipped")]
"""Told apart by the number. In a table without any nothing is learnt of them: they would take in whatever is odd."""
ALIKE_BY_CHANCE = tuple(CLASSES.index(name) for name in ("namesake", "day_namesake", "borrowed"))
NAMESAKES = ALIKE_BY_CHANCE[:2]
AS_STRANGERS = ("region", "birth_place", "address")
"""In these fields namesakes, and people who have one number by mistake, start as any two strangers. Their regions may
have names in common; of those in one district no more live in one ward than of strangers, or true pairs teach it."""
OTHER_DATE = number_of("birth_date", "other")
NEAR_REGIONS = slice(1, number_of("region", "district") + 1)
FAR_REGIONS = slice(number_of("region", "city"), None)
MOST_OTHERS = {"birth_date": 0.3, "nik": 0.3, "sex": 0.1}
"""Of the pairs learnt as the same person so many differ altogether in a field at most. In the most careless tables of
the bench a tenth does (stand-in for historical figures); where namesakes were learnt instead, four of ten and more."""
HARDLY_MET = 1e-4
"""A level that so few of the strangers drawn by chance show was not met: its share is no more than a guess."""
U_STEP = 2.0
"""Patterns keep log2 u in steps of 1 / U_STEP bits."""


@dataclass(frozen=True)
class Origin:
    """Which rosters pairs to learn from are of.

    sizes: entries of each roster, by name. of: part by part the place of the roster in `sizes`, one for all its pairs
    or one for each.
    """

    sizes: Mapping[str, int]
    of: Sequence[int | Ints]


NOWHERE = Origin({}, ())


def learn_classes(
    model: Model,
    parts: Sequence[Circumstances],
    *,
    people: int,
    entries: int,
    origin: Origin = NOWHERE,
    is_one_table: bool = False,
) -> Model:
    """Return `model` with the classes estimated on the candidate pairs in `parts`.

    people, entries: how many stand on either side, the base of the expected numbers. origin: which rosters the pairs
    are of; without it nothing is learnt of single rosters. is_one_table: people were asked against each other.
    """
    ways = [ways_of(part, of, len(origin.sizes)) for part, of in zip(parts, origin.of or [0] * len(parts), strict=True)]
    distinct, counts = np.unique(np.concatenate(ways), return_counts=True)
    return learn_from_ways(
        model, distinct, counts, people=people, entries=entries, sizes=origin.sizes, is_one_table=is_one_table
    )


def ways_of(part: Circumstances, rosters: int | Ints, many: int) -> Ints:
    """Return one number per pair for all that is learnt from it: levels, circumstances, log2 u in steps, the roster.

    rosters: the place of each pair's roster among so many.
    """
    step = np.clip(np.round(-stranger_bits(part, entries=1) * U_STEP), 0, 255).astype(np.int64)
    found: Ints = (pattern_of(part) * 256 + step) * max(many, 1) + rosters
    return found


def learn_from_ways(
    model: Model,
    ways: Ints,
    counts: Ints,
    *,
    people: int,
    entries: int,
    sizes: Mapping[str, int],
    is_one_table: bool = False,
) -> Model:
    """Do the same with counted numbers of `ways_of`, each once and sorted. sizes: entries of each roster, by name."""
    patterns = _patterns(ways, counts, len(sizes))
    start = replace(model, agreement={field: _as_strangers(field, model) for field in FIELDS})
    least = np.zeros_like(start.expected) if is_one_table else start.expected
    unlearnt = BY_NUMBER if is_one_table and not patterns.has_numbers else []
    found = model
    for _ in range(ROUNDS):
        weights = _shares(patterns, entries, found) * patterns.counts
        expected = _expected(weights.sum(axis=1), start.expected, least, people)
        expected[unlearnt] = start.expected[unlearnt]
        found = replace(
            found,
            expected=expected,
            agreement={field: _agreement(field, table, start) for field, table in _by_field(patterns.halves, weights)},
            lists=_lists(patterns, weights, sizes, entries),
        )
    are_others = _are_others(patterns, weights)
    if weights[list(SAME)].sum() >= ENOUGH_MET and not are_others:
        return judged_where_unmet(found, start)
    if are_others:
        model = replace(start, agreement={field: _as_met(field, start, patterns) for field in FIELDS})
    for _ in range(ROUNDS):
        weights = _shares(patterns, entries, model) * patterns.counts
        expected = _expected(weights.sum(axis=1), start.expected, least, people)
        if are_others:
            expected[list(SAME)] = start.expected[list(SAME)]
            if start.homes != Homes():
                expected[LOOK_ALIKES] = np.minimum(expected, start.expected)[LOOK_ALIKES]
        model = replace(model, expected=expected)
    return model


def _are_others(patterns: _Patterns, weights: Floats) -> bool:
    """Whether what was learnt as the same person is other people: they differ far more often than any hand writes.

    Where one region is asked and names go with it, namesakes can be so many and so alike in all else that they are
    learnt in place of the person. Then all that is said of the same person stays as judged.
    """
    same = weights[list(SAME)].sum(axis=0)
    for field, most in MOST_OTHERS.items():
        levels = patterns.levels[field]
        told = levels > 0
        if field == "birth_date":
            told &= patterns.context[field] < FROM_NUMBER
        share = most * same[told].sum()
        if same[told & (levels == len(LEVELS[field]) - 1)].sum() > share + np.sqrt(share) + 1:
            return True
    return False


def _expected(found: Floats, judged: Floats, least: Floats, people: int) -> Floats:
    """Return the expected entries of each class. found: pairs of each. least: as judged, for those that are bounded.

    Of the same person and of LOOK_ALIKES as if one more entry had been met, at the judged rate: in a short list in
    which nobody was met somebody may stand all the same, and a single pair does not show that look-alikes abound. Of
    LOOK_ALIKES as many as learnt, or as learnt and judged together.
    """
    same, rate = list(SAME), judged[list(SAME)].sum()
    expected = (found + 1e-3 * judged * people) / (people * (1 + 1e-3))
    expected[same] = (found[same] + judged[same] / rate) / (people + 1 / rate)
    expected[LOOK_ALIKES] = (found[LOOK_ALIKES] + 1) / (people + 1 / judged[LOOK_ALIKES])
    met, ours = found[same].sum(), expected[same].sum()
    share = met / (met + JUDGED_PAIRS)
    together = share * expected + (1 - share) * least * ours / rate
    expected[LOOK_ALIKES] = np.maximum(expected, together)[LOOK_ALIKES]
    return np.maximum(expected, 1e-9)


def judged_where_unmet(model: Model, start: Model) -> Model:
    """Return `model` with the judgement of `start` on distances that the lists did not show.

    Lists of one city teach nothing about another province: neither strangers nor the same person were met there, and
    two guesses of nothing would make the distance speak for the same person as soon as such a list comes. The shares of
    the other levels stay as they were learnt, for nothing was learnt about them.
    """
    strangers, learnt = model.strangers["region"], model.agreement["region"]
    times = start.agreement["region"] / starting_model().strangers["region"]
    times[list(ALIKE_BY_CHANCE)] = 1.0
    unmet = np.zeros_like(strangers, dtype=bool)
    unmet[:, FAR_REGIONS] = strangers[:, FAR_REGIONS] < HARDLY_MET
    judged = np.where(unmet, np.minimum(learnt, strangers * times), learnt)
    return replace(model, agreement={**model.agreement, "region": judged})


def _lists(patterns: _Patterns, weights: Floats, sizes: Mapping[str, int], entries: int) -> dict[str, float]:
    """How many times as many entries of each roster are about somebody asked (`Model.lists`)."""
    same = weights[list(SAME)].sum(axis=0)
    met = np.bincount(patterns.rosters, weights=same, minlength=len(sizes))
    promised = same.sum() * np.array([*sizes.values()]) / entries
    times = (met[: len(promised)] + PRIOR_PAIRS) / (promised + PRIOR_PAIRS)
    return dict(zip(sizes, times.tolist(), strict=True))


def _as_strangers(field: str, model: Model) -> Floats:
    """What is expected of each class before it is learnt; namesakes live and were born where strangers do."""
    found = model.agreement[field].copy()
    if field in AS_STRANGERS:
        found[list(ALIKE_BY_CHANCE)] = model.strangers[field]
    if field == "nik":
        found[list(NAMESAKES)] = model.strangers[field]
    return found


def _as_met(field: str, start: Model, patterns: _Patterns) -> Floats:
    """Let namesakes live and be born where those do who have the name and another birth date altogether."""
    found = start.agreement[field].copy()
    if field in AS_STRANGERS:
        met = patterns.of_namesakes(field) + PRIOR_PAIRS * start.strangers[field]
        met[:, 1:] /= met[:, 1:].sum(axis=1, keepdims=True)
        met[:, 0] = 1.0
        found[list(NAMESAKES)] = met
    return found


@dataclass(frozen=True)
class _Patterns:
    """Distinct ways to agree: the numbers of both halves, how many pairs, log2 u without the entries, the roster.

    has_numbers: whether any pair tells two numbers. levels, context: by field, how they agree and where.
    """

    halves: tuple[Ints, Ints]
    counts: Floats
    strangers: Floats
    rosters: Ints
    has_numbers: bool
    levels: Mapping[str, Ints]
    context: Mapping[str, Ints]

    def of_namesakes(self, field: str) -> Floats:
        """Count how a field agrees, by circumstance and level, where the name does and the birth date is another."""
        here = (self.levels["name"] == 1) & (self.levels["birth_date"] == OTHER_DATE) & (self.levels["nik"] != 1)
        shape = (len(CONTEXTS[field]), len(LEVELS[field]))
        numbers = self.context[field][here] * shape[1] + self.levels[field][here]
        counts = np.bincount(numbers, weights=self.counts[here], minlength=shape[0] * shape[1])
        return counts.astype(np.float64).reshape(shape)


def _patterns(ways: Ints, counts: Ints, many: int) -> _Patterns:
    distinct, rosters = np.divmod(ways, max(many, 1))
    levels, context = read_pattern(distinct // 256)
    one, other = (combination(levels, context, fields) for fields in HALVES)
    strangers = -(distinct % 256) / U_STEP
    has_numbers = bool(levels["nik"].any())
    return _Patterns((one, other), counts.astype(np.float64), strangers, rosters, has_numbers, levels, context)


def _shares(patterns: _Patterns, entries: int, model: Model) -> Floats:
    """Probability of each class per pattern (classes x patterns)."""
    first, second = (table[:, numbers] for table, numbers in zip(model.halves, patterns.halves, strict=True))
    by_class = model.expected[:, None] * first * second
    if model.lists:
        by_class[list(SAME)] *= np.array([*model.lists.values()])[patterns.rosters]
    shares: Floats = by_class / (np.exp2(patterns.strangers + np.log2(entries)) + by_class.sum(axis=0))
    return shares


def _by_field(halves: tuple[Ints, Ints], weights: Floats) -> Iterator[tuple[str, Floats]]:
    """Yield for each field the weights by class, circumstance and level. weights: classes x patterns."""
    for fields, numbers in zip(HALVES, halves, strict=True):
        shape = [size for field in fields for size in (len(CONTEXTS[field]), len(LEVELS[field]))]
        sums = [np.bincount(numbers, weights=row, minlength=int(np.prod(shape))).reshape(shape) for row in weights]
        axes = range(len(shape))
        for nth, field in enumerate(fields):
            others = tuple(axis for axis in axes if axis // 2 != nth)
            yield field, np.stack([table.sum(axis=others) for table in sums])


def _agreement(field: str, weights: Floats, start: Model) -> Floats:
    """How the classes agree in a field. weights: by class, circumstance and level."""
    found = np.empty_like(weights)
    for nth, name in enumerate(CLASSES):
        if field in DEFINING[name]:
            found[nth] = start.agreement[field][nth]
            continue
        counts = weights[nth]
        if nth in SAME and field in POOLED:
            pooled = slice(FROM_NUMBER if field == "birth_date" else None)
            counts[pooled] = counts[pooled].sum(axis=0)
        table = counts + PRIOR_PAIRS * start.agreement[field][nth]
        table[:, 1:] /= table[:, 1:].sum(axis=1, keepdims=True)
        if nth in SAME and field in OF_TWO:
            _restrain(table, OF_TWO[field], start.agreement[field][nth], counts)
        if field == "name" and name == "twin":
            table[:, ONE_NAME] = np.maximum(table[:, ONE_NAME], start.agreement[field][nth][:, ONE_NAME])
            table[:, 1:] /= table[:, 1:].sum(axis=1, keepdims=True)
        if field == "name" and name == "neighbour":
            _hold(table, ONE_NAME, start.agreement[field][nth])
        if field == "birth_date" and name == "kin":
            _hold(table, ONE_DAY, start.agreement[field][nth])
        if field == "nik" and nth not in SAME:
            fixed = OTHER_DAYS if name == "neighbour" else list(range(len(table)))
            equal = start.agreement[field][nth][fixed, 1]
            table[fixed, 2:] *= ((1 - equal) / table[fixed, 2:].sum(axis=1))[:, None]
            table[fixed, 1] = equal
        if field == "region" and nth in ALIKE_BY_CHANCE:
            ward = start.strangers[field][:, NEAR_REGIONS]
            table[:, NEAR_REGIONS] = table[:, NEAR_REGIONS].sum(axis=1)[:, None] * ward / ward.sum(axis=1)[:, None]
        table[:, 0] = 1.0
        found[nth] = table
    return found


def _hold(table: Floats, levels: slice, judged: Floats) -> None:
    """Let shares of levels be no more than judged; in place. What is over goes to the last level."""
    table[:, levels] = np.minimum(table[:, levels], judged[:, levels])
    table[:, -1] = 1 - table[:, 1:-1].sum(axis=1)


def _restrain(table: Floats, levels: slice, judged: Floats, counts: Floats) -> None:
    """Let shares of levels that tell of two people be no more than judged and learnt together; in place.

    counts: of the pairs that `table` was learnt from. What is over goes to the other levels, by their shares.
    """
    learnt = counts[:, 1:].sum(axis=1, keepdims=True)
    share = learnt / (learnt + JUDGED_PAIRS)
    most = share * table[:, levels] + (1 - share) * judged[:, levels]
    rest, over = slice(1, levels.start), 1 - table[:, levels].sum(axis=1)
    table[:, levels] = np.minimum(table[:, levels], most)
    table[:, rest] *= ((1 - table[:, levels].sum(axis=1)) / over)[:, None]
