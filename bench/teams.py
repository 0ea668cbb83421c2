"""`python -m bench.teams`: all Jakarta's teams from an invented population; prints seconds, violations, gap, memory.

The sizes are real (267 kelurahan and their stations of November 2024), the people are invented: RW of unequal
eagerness, a share of shared households, 1.3 applicants per seat.
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import random
import resource
import time
from contextlib import suppress
from datetime import date
from importlib.resources import files
from pathlib import Path

from jurdil.engines.teams import Person, Place, Policy, check_teams, form_teams, greedy_seats, read_policy, tally

VOTING_DAY = date(2024, 11, 27)
SEED = bytes(range(32))
RT_PER_PLACE = 2
PLACES_PER_RW = 6


def default_policy() -> Policy:
    """Read the policy file that the package ships."""
    return read_policy(files("jurdil") / "law" / "policies" / "teams.toml")  # type: ignore[arg-type]


def sizes() -> list[tuple[str, int]]:
    """Return the kelurahan of Jakarta with their number of stations."""
    with (files("jurdil") / "data" / "tps_dki_2024.csv").open(encoding="utf-8") as file:  # type: ignore[call-overload]
        return [(row["kelurahan_code"], int(row["tps_nov2024_est"])) for row in csv.DictReader(file)]


def invent(group: str, stations: int, per_seat: float, chance: random.Random) -> tuple[list[Person], list[Place]]:
    """Invent one group's places on a ring of RW and its people."""
    rows = max(1, round(stations / PLACES_PER_RW))
    places, homes = [], []
    for number in range(stations):
        rw = number % rows
        first = number // rows * RT_PER_PLACE
        rts = tuple(f"{first + step + 1:03d}" for step in range(RT_PER_PLACE))
        near = {(rw + step) % rows for step in (-1, 1, 2)} - {rw}
        places.append(
            Place(f"{group}/{number + 1:03d}", group, 7, f"{rw + 1:03d}", rts, tuple(f"{n + 1:03d}" for n in near))
        )
        homes.extend((f"{rw + 1:03d}", rt) for rt in rts)
    eagerness = {f"{rw + 1:03d}": chance.gammavariate(6, 1) for rw in range(rows)}
    weights = [eagerness[rw] for rw, _ in homes]
    people: list[Person] = []
    wanted = round(stations * 7 * per_seat)
    while len(people) < wanted:
        rw, rt = chance.choices(homes, weights)[0]
        household = f"{group}-h{len(people)}"
        for _ in range(1 if chance.random() > 0.06 else 2):
            people.append(_person(f"{group}-{len(people):05d}", group, rw, rt, household, chance))
    return people[:wanted], places


def _person(name: str, group: str, rw: str, rt: str, household: str, chance: random.Random) -> Person:
    age_days = int(chance.triangular(17, 66, 32) * 365.25)
    return Person(
        id=name,
        group=group,
        score=round(min(100.0, max(0.0, chance.gauss(70, 10))), 1),
        rw=rw,
        rt=rt,
        sex="P" if chance.random() < 0.46 else "L",
        birth_date=date.fromordinal(VOTING_DAY.toordinal() - age_days),
        household=household,
        experienced=chance.random() < 0.45,
        it_skill=chance.random() < 0.4,
        health_class=chance.choices(("low", "medium", "high"), (60, 25, 15))[0],
        wishes_chair=chance.random() < 0.3,
    )


def invent_all(per_seat: float, limit: int | None) -> tuple[list[Person], list[Place]]:
    """Invent the people and places of the first `limit` kelurahan, of all if None."""
    people: list[Person] = []
    places: list[Place] = []
    for group, stations in sizes()[:limit]:
        crowd, spots = invent(group, stations, per_seat, random.Random(group))
        people += crowd
        places += spots
    return people, places


def main() -> None:
    """Run both modes and the greedy yardstick, check each independently, print the figures."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--groups", type=int, default=None, help="only the first so many kelurahan")
    parser.add_argument("--per-seat", type=float, default=1.3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--mode", choices=("weighted", "strict", "both"), default="both")
    args = parser.parse_args()
    policy = default_policy()
    people, places = invent_all(args.per_seat, args.groups)
    seats = sum(place.size for place in places)
    print(f"{len({p.group for p in places})} groups, {len(places)} places, {seats} seats, {len(people)} people")
    yardstick = tally(
        people,
        places,
        greedy_seats(people, places, policy=policy, seed=SEED, on=VOTING_DAY),
        policy=policy,
        on=VOTING_DAY,
    )
    print(f"greedy:   {yardstick.in_words()}")
    for mode in ("weighted", "strict"):
        if args.mode not in (mode, "both"):
            continue
        peaks: list[float] = [0.0]
        before = _cpu()
        started = time.perf_counter()
        result = form_teams(
            people,
            places,
            policy=policy,
            seed=SEED,
            on=VOTING_DAY,
            mode=mode,
            workers=args.workers,
            progress=lambda _done, _total, seen=peaks: _note_peaks(seen),
        )
        wall, cpu = time.perf_counter() - started, _cpu() - before
        empty = {short.place_id: short.missing for short in result.short}
        faults = check_teams(
            people, places, result.seats, policy=policy, on=VOTING_DAY, short=empty, objective=result.objective
        )
        reached = tally(people, places, result.seats, policy=policy, on=VOTING_DAY)
        worst = max(group.gap for group in result.groups)
        print(f"{mode}: {reached.in_words()}")
        print(
            f"  wall {wall:.1f} s, cpu {cpu:.1f} s, violations {len(faults)}, short {len(result.short)}, "
            f"gap {result.gap:.5%}, non-merit gap {result.gap_non_merit:.4%}, worst group {worst:.4%}, "
            f"largest worker {max(peaks):.0f} MB"
        )
        print(f"  unmet {len(result.unmet)}, displaced {len(result.displaced)}, reserves {result.reserve_share:.1%}")
        print(
            f"  against greedy: merit {reached.merit / yardstick.merit - 1:+.3%}, "
            f"nearness {reached.near / yardstick.near - 1:+.1%}"
        )


def _note_peaks(peaks: list[float]) -> None:
    """Add the peak memory (MB) of each worker that lives now, as the kernel counts it (VmHWM)."""
    for worker in multiprocessing.active_children():
        with suppress(OSError):  # it may just have ended
            for line in Path(f"/proc/{worker.pid}/status").read_text(encoding="ascii").splitlines():
                if line.startswith("VmHWM"):
                    peaks.append(int(line.split()[1]) / 1024)


def _cpu() -> float:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, kinds))


if __name__ == "__main__":
    main()
