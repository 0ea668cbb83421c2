"""All together, one at a time, after a change, and in pieces as a cluster does it: four ways to one answer.

Rows are invented to be nasty: empty fields, equal rows, regions of every length, births on 1 January, numbers that
several people have, names of one to ten words.
"""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jurdil.engines.linkage import RosterIndex, counts, index, link_people, linking, prepare_roster, relinking
from jurdil.engines.linkage import spark_steps as steps
from jurdil.engines.linkage.counts import COUNTED, OFTEN
from jurdil.engines.linkage.linking import in_order
from jurdil.engines.linkage.model import Model
from jurdil.engines.linkage.prepare import INPUT_COLUMNS
from jurdil.engines.linkage.relinking import relink
from jurdil.engines.linkage.spark_steps import ENTRY, PERSON
from jurdil.engines.linkage.values import MATCHES

ON = date(2024, 11, 27)
MOST = 5
SIZES = {"a": (8, 40), "b": (0, 8), "c": (0, 40)}
Row = tuple[str | None, ...]
Rosters = dict[str, list[Row]]
PARTS = ("Budi", "Boedi", "Santoso", "Santosa", "Siti", "St.", "Muhammad", "M.", "Rina", "Wijaya", "Widjaja", "bin",
         "Dr.", "S.Pd.", "Agus", "A", "Dewi", "Nur", "Abdul", "Abd.", "de", "’Ain", "Ê", "I", "Made",
         "Ny.", "Istri", "(Alm)", "II")  # fmt: skip
BORN = ("1985-01-01", "1985-01-01", "1985-03-14", "14/03/1985", "1985-14-03", "1958-03-14", "2085-01-01", "", None)
PLACES = ("Jakarta", "Kota Jakarta", "Jkarta", "Bogor", "KAB. BOGOR", " ", "", None)
HOMES = ("Jl. Rekaan No. 5 RT 001/RW 002", "Jln Rekaan 5 RT 1 RW 2", "RT 003/RW 001", "Jl. Rekaan", "-", None)
WARDS = ("31", "31.71", "31.71.01", "31.71.01.1001", "3171011001", "32.01.01.2001", "99.99", "317", "", None)
SEXES = ("L", "P", "LAKI-LAKI", "x", None)


def _number(random: Random) -> str | None:
    day = random.choice((1, 14, 41, 54))
    return random.choice(
        (f"317101{day:02d}0185{random.randint(1, 3):04d}", "3,17101E+15", "0" * 16, "317101", "", None)
    )


def _row(random: Random) -> Row:
    name = " ".join(random.choice(PARTS) for _ in range(random.choice((1, 1, 2, 2, 3, 4, 10))))
    return (name, _number(random), random.choice(BORN), random.choice(PLACES), random.choice(SEXES),
            random.choice(HOMES), random.choice(WARDS))  # fmt: skip


def _rows(random: Random, size: int) -> list[Row]:
    rows = [_row(random) for _ in range(size)]
    return rows + random.choices(rows, k=size // 4) if rows else rows


def _table(letter: str, rows: list[Row]) -> pa.Table:
    columns = [[f"{letter}{nth}" for nth in range(len(rows))], *([row[nth] for row in rows] for nth in range(7))]
    return pa.table({name: pa.array(values, pa.string()) for name, values in zip(INPUT_COLUMNS, columns, strict=True)})


@pytest.fixture(scope="module")
def small_world() -> Iterator[None]:
    """Few entries make a key too common, and a short list tells how common a value is."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (linking, relinking, index):
            patch.setattr(module, "MOST_ENTRIES_A_KEY", MOST)
        patch.setattr(relinking, "SURELY", 2 * MOST)
        patch.setattr(relinking, "NEAR", 0)
        patch.setattr(counts, "ENOUGH", dict.fromkeys(counts.ENOUGH, 40))
        yield


def _batches(random: Random, table: pa.Table) -> Iterator[pa.RecordBatch]:
    """The rows in pieces of any size, in any order."""
    rows = pa.array(random.sample(range(table.num_rows), table.num_rows), pa.int64())
    yield from table.take(rows).to_batches(max_chunksize=random.randint(1, 40))


def _in_pieces(random: Random, people: pa.Table, rosters: dict[str, pa.Table], model: Model, floor: float) -> pa.Table:
    """What `spark.py` lets executors do, with dictionaries in place of Spark's joins."""
    parts = [table.append_column("roster", pa.array([name] * len(table), pa.string()))
             for name, table in rosters.items()]  # fmt: skip
    numbered = [
        table.append_column("row", pa.array(range(len(table)), pa.int64()))
        for table in (people, pa.concat_tables(parts))
    ]
    asked, listed = (pa.Table.from_batches([*steps.prepare_step(on=ON)(_batches(random, each))]) for each in numbered)
    pairs = _pairs(asked, listed)
    order = random.sample(pairs, len(pairs))
    one, other = (
        table.take(pc.index_in(pa.array([pair[nth] for pair in order], pa.int64()), value_set=table.column("row")))
        for nth, table in enumerate((_with_counts(asked, listed), listed))
    )
    columns = {name if name.startswith(OFTEN) else f"{PERSON}{name}": one.column(name) for name in one.column_names}
    joined = pa.table(columns | {f"{ENTRY}{name}": other.column(name) for name in other.column_names})
    known = (model, _totals(listed), len(listed), floor)
    likely = _told(steps.likely_step(*known)(_in_batches(random, joined)))
    places = {pair: nth for nth, pair in enumerate(order)}
    few = joined.take(pa.array([places[person, entry] for person, entry, *_ in likely], pa.int64()))
    few = few.append_column("others", pa.array(_others(likely, few.column(f"{ENTRY}roster"), model), pa.int64()))
    found = [pa.Table.from_batches([batch]) for batch in steps.matches_step(*known)(_in_batches(random, few))]
    return in_order(pa.concat_tables([MATCHES.empty_table(), *(part.cast(MATCHES) for part in found)]))


def _others(likely: list[tuple[Any, ...]], rosters: pa.ChunkedArray, model: Model) -> list[int]:
    """How many other own entries stand beside each pair, as `spark._with_others` counts them."""
    told = [(said, model.again.repeats.get(name, name))
            for (_, _, said, _), name in zip(likely, rosters.to_pylist(), strict=True)]  # fmt: skip
    own = defaultdict(set)
    for (person, *_, is_own), here in zip(likely, told, strict=True):
        if is_own:
            own[person].add(here)
    return [len(own[person] - {here}) for (person, *_), here in zip(likely, told, strict=True)]


def _in_batches(random: Random, rows: pa.Table) -> list[pa.RecordBatch]:
    found: list[pa.RecordBatch] = rows.combine_chunks().to_batches(max_chunksize=random.randint(1, 60))
    return found


def _pairs(asked: pa.Table, listed: pa.Table) -> list[tuple[int, int]]:
    carriers: dict[int, list[int]] = defaultdict(list)
    for key, row in _told(steps.keys_step(MOST)(listed.to_batches())):
        carriers[key].append(row)
    probes = _told(steps.probes_step(asked.to_batches()))
    few = [(person, entry) for key, person in probes if len(carriers[key]) <= MOST for entry in carriers[key]]
    return sorted(set(few))


def _with_counts(asked: pa.Table, listed: pa.Table) -> pa.Table:
    kinds = [kind for kind, _ in steps.SLOTS]
    often = Counter((kinds[slot], value) for slot, value, _ in _told(steps.values_step(listed.to_batches())))
    theirs = {
        (row, slot): often[kinds[slot], value] for slot, value, row in _told(steps.values_step(asked.to_batches()))
    }
    rows = asked.column("row").to_pylist()
    for slot in range(len(kinds)):
        asked = asked.append_column(
            f"{OFTEN}{slot}", pa.array([theirs.get((row, slot), 0) for row in rows], pa.int64())
        )
    return asked


def _totals(listed: pa.Table) -> dict[str, int]:
    firsts = {slot: kind for slot, (kind, column) in enumerate(steps.SLOTS) if COUNTED[kind][0] == column}
    found = dict.fromkeys(COUNTED, 0)
    for slot, _, _ in _told(steps.values_step(listed.to_batches())):
        if slot in firsts:
            found[firsts[slot]] += 1
    return found


def _told(batches: Iterator[pa.RecordBatch]) -> list[tuple[Any, ...]]:
    return [row for batch in batches for row in zip(*(column.to_pylist() for column in batch.columns), strict=True)]


def _as_told(rows: list[dict[str, Any]]) -> list[Any]:
    return sorted(rows, key=lambda row: (row["person_id"], row["roster"], row["entry_id"]))


@pytest.mark.slow
@pytest.mark.usefixtures("small_world")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32), st.sampled_from((0.05, 0.001)))
def test_four_ways_give_one_answer(model: Model, seed: int, floor: float) -> None:
    random = Random(seed)
    people = _table("p", _rows(random, 12))
    rosters = {name: _table("e", _rows(random, random.choice(sizes))) for name, sizes in SIZES.items()}
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{name}.arrow" for name in rosters]
        for (name, table), path in zip(rosters.items(), paths, strict=True):
            prepare_roster(table, path, name=name, on=ON)

        whole = link_people(people, paths, on=ON, model=model, min_probability=floor)

        told = _as_told(whole.to_pylist())
        _, kept = relink(None, people.slice(3), paths[1:], on=ON, model=model, min_probability=floor)
        again, _ = relink(kept, people, paths, on=ON, model=model, min_probability=floor)
        assert again.to_pylist() == whole.to_pylist()
        with RosterIndex(paths, on=ON, model=model) as ready:
            one = [asdict(match) for person in people.to_pylist()
                   for match in ready.link_one(person, min_probability=floor)]  # fmt: skip
        assert [_plain(row) for row in _as_told(one)] == [_plain(row) for row in told]
        pieces = _in_pieces(random, people, rosters, model, floor)
        assert _as_told(pieces.to_pylist()) == told


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "reasons": [dict(reason) for reason in row["reasons"]]}
