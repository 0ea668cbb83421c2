"""Link people to rosters: candidates by blocking keys, levels of agreement, weights, matches with their reasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from jurdil.engines.linkage.candidates import MOST_ENTRIES_A_KEY, ask, find_blocks, unpacked
from jurdil.engines.linkage.classes import Origin, learn_classes
from jurdil.engines.linkage.compare import compare
from jurdil.engines.linkage.counts import Counted, count_values, counts_of, with_often
from jurdil.engines.linkage.estimating import ENOUGH_PAIRS, ENOUGH_PEOPLE, learn_strangers, worth_learning
from jurdil.engines.linkage.explaining import SHOWN_COLUMNS, explained
from jurdil.engines.linkage.hashing import Hashes, text_numbers
from jurdil.engines.linkage.model import Model, starting_model
from jurdil.engines.linkage.own_entries import (
    SURE,
    OwnEntries,
    Told,
    are_own,
    learn_again,
    may_reach,
    said_by,
    said_in,
    second_look,
)
from jurdil.engines.linkage.prepare import INPUT_COLUMNS, prepare
from jurdil.engines.linkage.rarity import with_whole_bits
from jurdil.engines.linkage.resuming import Done, fingerprint
from jurdil.engines.linkage.rosters import People, Segment, open_rosters
from jurdil.engines.linkage.sides import Side
from jurdil.engines.linkage.values import MATCHES
from jurdil.engines.linkage.weighing import (
    Circumstances,
    SecondLook,
    chances,
    circumstances,
    probability_of,
    second_odds,
    weigh,
)

PEOPLE_A_BATCH = 1_000_000
"""The entries are gone through once for each batch of people, whose keys are held in memory."""
PAIRS_A_CHUNK = 1 << 16
MOST_TO_LEARN_FROM, LEARN_FROM = 500_000, 250_000
"""Of more people than the first, about the second are drawn to learn the model from."""
MODEL = b"jurdil.model"

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Blocks = Sequence[tuple[int, Ints]]
"""What `find_blocks` returns: the place of a segment and packed pairs of people and its entries."""
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
    @property
    def let_go(self) -> Callable[[], None]: ...


@dataclass(frozen=True)
class Compared:
    """Pairs inside one segment that may be more than strangers: rows of people and of the segment, and what agrees.

    rosters: their names by pair, where they are not all the segment's.
    """

    segment: Entries
    people: Ints
    entries: Ints
    at: Circumstances
    rosters: pa.Array | None = None

    def take(self, kept: Ints) -> Compared:
        """Return some of the pairs."""
        rosters = None if self.rosters is None else self.rosters.take(pa.array(kept))
        return Compared(self.segment, self.people[kept], self.entries[kept], self.at.take(kept), rosters)

    def names(self) -> pa.Array:
        """Return the roster of each pair."""
        if self.rosters is not None:
            return self.rosters
        return pa.array([self.segment.roster] * len(self.people), pa.string())

    def by_roster(self, of: Callable[[str], float]) -> Floats:
        """Return a number of the roster of each pair."""
        if self.rosters is None:
            return np.full(len(self.people), of(self.segment.roster))
        encoded = self.rosters.dictionary_encode()
        numbers = np.array([of(name) for name in encoded.dictionary.to_pylist()], dtype=np.float64)
        found: Floats = numbers[encoded.indices.to_numpy()]
        return found


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
    segments, size = open_rosters(rosters), people.num_rows
    people = people.select([name for name in INPUT_COLUMNS if name in ("id", "name", *people.column_names)])
    done = Done(work, fingerprint(people, rosters, on, min_probability, model)) if work else None
    model = model or (done.model() if done else None)
    found = []
    batches = batches_of(size) if segments else 0
    for nth in range(batches):
        matches = done.part(nth) if done else None
        if matches is None:
            batch = People.of(prepare_people(_every(batches, people, nth), on=on, threads=threads))
            step = step_to_learn(size) // batches
            model, matches = _link_batch(batch, segments, model, min_probability, threads, step)
            if done:
                done.keep(nth, model, matches)
        found.append(matches)
        if progress is not None:
            progress("link", size * (nth + 1) // batches, size)
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
    step = max(1, -(-people.num_rows // (threads if people.num_rows > PAIRS_A_CHUNK // 4 else 1)))
    parts = [people.slice(start, step) for start in range(0, max(people.num_rows, 1), step)]
    with ThreadPoolExecutor(threads) as pool:
        prepared = pa.concat_tables(pool.map(lambda part: prepare(part, on=on), parts)).combine_chunks()
    pa.default_memory_pool().release_unused()
    return prepared


def candidate_pairs(people: pa.Table, rosters: Sequence[Path], *, on: date) -> pa.Table:
    """Return the pairs that are compared at all: person_id, roster, entry_id."""
    segments, asked = open_rosters(rosters), People.of(prepare(people, on=on))
    found = []
    for nth, pairs in _candidates(asked, segments, 1):
        segment, (persons, entries) = segments[nth], unpacked(pairs)
        ids = segment.rows.column("id").take(pa.array(entries - segment.start))
        roster = pa.array([segment.roster]).take(pa.array(np.zeros(len(pairs), dtype=np.int64)))
        found.append(pa.table({"person_id": asked.prepared.column("id").take(pa.array(persons)),
                               "roster": roster, "entry_id": ids}))  # fmt: skip
    schema = pa.schema([MATCHES.field(name) for name in ("person_id", "roster", "entry_id")])
    return pa.concat_tables(found) if found else schema.empty_table()


def learn_model(people: People, segments: Sequence[Segment], *, threads: int = 2) -> Model:
    """Return the model learnt from prepared people and rosters; the starting model if they are too few."""
    blocks = _candidates(people, segments, threads)
    counts = _counts(people, segments, threads)
    return _learn(people, segments, blocks, counts, threads)[0]


def batches_of(size: int) -> int:
    """Return into how many batches so many people are dealt out, one by one, so that each is like all of them."""
    return -(-size // PEOPLE_A_BATCH)


def step_to_learn(size: int) -> int:
    """Return of how many people each the first is drawn to learn from; all of those are in the first batch."""
    batches = max(batches_of(size), 1)
    return batches if size <= MOST_TO_LEARN_FROM else batches * -(-size // (batches * LEARN_FROM))


def _every(step: int, rows: pa.Table, first: int = 0) -> pa.Table:
    """One of each `step` rows."""
    return rows if step == 1 else rows.take(pa.array(np.arange(first, rows.num_rows, step)))


def _link_batch(
    people: People, segments: Sequence[Segment], model: Model | None, min_probability: float, threads: int, step: int
) -> tuple[Model, pa.Table]:
    """Return the matches of people. step: without a model it is learnt from the first of so many people each."""
    blocks = _candidates(people, segments, threads)
    counts = _counts(people, segments, threads)
    total = _entries(segments)
    if model is None:
        known, likely = _learn(people, segments, blocks, counts, threads, step, min_probability)
    else:
        known = model
        likely = _compare(people, segments, blocks, counts, model, threads,
                        then=lambda part: worth_telling(part, known, total, min_probability))  # fmt: skip
    del blocks  # with all that was compared this is most of the memory; reasons need as much again
    parts = _by_segment(likely)
    own = OwnEntries.of([own_entries(part, known, total) for part in parts], people.prepared.num_rows)
    with ThreadPoolExecutor(threads) as pool:
        found = list(
            pool.map(
                lambda part: weighed(part, people, known, total, min_probability, others_beside(part, own, known)),
                parts,
            )
        )
    return known, pa.concat_tables(found) if found else MATCHES.empty_table()


def _learn(
    people: People,
    segments: Sequence[Segment],
    blocks: Blocks,
    counts: dict[str, Counted],
    threads: int,
    step: int = 1,
    min_probability: float = SURE,
) -> tuple[Model, list[Compared]]:
    """Return the model learnt from one of each `step` people, and the pairs of all of them that may become matches."""
    total, drawn, of_drawn = _entries(segments), people, counts
    if step > 1:
        drawn = People.of(_every(step, people.prepared))
        of_drawn = counts_of(drawn.columns, counts)
    model = starting_model(total)
    found = sum(np.count_nonzero(unpacked(pairs)[0] % step == 0) for _, pairs in blocks)
    is_enough = found >= ENOUGH_PAIRS and len(drawn.columns["nik"]) >= ENOUGH_PEOPLE
    if is_enough:
        model = learn_strangers(drawn, segments, of_drawn, model, threads=threads)
    compared = _compare(people, segments, blocks, counts, model, threads, then=lambda part: part)
    if is_enough:
        parts = [part.at if step == 1 else part.at.take(np.flatnonzero(part.people % step == 0)) for part in compared]
        origin = _origin(segments, compared)
        model = learn_classes(model, parts, people=len(drawn.columns["nik"]), entries=total, origin=origin)
        del parts
    known = model
    with ThreadPoolExecutor(threads) as pool:
        likely = list(pool.map(lambda part: worth_telling(part, known, total, min_probability), compared))
    del compared
    if is_enough:
        drawn_of = [part.take(np.flatnonzero(part.people % step == 0)) for part in likely]
        model = _learn_again(model, drawn_of, _origin(segments, likely), total, len(drawn.columns["nik"]))
    return model, likely


def _learn_again(model: Model, parts: Sequence[Compared], origin: Origin, total: int, people: int) -> Model:
    """Count own entries among the likely pairs of so many people."""
    own = [np.flatnonzero(are_own(part.at, first_look(part, model, total))) for part in parts]
    persons = np.concatenate([part.people[some] for part, some in zip(parts, own, strict=True)])
    said = [_said(part, some) for part, some in zip(parts, own, strict=True)]
    lists = np.repeat(np.array(origin.of), [len(some) for some in own])
    return learn_again(model, persons, np.concatenate(said), lists, [*origin.sizes], people=people)


def _origin(segments: Sequence[Segment], compared: Sequence[Compared]) -> Origin:
    sizes = dict.fromkeys((segment.roster for segment in segments), 0)
    for segment in segments:
        sizes[segment.roster] += segment.rows.num_rows
    places = {roster: place for place, roster in enumerate(sizes)}
    return Origin(sizes, [places[part.segment.roster] for part in compared])


def _entries(segments: Sequence[Segment]) -> int:
    return sum(segment.rows.num_rows for segment in segments)


def _candidates(people: People, segments: Sequence[Segment], threads: int) -> Blocks:
    parts = [(segment.start, segment.columns) for segment in segments]
    return find_blocks(ask(people.columns, threads=threads), parts, most=MOST_ENTRIES_A_KEY, threads=threads,
                       then=lambda nth: segments[nth].let_go())  # fmt: skip


def _counts(people: People, segments: Sequence[Segment], threads: int) -> dict[str, Counted]:
    parts = [segment.columns for segment in segments]
    return count_values(people.columns, parts, threads=threads, then=lambda nth: segments[nth].let_go())


def _compare(
    people: People,
    segments: Sequence[Segment],
    blocks: Blocks,
    counts: dict[str, Counted],
    model: Model,
    threads: int,
    *,
    then: Callable[[Compared], Found],
) -> list[Found]:
    """Compare pairs and return what `then` makes of each part of them that is left."""
    total = _entries(segments)
    columns = with_whole_bits(with_often(people.columns, counts, threads=threads), counts, model)
    people = People(people.prepared, columns)
    chunks = [
        (segments[nth], pairs[start : start + PAIRS_A_CHUNK])
        for nth, pairs in blocks
        for start in range(0, len(pairs), PAIRS_A_CHUNK)
    ]

    def work(chunk: tuple[Segment, Ints]) -> Found:
        segment, (persons, entries) = chunk[0], unpacked(chunk[1])
        found = then(compared_pairs(people, segment, persons, entries - segment.start, counts, model, total))
        segment.let_go()
        return found

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, chunks))


def compared_pairs(
    people: People, segment: Entries, persons: Ints, rows: Ints, counts: dict[str, Counted], model: Model, total: int,
    *, are_all_kept: bool = False,
) -> Compared:  # fmt: skip
    """Compare pairs of one segment and keep those that may be more than strangers, or all. total: of all rosters."""
    person, entry = Side(people.columns, persons, people.texts), Side(segment.columns, rows, segment.texts)
    at = circumstances(person, entry, compare(person, entry), counts, model)
    found = Compared(segment, persons, rows, at)
    return found if are_all_kept else found.take(worth_learning(at, model, total))


def first_look(part: Compared, model: Model, total: int) -> Floats:
    """Return the probability of each pair by itself. total: entries of all rosters."""
    return chances(part.at, model, entries=total, lists=part.by_roster(model.list_bits))[1]


def worth_telling(part: Compared, model: Model, total: int, min_probability: float) -> Compared:
    """Return the pairs that may become matches: few of those that are compared."""
    return part.take(np.flatnonzero(may_reach(part.at, first_look(part, model, total), min_probability)))


def own_entries(part: Compared, model: Model, total: int) -> Told:
    """Return which of the pairs are entries surely of the person."""
    return _told(part, np.flatnonzero(are_own(part.at, first_look(part, model, total))), model)


def others_beside(part: Compared, own: OwnEntries, model: Model) -> Ints:
    """Return how many other own entries the person of each pair has. own: those of all pairs of all these people."""
    found = own.many[part.people]
    some = np.flatnonzero(found)
    found[some] = own.beside(_told(part, some, model))
    return found


def _told(part: Compared, some: Ints, model: Model) -> Told:
    encoded = part.names().take(pa.array(some)).dictionary_encode()
    repeated = [model.again.repeats.get(roster, roster) for roster in encoded.dictionary.to_pylist()]
    lists = text_numbers(pa.array(repeated, pa.string()))[encoded.indices.to_numpy()]
    return Told(part.people[some], said_in(_said(part, some), lists))


def _said(part: Compared, some: Ints) -> Hashes:
    found = said_by(part.segment.columns, part.entries[some])
    part.segment.let_go()
    return found


def _by_segment(parts: Sequence[Compared]) -> list[Compared]:
    """Join what was found in one segment: reasons are sooner made for many pairs at once."""
    found = []
    for _, group in groupby(parts, key=lambda part: id(part.segment)):
        some = list(group)
        people, entries = (np.concatenate([getattr(part, rows) for part in some]) for rows in ("people", "entries"))
        found.append(Compared(some[0].segment, people, entries, Circumstances.joined([part.at for part in some])))
    return found


def weighed(
    part: Compared, people: People, model: Model, total: int, min_probability: float, others: Ints | None = None
) -> pa.Table:
    """Return the matches among compared pairs.

    total: entries of all rosters. others: how many other own entries the person of each pair has (`others_beside`);
    without it pairs are not looked at a second time.
    """
    lists = part.by_roster(model.list_bits)
    alone, probability = chances(part.at, model, entries=total, lists=lists)
    second = None if others is None else _second_look(part, probability, model, others)
    kept = np.flatnonzero(np.round(probability_of(part.at, second_odds(alone, second)), 6) >= min_probability)
    if not len(kept):
        return MATCHES.empty_table()
    part, lists, second = part.take(kept), lists[kept], second and second.take(kept)
    asked, entries = people.take(SHOWN_COLUMNS, part.people), part.segment.take(SHOWN_COLUMNS, part.entries)
    part.segment.let_go()
    weights = weigh(part.at, model, entries=total, lists=lists, second=second, alone=alone[kept])
    return explained(part.at, weights, asked, entries, part.names())


def _second_look(part: Compared, probability: Floats, model: Model, others: Ints) -> SecondLook:
    """Look again. probability: of each pair by itself."""
    without = part.by_roster(lambda roster: model.again.bits(roster, has_another=False))
    with_another = part.by_roster(lambda roster: model.again.bits(roster, has_another=True))
    return second_look(part.at, probability, others > 0, without, with_another)
