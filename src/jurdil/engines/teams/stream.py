"""Form the teams of any number of groups with the memory of a few: parcels go in one by one and come out in order.

A parcel holds whole groups (a district with all its wards, say). Only a handful is under way at any time, so what is
held does not grow with the number of parcels (bounded producer and consumer).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date

from jurdil.engines.crew import crew
from jurdil.engines.teams.place import form_teams
from jurdil.engines.teams.policy import Policy
from jurdil.engines.teams.values import Mode, Outcome, Person, Place

# Parcels that wait beside those being solved: enough that no worker ever waits.
WAITING = 2


@dataclass(frozen=True, slots=True)
class Parcel:
    """Whole groups that are formed together; no group may stand in two parcels."""

    people: Sequence[Person]
    places: Sequence[Place]


def form_each(
    parcels: Iterable[Parcel], *, policy: Policy, seed: bytes, on: date, mode: Mode = "weighted", workers: int = 2
) -> Iterator[tuple[Parcel, Outcome]]:
    """Yield each parcel with its teams, in the order of the parcels; they are asked for only as others finish.

    The teams of a parcel are those that `form_teams` forms of it alone, whatever the number of workers.
    """
    if workers <= 1:
        for parcel in parcels:
            yield parcel, _form(parcel, policy, seed, on, mode)
        return
    under_way: deque[tuple[Parcel, Future[Outcome]]] = deque()
    with crew(workers) as pool:
        for parcel in parcels:
            under_way.append((parcel, pool.submit(_form, parcel, policy, seed, on, mode)))
            if len(under_way) >= workers + WAITING:
                first, outcome = under_way.popleft()
                yield first, outcome.result()
        while under_way:
            first, outcome = under_way.popleft()
            yield first, outcome.result()


def _form(parcel: Parcel, policy: Policy, seed: bytes, on: date, mode: Mode) -> Outcome:
    return form_teams(parcel.people, parcel.places, policy=policy, seed=seed, on=on, mode=mode, workers=1)
