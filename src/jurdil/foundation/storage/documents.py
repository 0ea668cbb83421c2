"""Uploaded papers on disk: named by the hash of their bytes, sealed, readable by the service alone."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

from jurdil.errors import NotFound
from jurdil.foundation.storage.seals import is_sealed_with_active_key, seal, unseal

SEALED_AS = "document"
SHELVES = 256  # folders, by the first two signs of the hash


def document_path(digest: str) -> Path:
    """Return where a paper lies."""
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest


def keep_document(content: bytes) -> str:
    """Keep a paper and return its SHA-256 in hex; the same bytes are kept once."""
    digest = hashlib.sha256(content).hexdigest()
    if not document_path(digest).exists():
        _write(digest, content)
    return digest


def read_document(digest: str) -> bytes:
    """Return what `keep_document` was given. Raises NotFound where it is no longer there."""
    try:
        stored = document_path(digest).read_bytes()
    except FileNotFoundError as fault:
        raise NotFound("Berkas ini tidak ada lagi pada penyimpanan.") from fault
    return stored if _is_plain(stored, digest) else unseal(stored, SEALED_AS)


def reseal_shelf(number: int) -> int:
    """Seal the papers of one of the folders anew where another key sealed them, or none; returns how many lie there."""
    digests = [path.name for path in (Path(settings.MEDIA_ROOT) / f"{number:02x}").glob("?" * 64)]
    for digest in digests:
        stored = document_path(digest).read_bytes()
        if _is_plain(stored, digest) or not is_sealed_with_active_key(stored):
            _write(digest, read_document(digest))
    return len(digests)


def _is_plain(stored: bytes, digest: str) -> bool:
    """Return whether a paper was kept before papers were sealed."""
    return hashlib.sha256(stored).hexdigest() == digest


def _write(digest: str, content: bytes) -> None:
    path = document_path(digest)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as draft:  # made 0600
        try:
            draft.write(seal(content, SEALED_AS))
            draft.flush()
            os.fsync(draft.fileno())  # whoever is told that it is kept is told the truth
            Path(draft.name).rename(path)
        except BaseException:
            Path(draft.name).unlink()
            raise
