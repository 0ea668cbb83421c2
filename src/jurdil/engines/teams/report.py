"""The words of a result: which wishes were not met, and which rule displaced a person with a higher score.

A displacement has no single right explanation. The opinion chosen here: compare with everyone chosen at a lower
score, take the exchange that would have cost least, and name the rule that this exchange would have broken most.
"""

from __future__ import annotations

import numpy as np

from jurdil.engines.teams.arrangement import HARD, RULES, Arrangement
from jurdil.engines.teams.deal import GAIN
from jurdil.engines.teams.group import NOWHERE, Floats, Ints
from jurdil.engines.teams.values import Displaced, Short, Unmet

NAMES = {
    "age": "the preference for people up to the age that the profile names",
    "near": "nearness to home",
    "women": "the least number of women in a team",
    "women_overall": "the share of women over the whole group",
    "experienced": "the least number of experienced people in a team",
    "same_rt": "the most people of one RT in a team",
    "it_skill": "someone able with IT in each team",
    "high_risk": "the most people at high health risk in a team",
    "apart": "no two of one household or kin in a team",
    "locked": "the seats that were locked by decision",
    "decision": "a change that was decided by hand",
    "tie": "the order that the seed draws among people of equal worth",
}


def short_of(teams: Arrangement) -> list[Short]:
    """Return the places with empty seats."""
    group = teams.group
    found = []
    for index in np.nonzero(teams.filled < group.size)[0]:
        missing = int(group.size[index] - teams.filled[index])
        words = f"{missing} of {int(group.size[index])} seats stay empty: nobody is left who may sit here."
        found.append(Short(group.places[index].id, group.id, missing, words))
    return found


def unmet_in(teams: Arrangement) -> list[Unmet]:
    """Return every unmet wish of the group, place by place, then those of the group as a whole."""
    group = teams.group
    found: list[Unmet] = []

    def note(place: int, rule: str, missing: int, words: str) -> None:
        if missing > 0:
            found.append(Unmet(group.id, group.places[place].id if place >= 0 else "", rule, missing, words))

    crowds = np.maximum(teams.homes[:-1] - group.max_home, 0).sum(axis=0)
    for place in range(len(group.places)):
        seated = np.nonzero(teams.where == place)[0]
        old = int((group.merit[seated] > group.worth[seated]).sum())
        far = int(((group.near[seated, place] == 0) & (group.home[seated] != NOWHERE)).sum())
        limit = group.policy.prefer_up_to
        note(place, "age", old, f"{old} of the team are older than {limit}.")
        if group.places[place].rw:
            note(place, "near", far, f"{far} of the team live neither in this RW nor in a neighbouring one.")
        for rule, have, least, noun in (
            ("women", teams.women, group.min_women, "women"),
            ("experienced", teams.experienced, group.min_experienced, "experienced people"),
            ("it_skill", teams.able, group.min_able, "people able with IT"),
        ):
            words = f"The team has {have[place]} {noun}; {least[place]} are wished for."
            note(place, rule, int(least[place] - have[place]), words)
        over = int(crowds[place])
        note(place, "same_rt", over, f"{over} more of one RT than the {group.max_home[place]} wished for at most.")
        risk, most = int(teams.at_risk[place]), int(group.max_risk[place])
        note(place, "high_risk", risk - most, f"{risk} of the team are at high risk; at most {most} are wished for.")
    women = int(teams.women.sum())
    words = f"{women} of {int(group.size.sum())} seats went to women; {group.women_wanted} are wished for."
    note(-1, "women_overall", group.women_wanted - women, words)
    return found


def displaced_by(teams: Arrangement) -> list[Displaced]:
    """Return who was left out above someone chosen, each with the rule that decided it."""
    group = teams.group
    chosen = np.nonzero(teams.where != NOWHERE)[0]
    outside = np.nonzero(teams.where == NOWHERE)[0]
    if not len(chosen) or not len(outside):
        return []
    outside = outside[group.merit[outside] > group.merit[chosen].min()]
    free = chosen[group.fixed[chosen] == NOWHERE]
    found = []
    for person in sorted(outside, key=lambda index: (-group.merit[index], group.people[index].id)):
        lower = free[group.merit[free] < group.merit[person]]
        rule, words = _reason(teams, int(person), lower)
        found.append(Displaced(group.people[person].id, group.id, rule, words))
    return found


def _reason(teams: Arrangement, person: int, lower: Ints) -> tuple[str, str]:
    if not len(lower):
        return "locked", f"Only people whose seat was locked scored lower; the rule is {NAMES['locked']}."
    changes = _changes(teams, person, lower)
    total = changes.sum(axis=0)
    closest = int(np.argmax(total))
    names = ("merit", "age", *RULES, "women_overall")
    column = changes[:, closest]
    worst = int(np.argmin(column[1:])) + 1
    rule = names[worst] if column[worst] < 0 else "tie"
    if total[closest] > GAIN:  # only seats that were not formed by price alone leave such a gain
        return "decision", f"Their seat would be worth more to the team; the rule is {NAMES['decision']}."
    if rule == "apart":
        return rule, f"Every seat of a lower score is barred to them; the rule is {NAMES[rule]}."
    gain, loss = float(column[0]), float(column[0] - total[closest])
    words = (
        f"The closest exchange would gain {gain:.1f} points of merit and lose {loss:.1f} of other wishes, "
        f"most of them by one rule: {NAMES[rule]}."
    )
    return rule, words


def _changes(teams: Arrangement, person: int, lower: Ints) -> Floats:
    """Return what each exchange with one of `lower` would change, a row per rule."""
    group = teams.group
    into = np.full(len(lower), person)
    merit = group.merit[into] - group.merit[lower]
    age = group.worth[into] - group.worth[lower] - merit
    inside = teams.exchange(teams.where[lower], lower, into)
    inside[-1] = np.where(inside[-1] < 0, -HARD, 0.0)
    return np.vstack((merit, age, inside, teams.women_gain(lower, into)))
