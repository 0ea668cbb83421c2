"""A match in words: what speaks for it, what against it, and what nobody knows.

Officers see an identity number masked where both agree; the person sees own values and whether the list differs, never
the values of somebody else who may stand behind the entry. Once two officers found that it is somebody else's, a PPS
sees no more than that either: it has nothing left to decide, and who reviews an objection sits at the KPU.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from jurdil.foundation.accounts.roles import Role
from jurdil.registry.regions.models import Region
from jurdil.stages.vetting.models import About, Clarification, Match, Ruling, RulingOutcome
from jurdil.stages.vetting.own_wording import measured_by
from jurdil.stages.vetting.wording import FIELDS, OTHER_REASONS, decimal

VERY_STRONG_BITS, STRONG_BITS, WEAK_BITS = 8.0, 3.0, 0.5
MOST_BITS_SAID = 10.0
HIDDEN = "•"
# The engine's levels of agreement, by what a person reads of the entry; all others agree in part.
_SAME = ("exact", "equal", "village")
_RESPELT = ("spelling", "near", "first-near", "same-house")
_SLIPS = ("one-slip", "two-slips", "day-month-swapped", "year-off")
_OTHER = ("other", "own-days", "serial-other", "serial-slip")


@dataclass(frozen=True)
class Line:
    """One compared value. speaks: for, against or neutral. bits: how many times the odds double, or halve below 0.

    field, log_odds: the engine's name of the value, and the bits as a number.
    """

    label: str | Promise
    person_value: str
    entry_value: str
    words: str
    weight: str
    speaks: str
    bits: str
    field: str
    log_odds: float


@dataclass(frozen=True)
class Explanation:
    """Lines for and against, what could not be compared, the sum of the lines in bits, and that sum as a sentence.

    whose: the head over the values that are compared with the entry's. measured: what the comparison does not tell.
    """

    lines: tuple[Line, ...]
    unknown: tuple[str | Promise, ...]
    total: str
    odds: str
    whose: str
    measured: str | Promise = ""

    @property
    def name(self) -> str:
        """Return the name that was compared with that of the entry, as the person wrote it."""
        return next((line.person_value for line in self.lines if line.field == "name" and line.person_value), "–")


def explain_match(match: Match, *, to_person: bool = False, role: Role = Role.SYSTEM) -> Explanation:
    """Return the reasons of a match in words, the strongest first. role: whose page it is, where not the person's."""
    given = json.loads(match.reasons.reveal() or "[]")
    hides_entry = role == Role.PPS and _is_somebody_else_s(match)
    explanation = explain_reasons(given, to_person=to_person, hides_entry=hides_entry)
    whose = explanation.whose
    if match.about == About.SPOUSE:
        whose = _("Data pasangan Anda") if to_person else _("Pasangan yang disebut")
    return replace(explanation, whose=whose, measured=measured_by(match.kind))


def _is_somebody_else_s(match: Match) -> bool:
    """Return whether the last ruling on these facts says that the entry is about somebody else."""
    ruled = match.rulings.filter(decided_at__gte=match.found_at).order_by("-decided_at", "-id").first()
    return ruled is not None and ruled.outcome == RulingOutcome.OTHER_PERSON


def explain_reasons(
    given: Sequence[dict[str, Any]], *, to_person: bool = False, hides_entry: bool = False
) -> Explanation:
    """Return the engine's reasons in words, the strongest first.

    hides_entry: of the other side an officer reads only whether it agrees; the person never reads more.
    """
    reasons = sorted(given, key=lambda reason: (reason["field"] not in FIELDS, -abs(float(reason["bits"] or 0))))
    compared = {reason["field"] for reason in reasons}
    unknown = tuple(label for field, label in FIELDS.items() if field not in compared)
    total = sum(float(reason["bits"] or 0) for reason in reasons)
    lines = tuple(_line(reason, to_person=to_person, hides_entry=hides_entry) for reason in reasons)
    return Explanation(lines, unknown, signed(total), _odds(total), _("Data Anda") if to_person else _("Orangnya"))


def _odds(bits: float) -> str:
    """Return the sum as a sentence that needs no bits; beyond a thousand no figure is worth saying."""
    times = 2 ** min(abs(bits), MOST_BITS_SAID)
    if abs(bits) < WEAK_BITS:
        return _("Artinya: sama dan lain orangnya kira-kira sama-sama mungkin.")
    if abs(bits) > MOST_BITS_SAID:
        words = _("lebih dari 1.000")
    else:
        words = _("kira-kira %s") % (decimal(times, 0 if times >= 10 else 1))
    if bits > 0:
        return _("Artinya: %s kali lebih mungkin orangnya sama daripada lain.") % words
    return _("Artinya: %s kali lebih mungkin orangnya lain daripada sama.") % words


def signed(bits: float) -> str:
    """Return bits with their sign and one place, as pages write them."""
    return f"{'−' if bits < 0 else '+'}{decimal(abs(bits), 1)}"


def _line(reason: dict[str, Any], *, to_person: bool, hides_entry: bool) -> Line:  # Any: the engine's JSON
    field, mine, theirs = str(reason["field"]), str(reason["person_value"]), str(reason["entry_value"])
    bits = float(reason["bits"] or 0)
    if field == "region":
        mine, theirs = place_of(mine), place_of(theirs)
    if field == "birth_date":
        mine, theirs = _day(mine), _day(theirs)
    agree, is_value = mine.casefold() == theirs.casefold(), field != "nik" or theirs.isdigit()
    if field == "nik" and mine.isdigit() and theirs.isdigit() and not to_person:
        mine, theirs = masked(mine, theirs)
    if (to_person or hides_entry) and theirs and is_value:  # else both sides hold how they differ
        theirs = _likeness(str(reason["level"]), is_same=agree)
    if field in FIELDS and not mine and not theirs:
        theirs = _("tidak terlihat")  # an entry of keyed tokens has no values
    label = FIELDS.get(field) or OTHER_REASONS.get(field, field)
    if field == "nik":
        mine, theirs = _(mine), _(theirs)
    words = _(str(reason["words"] or reason["level"]))
    if field == "caution" and bits > 0:  # a rule shows it to people; the evidence is against
        weight, speaks = _("hanya ditunjukkan"), "neutral"
    else:
        weight, speaks = _weight(bits), _speaks(bits)
    return Line(label, mine, theirs, words, weight, speaks, signed(bits), field, bits)


def _likeness(level: str, *, is_same: bool) -> str:
    """Return what is read in place of the entry's value; it never says other than the words about the level."""
    if level in _OTHER:
        return _("berbeda")
    if level in _SAME or is_same:
        return _("sama")
    if level in _RESPELT:
        return _("hampir sama, ejaannya lain")
    return _("hampir sama") if level in _SLIPS else _("sebagian sama")


def place_of(code: str) -> str:
    """Return the name of a region, whether its code is written with dots or without."""
    digits = code.replace(".", "")
    steps = [digits[start:end] for start, end in ((0, 2), (2, 4), (4, 6), (6, 10))]
    dotted = ".".join(step for step in steps if step)
    return Region.objects.filter(code=dotted).values_list("name", flat=True).first() or code


def _day(text: str) -> str:
    """Return a day in words; what a list holds in its place (a year, a misprint) stays as it is."""
    try:
        return date_format(date.fromisoformat(text), "j F Y")
    except ValueError:
        return text


def masked(mine: str, theirs: str) -> tuple[str, str]:
    """Return two numbers with the digits hidden in which they agree; of another length, all but the last two."""
    if len(mine) != len(theirs):
        return HIDDEN * (len(mine) - 2) + mine[-2:], HIDDEN * (len(theirs) - 2) + theirs[-2:]
    pairs = [(HIDDEN, HIDDEN) if one == other else (one, other) for one, other in zip(mine, theirs, strict=True)]
    return "".join(one for one, _other in pairs), "".join(other for _one, other in pairs)


def _speaks(bits: float) -> str:
    return "for" if bits >= WEAK_BITS else "against" if bits <= -WEAK_BITS else "neutral"


def _weight(bits: float) -> str:
    size = abs(bits)
    if size < WEAK_BITS:
        return _("tidak berpengaruh")
    if bits > 0:
        names = (_("sangat menguatkan"), _("menguatkan"), _("sedikit menguatkan"))
    else:
        names = (_("sangat melemahkan"), _("melemahkan"), _("sedikit melemahkan"))
    return names[0] if size >= VERY_STRONG_BITS else names[1] if size >= STRONG_BITS else names[2]


def open_ruling(match: Match) -> Ruling | None:
    """Return the proposal that waits for its second signature."""
    return match.rulings.filter(decided_at__isnull=True, declined="").order_by("-id").first()


def waiting_question(match: Match) -> Clarification | None:
    """Return the question that waits for an answer."""
    return match.questions.filter(answered_at__isnull=True).order_by("-id").first()
