"""The nation, run and not inferred: every desa and kelurahan, kecamatan by kecamatan, with flat memory."""

from __future__ import annotations

import time

from bench.teams.invented import NATION, SEED, VOTING_DAY, default_policy, invent_nation
from bench.teams.measuring import cpu_seconds, load, resident_mb, worker_peak_mb
from jurdil.engines.teams import check_teams, form_each
from jurdil.engines.teams.values import share

MARKS = 10


def run(*, stations: int = NATION, per_seat: float, workers: int) -> None:
    """Form all teams of the nation, check each kecamatan independently, print the sums and memory on the way."""
    policy = default_policy()
    print(f"nation, {stations} stations; {load()}")
    places = seats = people = groups = faults = short = 0
    objective = bound = merit = worst = checking = peak = 0.0
    before, started = cpu_seconds(), time.perf_counter()
    mark = 0
    parcels = invent_nation(per_seat, stations)
    for parcel, outcome in form_each(parcels, policy=policy, seed=SEED, on=VOTING_DAY, workers=workers):
        places += len(parcel.places)
        people += len(parcel.people)
        seats += sum(place.size for place in parcel.places)
        groups += len(outcome.groups)
        objective, bound, merit = objective + outcome.objective, bound + outcome.bound, merit + outcome.merit
        worst = max(worst, *(group.gap for group in outcome.groups))
        short += len(outcome.short)
        empty = {one.place_id: one.missing for one in outcome.short}
        clock = time.process_time()
        faults += len(
            check_teams(
                parcel.people,
                parcel.places,
                outcome.seats,
                policy=policy,
                on=VOTING_DAY,
                short=empty,
                objective=outcome.objective,
            )
        )
        checking += time.process_time() - clock
        if places * MARKS >= mark * stations:
            peak = max(peak, worker_peak_mb())
            print(
                f"  {places} stations, {time.perf_counter() - started:.0f} s, "
                f"parent {resident_mb():.0f} MB, largest worker {peak:.0f} MB",
                flush=True,
            )
            mark += 1
    wall = time.perf_counter() - started
    print(
        f"  {groups} groups, {places} stations, {seats} seats, {people} people: wall {wall:.0f} s, "
        f"cpu {cpu_seconds() - before:.0f} s (inventing and checking included; checking {checking:.0f} s), "
        f"violations {faults}, short {short}, gap {share(bound - objective, objective):.5%}, "
        f"non-merit gap {share(bound - objective, objective - merit):.4%}, worst group {worst:.3%}; {load()}"
    )
