"""Serve the site with granian, and beside it the worker that does queued jobs and numbers the log."""

from __future__ import annotations

import argparse
import subprocess
import sys

from granian.constants import Interfaces
from granian.server import Server

from jurdil.cli.site import migrate, wake


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take address, port and whether the worker is started too."""
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--no-work", action="store_true", help="another process runs `jurdil work`")


def run(args: argparse.Namespace) -> int:
    """Serve until stopped; the worker stops with the site."""
    wake()
    migrate()
    from django.conf import settings  # noqa: PLC0415  # readable only after `wake`

    from jurdil.foundation.accounts.models import Account  # noqa: PLC0415

    if settings.MODE == "production" and Account.objects.filter(is_demo=True, is_active=True).exists():
        print(
            "This database holds sign-ins of a demo; a production start needs a database of its own.", file=sys.stderr
        )
        return 2

    worker = None if args.no_work else subprocess.Popen([sys.executable, "-m", "jurdil.cli", "work"])
    server = Server(
        "jurdil.project.wsgi:application",
        address=args.address,
        port=args.port,
        interface=Interfaces.WSGI,
        workers=settings.WORKERS,
        blocking_threads=4,
        respawn_failed_workers=True,
        log_access=False,
    )
    print(f"Jurdil answers on http://{args.address}:{args.port}/ (Ctrl-C stops it)", flush=True)
    try:
        server.serve()
    finally:
        if worker is not None:
            worker.terminate()
            worker.wait(timeout=30)
    return 0
