"""A spreadsheet between upload and confirmation: it lies in the private home, belongs to one account, and is deleted.

What was found wrong is kept without any value of the file, so that the result can be read again later.
"""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from pathlib import Path
from uuid import UUID

from django.conf import settings

from jurdil.engines.tables import Fault
from jurdil.errors import NotFound
from jurdil.foundation.storage.ids import new_id
from jurdil.stages.recruitment.importing import Imported

KEPT_SECONDS = 24 * 3600
FAULTS_KEPT = 2000
ENDINGS = (".csv", ".xlsx")


def _folder(account_id: UUID | None) -> Path:
    folder = Path(settings.HOME) / "imports" / str(account_id or "none")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def keep_upload(account_id: UUID | None, content: bytes, ending: str) -> UUID:
    """Keep a file for its account and return the key; older ones of the account that nobody confirmed are deleted."""
    folder, key = _folder(account_id), new_id()
    for old in folder.iterdir():
        if time.time() - old.stat().st_mtime > KEPT_SECONDS:
            old.unlink(missing_ok=True)
    path = folder / f"{key}{ending}"
    path.touch(mode=0o600)
    path.write_bytes(content)
    return key


def upload_path(account_id: UUID | None, key: UUID) -> Path:
    """Return the file that waits for confirmation. Raises NotFound."""
    paths = (_folder(account_id) / f"{key}{ending}" for ending in ENDINGS)
    found = next((path for path in paths if path.exists()), None)
    if found is None:
        raise NotFound("Berkas impor ini tidak ada, sudah selesai, atau bukan milik Anda.")
    return found


def finish_upload(account_id: UUID | None, key: UUID, done: Imported) -> None:
    """Keep what came of the import; delete the file."""
    faults = [asdict(fault) | {"value": ""} for fault in done.faults[:FAULTS_KEPT]]
    result = {"made": done.made, "unchanged": done.unchanged, "faulty": len(done.faults), "faults": faults}
    path = _folder(account_id) / f"{key}.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps(result))
    upload_path(account_id, key).unlink()


def result_of(account_id: UUID | None, key: UUID) -> dict[str, object] | None:
    """Return what came of a finished import, None while it waits."""
    path = _folder(account_id) / f"{key}.json"
    if not path.exists():
        return None
    result: dict[str, object] = json.loads(path.read_text())
    result["faults"] = [Fault(**fault) for fault in result["faults"]]  # type: ignore[attr-defined]
    return result
