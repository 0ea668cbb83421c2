"""The bulk vacancy drill through the verbs: many appointments end at once, each seat is offered to a reserve, everybody
accepts, and all are appointed in one act.

Before it, one vacancy in the largest ward as the officer sees it: the page that proposes the next reserve. All runs
on the database of a demo (`JURDIL_HOME=... jurdil demo`, the newest that is there) and is taken back.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from django.db import transaction
from django.test import Client

from bench.teams.measuring import cpu_seconds, load
from jurdil.cli.site import wake

if TYPE_CHECKING:
    from jurdil.foundation.jobs.models import Job
    from jurdil.foundation.jobs.work import Step


def _work(job: Job, chunk: Callable[[Job], Step]) -> None:
    """Do a job to its end in this transaction, as the worker does in many."""
    is_finished = False
    while not is_finished:
        step = chunk(job)
        job.cursor, job.done, job.result = dict(step.cursor), step.done, dict(step.result)
        is_finished = step.is_finished
    job.state = "done"
    job.save()


def find_demo() -> bool:
    """Point the settings at the newest demo below `JURDIL_HOME`; False if there is none."""
    folder = Path(os.environ.get("JURDIL_HOME", ".jurdil")).resolve()
    made = [file.parent for file in (*folder.glob("demo-*/jurdil.sqlite3"), *folder.glob("jurdil.sqlite3"))]
    if not made:
        print(f"no demo below {folder}: run `jurdil demo`, or name its folder in JURDIL_HOME", file=sys.stderr)
        return False
    newest = max(made, key=lambda home: (home / "jurdil.sqlite3").stat().st_mtime)
    os.environ.update(JURDIL_MODE="demo", JURDIL_HOME=str(newest))
    return True


def run(*, vacancies: int = 1000) -> None:
    """Print seconds and what became of the seats."""
    if not find_demo():
        raise SystemExit(2)
    wake()
    _one_on_the_page()
    _many(vacancies)


def _one_on_the_page(*, times: int = 9) -> None:
    """Print how long the page of one vacancy in the largest ward takes, with everybody in the order weighed anew."""
    from jurdil.foundation.accounts.models import Account  # noqa: PLC0415  # importable only after `wake`
    from jurdil.foundation.accounts.roles import Actor, Role  # noqa: PLC0415
    from jurdil.registry.bodies.models import Appointment, BodyKind, SeatRole  # noqa: PLC0415
    from jurdil.stages.placement.opening import open_vacancy  # noqa: PLC0415

    rows = Appointment.objects.filter(seat__body__kind=BodyKind.KPPS, seat__role=SeatRole.MEMBER, end_rule="")
    wards = Counter(region.partition("/")[0] for region in rows.values_list("region", flat=True))
    largest = max(wards, key=lambda ward: wards[ward])
    one = rows.filter(region__startswith=largest + "/").select_related("seat__body__election").order_by("id")[0]
    now = datetime.combine(one.seat.body.election.voting_day - timedelta(days=10), datetime.min.time(), UTC)
    actor = Actor(role=Role.KPU_REGENCY, region="", account_id=None, is_simulated=True)
    client, walls, cpus = Client(), list[float](), list[float]()
    client.force_login(Account.objects.get(username="kota"))
    with transaction.atomic():
        left = {"ground": "resigned", "reason": "Latihan.", "folder": "latihan", "last_day": now.date()}
        case = open_vacancy(actor=actor, appointment_id=one.id, now=now, **left)
        for _ in range(times):
            started, cpu = time.perf_counter(), cpu_seconds()
            page = client.get(f"/meja/penempatan/penggantian/{case.id}/", SERVER_NAME="localhost")
            walls.append(time.perf_counter() - started)
            cpus.append(cpu_seconds() - cpu)
            assert page.status_code == 200, page.status_code
        transaction.set_rollback(True)
    print(
        f"one vacancy on the page, ward {largest} with {wards[largest]} members: median {median(walls):.2f} s, slowest "
        f"{max(walls):.2f} s of {times}, {median(cpus):.2f} s of cpu; {load()}"
    )


def _many(vacancies: int) -> None:
    from jurdil.foundation.accounts.roles import Actor, Role  # noqa: PLC0415  # importable only after `wake`
    from jurdil.foundation.storage.ids import new_id  # noqa: PLC0415
    from jurdil.registry.bodies.models import Appointment, BodyKind  # noqa: PLC0415
    from jurdil.registry.elections.models import Election  # noqa: PLC0415
    from jurdil.stages.placement.filling import accepted_cases, appoint_accepted  # noqa: PLC0415
    from jurdil.stages.placement.models import Replacement, ReplacementState  # noqa: PLC0415
    from jurdil.stages.placement.replacing import answer_offer  # noqa: PLC0415
    from jurdil.stages.placement.vacating import Vacancy, plan_vacancies, vacate_seats  # noqa: PLC0415
    from jurdil.stages.placement.work import fill_chunk, plan_chunk, vacate_chunk  # noqa: PLC0415

    election = Election.objects.filter(bodies__kind=BodyKind.KPPS).distinct().get()
    rows = Appointment.objects.filter(seat__body__kind=BodyKind.KPPS, end_rule="", corrected_by__isnull=True)
    earlier = set(Replacement.objects.values_list("id", flat=True))  # the demo's own
    before = dict(rows.values_list("id", "region"))
    now = datetime.combine(election.voting_day - timedelta(days=10), datetime.min.time(), UTC)
    chosen = random.Random("drill").sample(sorted(before), vacancies)
    given = [Vacancy(one, "resigned", "Latihan.", "latihan", now.date()) for one in chosen]
    actor = Actor(role=Role.KPU_REGENCY, region="", account_id=new_id(), is_simulated=True)
    started, cpu = time.perf_counter(), cpu_seconds()
    with transaction.atomic():
        plan = plan_vacancies(actor=actor, election=election, vacancies=given, now=now)
        wards = len(plan.arguments["wards"])
        _work(plan, lambda one: plan_chunk(one, now)())
        planned, planned_cpu = time.perf_counter() - started, cpu_seconds() - cpu
        job = vacate_seats(actor=actor, plan_id=plan.id, now=now)
        _work(job, lambda one: vacate_chunk(one, now))
        wall, used = time.perf_counter() - started, cpu_seconds() - cpu
        after = dict(rows.values_list("id", "region"))
        moved = sum(after[key] != region for key, region in before.items() if key in after)
        offered = Replacement.objects.filter(state=ReplacementState.OFFERED).exclude(id__in=earlier)
        paper = {"seen_by": "Latihan", "folder": "latihan"}
        for case in offered.values_list("id", flat=True):
            answer_offer(actor=actor, replacement_id=case, accepts=True, now=now, paper=paper)
        shown, shown_cpu = time.perf_counter(), cpu_seconds()
        ready = accepted_cases(actor=actor, election=election, on=now.date(), until=now)
        shown, shown_cpu = time.perf_counter() - shown, cpu_seconds() - shown_cpu
        able = [one.case.id for one in ready if not one.bar]
        decree = {"number": "PAW/latihan", "authority": election.region, "signatory": "Latihan"}
        filling, filling_cpu = time.perf_counter(), cpu_seconds()
        filled = appoint_accepted(actor=actor, election=election, case_ids=able, on=now.date(), now=now, **decree)
        _work(filled, lambda one: fill_chunk(one, now))
        filling, filling_cpu = time.perf_counter() - filling, cpu_seconds() - filling_cpu
        transaction.set_rollback(True)
    print(
        f"{vacancies} vacancies among {len(before)} seats of {wards} wards, through the verbs: wall {wall:.1f} s, "
        f"cpu {used:.1f} s, opened {job.cursor['opened']}, offered {job.cursor['offered']}, "
        f"standing members moved {moved}; {load()}"
    )
    print(f"  of it the preview that an officer confirms: wall {planned:.1f} s, cpu {planned_cpu:.1f} s")
    print(f"  largest number in one ward: {max(Counter(before[one].split('/')[0] for one in chosen).values())}")
    print(
        f"  all who accepted: list with what bars whom {shown:.2f} s ({shown_cpu:.2f} s of cpu), {len(able)} of "
        f"{len(ready)} can be appointed; appointed {filled.cursor['appointed']}, passed over "
        f"{len(filled.cursor['passed'])}: wall {filling:.1f} s, cpu {filling_cpu:.1f} s"
    )
