"""103,845 signed letters in one act: every one is signed, typeset, checked against PDF/UA-1 by Typst, and stored once.

Prints cpu seconds (with all workers), wall, peak memory, whether the same bytes come a second time, and how many tokens
are verified in a cpu second. `--wards N` takes the first N wards only. The people are invented in place.
"""

# ruff: noqa: PLC0415  # Django is awake only after its folder is chosen

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import count
from pathlib import Path

CHECKED, AGAIN = 25_000, 5
ELECTION = "pilgub-dki-2024"
DAY = date(2024, 11, 7)
NOW = datetime(2024, 11, 7, 3, tzinfo=UTC)


def cpu_s(*whose: int) -> float:
    """Return the cpu seconds, user and system, of this process and of those that it started and that ended."""
    used = map(resource.getrusage, whose or (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def peak_mib(whose: int) -> float:
    """Return the most memory of this process, or of the largest of those that it started."""
    return resource.getrusage(whose).ru_maxrss / 1024


def appoint_everybody(wards: int | None) -> int:
    """Load Jakarta's stations and put seven invented people into each; returns the seats."""
    from django.db import transaction

    from jurdil.demo.population import SHIPPED_DATA
    from jurdil.foundation.accounts.roles import Actor, Role
    from jurdil.foundation.storage.bulk import insert_rows
    from jurdil.foundation.storage.codes import within
    from jurdil.foundation.storage.ids import new_id
    from jurdil.registry.bodies.actions import Decree, Place, appoint_members, form_bodies
    from jurdil.registry.bodies.models import BodyKind, Seat, SeatRole
    from jurdil.registry.elections.loading import load_elections
    from jurdil.registry.elections.models import Election, PollingStation
    from jurdil.registry.people.models import Person
    from jurdil.registry.regions.loading import load_regions

    load_regions(SHIPPED_DATA)
    load_elections(SHIPPED_DATA, on=DAY)
    election = Election.objects.get(key=ELECTION)
    codes = list(PollingStation.objects.filter(election=election).order_by("code").values_list("code", flat=True))
    by_ward: dict[str, list[str]] = {}
    for code in codes:
        by_ward.setdefault(code.partition("/")[0], []).append(code)
    system, number, made = Actor(role=Role.SYSTEM, region=""), count(1), 0
    team = (SeatRole.CHAIR, *[SeatRole.MEMBER] * 6)
    for ward in sorted(by_ward)[:wards]:
        places = [Place(code, team) for code in by_ward[ward]]
        with transaction.atomic():
            form_bodies(actor=system, election=election, kind=BodyKind.KPPS, places=places, authority=ward[:5], now=NOW)
            seats = list(Seat.objects.filter(within("body__region", ward)).select_related("body"))
            people = [Person(id=new_id(), name=f"Orang Rekaan {next(number)}", region=ward) for _ in seats]
            insert_rows(people)
            decree = Decree(f"{ward}/KPPS/2024", ward[:5], "Ketua PPS Rekaan", "kpps.term", DAY, date(2024, 12, 8))
            made += len(
                appoint_members(actor=system, pairs=list(zip(seats, people, strict=True)), decree=decree, now=NOW)
            )
    return made


def make(total: int) -> None:
    """Ask for all letters at once, work the job off, print what it took."""
    from jurdil.foundation.accounts.roles import Actor, Role
    from jurdil.foundation.jobs.work import work_off
    from jurdil.registry.bodies.letters import Resting, ask_for_letters
    from jurdil.registry.bodies.models import AppointmentLetter, LetterBatch
    from jurdil.registry.elections.models import Election

    province = Actor(role=Role.KPU_PROVINCE, region="31")
    election = Election.objects.get(key=ELECTION)
    policies = [Resting("31", "KPPS", "Kebijakan otoritas pengangkat di luar aturan hukum: pita nilai dan undian")]
    ask_for_letters(actor=province, election=election, region="31", policies=policies, on=DAY, now=NOW)
    cpu, own, wall, size = cpu_s(), cpu_s(resource.RUSAGE_SELF), time.monotonic(), stored_bytes()
    work_off(clock=lambda: NOW)
    cpu, own, wall = cpu_s() - cpu, cpu_s(resource.RUSAGE_SELF) - own, time.monotonic() - wall
    kept, batches = AppointmentLetter.objects.count(), LetterBatch.objects.count()
    print(f"letters {kept:,} of {total:,} appointments; {batches} files made, each checked against PDF/UA-1 by Typst")
    print(f"cpu {cpu:.1f} s (of it {own:.1f} s by the parent), {kept / cpu:.0f} letters per cpu-s, wall {wall:.1f} s")
    print(f"load after {os.getloadavg()[0]:.1f}; peak: parent {peak_mib(resource.RUSAGE_SELF):.0f} MiB", end="")
    print(f", largest worker {peak_mib(resource.RUSAGE_CHILDREN):.0f} MiB")
    print(f"the database grew by {(stored_bytes() - size) / kept:,.0f} bytes a letter; no file is kept")


def stored_bytes() -> int:
    """Return what all files of this folder take on disk."""
    return sum(path.stat().st_size for path in Path(os.environ["JURDIL_HOME"]).rglob("*") if path.is_file())


def check() -> None:
    """Make some batches again and verify tokens."""
    from jurdil.engines.papers import verify_token
    from jurdil.foundation.ledger.sequencing import log_public_key
    from jurdil.registry.bodies.letter_papers import make_paper
    from jurdil.registry.bodies.letters import paper_of
    from jurdil.registry.bodies.models import AppointmentLetter, LetterBatch

    batches = list(LetterBatch.objects.select_related("election").order_by("-id")[:AGAIN])
    same = sum(sha256(make_paper("surat", paper_of(batch))).hexdigest() == batch.digest for batch in batches)
    print(f"same bytes a second time: {same} of {len(batches)} batches, {sum(one.count for one in batches)} letters")
    tokens = [row.token.reveal() for row in AppointmentLetter.objects.only("token")[:CHECKED]]
    key, cpu = log_public_key(), cpu_s()
    for token in tokens:
        verify_token(token, key)
    print(f"tokens verified: {len(tokens) / (cpu_s() - cpu):,.0f} per cpu-s ({len(tokens):,} tokens)")


def main() -> None:
    """Prepare a folder of its own, make the letters, check them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wards", type=int, default=None)
    wards = parser.parse_args().wards
    with tempfile.TemporaryDirectory(prefix="jurdil-letters-") as folder:
        os.environ.update(JURDIL_MODE="demo", JURDIL_HOME=folder)
        os.environ.pop("JURDIL_NOW", None)
        from jurdil.cli.site import migrate, wake

        wake()
        migrate()
        made = appoint_everybody(wards)
        print(f"appointed {made:,} people at {Path(folder).name}")
        make(made)
        check()


if __name__ == "__main__":
    main()
