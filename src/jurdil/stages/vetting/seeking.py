"""The jobs that look for doubles: compared outside the transaction, kept in one short write.

`vetting.find_doubles`: {"election": key, "region": code}; one part of the region a chunk (`parts_of`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.jobs.models import Job
from jurdil.foundation.jobs.work import Step, computes
from jurdil.foundation.storage.clock import day_of
from jurdil.registry.elections.models import Election
from jurdil.stages.vetting.doubles import KIND, find_doubles, keep_doubles, parts_of

SYSTEM = Actor(role=Role.SYSTEM, region="")


@computes(KIND, tries=3)
def seek_doubles(job: Job, now: datetime) -> Callable[[], Step]:
    """Compare the applications of one part with one another."""
    election = Election.objects.get(key=job.arguments["election"])
    parts = job.cursor.get("parts") or parts_of(election, job.arguments["region"])
    done, kept = int(job.cursor.get("done", 0)), int(job.cursor.get("kept", 0))
    found = find_doubles(election, parts[done], day_of(now))

    def write() -> Step:
        total = kept + keep_doubles(actor=SYSTEM, election=election, region=parts[done], found=found, now=now)
        cursor = {"parts": parts, "done": done + 1, "kept": total}
        return Step(cursor, done + 1, len(parts), is_finished=done + 1 >= len(parts), result={"kept": total})

    return write
