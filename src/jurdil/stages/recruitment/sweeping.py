"""Delete stray files: those of papers that no record names.

They come of a transaction that failed after its file was written, and of a service that died before a deletion. A file
has its own record or none (`foundation/storage/documents.py`), and a record is committed within the day, so that no new
one can come to count on a file that is older.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast

from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.storage.codes import NATION
from jurdil.foundation.storage.documents import files_before, stored_names
from jurdil.foundation.storage.ids import new_id
from jurdil.stages.recruitment.erasing import paper_tables

log = logging.getLogger(__name__)


def sweep_papers(*, actor: Actor, older_than: datetime, now: datetime) -> int:
    """Delete the stray files that were written before `older_than`, and return how many there were.

    older_than: on the clock of the disk, a day ago or earlier. Where more files are stray than not, the database is
    none of these papers (another one was opened, or an empty one), and nothing is deleted.
    """
    files = files_before(older_than)
    named = _named() if files else set()  # asked afterwards: what was just erased has no file any more
    strays = [path for path in files if path.name not in named]
    if len(strays) > len(files) - len(strays):
        log.error(
            "%d of %d papers have no record here; is this their database? None is deleted", len(strays), len(files)
        )
        return 0
    if strays:
        delete_strays(actor=actor, files=strays, now=now)
    return len(strays)


@verb(Role.SYSTEM)
def delete_strays(*, actor: Actor, files: Sequence[Path], now: datetime) -> None:
    """Delete files that `sweep_papers` found; only how many is recorded. Law: privacy.erasure."""
    for path in files:
        transaction.on_commit(partial(path.unlink, missing_ok=True))
    record = {"count": len(files), "by": actor.label}
    record_act(Act("recruitment.papers_swept", NATION, str(new_id()), record, "privacy.erasure"), now=now)


def _named() -> set[str]:
    """Return every file that a record of any room names."""
    named: set[str] = set()
    for model in paper_tables():
        texts = model._default_manager.annotate(papers_text=Cast("papers", TextField()))
        for papers in texts.filter(papers_text__contains='"digest"').values_list("papers", flat=True).iterator():
            named.update(stored_names(papers))
    return named
