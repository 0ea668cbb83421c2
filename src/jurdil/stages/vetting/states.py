"""Where a match stands when no ruling is under way: what was asked and answered says so."""

from __future__ import annotations

from jurdil.stages.vetting.models import Clarification, Match, MatchState, Objection


def state_by_clarifications(match: Match) -> MatchState:
    """Return open, asked or answered, by the newest clarification; whoever objected to a ruling has answered."""
    if Objection.objects.filter(match=match, decided_at__isnull=True).exists():
        return MatchState.ANSWERED
    newest = Clarification.objects.filter(match=match).order_by("-id").first()
    if newest is None:
        return MatchState.OPEN
    return MatchState.ASKED if newest.answered_at is None else MatchState.ANSWERED
