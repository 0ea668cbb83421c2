"""Link people to rosters: candidates by blocking keys, levels of agreement, weights, matches with their reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from jurdil.engines.linkage.candidates import MOST_ENTRIES_A_KEY, ask, find_pairs
from jurdil.engines.linkage.compare import Side, compare
from jurdil.engines.linkage.counts import Counted, count_values, counts_of, with_often
from jurdil.engines.linkage.estimating import ENOUGH_PAIRS, learn_classes, learn_strangers, worth_learning
from jurdil.engines.linkage.explaining import SHOWN_COLUMNS, explained
from jurdil.engines.linkage.model import Model, starting_model
from jurdil.engines.linkage.prepare import prepare
from jurdil.engines.linkage.resuming import Done, fingerprint
from jurdil.engines.linkage.rosters import People, Segment, open_rosters
from jurdil.engines.linkage.values import MATCHES
from jurdil.engines.linkage.weighing import Circumstances, circumstances, weigh

PEOPLE_A_BATCH = 1_000_000
"""The entries are gone through once for each batch of people, whose keys are held in memory."""
PAIRS_A_CHUNK = 1 << 18
MOST_TO_LEARN_FROM, LEARN_FROM = 500_000, 250_000
"""Of more people than the first, about the second are drawn to learn the model from."""
MODEL = b"jurdil.model"

Ints = NDArray[np.int64]
Progress = Callable[[str, int, int], None]
Found = TypeVar("Found")


class Entries(Protocol):
    """Prepared entries to compare with: a segment, or rows gathered from several. roster: the name of all of them."""

    @property
    def roster(self) -> str: ...
    @property
    def columns(self) -> Mapping[str, NDArray[Any]]: ...  # Any: numbers of several kinds
    def texts(self, name: str, rows: Ints) -> Sequence[str | None]: ...
    def take(self, names: Sequence[str], rows: Ints) -> pa.Table: ...


@dataclass(frozen=True)
class Compared:
    """Pairs inside one segment that may be more than strangers: rows of people and of the segment, and what agrees."""

    segment: Entries
    people: Ints
    entries: Ints
    at: Circumstances


def link_people(
    people: pa.Table,
    rosters: Sequence[Path],
    *,
    on: date,
    min_probability: float = 0.05,
    model: Model | None = None,
    threads: int = 2,
    progress: Progress | None = None,
    work: Path | None = None,
) -> pa.Table:
    """Return a row per pair of a person and an entry that may be the same human being, with reasons.

    people: columns id and name, others optional, as text. rosters: files of `prepare_roster`. on: fixes the century
    of a NIK. model: what the weights rest on; without one it is learnt from these people and rosters, if there are
    enough of them. progress: told the step, and how many people of how many are done. work: a folder where what is done
    is kept, so that a run that was killed goes on from there when it is asked the same again. The order of rows changes
    nothing; the result is sorted by person, probability, roster and entry, and carries the model (`model_of`).
    Raises KeyError without id or name, NotPrepared for a file that is no prepared roster.
    """
    segments = open_rosters(rosters)
    asked = prepare_people(people, on=on, threads=threads)
    size = asked.num_rows
    done = Done(work, fingerprint(asked, rosters, min_probability, model)) if work else None
    model = model or (done.model() if done else None)
    step = 1 if size <= MOST_TO_LEARN_FROM else -(-size // LEARN_FROM)
    found = []
    if segments and size:
        if model is None and size > PEOPLE_A_BATCH:
            model = learn_model(_every(step, asked), segments, threads=threads)
        batches = [asked.slice(start, PEOPLE_A_BATCH).combine_chunks() for start in range(0, size, PEOPLE_A_BATCH)]
        del asked
        for nth, batch in enumerate(batches):
            start = nth * PEOPLE_A_BATCH
            matches = done.part(start) if done else None
            if matches is None:
                model, matches = _link_batch(People.of(batch), segments, model, min_probability, threads, step)
                if done:
                    done.keep(start, model, matches)
            found.append(matches)
            if progress is not None:
                progress("link", min(start + PEOPLE_A_BATCH, size), size)
    matches = pa.concat_tables(found) if found else MATCHES.empty_table()
    return carrying(in_order(matches), model or starting_model(_entries(segments)))


def in_order(matches: pa.Table) -> pa.Table:
    """Sort matches by person, probability, roster and entry."""
    order = [(name, "ascending") for name in ("person_id", "roster", "entry_id")]
    order.insert(1, ("probability", "descending"))
    return matches.take(pc.sort_indices(matches, order))


def carrying(matches: pa.Table, model: Model) -> pa.Table:
    """Let matches carry the model that their weights rest on."""
    return matches.replace_schema_metadata({MODEL: model.to_json().encode()})


def model_of(matches: pa.Table) -> Model:
    """Return the model that the weights of `matches` rest on. Raises KeyError for a table of another kind."""
    return Model.from_json((matches.schema.metadata or {})[MODEL].decode())


def prepare_people(people: pa.Table, *, on: date, threads: int) -> pa.Table:
    """Clean people in parts, several at a time."""
    step = max(1, -(-people.num_rows // (threads if people.num_rows > PAIRS_A_CHUNK // 8 else 1)))
    parts = [people.slice(start, step) for start in range(0, max(people.num_rows, 1), step)]
    with ThreadPoolExecutor(threads) as pool:
        return pa.concat_tables(pool.map(lambda part: prepare(part, on=on), parts))


def candidate_pairs(people: pa.Table, rosters: Sequence[Path], *, on: date) -> pa.Table:
    """Return the pairs that are compared at all: person_id, roster, entry_id."""
    segments, asked = open_rosters(rosters), People.of(prepare(people, on=on))
    persons, entries = _candidates(asked, segments, 1)
    found = []
    for segment, first, last in _by_segment(entries, segments):
        ids = segment.rows.column("id").take(pa.array(entries[first:last] - segment.start))
        roster = pa.array([segment.roster]).take(pa.array(np.zeros(last - first, dtype=np.int64)))
        found.append(pa.table({"person_id": asked.prepared.column("id").take(pa.array(persons[first:last])),
                               "roster": roster, "entry_id": ids}))  # fmt: skip
    schema = pa.schema([MATCHES.field(name) for name in ("person_id", "roster", "entry_id")])
    return pa.concat_tables(found) if found else schema.empty_table()


def learn_model(people: People, segments: Sequence[Segment], *, threads: int = 2) -> Model:
    """Return the model learnt from prepared people and rosters; the starting model if they are too few."""
    persons, entries = _candidates(people, segments, threads)
    counts = count_values(people.columns, [segment.columns for segment in segments], threads=threads)
    return _learn(people, segments, persons, entries, counts, threads)[0]


def _every(step: int, asked: pa.Table) -> People:
    """The first of each `step` people."""
    return People.of(asked if step == 1 else asked.take(pa.array(np.arange(0, asked.num_rows, step))))


def _link_batch(
    people: People, segments: Sequence[Segment], model: Model | None, min_probability: float, threads: int, step: int
) -> tuple[Model, pa.Table]:
    """Return the matches of people. step: without a model it is learnt from the first of so many people each."""
    persons, entries = _candidates(people, segments, threads)
    counts = count_values(people.columns, [segment.columns for segment in segments], threads=threads)
    if model is None and step > 1:
        drawn, mine = _every(step, people.prepared), persons % step == 0
        model = _learn(
            drawn, segments, persons[mine] // step, entries[mine], counts_of(drawn.columns, counts), threads
        )[0]
    total = _entries(segments)
    if model is None:
        model, compared = _learn(people, segments, persons, entries, counts, threads)
        learnt = model
        with ThreadPoolExecutor(threads) as pool:
            found = list(pool.map(lambda part: weighed(part, people, learnt, total, min_probability), compared))
    else:
        known = model
        found = _compare(people, segments, persons, entries, counts, model, threads,
                         then=lambda part: weighed(part, people, known, total, min_probability))  # fmt: skip
    return model, pa.concat_tables(found) if found else MATCHES.empty_table()


def _learn(
    people: People, segments: Sequence[Segment], persons: Ints, entries: Ints, counts: dict[str, Counted], threads: int
) -> tuple[Model, list[Compared]]:
    total = _entries(segments)
    model = starting_model(total)
    is_enough = len(persons) >= ENOUGH_PAIRS
    if is_enough:
        model = learn_strangers(people, segments, counts, model)
    compared = _compare(people, segments, persons, entries, counts, model, threads, then=lambda part: part)
    if is_enough:
        parts = [part.at for part in compared]
        model = learn_classes(model, parts, people=len(people.columns["nik"]), entries=total)
    return model, compared


def _entries(segments: Sequence[Segment]) -> int:
    return sum(segment.rows.num_rows for segment in segments)


def _candidates(people: People, segments: Sequence[Segment], threads: int) -> tuple[Ints, Ints]:
    parts = [(segment.start, segment.columns) for segment in segments]
    return find_pairs(ask(people.columns, threads=threads), parts, most=MOST_ENTRIES_A_KEY, threads=threads)


def _by_segment(entries: Ints, segments: Sequence[Segment]) -> Iterator[tuple[Segment, int, int]]:
    """Cut pairs (sorted by entry) into those of each segment: the segment, and from where to where."""
    for segment in segments:
        first, last = np.searchsorted(entries, (segment.start, segment.start + segment.rows.num_rows))
        if last > first:
            yield segment, int(first), int(last)


def _compare(
    people: People,
    segments: Sequence[Segment],
    persons: Ints,
    entries: Ints,
    counts: dict[str, Counted],
    model: Model,
    threads: int,
    *,
    then: Callable[[Compared], Found],
) -> list[Found]:
    """Compare pairs and return what `then` makes of each part of them that is left."""
    total = _entries(segments)
    people = People(people.prepared, with_often(people.columns, counts))
    chunks = [
        (segment, start, min(start + PAIRS_A_CHUNK, last))
        for segment, first, last in _by_segment(entries, segments)
        for start in range(first, last, PAIRS_A_CHUNK)
    ]

    def work(chunk: tuple[Segment, int, int]) -> Found:
        segment, first, last = chunk
        rows = entries[first:last] - segment.start
        return then(compared_pairs(people, segment, persons[first:last], rows, counts, model, total))

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, chunks))


def compared_pairs(
    people: People, segment: Entries, persons: Ints, rows: Ints, counts: dict[str, Counted], model: Model, total: int
) -> Compared:
    """Compare pairs of one segment and keep those that may be more than strangers. total: entries of all rosters."""
    person, entry = Side(people.columns, persons, people.texts), Side(segment.columns, rows, segment.texts)
    at = circumstances(person, entry, compare(person, entry), counts, model)
    kept = worth_learning(at, model, total)
    return Compared(segment, persons[kept], rows[kept], at.take(kept))


def weighed(
    part: Compared, people: People, model: Model, total: int, min_probability: float, rosters: pa.Array | None = None
) -> pa.Table:
    """Return the matches among compared pairs.

    total: entries of all rosters. rosters: names by pair, where they are not all the segment's.
    """
    weights = weigh(part.at, model, entries=total)
    kept = np.flatnonzero(np.round(weights.probability, 6) >= min_probability)
    if not len(kept):
        return MATCHES.empty_table()
    asked, entries = (side.take(SHOWN_COLUMNS, rows[kept])
                      for side, rows in ((people, part.people), (part.segment, part.entries)))  # fmt: skip
    names = (
        pa.array([part.segment.roster] * len(kept), pa.string()) if rosters is None else rosters.take(pa.array(kept))
    )
    return explained(part.at.take(kept), weights.take(kept), asked, entries, names)
