"""What `jurdil link` leaves on the disk: the matches, and the model they were weighed with."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from jurdil.engines.tables import write_table


def write_found(found: pa.Table, output: Path, *, model: Path | None, text: str) -> None:
    """Write `found`, and `text` to `model` if that is a file; what stood there stays until both are whole.

    Raises UnreadableFile, and OSError where one of them cannot be written.
    """
    if model is None:
        write_table(found, output)
        return
    draft = model.with_name(f".{model.name}.new")
    try:
        draft.write_text(text, encoding="utf-8")
        write_table(found, output)
        draft.replace(model)
    finally:
        draft.unlink(missing_ok=True)
