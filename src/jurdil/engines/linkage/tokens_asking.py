"""Ask a delivery with people's tokens: each pair of a person and an entry that shares one, and all that it shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from jurdil.engines.linkage.tokens import TOKENS_A_ROW, Delivery, Tokens
from jurdil.engines.linkage.tokens_keys import ExchangeKey, token_maker
from jurdil.engines.linkage.tokens_kinds import SAID_ONLY_BESIDE, Compared, questions

SIEVE_BITS = 26
ROWS_A_BATCH = 100_000
PEOPLE_A_BATCH = 10_000
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Questions:
    """What people are asked with, sorted by token: the row of the person, the agreement, the token."""

    person: NDArray[np.int32]
    agreement: Ints
    token: Tokens


@dataclass(frozen=True)
class Patterns:
    """Pairs (rows of a person and an entry) and everything that was found between them."""

    person: Ints
    entry: Ints
    found: Ints


@dataclass(frozen=True)
class Found:
    """The pairs of one delivery. entries: how many it holds. entry_ids: of each pair."""

    roster: str
    entries: int
    patterns: Patterns
    entry_ids: pa.Array


def ask(people: Sequence[Compared], key: ExchangeKey) -> Questions:
    """Return the tokens that people are asked with."""
    make = token_maker(key)
    person: list[NDArray[np.int32]] = [np.empty(0, np.int32)]
    agreement, values = [np.empty(0, np.int64)], [np.empty(0, np.uint64)]
    for start in range(0, len(people), PEOPLE_A_BATCH):
        asked = [list(questions(row)) for row in people[start : start + PEOPLE_A_BATCH]]
        counts = np.fromiter(map(len, asked), np.int64, len(asked))
        person.append(np.repeat(np.arange(start, start + len(asked), dtype=np.int32), counts))
        agreement.append(np.fromiter((found for each in asked for found, _ in each), np.int64, counts.sum()))
        values.append(
            np.frombuffer(b"".join(make(text) for each in asked for _, text in each), ">u8").astype(np.uint64)
        )
    tokens = np.concatenate(values)
    order = np.argsort(tokens, kind="stable")
    return Questions(np.concatenate(person)[order], np.concatenate(agreement)[order], tokens[order])


def find_in_whole(asked: Questions, delivery: Delivery) -> Found:
    """Return what a delivery answers, read from its start to its end."""
    patterns = find_patterns(asked, delivery)
    return Found(delivery.roster, len(delivery.tokens), patterns, delivery.ids.take(pa.array(patterns.entry)))


def find_patterns(asked: Questions, delivery: Delivery) -> Patterns:
    """Return each pair that shares a telling token, with all that it shares, sorted by person and entry."""
    sieve = np.zeros(1 << SIEVE_BITS, bool)
    shift = np.uint64(64 - SIEVE_BITS)
    sieve[asked.token >> shift] = True
    rows = len(delivery.tokens)
    pairs, found = [], []
    for start in range(0, rows, ROWS_A_BATCH):
        flat = delivery.tokens[start : start + ROWS_A_BATCH].reshape(-1)
        places = np.flatnonzero(sieve[flat >> shift])
        first = np.searchsorted(asked.token, flat[places], "left")
        count = np.searchsorted(asked.token, flat[places], "right") - first
        places, first, count = places[count > 0], first[count > 0], count[count > 0]
        entry = np.repeat(start + places // TOKENS_A_ROW, count)
        question = np.repeat(first - np.cumsum(count) + count, count) + np.arange(count.sum())
        pairs.append(asked.person[question].astype(np.int64) * rows + entry)
        found.append(asked.agreement[question])
    return gathered(pairs, found, rows)


def gathered(pairs: Sequence[Ints], found: Sequence[Ints], rows: int) -> Patterns:
    """Return what was found of each pair (person times `rows`, plus entry), without pairs that share nothing telling.

    rows: of the delivery.
    """
    pair = np.concatenate([np.empty(0, np.int64), *pairs])
    if not len(pair):
        return Patterns(pair, pair, pair)
    order = np.argsort(pair, kind="stable")
    pair, shares = pair[order], np.concatenate(found)[order]
    starts = np.flatnonzero(np.concatenate(([True], pair[1:] != pair[:-1])))
    together = np.bitwise_or.reduceat(shares, starts)
    telling = (together & ~SAID_ONLY_BESIDE) != 0
    pair, together = pair[starts][telling], together[telling]
    return Patterns(pair // rows, pair % rows, together)
