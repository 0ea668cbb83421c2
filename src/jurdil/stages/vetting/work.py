"""The job `vetting.screen`: screen everybody again when a list came in, one district a chunk.

Whoever imports a list asks for it with {"snapshots": [ids], "region": code}: a list speaks about people wherever they
apply, so imports name the nation. Without snapshots all current ones are used, without a region the job's own.
A job is the system's own act: the import that asked for it stands in the log with its author.
Law: vetting.rescreen. Elections whose terms are over are left alone.
"""

from __future__ import annotations

from datetime import date, datetime

from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.jobs.models import Job
from jurdil.foundation.jobs.work import Step, handles
from jurdil.foundation.storage.clock import day_of
from jurdil.foundation.storage.codes import covers
from jurdil.law import load_profile
from jurdil.registry.elections.models import Election
from jurdil.registry.rosters.models import Snapshot
from jurdil.registry.rosters.queries import current_snapshots
from jurdil.stages.recruitment.models import Opening
from jurdil.stages.vetting.screening import screen_people

DISTRICT_PARTS = 3
Chunk = tuple[str, str]


@handles("vetting.screen")
def screen_again(job: Job, now: datetime) -> Step:
    """Screen one district of one election and say where the next chunk begins."""
    on = day_of(now)
    chunks = _chunks(str(job.arguments.get("region", job.region)), on)
    done = int(job.cursor.get("done", 0))
    pairs = int(job.cursor.get("pairs", 0))
    if done < len(chunks):
        key, region = chunks[done]
        screening = screen_people(
            actor=Actor(role=Role.SYSTEM, region=""),
            election=Election.objects.get(key=key),
            region=region,
            snapshots=_snapshots(job, on),
            now=now,
            on=on,
        )
        done, pairs = done + 1, pairs + screening.pairs
    is_finished = done >= len(chunks)
    return Step({"done": done, "pairs": pairs}, done, len(chunks), is_finished, {"pairs": pairs})


def _snapshots(job: Job, on: date) -> list[Snapshot]:
    asked = job.arguments.get("snapshots")
    if asked is None:
        return current_snapshots(on)
    return list(Snapshot.objects.filter(id__in=asked, superseded_by__isnull=True).order_by("roster"))


def _chunks(region: str, on: date) -> list[Chunk]:
    """Return the districts with a call for applicants, per election that is still in its term."""
    found: set[Chunk] = set()
    for election in Election.objects.order_by("key"):
        if _last_day(election) < on:
            continue
        for code in Opening.objects.filter(election=election).values_list("region", flat=True):
            if covers(region, code):
                found.add((election.key, ".".join(code.split(".")[:DISTRICT_PARTS])))
    return sorted(found)


def _last_day(election: Election) -> date:
    calendar = load_profile(election.profile).calendar
    return max([election.voting_day, *(window.end for window in calendar if window.stage == "term")])
