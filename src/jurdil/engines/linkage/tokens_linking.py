"""Link people to a delivery of tokens: ask with each person's tokens, gather what is answered, weigh each pattern."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from jurdil.engines.linkage.tokens import TOKENS_A_ROW, Delivery, Tokens, count_tokens, read_tokens
from jurdil.engines.linkage.tokens_explaining import reasons_of
from jurdil.engines.linkage.tokens_keys import ExchangeKey, token_maker
from jurdil.engines.linkage.tokens_kinds import SAID_ONLY_BESIDE, Compared, compared_of, questions
from jurdil.engines.linkage.tokens_weighing import Weighed, rarity_of, weigh_patterns
from jurdil.engines.linkage.values import MATCHES, Match, grade_of

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
    return _gathered(
        np.concatenate(pairs or [np.empty(0, np.int64)]), np.concatenate(found or [np.empty(0, np.int64)]), rows
    )


def _gathered(pairs: Ints, found: Ints, rows: int) -> Patterns:
    order = np.argsort(pairs, kind="stable")
    pairs, found = pairs[order], found[order]
    if not len(pairs):
        return Patterns(pairs, pairs, found)
    starts = np.flatnonzero(np.concatenate(([True], pairs[1:] != pairs[:-1])))
    together = np.bitwise_or.reduceat(found, starts)
    telling = (together & ~SAID_ONLY_BESIDE) != 0
    pair, together = pairs[starts][telling], together[telling]
    return Patterns(pair // rows, pair % rows, together)


def link_tokens(
    people: pa.Table, paths: Sequence[Path], key: ExchangeKey, *, on: date, min_probability: float = 0.05
) -> pa.Table:
    """Return a row per pair of a person and an entry that may be the same human being, as `link_people` does.

    people: id and name, and nik, birth_date, sex, region, as text. paths: deliveries made with `key`, read one by one.
    The entry ids are the numbers of the delivery; only its maker knows whose they are. Reasons name levels, never an
    entry's values. Raises KeyError without id or name, NoTokens for a file that is no delivery of this exchange.
    """
    compared = compared_of(people, on=on)
    asked = ask(compared, key)
    size = sum(count_tokens(path) for path in paths)
    rarity = rarity_of(compared)
    found: list[Match] = []
    ids = people.column("id").cast(pa.string()).to_pylist()
    for path in paths:
        delivery = read_tokens(path, key)
        patterns = find_patterns(asked, delivery)
        weighed = weigh_patterns(patterns.found, patterns.person, rarity, entries=size)
        found += _matches(patterns, weighed, delivery, ids, min_probability)
    found.sort(key=lambda match: (match.person_id, -match.probability, match.roster, match.entry_id))
    return pa.Table.from_pylist([asdict(match) for match in found], schema=MATCHES)


def _matches(patterns: Patterns, weighed: Weighed, delivery: Delivery, ids: list[str], floor: float) -> list[Match]:
    made = []
    for nth in np.flatnonzero(weighed.probability >= floor).tolist():
        probability = round(float(weighed.probability[nth]), 6)
        made.append(
            Match(
                person_id=ids[int(patterns.person[nth])],
                roster=delivery.roster,
                entry_id=delivery.ids[int(patterns.entry[nth])].as_py(),
                probability=probability,
                grade=grade_of(probability),
                evidence_class=str(weighed.evidence[nth]),
                reasons=reasons_of(weighed, nth),
            )
        )
    return made
