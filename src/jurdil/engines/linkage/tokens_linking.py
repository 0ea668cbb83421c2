"""Link people to a delivery of tokens: ask with each person's tokens, gather what is answered, weigh each pattern."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from jurdil.engines.linkage.restraint import GRADES, RULES, grades_of
from jurdil.engines.linkage.tokens import read_tokens
from jurdil.engines.linkage.tokens_asking import Found, Questions, ask, find_in_whole
from jurdil.engines.linkage.tokens_explaining import reasons_of
from jurdil.engines.linkage.tokens_index import Indexed
from jurdil.engines.linkage.tokens_indexing import find_in_index
from jurdil.engines.linkage.tokens_keys import ExchangeKey
from jurdil.engines.linkage.tokens_kinds import Compared, compared_of
from jurdil.engines.linkage.tokens_learning import ENOUGH_PAIRS, count_strangers, learn_classes, states_few_areas
from jurdil.engines.linkage.tokens_levels import Agreement, agreement_of, joined
from jurdil.engines.linkage.tokens_model import TokenModel, starting_token_model
from jurdil.engines.linkage.tokens_rates import Rarity, count_rates, rarity_of
from jurdil.engines.linkage.tokens_restraint import rules_of
from jurdil.engines.linkage.tokens_weighing import counted_bits, weigh
from jurdil.engines.linkage.values import MATCHES, Match

MODEL = b"jurdil.tokens.model"
Source = Path | Indexed
"""A delivery: read from its start to its end, or asked through its index, with the same answer."""


def learn_token_model(people: pa.Table, deliveries: Sequence[tuple[Source, ExchangeKey]], *, on: date) -> TokenModel:
    """Return the model learnt from people and the deliveries that they are compared with.

    How common values are is counted in any case; how pairs agree is judged where there are too few of them. Arguments
    and errors are those of `link_tokens`; each delivery has the key of its exchange.
    """
    compared = compared_of(people, on=on)
    return _learn(compared, [_find(ask(compared, key), source, key) for source, key in deliveries])


def link_tokens(
    people: pa.Table,
    sources: Sequence[Source],
    key: ExchangeKey,
    *,
    on: date,
    min_probability: float = 0.05,
    model: TokenModel | None = None,
) -> pa.Table:
    """Return a row per pair of a person and an entry that may be the same human being, as `link_people` does.

    people: id and name, and nik, birth_date, sex, region, as text. sources: deliveries made with `key`, asked one by
    one. model: what the weights rest on; without one it is learnt from these people and deliveries. With one, what is
    said of a pair hangs on no other person and no other entry. The entry ids are the numbers of the delivery; only its
    maker knows whose they are. Reasons name levels, never an entry's values. Raises KeyError without id or name,
    NoTokens for a file that is no delivery of this exchange.
    """
    compared = compared_of(people, on=on)
    asked = ask(compared, key)
    found = [_find(asked, source, key) for source in sources]
    if model is None:
        model = _learn(compared, found)
    rarity = rarity_of(compared, model.rates)
    ids = people.column("id").cast(pa.string()).to_pylist()
    matches = [match for part in found for match in _matches(part, rarity, model, ids, min_probability)]
    matches.sort(key=lambda match: (match.person_id, -match.probability, match.roster, match.entry_id))
    carried = MATCHES.with_metadata({MODEL: model.to_json().encode()})
    return pa.Table.from_pylist([asdict(match) for match in matches], schema=carried)


def token_model_of(matches: pa.Table) -> TokenModel:
    """Return the model that the weights of `matches` rest on. Raises KeyError for a table of another kind."""
    return TokenModel.from_json(matches.schema.metadata[MODEL].decode())


def _find(asked: Questions, source: Source, key: ExchangeKey) -> Found:
    if isinstance(source, Indexed):
        return find_in_index(asked, source, key)
    return find_in_whole(asked, read_tokens(source, key))


def _learn(people: Sequence[Compared], found: Sequence[Found]) -> TokenModel:
    rates = count_rates(people)
    entries = sum(part.entries for part in found)
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
