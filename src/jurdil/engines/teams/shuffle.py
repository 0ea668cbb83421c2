"""A late shuffle inside each group: who sits where is redrawn shortly before the day, by a seed sealed beforehand.

Nobody who knows the published teams then knows who will sit in which place, and nobody can choose the outcome: the
hash of the seed is published first (`seal`), the seed with the result. With public values that appear after the seal
not even whoever holds the seed can choose or know the outcome beforehand. Two people change places only where no hard
rule and no wish suffers; together they may lose at most `most_loss` points of nearness. The shuffle is a random walk
over such exchanges.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from jurdil.engines.teams.amend import Change
from jurdil.engines.teams.arrangement import Arrangement
from jurdil.engines.teams.deal import GAIN, change_seats
from jurdil.engines.teams.group import NOWHERE, Ints
from jurdil.engines.teams.place import group_of, refuse_bad_input, seats_of, split_by_group
from jurdil.engines.teams.policy import Policy
from jurdil.engines.teams.values import Person, Place, Seat

DOMAIN = b"late shuffle of teams\x00"
# Exchanges tried per seated person.
TRIES = 4


def seal(seed: bytes) -> str:
    """Return the hash (hex) to publish before the seed is known: SHA-256 over a domain word and the seed."""
    return hashlib.sha256(DOMAIN + seed).hexdigest()


def shuffle_late(
    people: Sequence[Person],
    places: Sequence[Place],
    seats: Sequence[Seat],
    *,
    policy: Policy,
    sealed: str,
    seed: bytes,
    on: date,
    locked: Mapping[str, str] | None = None,
    most_loss: float = 0.0,
    public: Sequence[str] = (),
) -> tuple[tuple[Seat, ...], tuple[Change, ...]]:
    """Return the seats after the shuffle and who sits elsewhere now; chairs, the locked and reserves stay.

    most_loss: points of nearness that one exchange may cost in all. public: values that were not known when the seed
    was sealed; their order does not matter. Raises ValueError if `seed` is not the sealed one.
    """
    if seal(seed) != sealed:
        raise ValueError("The seed is not the one that was sealed.")
    seed, fixed = mixed_seed(seed, public), dict(locked or {})
    refuse_bad_input(people, places, fixed)
    before = {seat.person_id: seat for seat in seats}
    standing: dict[str, list[Seat]] = defaultdict(list)
    for seat in seats:
        standing[seat.group].append(seat)
    found: list[Seat] = []
    for task in split_by_group(people, places, fixed, policy, seed, on, "weighted"):
        if not task.places or not task.people:
            found += standing[task.group]
            continue
        group = group_of(task)
        spots = {place.id: index for index, place in enumerate(group.places)}
        teams = Arrangement(group)
        for index, person in enumerate(group.people):
            if person.id in before and before[person.id].place_id in spots:
                teams.seat(index, spots[before[person.id].place_id])
        chairs = {seat.person_id for seat in standing[task.group] if seat.role == "chair"}
        free = [index for index in teams.chosen() if group.people[index].id not in chairs]
        _walk(teams, np.array(free, dtype=np.int64), _chance(seed, task.group), most_loss)
        found += [seat for seat in seats_of(teams, task, chairs) if seat.place_id]
        found += [seat for seat in standing[task.group] if not seat.place_id]
    changes = tuple(
        Change(seat.person_id, seat.group, before[seat.person_id].place_id, seat.place_id)
        for seat in found
        if before[seat.person_id].place_id != seat.place_id
    )
    return tuple(found), changes


def mixed_seed(seed: bytes, public: Sequence[str]) -> bytes:
    """Return the seed that the shuffle uses: the sealed one alone, or hashed with the public values."""
    parts = sorted(value.strip().encode() for value in public)
    mixed = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return hashlib.sha256(DOMAIN + b"public\x00" + seed + mixed).digest() if parts else seed


def _chance(seed: bytes, group: str) -> np.random.Generator:
    return np.random.default_rng(list(hashlib.sha256(seed + b"\x00" + group.encode()).digest()))


def _walk(teams: Arrangement, free: Ints, chance: np.random.Generator, most_loss: float) -> None:
    if len(free) < 2:
        return
    for one, other in chance.choice(free, (TRIES * len(free), 2)):
        here, there = teams.where[one], teams.where[other]
        if here == there or NOWHERE in (here, there):
            continue
        change = teams.exchange(here, one, other) + teams.exchange(there, other, one)
        if change[0] >= -most_loss - GAIN and change[1:].min() >= -GAIN:
            change_seats(teams, int(one), int(other))
