"""From totals to bands and strata: what the order policy of an election makes of a ward's applicants."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from jurdil.foundation.storage.seals import lookup_hash
from jurdil.law import Profile
from jurdil.stages.recruitment.models import Application
from jurdil.stages.selection.queries import Selectable

MERIT, STRATA = "selection.merit", "selection.strata"
REST = "Z"
PARTS = ("person_id", "person__sex", "person__birth_date", "is_experienced")


def band_of(total: Decimal, width: int, highest: int) -> int:
    """Return the merit band of a total: 1 holds the best `width` points, 2 the next, and so on."""
    return min(int((Decimal(highest) - total) // width), (highest - 1) // width) + 1


def bands_of(totals: Sequence[Decimal], policy: str, profile: Profile) -> list[int]:
    """Return the band of each total. Under pure merit every total has a band of its own, counted from the best."""
    if policy == MERIT:
        place = {total: number for number, total in enumerate(sorted(set(totals), reverse=True), start=1)}
        return [place[total] for total in totals]
    width, highest = profile.number("selection.merit_band"), int(profile.value("selection.score")["highest"])
    return [band_of(total, width, highest) for total in totals]


def strata_of(rows: Sequence[Selectable], policy: str, profile: Profile, region: str) -> list[str]:
    """Return the stratum of each applicant: a letter that says nothing to a stranger; none but for the stratified lot.

    Groups smaller than `privacy.small_cell` are one stratum together, so that nobody is the only one of a group.
    """
    if policy != STRATA:
        return [""] * len(rows)
    ages = profile.value("selection.strata")["ages"]
    applications = Application.objects.filter(region=region, id__in=[row.application_id for row in rows])
    group_of = {
        person: _group(sex, born, experienced, ages, profile.voting_day)
        for person, sex, born, experienced in applications.values_list(*PARTS)
    }
    groups = [group_of[row.person_id] for row in rows]
    sizes = Counter(groups)
    large = [group for group, size in sizes.items() if size >= profile.number("privacy.small_cell")]
    # In an order that only the key knows: the letters do not give the groups away.
    large.sort(key=lambda group: lookup_hash(f"stratum:{region}:{group}"))
    letters = {group: chr(ord("A") + number) for number, group in enumerate(large)}
    return [letters.get(group, REST) for group in groups]


def _group(sex: str, born: date | None, experienced: bool | None, ages: Sequence[int], voting_day: date) -> str:
    """Return sex, age group and experience as one text; what is not known is a group of its own."""
    age = "?" if born is None else str(sum(_age(born, voting_day) >= first for first in ages))
    return f"{sex or '?'}/{age}/{'?' if experienced is None else int(experienced)}"


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def merit_score(policy: str, total: Decimal, band: int, rank: int, last: int, width: int) -> float:
    """Return the score by which teams weigh a standing: falling with the rank, so that the lot's order is kept.

    last: the highest rank of the place. Under pure merit the total counts; else the band, and the place in it.
    """
    inside = 1 - rank / (last + 1)
    if policy == MERIT:
        return round(float(total) + inside / 1000, 6)
    return round(max(0.0, 100 - band * width + inside * width), 6)


def plenary_score(place: int, seats: int, last: int) -> float:
    """Return the score by which teams weigh the `place`-th of those whom a plenary took.

    Between those within the seats of the ward and the rest lies more than all wishes together are worth: the plenary
    says who serves, the teams say where only. last: the last place of the ward.
    """
    inside = 1 - place / (last + 1)
    return round(inside + (99 if place <= seats else 0), 6)
