"""Record an act: the fourth beat of every verb.

The public leaf is `{v, kind, at (minute), region, rule?, c}`; `c` commits to the personal record with a fresh salt
(docs/decisions/0003-log.md). The record itself stays here, sealed, until it is erased.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from uuid import UUID

from jurdil.engines.merkle import canonical, commitment_to, leaf_hash, leaf_json
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.storage.bulk import PART, insert_values
from jurdil.foundation.storage.ids import new_ids
from jurdil.foundation.storage.seals import sealer

SALT_BYTES = 32


@dataclass(frozen=True)
class Act:
    """What a verb did to one subject.

    kind: `room.verb_in_past`, for example `vetting.ruled`. region: where it counts. subject: public id of what the act
    is about (an application, an appointment); it stays inside and is never published. record: the
    personal record, of texts, whole numbers, booleans, lists and mappings.
    """

    kind: str
    region: str
    subject: str
    record: Mapping[str, object] = field(default_factory=dict)
    rule: str = ""


def leaf_bytes(leaf: Leaf) -> bytes:
    """Return the public bytes of `leaf`: what is hashed, and what the log publishes."""
    return leaf_json(
        kind=leaf.kind,
        at=leaf.at,
        region=leaf.region,
        c=bytes(leaf.commitment),
        rule=leaf.rule or None,
    )


COLUMNS = ("id", "kind", "at", "region", "rule", "commitment", "leaf_hash", "salt", "record", "subject")


def _values(act: Act, at: datetime, leaf_id: UUID, salt: bytes, seal: Callable[[bytes], bytes]) -> tuple[object, ...]:
    """Return the values of `COLUMNS` for one act."""
    text = canonical({**act.record, "subject": act.subject})
    c = commitment_to(text, salt)
    entry = leaf_json(kind=act.kind, at=at, region=act.region, c=c, rule=act.rule or None)
    return leaf_id, act.kind, at, act.region, act.rule, c, leaf_hash(entry), salt, seal(text), act.subject


def _rows(acts: Iterable[Act], at: datetime) -> Iterator[tuple[object, ...]]:
    """Yield the values of `COLUMNS` act by act; ids, salts and the key are fetched for a part at a time."""
    waiting, seal = iter(acts), sealer("record")
    while part := list(islice(waiting, PART)):
        salts = os.urandom(SALT_BYTES * len(part))
        for number, (act, leaf_id) in enumerate(zip(part, new_ids(len(part)), strict=True)):
            yield _values(act, at, leaf_id, salts[SALT_BYTES * number : SALT_BYTES * (number + 1)], seal)


def record_act(act: Act, *, now: datetime) -> UUID:
    """Write the leaf of one act and return its id. Must be called inside the verb's transaction."""
    at = now.replace(second=0, microsecond=0)
    (values,) = _rows([act], at)
    leaf = Leaf(**dict(zip(COLUMNS, values, strict=True)))
    leaf.save(force_insert=True)
    return leaf.id


def record_acts(acts: Iterable[Act], *, now: datetime) -> int:
    """Write one leaf per act in bulk and return how many. Must be called inside the verb's transaction."""
    at = now.replace(second=0, microsecond=0)
    return insert_values(Leaf, COLUMNS, _rows(acts, at))
