"""Figures of one set of matches against the truth, each with its interval.

A true pair is a person and an entry about that person. An innocent is a person without any entry of their own; an
innocent is accused at a threshold when any pair of theirs reaches it. Intervals of shares are Wilson's (1927), those of
F1 a Poisson bootstrap over people (Efron 1979), because pairs of one person do not vary independently.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
BINS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999, 1.0000001)
ACCUSED_PER_100K = 10.0
SURE = 0.99
READ_FOR_RECALL = 0.98
REPLICATES = 200
Z = 1.96


@dataclass(frozen=True)
class Rate:
    """hits of total, scaled (1 or 100,000), with a 95 % interval."""

    hits: float
    total: float
    scale: float = 1.0

    @property
    def value(self) -> float:
        """The rate itself; nan where nothing was counted."""
        return self.scale * self.hits / self.total if self.total else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's interval."""
        if not self.total:
            return (float("nan"), float("nan"))
        share, n = self.hits / self.total, self.total
        middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
        half = Z * np.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
        return (self.scale * max(0.0, middle - half), self.scale * min(1.0, middle + half))

    def __str__(self) -> str:
        low, high = self.interval
        form = "{:.1f} [{:.1f}, {:.1f}]" if self.scale > 1 else "{:.4f} [{:.4f}, {:.4f}]"
        return form.format(self.value, low, high) + f" ({self.hits:g} of {self.total:g})"


@dataclass(frozen=True)
class Scored:
    """Pairs with their probability, beside the truth.

    person: row of each pair's person. truth_score: probability given to each true pair, -1 where not found.
    """

    people: int
    person: NDArray[np.int64]
    score: Floats
    is_true: Flags
    truth_person: NDArray[np.int64]
    truth_score: Floats
    truth_faults: list[list[str]]
    is_innocent: Flags
    worst: Floats
    """Per person: the highest probability of any pair; -1 where there is none."""
    worst_entry: pa.Array
    """Per pair: the entry, to look up whose it is."""


def score(people_ids: pa.Array, truth: pa.Table, matches: pa.Table) -> Scored:
    """Join matches (person_id, entry_id, probability) with the truth (person_id, entry_id, faults)."""
    person = pc.index_in(matches.column("person_id"), value_set=people_ids)
    person = person.combine_chunks().to_numpy(zero_copy_only=False).astype(np.int64)
    probability = matches.column("probability").to_numpy().astype(np.float64)
    truth_keys, keys = _keys(truth), _keys(matches)
    is_true = pc.is_in(keys, value_set=truth_keys).to_numpy(zero_copy_only=False)
    at = pc.index_in(truth_keys, value_set=keys).to_numpy(zero_copy_only=False)
    found = np.isfinite(at.astype(float))
    truth_score = np.full(truth.num_rows, -1.0)
    truth_score[found] = probability[at[found].astype(np.int64)]
    truth_person = pc.index_in(truth.column("person_id"), value_set=people_ids).combine_chunks()
    truth_rows = truth_person.to_numpy(zero_copy_only=False).astype(np.int64)
    is_innocent = np.ones(len(people_ids), np.bool_)
    is_innocent[truth_rows] = False
    worst = np.full(len(people_ids), -1.0)
    np.maximum.at(worst, person, probability)
    faults = truth.column("faults").to_pylist() if "faults" in truth.column_names else [[]] * truth.num_rows
    entries = matches.column("entry_id").combine_chunks()
    return Scored(
        len(people_ids), person, probability, is_true, truth_rows, truth_score, faults, is_innocent, worst, entries
    )


def _keys(table: pa.Table) -> pa.Array:
    whole = table.select(["person_id", "entry_id"]).combine_chunks()
    joined = pc.binary_join_element_wise(whole.column("person_id"), whole.column("entry_id"), "|")
    return pa.concat_arrays(joined.chunks) if joined.num_chunks != 1 else joined.chunk(0)


def best_f1(scored: Scored, weight: Floats | None = None) -> tuple[float, float]:
    """Return the best F1 over all thresholds, and that threshold. weight: of each person."""
    order = np.argsort(-scored.score, kind="stable")
    value = scored.score[order]
    of_pair = np.ones(len(order)) if weight is None else weight[scored.person[order]]
    hits, given = np.cumsum(of_pair * scored.is_true[order]), np.cumsum(of_pair)
    total = len(scored.truth_person) if weight is None else weight[scored.truth_person].sum()
    is_last = np.append(value[1:] != value[:-1], True)
    f1 = np.where(is_last, 2 * hits / np.maximum(given + total, 1e-9), 0.0)
    at = int(np.argmax(f1))
    return float(f1[at]), float(value[at])


def f1_interval(scored: Scored, *, seed: int = 0) -> tuple[float, float]:
    """Return the 95 % interval of the best F1."""
    rng = np.random.default_rng(seed)
    drawn = [best_f1(scored, rng.poisson(1.0, scored.people).astype(float))[0] for _ in range(REPLICATES)]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(low), float(high)


def threshold_for(scored: Scored, accused_per_100k: float = ACCUSED_PER_100K) -> float:
    """Return the lowest threshold at which at most so many innocents per 100,000 are accused."""
    worst = np.sort(scored.worst[scored.is_innocent])[::-1]
    allowed = int(accused_per_100k * len(worst) / 1e5)
    if allowed >= len(worst) or worst[allowed] < 0:
        return 0.0
    return float(np.nextafter(worst[allowed], 2.0))


def recall_at(scored: Scored, threshold: float, chosen: Flags | None = None) -> Rate:
    """Return the share of true pairs given at least `threshold`, among `chosen` true pairs."""
    found = scored.truth_score >= threshold
    found = found if chosen is None else found[chosen]
    return Rate(float(found.sum()), float(len(found)))


def people_found(scored: Scored, threshold: float) -> Rate:
    """Return the share of listed people of whom at least one own entry reaches `threshold`."""
    found = np.unique(scored.truth_person[scored.truth_score >= threshold])
    return Rate(float(len(found)), float((~scored.is_innocent).sum()))


def accused_at(scored: Scored, threshold: float, chosen: Flags | None = None) -> Rate:
    """Return innocents accused per 100,000 innocents, among the `chosen` people."""
    innocent = scored.is_innocent if chosen is None else scored.is_innocent & chosen
    return Rate(float((scored.worst[innocent] >= threshold).sum()), float(innocent.sum()), 1e5)


def true_between(scored: Scored, low: float, high: float) -> Rate:
    """Return the share true among the pairs given low <= probability < high."""
    inside = (scored.score >= low) & (scored.score < high)
    return Rate(float(scored.is_true[inside].sum()), float(inside.sum()))


def calibration(scored: Scored) -> list[dict[str, Any]]:
    """Return per bin: bounds, mean probability, share true, count, interval."""
    rows = []
    for low, high in pairwise(BINS):
        inside = (scored.score >= low) & (scored.score < high)
        if inside.any():
            rate = true_between(scored, low, high)
            rows.append({"low": low, "high": min(high, 1.0), "mean": float(scored.score[inside].mean()),
                         "true": rate.value, "interval": rate.interval, "pairs": int(rate.total)})  # fmt: skip
    return rows


def read_for_recall(scored: Scored, recall: float = READ_FOR_RECALL) -> float | None:
    """Return the pairs per 100,000 people that reach the threshold of that recall; None where it is out of reach."""
    wanted = int(np.ceil(recall * len(scored.truth_score)))
    best = np.sort(scored.truth_score)[::-1]
    if best[wanted - 1] < 0:
        return None
    return 1e5 * float((scored.score >= best[wanted - 1]).sum()) / scored.people


def survival(truth: pa.Table, candidates: pa.Table) -> Rate:
    """Return the share of true pairs among the candidate pairs."""
    found = pc.is_in(_keys(truth), value_set=_keys(candidates))
    return Rate(float(pc.sum(found).as_py()), float(truth.num_rows))


def figures(scored: Scored) -> dict[str, Any]:
    """Return the figures of the issue's table: values with intervals."""
    f1, at = best_f1(scored)
    limit = threshold_for(scored)
    return {
        "best_f1": f1,
        "best_f1_interval": f1_interval(scored),
        "best_f1_threshold": at,
        "recall_at_10": recall_at(scored, limit),
        "people_found_at_10": people_found(scored, limit),
        "threshold_at_10": limit,
        "accused_at_0.99": accused_at(scored, SURE),
        "recall_at_0.99": recall_at(scored, SURE),
        "true_0.99_0.999": true_between(scored, 0.99, 0.999),
        "true_over_0.999": true_between(scored, 0.999, 2.0),
        "read_at_recall_0.98": read_for_recall(scored),
        "recall_of_all_given": recall_at(scored, 0.0),
        "calibration": calibration(scored),
    }


def by_trait(scored: Scored, traits: pa.Table, threshold: float) -> list[dict[str, Any]]:
    """Return per trait: recall of its listed people's entries and innocents accused, at a threshold."""
    rows = []
    for name in traits.column_names:
        if name in ("person_id", "listed"):
            continue
        has = traits.column(name).to_numpy()
        rows.append({"trait": name, "recall": recall_at(scored, threshold, has[scored.truth_person]),
                     "accused": accused_at(scored, threshold, has)})  # fmt: skip
    return rows


def by_fault(scored: Scored, threshold: float) -> list[dict[str, Any]]:
    """Return per fault class: recall of the true pairs that suffer it (and `none` for those without any)."""
    names = sorted({fault for faults in scored.truth_faults for fault in faults})
    rows = []
    for name in (*names, "none"):
        has = np.array([(name in faults) or (name == "none" and not faults) for faults in scored.truth_faults])
        rows.append({"fault": name, "recall": recall_at(scored, threshold, has)})
    return rows


def by_origin(scored: Scored, origins: pa.Table, threshold: float) -> dict[str, int]:
    """Return how many false pairs of innocents reach the threshold, by what the accusing entry is to the person."""
    at = np.flatnonzero((scored.score >= threshold) & ~scored.is_true & scored.is_innocent[scored.person])
    pairs = pa.table({"row": scored.person[at], "entry_id": scored.worst_entry.take(pa.array(at))})
    known = {(int(row["person_id"][1:]), row["entry_id"]): row["origin"] for row in origins.to_pylist()}
    found: dict[str, int] = {}
    for row, entry in zip(*(pairs.column(name).to_pylist() for name in ("row", "entry_id")), strict=True):
        origin = known.get((row, entry), "not planted")
        found[origin] = found.get(origin, 0) + 1
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def across(values: Iterable[float]) -> tuple[float, float, float]:
    """Return mean, low and high of a figure over seeds (mean plus or minus two standard errors)."""
    array = np.array(list(values), float)
    error = array.std(ddof=1) / np.sqrt(len(array)) if len(array) > 1 else float("nan")
    return float(array.mean()), float(array.mean() - 2 * error), float(array.mean() + 2 * error)
