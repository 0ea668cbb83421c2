"""Link people to a delivery of tokens: ask with each person's tokens, gather what is answered, weigh each pattern."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from jurdil.engines.linkage.restraint import GRADES, RULES, grades_of
from jurdil.engines.linkage.tokens import TOKENS_A_ROW, Delivery, Tokens, count_tokens, read_tokens
from jurdil.engines.linkage.tokens_explaining import reasons_of
from jurdil.engines.linkage.tokens_keys import ExchangeKey, token_maker
from jurdil.engines.linkage.tokens_kinds import SAID_ONLY_BESIDE, Compared, compared_of, questions
from jurdil.engines.linkage.tokens_learning import ENOUGH_PAIRS, count_strangers, learn_classes, states_few_areas
from jurdil.engines.linkage.tokens_levels import Agreement, agreement_of, joined
from jurdil.engines.linkage.tokens_model import TokenModel, starting_token_model
from jurdil.engines.linkage.tokens_rates import Rarity, count_rates, rarity_of
from jurdil.engines.linkage.tokens_restraint import rules_of
from jurdil.engines.linkage.tokens_weighing import counted_bits, weigh
from jurdil.engines.linkage.values import MATCHES, Match

SIEVE_BITS = 26
ROWS_A_BATCH = 100_000
PEOPLE_A_BATCH = 10_000
MODEL = b"jurdil.tokens.model"
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


def learn_token_model(people: pa.Table, deliveries: Sequence[tuple[Path, ExchangeKey]], *, on: date) -> TokenModel:
    """Return the model learnt from people and the deliveries that they are compared with.

    How common values are is counted in any case; how pairs agree is judged where there are too few of them. Arguments
    and errors are those of `link_tokens`; each delivery has the key of its exchange.
    """
    compared = compared_of(people, on=on)
    found = [_find(ask(compared, key), path, key) for path, key in deliveries]
    return _learn(compared, found, sum(count_tokens(path) for path, _ in deliveries))


def link_tokens(
    people: pa.Table,
    paths: Sequence[Path],
    key: ExchangeKey,
    *,
    on: date,
    min_probability: float = 0.05,
    model: TokenModel | None = None,
) -> pa.Table:
    """Return a row per pair of a person and an entry that may be the same human being, as `link_people` does.

    people: id and name, and nik, birth_date, sex, region, as text. paths: deliveries made with `key`, read one by one.
    model: what the weights rest on; without one it is learnt from these people and deliveries. With one, what is said
    of a pair hangs on no other person and no other entry. The entry ids are the numbers of the delivery; only its maker
    knows whose they are. Reasons name levels, never an entry's values. Raises KeyError without id or name, NoTokens for
    a file that is no delivery of this exchange.
    """
    compared = compared_of(people, on=on)
    asked = ask(compared, key)
    found = [_find(asked, path, key) for path in paths]
    if model is None:
        model = _learn(compared, found, sum(count_tokens(path) for path in paths))
    rarity = rarity_of(compared, model.rates)
    ids = people.column("id").cast(pa.string()).to_pylist()
    matches = [match for part in found for match in _matches(part, rarity, model, ids, min_probability)]
    matches.sort(key=lambda match: (match.person_id, -match.probability, match.roster, match.entry_id))
    carried = MATCHES.with_metadata({MODEL: model.to_json().encode()})
    return pa.Table.from_pylist([asdict(match) for match in matches], schema=carried)


def token_model_of(matches: pa.Table) -> TokenModel:
    """Return the model that the weights of `matches` rest on. Raises KeyError for a table of another kind."""
    return TokenModel.from_json(matches.schema.metadata[MODEL].decode())


def _find(asked: Questions, path: Path, key: ExchangeKey) -> Found:
    delivery = read_tokens(path, key)
    patterns = find_patterns(asked, delivery)
    return Found(delivery.roster, len(delivery.tokens), patterns, delivery.ids.take(pa.array(patterns.entry)))


def _learn(people: Sequence[Compared], found: Sequence[Found], entries: int) -> TokenModel:
    rates = count_rates(people)
    model = count_strangers(people, replace(starting_token_model(entries), rates=rates))
    rarity = rarity_of(people, rates)
    few = {part.roster for part in found if states_few_areas(_agreement(part, rarity, model))}
    model = replace(model, without_areas=tuple(sorted(few)))
    if sum(len(part.patterns.person) for part in found) < ENOUGH_PAIRS:
        return model
    parts = [_agreement(part, rarity, model) for part in found]
    counted = [counted_bits(at, part.patterns.person, rarity) for at, part in zip(parts, found, strict=True)]
    strange = np.concatenate([np.sum(list(bits.values()), axis=0) for bits in counted])
    sizes: dict[str, int] = {}
    for part in found:
        sizes[part.roster] = sizes.get(part.roster, 0) + part.entries
    place = {roster: nth for nth, roster in enumerate(sizes)}
    lists = np.repeat([place[part.roster] for part in found], [len(part.patterns.person) for part in found])
    return learn_classes(model, joined(parts), strange, lists, people=len(people), sizes=sizes)


def _agreement(part: Found, rarity: Rarity, model: TokenModel) -> Agreement:
    person = part.patterns.person
    stated = {field: has[person] for field, has in rarity.stated.items()}
    return agreement_of(
        part.patterns.found, rarity.count[person], stated, rarity.on_january[person],
        without_areas=part.roster in model.without_areas,
    )  # fmt: skip


def _matches(part: Found, rarity: Rarity, model: TokenModel, ids: list[str], floor: float) -> list[Match]:
    person = part.patterns.person
    agreement = _agreement(part, rarity, model)
    weighed = weigh(agreement, counted_bits(agreement, person, rarity), model, part.roster)
    probability = np.round(weighed.probability, 6)
    rules = rules_of(agreement)
    grades, is_held = grades_of(probability, rules)
    return [
        Match(
            person_id=ids[int(person[nth])],
            roster=part.roster,
            entry_id=part.entry_ids[nth].as_py(),
            probability=float(probability[nth]),
            grade=GRADES[int(grades[nth])],
            evidence_class=str(weighed.evidence[nth]),
            reasons=reasons_of(agreement, weighed, nth, RULES[int(rules[nth])] if is_held[nth] else ""),
        )
        for nth in np.flatnonzero(probability >= floor).tolist()
    ]
