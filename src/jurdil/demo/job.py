"""The main job: from the forms of Jakarta's polling stations to appointed teams, every step in the public log.

Everything is done by the same verbs that officers use, in their bulk form. The officers of the demo are simulated, and
every record of theirs says so. The moments are those of the calendar of the election of 27 November 2024.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from datetime import timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

import django
import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection

from jurdil.demo.committees import seat_committees
from jurdil.demo.consolidating import gather, show_commitment
from jurdil.demo.course import (
    ANSWERED,
    APPOINTED,
    ASKED,
    ENDED,
    OPENED,
    REVIEWED,
    ROSTERS_AS_OF,
    RULED,
    SCREENED,
    SUBMITTED,
    VISITORS_UNTIL,
    Job,
    officer,
)
from jurdil.demo.doubling import confirm_kin, let_work, settle_doubles
from jurdil.demo.interviewing import take_in_second_call, wards_of, write_second_call
from jurdil.demo.measuring import Meter
from jurdil.demo.population import SHIPPED_DATA, Population, invent_population, write_population
from jurdil.demo.seating import (
    appoint_others,
    decide,
    draw,
    invented_points,
    place,
    score,
    show_seats,
    switch_policies,
)
from jurdil.demo.simulating import decide_reviews, rule_on_matches, truth_of
from jurdil.engines.crew import crew
from jurdil.engines.tables import Reading
from jurdil.foundation.accounts.roles import Role
from jurdil.foundation.ledger.sequencing import sequence_leaves
from jurdil.foundation.storage.clock import day_of
from jurdil.law import load_profile
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.elections.loading import load_elections
from jurdil.registry.elections.models import Election
from jurdil.registry.elections.stations import derive_stations
from jurdil.registry.regions.loading import load_regions
from jurdil.registry.rosters.actions import import_roster
from jurdil.registry.rosters.files import prepared_path
from jurdil.registry.rosters.models import RosterKind, Snapshot
from jurdil.stages.recruitment.importing import import_applications, read_applications
from jurdil.stages.recruitment.models import Application
from jurdil.stages.recruitment.openings import open_recruitment, open_recruitment_in_bulk, seats_needed
from jurdil.stages.recruitment.reviewing import review_applications
from jurdil.stages.recruitment.withdrawing import withdraw_application
from jurdil.stages.vetting.doubles import ask_to_find_doubles
from jurdil.stages.vetting.kin import ask_to_find_kin
from jurdil.stages.vetting.screening import screen_people

ELECTION: Final = "pilgub-dki-2024"
ENTRIES_OF_JAKARTA, ENTRIES_OF_A_KOTA = 1_000_000, 110_000
FORMS = {"applications": BodyKind.KPPS, "order_officers": BodyKind.LINMAS, "secretariats": BodyKind.PPS_SECRETARIAT}
ROSTER_KINDS = {
    "party": RosterKind.PARTY,
    "campaign": RosterKind.CAMPAIGN_TEAM,
    "witnesses": RosterKind.WITNESS,
    "candidates": RosterKind.CANDIDATE,
    "sanctions": RosterKind.SANCTION,
    "organisers": RosterKind.ORGANISER,
    "spouses": RosterKind.SPOUSE,
}

Report = Callable[[int, int], None]


def run_main_job(*, within: str, seed: int, folder: Path, meter: Meter) -> Job:
    """Do the main job for `within` (a regency or the province); `folder` takes the invented files and is emptied."""
    job = Job(within, seed, folder, meter)
    _load_reference(job)
    population = _invent(job)
    switch_policies(job)
    _seat_committees(job, population)
    snapshots = _bring_lists(job, population)
    with crew(1, begin=django.setup) as worker:
        prepared = [worker.submit(prepared_path, snapshot) for snapshot in snapshots]
        applications = _take_in(job)
        _review(job)
        _withdraw(job, population, applications)
        doubles = let_work(job, worker, ask_to_find_doubles)
        _screen(job, snapshots, prepared)
        _rule(job, population, applications)
        settle_doubles(job, population, applications, doubles)
        kin = let_work(job, worker, ask_to_find_kin)
        points = invented_points(population, applications)
        decide(job, points)
        score(job, points)
        draw(job)
        confirm_kin(job, kin)
    place(job)
    appoint_others(job)
    show_seats(job)
    _gather(job)
    _commit(job)
    with meter.step("number the log and sign its checkpoint") as report:
        checkpoint = sequence_leaves(now=ENDED)
        report(checkpoint.size if checkpoint else 0, 0)
    _learn_sizes()
    shutil.rmtree(folder, ignore_errors=True)
    return job


def _learn_sizes() -> None:
    """Let the database's planner see how large the tables have become; pages are many times faster for it."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit=1000")
        cursor.execute("ANALYZE")


def _load_reference(job: Job) -> None:
    with job.meter.step("load regions, elections and stations") as report:
        report(load_regions(SHIPPED_DATA) + load_elections(SHIPPED_DATA, on=day_of(OPENED)), 0)
    job.election = Election.objects.get(key=ELECTION)


def _invent(job: Job) -> Population:
    with job.meter.step("invent applicants and lists") as report:
        stations = derive_stations(SHIPPED_DATA, ELECTION, within=job.within)
        job.wards = tuple(sorted({station.region for station in stations}))
        entries = ENTRIES_OF_A_KOTA if "." in job.within else ENTRIES_OF_JAKARTA
        wards = wards_of(job)
        population = invent_population(stations, seed=job.seed, roster_entries=entries)
        write_population(population, job.folder)
        again = (wards.published, wards.held, wards.waiting)
        count = write_second_call(stations, again, seed=job.seed, data=SHIPPED_DATA, folder=job.folder)
        report(population.applications.num_rows + count, 0)
    return population


def _seat_committees(job: Job, population: Population) -> None:
    with job.meter.step("seat PPK and PPS") as report:
        organisers = population.rosters["organisers"]
        actor = officer("", role=Role.SYSTEM)
        report(
            seat_committees(actor=actor, election=job.election, wards=job.wards, organisers=organisers, now=OPENED), 0
        )


def _take_in(job: Job) -> dict[str, UUID]:
    """Open recruitment and import every form; returns the applications by the ids of the forms."""
    applications: dict[str, UUID] = {}
    with job.meter.step("take in the applications") as report:
        readings = {name: read_applications(job.folder / f"{name}.parquet") for name in FORMS}
        total = sum(reading.table.num_rows for reading in readings.values())
        _keep_one_ward_open(job)
        for name, kind in FORMS.items():
            for regency in job.regencies:
                actor = officer(regency)
                open_recruitment_in_bulk(
                    actor=actor,
                    election=job.election,
                    body=kind,
                    needed=_needed(job, kind, regency),
                    now=OPENED,
                    opens=day_of(OPENED),
                    closes=day_of(SUBMITTED),
                )
                before = len(applications)
                made = import_applications(
                    actor=actor,
                    reading=_of_regency(readings[name], regency),
                    election=job.election,
                    now=SUBMITTED,
                    on=day_of(SUBMITTED),
                    progress=_after(report, before, total),
                )
                applications |= made.applications
        applications |= take_in_second_call(job)
        report(len(applications), len(applications))
    return applications


def _needed(job: Job, kind: BodyKind, regency: str) -> dict[str, int]:
    """Return the seats of a body per ward of a regency."""
    if kind == BodyKind.PPS_SECRETARIAT:
        size = load_profile(job.election.profile).number("body.sekretariat_pps.size")
        return dict.fromkeys(job.wards_of(regency), size)
    return seats_needed(job.election, kind, regency)


def _keep_one_ward_open(job: Job) -> None:
    """Extend registration in the first ward beyond the demo's day, so that a visitor can apply there."""
    ward, regency = job.wards[0], job.regencies[0]
    open_recruitment(
        actor=officer(regency),
        election=job.election,
        body=BodyKind.KPPS,
        region=ward,
        needed=_needed(job, BodyKind.KPPS, regency)[ward],
        now=OPENED,
        opens=day_of(OPENED),
        closes=VISITORS_UNTIL,
        ground="Peragaan: diperpanjang agar pengunjung dapat mencoba melamar.",
    )


def _after(report: Report, before: int, total: int) -> Report:
    return lambda done, _: report(before + done, total)


def _of_regency(reading: Reading, regency: str) -> Reading:
    mask = pc.starts_with(reading.table["kelurahan"], regency + ".")
    rows = pa.array(reading.rows).filter(mask.combine_chunks()).to_pylist()
    return Reading(reading.table.filter(mask), rows, [], reading.unknown)


def _bring_lists(job: Job, population: Population) -> list[Snapshot]:
    actor = officer("31", role=Role.KPU_PROVINCE)
    snapshots = []
    with job.meter.step("import the rosters") as report:
        for name in sorted(population.rosters):
            snapshots.append(
                import_roster(
                    actor=actor,
                    path=job.folder / "rosters" / f"{name}.parquet",
                    roster=name,
                    kind=ROSTER_KINDS[name.split("-")[0]],
                    source="Peragaan: daftar rekaan",
                    as_of=ROSTERS_AS_OF,
                    region="31",
                    now=SUBMITTED,
                )
            )
            report(sum(snapshot.entries for snapshot in snapshots), 0)
    return snapshots


def _review(job: Job) -> None:
    with job.meter.step("check the applications against the law") as report:
        done = 0
        for regency in job.regencies:
            actor = officer(regency)
            done += review_applications(
                actor=actor, election=job.election, region=regency, now=REVIEWED, on=day_of(REVIEWED)
            )
            report(done, 0)
        rows = Application.objects.filter(opening__election=job.election).values_list("review", flat=True)
        job.found["law"] = Counter(rows)


def _withdraw(job: Job, population: Population, applications: Mapping[str, UUID]) -> None:
    with job.meter.step("record withdrawals") as report:
        leaving = pc.filter(population.applications["id"], population.applications["withdraws"]).to_pylist()
        wards = dict(
            zip(
                population.applications["id"].to_pylist(), population.applications["kelurahan"].to_pylist(), strict=True
            )
        )
        ids = [form for form in leaving if form in applications]
        for done, form in enumerate(ids, start=1):
            withdraw_application(
                actor=officer(".".join(wards[form].split(".")[:2])),
                application_id=applications[form],
                reason="Peragaan: mengundurkan diri.",
                folder="peragaan",
                now=REVIEWED + timedelta(hours=3),
            )
            report(done, len(leaving))
        job.found["withdrawn"] = Counter(withdrawn=len(leaving))


def _screen(job: Job, snapshots: list[Snapshot], prepared: list[Future[Path]]) -> None:
    with job.meter.step("screen everybody against the rosters") as report:
        for one in prepared:
            one.result()
        screening = screen_people(
            actor=officer("31", role=Role.KPU_PROVINCE),
            election=job.election,
            region=job.within,
            snapshots=snapshots,
            now=SCREENED,
            on=day_of(SCREENED),
        )
        report(screening.people, 0)


def _rule(job: Job, population: Population, applications: Mapping[str, UUID]) -> None:
    with job.meter.step("ask, answer and rule (simulated)") as report:
        truth = truth_of(pa.concat_tables([population.truth, population.spouses]), applications)
        rulings: Counter[str] = Counter()
        reviews: Counter[str] = Counter()
        for regency in job.regencies:
            first, second = officer(regency), officer(regency, 2)
            rulings += rule_on_matches(
                first=first,
                second=second,
                election=job.election,
                region=regency,
                truth=truth,
                asked_at=ASKED,
                answered_at=ANSWERED,
                ruled_at=RULED,
            )
            reviews += decide_reviews(first=first, second=second, election=job.election, region=regency, now=RULED)
            report(rulings.total() + reviews.total(), 0)
        job.found["rulings"], job.found["reviews"] = rulings, reviews


def _gather(job: Job) -> None:
    with job.meter.step("invite PPK and PPS to the consolidation") as report:
        actor = officer("31", role=Role.KPU_PROVINCE)
        report(gather(job.election, job.within, job.regencies, actor, now=APPOINTED), 0)


def _commit(job: Job) -> None:
    """Let people pledge, sit a test, ask and follow decisions: a little of each, so that no page is empty."""
    with job.meter.step("pledge, test, ask and decide (simulated)") as report:
        districts = sorted({ward.rsplit(".", 1)[0] for ward in job.wards})
        first, second = (officer("31", number, Role.KPU_PROVINCE) for number in (1, 2))
        report(show_commitment(job.election, job.within, districts, first, second), 0)
