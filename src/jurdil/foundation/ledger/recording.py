"""Record an act: the fourth beat of every verb.

The public leaf is `{v, kind, at (minute), region, rule?, c}`; `c` commits to the personal record with a fresh salt
(docs/decisions/0003-log.md). The record itself stays here, sealed, until it is erased.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from jurdil.engines.merkle import canonical, commitment, leaf_hash, leaf_json
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.storage.bulk import insert_rows
from jurdil.foundation.storage.seals import seal

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


def _leaf(act: Act, now: datetime, salt: bytes) -> Leaf:
    record = {**act.record, "subject": act.subject}
    leaf = Leaf(
        kind=act.kind,
        at=now.replace(second=0, microsecond=0),
        region=act.region,
        rule=act.rule,
        commitment=commitment(record, salt),
        salt=salt,
        record=seal(canonical(record), "record"),
        subject=act.subject,
    )
    leaf.leaf_hash = leaf_hash(leaf_bytes(leaf))
    return leaf


def record_act(act: Act, *, now: datetime) -> UUID:
    """Write the leaf of one act and return its id. Must be called inside the verb's transaction."""
    leaf = _leaf(act, now, os.urandom(SALT_BYTES))
    leaf.save(force_insert=True)
    return leaf.id


def record_acts(acts: Iterable[Act], *, now: datetime) -> int:
    """Write one leaf per act in bulk and return how many. Must be called inside the verb's transaction."""
    return insert_rows([_leaf(act, now, os.urandom(SALT_BYTES)) for act in acts])
