"""`make test`: install what is missing if we may, run all tests, say what was left out.

All of them run on SQLite; those that use a database run on PostgreSQL too.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from ctypes.util import find_library
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import postgres

CHROMIUM = Path("/usr/bin/chromium")
CLUSTER_CONFIG = "/etc/postgresql-common/createcluster.conf"
NO_CLUSTER = (
    f"mkdir -p /etc/postgresql-common && test -e {CLUSTER_CONFIG} || echo create_main_cluster=false > {CLUSTER_CONFIG}"
)


def _as_root() -> list[str] | None:
    """Return the words that make a command run as root, or None where we may not."""
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], check=False, capture_output=True).returncode == 0
    ):
        return ["sudo", "-n"]
    return None


def _install() -> str:
    """Install PostgreSQL, Chromium and its driver's library where missing; returns why one still is, or nothing."""
    missing = [] if postgres.binaries() else ["postgresql"]
    missing += [] if CHROMIUM.exists() else ["chromium"]
    missing += [] if find_library("atomic") else ["libatomic1"]  # the driver of the browser tests needs it
    if not missing:
        return ""
    root = _as_root()
    if root is None or shutil.which("apt-get") is None:
        return f"{' and '.join(missing)} not installed, and this account may not install Debian packages"
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if "postgresql" in missing:
        subprocess.run([*root, "sh", "-c", NO_CLUSTER], check=False)
    for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *missing]):
        outcome = subprocess.run([*root, "apt-get", *words], check=False, env=environment, stdout=subprocess.DEVNULL)
        if outcome.returncode:
            return f"apt-get {words[0]} failed with status {outcome.returncode}"
    return ""


def _pytest(*words: str, **variables: str) -> int:
    command = [sys.executable, "-m", "pytest", "-n", "2", *words]
    print("$ pytest", *words, flush=True)
    return subprocess.run(command, check=False, env={**os.environ, **variables}).returncode


def main() -> int:
    """Run everything; the status is that of the worst run."""
    trouble = _install()
    left_out: list[str] = []
    words = sys.argv[1:]
    if not CHROMIUM.exists():
        words = [*words, "-m", "not browser"]
        left_out.append(f"tests in the browser: {trouble}")
    status = _pytest(*words)
    if postgres.binaries():
        with postgres.server() as url:
            status = _pytest("--with-database", "-m", "not browser", *sys.argv[1:], JURDIL_DATABASE_URL=url) or status
    else:
        left_out.append(f"the suite on PostgreSQL: {trouble}")
    for line in left_out:
        print("LEFT OUT:", line)
    print("All tests that this machine can run were run." if not left_out else "The rest was run.")
    return status


if __name__ == "__main__":
    sys.exit(main())
