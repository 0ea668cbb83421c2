"""How good are the matches? Precision, recall, accused innocents, calibration and the worst mistakes, from a truth.

Truth is identity, not membership: a pair is true if the entry speaks of this person, who may have been listed without
consent. An innocent is somebody of whom no entry speaks. Calibration: of the pairs given 0.9, nine of ten are true.
Measures as in Christen, "Data Matching" (2012), chapter 7; calibration as in Murphy and Winkler (1977).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from jurdil.engines.linkage.intervals import PER, Share, f1_share, per_100_000, wilson
from jurdil.engines.linkage.values import LIKELY, STRONG, Match, Reason, grade_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

THRESHOLDS = (STRONG, LIKELY, 0.05)
EDGES = (0.0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.99, 0.999, 1.0)
"""Where one bin of the calibration ends and the next begins; a bin holds its lower edge, the last one both."""
MOST_ACCUSED_PER_100_000 = 10.0
RECALL_TO_READ = 0.98
WORST_SHOWN = 5
PAIR = ("person_id", "roster", "entry_id")


@dataclass(frozen=True, slots=True)
class AtThreshold:
    """What follows if every pair of at least `threshold` counts as found. accused: innocents per 100,000 innocents.

    A share is None where there is nothing to divide by.
    """

    threshold: float
    pairs: int
    precision: Share | None
    recall: Share | None
    f1: Share | None
    accused: Share | None


@dataclass(frozen=True, slots=True)
class Bin:
    """The pairs given a probability from `low` to `high`: how many, what they were given, what was true."""

    low: float
    high: float
    pairs: int
    mean_probability: float
    true: Share

    @property
    def gap(self) -> float:
        """How much more was true than was given; below 0 the engine was too sure."""
        return self.true.value - self.mean_probability

    @property
    def is_within_chance(self) -> bool:
        """Whether the given probability lies in the interval of the share that is true."""
        return self.true.low <= self.mean_probability <= self.true.high


@dataclass(frozen=True, slots=True)
class FaultRecall:
    """Recall among the true pairs that carry one kind of fault; one share per threshold."""

    fault: str
    recalls: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures of one run.

    best: at the threshold of the highest F1. within_limit: at the lowest threshold that accuses at most
    `MOST_ACCUSED_PER_100_000` innocents. to_read: at the highest threshold with a recall of `RECALL_TO_READ`, None if
    out of reach. read_per_100_000: pairs of `to_read` per 100,000 people. missed: number of true pairs without a match.
    worst_false, worst_doubted: false pairs with the highest, true pairs with the lowest probability. missed_pairs: the
    first of those without a match (person, roster, entry).
    """

    people: int
    innocents: int
    truth: int
    thresholds: tuple[AtThreshold, ...]
    best: AtThreshold | None
    within_limit: AtThreshold | None
    to_read: AtThreshold | None
    read_per_100_000: float | None
    calibration: tuple[Bin, ...]
    by_fault: tuple[FaultRecall, ...]
    missed: int
    worst_false: tuple[Match, ...]
    worst_doubted: tuple[Match, ...]
    missed_pairs: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class _Ranked:
    """The matches from the most to the least probable. rows: in the table. trues, accused: counts down to here."""

    rows: Ints
    probability: Floats
    is_true: Flags
    trues: Ints
    accused: Ints
    truth: int
    innocents: int

    def down_to(self, threshold: float) -> AtThreshold:
        """Return the figures at a threshold."""
        pairs = int(np.searchsorted(-self.probability, -threshold, side="right"))
        found = int(self.trues[pairs - 1]) if pairs else 0
        accused = int(self.accused[pairs - 1]) if pairs else 0
        return AtThreshold(
            threshold,
            pairs,
            wilson(found, pairs),
            wilson(found, self.truth),
            f1_share(found, pairs, self.truth),
            per_100_000(accused, self.innocents),
        )

    def ends(self) -> Ints:
        """Return the last position of each run of equal probabilities: a threshold can only fall behind one."""
        return np.flatnonzero(np.diff(self.probability, append=-1.0)).astype(np.int64)


def evaluate(
    matches: pa.Table, truth: pa.Table, people: int | pa.Table, *, thresholds: Sequence[float] = THRESHOLDS
) -> Evaluation:
    """Return the figures of `matches` against `truth`; the order of rows changes nothing.

    matches: columns of MATCHES; without `reasons` the worst pairs stay empty. truth: person_id, roster, entry_id, and
    `faults` (text, words parted by blanks, commas or semicolons; or a list) if recall per fault is wanted; a pair
    stated twice counts once. people: how many were screened, or a table with their `id`, which limits matches and truth
    to these people (that is how a subgroup is evaluated). Raises ValueError if truth names more people than that.
    """
    if not isinstance(people, int):
        screened = people["id"].cast(pa.string())
        matches, truth = (_of(table, screened) for table in (matches, truth))
        people = len(pc.unique(screened))
    found, wanted = (table.select(list(PAIR)).cast(_TEXTS) for table in (matches, truth))
    persons = _numbers(found["person_id"], wanted["person_id"])
    keys = _keys(persons, *(_numbers(found[name], wanted[name]) for name in PAIR[1:]))
    pairs, first, inverse = np.unique(keys[1], return_index=True, return_inverse=True)
    members = np.unique(persons[1])
    if len(members) > people:
        raise ValueError(f"The truth names {len(members):,} people, but only {people:,} were screened.")
    probability = matches["probability"].to_numpy().astype(np.float64)
    ranked = _ranked(probability, keys[0], persons[0], pairs, members, innocents=people - len(members))
    given = _given(ranked, keys[0], pairs)
    is_missed = np.isnan(given)
    to_read = _to_read(ranked)
    return Evaluation(
        people=people,
        innocents=people - len(members),
        truth=len(pairs),
        thresholds=tuple(ranked.down_to(threshold) for threshold in thresholds),
        best=_best(ranked),
        within_limit=_within_limit(ranked),
        to_read=to_read,
        read_per_100_000=PER * to_read.pairs / people if to_read is not None and people else None,
        calibration=_calibration(ranked),
        by_fault=_by_fault(truth, inverse.astype(np.int64), given, thresholds),
        missed=int(is_missed.sum()),
        worst_false=_worst(matches, ranked, is_true=False),
        worst_doubted=_worst(matches, ranked, is_true=True),
        missed_pairs=_first_pairs(wanted.take(pa.array(first[is_missed]))),
    )


_TEXTS = pa.schema([(name, pa.string()) for name in PAIR])


def _of(table: pa.Table, screened: pa.ChunkedArray) -> pa.Table:
    is_screened = pc.is_in(table["person_id"].cast(pa.string()), value_set=pc.unique(screened))
    return table if pc.all(is_screened).as_py() is not False else table.filter(is_screened)


def _numbers(found: pa.ChunkedArray, wanted: pa.ChunkedArray) -> tuple[Ints, Ints]:
    """Number the texts of two columns alike."""
    both = pa.chunked_array([*found.chunks, *wanted.chunks], pa.string()).combine_chunks().dictionary_encode()
    numbers = both.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return numbers[: len(found)], numbers[len(found) :]


def _keys(*columns: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
    """Return one number per pair, the same for the same texts."""
    keys = (np.zeros(len(columns[0][0]), np.int64), np.zeros(len(columns[0][1]), np.int64))
    for found, wanted in columns:
        size = 1 + max(found.max(initial=0), wanted.max(initial=0))
        keys = (keys[0] * size + found, keys[1] * size + wanted)
    return keys


def _ranked(probability: Floats, keys: Ints, persons: Ints, pairs: Ints, members: Ints, *, innocents: int) -> _Ranked:
    rows = np.argsort(-probability, kind="stable")
    if len(pc.unique(pa.array(keys))) < len(keys):
        # A pair listed twice counts once, with its higher probability.
        rows = rows[np.sort(np.unique(keys[rows], return_index=True)[1])]
    is_true = pc.is_in(pa.array(keys[rows]), value_set=pa.array(pairs)).to_numpy(zero_copy_only=False)
    somebody = persons[rows]
    size = 1 + int(max(somebody.max(initial=0), members.max(initial=0)))
    first = np.full(size, -1, np.int64)
    first[somebody[::-1]] = np.arange(len(rows), dtype=np.int64)[::-1]  # of equal indices the last assignment stays
    first[members] = -1
    accused = np.zeros(len(rows), np.int64)
    accused[first[first >= 0]] = 1
    trues = np.cumsum(is_true, dtype=np.int64)
    return _Ranked(rows, probability[rows], is_true, trues, np.cumsum(accused), truth=len(pairs), innocents=innocents)


def _given(ranked: _Ranked, keys: Ints, pairs: Ints) -> Floats:
    """Return the probability that each true pair was given; not-a-number where it has no match."""
    given = np.full(len(pairs), np.nan)
    rows = ranked.rows[ranked.is_true]
    given[np.searchsorted(pairs, keys[rows])] = ranked.probability[ranked.is_true]
    return given


def _best(ranked: _Ranked) -> AtThreshold | None:
    ends = ranked.ends()
    if not len(ends) or not ranked.truth:
        return None
    f1 = 2 * ranked.trues[ends] / (ends + 1 + ranked.truth)
    return ranked.down_to(float(ranked.probability[ends[np.argmax(f1)]]))


def _within_limit(ranked: _Ranked) -> AtThreshold | None:
    ends = ranked.ends()
    fair = ends[ranked.accused[ends] <= MOST_ACCUSED_PER_100_000 * ranked.innocents / PER]
    return ranked.down_to(float(ranked.probability[fair[-1]])) if len(fair) else None


def _to_read(ranked: _Ranked) -> AtThreshold | None:
    ends = ranked.ends()
    enough = ends[ranked.trues[ends] >= RECALL_TO_READ * ranked.truth - 1e-9]
    return ranked.down_to(float(ranked.probability[enough[0]])) if len(enough) and ranked.truth else None


def _calibration(ranked: _Ranked) -> tuple[Bin, ...]:
    at = np.clip(np.digitize(ranked.probability, EDGES) - 1, 0, len(EDGES) - 2)
    pairs = np.bincount(at, minlength=len(EDGES) - 1)
    sums = np.bincount(at, weights=ranked.probability, minlength=len(EDGES) - 1)
    trues = np.bincount(at[ranked.is_true], minlength=len(EDGES) - 1)
    bins = []
    for number in np.flatnonzero(pairs).tolist():
        count = int(pairs[number])
        share = wilson(int(trues[number]), count)
        if share is not None:
            bins.append(Bin(EDGES[number], EDGES[number + 1], count, float(sums[number]) / count, share))
    return tuple(bins)


def _by_fault(truth: pa.Table, pair: Ints, given: Floats, thresholds: Sequence[float]) -> tuple[FaultRecall, ...]:
    if "faults" not in truth.column_names or truth["faults"].null_count == truth.num_rows:
        return ()
    faults = truth["faults"].combine_chunks()
    if not pa.types.is_list(faults.type):
        faults = pc.split_pattern_regex(pc.utf8_trim(faults.cast(pa.string()), " ,;\t"), r"[\s,;]+")
    words = pc.list_flatten(faults).dictionary_encode()
    of_pair = pair[pc.list_parent_indices(faults).to_numpy()]
    stated = pc.unique(pa.array(words.indices.to_numpy().astype(np.int64) * len(given) + of_pair)).to_numpy()
    word_of, pair_of = np.divmod(stated, len(given))
    of_fault = [
        (str(word), given[pair_of[word_of == number]])
        for number, word in enumerate(words.dictionary.to_pylist())
        if word
    ]
    return tuple(
        FaultRecall(fault, tuple(share for threshold in thresholds if (share := _recall(found, threshold))))
        for fault, found in sorted(of_fault, key=lambda item: item[0])
    )


def _recall(given: Floats, threshold: float) -> Share | None:
    return wilson(int(np.count_nonzero(given >= threshold)), len(given))


def _worst(matches: pa.Table, ranked: _Ranked, *, is_true: bool) -> tuple[Match, ...]:
    """Return the false pairs with the highest probability, or the true pairs with the lowest."""
    places = np.flatnonzero(ranked.is_true == is_true)
    if not len(places) or "reasons" not in matches.column_names:
        return ()
    places = places[::-1] if is_true else places
    last = ranked.probability[places[min(WORST_SHOWN, len(places)) - 1]]
    probability = ranked.probability[places]
    tied = places[probability <= last] if is_true else places[probability >= last]
    chosen = matches.take(pa.array(ranked.rows[tied]))
    keys = [("probability", "ascending" if is_true else "descending"), *((name, "ascending") for name in PAIR)]
    rows = chosen.take(pc.sort_indices(chosen.select([name for name, _ in keys]), sort_keys=keys)[:WORST_SHOWN])
    return tuple(_match(row) for row in rows.to_pylist())


def _match(row: dict[str, Any]) -> Match:  # Any: a row of Arrow as Python values
    return Match(
        person_id=row["person_id"],
        roster=row["roster"],
        entry_id=row["entry_id"],
        probability=row["probability"],
        grade=row.get("grade") or grade_of(row["probability"]),
        evidence_class=row.get("evidence_class") or "",
        reasons=tuple(Reason(**reason) for reason in row["reasons"]),
    )


def _first_pairs(missed: pa.Table) -> tuple[tuple[str, str, str], ...]:
    order = pc.sort_indices(missed, sort_keys=[(name, "ascending") for name in PAIR])[:WORST_SHOWN]
    rows = missed.take(order).to_pylist()
    return tuple((row["person_id"], row["roster"], row["entry_id"]) for row in rows)
