"""Learn from the data itself how strangers agree, without anybody telling what is true.

Strangers are counted, not guessed: pairs drawn by chance, or by chance among those who share a birth date or a village,
are strangers but for a handful. What the others do is learnt in `classes.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, Indel
from rapidfuzz.process import cdist

from jurdil.engines.linkage.birthplaces import where_lives
from jurdil.engines.linkage.compare import WARD, Comparison, compare
from jurdil.engines.linkage.comparing_names import ALIKE_NAME, SHORT_NAME, compare_names, slips_allowed
from jurdil.engines.linkage.counts import Counted
from jurdil.engines.linkage.homes import learn_homes
from jurdil.engines.linkage.levels import FIELDS, number_of
from jurdil.engines.linkage.model import (
    CONTEXTS,
    OTHER_DAY,
    OTHER_DAY_CITY,
    OTHER_SEX,
    SAME_CITY,
    SAME_DAY,
    SAME_DAY_CITY,
    Model,
)
from jurdil.engines.linkage.prepare import NUMBERS, WORDS
from jurdil.engines.linkage.rarity import learn_alone
from jurdil.engines.linkage.rosters import People, Segment
from jurdil.engines.linkage.sides import Side, among
from jurdil.engines.linkage.weighing import (
    COMMON_PLACE,
    DISTRICT,
    FROM_NUMBER,
    NEARLY,
    NO_DAY,
    Circumstances,
    known_bits,
    place_context,
    place_share,
    stranger_bits,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Columns = dict[str, NDArray[Any]]  # Any: numbers of several kinds
Levels = Mapping[str, NDArray[np.int8]]
Compare = Callable[[Ints, Ints], Levels]
"""From rows of people and of the sample to how each field of the pairs agrees."""
PRIOR_NAMES = 20_000.0
SLIPPED_INTO = 0.02 / (15 * 9)
"""A number one digit away is written as the person's own: one in fifty numbers has a digit wrong (as in `model.py`),
and of fifteen digits that one must be hit, and of nine others that one."""
SAMPLE = 300_000
SAMPLE_ENTRIES = 200_000
PAIRS_A_PART = 1 << 15
SAMPLED_TEXTS = ("sounds", "raw_place", "raw_address")
UNMET = (0.1, 0.9)
NAME_SAMPLE = (150, 15_000)
SHARING, PRIOR_SHARING = 20_000, 500.0
"""So many pairs that share a word are drawn, and judgement of them counts like so many."""
MOST_SHARED = 3
"""Words behind the third are hardly ever the only ones that two names share."""
LONGEST = 127
"""A longer name is as good as one of so many letters."""
ENOUGH_PAIRS = 300
"""With fewer candidate pairs than this nothing is estimated."""
ENOUGH_PEOPLE = 500
"""Nor with fewer people: of a few dozen of one ward and one name all pairs would be learnt to be the same person."""
WORTH_BITS = -12.0
SEED = 20_240_927


@dataclass(frozen=True)
class Sample:
    """Entries drawn by chance from all of them: compared columns, and the texts that are compared by letter."""

    columns: Columns
    read: dict[str, pa.Array]

    def texts(self, name: str, rows: Ints) -> list[str | None]:
        found: list[str | None] = self.read[name].take(pa.array(rows)).to_pylist()
        return found


def choose_entries(total: int, rng: np.random.Generator) -> Ints:
    """Return which of `total` entries are the sample, in ascending order."""
    return np.sort(rng.choice(total, min(total, SAMPLE_ENTRIES), replace=False))


def _draw(segments: Sequence[Segment], rng: np.random.Generator) -> Sample:
    chosen = choose_entries(sum(segment.rows.num_rows for segment in segments), rng)
    inside = [
        chosen[np.searchsorted(chosen, segment.start) : np.searchsorted(chosen, segment.start + segment.rows.num_rows)]
        - segment.start
        for segment in segments
    ]
    parts = [_part(segment, rows) for segment, rows in zip(segments, inside, strict=True)]
    return Sample(
        {name: np.concatenate([part.columns.pop(name) for part in parts]) for name in NUMBERS},
        {name: pa.concat_arrays([part.read.pop(name) for part in parts]) for name in SAMPLED_TEXTS},
    )


def _part(segment: Segment, rows: Ints) -> Sample:
    columns = {name: segment.columns[name][rows] for name in NUMBERS}
    segment.let_go()
    read = {name: segment.rows.column(name).take(pa.array(rows)) for name in SAMPLED_TEXTS}
    segment.let_go()
    return Sample(columns, read)


def learn_strangers(
    people: People,
    segments: Sequence[Segment],
    counts: Mapping[str, Counted],
    model: Model,
    *,
    size: int = SAMPLE,
    threads: int = 2,
) -> Model:
    """Return `model` with the agreement of strangers counted on pairs drawn by chance (the same draw every time).

    Whoever shares a birth date, a ward or a name with a person is a stranger too, but for a handful; pairs drawn among
    those tell what the rest of the fields do then.
    """
    rng = np.random.default_rng(SEED)
    return learn_from_sample(people, _draw(segments, rng), counts, model, rng, size=size, threads=threads)


def learn_from_sample(
    people: People,
    sample: Sample,
    counts: Mapping[str, Counted],
    model: Model,
    rng: np.random.Generator,
    *,
    size: int = SAMPLE,
    threads: int = 2,
) -> Model:
    """Do the same with a sample at hand. rng: seeded with SEED, after `choose_entries` drew from it."""
    mine, theirs = people.columns, sample.columns
    compared = partial(_compared, people, sample, threads)
    size = min(size, len(mine["nik"]) * len(theirs["nik"]))
    persons, rows = rng.integers(0, len(mine["nik"]), size), rng.integers(0, len(theirs["nik"]), size)
    drawn = compared(persons, rows)
    strange = _are_strange(drawn)
    persons, rows, drawn = persons[strange], rows[strange], {field: found[strange] for field, found in drawn.items()}
    found = dict(model.strangers)
    found["birth_date"] = _counted(model, "birth_date", drawn["birth_date"], mine["born"][persons] % 10_000 == 101)
    found["birth_date"][[FROM_NUMBER, NO_DAY]] = found["birth_date"][0]
    depth = np.minimum(mine["depth"][persons], theirs["depth"][rows])
    is_coarse = depth < WARD
    found["region"] = _counted(model, "region", drawn["region"], np.where(depth == DISTRICT, 2, is_coarse))
    where = where_lives(drawn["region"])
    common = place_share(Side(mine, persons, people.texts), where, counts) >= COMMON_PLACE
    places = np.where(common, place_context(where), 0)
    found["birth_place"] = _counted(model, "birth_place", drawn["birth_place"], places)
    found["address"] = _addresses(compared, people, sample, model, drawn["address"][is_coarse & _near(drawn)], rng)
    derived = mine["is_born_from_nik"][persons].astype(bool) | theirs["is_born_from_nik"][rows].astype(bool)
    found["nik"] = _niks(compared, people, sample, model, drawn, derived, rng)
    found["sex"] = _sexes(compared, people, sample, model, drawn, rng)
    found["name"] = _names(people, sample, model, rng)
    model = replace(model, strangers=found, unmet=min(max(counts["name"].unmet, UNMET[0]), UNMET[1]))
    model = replace(model, near=_near_words(people, sample, model, rng))
    alone = learn_alone(people.columns, counts, model)
    return replace(model, alone=alone, homes=learn_homes(people.columns, counts))


def _compared(people: People, sample: Sample, threads: int, persons: Ints, rows: Ints) -> Levels:
    def part(first: int) -> Comparison:
        some = slice(first, first + PAIRS_A_PART)
        person = Side(people.columns, persons[some], people.texts)
        return compare(person, Side(sample.columns, rows[some], sample.texts), reads_all=True)

    with ThreadPoolExecutor(threads) as pool:
        parts = list(pool.map(part, range(0, max(len(persons), 1), PAIRS_A_PART)))
    return {field: np.concatenate([getattr(each, field) for each in parts]) for field in FIELDS}


def _are_strange(drawn: Levels) -> NDArray[np.bool_]:
    """Pairs of which the names do not agree: in a short list those who share a day are often the same person."""
    strange: NDArray[np.bool_] = (drawn["name"] == 0) | (drawn["name"] > number_of("name", "part"))
    return strange


def _near(drawn: Levels) -> NDArray[np.bool_]:
    near: NDArray[np.bool_] = (drawn["region"] > 0) & (drawn["region"] <= number_of("region", "city"))
    return near


def _addresses(
    compared: Compare, people: People, sample: Sample, model: Model, coarse: NDArray[np.int8], rng: Any
) -> Floats:
    drawn = compared(*_share_value(people.columns["region"], sample.columns["region"], rng))
    table = model.strangers["address"].copy()
    in_village = _are_strange(drawn) & (drawn["region"] == number_of("region", "village"))
    table[1] = _blend(table[1], drawn["address"][in_village])
    table[2] = _blend(table[2], coarse)
    return table


def _niks(
    compared: Compare,
    people: People,
    sample: Sample,
    model: Model,
    by_chance: Levels,
    derived: NDArray[np.bool_],
    rng: Any,
) -> Floats:
    drawn = compared(*_share_value(people.columns["born"], sample.columns["born"], rng))
    is_day = _are_strange(drawn) & (drawn["birth_date"] == 1) & (drawn["nik"] > 1)
    same = is_day & (drawn["sex"] <= 1)
    near, in_city = _near(by_chance), _near(drawn)
    in_city = in_city if in_city.any() else drawn["region"] == 0
    chosen = {
        0: by_chance["nik"][~derived & ~near],
        SAME_CITY: by_chance["nik"][~derived & near],
        OTHER_DAY: by_chance["nik"][derived & ~near],
        OTHER_DAY_CITY: by_chance["nik"][derived & near],
        SAME_DAY: drawn["nik"][same & ~in_city],
        SAME_DAY_CITY: drawn["nik"][same & in_city],
        OTHER_SEX: drawn["nik"][is_day & (drawn["sex"] > 1)],
    }
    table = model.strangers["nik"].copy()
    slips = [number_of("nik", level) for level in ("one-slip", "serial-slip")]
    for nth, levels in chosen.items():
        table[nth] = _blend(table[nth], levels)
        table[nth, 1] = max(table[nth, 1], table[nth, slips].sum() * SLIPPED_INTO)
    return table


def _sexes(compared: Compare, people: People, sample: Sample, model: Model, by_chance: Levels, rng: Any) -> Floats:
    drawn = compared(*_share_value(people.columns["key"], sample.columns["key"], rng))
    strange = (drawn["birth_date"] == number_of("birth_date", "other")) & (drawn["nik"] != 1)
    table = model.strangers["sex"].copy()
    table[0] = _blend(table[0], by_chance["sex"][by_chance["name"] == number_of("name", "other")])
    table[1] = _blend(table[1], drawn["sex"][strange])
    return table


def _share_value(mine: NDArray[Any], theirs: NDArray[Any], rng: Any, size: int = SAMPLE // 3) -> tuple[Ints, Ints]:
    """Pairs by chance among those whose value is the same: at most so many."""
    some = rng.permutation(len(theirs))[:size]
    some = some[np.argsort(theirs[some], kind="stable")]
    values = theirs[some]
    persons = rng.integers(0, len(mine), size)
    persons = persons[mine[persons] > 0]
    first, last = (np.searchsorted(values, mine[persons], side) for side in ("left", "right"))
    has = last > first
    persons, first, last = persons[has], first[has], last[has]
    return persons, some[first + (rng.random(len(first)) * (last - first)).astype(np.int64)]


def _counted(model: Model, field: str, levels: NDArray[np.int8], context: NDArray[Any]) -> Floats:
    table = model.strangers[field].copy()
    for nth in range(len(CONTEXTS[field])):
        table[nth] = _blend(table[nth], levels[context == nth])
    return table


def _blend(start: Floats, levels: NDArray[np.int8]) -> Floats:
    counts = np.bincount(levels, minlength=len(start)).astype(np.float64)
    counts[0] = 0.0
    found: Floats = (counts + 1) / (counts.sum() + 1 / start)
    found[1:] /= found[1:].sum()
    found[0] = 1.0
    return found


def _names(people: People, sample: Sample, model: Model, rng: Any) -> Floats:
    """How often a stranger's name is nearly the same, letter by letter: the first word shared, or none."""
    mine = rng.integers(0, len(people.columns["nik"]), NAME_SAMPLE[0])
    theirs = rng.integers(0, len(sample.columns["nik"]), NAME_SAMPLE[1])
    one = [text or "" for text in people.texts("sounds", mine)]
    other = [text or "" for text in sample.texts("sounds", theirs)]
    slips = cdist(one, other, scorer=OSA.distance, score_cutoff=2, dtype=np.int8, workers=-1)
    mine_long, theirs_long = (np.array([min(len(text), LONGEST) for text in texts], np.int8) for texts in (one, other))
    allowed = slips_allowed(np.arange(LONGEST + 1)).astype(np.int8)
    near = (slips > 0) & (slips <= allowed[np.minimum.outer(mine_long, theirs_long)])
    alike = ~near & (slips > 0)
    alike &= (
        cdist(one, other, scorer=Indel.normalized_similarity, score_cutoff=ALIKE_NAME, dtype=np.float32, workers=-1) > 0
    )
    first = np.equal.outer(people.columns[WORDS[0]][mine], sample.columns[WORDS[0]][theirs])
    shares = np.zeros_like(near)
    for name in WORDS[:MOST_SHARED]:
        has = np.flatnonzero(people.columns[name][mine])
        for theirs_name in WORDS[:MOST_SHARED]:
            shares[has] |= np.equal.outer(people.columns[name][mine[has]], sample.columns[theirs_name][theirs])
    table = model.strangers["name"].copy()
    is_short = people.columns["letters"][mine] < SHORT_NAME
    for nth, rows in enumerate((~is_short, is_short)):
        pairs = float(rows.sum() * len(other))
        for level, hits in (
            ("first-near", (near & first)[rows]),
            ("near", (near & ~shares)[rows]),
            ("alike", (alike & ~shares)[rows]),
        ):
            at = number_of("name", level)
            table[nth, at] = (hits.sum() + PRIOR_NAMES * table[nth, at]) / (pairs + PRIOR_NAMES)
    return table


def _near_words(people: People, sample: Sample, model: Model, rng: Any) -> Floats:
    """Return `Model.near`: how often names that share a word are nearly the same, or alike."""
    table = model.near.copy()
    for nth, name in enumerate(WORDS[:2]):
        mine, theirs = _share_value(people.columns[name], sample.columns[name], rng, SHARING)
        person, entry = (Side(people.columns, mine, people.texts), Side(sample.columns, theirs, sample.texts))
        levels, shared = compare_names(person, entry, np.ones(len(mine), dtype=bool))
        here = (shared & 1 == 0) == bool(nth)
        for place, some in enumerate((NEARLY[:2], NEARLY[2:])):
            hits = np.count_nonzero(among(levels, some) & here)
            table[nth, place] = (hits + PRIOR_SHARING * table[nth, place]) / (np.count_nonzero(here) + PRIOR_SHARING)
    return table


def worth_learning(at: Circumstances, model: Model, entries: int) -> Ints:
    """Return which pairs may be more than strangers, or have one number; the others would teach nothing."""
    is_known = known_bits(at, model) - stranger_bits(at, entries=entries) > WORTH_BITS
    return np.flatnonzero(is_known | (at.levels["nik"] == 1))
