"""All Jakarta in both modes against two greedy yardsticks, with the proven ceiling of nearness."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bench.teams.invented import SEED, VOTING_DAY, default_policy, invent_all
from bench.teams.measuring import cpu_seconds, load, noting
from jurdil.engines.teams import Mode, Person, Place, Policy, Seat, Tally, check_teams, form_teams, greedy_seats, tally


def run(*, groups: int | None, per_seat: float, workers: int, modes: Sequence[Mode]) -> None:
    """Print greedy twice, then each mode, each checked independently, then the ceiling."""
    policy = default_policy()
    people, places = invent_all(per_seat, groups)
    seats = sum(place.size for place in places)
    wards = len({place.group for place in places})
    print(f"{wards} groups, {len(places)} places, {seats} seats, {len(people)} people; {load()}")
    yardsticks: dict[str, Tally] = {}
    for name, keeps in (("greedy", False), ("greedy that keeps the RT wish", True)):
        found = greedy_seats(people, places, policy=policy, seed=SEED, on=VOTING_DAY, keeps_same_rt=keeps)
        yardsticks[name] = tally(people, places, found, policy=policy, on=VOTING_DAY)
        print(f"{name}: {yardsticks[name].in_words()}\n  {homes_in_words(people, places, found)}")
    for mode in modes:
        _form(people, places, policy, mode, workers, yardsticks)
    _ceiling(people, places, policy, workers, yardsticks["greedy"])


def _form(
    people: Sequence[Person],
    places: Sequence[Place],
    policy: Policy,
    mode: Mode,
    workers: int,
    yardsticks: dict[str, Tally],
) -> None:
    peaks: list[float] = [0.0]
    before, started = cpu_seconds(), time.perf_counter()
    result = form_teams(
        people, places, policy=policy, seed=SEED, on=VOTING_DAY, mode=mode, workers=workers, progress=noting(peaks)
    )
    wall, cpu = time.perf_counter() - started, cpu_seconds() - before
    empty = {short.place_id: short.missing for short in result.short}
    faults = check_teams(
        people, places, result.seats, policy=policy, on=VOTING_DAY, short=empty, objective=result.objective
    )
    reached = tally(people, places, result.seats, policy=policy, on=VOTING_DAY)
    print(f"{mode}: {reached.in_words()}\n  {homes_in_words(people, places, result.seats)}")
    print(
        f"  wall {wall:.1f} s, cpu {cpu:.1f} s, violations {len(faults)}, short {len(result.short)}, "
        f"gap {result.gap:.5%}, non-merit gap {result.gap_non_merit:.4%}, "
        f"worst group {max(group.gap for group in result.groups):.4%}, largest worker {max(peaks):.0f} MB; {load()}"
    )
    print(f"  unmet {len(result.unmet)}, displaced {len(result.displaced)}, reserves {result.reserve_share:.1%}")
    for name, yardstick in yardsticks.items():
        merit, near = reached.merit / yardstick.merit - 1, reached.near / yardstick.near - 1
        print(f"  against {name}: merit {merit:+.3%}, nearness {near:+.1%}")


def _ceiling(people: Sequence[Person], places: Sequence[Place], policy: Policy, workers: int, yardstick: Tally) -> None:
    """Print what nearness could be if nothing else counted, with and without the RT wish: a proven bound."""
    free = {
        name: replace(getattr(policy, name), price=0.0) for name in ("women", "experienced", "it_skill", "high_risk")
    }
    only = replace(policy, merit=0.0, age_price=0.0, women_share_price=0.0, **free)
    for words, price in (("with the RT wish kept", 1000.0), ("with every other wish given up", 0.0)):
        rules = replace(only, same_rt=replace(policy.same_rt, price=price))
        best = form_teams(people, places, policy=rules, seed=SEED, on=VOTING_DAY, workers=workers)
        print(f"ceiling of nearness {words}: {best.bound / yardstick.near - 1:+.1%} against greedy (proven)")


def homes_in_words(people: Sequence[Person], places: Sequence[Place], seats: Sequence[Seat]) -> str:
    """Return how many work in their own RT's station, own RW, a neighbouring RW, and farther."""
    who, where = {person.id: person for person in people}, {place.id: place for place in places}
    found: Counter[str] = Counter()
    for seat in seats:
        if seat.place_id:
            person, place = who[seat.person_id], where[seat.place_id]
            if person.rw == place.rw:
                found["own RT" if person.rt in place.rts else "own RW"] += 1
            else:
                found["neighbouring RW" if person.rw in place.near_rw else "farther"] += 1
    total = max(1, sum(found.values()))
    return ", ".join(f"{name} {found[name] / total:.1%}" for name in ("own RT", "own RW", "neighbouring RW", "farther"))
