"""The ruling that stands on a match, as its person reads it: what was decided, what follows, and what can be done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from jurdil.law import load_profile
from jurdil.stages.vetting.models import EXCLUDING, About, Match, Objection, Ruling, RulingOutcome
from jurdil.stages.vetting.objections import open_objection, standing_ruling
from jurdil.stages.vetting.own_wording import rule_words
from jurdil.stages.vetting.suspicion_models import SuspicionState
from jurdil.stages.vetting.wording import OUTCOMES


@dataclass(frozen=True)
class OwnRuling:
    """A ruling in words. ends: it takes the person out, and nobody reviews it. rule: the requirement, with its source.

    objection: the one that is being reviewed. reviewed: the one that this ruling answers. may_object: nobody
    has objected to this ruling yet.
    """

    match: Match
    ruling: Ruling
    ends: bool
    words: str
    rule: str
    objection: Objection | None
    reviewed: Objection | None
    may_object: bool


def ruling_on(match: Match) -> OwnRuling | None:
    """Return the ruling that stands on a match or is being reviewed; None while it is a suspicion."""
    ruling, objection = standing_ruling(match), open_objection(match)
    is_ruled = match.state == SuspicionState.RULED
    if ruling is None or not (is_ruled or objection is not None):
        return None
    return OwnRuling(
        match,
        ruling,
        ends=is_ruled and ruling.outcome in EXCLUDING,
        words=_words(match, RulingOutcome(ruling.outcome)),
        rule=rule_words(match, load_profile(match.election.profile)),
        objection=objection,
        reviewed=ruling.answered.first(),
        may_object=is_ruled and not ruling.objections.exists(),
    )


def rulings_on(matches: Iterable[Match]) -> list[OwnRuling]:
    """Return the rulings on these matches, those that end a candidacy first."""
    found = [one for match in matches if (one := ruling_on(match)) is not None]
    return sorted(found, key=lambda one: not one.ends)


def _words(match: Match, outcome: RulingOutcome) -> str:
    named = {"source": match.snapshot.source, "outcome": OUTCOMES[outcome]}
    if outcome == RulingOutcome.WITHDRAWN:
        return _("Dua petugas mencatat bahwa Anda mengundurkan diri.")
    if outcome == RulingOutcome.EXPIRED:
        return _("Dua petugas menutup pertanyaan tentang daftar dari %(source)s tanpa penjelasan dari Anda.") % named
    if outcome != RulingOutcome.CONFIRMED:
        return _("Anda dinyatakan bersih atas kecocokan dengan daftar dari %(source)s: %(outcome)s.") % named
    if match.about == About.SPOUSE:
        return _("Dua petugas memutus bahwa entri pada daftar dari %(source)s tentang pasangan Anda dan benar.") % named
    return _("Dua petugas memutus bahwa entri pada daftar dari %(source)s tentang Anda dan benar.") % named
