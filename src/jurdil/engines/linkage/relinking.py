"""Link again after a change: ask only what changed, and come to the same answer as a run over everything.

With a fixed model the answer about a person hangs on the person and all entries, never on the other people. So a person
whose row is new or corrected is linked alone, through the rosters' indexes. When rosters come, go or are replaced,
everybody's frequencies change: kept pairs are weighed again, not compared again, and only new entries are compared.
Three kinds of people are linked from the start then, because pairs of theirs may be missing among the kept ones:
- a key of theirs became too common, or is so no longer;
- what strangers share with them became so much rarer that a pair left out as a stranger's might count now;
- their place of birth became a common or a rare one somewhere, which is another circumstance.
Who is told by the last two is found in `waking.py`.
That this is the same answer is tested as a property over random changes (tests/engines/linkage/test_relinking.py). It
rests on one thing that is only very likely: an index knows 36 bits of a key, and a key that shares them with more than
SURELY entries of other keys would be taken for too common.
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

from jurdil.engines.linkage.candidates import (
    MOST_ENTRIES_A_KEY,
    Asked,
    ask,
    each_once,
    expand,
    find_pairs,
    hits_of,
    unpacked,
)
from jurdil.engines.linkage.compare import compare
from jurdil.engines.linkage.counts import Columns, Counted, with_often
from jurdil.engines.linkage.estimating import worth_learning
from jurdil.engines.linkage.index import IndexedRoster, counts_in, packed
from jurdil.engines.linkage.kept import LEVELS_AND_WORDS, Kept, Pairs, join_pairs, no_pairs, rows_of, with_rows
from jurdil.engines.linkage.linking import (
    MODEL,
    PAIRS_A_CHUNK,
    PEOPLE_A_BATCH,
    Compared,
    others_beside,
    own_entries,
    prepare_people,
    weighed,
    worth_telling,
)
from jurdil.engines.linkage.model import Model
from jurdil.engines.linkage.own_entries import OwnEntries
from jurdil.engines.linkage.prepare import INPUT_COLUMNS, prepare
from jurdil.engines.linkage.rarity import with_whole_bits
from jurdil.engines.linkage.rosters import People, Segment
from jurdil.engines.linkage.sides import Side
from jurdil.engines.linkage.values import MATCHES
from jurdil.engines.linkage.versions import GONE, changes_since, columns_at, mark_of
from jurdil.engines.linkage.waking import baseline_of, may_wake, no_baseline
from jurdil.engines.linkage.weighing import circumstances

Ints = NDArray[np.int64]
Hits = Mapping[str, tuple[Ints, Ints]]
FEW = 20
"""With fewer than one person to so many entries the indexes are asked, else the entries are gone through."""
SURELY = 2 * MOST_ENTRIES_A_KEY
"""A key that an index counts more often is too common, whatever other keys share its bits."""
NEAR = 10
MOST_CHANGED = 0.2
"""If more of the entries came or went than this share, everybody is linked from the start: that is quicker then."""


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
        self.model, self.floor, self.threads, self.on = model, floor, threads, on
        self.question = blake2b(f"{on} {floor!r} {model.to_json()}".encode(), digest_size=16).hexdigest()
        self.files = [(str(path), mark_of(path)) for path in paths]
        self.rosters = [IndexedRoster.open(path) for path in paths]
        sizes = [sum(segment.rows.num_rows for segment in each.segments) for each in self.rosters]
        self.total, self.starts = sum(sizes), np.cumsum([0, *sizes])[:-1]

    def nothing(self) -> Kept:
        """Nothing kept: nobody asked these rosters yet."""
        prepared = prepare(pa.table({name: pa.array([], pa.string()) for name in INPUT_COLUMNS}), on=self.on)
        matches = with_rows(MATCHES.empty_table(), np.zeros(0, dtype=np.int64))
        return Kept(self.question, [], prepared, matches, no_pairs(), no_baseline(), self.files)

    def with_rosters(self, kept: Kept) -> tuple[Kept, Kept]:
        """Bring what is kept to the rosters of now. Returns it, and those people who must be linked from the start."""
        if list(kept.rosters) == self.files:
            return kept, self.nothing()
        gone = [file for file in kept.rosters if file not in self.files]
        if not kept.marks or any(mark_of(Path(path)) != mark for path, mark in gone):
            return self.nothing(), kept
        changes = changes_since(kept.rosters, self.files, [roster.segments for roster in self.rosters])
        if changes.size > MOST_CHANGED * self.total:
            return self.nothing(), kept
        people = People.of(kept.prepared)
        asked = ask(people.columns, threads=self.threads)
        starts = self.starts.tolist()
        added = self._hits(asked, [(rows + segment.start + starts[nth], columns_at(segment, rows))
                                   for nth, segment, rows in changes.added])  # fmt: skip
        taken = self._hits(asked, [(rows, columns_at(segment, rows)) for segment, rows in changes.gone])
        crossed, common = self._crossed(asked, added, taken, len(kept.marks))
        counted = counts_in(self.rosters, people.columns)
        people = self._with_counts(people, counted)
        now = baseline_of(people, counted, self.model, self.total)
        awake = crossed | may_wake(people, kept.baseline, now, self.model, self.floor)
        kept = replace(kept, rosters=self.files, pairs=_standing(kept.pairs, changes.stays))
        asleep = kept.of_people(np.flatnonzero(~awake))
        persons, entries = _pairs(asked, added, common)
        here, place = ~awake[persons], np.cumsum(~awake) - 1
        asleep_people = People(asleep.prepared, {name: column[~awake] for name, column in people.columns.items()})
        compared = self._compared(asleep_people, place[persons[here]], entries[here], counted, keeps_all=True)
        asleep = replace(asleep, pairs=join_pairs([asleep.pairs, compared]))
        matches = self._weighed(asleep_people, asleep.pairs, counted)
        return replace(asleep, matches=matches), kept.of_people(np.flatnonzero(awake))

    def with_people(self, kept: Kept, marks: Sequence[str], prepared: pa.Table) -> Kept:
        """Link people who are not among the kept ones, and keep them too."""
        people = People.of(prepared)
        counted = counts_in(self.rosters, people.columns)
        people = self._with_counts(people, counted)
        pairs = self._compared(people, *self._candidates(people), counted, keeps_all=False)
        matches = self._weighed(people, pairs, counted)
        first = len(kept.marks)
        return replace(
            kept,
            marks=[*kept.marks, *marks],
            prepared=pa.concat_tables([kept.prepared, prepared]).combine_chunks(),
            matches=pa.concat_tables([kept.matches, with_rows(matches, rows_of(matches) + first)]),
            pairs=join_pairs([kept.pairs, replace(pairs, people=pairs.people + first)]),
            baseline=np.concatenate([kept.baseline, baseline_of(people, counted, self.model, self.total)]),
        )

    def _with_counts(self, people: People, counts: Mapping[str, Counted]) -> People:
        """People, and beside each how often their values and names are met: asked once for all pairs."""
        columns = with_often(people.columns, counts, threads=self.threads)
        return People(people.prepared, dict(with_whole_bits(columns, counts, self.model)))

    def _candidates(self, people: People) -> tuple[Ints, Ints]:
        """Pairs of people and entries that share a key, from the indexes if the people are few."""
        asked = ask(people.columns, threads=self.threads)
        if len(people.columns["nik"]) * FEW >= self.total:
            segments = []
            for start, each in zip(self.starts.tolist(), self.rosters, strict=True):
                segments += [(start + segment.start, segment.columns) for segment in each.segments]
            return find_pairs(asked, segments, most=MOST_ENTRIES_A_KEY, threads=self.threads)
        keys = np.unique(packed(np.concatenate([each.keys for each in asked.values()])))
        spans = [each.find(keys) for each in self.rosters]
        often = np.sum([last - first for first, last in spans], axis=0)
        common = {kind: often[np.searchsorted(keys, packed(each.keys))] > SURELY for kind, each in asked.items()}
        hits: dict[str, list[tuple[Ints, Ints]]] = defaultdict(list)
        for start, roster, (first, last) in zip(self.starts.tolist(), self.rosters, spans, strict=True):
            rows = np.unique(roster.rows_between(first[often <= SURELY], last[often <= SURELY]))
            for segment in roster.segments:
                inside = rows[slice(*np.searchsorted(rows, (segment.start, segment.start + segment.rows.num_rows)))]
                columns = {name: column[inside - segment.start] for name, column in segment.columns.items()}
                for kind, nth, at in hits_of(asked, 0, columns):
                    hits[kind].append((inside[nth] + start, at.astype(np.int64)))
        whole = {kind: _side_by_side(parts) for kind, parts in hits.items()}
        for kind, (_, places) in whole.items():
            common[kind] |= np.bincount(places, minlength=len(common[kind])) > MOST_ENTRIES_A_KEY
        return _pairs(asked, whole, common)

    def _hits(self, asked: dict[str, Asked], parts: Sequence[tuple[Ints, Columns]]) -> Hits:
        """Entries, by the numbers that stand beside their columns, that share a key with somebody."""
        found: dict[str, list[tuple[Ints, Ints]]] = {kind: [] for kind in asked}
        with ThreadPoolExecutor(self.threads) as pool:
            for (numbers, _), hits in zip(parts, pool.map(lambda part: list(hits_of(asked, 0, part[1])), parts),
                                          strict=True):  # fmt: skip
                for kind, rows, at in hits:
                    found[kind].append((numbers[rows], at.astype(np.int64)))
        return {kind: _side_by_side(some) for kind, some in found.items()}

    def _crossed(
        self, asked: dict[str, Asked], added: Hits, taken: Hits, people: int
    ) -> tuple[NDArray[np.bool_], dict[str, NDArray[np.bool_]]]:
        """Who has a key that became too common, or is so no longer, and which of the keys are too common now.

        An index may count a little too many: whoever has a key near the line is among them.
        """
        found = np.zeros(people, dtype=bool)
        common = {}
        for kind, each in asked.items():
            more, fewer = (np.bincount(hits[kind][1], minlength=len(each.keys)) for hits in (added, taken))
            touched = np.flatnonzero(more + fewer)
            now = np.zeros(len(each.keys), dtype=np.int64)
            keys = packed(each.keys[touched])
            now[touched] = np.sum([np.subtract(*roster.find(keys)[::-1]) for roster in self.rosters], axis=0)
            past = now - more + fewer
            near = (np.maximum(now, past) > MOST_ENTRIES_A_KEY) & (np.minimum(now, past) <= MOST_ENTRIES_A_KEY + NEAR)
            for key in touched[near[touched]].tolist():
                found[each.owners.people[each.owners.starts[key] : each.owners.starts[key + 1]]] = True
            common[kind] = now > MOST_ENTRIES_A_KEY
        return found, common

    def _chunks(self, rosters: Ints, rows: Ints) -> Iterator[tuple[Segment, Ints, Ints]]:
        """Pairs by segment, in pieces: the segment, which pairs, and their rows in it."""
        for nth, segments in enumerate(each.segments for each in self.rosters):
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

        def likely(chunk: tuple[Segment, Ints, Ints]) -> Compared:
            segment, which, inside = chunk
            some = pairs.take(which)
            person, entry = _sides(people, segment, some.people, inside)
            at = circumstances(person, entry, some.comparison(), counts, self.model)
            return worth_telling(Compared(segment, some.people, inside, at), self.model, self.total, self.floor)

        with ThreadPoolExecutor(self.threads) as pool:
            parts = list(pool.map(likely, self._chunks(pairs.rosters, pairs.rows)))
            own = OwnEntries.of([own_entries(part, self.model, self.total) for part in parts], len(numbers))
            found = list(pool.map(lambda part: weighed(part, numbered, self.model, self.total, self.floor,
                                                       others_beside(part, own, self.model)), parts))  # fmt: skip
        return pa.concat_tables([with_rows(MATCHES.empty_table(), np.zeros(0, dtype=np.int64)), *found])


def _sides(people: People, segment: Segment, persons: Ints, rows: Ints) -> tuple[Side, Side]:
    return Side(people.columns, persons, people.texts), Side(segment.columns, rows, segment.texts)


def _standing(pairs: Pairs, stays: Mapping[int, tuple[int, Ints | None]]) -> Pairs:
    """Kept pairs with entries that are still there, under the numbers of now."""
    rosters, rows = np.full_like(pairs.rosters, GONE), pairs.rows.copy()
    for before, (now, again) in stays.items():
        here = np.flatnonzero(pairs.rosters == before)
        rosters[here] = now
        if again is not None:
            rows[here] = again[pairs.rows[here]]
    return replace(pairs, rosters=rosters, rows=rows).take((rosters != GONE) & (rows != GONE))


def _pairs(asked: dict[str, Asked], hits: Hits, common: Mapping[str, Any]) -> tuple[Ints, Ints]:
    parts = [expand(asked[kind].owners, rows, at, common[kind]) for kind, (rows, at) in hits.items()]
    return unpacked(each_once(parts))


def _side_by_side(parts: Sequence[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    nothing = np.zeros(0, dtype=np.int64)
    return np.concatenate([nothing, *(row for row, _ in parts)]), np.concatenate([nothing, *(at for _, at in parts)])
