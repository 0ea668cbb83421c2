"""A small invented group for the tests of teams: three places of a few RW, and people of every kind."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import jurdil
from jurdil.engines.teams import Person, Place, Policy, read_policy

VOTING_DAY = date(2024, 11, 27)
SEED = bytes(range(32))


def shipped_policy() -> Policy:
    return read_policy(Path(jurdil.__file__).parent / "law" / "policies" / "teams.toml")


def invented_group(
    name: str = "a", *, places: int = 3, people: int = 30, size: int = 7, chance: int = 1, households: int = 1000
) -> tuple[list[Person], list[Place]]:
    draw = random.Random(chance)
    rws = ("1", "2", "3")
    spots = [
        Place(f"{name}/{n:03d}", name, size, rws[n % 3], (str(n), str(n + 1)), (rws[(n + 1) % 3],))
        for n in range(places)
    ]
    crowd = [
        Person(
            id=f"{name}-{n:03d}",
            group=name,
            score=draw.randrange(40, 100),
            rw=draw.choice((*rws, "")),
            rt=str(draw.randrange(places + 1)),
            sex=draw.choice("LP"),
            birth_date=date(draw.randrange(1960, 2007), 1, 1),
            household=f"{name}{draw.randrange(households)}",
            kin=(f"{name}-{draw.randrange(people):03d}",) if draw.random() < 0.05 else (),
            experienced=draw.random() < 0.4,
            it_skill=draw.random() < 0.4,
            health_class=draw.choice(("low", "medium", "high")),
            wishes_chair=draw.random() < 0.3,
        )
        for n in range(people)
    ]
    return crowd, spots
