"""Snapshots on disk: an immutable Parquet named by its SHA-256, and beside it the form that the linkage reads.

The folder is 0700 and its files are 0600: they hold what the source wrote, NIK included, and nothing serves them.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from jurdil.engines.disk import settle
from jurdil.engines.linkage import index_roster, is_prepared, prepare_roster
from jurdil.engines.linkage.tokens_index import Indexed
from jurdil.registry.rosters.models import Snapshot

CHUNK = 1 << 20


def rosters_folder() -> Path:
    """Return the folder of all snapshots."""
    folder = Path(settings.HOME) / "rosters"
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        settle(folder.parent)
    return folder


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def keep(entries: pa.Table, provenance: Mapping[str, str]) -> str:
    """Write the entries once and return the digest that names them; `provenance` is part of what is hashed.

    They are on disk by then: a row of the database that names them would outlive a power cut, and they might not.
    """
    told = {b"jurdil.roster": json.dumps(dict(provenance), sort_keys=True).encode()}
    marked = entries.replace_schema_metadata({**(entries.schema.metadata or {}), **told})
    descriptor, name = tempfile.mkstemp(dir=rosters_folder(), suffix=".new")  # mkstemp makes it 0600
    os.close(descriptor)
    draft = Path(name)
    try:
        pq.write_table(marked, draft, compression="zstd")
        settle(draft)
        digest = digest_of(draft)
        draft.rename(draft.with_name(f"{digest}.parquet"))
    finally:
        draft.unlink(missing_ok=True)
    settle(draft.parent)
    return digest


def entries_path(snapshot: Snapshot) -> Path:
    """Return the Parquet file of a snapshot."""
    return rosters_folder() / f"{snapshot.digest}.parquet"


def _prepared_folder(snapshot: Snapshot) -> Path:
    return rosters_folder() / "prepared" / snapshot.digest


def indexed_tokens(snapshot: Snapshot) -> Indexed:
    """Return a delivery of tokens with the place of its index, which is made when somebody is first asked about."""
    return Indexed(entries_path(snapshot), _prepared_folder(snapshot))


def drop_index(snapshot: Snapshot) -> None:
    """Drop the index of a delivery; whoever asks it again has it made anew, as long as the delivery is there."""
    shutil.rmtree(_prepared_folder(snapshot), ignore_errors=True)


def prepared_path(snapshot: Snapshot) -> Path:
    """Return the file that the linkage reads, made once with its index; its name is that of the roster."""
    folder = _prepared_folder(snapshot)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{snapshot.roster}.arrow"
    if not is_prepared(path):
        draft = folder / f"{os.getpid()}.new.arrow"
        prepare_roster(pq.ParquetFile(entries_path(snapshot)).read(), draft, name=snapshot.roster, on=snapshot.as_of)
        draft.chmod(0o600)
        draft.rename(path)
        index_roster(path)
    return path
