"""One vacancy, and a thousand at once: seconds, who moves, and whether the wishes still hold."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Sequence

from bench.teams.invented import SEED, VOTING_DAY, default_policy, invent_all
from bench.teams.measuring import cpu_seconds, load
from jurdil.engines.teams import Person, Place, Seat, amend_teams, check_teams, form_teams, propose_reserve, tally


def run(*, groups: int | None, per_seat: float, workers: int, vacancies: int = 1000) -> None:
    """Form Jakarta, take people away at random, and fill their seats."""
    policy = default_policy()
    people, places = invent_all(per_seat, groups)
    formed = form_teams(people, places, policy=policy, seed=SEED, on=VOTING_DAY, workers=workers)
    chance = random.Random("vacancies")
    gone = set(chance.sample(sorted(seat.person_id for seat in formed.seats if seat.place_id), vacancies))
    _one(people, places, formed.seats)
    left = [person for person in people if person.id not in gone]
    before, started = cpu_seconds(), time.perf_counter()
    mended = amend_teams(left, places, formed.seats, policy=policy, seed=SEED, on=VOTING_DAY)
    wall, cpu = time.perf_counter() - started, cpu_seconds() - before
    empty = {one.place_id: one.missing for one in mended.short}
    faults = check_teams(left, places, mended.seats, policy=policy, on=VOTING_DAY, short=empty)
    print(
        f"{vacancies} vacancies at once: wall {wall:.1f} s, cpu {cpu:.1f} s, violations {len(faults)}, "
        f"filled {vacancies - sum(empty.values())}, changes {len(mended.changes)}, "
        f"standing members moved {mended.moved}; {load()}"
    )
    print(f"  {tally(left, places, mended.seats, policy=policy, on=VOTING_DAY).in_words()}")
    again = form_teams(left, places, policy=policy, seed=SEED, on=VOTING_DAY, workers=workers)
    was = {seat.person_id: seat.place_id for seat in formed.seats}
    moved = sum(1 for seat in again.seats if was[seat.person_id] and was[seat.person_id] != seat.place_id)
    print(f"  forming all anew would move {moved} of those who stay")


def _one(people: Sequence[Person], places: Sequence[Place], seats: Sequence[Seat]) -> None:
    """Print the seconds to propose a reserve for one vacancy in the largest group, and to mend that group."""
    policy = default_policy()
    sizes = Counter(place.group for place in places)
    group = max(sizes, key=lambda each: sizes[each])
    crowd = {person.id: person for person in people if person.group == group}
    spots = [place for place in places if place.group == group]
    standing = [seat for seat in seats if seat.group == group]
    leaver = next(seat for seat in standing if seat.place_id)
    place = next(spot for spot in spots if spot.id == leaver.place_id)
    team = [crowd[seat.person_id] for seat in standing if seat.place_id == place.id and seat is not leaver]
    reserves = [crowd[seat.person_id] for seat in standing if not seat.place_id]
    started = time.perf_counter()
    found = propose_reserve(place, team, reserves, policy, on=VOTING_DAY)
    proposed = time.perf_counter() - started
    left = [person for person in crowd.values() if person.id != leaver.person_id]
    started = time.perf_counter()
    mended = amend_teams(left, spots, standing, policy=policy, seed=SEED, on=VOTING_DAY)
    seconds = time.perf_counter() - started
    print(
        f"one vacancy in a group of {len(spots)} places: proposed in {proposed:.3f} s among {len(found)} reserves, "
        f"group mended in {seconds:.3f} s with {len(mended.changes)} change; {load()}"
    )
