"""The worker: does queued jobs, numbers and signs the log, sends messages, closes and erases what is due."""

from __future__ import annotations

import argparse
import logging
import signal
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from jurdil.cli.site import wake
from jurdil.engines.crew import end_with
from jurdil.engines.linkage.memory import give_memory_back

PAUSE_SECONDS = 1.0
ERASE_SECONDS = 3600.0
A_DAY = timedelta(days=1)
Duty = Callable[[], object]
log = logging.getLogger(__name__)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take whether to stop when nothing is left to do, and beside which process it works."""
    parser.add_argument("--once", action="store_true", help="stop when nothing is left to do")
    parser.add_argument("--beside", type=int, metavar="PID", help="end when the process that started this one is gone")


def run(args: argparse.Namespace) -> int:
    """Work until a signal says stop; then the chunk of a job that is under way is the last thing to be done.

    The rest of the job waits for the next worker. A chunk that is killed is undone as a whole and taken up again.
    A duty that fails is logged and keeps none of the others waiting: it is tried again with the next round.
    """
    wake()
    give_memory_back()
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    if args.beside is not None:
        end_with(args.beside)
    often, seldom = _duties(stop)
    erased_at = 0.0
    while not stop.is_set():
        is_due = not erased_at or time.monotonic() - erased_at > ERASE_SECONDS
        duties = often + seldom if is_due else often
        done = [_is_done(duty) for duty in duties if not stop.is_set()]
        erased_at = time.monotonic() if is_due else erased_at
        if args.once:
            return 0 if all(done) and len(done) == len(duties) else 1
        stop.wait(PAUSE_SECONDS)
    return 0


def _duties(stop: threading.Event) -> tuple[list[Duty], list[Duty]]:
    """Return what is done every round, and what every hour."""
    from jurdil.foundation.accounts.roles import Actor, Role  # noqa: PLC0415  # importable only after `wake`
    from jurdil.foundation.jobs.work import work_off  # noqa: PLC0415
    from jurdil.foundation.ledger.sequencing import sequence_leaves  # noqa: PLC0415
    from jurdil.foundation.outbox.sending import send_emails, send_texts  # noqa: PLC0415
    from jurdil.foundation.storage.clock import now  # noqa: PLC0415
    from jurdil.registry.rosters.deliveries import remove_due_deliveries  # noqa: PLC0415
    from jurdil.stages.consolidation.needs import erase_needs  # noqa: PLC0415
    from jurdil.stages.consolidation.testing import close_due_rounds  # noqa: PLC0415
    from jurdil.stages.recruitment.sweeping import sweep_papers  # noqa: PLC0415

    system = Actor(role=Role.SYSTEM, region="")
    often: list[Duty] = [
        lambda: work_off(clock=now, is_stopped=stop.is_set),
        lambda: sequence_leaves(now=now()),
        lambda: send_emails(now=now()),
        lambda: send_texts(now=now()),
        lambda: close_due_rounds(actor=system, now=now()),
    ]
    seldom: list[Duty] = [
        lambda: remove_due_deliveries(actor=system, now=now()),
        lambda: erase_needs(actor=system, now=now()),
        lambda: sweep_papers(actor=system, older_than=datetime.now(UTC) - A_DAY, now=now()),  # a disk knows no demo
    ]
    return often, seldom


def _is_done(duty: Duty) -> bool:
    from django.db import connections  # noqa: PLC0415  # as above

    try:
        duty()
    except Exception:  # the worker must outlive a full disk, a database that restarts, a setting that cannot work
        log.exception("a duty of the worker failed; it is tried again")
        connections.close_all()
        return False
    return True
