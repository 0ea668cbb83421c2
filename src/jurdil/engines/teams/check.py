"""An independent reading of a result: hard rules and objective recomputed from people, places and seats alone.

Nothing of the solver is used here (no arrays, no plan, no arrangement), so that a fault there cannot hide here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from math import ceil, fsum

from jurdil.engines.teams.policy import Policy
from jurdil.engines.teams.values import Person, Place, Seat, Violation


@dataclass(frozen=True, slots=True)
class Tally:
    """The objective taken apart. Points unless named otherwise; the wishes are prices paid."""

    merit: float
    near: float
    age: float
    women: float
    women_overall: float
    experienced: float
    same_rt: float
    it_skill: float
    high_risk: float
    teams: int
    teams_with_women: int
    teams_with_experienced: int

    @property
    def objective(self) -> float:
        """Return merit and nearness less every price paid."""
        prices = (self.age, self.women, self.women_overall, self.experienced)
        return fsum(
            (self.merit, self.near, *(-price for price in prices), -self.same_rt, -self.it_skill, -self.high_risk)
        )

    def in_words(self) -> str:
        """Return one line of figures."""
        teams = max(1, self.teams)
        return (
            f"objective {self.objective:.1f} (merit {self.merit:.1f}, near home {self.near:.1f}), "
            f"women as wished in {self.teams_with_women / teams:.2%} of teams, "
            f"experienced in {self.teams_with_experienced / teams:.2%}"
        )


def check_teams(
    people: Sequence[Person],
    places: Sequence[Place],
    seats: Sequence[Seat],
    *,
    policy: Policy,
    on: date,
    short: Mapping[str, int] | None = None,
    locked: Mapping[str, str] | None = None,
    objective: float | None = None,
) -> list[Violation]:
    """Return every hard rule that `seats` breaks; an empty list means that the result stands.

    short: empty seats that were reported, by place; only unreported ones are violations. locked: who had to sit
    where. objective: the figure that was reported, recomputed here.
    """
    by_id = {person.id: person for person in people}
    teams = _teams(seats)
    found = list(_people(by_id, seats))
    found += _groups(by_id, {place.id: place for place in places}, teams)
    found += _sizes(places, teams, short or {})
    found += _chairs(seats, policy)
    for place_id, members in teams.items():
        found += _relatives([by_id[name] for name in members if name in by_id], place_id, policy)
    found += _reserves(by_id, seats)
    sits = {seat.person_id: seat.place_id for seat in seats}
    for name, place_id in (locked or {}).items():
        if sits.get(name) != place_id:
            found.append(
                Violation("locked", place_id, (name,), "A locked person does not sit where they were locked to.")
            )
    if objective is not None:
        again = tally(people, places, seats, policy=policy, on=on).objective
        if abs(again - objective) > 1e-6 * max(1.0, abs(again)):
            words = f"The objective is reported as {objective:.3f}; recomputed it is {again:.3f}."
            found.append(Violation("objective", "", (), words))
    return found


def _teams(seats: Sequence[Seat]) -> dict[str, list[str]]:
    teams: dict[str, list[str]] = defaultdict(list)
    for seat in seats:
        if seat.place_id:
            teams[seat.place_id].append(seat.person_id)
    return teams


def _people(by_id: Mapping[str, Person], seats: Sequence[Seat]) -> Iterator[Violation]:
    times = Counter(seat.person_id for seat in seats)
    for name, count in times.items():
        if name not in by_id:
            yield Violation("unknown", "", (name,), "A seat names a person who is not in the list.")
        if count > 1:
            yield Violation("twice", "", (name,), f"A person has {count} seats.")
    for name in by_id:
        if name not in times:
            yield Violation("forgotten", "", (name,), "A person has neither a seat nor a place among the reserves.")


def _groups(
    by_id: Mapping[str, Person], places: Mapping[str, Place], teams: Mapping[str, Sequence[str]]
) -> Iterator[Violation]:
    for place_id, members in teams.items():
        place = places.get(place_id)
        if place is None:
            yield Violation("unknown", place_id, tuple(members), "Seats name a place that is not in the list.")
            continue
        strangers = [name for name in members if name in by_id and by_id[name].group != place.group]
        if strangers and not place.waived:
            yield Violation("group", place_id, tuple(strangers), "People of another group sit without a waiver.")


def _sizes(
    places: Sequence[Place], teams: Mapping[str, Sequence[str]], short: Mapping[str, int]
) -> Iterator[Violation]:
    for place in places:
        have = len(teams.get(place.id, ()))
        if have != place.size - short.get(place.id, 0):
            words = f"The team has {have} of {place.size} and {short.get(place.id, 0)} were reported missing."
            yield Violation("size", place.id, (), words)


def _chairs(seats: Sequence[Seat], policy: Policy) -> Iterator[Violation]:
    chairs = Counter({seat.place_id: 0 for seat in seats if seat.place_id})
    chairs.update(seat.place_id for seat in seats if seat.role == "chair")
    for place_id, count in chairs.items():
        if policy.one_chair and count != 1:
            yield Violation("chair", place_id, (), f"The team has {count} proposed chairs.")
    for seat in seats:
        if (seat.role == "reserve") != (seat.place_id == ""):
            yield Violation("role", seat.place_id, (seat.person_id,), "Only a reserve has no place.")


def _relatives(members: Sequence[Person], place_id: str, policy: Policy) -> Iterator[Violation]:
    for one, other in combinations(members, 2):
        pair = (one.id, other.id)
        if policy.household_apart and one.household and one.household == other.household:
            yield Violation("household", place_id, pair, "Two of one household sit in one team.")
        if policy.kin_apart and (other.id in one.kin or one.id in other.kin):
            yield Violation("kin", place_id, pair, "Two relatives sit in one team.")


def _reserves(by_id: Mapping[str, Person], seats: Sequence[Seat]) -> Iterator[Violation]:
    waiting: dict[str, list[Seat]] = defaultdict(list)
    for seat in seats:
        if not seat.place_id and seat.person_id in by_id:
            waiting[by_id[seat.person_id].group].append(seat)
    for group, queue in waiting.items():
        queue.sort(key=lambda seat: seat.rank)
        scores = [float(by_id[seat.person_id].score) for seat in queue]
        if [seat.rank for seat in queue] != list(range(1, len(queue) + 1)):
            yield Violation("rank", "", (), f"The reserves of {group} are not ranked 1 to {len(queue)}.")
        if scores != sorted(scores, reverse=True):
            yield Violation("rank", "", (), f"The reserves of {group} are not ranked by score.")


def tally(
    people: Sequence[Person], places: Sequence[Place], seats: Sequence[Seat], *, policy: Policy, on: date
) -> Tally:
    """Recompute merit, nearness and the price of every unmet wish, and count the teams that have their wish."""
    by_id = {person.id: person for person in people}
    teams = {place_id: [by_id[n] for n in names if n in by_id] for place_id, names in _teams(seats).items()}
    paid: dict[str, list[float]] = defaultdict(list)
    wanted: Counter[str] = Counter()
    women: Counter[str] = Counter()
    full_women = full_experienced = 0
    for place in places:
        team = teams.get(place.id, [])
        count = _traits(team)
        wanted[place.group] += place.size
        women[place.group] += count["women"]
        paid["merit"] += [policy.merit * float(person.score) for person in team]
        paid["near"] += [_near(person, place, policy) for person in team]
        paid["age"] += [policy.age_price for person in team if _years(person, on) > policy.prefer_up_to]
        for rule, limit in (
            ("women", policy.women),
            ("experienced", policy.experienced),
            ("it_skill", policy.it_skill),
        ):
            least = limit.count * place.size // limit.of if limit.of else min(limit.count, place.size)
            paid[rule].append(limit.price * max(0, least - count[rule]))
        risk, same = policy.high_risk, policy.same_rt
        paid["high_risk"].append(risk.price * max(0, count["high_risk"] - _most(risk.count, risk.of, place.size)))
        homes = Counter((p.group, p.rw, p.rt) for p in team if p.rw and p.rt)
        cap = _most(same.count, same.of, place.size)
        paid["same_rt"] += [same.price * max(0, number - cap) for number in homes.values()]
        full_women += paid["women"][-1] == 0
        full_experienced += paid["experienced"][-1] == 0
    for group, total in wanted.items():
        missing = ceil(policy.women_share * total - 1e-9) - women[group]
        paid["women_overall"].append(policy.women_share_price * max(0, missing))
    return Tally(
        **{rule: fsum(paid[rule]) for rule in Tally.__annotations__ if not rule.startswith("teams")},
        teams=len(places),
        teams_with_women=full_women,
        teams_with_experienced=full_experienced,
    )


def _traits(team: Sequence[Person]) -> dict[str, int]:
    return {
        "women": sum(person.sex == "P" for person in team),
        "experienced": sum(person.experienced for person in team),
        "it_skill": sum(person.it_skill for person in team),
        "high_risk": sum(person.health_class == "high" for person in team),
    }


def _most(count: int, of: int, size: int) -> int:
    return ceil(count * size / of) if of else count


def _years(person: Person, on: date) -> int:
    born = person.birth_date
    if born is None:
        return 0
    return on.year - born.year - (1 if (born.month, born.day) > (on.month, on.day) else 0)


def _near(person: Person, place: Place, policy: Policy) -> float:
    if not person.rw or person.group != place.group:
        return 0.0
    if person.rw == place.rw:
        return policy.own_rt if person.rt and person.rt in place.rts else policy.own_rw
    return policy.neighbour_rw if person.rw in place.near_rw else 0.0
