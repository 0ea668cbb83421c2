"""Invitations in one act: made, signed, logged and queued by the job, then rendered as pages with their QR.

`python -m bench.invitations [PEOPLE]` (2,011 if none is said); 103845 for the KPPS of all Jakarta. Prints seconds of
the wall and of the processor (this process and its children).
"""

# ruff: noqa: PLC0415  # Django is awake only after its folder is chosen

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

TEAM = 7
STATIONS_A_WARD = 60
A_GO, A_FILE = 2000, 100


def _cpu_s() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def seat(people: int) -> None:
    """Seat so many invented people in teams of seven, in wards of one district after the other."""
    from django.db import transaction

    from jurdil.foundation.storage.bulk import insert_rows
    from jurdil.registry.bodies.models import Appointment, Body, BodyKind, Seat, SeatRole
    from jurdil.registry.elections.models import Election
    from jurdil.registry.people.values import PersonValues, person_row

    election = Election.objects.create(
        key="hall", name="Rekaan", voting_day=date(2024, 11, 27), profile="pemilihan-2024", region="31"
    )
    bodies, seats, persons, appointments = [], [], [], []
    for number in range(people):
        station, place = divmod(number, TEAM)
        ward, tps = divmod(station, STATIONS_A_WARD)
        region = f"31.{71 + ward // 60}.{1 + ward // 10 % 6:02}.{1001 + ward % 10}/{tps + 1:03}"
        if place == 0:
            bodies.append(Body(election=election, kind=BodyKind.KPPS, region=region, size=TEAM, authority="31.71"))
        person = person_row(PersonValues(name=f"Orang Rekaan {number}", region=region.split("/")[0], phone="081200000"))
        persons.append(person)
        seats.append(Seat(body=bodies[-1], role=SeatRole.MEMBER, number=place + 1))
        appointments.append(
            Appointment(
                seat=seats[-1],
                person=person,
                region=region,
                start=date(2024, 11, 7),
                end=date(2024, 12, 8),
                basis="kpps.term",
                decree="SK",
                authority="31.71",
                signatory="Rekaan",
                recorded_at=datetime.now(UTC),
            )
        )
    with transaction.atomic():
        for rows in (bodies, persons, seats, appointments):
            insert_rows(rows)  # type: ignore[arg-type]  # rows of one model each


def run(people: int) -> None:
    """Invite all and render all; print what each took."""
    from jurdil.foundation.accounts.roles import Actor, Role
    from jurdil.foundation.jobs.work import work_off
    from jurdil.foundation.outbox.models import Message
    from jurdil.registry.bodies.models import BodyKind
    from jurdil.registry.elections.models import Election
    from jurdil.stages.consolidation.actions import plan_event
    from jurdil.stages.consolidation.models import EventKind
    from jurdil.stages.consolidation.planning import ask_to_invite
    from jurdil.stages.consolidation.queries import invitations_of
    from jurdil.stages.consolidation.sheets import invitation_papers

    seat(people)
    actor, now = Actor(role=Role.KPU_PROVINCE, region="31"), datetime(2024, 11, 7, tzinfo=UTC)
    event = plan_event(
        actor=actor,
        election=Election.objects.get(),
        kind=EventKind.OATH,
        title="Pelantikan rekaan",
        place="Aula rekaan",
        region="31",
        starts_at=now + timedelta(days=1),
        ends_at=now + timedelta(days=1, hours=3),
        now=now,
    )
    started, cpu = time.perf_counter(), _cpu_s()
    ask_to_invite(actor=actor, event_id=event.id, kinds=[BodyKind.KPPS], now=now)
    work_off(clock=lambda: now)
    made_s, made_cpu = time.perf_counter() - started, _cpu_s() - cpu
    rows = invitations_of(actor=actor, event_id=event.id)
    count, pages = rows.count(), 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # Typst works beside Python
        for first in range(0, count, A_GO):
            drawn = list(rows[first : first + A_GO])
            parts = [drawn[start : start + A_FILE] for start in range(0, len(drawn), A_FILE)]
            pages += sum(pool.map(lambda part: sum(len(one) > 0 for one in invitation_papers(event, part)), parts))
    wall, whole = time.perf_counter() - started, _cpu_s() - cpu
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told = Message.objects.count()
    print(f"{count:,} invitations, {told:,} messages: made, logged, queued in {made_s:.1f} s ({made_cpu:.1f} of cpu)")
    print(f"  with {pages:,} PDF files of up to {A_FILE} pages {wall:.1f} s ({whole:.1f} of cpu), {most:,} MiB at most")


def main() -> None:
    """Run in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="jurdil-invitations-") as folder:
        os.environ.update(JURDIL_MODE="demo", JURDIL_HOME=folder)
        os.environ.pop("JURDIL_NOW", None)
        from jurdil.cli.site import migrate, wake

        wake()
        migrate()
        print(f"load of the machine before: {os.getloadavg()[0]:.1f}")
        run(int(sys.argv[1]) if len(sys.argv) > 1 else 2011)


if __name__ == "__main__":
    main()
