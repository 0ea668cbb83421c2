"""What is told to be kept is on disk, also where the power fails in the next moment."""

from __future__ import annotations

import os
from pathlib import Path


def settle(path: Path) -> None:
    """Return when a file's bytes, or the names in a folder, are on disk.

    A file is settled before it is given the name under which it is believed, its folder afterwards.
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
