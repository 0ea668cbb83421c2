"""One person written twice in one table: the table is linked with itself (Fellegi and Sunter, 1969; Christen, 2012).

What differs from linking with a list: each unordered pair is asked once, a row is no entry of its own, so a value's
count leaves the person out, and how often somebody stands twice in one table does not grow with the table. The
weights, the reasons and the rules that hold back are those of `linking.py`. A pair is a question, never an accusation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from jurdil.engines.linkage.candidates import MOST_ENTRIES_A_KEY, ask, find_pairs, pairs_within, unpacked
from jurdil.engines.linkage.classes import OF_TWO, learn_classes
from jurdil.engines.linkage.counts import Counted, count_values
from jurdil.engines.linkage.estimating import ENOUGH_PAIRS, ENOUGH_PEOPLE, learn_strangers
from jurdil.engines.linkage.explaining import SHOWN_COLUMNS, Raised, explained
from jurdil.engines.linkage.keys import wide_keys_of
from jurdil.engines.linkage.linking import MODEL, PAIRS_A_CHUNK, Compared, compared_pairs, prepare_people, weighed
from jurdil.engines.linkage.model import CLASSES, Model, starting_model
from jurdil.engines.linkage.restraint import GRADES, rules_of
from jurdil.engines.linkage.rosters import People, Segment
from jurdil.engines.linkage.through import Following, following
from jurdil.engines.linkage.values import LIKELY, MATCHES
from jurdil.engines.linkage.weighing import Circumstances, chances, weigh

Ints = NDArray[np.int64]

DUPLICATES = pa.schema(
    [
        ("person_id", pa.string()),
        ("other_id", pa.string()),
        *(MATCHES.field(name) for name in ("probability", "grade", "evidence_class", "reasons")),
        ("cluster", pa.string()),
    ]
)
"""cluster: the smallest id among all who are connected by pairs that are at least likely; empty if the two are not."""
EXPECTED: Mapping[str, float] = {"same": 0.004, "same_hasty": 0.001, "kin": 0.05, "twin": 0.003, "borrowed": 0.0005}
"""Other rows of each class that a person has, before anything is learnt; those not named grow with the table. Twins: 12
of 1,000 people are one, and of those a quarter stand in the table with the other (judgement)."""
MOST_ROWS_A_WIDE_KEY = 30
"""Of `wide_keys_of`: a day that more have is one of a large table, whose pairs share other keys too."""


def find_duplicates(
    people: pa.Table,
    *,
    on: date,
    min_probability: float = 0.05,
    model: Model | None = None,
    is_through: bool = False,
    threads: int = 2,
) -> pa.Table:
    """Return a row per unordered pair of rows that may be the same human being (columns of DUPLICATES), with reasons.

    people: columns id and name, others optional, as text; person_id is the smaller id. on: fixes the century of a NIK.
    model: what the weights rest on, of an earlier call (`model_of`); without one it is learnt from the table if it is
    long enough. is_through: for a table in which many stand often: two rows that are each likely to be one person with
    a third are one person too, however little they have in common (`through.py`), unless number or sex tell of two.
    The order of rows changes nothing but what is learnt from pairs drawn by chance. Sorted by probability and ids.
    Raises KeyError without id or name.
    """
    asked = prepare_people(people, on=on, threads=threads)
    asked = asked.take(pc.sort_indices(asked, [("id", "ascending"), ("raw_name", "ascending"), ("nik", "ascending")]))
    whole = People.of(asked)
    total = max(asked.num_rows - 1, 1)
    start = model or _starting(total)
    if asked.num_rows < 2:
        return DUPLICATES.empty_table().replace_schema_metadata({MODEL: start.to_json().encode()})
    counts = _counts_of_others(whole, threads)
    first, second = _pairs(whole, threads)
    is_learnt = model is None and len(first) >= ENOUGH_PAIRS and asked.num_rows >= ENOUGH_PEOPLE
    if is_learnt:
        start = _learn_strangers(whole, counts, start)
    compared = _compare(whole, first, second, counts, start, total, threads)
    found = start
    if is_learnt:  # every pair counts for both of its rows: asked from one side, that is half as many people
        parts = [part.at for part in compared]
        learnt = learn_classes(start, parts, people=asked.num_rows // 2, entries=total, is_one_table=True)
        found = _restrained(learnt, start)
    rows = [MATCHES.empty_table()]
    if is_through:
        compared, followed = _followed(compared, whole, counts, found, total, threads)
        rows.append(followed.filter(pc.greater_equal(followed.column("probability"), min_probability)))
    rows += [weighed(part, whole, found, total, min_probability) for part in compared]
    matches = pa.concat_tables(rows)
    return _with_clusters(matches).replace_schema_metadata({MODEL: found.to_json().encode()})


def _starting(total: int) -> Model:
    model = starting_model(total)
    expected = [EXPECTED.get(name, known) for name, known in zip(CLASSES, model.expected.tolist(), strict=True)]
    return replace(model, expected=np.array(expected))


def _restrained(learnt: Model, start: Model) -> Model:
    """Take what was learnt, but for how twins agree and how many there are.

    In one table they are as many as people written twice, and are learnt from each other's pairs.
    """
    twin = CLASSES.index("twin")
    agreement = {field: table.copy() for field, table in learnt.agreement.items()}
    for field, table in agreement.items():
        table[twin] = start.agreement[field][twin]
    expected = learnt.expected.copy()
    expected[twin] = start.expected[twin]
    return replace(learnt, expected=expected, agreement=agreement)


def _counts_of_others(people: People, threads: int) -> dict[str, Counted]:
    """How many other rows have each value: whoever has it is one of those counted."""
    counts = count_values(people.columns, [people.columns], threads=threads)
    return {
        kind: replace(known, counts=np.maximum(known.counts - 1, 0), total=max(known.total - 1, 0))
        for kind, known in counts.items()
    }


def _pairs(people: People, threads: int) -> tuple[Ints, Ints]:
    """Candidate pairs, the first row before the second, each once; a key that stands on one side is enough."""
    asked = ask(people.columns, threads=threads)
    one, other = find_pairs(asked, [(0, people.columns)], most=MOST_ENTRIES_A_KEY, threads=threads)
    apart = one != other
    low, high = np.minimum(one, other)[apart], np.maximum(one, other)[apart]
    _, rows, keys = zip(*wide_keys_of(people.columns), strict=True)  # a word may stand at another place in the name
    wide = pairs_within(np.concatenate(rows), np.concatenate(keys), most=MOST_ROWS_A_WIDE_KEY)
    pairs = np.concatenate([low << 31 | high, wide])
    low, high = unpacked(pairs[(pairs >> 31) != (pairs & 0x7FFFFFFF)])
    pairs = np.unique(high << 31 | low)
    return pairs & 0x7FFFFFFF, pairs >> 31


def _segment(people: People) -> Segment:
    return Segment("", 0, people.columns, people.prepared.combine_chunks().to_batches()[0])


def _learn_strangers(people: People, counts: dict[str, Counted], model: Model) -> Model:
    """Strangers are drawn between two halves of the table, so that nobody is drawn beside the own row."""
    shuffled = np.random.default_rng(len(people.columns["nik"])).permutation(len(people.columns["nik"]))
    half = len(shuffled) // 2
    one, other = (People.of(people.prepared.take(pa.array(rows))) for rows in (shuffled[:half], shuffled[half:]))
    return learn_strangers(one, [_segment(other)], counts, model)


def _compare(
    people: People,
    first: Ints,
    second: Ints,
    counts: dict[str, Counted],
    model: Model,
    total: int,
    threads: int,
    *,
    are_all_kept: bool = False,
) -> list[Compared]:
    segment = _segment(people)

    def work(start: int) -> Compared:
        one, other = (rows[start : start + PAIRS_A_CHUNK] for rows in (first, second))
        return compared_pairs(people, segment, one, other, counts, model, total, are_all_kept=are_all_kept)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, range(0, len(first), PAIRS_A_CHUNK)))


def _followed(
    compared: list[Compared], people: People, counts: dict[str, Counted], model: Model, total: int, threads: int
) -> tuple[list[Compared], pa.Table]:
    """Return the compared pairs without those that a third row makes more probable, and these as matches."""
    pairs = _following(compared, model, total)
    parts = _compare(people, pairs.first, pairs.second, counts, model, total, threads, are_all_kept=True)
    if not parts:
        return compared, MATCHES.empty_table()
    at = Circumstances.joined([part.at for part in parts])
    are_two = np.any([at.levels[field] >= OF_TWO[field].start for field in ("nik", "sex")], axis=0)
    kept = np.flatnonzero(~are_two & (pairs.least > chances(at, model, entries=total)[1]))
    at, pairs = at.take(kept), pairs.take(kept)
    asked, others = (people.take(SHOWN_COLUMNS, rows) for rows in (pairs.first, pairs.second))
    raised = Raised(pairs.least, people.take(["id"], pairs.through).column("id").combine_chunks())
    nowhere = pa.array([""] * len(kept), pa.string())
    matches = explained(at, weigh(at, model, entries=total), asked, others, nowhere, raised)
    told = pairs.first << 31 | pairs.second
    rest = [part.take(np.flatnonzero(~np.isin(part.people << 31 | part.entries, told))) for part in compared]
    return rest, matches


def _following(compared: list[Compared], model: Model, total: int) -> Following:
    """What follows from the compared pairs. One whose grade is held back is no link of a chain."""
    links = [part.take(np.flatnonzero(rules_of(part.at) == 0)) for part in compared]
    none = np.zeros(0, dtype=np.int64)
    first, second = (np.concatenate([none, *(getattr(part, rows) for part in links)]) for rows in ("people", "entries"))
    probability = [chances(part.at, model, entries=total)[1] for part in links]
    return following(first, second, np.concatenate([np.zeros(0), *probability]), least=LIKELY)


def _with_clusters(matches: pa.Table) -> pa.Table:
    """Pairs sorted, each with the cluster that both of its rows stand in."""
    sides = list(zip(matches.column("person_id").to_pylist(), matches.column("entry_id").to_pylist(), strict=True))
    is_likely = pc.not_equal(matches.column("grade"), GRADES[0]).to_pylist()
    of = clusters_of(pair for pair, holds in zip(sides, is_likely, strict=True) if holds)
    clusters = [of[mine] if mine in of and of[mine] == of.get(theirs) else "" for mine, theirs in sides]
    names = {"entry_id": "other_id"}
    found = matches.append_column("cluster", pa.array(clusters, pa.string())).drop_columns(["roster"])
    found = found.rename_columns([names.get(name, name) for name in found.column_names]).select(DUPLICATES.names)
    order = [("probability", "descending"), ("person_id", "ascending"), ("other_id", "ascending")]
    return found.take(pc.sort_indices(found, order)).cast(DUPLICATES)


def clusters_of(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return for each id the smallest id that it is connected with by `pairs` (Galler and Fischer, 1964)."""
    parents: dict[str, str] = {}

    def top(name: str) -> str:
        while (above := parents.setdefault(name, name)) != name:
            parents[name] = name = parents[above]
        return name

    for one, other in pairs:
        low, high = sorted((top(one), top(other)))
        parents[high] = low
    return {name: top(name) for name in list(parents)}
