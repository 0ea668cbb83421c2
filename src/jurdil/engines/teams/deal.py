"""From a plan that counts people to teams that name them, and the repair of what the plan could not see.

Dealing gives each pooled person of a class one of the seats that the plan reserves for that class, hardest
people first. Repair then makes the best exchange of a troubled place (a swap with another place, or a
replacement from those left out) until none gains: local search over pairs, every pair priced at once.
"""

from __future__ import annotations

import hashlib

import numpy as np

from jurdil.engines.teams.arrangement import HARD, Arrangement
from jurdil.engines.teams.group import NOWHERE, Flags, Group, Ints
from jurdil.engines.teams.model import CLASSES, Plan, class_of

GAIN = 1e-6
MOST_ROUNDS = 200
# Deals tried while the distance to the bound is more than this share of it.
DEALS = 2
ENOUGH = 1e-5
# Outweighs any nearness, and is outweighed by a broken hard rule.
CROWDED = HARD / 100
# Chosen people whose replacement is priced at once.
BLOCK = 100


def arrange(group: Group, plan: Plan, seed: bytes) -> Arrangement:
    """Deal and repair, again in another order, a few times, while the bound promises more; then polish the best.

    Only the best is searched for what the plan chose to bear, too: in each deal that would cost most of the time.
    """
    chance = np.random.default_rng(list(hashlib.sha256(seed + group.id.encode()).digest()))
    best: Arrangement | None = None
    foreseen = _own_rt(group)
    for _ in range(DEALS):
        teams = deal(group, plan, chance.permutation(len(group.people)))
        repair(teams, foreseen)
        if best is None or teams.objective() > best.objective() + GAIN:
            best = teams
        if plan.bound - best.objective() < ENOUGH * plan.bound:
            break
    assert best is not None
    repair(best)
    polish(best)
    return best


def _own_rt(group: Group) -> Flags:
    """Mark the RT that each place serves (homes x places): of those the plan counts every head."""
    own = np.zeros((group.homes, len(group.places)), dtype=np.bool_)
    people, places = np.nonzero(group.own)
    own[group.home[people], places] = True
    return own


def deal(group: Group, plan: Plan, order: Ints) -> Arrangement:
    """Name the people of every team as the plan counts them; locked people stay where they are.

    order: a number for each person that decides among people equally hard to seat.
    """
    teams = _with_locked(group)
    for person in np.nonzero(plan.at != NOWHERE)[0]:
        teams.seat(int(person), int(plan.at[person]))
    kinds = class_of(group)
    open_seats = plan.takes.copy()
    for kind in range(CLASSES):
        for area in range(group.area_near.shape[1]):
            people = np.nonzero((plan.pool == area) & (kinds == kind))[0]
            _deal_class(teams, people, order, open_seats[kind], np.nonzero(group.area == area)[0])
        afar = np.nonzero((plan.far != NOWHERE) & (kinds == kind))[0]
        _deal_class(teams, afar, order, open_seats[kind], np.arange(len(group.places)))
    return teams


def _with_locked(group: Group) -> Arrangement:
    teams = Arrangement(group)
    for person in np.nonzero(group.fixed != NOWHERE)[0]:
        teams.seat(int(person), int(group.fixed[person]))
    return teams


def _deal_class(teams: Arrangement, people: Ints, order: Ints, open_seats: Ints, places: Ints) -> None:
    """Seat each person at the open place that costs least; relatives of others first, then the crowded RTs."""
    related = teams.group.related[people].any(axis=1)
    homes = teams.group.home[people]
    crowd = (homes[:, None] == homes[None, :]).sum(axis=1)
    for person in people[np.lexsort((order[people], -crowd, ~related))]:
        free = places[open_seats[places] > 0]
        place = int(free[np.argmin(teams.price_of_joining(int(person), free))])
        open_seats[place] -= 1
        teams.seat(int(person), place)


def deal_greedily(group: Group, *, keeps_same_rt: bool = False) -> Arrangement:
    """Seat people by falling score at the nearest place with room: the yardstick, and the way out without a plan."""
    teams = _with_locked(group)
    free = np.nonzero((group.fixed == NOWHERE) & group.allowed)[0]
    for person in free[np.argsort(-group.merit[free], kind="stable")]:
        room = np.nonzero(teams.filled < group.size)[0]
        if not len(room):
            break
        loss = HARD * teams.relatives[person, room] - group.near[person, room]
        if keeps_same_rt and group.home[person] != NOWHERE:
            loss = loss + CROWDED * (teams.homes[group.home[person], room] >= group.max_home[room])
        if loss.min() < HARD / 2:
            teams.seat(int(person), int(room[np.argmin(loss)]))
    return teams


def repair(teams: Arrangement, foreseen: Flags | None = None) -> None:
    """Improve the arrangement until no swap or replacement at a troubled place gains.

    foreseen: see `Arrangement.troubled`; what the plan chose to bear is not looked at again.
    """
    settled: set[int] = set()
    for _ in range(MOST_ROUNDS):
        waiting = [int(place) for place in teams.troubled(foreseen=foreseen) if int(place) not in settled]
        if not waiting:
            return
        touched = _improve(teams, waiting[0])
        if touched:
            settled.difference_update(touched)
        else:
            settled.add(waiting[0])


def polish(teams: Arrangement) -> None:
    """Bring in people left out wherever that gains: afterwards every exchange of one for one is a loss."""
    for _ in range(MOST_ROUNDS):
        gain, one, other = _best_replacement(teams, teams.chosen())
        if gain <= GAIN:
            return
        change_seats(teams, one, other)


def _best_replacement(teams: Arrangement, members: Ints) -> tuple[float, int, int]:
    """Return the best gain of letting someone left out take the seat of one of `members`, with the two people."""
    group, outside = teams.group, teams.left_out()
    best = (0.0, NOWHERE, NOWHERE)
    value = group.worth + group.near[np.arange(len(group.people)), teams.where]
    relief = teams.relief() + teams.women_relief()
    for first in range(0, len(members), BLOCK):  # a big group priced at once would need over 100 MB
        block = members[first : first + BLOCK]
        where = teams.where[block]
        most = group.worth[outside] + group.near[np.ix_(outside, where)].T + (relief[where] - value[block])[:, None]
        row, column = np.nonzero(most > max(best[0], GAIN))
        if not len(row):
            continue
        out, into = block[row], outside[column]
        gains = teams.exchange(teams.where[out], out, into).sum(axis=0)
        gains += teams.women_gain(out, into) + group.worth[into] - group.worth[out]
        top = int(np.argmax(gains))
        if gains[top] > best[0]:
            best = (float(gains[top]), int(out[top]), int(into[top]))
    return best


def best_swap(teams: Arrangement, place: int) -> tuple[float, int, int]:
    """Return the best gain of two people of `place` and of another place changing seats, with the two people."""
    group, chosen = teams.group, teams.chosen()
    members = chosen[teams.where[chosen] == place]
    others = chosen[teams.where[chosen] != place]
    there = teams.where[others]
    relief = teams.relief()
    loss = group.near[others, there] - group.near[others, place] - relief[there] - relief[place]
    most = group.near[np.ix_(members, there)] - group.near[members, place][:, None] - loss
    row, column = np.nonzero(most > GAIN)
    if not len(row):
        return 0.0, NOWHERE, NOWHERE
    out, into = members[row], others[column]
    gains = teams.exchange(np.array(place), out, into).sum(axis=0)
    gains += teams.exchange(teams.where[into], into, out).sum(axis=0)
    top = int(np.argmax(gains))
    return float(gains[top]), int(out[top]), int(into[top])


def _improve(teams: Arrangement, place: int) -> set[int]:
    """Make the best exchange of one member of `place`; return the places touched, none if nothing gains."""
    chosen = teams.chosen()
    swap = best_swap(teams, place)
    replacement = _best_replacement(teams, chosen[teams.where[chosen] == place])
    gain, one, other = replacement if replacement[0] > swap[0] else swap
    return change_seats(teams, one, other) if gain > GAIN else set()


def change_seats(teams: Arrangement, one: int, other: int) -> set[int]:
    """Let two people change seats (one of them may have none); return the places touched."""
    here, there = int(teams.where[one]), int(teams.where[other])
    teams.unseat(one)
    if there != NOWHERE:
        teams.unseat(other)
        teams.seat(one, there)
    teams.seat(other, here)
    return {here, there} - {NOWHERE}


def enforce(teams: Arrangement) -> None:
    """Empty the seats that still break a hard rule, lower score first, and fill empty seats with whom none forbids."""
    group = teams.group
    while True:
        seated = teams.chosen()
        clashing = seated[teams.relatives[seated, teams.where[seated]] > 0]
        if not len(clashing):
            break
        teams.unseat(int(clashing[np.argmin(group.merit[clashing])]))
    while True:
        room = np.nonzero(teams.filled < group.size)[0]
        outside = np.nonzero(teams.where == NOWHERE)[0]
        if not len(room) or not len(outside):
            return
        fits = teams.relatives[np.ix_(outside, room)] == 0
        points = np.where(fits, group.worth[outside][:, None] + group.near[np.ix_(outside, room)], -np.inf)
        if not np.isfinite(points.max()):
            return
        one, other = np.unravel_index(int(np.argmax(points)), points.shape)
        teams.seat(int(outside[one]), int(room[other]))
