"""Serve the site with granian, and beside it the worker that does queued jobs and numbers the log."""

from __future__ import annotations

import argparse
import errno
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence

from granian.constants import Interfaces
from granian.server import Server

from jurdil.cli.site import migrate, wake
from jurdil.engines.crew import GRACE_SECONDS

WORK = (sys.executable, "-m", "jurdil.cli", "work", "--beside")
PAUSE_SECONDS = 2.0
SOON_SECONDS = 1.0
"""A worker that ends so soon is not spoken of."""


class Kept:
    """A process that is started again when it ends, whatever ended it (a kill, too little memory), until `stop`."""

    def __init__(
        self, command: Sequence[str], *, pause_seconds: float = PAUSE_SECONDS, grace_seconds: float = GRACE_SECONDS
    ) -> None:
        """Start it. pause_seconds: between an end and the next start. grace_seconds: to end in when it is asked to."""
        self._command, self._pause, self._grace = command, pause_seconds, grace_seconds
        self._is_over, self._lock = threading.Event(), threading.Lock()
        self.process = subprocess.Popen(command)
        threading.Thread(target=self._keep, daemon=True).start()

    def _keep(self) -> None:
        while True:
            status = self.process.wait()
            self._is_over.wait(self._pause)
            with self._lock:
                if self._is_over.is_set():
                    return
                _tell(f"The worker ended with status {status}; it is started again.")
                self.process = subprocess.Popen(self._command)

    def stop(self) -> None:
        """Ask it to end, and wait until it has; kill it where it takes too long."""
        with self._lock:
            self._is_over.set()
        self.process.terminate()
        if self._has_ended(within=min(SOON_SECONDS, self._grace)):
            return
        _tell(f"The worker finishes the chunk in hand; it is given {self._grace:g} seconds.")
        if self._has_ended(within=self._grace):
            return
        self.process.kill()
        self.process.wait()
        _tell(
            "The chunk took longer and the worker was killed: the chunk is undone, the next worker takes it up again."
        )

    def _has_ended(self, *, within: float) -> bool:
        try:
            self.process.wait(timeout=within)
        except subprocess.TimeoutExpired:
            return False
        return True


def _tell(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take address, port and whether the worker is started too."""
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--no-work", action="store_true", help="another process runs `jurdil work`")


def is_taken(address: str, port: int) -> bool:
    """Return whether somebody listens there, and say so: the server would share the port, and both answer in turn."""
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # one that ended just now is no hindrance
        try:
            one.bind((address, port))
        except OSError as fault:
            if fault.errno != errno.EADDRINUSE:
                return False  # whatever else is wrong, the server says itself
            taken = f"Port {port} of {address} is taken, perhaps by another Jurdil."
            print(taken, "Stop that one, or choose another --port.", file=sys.stderr)
            return True
    return False


def run(args: argparse.Namespace) -> int:
    """Serve until stopped; a worker that ends is started again. All end with this process, also if it is killed."""
    if is_taken(args.address, args.port):
        return 2
    wake()
    migrate()
    from django.conf import settings  # noqa: PLC0415  # readable only after `wake`

    from jurdil.foundation.accounts.models import Account  # noqa: PLC0415

    if settings.MODE == "production" and Account.objects.filter(is_demo=True, is_active=True).exists():
        print(
            "This database holds sign-ins of a demo; a production start needs a database of its own.", file=sys.stderr
        )
        return 2

    worker = None if args.no_work else Kept([*WORK, str(os.getpid())])
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
            worker.stop()
    return 0
