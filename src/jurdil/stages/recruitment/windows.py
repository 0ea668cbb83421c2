"""Until when papers are received and mended, by the opening, the election's profile and extensions of a region."""

from __future__ import annotations

from datetime import date

from jurdil.foundation.storage.codes import covers
from jurdil.law import Profile, load_profile
from jurdil.registry.elections.models import Election, StageInterval
from jurdil.stages.recruitment.models import Opening

REGISTRATION, REVIEW = "register", "admin_check"
PARTY_LETTER = "party_letter"


def profile_of(opening: Opening) -> Profile:
    """Return the rules that govern an opening."""
    return load_profile(opening.election.profile)


def window_rule(profile: Profile, body: str) -> str:
    """Return the id of the rule that states a body's registration period, for the record."""
    window = profile.window(profile.checked_like(body), REGISTRATION)
    return window.rule.id if window else "recruitment.window"


def registration_days(election: Election, body: str) -> tuple[date, date] | None:
    """Return first and last day of registration by the profile, None where it states none."""
    profile = load_profile(election.profile)
    window = profile.window(profile.checked_like(body), REGISTRATION)
    return (window.start, window.end) if window else None


def mending_until(opening: Opening) -> date | None:
    """Return the last day on which papers can be mended: the end of review, extensions of the region included.

    None where the profile states no review period: then nothing may be refused for time. Law: recruitment.correction.
    """
    profile = profile_of(opening)
    window = profile.window(profile.checked_like(opening.body), REVIEW)
    if window is None:
        return None
    ends = [window.end, opening.closes]
    intervals = StageInterval.objects.filter(election=opening.election, body=opening.body, stage=REVIEW)
    ends += [end for region, end in intervals.values_list("region", "end") if covers(region, opening.region)]
    return max(ends)
