"""The values of a profile that the requirements read, taken out once for a whole body of applications."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from jurdil.law.facts import ApplicantFacts
from jurdil.law.profiles import Profile


@dataclass(frozen=True, slots=True)
class Limits:
    """Numbers and lists of the profile for one body; ages and years in full years."""

    voting_day: date
    min_age: int
    max_age: int | None
    max_age_is_hard: bool
    party_years: int
    domicile_parts: int
    min_education: str
    education_rank: Mapping[str, int]
    measurements: frozenset[str]
    number_length: int
    number_birth: int
    woman_day_offset: int
    items: Mapping[str, int]

    def item(self, facts: ApplicantFacts, rule_id: str) -> bool | None:
        """Return what the signed statement says about a requirement."""
        position = self.items[rule_id]
        return facts.declarations[position] if position < len(facts.declarations) else None


def limits_of(profile: Profile, body: str) -> Limits:
    """Return the limits of a body under a profile."""
    like = profile.checked_like(body)
    oldest = profile.rule("R02.max_age")
    number = profile.value("requirement.identity_number")
    ranks = {level: rank for rank, level in enumerate(profile.words("requirement.education_levels"))}
    equal = profile.value("requirement.education_equivalents")
    ranks.update({name: ranks[level] for name, level in equal.items()})
    return Limits(
        voting_day=profile.voting_day,
        min_age=profile.number("R02"),
        max_age=oldest.value if like in oldest.applies_to else None,
        max_age_is_hard=oldest.mode == "require" and oldest.verified,
        party_years=profile.number("R05.years_out"),
        domicile_parts=profile.value("requirement.domicile_level")[like],
        min_education=str(profile.value("R08")),
        education_rank=ranks,
        measurements=frozenset(profile.words("R07.measurements")),
        number_length=number["length"],
        number_birth=number["birth_starts"],
        woman_day_offset=number["woman_day_offset"],
        items={rule: index for index, rule in enumerate(profile.words("requirement.declaration_items"))},
    )


def full_years(since: date, until: date) -> int:
    """Return the birthdays that lie between two days; one born on 29 February has it on 1 March."""
    return until.year - since.year - ((until.month, until.day) < (since.month, since.day))
