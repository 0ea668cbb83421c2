"""A vacancy and the reserves: who comes next, in the published order, and what it means for the team."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from jurdil.engines.teams.check import Tally, tally
from jurdil.engines.teams.policy import Policy
from jurdil.engines.teams.values import Person, Place, Seat, Suggestion

WORDS = {
    "near": ("near home", "far from home"),
    "women": ("keeps the wished number of women", "the team stays short of women"),
    "experienced": ("keeps the wished number of experienced people", "the team stays short of experience"),
    "it_skill": ("keeps someone able with IT", "nobody in the team is able with IT"),
    "same_rt": ("", "more of one RT than wished for"),
    "high_risk": ("", "more people at high risk than wished for"),
    "age": ("", "older than the profile prefers"),
}


def propose_reserve(
    place: Place, team: Sequence[Person], reserves: Sequence[Person], policy: Policy, *, on: date
) -> list[Suggestion]:
    """Return the reserves for a vacant seat of `place`: suitable ones first, each part in the published order.

    team: who still sits there. reserves: in their published order, which alone decides among suitable ones, so that
    nobody can bend it; the points tell only what the team gains besides merit.
    """
    fits: list[Suggestion] = []
    barred: list[Suggestion] = []
    before = _alone(place, team, policy, on)
    for number, person in enumerate(reserves, start=1):
        against = _against(place, team, person, policy)
        points, reasons = _effect(before, _alone(place, [*team, person], policy, on))
        order = f"number {number} of the reserves"
        suggestion = Suggestion(person.id, not against, points, (order, *(against or reasons)))
        (barred if against else fits).append(suggestion)
    return fits + barred


def _against(place: Place, team: Sequence[Person], person: Person, policy: Policy) -> tuple[str, ...]:
    found = []
    if person.group != place.group and not place.waived:
        found.append("belongs to another group, and no waiver is recorded")
    if any(person.id == member.id for member in team):
        found.append("already sits in this team")
    if policy.household_apart and any(person.household and person.household == member.household for member in team):
        found.append("shares a household with someone in the team")
    if policy.kin_apart and any(person.id in member.kin or member.id in person.kin for member in team):
        found.append("is related to someone in the team")
    return tuple(found)


def _alone(place: Place, team: Sequence[Person], policy: Policy, on: date) -> Tally:
    seats = [Seat(one.id, place.group, place.id, "member") for one in team]
    return tally(team, [place], seats, policy=policy, on=on)


def _effect(before: Tally, after: Tally) -> tuple[float, tuple[str, ...]]:
    reasons = []
    for rule, (good, bad) in WORDS.items():
        then, now = getattr(before, rule), getattr(after, rule)
        if rule == "near":
            reasons.append(good if now > then else bad)
        elif now > then or (now > 0 and good != ""):
            reasons.append(bad)
        elif now < then:
            reasons.append(good)
    points = (after.objective - after.merit) - (before.objective - before.merit)
    return points, tuple(reasons)
