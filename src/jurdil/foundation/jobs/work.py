"""Ask for long work, and do it chunk by chunk under a lease.

A chunk's result and the cursor behind it are committed together; a worker that dies leaves a lease that runs out, and
the next worker goes on at the cursor. A chunk therefore takes effect exactly once. What takes long is computed before
the transaction: SQLite has one writer, and nobody else could save a form meanwhile.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.db.models import Q

from jurdil.foundation.accounts.roles import Actor
from jurdil.foundation.jobs.models import Job, JobState

LEASE = timedelta(seconds=120)
DEATHS = 3
"""So many workers in a row may be gone in one chunk, or as many as the kind has tries if those are more. One or two are
a deployment or a power cut; a chunk that is done starts the count anew, so that long healthy work outlives them all."""
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Step:
    """What one chunk says of itself: where the next begins, how far the work is, whether it is over."""

    cursor: Mapping[str, Any]  # Any: JSON values of the handler's own
    done: int
    total: int
    is_finished: bool = False
    result: Mapping[str, Any] = field(default_factory=dict)  # Any: JSON values of the handler's own


Handler = Callable[[Job, datetime], Step]
Computation = Callable[[Job, datetime], Callable[[], Step]]
Forgetting = Callable[[Mapping[str, Any]], Mapping[str, Any]]  # Any: a job's arguments, JSON values
HANDLERS: dict[str, Handler] = {}
COMPUTATIONS: dict[str, Computation] = {}
TRIES: dict[str, int] = {}
FORGETTING: dict[str, Forgetting] = {}
FIRST_WAIT = timedelta(seconds=30)
"""Before the second try; each wait after it is four times as long."""


def handles(kind: str, *, tries: int = 1) -> Callable[[Handler], Handler]:
    """Register the function that does one chunk of jobs of `kind`. Register it where the app's `ready` imports it.

    tries: how often a job is taken up again at its cursor after a fault, before it counts as failed.
    """

    def mark(handler: Handler) -> Handler:
        HANDLERS[kind], TRIES[kind] = handler, tries
        return handler

    return mark


def computes(kind: str, *, tries: int = 1) -> Callable[[Computation], Computation]:
    """Register the function that computes one chunk of jobs of `kind` outside any transaction.

    It returns what writes the chunk: called in the transaction that moves the cursor, and never where another worker
    has taken the job over. What it writes before that must be safe to be written twice.
    """

    def mark(computation: Computation) -> Computation:
        COMPUTATIONS[kind], TRIES[kind] = computation, tries
        return computation

    return mark


def forgets(kind: str, forgetting: Forgetting) -> None:
    """Let jobs of `kind` that failed for good keep only what `forgetting` leaves of their arguments."""
    FORGETTING[kind] = forgetting


def ask_for(
    *, actor: Actor, kind: str, region: str, arguments: Mapping[str, Any], now: datetime, total: int = 0
) -> Job:  # Any: JSON values of the handler's own
    """Queue a job in the name of `actor`; it is done after the verb's transaction commits."""
    return Job.objects.create(
        kind=kind, region=region, arguments=dict(arguments), total=total, account_id=actor.account_id, asked_at=now
    )


def _take(holder: str) -> Job | None:
    """Take the next job; one whose chunk has outlasted too many workers comes back as failed instead."""
    clock = datetime.now(UTC)
    with transaction.atomic():
        job = (
            Job.objects.select_for_update(skip_locked=True)
            .filter(
                Q(state=JobState.WAITING, lease_until__isnull=True)
                | Q(state__in=(JobState.WAITING, JobState.RUNNING), lease_until__lt=clock)
            )
            .order_by("id")
            .first()
        )
        if job is None:
            return None
        job.deaths += job.state == JobState.RUNNING  # its holder let the lease run out
        job.state, job.holder, job.lease_until = JobState.RUNNING, holder, clock + LEASE
        if job.deaths >= max(DEATHS, TRIES.get(job.kind, 1)):
            job.state, job.fault, job.lease_until = JobState.FAILED, "WorkerDied", None
            log.error("job %s of kind %s failed: its workers died", job.id, job.kind)
        job.save(update_fields=["state", "holder", "lease_until", "deaths", "fault"])
    return job


def _do_chunk(job_id: UUID, holder: str, now: datetime) -> bool:
    """Do one chunk; returns whether there is more to do by this worker."""
    found = Job.objects.get(id=job_id)
    write: Callable[[], Step] | None = None
    if found.kind in COMPUTATIONS:
        with _kept_alive(job_id, holder):
            write = COMPUTATIONS[found.kind](found, now)
    with transaction.atomic():
        job = Job.objects.select_for_update().get(id=job_id)
        if job.holder != holder or job.state != JobState.RUNNING:
            return False
        step = write() if write is not None else HANDLERS[job.kind](job, now)
        job.cursor, job.done, job.total = dict(step.cursor), step.done, step.total
        job.lease_until, job.deaths = datetime.now(UTC) + LEASE, 0
        if step.is_finished:
            job.state, job.result = JobState.DONE, dict(step.result)
        job.save()
    return not step.is_finished


@contextmanager
def _kept_alive(job_id: UUID, holder: str) -> Iterator[None]:
    """Renew the lease while a chunk is computed, from a thread with a connection of its own."""
    is_over = threading.Event()

    def renew() -> None:
        while not is_over.wait(LEASE.total_seconds() / 3):
            with suppress(DatabaseError):  # the next beat tries again, well before the lease runs out
                Job.objects.filter(id=job_id, holder=holder).update(lease_until=datetime.now(UTC) + LEASE)
        connection.close()

    beat = threading.Thread(target=renew, daemon=True)
    beat.start()
    try:
        yield
    finally:
        is_over.set()
        beat.join()


def _note_fault(job: Job, holder: str, fault: str) -> None:
    """Let a job wait for its next try, longer each time; after the last one it has failed."""
    faults = job.faults + 1
    is_over = faults >= TRIES[job.kind]
    if is_over and job.kind in FORGETTING:
        kept = Job.objects.values_list("arguments", flat=True).get(id=job.id)
        Job.objects.filter(id=job.id, holder=holder).update(arguments=dict(FORGETTING[job.kind](kept)))
    Job.objects.filter(id=job.id, holder=holder).update(
        state=JobState.FAILED if is_over else JobState.WAITING,
        faults=faults,
        fault=fault,
        lease_until=None if is_over else datetime.now(UTC) + FIRST_WAIT * 4 ** (faults - 1),
    )


def _do_chunks(
    job: Job,
    holder: str,
    clock: Callable[[], datetime],
    progress: Callable[[Job], None] | None,
    is_stopped: Callable[[], bool],
) -> bool:
    """Do one chunk after another; returns whether some are left, because somebody asked the worker to end."""
    while _do_chunk(job.id, holder, clock()):
        if is_stopped():
            return True
        if progress is not None:
            progress(Job.objects.get(id=job.id))
    return False


def _give_back(job: Job, holder: str) -> None:
    """Let the next worker take a job up at its cursor, at once and as if this one had never held it."""
    held = Job.objects.filter(id=job.id, holder=holder, state=JobState.RUNNING)
    held.update(state=JobState.WAITING, holder="", lease_until=None)


def work_off(
    *,
    clock: Callable[[], datetime],
    progress: Callable[[Job], None] | None = None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Do all waiting jobs and return how many were finished or failed. A fault marks its job, never the worker.

    is_stopped: whether somebody asked the worker to end; then the chunk in hand is the last, and the rest of its job
    waits for another worker. A fault in that chunk may come of the stop itself and is not counted.
    """
    holder = f"{os.getpid()}-{time.monotonic_ns()}"
    count = 0
    while not is_stopped() and (job := _take(holder)) is not None:
        try:
            is_left = job.state == JobState.RUNNING and _do_chunks(job, holder, clock, progress, is_stopped)
        except Exception as fault:  # the worker must outlive any job
            is_left = is_stopped()
            if is_left:
                log.warning("job %s of kind %s: %s at the stop", job.id, job.kind, type(fault).__name__)
            else:
                log.exception("job %s of kind %s failed", job.id, job.kind)
                _note_fault(job, holder, type(fault).__name__)
        if is_left:
            _give_back(job, holder)
        count += not is_left
    return count
