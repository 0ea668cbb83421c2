"""Uploaded papers on disk: named by the hash of their bytes, readable by the service alone.

What a file is, its first bytes say and not its name: PDF, JPEG or PNG.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings

from jurdil.errors import Refused

LARGEST_BYTES = 2 * 1024 * 1024
_SIGNATURES = ((b"%PDF-", "application/pdf"), (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))


def type_of(content: bytes) -> str:
    """Return the media type of a paper. Raises Refused (recruitment.paper) for any other file or a larger one."""
    if len(content) > LARGEST_BYTES:
        raise Refused(
            "recruitment.paper",
            "Berkas ini lebih besar dari 2 MB.",
            "Foto ulang dengan ukuran lebih kecil, atau tunjukkan kertasnya kepada PPS; pemindaian tidak wajib.",
        )
    for start, media_type in _SIGNATURES:
        if content.startswith(start):
            return media_type
    raise Refused(
        "recruitment.paper",
        "Isi berkas ini bukan PDF, JPG atau PNG.",
        "Simpan ulang sebagai PDF atau foto JPG, atau tunjukkan kertasnya kepada PPS.",
    )


def document_path(digest: str) -> Path:
    """Return where a paper lies."""
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest


def keep_document(content: bytes) -> str:
    """Keep a paper and return its SHA-256 in hex; the same bytes are kept once."""
    digest = hashlib.sha256(content).hexdigest()
    path = document_path(digest)
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_bytes(content)
        draft.rename(path)
    return digest
