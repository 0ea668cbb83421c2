"""Parts of a long run kept on disk: one that was killed goes on where it stood when it is asked the same again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

import pyarrow as pa

from jurdil.engines.linkage.model import Model

FORMAT = "jurdil/linkage-parts/13"
"""Of what is kept, and of the rules that it rests on; whatever an older version kept is not taken up."""


def fingerprint(
    people: pa.Table, rosters: Sequence[Path], on: date, min_probability: float, model: Model | None
) -> str:
    """Return what names a question: the people, the rosters' files, the day, the lowest probability and the model."""
    digest = sha256(f"{FORMAT} {on} {min_probability!r} {model.to_json() if model else ''}".encode())
    for path in rosters:
        known = path.stat()
        digest.update(f"{path.name} {known.st_size} {known.st_mtime_ns}\n".encode())
    for batch in people.to_batches():
        digest.update(batch.serialize())
    return digest.hexdigest()


class Done:
    """What is done of one question, in a folder of its own inside `work`; anything else there is left alone."""

    def __init__(self, work: Path, question: str) -> None:
        self._folder = work / f"run-{question[:16]}"
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def model(self) -> Model | None:
        """Return the model that the kept parts rest on."""
        path = self._folder / "model.json"
        return Model.from_json(path.read_text(encoding="utf-8")) if path.exists() else None

    def part(self, nth: int) -> pa.Table | None:
        """Return the matches of a batch, if they are kept."""
        path = self._folder / f"{nth}.arrow"
        if not path.exists():
            return None
        with pa.memory_map(str(path)) as file:
            return pa.ipc.open_file(file).read_all()

    def keep(self, nth: int, model: Model, matches: pa.Table) -> None:
        """Keep the matches of a batch; the model first, so that no part stands without it."""
        self._write("model.json", model.to_json().encode())
        sink = pa.BufferOutputStream()
        with pa.ipc.new_file(sink, matches.schema) as writer:
            writer.write_table(matches)
        self._write(f"{nth}.arrow", sink.getvalue())

    def _write(self, name: str, content: bytes | pa.Buffer) -> None:
        draft = self._folder / f"{name}.new"
        draft.write_bytes(content)
        draft.replace(self._folder / name)
