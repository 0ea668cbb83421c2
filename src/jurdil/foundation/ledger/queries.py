"""Read the log: the public face, and the audit that recomputes every line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from jurdil.engines.merkle import commitment, leaf_hash
from jurdil.foundation.ledger.models import Checkpoint, Leaf
from jurdil.foundation.ledger.recording import leaf_bytes
from jurdil.foundation.ledger.sequencing import store
from jurdil.foundation.storage.codes import within
from jurdil.foundation.storage.seals import unseal


@dataclass(frozen=True)
class Line:
    """A line as everybody sees it."""

    position: int | None
    kind: str
    at: datetime
    region: str
    rule: str
    leaf_hash: str


def public_lines(region: str, *, kind: str = "", limit: int = 100, before: int | None = None) -> list[Line]:
    """Return the newest numbered lines of a region, newest first; no subject and no record leaves this query."""
    rows = Leaf.objects.filter(within("region", region), position__isnull=False)
    if kind:
        rows = rows.filter(kind=kind)
    if before is not None:
        rows = rows.filter(position__lt=before)
    return [
        Line(row.position, row.kind, row.at, row.region, row.rule, bytes(row.leaf_hash).hex())
        for row in rows.order_by("-position").defer("record", "salt")[:limit]
    ]


def lines_about(subject: str) -> list[tuple[UUID, Line]]:
    """Return all lines about one subject, oldest first; for those who may see the subject."""
    rows = Leaf.objects.filter(subject=subject).order_by("id").defer("record", "salt")
    return [
        (row.id, Line(row.position, row.kind, row.at, row.region, row.rule, bytes(row.leaf_hash).hex())) for row in rows
    ]


def newest_checkpoint() -> Checkpoint | None:
    """Return the newest signed checkpoint, if the log has begun."""
    return Checkpoint.objects.order_by("-size").first()


def audit() -> Iterator[str]:
    """Recompute every leaf, and the root of the newest checkpoint; yields a sentence per fault found.

    After an erasure only the hash is checked.
    """
    for leaf in Leaf.objects.order_by("id").iterator(chunk_size=2000):
        if leaf_hash(leaf_bytes(leaf)) != bytes(leaf.leaf_hash):
            yield f"leaf {leaf.id} does not have the hash of its own content"
        if leaf.salt is not None and leaf.record is not None:
            record = json.loads(unseal(bytes(leaf.record), "record"))
            if commitment(record, bytes(leaf.salt)) != bytes(leaf.commitment):
                yield f"leaf {leaf.id} does not commit to its record"
    newest = newest_checkpoint()
    if newest is not None and store().root(newest.size) != bytes(newest.root):
        yield f"the tree of {newest.size} leaves does not have the root that its checkpoint signs"
