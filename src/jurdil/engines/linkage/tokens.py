"""A list delivered as keyed tokens instead of names: made by its owner, linked by whoever holds the key.

Scheme: HMAC match-keys of several values each (`tokens_keys.py`, `tokens_kinds.py`). Every entry has the same number
of tokens, ascending, random ones where it lacks a value; entries stand in random order under random numbers, and
random entries round up their count; a token that many entries would share is replaced by a random one, so that
counting tells little. What each side learns, and what this does not protect against, stands in docs/linkage.md.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256, shake_256
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from jurdil.engines.linkage.names import clean_name
from jurdil.engines.linkage.tokens_keys import FORMAT, TOKEN_BYTES, ExchangeKey, token_maker
from jurdil.engines.linkage.tokens_kinds import compared_of, entry_messages

TOKENS_A_ROW = 56
MOST_SHARING = 8
"""A token that more entries than this carry becomes random in all of them."""
ROUND_TO = 1_000
"""Random entries bring the count of a delivery up to a multiple of this."""
ROWS_A_BATCH = 20_000
PARTS_BITS = 6
NUMBERS_A_CHUNK = 1 << 20
LACKING = "entries lack their number or their tokens; ask for the file anew."
METADATA = b"jurdil.tokens"
SCHEMA = pa.schema([("entry_id", pa.string()), ("tokens", pa.binary(TOKENS_A_ROW * TOKEN_BYTES))])
KEPT = pa.schema([("entry_id", pa.string()), ("id", pa.string())])

Tokens = NDArray[np.uint64]
Progress = Callable[[str, int, int], None]

PROBES = (
    "H. Moh. Ridwan bin Soekarno, S.H.", "Siti Noer 'Aini", "St. Djumilah", "Ni Luh Ayu Tjandra", "R. A. Sjarifah",
    "Abd. Rachman", "DRS. I WAYAN SUDJANA, M.Si", "Fitri Yanti", "Nurhayati", "M. Jusuf Chalid", "Dewi Br. Sitoemorang",
)  # fmt: skip
"""Invented names whose cleaned forms tell whether two sides clean names alike."""


class NoTokens(ValueError):
    """A file that holds no tokens that can be compared here; the text says why and what to do."""


@dataclass(frozen=True)
class Delivery:
    """Tokens of one list. ids: of the entries. tokens: a row of `TOKENS_A_ROW` for each."""

    roster: str
    ids: pa.Array
    tokens: Tokens


@cache
def rules_of_names() -> str:
    """Return a fingerprint of how names are cleaned: two sides with another one would seldom find each other."""
    cleaned = [(each.key, each.joined) for each in map(clean_name, PROBES)]
    return sha256(json.dumps(cleaned).encode()).hexdigest()[:16]


def make_tokens(
    entries: pa.Table, key: ExchangeKey, *, roster: str, on: date, seed: bytes, progress: Progress | None = None
) -> tuple[pa.Table, pa.Table]:
    """Return what is delivered (entry_id, tokens) and what its owner keeps (entry_id, id).

    entries: id and name, and nik, birth_date, sex, region if known, as text. roster: the name of the list, which the
    receiver will see. on: fixes the century of a NIK. seed: 32 fresh random bytes for numbers, order and padding; never
    used twice. Raises KeyError without id or name.
    """
    rows = entries.num_rows + -entries.num_rows % ROUND_TO
    tokens = _chance(seed, "tokens", rows * TOKENS_A_ROW).reshape(rows, TOKENS_A_ROW)
    make = token_maker(key)
    for start in range(0, entries.num_rows, ROWS_A_BATCH):
        part = entries.slice(start, ROWS_A_BATCH)
        for nth, compared in enumerate(compared_of(part, on=on), start=start):
            made = list(dict.fromkeys(entry_messages(compared)))[:TOKENS_A_ROW]
            tokens[nth, : len(made)] = np.frombuffer(b"".join(map(make, made)), ">u8")
        if progress is not None:
            progress("tokens", start + part.num_rows, entries.num_rows)
    _hide_common(tokens, seed)
    tokens.sort(axis=1)
    numbers = _chance(seed, "numbers", rows)
    order = np.argsort(numbers, kind="stable")
    ids = pa.array([f"{number:016x}" for number in numbers.tolist()], pa.string())
    body = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(TOKENS_A_ROW * TOKEN_BYTES), rows, [None, pa.py_buffer(tokens[order].astype(">u8").tobytes())]
    )
    meta = {"format": FORMAT, "exchange": key.exchange, "check": key.check, "names": rules_of_names(), "roster": roster}
    schema = SCHEMA.with_metadata({METADATA: json.dumps(meta, sort_keys=True).encode()})
    kept = pa.table([ids.slice(0, entries.num_rows), entries.column("id").cast(pa.string())], schema=KEPT)
    return pa.table([ids.take(pa.array(order)), body], schema=schema), kept


def _chance(seed: bytes, purpose: str, count: int) -> Tokens:
    """Return so many random numbers of 64 bits: SHAKE-256 of format, purpose, number of the chunk and seed."""
    made = np.empty(count, np.uint64)
    for nth, start in enumerate(range(0, count, NUMBERS_A_CHUNK)):
        size = min(NUMBERS_A_CHUNK, count - start)
        stream = shake_256(f"{FORMAT}\n{purpose}\n{nth}\n".encode() + seed)
        made[start : start + size] = np.frombuffer(stream.digest(size * TOKEN_BYTES), ">u8")
    return made


def _hide_common(tokens: Tokens, seed: bytes) -> None:
    """Replace, in place, each token that more than `MOST_SHARING` entries carry by a random one."""
    flat = tokens.reshape(-1)
    part_of = (flat >> np.uint64(64 - PARTS_BITS)).astype(np.uint8)
    found = []
    for part in range(1 << PARTS_BITS):
        places = np.flatnonzero(part_of == part)
        values, count = np.unique(flat[places], return_counts=True)
        found.append(places[np.isin(flat[places], values[count > MOST_SHARING])])
    common = np.concatenate(found)
    flat[common] = _chance(seed, "common", len(common))


def write_tokens(tokens: pa.Table, path: Path) -> None:
    """Write a delivery as Parquet; random bytes are not compressed."""
    pq.write_table(tokens, path, compression="none", use_dictionary=False, write_statistics=False)


def told_in(schema: pa.Schema) -> dict[str, object]:
    """Return what a delivery tells of itself; nothing where that cannot be read."""
    try:
        found = json.loads((schema.metadata or {}).get(METADATA, b"{}"))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def count_tokens(path: Path) -> int:
    """Return how many entries a delivery holds, random ones included. Raises NoTokens, OSError."""
    try:
        return int(pq.read_metadata(path).num_rows)
    except pa.ArrowInvalid as fault:
        raise NoTokens(f"{path.name}: this is no Parquet file of tokens.") from fault


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except (pa.ArrowInvalid, EOFError) as fault:
        raise NoTokens(
            f"{path.name}: this is no Parquet file of tokens, or it was cut short; copy it again, or ask for a new one."
        ) from fault


def read_tokens(path: Path, key: ExchangeKey) -> Delivery:
    """Read a delivery made with `key`.

    Raises NoTokens for another format, key, exchange or way of cleaning names; OSError.
    """
    with _readable(path):
        table = pq.ParquetFile(path).read()
    told = check_schema(table.schema, path)
    roster = check_told(told, path, key)
    if table.column("entry_id").null_count or table.column("tokens").null_count:
        raise NoTokens(f"{path.name}: {LACKING}")
    ids, body = (table.column(name).combine_chunks() for name in ("entry_id", "tokens"))
    if isinstance(body, pa.ChunkedArray):
        body = body.chunk(0) if body.num_chunks else pa.array([], SCHEMA.field("tokens").type)
    return Delivery(roster, ids, _numbers(body))


def read_in_parts(path: Path, column: str, rows: int) -> Iterator[pa.Array]:
    """Yield a column of a delivery, so many rows at a time. Raises NoTokens, OSError."""
    # mapped, because Arrow otherwise holds all that it has read until the file is closed
    with _readable(path), pq.ParquetFile(path, memory_map=True) as file:
        check_schema(file.schema_arrow, path)
        for batch in file.iter_batches(rows, columns=[column]):
            if batch.column(0).null_count:
                raise NoTokens(f"{path.name}: {LACKING}")
            yield batch.column(0)


def numbers_in_parts(path: Path, rows: int) -> Iterator[Tokens]:
    """Yield the tokens of so many entries at a time, a row each. Raises NoTokens, OSError."""
    yield from map(_numbers, read_in_parts(path, "tokens", rows))


def read_told(path: Path) -> dict[str, object]:
    """Return what a delivery tells of itself. Raises NoTokens where it is none, OSError."""
    with _readable(path):
        return check_schema(pq.read_schema(path), path)


def check_schema(schema: pa.Schema, path: Path) -> dict[str, object]:
    """Return what a delivery tells of itself. Raises NoTokens where its columns are other ones."""
    told = told_in(schema)
    if told.get("format") != FORMAT or not schema.equals(SCHEMA):
        raise NoTokens(
            f"{path.name}: this file holds no tokens of the format {FORMAT}; it comes from jurdil link --make-tokens."
        )
    return told


def check_told(told: Mapping[str, object], path: Path, key: ExchangeKey) -> str:
    """Return the name of the list. Raises NoTokens for another key, exchange or way of cleaning names."""
    if told.get("check") != key.check:
        raise NoTokens(
            f"{path.name}: the tokens were made with another key, for the exchange {told.get('exchange')!r}; "
            f"this key is for {key.exchange!r}. Compare the checks of both keys, or ask for tokens made with this one."
        )
    if told.get("names") != rules_of_names():
        raise NoTokens(f"{path.name}: its maker cleans names otherwise; make the tokens with the same version as here.")
    return str(told.get("roster", path.stem))


def _numbers(body: pa.Array) -> Tokens:
    start = body.offset * TOKENS_A_ROW
    flat = np.frombuffer(body.buffers()[1] or b"", ">u8")[start : start + len(body) * TOKENS_A_ROW]
    return flat.astype(np.uint64).reshape(-1, TOKENS_A_ROW)
