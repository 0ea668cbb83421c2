"""`make bench`: run every benchmark of this folder, one process each, and print what it measured."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def main() -> int:
    """Run all, or those named; the status is that of the worst."""
    chosen = sys.argv[1:] or sorted(
        {file.stem for file in (*FOLDER.glob("[a-z]*.py"), *(each.parent for each in FOLDER.glob("*/__main__.py")))}
    )
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    print(f"{datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, {os.cpu_count()} cores, {memory_gib:.0f} GiB, "
          f"Python {platform.python_version()}")  # fmt: skip
    status = 0
    for name in chosen:
        print(f"\n== {name} ==", flush=True)
        status = subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode or status
    return status


if __name__ == "__main__":
    sys.exit(main())
