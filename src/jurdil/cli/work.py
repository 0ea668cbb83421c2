"""The worker: does queued jobs, numbers the log and signs its checkpoints, sends messages, erases what is due."""

from __future__ import annotations

import argparse
import signal
import threading
import time

from jurdil.cli.site import wake

PAUSE_SECONDS = 1.0
ERASE_SECONDS = 3600.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take whether to stop when nothing is left to do."""
    parser.add_argument("--once", action="store_true", help="stop when nothing is left to do")


def run(args: argparse.Namespace) -> int:
    """Work until a signal says stop; a chunk under way is finished or undone as a whole."""
    wake()
    from jurdil.foundation.accounts.roles import Actor, Role  # noqa: PLC0415  # importable only after `wake`
    from jurdil.foundation.jobs.work import work_off  # noqa: PLC0415
    from jurdil.foundation.ledger.sequencing import sequence_leaves  # noqa: PLC0415
    from jurdil.foundation.outbox.sending import send_emails, send_texts  # noqa: PLC0415
    from jurdil.foundation.storage.clock import now  # noqa: PLC0415
    from jurdil.registry.rosters.deliveries import remove_due_deliveries  # noqa: PLC0415
    from jurdil.stages.consolidation.needs import erase_needs  # noqa: PLC0415

    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    erased_at = 0.0
    while not stop.is_set():
        work_off(clock=now)
        sequence_leaves(now=now())
        send_emails(now=now())
        send_texts(now=now())
        if not erased_at or time.monotonic() - erased_at > ERASE_SECONDS:
            remove_due_deliveries(actor=Actor(role=Role.SYSTEM, region=""), now=now())
            erase_needs(actor=Actor(role=Role.SYSTEM, region=""), now=now())
            erased_at = time.monotonic()
        if args.once:
            break
        stop.wait(PAUSE_SECONDS)
    return 0
