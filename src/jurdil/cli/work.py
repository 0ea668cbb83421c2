"""The worker: does queued jobs, numbers the log and signs its checkpoints, until it is stopped."""

from __future__ import annotations

import argparse
import signal
import threading

from jurdil.cli.site import wake

PAUSE_SECONDS = 1.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take whether to stop when nothing is left to do."""
    parser.add_argument("--once", action="store_true", help="stop when nothing is left to do")


def run(args: argparse.Namespace) -> int:
    """Work until a signal says stop; a chunk under way is finished or undone as a whole."""
    wake()
    from jurdil.foundation.jobs.work import work_off  # noqa: PLC0415  # importable only after `wake`
    from jurdil.foundation.ledger.sequencing import sequence_leaves  # noqa: PLC0415
    from jurdil.foundation.storage.clock import now  # noqa: PLC0415

    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    while not stop.is_set():
        work_off(clock=now)
        sequence_leaves(now=now())
        if args.once:
            break
        stop.wait(PAUSE_SECONDS)
    return 0
