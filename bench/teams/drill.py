"""The bulk vacancy drill through the verbs: many appointments end at once, each seat is offered to a reserve, everybody
accepts, and all are appointed in one act.

It runs on the database of a demo (`JURDIL_HOME=... jurdil demo`) and takes back everything it did.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

from django.db import transaction

from bench.teams.measuring import cpu_seconds, load
from jurdil.cli.site import wake


def run(*, vacancies: int = 1000) -> None:
    """Print seconds and what became of the seats."""
    wake()
    from jurdil.foundation.accounts.roles import Actor, Role  # noqa: PLC0415  # importable only after `wake`
    from jurdil.foundation.jobs.models import JobState  # noqa: PLC0415
    from jurdil.foundation.storage.ids import new_id  # noqa: PLC0415
    from jurdil.registry.bodies.models import Appointment, BodyKind  # noqa: PLC0415
    from jurdil.registry.elections.models import Election  # noqa: PLC0415
    from jurdil.stages.placement.filling import accepted_cases, appoint_accepted  # noqa: PLC0415
    from jurdil.stages.placement.models import Replacement, ReplacementState  # noqa: PLC0415
    from jurdil.stages.placement.replacing import answer_offer  # noqa: PLC0415
    from jurdil.stages.placement.vacating import Vacancy, vacate_seats  # noqa: PLC0415
    from jurdil.stages.placement.work import fill_chunk, vacate_chunk  # noqa: PLC0415

    election = Election.objects.filter(bodies__kind=BodyKind.KPPS).distinct().get()
    rows = Appointment.objects.filter(seat__body__kind=BodyKind.KPPS, end_rule="", corrected_by__isnull=True)
    earlier = set(Replacement.objects.values_list("id", flat=True))  # the demo's own
    before = dict(rows.values_list("id", "region"))
    now = datetime.combine(election.voting_day - timedelta(days=10), datetime.min.time(), UTC)
    chosen = random.Random("drill").sample(sorted(before), vacancies)
    given = [Vacancy(one, "resigned", "Latihan.", now.date()) for one in chosen]
    actor = Actor(role=Role.KPU_REGENCY, region="", account_id=new_id(), is_simulated=True)
    started, cpu = time.perf_counter(), cpu_seconds()
    with transaction.atomic():
        job = vacate_seats(actor=actor, election=election, vacancies=given, now=now)
        wards = len(job.arguments["wards"])
        while job.state != JobState.DONE:
            step = vacate_chunk(job, now)
            job.cursor, job.done = dict(step.cursor), step.done
            job.state = JobState.DONE if step.is_finished else job.state
        wall, used = time.perf_counter() - started, cpu_seconds() - cpu
        after = dict(rows.values_list("id", "region"))
        moved = sum(after[key] != region for key, region in before.items() if key in after)
        offered = Replacement.objects.filter(state=ReplacementState.OFFERED).exclude(id__in=earlier)
        for case in offered.values_list("id", flat=True):
            answer_offer(actor=actor, replacement_id=case, accepts=True, now=now)
        shown, shown_cpu = time.perf_counter(), cpu_seconds()
        ready = accepted_cases(actor=actor, election=election, on=now.date(), until=now)
        shown, shown_cpu = time.perf_counter() - shown, cpu_seconds() - shown_cpu
        able = [one.case.id for one in ready if not one.bar]
        decree = {"number": "PAW/latihan", "authority": election.region, "signatory": "Latihan"}
        filling, filling_cpu = time.perf_counter(), cpu_seconds()
        filled = appoint_accepted(actor=actor, election=election, case_ids=able, on=now.date(), now=now, **decree)
        while filled.state != JobState.DONE:
            step = fill_chunk(filled, now)
            filled.cursor = dict(step.cursor)
            filled.state = JobState.DONE if step.is_finished else filled.state
        filling, filling_cpu = time.perf_counter() - filling, cpu_seconds() - filling_cpu
        transaction.set_rollback(True)
    print(
        f"{vacancies} vacancies among {len(before)} seats of {wards} wards, through the verbs: wall {wall:.1f} s, "
        f"cpu {used:.1f} s, opened {job.cursor['opened']}, offered {job.cursor['offered']}, "
        f"standing members moved {moved}; {load()}"
    )
    print(f"  largest number in one ward: {max(Counter(before[one].split('/')[0] for one in chosen).values())}")
    print(
        f"  all who accepted: list with what bars whom {shown:.2f} s ({shown_cpu:.2f} s of cpu), {len(able)} of "
        f"{len(ready)} can be appointed; appointed {filled.cursor['appointed']}, passed over "
        f"{len(filled.cursor['passed'])}: wall {filling:.1f} s, cpu {filling_cpu:.1f} s"
    )
