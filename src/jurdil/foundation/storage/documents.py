"""Uploaded papers on disk: sealed, readable by the service alone, each in a file of its own.

Two records never share a file, even where their bytes are the same: whoever erases one takes nothing from the other,
without a lock between them. The name is drawn by chance; papers of earlier versions lie under the hash of their bytes.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings

from jurdil.engines.disk import settle
from jurdil.errors import NotFound
from jurdil.foundation.storage.seals import is_sealed_with_active_key, seal, unseal

SEALED_AS = "document"
SHELVES = 256  # folders, by the first two signs of a file's name
Papers = Mapping[str, Any]  # Any: JSON values, one by key


def document_path(name: str) -> Path:
    """Return where the file of that name lies."""
    return Path(settings.MEDIA_ROOT) / name[:2] / name


def keep_document(content: bytes) -> dict[str, str]:
    """Keep a paper and return what its record must say of it: the `file` it lies in, and the `digest` of its bytes."""
    name = secrets.token_hex(32)
    _write(name, content)
    return {"file": name, "digest": hashlib.sha256(content).hexdigest()}


def stored_name(paper: Mapping[str, Any]) -> str:  # Any: JSON values
    """Return in which file a paper lies, empty for one that was only seen; earlier versions named it by its digest."""
    return str(paper.get("file") or paper.get("digest", ""))


def stored_names(papers: Papers) -> list[str]:
    """Return the files in which the papers of one record lie."""
    return [name for paper in papers.values() if (name := stored_name(paper))]


def read_document(name: str) -> bytes:
    """Return what `keep_document` was given. Raises NotFound where it is no longer there."""
    try:
        stored = document_path(name).read_bytes()
    except FileNotFoundError as fault:
        raise NotFound("Berkas ini tidak ada lagi pada penyimpanan.") from fault
    return _opened(stored, name)


def reseal_shelf(number: int) -> int:
    """Seal the papers of one of the folders anew where another key sealed them, or none; returns how many lie there."""
    shelf = Path(settings.MEDIA_ROOT) / f"{number:02x}"
    return sum(_reseal(path) for path in shelf.glob("?" * 64))


def _reseal(path: Path) -> bool:
    """Seal one paper anew; returns whether it was there and not erased meanwhile."""
    try:
        stored = path.read_bytes()
    except FileNotFoundError:
        return False
    if _is_plain(stored, path.name) or not is_sealed_with_active_key(stored):
        _write(path.name, _opened(stored, path.name))
    return True


def files_before(moment: datetime) -> list[Path]:
    """Return the files that were written before `moment`, drafts that were never finished too."""
    found = Path(settings.MEDIA_ROOT).glob("[0-9a-f][0-9a-f]/*")
    return [path for path in found if (at := _written_at(path)) is not None and at < moment.timestamp()]


def _written_at(path: Path) -> float | None:
    """Return the seconds at which a file was written, None where it is gone by now."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return None


def _opened(stored: bytes, name: str) -> bytes:
    return stored if _is_plain(stored, name) else unseal(stored, SEALED_AS)


def _is_plain(stored: bytes, name: str) -> bool:
    """Return whether a paper was kept before papers were sealed."""
    return hashlib.sha256(stored).hexdigest() == name


def _write(name: str, content: bytes) -> None:
    path = document_path(name)
    shelf, is_new = path.parent, not path.parent.exists()
    shelf.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=shelf, delete=False) as draft:  # made 0600
        try:
            draft.write(seal(content, SEALED_AS))
            draft.flush()
            os.fsync(draft.fileno())  # whoever is told that it is kept is told the truth
            Path(draft.name).rename(path)
        except BaseException:
            Path(draft.name).unlink()
            raise
    settle(shelf)  # else a power cut could take the name back
    if is_new:
        settle(shelf.parent)
