"""Link again after a change: ask only what changed, and come to the same answer as a run over everything.

With a fixed model the answer about a person hangs on the person and all entries, never on the other people. So a person
whose row is new or corrected is linked alone. When rosters come, go or are replaced, everybody's frequencies change:
kept pairs are weighed again, not compared again, and only new entries are compared. Three kinds of people are linked
from the start then, because of whom pairs may be missing among the kept ones:
- a key of theirs became too common, or is so no longer;
- what strangers share with them became so much rarer that a pair left out as a stranger's might count now;
- their place of birth became a common or a rare one, which is another circumstance.
That this is the same answer is tested as a property over random changes (tests/engines/linkage/test_relinking.py).
"""

from __future__ import annotations

from collections import Counter as Occurrences
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from jurdil.engines.linkage.candidates import MOST_ENTRIES_A_KEY, Asked, ask, each_once, expand, hits_of
from jurdil.engines.linkage.compare import Side, compare
from jurdil.engines.linkage.counts import COUNTED, Counted, count_values
from jurdil.engines.linkage.estimating import WORTH_BITS, worth_learning
from jurdil.engines.linkage.hashing import Hashes
from jurdil.engines.linkage.kept import (
    LEVELS_AND_WORDS,
    Counts,
    Kept,
    KeptRoster,
    Pairs,
    aligned,
    join_pairs,
    no_pairs,
    rows_of,
    with_rows,
)
from jurdil.engines.linkage.linking import MODEL, PAIRS_A_CHUNK, PEOPLE_A_BATCH, Compared, prepare_people, weighed
from jurdil.engines.linkage.model import Model
from jurdil.engines.linkage.prepare import INPUT_COLUMNS, WORDS, prepare
from jurdil.engines.linkage.rosters import People, Segment, open_rosters
from jurdil.engines.linkage.values import MATCHES
from jurdil.engines.linkage.weighing import COMMON_PLACE, TINY, circumstances, whole_name_bits

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Hits = Mapping[str, tuple[Ints, Ints]]
TOTAL, NAME, KEY, BORN, PLACE, FIRST_WORD = range(6)
"""Columns of a baseline; the words' shares follow."""


def relink(
    kept: Kept | None, people: pa.Table, rosters: Sequence[Path], *, on: date, model: Model,
    min_probability: float = 0.05, threads: int = 2,
) -> tuple[pa.Table, Kept]:  # fmt: skip
    """Return the matches of all `people` and `rosters`, the same as `link_people` with this `model`, and what to keep.

    kept: of the last call; None, or kept under another model, day or lowest probability: everything is asked. A person
    is unchanged if a row with exactly the same values stood there before, a roster if its file is the same (name, size
    and time of change). Raises KeyError without id or name, NotPrepared for a file that is no prepared roster.
    """
    asking = _Asking(rosters, on=on, model=model, floor=min_probability, threads=threads)
    marks = _marks(people)
    kept = kept if kept is not None and kept.question == asking.question else asking.nothing()
    known = {mark: row for row, mark in enumerate(kept.marks)}
    stays = np.array([known[mark] for mark in marks if mark in known], dtype=np.int64)
    new = np.array([row for row, mark in enumerate(marks) if mark not in known], dtype=np.int64)
    kept, woken = asking.with_rosters(kept.of_people(stays))
    queue = [woken] if woken.marks else []
    if len(new):
        prepared = prepare_people(people.take(pa.array(new)), on=on, threads=threads).combine_chunks()
        queue.append(replace(asking.nothing(), marks=[marks[row] for row in new.tolist()], prepared=prepared))
    for each in queue:
        for start in range(0, len(each.marks), PEOPLE_A_BATCH):
            kept = asking.with_people(kept, each.marks[start : start + PEOPLE_A_BATCH],
                                      each.prepared.slice(start, PEOPLE_A_BATCH))  # fmt: skip
    return _told(kept, model), kept


def _marks(people: pa.Table) -> list[str]:
    """What each row says, as a number; the second of two equal rows differs from the first."""
    columns = [name for name in INPUT_COLUMNS if name in people.column_names]
    texts = [people.column(name).cast(pa.string()) for name in columns]
    joined = pc.binary_join_element_wise(*texts, "\x1f", null_handling="replace", null_replacement="\x00")
    found, seen = [], Occurrences[str]()
    for text in joined.to_pylist():
        seen[text] += 1
        found.append(blake2b(f"{columns}{seen[text]}{text}".encode(), digest_size=16).hexdigest())
    return found


def _told(kept: Kept, model: Model) -> pa.Table:
    ids = kept.prepared.column("id").combine_chunks()
    who = ids.take(pa.array(rows_of(kept.matches)))
    matches = kept.matches.set_column(0, "person_id", who)
    order = [("person_id", "ascending"), ("probability", "descending"), ("roster", "ascending"),
             ("entry_id", "ascending")]  # fmt: skip
    found = matches.take(pc.sort_indices(matches, order)).cast(MATCHES)
    return found.replace_schema_metadata({MODEL: model.to_json().encode()})


class _Asking:
    """One question to the rosters as they are now."""

    def __init__(self, paths: Sequence[Path], *, on: date, model: Model, floor: float, threads: int) -> None:
        self.model, self.floor, self.threads = model, floor, threads
        text = f"{on} {floor!r} {model.to_json()}"
        self.question = blake2b(text.encode(), digest_size=16).hexdigest()
        self.on = on
        self.marks = [f"{nth} {_mark(path)}" if path in paths[:nth] else _mark(path) for nth, path in enumerate(paths)]
        self.segments = [open_rosters([path]) for path in paths]
        sizes = [sum(segment.rows.num_rows for segment in each) for each in self.segments]
        self.sizes, self.total = sizes, sum(sizes)
        self.starts = np.cumsum([0, *sizes])[:-1]

    def nothing(self) -> Kept:
        """Nothing kept: nobody asked these rosters yet."""
        columns = {name: pa.array([], pa.string()) for name in INPUT_COLUMNS}
        prepared = prepare(pa.table(columns), on=self.on)
        none = ask(People.of(prepared).columns)
        keys = {kind: found.keys[:0] for kind, found in none.items()}
        values = {kind: np.zeros(0, dtype=np.uint64) for kind in COUNTED}
        rosters = [
            KeptRoster(mark, size, {kind: np.zeros(0, dtype=np.int64) for kind in keys},
                       {kind: np.zeros(0, dtype=np.int64) for kind in COUNTED}, dict.fromkeys(COUNTED, 0))
            for mark, size in zip(self.marks, self.sizes, strict=True)
        ]  # fmt: skip
        matches = with_rows(MATCHES.empty_table(), np.zeros(0, dtype=np.int64))
        baseline = np.zeros((0, FIRST_WORD + len(WORDS)))
        return Kept(self.question, [], prepared, matches, no_pairs(), baseline, keys, values, rosters)

    def with_rosters(self, kept: Kept) -> tuple[Kept, Kept]:
        """Bring what is kept to the rosters of now. Returns it, and those people who must be linked from the start."""
        if [roster.mark for roster in kept.rosters] == self.marks:
            return kept, self.nothing()
        if not kept.marks:
            return self.nothing(), self.nothing()
        people = People.of(kept.prepared)
        asked = ask(people.columns, threads=self.threads)
        before = {roster.mark: roster for roster in kept.rosters}
        fresh = [nth for nth, mark in enumerate(self.marks) if mark not in before]
        hits, found = self._look(people, asked, fresh)
        values = {kind: each.values for kind, each in count_values(people.columns, []).items()}
        keys = {kind: each.keys for kind, each in asked.items()}
        rosters = [found[nth] if nth in found else _carried(before[mark], kept, keys, values)
                   for nth, mark in enumerate(self.marks)]  # fmt: skip
        past = _sums([_carried(roster, kept, keys, values) for roster in kept.rosters], keys)
        now = _sums(rosters, keys)
        counted = replace(kept, values=values, rosters=rosters).counted()
        shares = self._shares(people, counted)
        awake = self._may_wake(people, kept.baseline, shares) | _crossed(asked, past, now, len(kept.marks))
        common = {kind: each > MOST_ENTRIES_A_KEY for kind, each in now.items()}
        kept = replace(kept, keys=keys, values=values, rosters=rosters, pairs=self._standing(kept))
        asleep = kept.of_people(np.flatnonzero(~awake))
        place = np.cumsum(~awake) - 1
        persons, entries = _pairs(asked, hits, common)
        here = ~awake[persons]
        asleep_people = People.of(asleep.prepared)
        added = self._compared(asleep_people, place[persons[here]], entries[here], counted, keeps_all=True)
        asleep = replace(asleep, pairs=join_pairs([asleep.pairs, added]))
        matches = self._weighed(asleep_people, asleep.pairs, counted)
        return replace(asleep, matches=matches), kept.of_people(np.flatnonzero(awake))

    def with_people(self, kept: Kept, marks: Sequence[str], prepared: pa.Table) -> Kept:
        """Link people who are not among the kept ones, and keep them too."""
        people = People.of(prepared)
        asked = ask(people.columns, threads=self.threads)
        hits, found = self._look(people, asked, range(len(self.marks)))
        rosters = [found[nth] for nth in range(len(self.marks))]
        keys = {kind: each.keys for kind, each in asked.items()}
        values = {kind: each.values for kind, each in count_values(people.columns, []).items()}
        alone = replace(self.nothing(), values=values, keys=keys, rosters=rosters)
        counted = alone.counted()
        common = {kind: each > MOST_ENTRIES_A_KEY for kind, each in _sums(rosters, keys).items()}
        pairs = self._compared(people, *_pairs(asked, hits, common), counted, keeps_all=False)
        first = len(kept.marks)
        matches = self._weighed(people, pairs, counted)
        matches = with_rows(matches, rows_of(matches) + first)
        both_keys = {kind: np.union1d(kept.keys[kind], keys[kind]) for kind in keys}
        both_values = {kind: np.union1d(kept.values[kind], values[kind]) for kind in values}
        return Kept(
            self.question, [*kept.marks, *marks], pa.concat_tables([kept.prepared, prepared]).combine_chunks(),
            pa.concat_tables([kept.matches, matches]),
            join_pairs([kept.pairs, replace(pairs, people=pairs.people + first)]),
            np.concatenate([kept.baseline, self._shares(people, counted)]), both_keys, both_values,
            [_joined(_carried(old, kept, both_keys, both_values), _carried(new, alone, both_keys, both_values))
             for old, new in zip(kept.rosters, rosters, strict=True)],
        )  # fmt: skip

    def _look(
        self, people: People, asked: dict[str, Asked], which: Sequence[int]
    ) -> tuple[Hits, dict[int, KeptRoster]]:
        """Ask some rosters: entries that share a key with somebody, and how often keys and values stand in each."""
        jobs = [(nth, segment) for nth in which for segment in self.segments[nth]]
        rows: dict[str, list[Ints]] = defaultdict(list)
        places: dict[str, list[Ints]] = defaultdict(list)
        keys = {nth: {kind: np.zeros(len(each.keys), dtype=np.int64) for kind, each in asked.items()} for nth in which}
        with ThreadPoolExecutor(self.threads) as pool:
            found = pool.map(lambda job: hits_of(asked, int(self.starts[job[0]]) + job[1].start, job[1].columns), jobs)
            for (nth, _), parts in zip(jobs, found, strict=True):
                for kind, row, at in parts:
                    rows[kind].append(row.astype(np.int64))
                    places[kind].append(at.astype(np.int64))
                    keys[nth][kind] += np.bincount(at, minlength=len(asked[kind].keys))
        rosters = {}
        for nth in which:
            counted = count_values(people.columns, [segment.columns for segment in self.segments[nth]],
                                   threads=self.threads)  # fmt: skip
            values = {kind: np.broadcast_to(each.counts, len(each.values)).astype(np.int64)
                      for kind, each in counted.items()}  # fmt: skip
            rosters[nth] = KeptRoster(self.marks[nth], self.sizes[nth], keys[nth], values,
                                      {kind: each.total for kind, each in counted.items()})  # fmt: skip
        return {kind: (np.concatenate(rows[kind]), np.concatenate(places[kind])) for kind in rows}, rosters

    def _standing(self, kept: Kept) -> Pairs:
        """Kept pairs with rosters that are still there, under the numbers of now."""
        numbers = np.array([self.marks.index(roster.mark) if roster.mark in self.marks else -1
                            for roster in kept.rosters], dtype=np.int64)  # fmt: skip
        now = numbers[kept.pairs.rosters]
        return replace(kept.pairs, rosters=now).take(now >= 0)

    def _chunks(self, rosters: Ints, rows: Ints) -> Iterator[tuple[Segment, Ints, Ints]]:
        """Pairs by segment, in pieces: the segment, which pairs, and their rows in it."""
        for nth, segments in enumerate(self.segments):
            of_roster = np.flatnonzero(rosters == nth)
            of_roster = of_roster[np.argsort(rows[of_roster], kind="stable")]
            ordered = rows[of_roster]
            for segment in segments:
                first, last = np.searchsorted(ordered, (segment.start, segment.start + segment.rows.num_rows))
                for start in range(int(first), int(last), PAIRS_A_CHUNK):
                    end = min(start + PAIRS_A_CHUNK, int(last))
                    yield segment, of_roster[start:end], ordered[start:end] - segment.start

    def _compared(
        self, people: People, persons: Ints, entries: Ints, counts: dict[str, Counted], *, keeps_all: bool
    ) -> Pairs:
        """Compare pairs; unless all are kept, leave out those of strangers as `linking.compared_pairs` does."""
        nth = np.searchsorted(self.starts, entries, side="right") - 1
        rows = entries - self.starts[nth]

        def work(chunk: tuple[Segment, Ints, Ints]) -> Pairs:
            segment, which, inside = chunk
            person, entry = _sides(people, segment, persons[which], inside)
            found = compare(person, entry)
            levels = np.stack([getattr(found, name) for name in LEVELS_AND_WORDS], axis=1)
            pairs = Pairs(persons[which], nth[which], rows[which], levels)
            if keeps_all:
                return pairs
            return pairs.take(worth_learning(circumstances(person, entry, found, counts, self.model), self.model,
                                             self.total))  # fmt: skip

        with ThreadPoolExecutor(self.threads) as pool:
            return join_pairs(list(pool.map(work, self._chunks(nth, rows))))

    def _weighed(self, people: People, pairs: Pairs, counts: dict[str, Counted]) -> pa.Table:
        """The matches among compared pairs, with the people's rows as ids."""
        numbers = pa.array(np.arange(people.prepared.num_rows)).cast(pa.string())
        where = people.prepared.column_names.index("id")
        numbered = People(people.prepared.set_column(where, "id", numbers), people.columns)

        def work(chunk: tuple[Segment, Ints, Ints]) -> pa.Table:
            segment, which, inside = chunk
            some = pairs.take(which)
            person, entry = _sides(people, segment, some.people, inside)
            at = circumstances(person, entry, some.comparison(), counts, self.model)
            return weighed(Compared(segment, some.people, inside, at), numbered, self.model, self.total, self.floor)

        with ThreadPoolExecutor(self.threads) as pool:
            found = list(pool.map(work, self._chunks(pairs.rosters, pairs.rows)))
        return pa.concat_tables([with_rows(MATCHES.empty_table(), np.zeros(0, dtype=np.int64)), *found])

    def _shares(self, people: People, counts: Mapping[str, Counted]) -> Floats:
        """Per person, what a stranger's agreement is worth now (columns: see TOTAL and the names after it)."""
        size = people.prepared.num_rows
        everybody = np.arange(size)
        side = Side(people.columns, everybody, people.texts)
        found = np.zeros((size, FIRST_WORD + len(WORDS)))
        found[:, TOTAL] = np.log2(max(self.total, 1))
        for column, kind in ((NAME, "name"), (KEY, "key")):
            found[:, column] = whole_name_bits(side, everybody, kind, counts, self.model.unmet)
        found[:, BORN] = np.log2(np.maximum(counts["born"].share("born", side["born"]), TINY))
        found[:, PLACE] = counts["place"].share("place", side["place"])
        for nth, name in enumerate(WORDS):
            found[:, FIRST_WORD + nth] = np.log2(np.maximum(counts["word"].share("word", side[name]), TINY))
        return found

    def _may_wake(self, people: People, past: Floats, now: Floats) -> NDArray[np.bool_]:
        """Whether a pair of the person that was left out may count now.

        Left out were pairs whose classes stood WORTH_BITS below strangers. A pair can reach the lowest probability only
        if what strangers share has become rarer by more bits than lie between the two.
        """
        fell = np.maximum(past - now, 0.0)
        words = np.where(np.stack([people.columns[name] for name in WORDS], axis=1) > 0, fell[:, FIRST_WORD:], 0.0)
        names = np.maximum(np.maximum(fell[:, NAME], fell[:, KEY]), words.sum(axis=1))
        has_place = people.columns["place"] > 0
        was, is_ = past[:, PLACE], now[:, PLACE]
        places = np.where(has_place & (is_ < COMMON_PLACE), np.maximum(np.log2(was / is_), 0.0), 0.0)
        total = fell[:, TOTAL] + names + np.where(people.columns["born"] > 0, fell[:, BORN], 0.0) + places
        room = -WORTH_BITS + np.log2(max(self.floor - 1e-6, TINY)) - 0.01
        found: NDArray[np.bool_] = (total > room) | (has_place & ((was < COMMON_PLACE) != (is_ < COMMON_PLACE)))
        return found


def _mark(path: Path) -> str:
    known = path.stat()
    return f"{path.name} {known.st_size} {known.st_mtime_ns} {known.st_ino}"


def _sides(people: People, segment: Segment, persons: Ints, rows: Ints) -> tuple[Side, Side]:
    return Side(people.columns, persons, people.texts), Side(segment.columns, rows, segment.texts)


def _pairs(asked: dict[str, Asked], hits: Hits, common: Mapping[str, Any]) -> tuple[Ints, Ints]:
    return each_once([expand(asked[kind], rows, at, common[kind]) for kind, (rows, at) in hits.items()])


def _sums(rosters: Sequence[KeptRoster], keys: Mapping[str, Hashes]) -> dict[str, Ints]:
    return {kind: np.sum([np.zeros(len(each), np.int64), *(roster.keys[kind] for roster in rosters)], axis=0)
            for kind, each in keys.items()}  # fmt: skip


def _carried(roster: KeptRoster, kept: Kept, keys: Mapping[str, Hashes], values: Mapping[str, Hashes]) -> KeptRoster:
    """A roster's counts for other lists of keys and values."""
    return replace(
        roster,
        keys={kind: aligned(roster.keys[kind], kept.keys[kind], found) for kind, found in keys.items()},
        values={kind: aligned(roster.values[kind], kept.values[kind], found) for kind, found in values.items()},
    )


def _joined(one: KeptRoster, other: KeptRoster) -> KeptRoster:
    """The counts of two lists of people, which agree where both have them."""

    def both(first: Counts, second: Counts) -> dict[str, Ints]:
        return {kind: np.maximum(first[kind], second[kind]) for kind in first}

    totals = {kind: max(one.totals[kind], other.totals[kind]) for kind in one.totals}
    return replace(one, keys=both(one.keys, other.keys), values=both(one.values, other.values), totals=totals)


def _crossed(asked: dict[str, Asked], past: Counts, now: Counts, people: int) -> NDArray[np.bool_]:
    """Who has a key that became too common, or is so no longer."""
    found = np.zeros(people, dtype=bool)
    for kind, each in asked.items():
        for key in np.flatnonzero((past[kind] > MOST_ENTRIES_A_KEY) != (now[kind] > MOST_ENTRIES_A_KEY)).tolist():
            if key + 1 < len(each.starts):
                found[each.people[each.starts[key] : each.starts[key + 1]]] = True
    return found
