"""Long work of the placement, in chunks: form the teams of a region, open many vacancies, fill them.

A job acts in the name of whoever asked for it; the verbs it calls ask again what that role may do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any
from uuid import UUID

from jurdil.errors import Conflict, NotFound
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.jobs.models import Job, JobState
from jurdil.foundation.jobs.work import Step, ask_for, computes, forgets, handles
from jurdil.foundation.storage.clock import day_of
from jurdil.foundation.storage.codes import within
from jurdil.registry.bodies.letters import Resting, ask_for_letters
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.elections.models import Election
from jurdil.stages.placement.actions import propose_teams
from jurdil.stages.placement.arranging import arrange_teams, seed_of
from jurdil.stages.placement.filling import CASES_A_CHUNK, FILL, fill_cases
from jurdil.stages.placement.models import Proposal, ProposalState, Replacement, ReplacementState
from jurdil.stages.placement.vacating import PLAN, VACATE, Asked, Vacancy, plan_ward, vacate_ward
from jurdil.stages.selection.models import Lot

PROPOSE = "placement.propose"
UNFINISHED = (JobState.WAITING, JobState.RUNNING)


@verb(Role.PPS, Role.KPU_REGENCY)
def ask_for_teams(*, actor: Actor, election: Election, region: str, now: datetime) -> Job:
    """Queue the forming of the teams of every drawn ward in `region` that two people have not confirmed.

    Raises Refused (access.region), Conflict if that is under way or no ward is left to be formed.
    """
    actor.must_reach(region)
    if Job.objects.filter(kind=PROPOSE, region=region, state__in=UNFINISHED).exists():
        raise Conflict("Penyusunan tim wilayah ini sedang berjalan.")
    wards = wards_to_form(election, region)
    if not wards:
        raise Conflict("Tidak ada kelurahan yang menunggu disusun: belum diundi, atau sudah disahkan.")
    asked = {"election": election.key, "wards": wards} | asker(actor)
    return ask_for(actor=actor, kind=PROPOSE, region=region, arguments=asked, now=now, total=len(wards))


def asker(actor: Actor) -> dict[str, str]:
    """Return what a job keeps of whoever asked for it."""
    return {"role": actor.role.value, "reach": actor.region}


def acting_for(job: Job) -> Actor:
    """Return the actor in whose name a job of this room runs."""
    return Actor(role=Role(job.arguments["role"]), region=job.arguments["reach"], account_id=job.account_id)


def wards_to_form(election: Election, region: str) -> list[str]:
    """Return the drawn wards in `region` whose teams are neither confirmed nor appointed."""
    done = Proposal.objects.filter(
        within("region", region), election=election, state__in=[ProposalState.CONFIRMED, ProposalState.APPOINTED]
    )
    lots = Lot.objects.filter(within("region", region), election=election, body=BodyKind.KPPS, drawn_at__isnull=False)
    return sorted(set(lots.values_list("region", flat=True)) - set(done.values_list("region", flat=True)))


@computes(PROPOSE, tries=3)
def propose_ward(job: Job, now: datetime) -> Callable[[], Step]:
    """Form one ward, then propose it; one that was confirmed meanwhile or has no station is passed over."""
    wards, place = job.arguments["wards"], int(job.cursor.get("done", 0))
    election, ward = Election.objects.get(key=job.arguments["election"]), wards[place]
    formed = None
    if wards_to_form(election, ward):
        formed = arrange_teams(election, [ward], seed=seed_of(election, [ward]), on=election.voting_day)

    def write() -> Step:
        made, done = list(job.cursor.get("made", [])), place + 1
        if formed is not None and wards_to_form(election, ward):
            made += [str(one.id) for one in propose_teams(actor=acting_for(job), arrangement=formed, now=now)]
        return Step({"done": done, "made": made}, done, len(wards), done == len(wards), {"proposals": made})

    return write


@computes(PLAN, tries=3)
def plan_chunk(job: Job, now: datetime) -> Callable[[], Step]:
    """Work out who would be asked in one ward; nothing is written but the plan, and no lock is held meanwhile."""
    wards, asked = job.arguments["wards"], dict[str, Asked](job.cursor.get("asked", {}))
    ward = min(set(wards) - set(asked))
    rows = _vacancies(wards[ward])
    asked[ward] = plan_ward(Election.objects.get(key=job.arguments["election"]), ward, rows, now)
    done, is_finished = job.done + len(rows), len(asked) == len(wards)
    result = {"asked": asked, "faults": job.arguments["faults"]}
    return lambda: Step({"asked": asked}, done, job.total, is_finished, result)


@handles(VACATE, tries=3)
def vacate_chunk(job: Job, now: datetime) -> Step:
    """End the appointments of one ward and offer their seats, as the plan showed; what officers wrote leaves the job
    with the chunk. A ward in which others would be asked by now is left as it is, and named.
    """
    wards = job.arguments["wards"]
    ward = min(wards)
    rows = _vacancies(wards.pop(ward))
    election = Election.objects.get(key=job.arguments["election"])
    changed, cases = list(job.cursor.get("changed", [])), list[Replacement]()
    try:
        cases = vacate_ward(
            actor=acting_for(job),
            election=election,
            ward=ward,
            vacancies=rows,
            now=now,
            shown=job.arguments["asked"].get(ward, []),
        )
    except Conflict:
        changed.append([ward, len(rows)])
    opened = int(job.cursor.get("opened", 0)) + len(cases)
    offered = int(job.cursor.get("offered", 0)) + sum(case.state == ReplacementState.OFFERED for case in cases)
    sums = {"opened": opened, "offered": offered, "changed": changed}
    return Step(sums, job.done + len(rows), job.total, not wards, sums)


def without_words(arguments: Mapping[str, Any]) -> Mapping[str, Any]:  # Any: JSON values of a job
    """Return the arguments of a job about vacancies without what officers wrote of people; which seats, stays."""
    wards = {ward: [[row[0], row[1], "", row[3]] for row in rows] for ward, rows in arguments["wards"].items()}
    return {**arguments, "wards": wards} | ({"faults": []} if "faults" in arguments else {})


forgets(PLAN, without_words)
forgets(VACATE, without_words)


def _vacancies(rows: Sequence[Sequence[str]]) -> list[Vacancy]:
    return [Vacancy(UUID(row[0]), row[1], row[2], row[3], date.fromisoformat(row[4])) for row in rows]


@handles(FILL, tries=3)
def fill_chunk(job: Job, now: datetime) -> Step:
    """Appoint the next of those who accepted, and after the last ask for the letters of the decree."""
    given, start = job.arguments, int(job.cursor.get("done", 0))
    cases, actor = given["cases"], acting_for(job)
    taken = [UUID(one) for one in cases[start : start + CASES_A_CHUNK]]
    on = date.fromisoformat(given["on"])
    new = fill_cases(actor=actor, case_ids=taken, on=on, now=now, **given["decree"])
    passed = [*job.cursor.get("passed", []), *([str(case), rule] for case, rule in new.items())]
    done = start + len(taken)
    sums = {"done": done, "passed": passed, "appointed": done - len(passed)}
    if done == len(cases) and sums["appointed"]:
        _ask_for_their_letters(job, actor, now)
    return Step(sums, done, len(cases), done == len(cases), sums)


def _ask_for_their_letters(job: Job, actor: Actor, now: datetime) -> None:
    with suppress(NotFound):  # a job for the whole region was faster
        ask_for_letters(
            actor=actor,
            election=Election.objects.get(key=job.arguments["election"]),
            region=job.region,
            policies=[Resting(*one) for one in job.arguments["rests"]],
            on=day_of(now),
            now=now,
            decree=job.arguments["decree"]["number"],
        )


def proposals_made(job: Job) -> list[UUID]:
    """Return the proposals that a finished job made."""
    return [UUID(one) for one in job.result.get("proposals", [])]
