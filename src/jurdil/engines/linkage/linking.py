"""Link people to rosters: candidates by blocking keys, levels of agreement, weights, matches with their reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from jurdil.engines.linkage.database import Database
from jurdil.engines.linkage.explaining import reasons_for
from jurdil.engines.linkage.prepare import prepare
from jurdil.engines.linkage.values import MATCHES, Match, grade_of
from jurdil.engines.linkage.weighing import COLUMN_OF, FIELDS, Weights, smoothing, weigh

MOST_ENTRIES_A_KEY = 100
PEOPLE_A_BATCH = 50_000
COMPARED = (
    "row", "name", "key", "joined", "words", "nik", "born", "is_born_from_nik", "sex", "place", "region", "ground",
    "house",
)  # fmt: skip
"""The columns of an entry that are compared."""
NAME_OF_ROSTER = b"jurdil.roster"

Progress = Callable[[str, int, int], None]


def prepare_roster(entries: pa.Table, path: Path, *, name: str, on: date) -> None:
    """Clean the entries of a roster once and keep them at `path` (Parquet), for linking as often as one likes.

    entries: columns id and name, and any of nik, birth_date, birth_place, sex, address, region, as text. name: of the
    roster, as matches will call it. on: fixes the century of two-digit years. Raises KeyError without id or name.
    """
    prepared = prepare(entries, on=on)
    pq.write_table(prepared.replace_schema_metadata({NAME_OF_ROSTER: name.encode()}), path, compression="zstd")


@dataclass(frozen=True)
class Rosters:
    """Prepared rosters side by side: rows numbered through, the roster of each row, keys and counts of values."""

    entries: pa.Table
    names: tuple[str, ...]
    starts: tuple[int, ...]
    keys: pa.Table
    counts: pa.Table

    def roster_of(self, row: int) -> str:
        """Return the name of the roster that a row belongs to."""
        return self.names[int(np.searchsorted(self.starts, row, side="right")) - 1]


def open_rosters(paths: Sequence[Path], database: Database) -> Rosters:
    """Read prepared rosters and derive their keys and counts."""
    tables, names, starts, start = [], [], [], 0
    for path in paths:
        table = pq.read_table(path)
        names.append((table.schema.metadata or {}).get(NAME_OF_ROSTER, path.stem.encode()).decode())
        starts.append(start)
        start += table.num_rows
        tables.append(table.replace_schema_metadata(None))
    whole = pa.concat_tables(tables)
    rows = pa.array(np.arange(start, dtype=np.int64))
    entries = whole.set_column(whole.column_names.index("row"), "row", rows).combine_chunks()
    return Rosters(entries, tuple(names), tuple(starts), database.keys_of(entries), database.count_values(entries))


def link_people(
    people: pa.Table,
    rosters: Sequence[Path],
    *,
    on: date,
    min_probability: float = 0.05,
    threads: int = 2,
    memory_limit: str = "2GB",
    progress: Progress | None = None,
) -> pa.Table:
    """Return a row per pair of a person and an entry that may be the same human being, with reasons.

    people: columns id and name, others optional, as text. rosters: files of `prepare_roster`. on: fixes the century
    of a NIK. progress: told the step, and how many people of how many are done. The order of rows changes nothing; the
    result is sorted by person, probability, roster and entry. Raises KeyError without id or name.
    """
    database = Database(threads=threads, memory_limit=memory_limit)
    try:
        asked = prepare(people, on=on)
        world = open_rosters(rosters, database) if rosters else None
        found: list[Match] = []
        if world is not None and world.entries.num_rows:
            for start in range(0, asked.num_rows, PEOPLE_A_BATCH):
                batch = _renumbered(asked.slice(start, PEOPLE_A_BATCH))
                found += link_batch(batch, world, database, min_probability=min_probability, people=asked.num_rows)
                if progress is not None:
                    progress("link", min(start + PEOPLE_A_BATCH, asked.num_rows), asked.num_rows)
    finally:
        database.close()
    found.sort(key=lambda match: (match.person_id, -match.probability, match.roster, match.entry_id))
    return pa.Table.from_pylist([asdict(match) for match in found], schema=MATCHES)


def _renumbered(table: pa.Table) -> pa.Table:
    rows = pa.array(np.arange(table.num_rows, dtype=np.int64))
    return table.set_column(table.column_names.index("row"), "row", rows)


def link_batch(
    asked: pa.Table, world: Rosters, database: Database, *, min_probability: float, people: int
) -> list[Match]:
    """Link one batch of prepared people (rows numbered from 0) to open rosters."""
    keys = database.keys_of(asked, is_probe=True)
    pairs = database.candidates(keys, [(0, world.keys)], most=MOST_ENTRIES_A_KEY)
    return compare_pairs(asked, pairs, world, database, min_probability=min_probability, people=people)


def compare_pairs(
    asked: pa.Table, pairs: pa.Table, world: Rosters, database: Database, *, min_probability: float, people: int
) -> list[Match]:
    """Compare and weigh candidate pairs (person, entry: rows) and return those that are probable enough."""
    if pairs.num_rows == 0:
        return []
    values = database.values_of(asked)
    counted = database.sum_counts([world.counts], values.select(["value"]))
    word, size = smoothing("word", world.entries.num_rows)
    counted_people = database.with_counts(asked, values, counted, word=word, size=size)
    rows = pc.unique(pairs.column("entry"))
    levels = database.compare(pairs, counted_people, world.entries.select(list(COMPARED)).take(rows))
    weights = weigh(levels, entries=world.entries.num_rows, people=people)
    kept = np.flatnonzero(weights.probability >= min_probability)
    return list(_matches(kept, levels.take(pa.array(kept)), weights, asked, world))


def _matches(
    kept: np.ndarray[Any, np.dtype[np.int64]], levels: pa.Table, weights: Weights, asked: pa.Table, world: Rosters
) -> Iterator[Match]:
    persons = asked.take(levels.column("person")).to_pylist()
    entries = world.entries.take(levels.column("entry")).to_pylist()
    rows = levels.select(["entry", *COLUMN_OF.values()]).to_pylist()
    for nth, person, entry, row in zip(kept.tolist(), persons, entries, rows, strict=True):
        probability = round(float(weights.probability[nth]), 6)
        yield Match(
            person_id=person["id"],
            roster=world.roster_of(row["entry"]),
            entry_id=entry["id"],
            probability=probability,
            grade=grade_of(probability),
            evidence_class=str(weights.evidence[nth]),
            reasons=reasons_for(
                {field: row[COLUMN_OF[field]] for field in FIELDS},
                {field: float(weights.bits[field][nth]) for field in FIELDS},
                person,
                entry,
                prior=weights.prior,
                caution=float(weights.caution[nth]),
                probability=float(weights.probability[nth]),
            ),
        )
