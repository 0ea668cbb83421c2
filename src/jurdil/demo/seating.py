"""The second half of the main job: points, one plenary, the lots, teams, appointments, and what is shown of seats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

from django.db import connection

from jurdil.demo.course import APPOINTED, DRAWN, FROZEN, OPENED, PLACED, RULED, SCORED, Job, beacons_of, officer
from jurdil.demo.interviewing import POLICIES as INTERVIEWS
from jurdil.demo.population import Population
from jurdil.demo.showing import decide_by_plenary, leave_seats, write_letters
from jurdil.foundation.accounts.roles import Role
from jurdil.foundation.storage.clock import day_of
from jurdil.law import ComingBeacon
from jurdil.registry.bodies.models import Appointment, BodyKind
from jurdil.registry.elections.policies import propose_policy, second_policy
from jurdil.stages.placement.actions import appoint_teams, confirm_teams, propose_teams, second_teams
from jurdil.stages.placement.arranging import Arrangement, arrange_teams, seed_of
from jurdil.stages.placement.officers import appoint_order_officers, appoint_secretariat
from jurdil.stages.selection.actions import Points, score_applications
from jurdil.stages.selection.lots import draw_order, freeze_list
from jurdil.stages.selection.queries import selectable

SCORE_CHUNK = 5_000
SIGNATORY = "Ketua PPS (peragaan)"
POLICIES = ("selection.points", "selection.merit_band", "teams.kin_apart")
ORDERS = ("selection.merit_band",)  # begins later: one ward's plenary decides before, by the law alone
CRITERIA = ("competence", "capacity", "integrity", "independence")


def invented_points(population: Population, applications: Mapping[str, UUID]) -> dict[UUID, dict[str, int]]:
    """Return what the invented world holds of each application, by criterion."""
    columns = [population.applications[f"score_{name}"].to_pylist() for name in CRITERIA]
    forms = zip(population.applications["id"].to_pylist(), zip(*columns, strict=True), strict=True)
    return {
        applications[form]: dict(zip(CRITERIA, given, strict=True)) for form, given in forms if form in applications
    }


def decide(job: Job, points: Mapping[UUID, Mapping[str, int]]) -> None:
    """Let one ward's plenary decide by the law alone, on the day before the policies of order begin."""
    with job.meter.step("decide one ward in plenary (simulated)") as report:
        first, second = (officer(job.by_plenary, number, Role.PPS) for number in (1, 2))
        report(decide_by_plenary(job.election, job.by_plenary, first, second, points, RULED + timedelta(hours=2)), 0)


def score(job: Job, points: Mapping[UUID, Mapping[str, int]]) -> None:
    """Enter the points of those who can still be selected by points."""
    with job.meter.step("enter scores (simulated)") as report:
        done = 0
        for regency in job.regencies:
            entries = [
                Points(row.application_id, ward, points[row.application_id])
                for ward in job.wards_of(regency)
                if ward != job.by_plenary
                for row in selectable(job.election, ward, BodyKind.KPPS)
            ]
            for start in range(0, len(entries), SCORE_CHUNK):
                chunk = entries[start : start + SCORE_CHUNK]
                done += score_applications(actor=officer(regency), election=job.election, entries=chunk, now=SCORED)
                report(done, 0)


def switch_policies(job: Job) -> None:
    """Two simulated officers of each authority switch on what goes beyond the law."""
    for regency in job.regencies:
        switched = [(BodyKind.KPPS, policy) for policy in POLICIES]
        switched += [(BodyKind.PPS, policy) for policy in INTERVIEWS] if regency == job.regencies[0] else []
        for body, policy in switched:
            choice = propose_policy(
                actor=officer(regency),
                election=job.election,
                region=regency,
                body=body,
                policy=policy,
                is_on=True,
                starts=day_of(FROZEN if policy in ORDERS else OPENED),
                reason="Peragaan.",
                now=OPENED,
            )
            second_policy(actor=officer(regency, 2), choice_id=choice.id, agrees=True, now=OPENED)


def draw(job: Job) -> None:
    with job.meter.step("freeze the lists and draw the lots") as report:
        for done, ward in enumerate(job.wards, start=1):
            if ward == job.by_plenary:
                continue
            actor = officer(".".join(ward.split(".")[:2]))
            values, body = beacons_of(ward), BodyKind.KPPS
            named = [ComingBeacon(one.source, "-", DRAWN) for one in values]
            lot = freeze_list(actor=actor, election=job.election, region=ward, body=body, beacons=named, now=FROZEN)
            draw_order(actor=actor, lot_id=lot.id, beacons=values, now=DRAWN)
            report(done, len(job.wards))


def _arrange(job: Job, regency: str) -> Arrangement:
    try:
        return arrange_teams(
            job.election,
            [regency],
            seed=seed_of(job.election, [regency]),
            on=job.election.voting_day,
            workers=2,
        )
    finally:
        connection.close()  # it belongs to this thread, which ends with the job


def place(job: Job) -> None:
    """Form teams regency by regency; while one is confirmed and appointed, the next is being formed."""
    teams: Counter[str] = Counter()
    with ThreadPoolExecutor(1) as thread:
        coming = [(regency, thread.submit(_arrange, job, regency)) for regency in job.regencies]
        for regency, future in coming:
            with job.meter.step(f"form the teams of {regency}") as report:
                arrangement = future.result()
                report(len(arrangement.places), 0)
            teams += _appoint(job, regency, arrangement)
    job.found["teams"] = teams


def _appoint(job: Job, regency: str, arrangement: Arrangement) -> Counter[str]:
    first, second = officer(regency), officer(regency, 2)
    with job.meter.step(f"confirm and appoint the teams of {regency}") as report:
        appointed = 0
        proposals = propose_teams(actor=first, arrangement=arrangement, now=PLACED)
        for proposal in (one for one in proposals if one.region != job.unsigned):
            confirm_teams(actor=first, proposal_id=proposal.id, now=PLACED)
            second_teams(actor=second, proposal_id=proposal.id, now=PLACED + timedelta(hours=1))
            number = f"KPPS/{proposal.region}/2024 (peragaan)"
            made = appoint_teams(
                actor=first,
                proposal_id=proposal.id,
                number=number,
                authority=regency,
                signatory=SIGNATORY,
                now=APPOINTED,
            )
            appointed += len(made)
            report(appointed, 0)
    unsigned = sum(one.group == job.unsigned for one in arrangement.places.values())
    short = len(arrangement.outcome.short)
    return Counter(stations=len(arrangement.places), short=short, appointed=appointed, unsigned=unsigned)


def appoint_others(job: Job) -> None:
    with job.meter.step("appoint order officers and secretariats") as report:
        done = 0
        for ward in job.wards:
            regency = ".".join(ward.split(".")[:2])
            for appoint, kind in ((appoint_order_officers, "LINMAS"), (appoint_secretariat, "SEK")):
                done += len(_call(appoint, job, regency, ward, kind))
            report(done, 0)
        job.found["officers"] = Counter(appointed=done)


def _call(appoint: Callable[..., list[Appointment]], job: Job, regency: str, ward: str, kind: str) -> list[Appointment]:
    return appoint(
        actor=officer(regency),
        election=job.election,
        region=ward,
        number=f"{kind}/{ward}/2024 (peragaan)",
        authority=regency,
        signatory=SIGNATORY,
        now=APPOINTED,
    )


def show_seats(job: Job) -> None:
    """Make the letters of three wards, and let some of the third resign."""
    with job.meter.step("make letters of three wards, fill vacancies (simulated)") as report:
        actor = officer(job.regencies[0])
        count = write_letters(job.election, job.wards[:3], actor, now=APPOINTED + timedelta(hours=1))
        count += leave_seats(job.election, job.with_vacancies, actor, SIGNATORY, now=APPOINTED + timedelta(hours=2))
        report(count, 0)
