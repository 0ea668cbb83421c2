"""See how far long work is."""

from __future__ import annotations

from uuid import UUID

from jurdil.errors import NotFound
from jurdil.foundation.accounts.roles import OFFICERS, Actor, Role
from jurdil.foundation.accounts.verbs import query
from jurdil.foundation.jobs.models import Job
from jurdil.foundation.storage.codes import within


@query(*OFFICERS, Role.SUPERVISOR)
def jobs_within(*, actor: Actor, limit: int = 50) -> list[Job]:
    """Return the newest jobs in the actor's region, newest first."""
    return list(Job.objects.filter(within("region", actor.region)).order_by("-id")[:limit])


@query(*OFFICERS, Role.SUPERVISOR)
def job_of(*, actor: Actor, job_id: UUID) -> Job:
    """Return one job of the actor's region. Raises NotFound."""
    job = Job.objects.filter(within("region", actor.region), id=job_id).first()
    if job is None:
        raise NotFound("Pekerjaan ini tidak ada, atau bukan di wilayah Anda.")
    return job
