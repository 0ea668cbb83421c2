"""The jobs that look for doubles and for kin: compared outside the transaction, kept in one short write.

`vetting.find_doubles`: {"election": key, "region": code}; one part of the region a chunk (`parts_of`).
`vetting.find_kin`: the same arguments; one district a chunk.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.jobs.models import Job
from jurdil.foundation.jobs.work import Step, computes
from jurdil.foundation.storage.clock import day_of
from jurdil.foundation.storage.codes import covers
from jurdil.registry.elections.models import Election
from jurdil.stages.vetting import doubles, kin

SYSTEM = Actor(role=Role.SYSTEM, region="")


@computes(doubles.KIND, tries=3)
def seek_doubles(job: Job, now: datetime) -> Callable[[], Step]:
    """Compare the applications of one part with one another."""
    election = Election.objects.get(key=job.arguments["election"])
    parts = job.cursor.get("parts") or doubles.parts_of(election, job.arguments["region"])
    done, kept = int(job.cursor.get("done", 0)), int(job.cursor.get("kept", 0))
    found = doubles.find_doubles(election, parts[done], day_of(now))

    def write() -> Step:
        part = parts[done]
        total = kept + doubles.keep_doubles(actor=SYSTEM, election=election, region=part, found=found, now=now)
        cursor = {"parts": parts, "done": done + 1, "kept": total}
        return Step(cursor, done + 1, len(parts), is_finished=done + 1 >= len(parts), result={"kept": total})

    return write


@computes(kin.KIND, tries=3)
def seek_kin(job: Job, now: datetime) -> Callable[[], Step]:
    """Search one district."""
    election = Election.objects.get(key=job.arguments["election"])
    parts = job.cursor.get("parts") or kin.districts_of(election, job.arguments["region"])
    done, kept = int(job.cursor.get("done", 0)), int(job.cursor.get("kept", 0))
    if done >= len(parts):
        return lambda: Step({}, done, done, is_finished=True, result={"kept": kept})
    # A ward's own officer searches the ward, not the district around it.
    part = parts[done] if covers(job.arguments["region"], parts[done]) else job.arguments["region"]
    found = kin.find_kin_within(election, part, day_of(now))

    def write() -> Step:
        total = kept + kin.keep_kin(actor=SYSTEM, election=election, region=part, found=found, now=now)
        cursor = {"parts": parts, "done": done + 1, "kept": total}
        return Step(cursor, done + 1, len(parts), is_finished=done + 1 >= len(parts), result={"kept": total})

    return write
