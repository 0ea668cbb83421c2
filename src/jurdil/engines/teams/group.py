"""One group as arrays: who is worth what, who lives where, who may not sit with whom.

Everything that solver, dealing and repair ask of a person or a place is computed here once. People stand in an
order that the seed decides, so that ties fall by the seed and not by the order of the input.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from jurdil.engines.teams.policy import Policy
from jurdil.engines.teams.values import Person, Place

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Group:
    """People (n) and places (m) of one group; the index of a person or place is its position here.

    worth: merit less the price of age. near: points (n x m). own: the place serves the person's RT (n x m).
    home: index of the RT, NOWHERE if unknown. area: places with the same RW and neighbours share one.
    area_near: points in an area outside the own RT (n x areas). related: who may not sit together (n x n).
    fixed: the place a person is locked to, or NOWHERE. allowed: who may be chosen in this mode.
    """

    id: str
    policy: Policy
    people: tuple[Person, ...]
    places: tuple[Place, ...]
    merit: Floats
    worth: Floats
    woman: Ints
    experienced: Ints
    able: Ints
    at_risk: Ints
    home: Ints
    homes: int
    near: Floats
    own: Flags
    area: Ints
    area_near: Floats
    related: Flags
    size: Ints
    min_women: Ints
    min_experienced: Ints
    min_able: Ints
    max_risk: Ints
    max_home: Ints
    women_wanted: int
    fixed: Ints
    allowed: Flags


def age_years(born: date, on: date) -> int:
    """Return completed years of life on the day `on`."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def draw_key(seed: bytes, person_id: str) -> bytes:
    """Return what orders people of equal standing: SHA-256 over the seed and the id."""
    return hashlib.sha256(seed + b"\x00" + person_id.encode()).digest()


def by_merit(people: Sequence[Person], seed: bytes) -> list[Person]:
    """Return people by falling score, equals in the order of the seed."""
    return sorted(people, key=lambda person: (-float(person.score), draw_key(seed, person.id)))


def make_group(
    group: str,
    people: Sequence[Person],
    places: Sequence[Place],
    locked: Mapping[str, str],
    policy: Policy,
    seed: bytes,
    on: date,
) -> Group:
    """Build the arrays; the order of the input does not matter."""
    crowd = tuple(sorted(people, key=lambda person: draw_key(seed, person.id)))
    spots = tuple(sorted(places, key=lambda place: place.id))
    merit = np.array([policy.merit * float(person.score) for person in crowd], dtype=np.float64)
    size = _ints([place.size for place in spots])
    home, homes = _homes(crowd)
    near, own = _nearness(crowd, spots, policy)
    area, area_near = _areas(crowd, spots, policy)
    position = {place.id: index for index, place in enumerate(spots)}
    return Group(
        id=group,
        policy=policy,
        people=crowd,
        places=spots,
        merit=merit,
        worth=merit - policy.age_price * _over_age(crowd, policy, on),
        woman=_ints([person.sex == "P" for person in crowd]),
        experienced=_ints([person.experienced for person in crowd]),
        able=_ints([person.it_skill for person in crowd]),
        at_risk=_ints([person.health_class == "high" for person in crowd]),
        home=home,
        homes=homes,
        near=near,
        own=own,
        area=area,
        area_near=area_near,
        related=_related(crowd, policy),
        size=size,
        min_women=_ints([policy.women.at_least(place.size) for place in spots]),
        min_experienced=_ints([policy.experienced.at_least(place.size) for place in spots]),
        min_able=_ints([policy.it_skill.at_least(place.size) for place in spots]),
        max_risk=_ints([policy.high_risk.at_most(place.size) for place in spots]),
        max_home=_ints([policy.same_rt.at_most(place.size) for place in spots]),
        women_wanted=policy.women_wanted(int(size.sum())),
        fixed=_ints([position[locked[person.id]] if person.id in locked else NOWHERE for person in crowd]),
        allowed=np.ones(len(crowd), dtype=np.bool_),
    )


def _ints(values: Sequence[int | bool]) -> Ints:
    return np.array(values, dtype=np.int64)


def _over_age(people: Sequence[Person], policy: Policy, on: date) -> Floats:
    limit = policy.prefer_up_to
    return np.array(
        [person.birth_date is not None and age_years(person.birth_date, on) > limit for person in people],
        dtype=np.float64,
    )


def _homes(people: Sequence[Person]) -> tuple[Ints, int]:
    names = sorted({(person.group, person.rw, person.rt) for person in people if person.rw and person.rt})
    index = {name: number for number, name in enumerate(names)}
    return _ints([index.get((person.group, person.rw, person.rt), NOWHERE) for person in people]), len(names)


def _nearness(people: Sequence[Person], places: Sequence[Place], policy: Policy) -> tuple[Floats, Flags]:
    near = np.zeros((len(people), len(places)))
    own = np.zeros((len(people), len(places)), dtype=np.bool_)
    columns: dict[tuple[str, str, str], tuple[Floats, Flags]] = {}
    for index, person in enumerate(people):
        key = (person.group, person.rw, person.rt)
        if key not in columns:
            points = [_points(key, place, policy) for place in places]
            columns[key] = (
                np.array(points, dtype=np.float64),
                np.array([_serves(key, place) for place in places], dtype=np.bool_),
            )
        near[index], own[index] = columns[key]
    return near, own


def _serves(key: tuple[str, str, str], place: Place) -> bool:
    group, rw, rt = key
    return bool(rw and rt) and group == place.group and rw == place.rw and rt in place.rts


def _points(key: tuple[str, str, str], place: Place, policy: Policy) -> float:
    return policy.own_rt if _serves(key, place) else _area_points(key, place, policy)


def _area_points(key: tuple[str, str, str], place: Place, policy: Policy) -> float:
    group, rw, _ = key
    if not rw or group != place.group:
        return 0.0
    if rw == place.rw:
        return policy.own_rw
    return policy.neighbour_rw if rw in place.near_rw else 0.0


def _areas(people: Sequence[Person], places: Sequence[Place], policy: Policy) -> tuple[Ints, Floats]:
    kinds = {(place.group, place.rw, tuple(sorted(set(place.near_rw)))): place for place in places}
    order = sorted(kinds)
    index = {kind: number for number, kind in enumerate(order)}
    area = _ints([index[place.group, place.rw, tuple(sorted(set(place.near_rw)))] for place in places])
    near = np.zeros((len(people), len(order)))
    for row, person in enumerate(people):
        key = (person.group, person.rw, "")
        near[row] = [_area_points(key, kinds[kind], policy) for kind in order]
    return area, near


def _related(people: Sequence[Person], policy: Policy) -> Flags:
    related = np.zeros((len(people), len(people)), dtype=np.bool_)
    position = {person.id: index for index, person in enumerate(people)}
    households: dict[str, list[int]] = defaultdict(list)
    for index, person in enumerate(people):
        if policy.household_apart and person.household:
            households[person.household].append(index)
        for other in person.kin if policy.kin_apart else ():
            if other in position and other != person.id:
                related[index, position[other]] = related[position[other], index] = True
    for members in households.values():
        for one in members:
            related[one, members] = True
            related[one, one] = False
    return related
