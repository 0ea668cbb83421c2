"""Which matches open a clarification by themselves, and which an officer looks at first.

A number is used by somebody else more often than one thinks: an equal NIK under another name asks nobody by itself,
as long as the engine holds the match for no more than possible. Law: vetting.evidence_open, vetting.evidence_review.
"""

from __future__ import annotations

from django.db.models import Q

from jurdil.law import Profile
from jurdil.stages.vetting.models import Match

NUMBER = "E1"
HELD_BACK = "possible"  # the grade of a match that is improbable, or that the engine holds back however probable


def may_be_asked(profile: Profile) -> Q:
    """Return which matches may be asked about: those of open evidence, and those an officer found worth a question."""
    opens = Q(evidence_class__in=profile.words("vetting.evidence_open"))
    return (opens & ~Q(evidence_class=NUMBER, grade=HELD_BACK)) | Q(reviewed_at__isnull=False)


def needs_review(match: Match, profile: Profile) -> bool:
    """Return whether an officer must look at a match before its person is asked."""
    opens = match.evidence_class in profile.words("vetting.evidence_open")
    return match.reviewed_at is None and (not opens or (match.evidence_class == NUMBER and match.grade == HELD_BACK))
