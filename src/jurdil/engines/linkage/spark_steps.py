"""The steps of linking over streams of Arrow batches, as the executors of a cluster run them; Spark itself is not here.

They call the same functions as the single machine, so that a pair is weighed alike wherever it is weighed. Spark knows
no unsigned numbers: compared columns travel as signed numbers of the same bits. A person's row carries beside each
counted value how many entries have it, so that no executor needs the counts of all values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from jurdil.engines.linkage.birthplaces import values_of
from jurdil.engines.linkage.classes import ways_of
from jurdil.engines.linkage.counts import COUNTED, OFTEN, Counted
from jurdil.engines.linkage.hashing import Hashes, mixed
from jurdil.engines.linkage.keys import Columns, Keys, keys_of, probes_of
from jurdil.engines.linkage.linking import Compared, compared_pairs, first_look, weighed, worth_telling
from jurdil.engines.linkage.model import Model
from jurdil.engines.linkage.own_entries import are_own, said_by
from jurdil.engines.linkage.prepare import INPUT_COLUMNS, KEYS_ONLY, NUMBERS, TEXTS, prepare
from jurdil.engines.linkage.rosters import People, Segment, as_numbers
from jurdil.engines.linkage.sides import Texts
from jurdil.engines.linkage.values import MATCHES

Batches = Iterable[pa.RecordBatch]
Step = Callable[[Batches], Iterator[pa.RecordBatch]]
PERSON, ENTRY = "p_", "e_"
"""How columns begin that belong to a side of a pair."""
SLOTS = tuple((kind, column) for kind, columns in COUNTED.items() for column in columns)
_SIGNED = {pa.uint64(): pa.int64(), pa.uint32(): pa.int32(), pa.uint16(): pa.int16(), pa.uint8(): pa.int8()}
_PREPARED = prepare(pa.table({"id": ["a"], "name": ["a"]}), on=date(2000, 1, 1)).schema
PREPARED = pa.schema([(name, _SIGNED.get(_PREPARED.field(name).type, _PREPARED.field(name).type))
                      for name in (*NUMBERS, *TEXTS)])  # fmt: skip
"""Prepared rows as they travel."""
TRAVELLING = tuple(name for name in PREPARED.names if name not in KEYS_ONLY)
"""Prepared columns that go with a pair."""
KEYS = pa.schema([("key", pa.int64()), ("row", pa.int64())])
VALUES = pa.schema([("slot", pa.int8()), ("value", pa.int64()), ("row", pa.int64())])
LIKELY = pa.schema([("person", pa.int64()), ("entry", pa.int64()), ("said", pa.int64()), ("is_own", pa.bool_())])
WAYS = pa.schema([("way", pa.int64()), ("pairs", pa.int64())])


def prepare_step(*, on: date) -> Step:
    """Clean raw rows; columns that are no input (row, roster) go along. on: fixes the century of a NIK."""

    def run(batches: Batches) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            along = [name for name in batch.schema.names if name not in INPUT_COLUMNS]
            found = prepare(pa.Table.from_batches([batch]).drop_columns(along), on=on)
            columns = {field.name: _viewed(found.column(field.name), field.type) for field in PREPARED}
            yield pa.RecordBatch.from_pydict(columns | {name: batch.column(name) for name in along})

    return run


def keys_step(most: int) -> Step:
    """How to yield the blocking keys of prepared entries, with their rows.

    A key that more than `most` entries of a batch carry comes `most` + 1 times: enough to tell that it is too common.
    So no single key fills an executor, however many entries there are (nor in a list where everybody has one name).
    """

    def run(batches: Batches) -> Iterator[pa.RecordBatch]:
        for rows, keys in _keys(batches, keys_of):
            some = at_most(keys, most + 1)
            yield _with_rows(keys[some], rows[some])

    return run


def probes_step(batches: Batches) -> Iterator[pa.RecordBatch]:
    """Yield the blocking keys that are asked for prepared people, with their rows."""
    for rows, keys in _keys(batches, probes_of):
        yield _with_rows(keys, rows)


def values_step(batches: Batches) -> Iterator[pa.RecordBatch]:
    """Yield the counted values of prepared rows: which of SLOTS, the value, the row."""
    for batch in batches:
        columns, rows = unpacked(batch), as_numbers(batch.column("row"))
        for slot, (_, column) in enumerate(SLOTS):
            found = values_of(columns, column)
            here = np.flatnonzero(found)
            values = found[here].astype(np.uint64).view(np.int64)
            yield pa.record_batch([pa.array(np.full(len(here), slot, dtype=np.int8)), pa.array(values),
                                   pa.array(rows[here])], schema=VALUES)  # fmt: skip


def ways_step(model: Model, totals: Mapping[str, int], entries: int, rosters: Sequence[str]) -> Step:
    """How pairs agree that may be more than strangers, to learn from: numbers of `classes.ways_of`, counted by batch.

    totals: entries that have a value, by kind. rosters: their names, each once.
    """
    text = model.to_json()

    def run(batches: Batches) -> Iterator[pa.RecordBatch]:
        known, names = Model.from_json(text), pa.array(rosters)
        for batch in batches:
            compared = _compared(batch, known, totals, entries)[1]
            places = pc.index_in(compared.rosters, value_set=names).to_numpy().astype(np.int64)
            ways, pairs = np.unique(ways_of(compared.at, places, len(rosters)), return_counts=True)
            yield pa.record_batch([pa.array(ways), pa.array(pairs)], schema=WAYS)

    return run


def likely_step(model: Model, totals: Mapping[str, int], entries: int, min_probability: float) -> Step:
    """Look at pairs for the first time: which may become matches, and which are surely own entries."""
    text = model.to_json()

    def run(batches: Batches) -> Iterator[pa.RecordBatch]:
        known = Model.from_json(text)
        for batch in batches:
            part = worth_telling(_compared(batch, known, totals, entries)[1], known, entries, min_probability)
            own = are_own(part.at, first_look(part, known, entries))
            rows = [batch.column(f"{side}row").take(pa.array(part.entries)) for side in (PERSON, ENTRY)]
            said = said_by(part.segment.columns, part.entries).view(np.int64)
            yield pa.record_batch([*rows, pa.array(said), pa.array(own)], schema=LIKELY)

    return run


def matches_step(model: Model, totals: Mapping[str, int], entries: int, min_probability: float) -> Step:
    """Weigh pairs, beside each how many other own entries its person has; explain those of `min_probability`."""
    text = model.to_json()

    def run(batches: Batches) -> Iterator[pa.RecordBatch]:
        known = Model.from_json(text)
        for batch in batches:
            people, compared = _compared(batch, known, totals, entries)
            others = as_numbers(batch.column("others"))[compared.people]
            found = weighed(compared, people, known, entries, min_probability, others)
            yield from found.combine_chunks().to_batches()

    return run


def counted_of(columns: Columns, often: Sequence[NDArray[np.int64]], totals: Mapping[str, int]) -> dict[str, Counted]:
    """Return the counts of people's values from the columns that their rows carry. often: in the order of SLOTS."""
    found = {}
    for kind in COUNTED:
        slots = [nth for nth, (each, _) in enumerate(SLOTS) if each == kind]
        values = np.concatenate([values_of(columns, SLOTS[nth][1]).astype(np.uint64) for nth in slots])
        counts = np.concatenate([often[nth] for nth in slots])
        here = values > 0
        numbers, first = np.unique(mixed(values[here]), return_index=True)
        found[kind] = Counted(numbers, counts[here][first], totals.get(kind, 0))
    return found


def often_of(rows: pa.Table | pa.RecordBatch) -> list[NDArray[np.int64]]:
    """Return the columns that say how many entries have a person's values, in the order of SLOTS."""
    return [rows.column(f"{OFTEN}{slot}").to_numpy() for slot in range(len(SLOTS))]


def unpacked(batch: pa.RecordBatch) -> dict[str, NDArray[Any]]:
    """Return the compared columns of rows that travelled, those of them that did."""
    names = [name for name in NUMBERS if name in batch.schema.names]
    return {name: as_numbers(_viewed(batch.column(name), _PREPARED.field(name).type)) for name in names}


def texts_of(rows: pa.Table) -> Texts:
    """Return what gives the texts of some of these rows."""

    def texts(name: str, at: NDArray[np.int64]) -> list[str | None]:
        found: list[str | None] = rows.column(name).take(pa.array(at)).to_pylist()
        return found

    return texts


def _viewed(column: pa.Array | pa.ChunkedArray, kind: pa.DataType) -> pa.Array:
    """The same bits as numbers of another kind."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return whole if whole.type == kind else whole.view(kind)


def _keys(batches: Batches, kinds: Callable[[Columns], Keys]) -> Iterator[tuple[NDArray[np.int64], Hashes]]:
    for batch in batches:
        columns, rows = unpacked(batch), as_numbers(batch.column("row"))
        for _, some, keys in kinds(columns):
            yield rows[some], keys


def _with_rows(keys: Hashes, rows: NDArray[np.int64]) -> pa.RecordBatch:
    return pa.record_batch([pa.array(keys.view(np.int64)), pa.array(rows)], schema=KEYS)


def at_most(keys: Hashes, times: int) -> NDArray[np.int64]:
    """Return where `keys` stand, but of a key that stands more than so many times only as many of its places."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    too_many = np.zeros(len(keys), dtype=bool)
    too_many[times:] = ordered[times:] == ordered[: len(keys) - times if len(keys) > times else 0]
    return order[~too_many]


def _compared(batch: pa.RecordBatch, model: Model, totals: Mapping[str, int], entries: int) -> tuple[People, Compared]:
    """Compare the pairs of one batch, both sides beside each other."""
    one, other = (
        pa.record_batch([batch.column(f"{side}{name}") for name in TRAVELLING], names=TRAVELLING)
        for side in (PERSON, ENTRY)
    )
    people = People(pa.Table.from_batches([one]), unpacked(one))
    counts = counted_of(people.columns, often_of(batch), totals)
    rows = np.arange(batch.num_rows)
    segment = Segment("", 0, unpacked(other), other)
    compared = compared_pairs(people, segment, rows, rows, counts, model, entries)
    rosters = batch.column(f"{ENTRY}roster").take(pa.array(compared.entries))
    return people, replace(compared, rosters=rosters)


def ddl(schema: pa.Schema) -> str:
    """Return a schema in Spark's words."""
    return ", ".join(f"`{field.name}` {_sql_type(field.type)}" for field in schema)


def _sql_type(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        return f"array<{_sql_type(kind.value_type)}>"
    if pa.types.is_struct(kind):
        return f"struct<{', '.join(f'{part.name}: {_sql_type(part.type)}' for part in kind)}>"
    return {"int64": "bigint", "int32": "int", "int16": "smallint", "int8": "tinyint", "bool": "boolean",
            "double": "double", "string": "string"}[str(kind)]  # fmt: skip


ROWS = ddl(PREPARED)
FOUND = ddl(MATCHES)
