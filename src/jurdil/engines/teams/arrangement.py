"""Who sits where, with the counts that make the price of any exchange a table look-up.

`exchange` prices, for many pairs at once, what happens to a place when one person leaves it and another comes;
everything else (swaps, replacements, reasons) is built from it.
"""

from __future__ import annotations

import numpy as np

from jurdil.engines.teams.group import NOWHERE, Flags, Floats, Group, Ints

# What an exchange may touch, in the order of the rows that `exchange` returns. `apart` is never traded.
RULES = ("near", "women", "experienced", "same_rt", "it_skill", "high_risk", "apart")
# One broken hard rule outweighs any sum of points that one exchange can move.
HARD = 1e6


class Arrangement:
    """A changing assignment of people to places. where: place of each person or NOWHERE."""

    def __init__(self, group: Group) -> None:
        people, places = len(group.people), len(group.places)
        self.group = group
        self.where: Ints = np.full(people, NOWHERE)
        self.filled: Ints = np.zeros(places, dtype=np.int64)
        self.women, self.experienced, self.able, self.at_risk = (np.zeros(places, dtype=np.int64) for _ in range(4))
        # The last row is for people whose RT is unknown; it is never counted.
        self.homes: Ints = np.zeros((group.homes + 1, places), dtype=np.int64)
        self.relatives: Ints = np.zeros((people, places), dtype=np.int64)

    def seat(self, person: int, place: int) -> None:
        """Put someone who sits nowhere into a place."""
        self.where[person] = place
        self._count(person, place, 1)

    def unseat(self, person: int) -> None:
        """Take someone out of the place they sit in."""
        self._count(person, int(self.where[person]), -1)
        self.where[person] = NOWHERE

    def _count(self, person: int, place: int, step: int) -> None:
        group = self.group
        self.filled[place] += step
        self.women[place] += step * group.woman[person]
        self.experienced[place] += step * group.experienced[person]
        self.able[place] += step * group.able[person]
        self.at_risk[place] += step * group.at_risk[person]
        if group.home[person] != NOWHERE:
            self.homes[group.home[person], place] += step
        self.relatives[group.related[person], place] += step

    def chosen(self) -> Ints:
        """Return everyone seated who is not locked."""
        return np.nonzero((self.where != NOWHERE) & (self.group.fixed == NOWHERE))[0]

    def left_out(self) -> Ints:
        """Return everyone who may be chosen and is not."""
        return np.nonzero((self.where == NOWHERE) & self.group.allowed)[0]

    def exchange(self, place: Ints, out: Ints, into: Ints) -> Floats:
        """Return, per rule of RULES, the points gained when `out` leaves `place` and `into` comes.

        The three broadcast against each other. The worth of the two people is not counted here.
        """
        group, policy = self.group, self.group.policy
        place, out, into = np.broadcast_arrays(place, out, into)
        gains = np.empty((len(RULES), *place.shape))
        gains[0] = group.near[into, place] - group.near[out, place]
        for row, trait, have, least, price in (
            (1, group.woman, self.women, group.min_women, policy.women.price),
            (2, group.experienced, self.experienced, group.min_experienced, policy.experienced.price),
            (4, group.able, self.able, group.min_able, policy.it_skill.price),
        ):
            missing = (least - have)[place]
            after = missing - (trait[into] - trait[out])
            gains[row] = price * (np.maximum(missing, 0) - np.maximum(after, 0))
        above = (self.at_risk - group.max_risk)[place]
        after = above + (group.at_risk[into] - group.at_risk[out])
        gains[5] = policy.high_risk.price * (np.maximum(above, 0) - np.maximum(after, 0))
        gains[3] = policy.same_rt.price * self._rt_gain(place, out, into)
        conflicts = self.relatives[out, place] - self.relatives[into, place]
        gains[6] = HARD * (conflicts + group.related[into, out])
        return gains

    def _rt_gain(self, place: Ints, out: Ints, into: Ints) -> Ints:
        group = self.group
        cap = group.max_home[place]
        leaves, comes = group.home[out], group.home[into]
        differ = leaves != comes
        relief = differ & (leaves != NOWHERE) & (self.homes[leaves, place] > cap)
        burden = differ & (comes != NOWHERE) & (self.homes[comes, place] >= cap)
        gain: Ints = relief.astype(np.int64) - burden
        return gain

    def women_gain(self, out: Ints, into: Ints) -> Floats:
        """Return the points gained by the group's wish for women when `into` replaces `out`."""
        missing = self.group.women_wanted - int(self.women.sum())
        after = missing - (self.group.woman[into] - self.group.woman[out])
        gain: Floats = self.group.policy.women_share_price * (max(missing, 0) - np.maximum(after, 0.0))
        return gain

    def price_of_joining(self, person: int, places: Ints) -> Floats:
        """Return what is lost, wishes for minima aside, when a person joins each of `places`."""
        group, policy = self.group, self.group.policy
        loss = HARD * self.relatives[person, places] - group.near[person, places]
        if group.home[person] != NOWHERE:
            crowded = self.homes[group.home[person], places] >= group.max_home[places]
            loss = loss + policy.same_rt.price * crowded
        lacks_it = (self.able < group.min_able)[places]
        price: Floats = loss - policy.it_skill.price * (lacks_it & bool(group.able[person]))
        return price

    def relief(self) -> Floats:
        """Return, per place, more than what any one exchange can gain there besides nearness and worth."""
        group, policy = self.group, self.group.policy
        seated = np.nonzero(self.where != NOWHERE)[0]
        clashes = np.bincount(self.where[seated], self.relatives[seated, self.where[seated]], len(group.places))
        crowded = (self.homes[:-1] > group.max_home).any(axis=0)
        points: Floats = (
            policy.women.price * (self.women < group.min_women)
            + policy.experienced.price * (self.experienced < group.min_experienced)
            + policy.it_skill.price * (self.able < group.min_able)
            + policy.high_risk.price * (self.at_risk > group.max_risk)
            + policy.same_rt.price * crowded
            + HARD * clashes
        )
        return points

    def women_relief(self) -> float:
        """Return what one more woman gains for the wish of the whole group."""
        return self.group.policy.women_share_price * (self.group.women_wanted > int(self.women.sum()))

    def troubled(self, *, foreseen: Flags | None = None) -> Ints:
        """Return the places where some wish or hard rule is broken.

        foreseen: RT and place (homes x places) whose crowding a plan has weighed already, and which does not count.
        """
        group = self.group
        crowded = self.homes[:-1] > group.max_home
        if foreseen is not None:
            crowded = crowded & ~foreseen
        broken = (
            (self.women < group.min_women)
            | (self.experienced < group.min_experienced)
            | (self.able < group.min_able)
            | (self.at_risk > group.max_risk)
            | crowded.any(axis=0)
        )
        seated = np.nonzero(self.where != NOWHERE)[0]
        broken[self.where[seated][self.relatives[seated, self.where[seated]] > 0]] = True
        return np.nonzero(broken)[0]

    def objective(self) -> float:
        """Return the points of this arrangement: worth and nearness less the price of unmet wishes."""
        group, policy = self.group, self.group.policy
        seated = np.nonzero(self.where != NOWHERE)[0]
        points = group.worth[seated].sum() + group.near[seated, self.where[seated]].sum()
        lost = (
            policy.women.price * np.maximum(group.min_women - self.women, 0).sum()
            + policy.experienced.price * np.maximum(group.min_experienced - self.experienced, 0).sum()
            + policy.it_skill.price * np.maximum(group.min_able - self.able, 0).sum()
            + policy.high_risk.price * np.maximum(self.at_risk - group.max_risk, 0).sum()
            + policy.same_rt.price * np.maximum(self.homes[:-1] - group.max_home, 0).sum()
            + policy.women_share_price * max(0, group.women_wanted - int(self.women.sum()))
        )
        return float(points - lost)
