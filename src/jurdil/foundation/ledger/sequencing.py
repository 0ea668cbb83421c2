"""Number the committed leaves, grow the tree on disk, sign a checkpoint.

Only one sequencer runs at a time (it holds a lock file). It numbers the rows first and appends to the tiles after: a
kill in between leaves numbered rows that the next run appends, in the same order and with the same bytes.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from jurdil.engines.merkle import TileStore, leaf_json, sign_checkpoint
from jurdil.foundation.ledger.models import Checkpoint, Leaf

BATCH = 100_000


def log_key() -> Ed25519PrivateKey:
    """Return the key that signs checkpoints, receipts and letters."""
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(settings.LOG_KEY))


def log_public_key() -> Ed25519PublicKey:
    """Return the public half of `log_key`; the site publishes it."""
    return log_key().public_key()


def log_folder() -> Path:
    """Return the folder of the tiles, served as static files."""
    folder = Path(settings.HOME) / "log"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def store() -> TileStore:
    """Open the tree on disk."""
    return TileStore(log_folder())


@contextmanager
def _only_one() -> Iterator[None]:
    with (log_folder() / "sequencer.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _next_position() -> int:
    highest = Leaf.objects.aggregate(highest=Max("position"))["highest"]
    return 0 if highest is None else int(highest) + 1


# Give every committed leaf its position, in the order of the ids; at most BATCH in one transaction.
NUMBER = """
UPDATE ledger_leaf SET position = numbered.place
FROM (
    SELECT id, %s + ROW_NUMBER() OVER (ORDER BY id) - 1 AS place
    FROM ledger_leaf WHERE position IS NULL ORDER BY id LIMIT %s
) AS numbered
WHERE ledger_leaf.id = numbered.id
"""


def _number_leaves() -> None:
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(NUMBER, [_next_position(), BATCH])
            if cursor.rowcount < BATCH:
                return


def _entries(start: int) -> list[bytes]:
    """Return the public bytes of at most BATCH numbered leaves, from position `start`."""
    numbered = Leaf.objects.filter(position__gte=start).order_by("position")
    rows = numbered.values_list("kind", "at", "region", "rule", "commitment")[:BATCH]
    return [
        leaf_json(kind=kind, at=at, region=region, c=bytes(c), rule=rule or None)
        for kind, at, region, rule, c in rows.iterator(chunk_size=10_000)
    ]


def _grow(tree: TileStore) -> None:
    """Append to the tree what is numbered and not yet in it."""
    while batch := _entries(tree.size):
        tree.append(batch, at=tree.size)


def sequence_leaves(*, now: datetime) -> Checkpoint | None:
    """Number all committed leaves and sign a checkpoint over them; returns it, or None where nothing was new."""
    with _only_one():
        _number_leaves()
        tree = store()
        _grow(tree)
        size = tree.size
        known = Checkpoint.objects.filter(size=size).first()
        if size == 0 or known is not None:
            if known is not None:
                _publish(known.note)
            return None
        root = tree.root(size)
        note = sign_checkpoint(settings.LOG_ORIGIN, size, root, log_key())
        made = Checkpoint.objects.create(size=size, root=root, note=note, at=now)
        _publish(note)
        return made


def _publish(note: str) -> None:
    """Let the file say what the newest checkpoint says; a kill may have left it behind."""
    file, draft = log_folder() / "checkpoint", log_folder() / "checkpoint.new"
    if not file.exists() or file.read_text() != note:
        draft.write_text(note)
        draft.rename(file)
