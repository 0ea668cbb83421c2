"""How many lanes a hall needs: a fluid queue for the rush, and the Allen-Cunneen tail for chance.

While more come than the lanes can take, the queue grows like water and the wait with it; where the lanes can just keep
up, chance alone makes people wait: M/G/c with the Allen-Cunneen mean and an exponential tail (Allen, Probability,
Statistics and Queueing Theory, 1990; Hall, Queueing Methods, 1991, for the fluid part). bench/hall.py simulates the
same hall, person by person.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

MOST_LANES = 500
STEPS = 400  # of the fluid queue over the whole time


@dataclass(frozen=True)
class Arrivals:
    """How people come: `rush_percent` of them within the first `rush_minutes`, the others evenly until `all_minutes`.

    quickest_s, slowest_s: seconds a person takes at a lane, evenly between the two. longest_wait_s: what 95 of 100
    people should stay below.
    """

    people: int = 2011
    rush_percent: int = 65
    rush_minutes: int = 30
    all_minutes: int = 90
    quickest_s: float = 3.0
    slowest_s: float = 10.0
    longest_wait_s: float = 180.0


@dataclass(frozen=True)
class LanePlan:
    """The fewest lanes, the wait that 95 of 100 stay below with them, and with one lane fewer (None: never ends)."""

    lanes: int
    wait_s: float
    wait_with_one_fewer_s: float | None


def _chance_of_waiting(lanes: int, load: float) -> float:
    """Return Erlang's C: the share of people who find all lanes busy; load in lanes, below `lanes`."""
    blocked = 1.0
    for count in range(1, lanes + 1):
        blocked = load * blocked / (count + load * blocked)
    return lanes * blocked / (lanes - load * (1 - blocked))


def _tail_s(lanes: int, rate: float, given: Arrivals) -> tuple[float, float]:
    """Return the chance of waiting at all and the mean wait in seconds of those who wait, in the steady state."""
    mean = (given.quickest_s + given.slowest_s) / 2
    spread = (given.slowest_s - given.quickest_s) ** 2 / 12 / mean**2  # squared coefficient of variation
    waits = _chance_of_waiting(lanes, rate * mean)
    return waits, (1 + spread) / 2 / (lanes / mean - rate)


def wait_95_s(lanes: int, given: Arrivals) -> float:
    """Return the wait in seconds that 95 of 100 people stay below with so many lanes, by the formulas above."""
    service = lanes / ((given.quickest_s + given.slowest_s) / 2)
    rush_s = given.rush_minutes * 60
    rest_s = max(60.0, given.all_minutes * 60 - rush_s)
    phases = (
        (given.people * given.rush_percent / 100, rush_s),
        (given.people * (1 - given.rush_percent / 100), rest_s),
    )
    waits: list[tuple[float, float]] = []  # (seconds, people)
    queue = 0.0
    for people, seconds in phases:
        rate, width = people / seconds, seconds / STEPS
        calm = rate < service
        chance, mean = _tail_s(lanes, rate, given) if calm else (0.0, 0.0)
        for _step in range(STEPS):
            queue = max(0.0, queue + (rate - service) * width)
            # chance needs as long as the steady state to build up; the larger of the two causes decides
            for part in range(20):
                share = (part + 0.5) / 20
                tail = mean * math.log(chance / share) if calm and share < chance else 0.0
                waits.append((max(queue / service, tail), people / STEPS / 20))
    waits.sort()
    left = 0.95 * sum(people for _wait, people in waits)
    for wait, people in waits:
        left -= people
        if left <= 0:
            return wait
    return waits[-1][0]


def lanes_needed(given: Arrivals) -> LanePlan:
    """Return the fewest lanes with which 95 of 100 people wait less than `longest_wait_s`."""
    for lanes in range(1, MOST_LANES + 1):
        wait = wait_95_s(lanes, given)
        if wait <= given.longest_wait_s:
            return LanePlan(lanes, wait, wait_95_s(lanes - 1, given) if lanes > 1 else None)
    raise ValueError(f"More than {MOST_LANES} lanes are needed; hold the gathering at several places.")
