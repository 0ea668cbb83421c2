"""The receipt that a person takes home: leaf, salt and record, signed; a promise that the log will hold it."""

from __future__ import annotations

import json
from uuid import UUID

from jurdil.engines.merkle import sign_receipt
from jurdil.errors import NotFound
from jurdil.foundation.ledger.models import Checkpoint, Leaf
from jurdil.foundation.ledger.recording import leaf_bytes
from jurdil.foundation.ledger.sequencing import log_key, store
from jurdil.foundation.storage.seals import unseal


def receipt_of(leaf_id: UUID) -> dict[str, object]:
    """Return the signed receipt of a leaf, whose record the caller may see.

    Raises NotFound if the record has been erased: then only the person's own copy proves it.
    """
    leaf = Leaf.objects.get(id=leaf_id)
    if leaf.salt is None or leaf.record is None:
        raise NotFound("Catatan di balik baris ini sudah dihapus; barisnya sendiri tetap berdiri dalam catatan publik.")
    return sign_receipt(
        leaf=json.loads(leaf_bytes(leaf)),
        salt=bytes(leaf.salt),
        record=json.loads(unseal(bytes(leaf.record), "record")),
        key=log_key(),
    )


def proof_of(leaf_id: UUID) -> dict[str, object] | None:
    """Return the inclusion proof of a leaf under the newest checkpoint, or None while it waits for its number."""
    leaf = Leaf.objects.only("position").get(id=leaf_id)
    newest = Checkpoint.objects.order_by("-size").first()
    if leaf.position is None or newest is None or leaf.position >= newest.size:
        return None
    path = store().inclusion_proof(leaf.position, newest.size)
    return {
        "type": "jurdil/proof/v1",
        "index": leaf.position,
        "size": newest.size,
        "path": [step.hex() for step in path],
        "checkpoint": newest.note,
    }
