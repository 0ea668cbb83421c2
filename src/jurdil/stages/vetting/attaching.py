"""Files that a person hands in with an answer, an objection or a dispute: few, kept and erased like other papers.

They stand among the `papers` of what was said, `{file-1: {kind, how, file, digest, type, at}}`. All are voluntary:
whoever hands in none is heard alike. Law: recruitment.paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from jurdil.errors import Refused
from jurdil.foundation.storage.documents import Papers, keep_document, stored_name
from jurdil.stages.recruitment.documents import type_of

MOST_FILES = 3
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
Files = Mapping[str, Sequence[bytes]]  # by kind of paper
NO_FILES: Files = MappingProxyType({})


class FileKind(StrEnum):
    """What a file shows, as the person names it."""

    STATEMENT = "statement"
    LETTER = "letter"
    OTHER = "other"


@dataclass(frozen=True)
class Attached:
    """A file that was handed in. key: its name among the papers of what was said. stored: that on disk."""

    key: str
    kind: str
    stored: str
    media_type: str
    at: datetime

    @property
    def file_name(self) -> str:
        """Return how the file is called when it is taken out; the name says nothing about anybody."""
        return f"{self.key}.{ENDINGS[self.media_type]}"


def keep_files(files: Files, now: datetime) -> dict[str, dict[str, str]]:
    """Keep the files and return them as papers; the caller has asked everything else, so that none is kept in vain.

    Raises Refused (recruitment.paper) for too many, another kind of file, a larger or a broken one.
    """
    given = [(kind, content) for kind in FileKind for content in files.get(kind, ())]
    if len(given) > MOST_FILES:
        raise Refused(
            "recruitment.paper",
            "Lampirannya lebih dari tiga berkas.",
            "Pilih paling banyak tiga; selebihnya dapat ditunjukkan di sekretariat PPS.",
        )
    types = [type_of(content) for _kind, content in given]  # all are looked at before one is kept
    at = now.isoformat(timespec="seconds")
    return {
        f"file-{number}": {"kind": str(kind), "how": "file", **keep_document(content), "type": found, "at": at}
        for number, ((kind, content), found) in enumerate(zip(given, types, strict=True), start=1)
    }


def files_in(papers: Papers, said_at: datetime) -> tuple[Attached, ...]:
    """Return the files among the papers. said_at: when the words came, for a file that is kept without its own time."""
    return tuple(
        Attached(
            key=key,
            kind=one.get("kind", FileKind.OTHER),
            stored=stored_name(one),
            media_type=one["type"],
            at=datetime.fromisoformat(one["at"]) if "at" in one else said_at,
        )
        for key, one in sorted(_files(papers))
    )


def record_of(papers: Papers) -> list[dict[str, str]]:
    """Return what the log's record says of the files."""
    return [{"kind": one["kind"], "digest": one["digest"]} for _key, one in _files(papers)]


def _files(papers: Papers) -> Iterator[tuple[str, Mapping[str, str]]]:
    for key, one in papers.items():
        if isinstance(one, Mapping) and one.get("how") == "file":
            yield key, one
