"""A match in words: what speaks for it, what against it, what nobody knows, and what happened to it so far.

Officers see an identity number masked where both agree; the person sees own values and whether the list differs, never
the values of somebody else who may stand behind the entry.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from jurdil.foundation.accounts.roles import LABELS_ID, Role
from jurdil.registry.regions.models import Region
from jurdil.stages.vetting.models import Clarification, InquiryLine, Match, Objection, Ruling
from jurdil.stages.vetting.wording import ANSWERS, FACTS_CHANGED, FIELDS, OTHER_REASONS, OUTCOMES, REPLIES

VERY_STRONG_BITS, STRONG_BITS, WEAK_BITS = 8.0, 3.0, 0.5
HIDDEN = "•"


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
    """Lines for and against, the names of what could not be compared, and the sum of the lines in bits."""

    lines: tuple[Line, ...]
    unknown: tuple[str | Promise, ...]
    total: str


def explain_match(match: Match, *, to_person: bool = False) -> Explanation:
    """Return the reasons of a match in words, the strongest first."""
    return explain_reasons(json.loads(match.reasons.reveal() or "[]"), to_person=to_person)


def explain_reasons(given: Sequence[dict[str, Any]], *, to_person: bool = False) -> Explanation:
    """Return the engine's reasons in words, the strongest first."""
    reasons = sorted(given, key=lambda reason: (reason["field"] not in FIELDS, -abs(float(reason["bits"] or 0))))
    compared = {reason["field"] for reason in reasons}
    unknown = tuple(label for field, label in FIELDS.items() if field not in compared)
    total = _signed(sum(float(reason["bits"] or 0) for reason in reasons))
    return Explanation(tuple(_line(reason, to_person=to_person) for reason in reasons), unknown, total)


def _signed(bits: float) -> str:
    return f"{bits:+.1f}".replace(".", ",").replace("-", "−")


def _line(reason: dict[str, Any], *, to_person: bool) -> Line:  # Any: the engine's JSON
    field, mine, theirs = str(reason["field"]), str(reason["person_value"]), str(reason["entry_value"])
    bits = float(reason["bits"] or 0)
    if field == "region":
        mine, theirs = place_of(mine), place_of(theirs)
    if field == "nik" and mine.isdigit() and theirs.isdigit() and not to_person:
        mine, theirs = masked(mine, theirs)
    elif to_person and theirs:
        theirs = _("sama") if mine.casefold() == theirs.casefold() else _("berbeda dari data Anda")
    label = FIELDS.get(field) or OTHER_REASONS.get(field, field)
    if field == "nik":
        mine, theirs = _(mine), _(theirs)
    words = _(str(reason["words"] or reason["level"]))
    return Line(label, mine, theirs, words, _weight(bits), _speaks(bits), _signed(bits), field, bits)


def place_of(code: str) -> str:
    """Return the name of a region, whether its code is written with dots or without."""
    digits = code.replace(".", "")
    steps = [digits[start:end] for start, end in ((0, 2), (2, 4), (4, 6), (6, 10))]
    dotted = ".".join(step for step in steps if step)
    return Region.objects.filter(code=dotted).values_list("name", flat=True).first() or code


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


@dataclass(frozen=True)
class Event:
    """Something that happened to a match. by: the role, never a name.

    words: ours, in the language of the page. text: what somebody wrote, in the language in which they wrote it.
    """

    at: datetime
    title: str
    text: str
    by: str
    words: str = ""
    is_simulated: bool = False


def timeline_of(match: Match, *, to_person: bool = False) -> list[Event]:
    """Return what happened to a match, oldest first; a person does not see proposals that nobody has signed."""
    events = [Event(match.found_at, _("Ditemukan pada penyaringan"), "", _("Sistem"))]
    events += [_reweighed(each) for each in match.earlier]
    if match.reviewed_at is not None and not to_person:
        events.append(Event(match.reviewed_at, _("Ditinjau petugas"), match.review_reason, role_of(match.reviewed_by)))
    for asked in match.clarifications.order_by("id"):
        events += _asked(asked)
    lines = match.inquiry_lines.filter(inquiry__replied_at__isnull=False).exclude(reply="").select_related("inquiry")
    events += [_replied(line, to_person=to_person) for line in lines]
    for ruling in match.rulings.order_by("id"):
        if ruling.decided_at is not None or not to_person:
            events += _ruled(ruling)
        events += [_objected(one) for one in ruling.objections.all()]
    return sorted(events, key=lambda event: event.at)


def _reweighed(earlier: dict[str, str]) -> Event:
    given = f"{Decimal(earlier['probability']) * 100:.1f}".replace(".", ",")
    words = _("Sebelumnya %s %%; data orangnya dan entrinya tidak berubah.") % given
    at = datetime.fromisoformat(earlier["until"])
    return Event(at, _("Ditimbang ulang dengan bobot baru"), "", _("Sistem"), words)


def _objected(one: Objection) -> Event:
    papers = _("Bukti dilampirkan.") if one.papers.get("evidence") else ""
    return Event(one.filed_at, _("Orangnya mengajukan keberatan"), one.text.reveal(), role_of(one.filed_by), papers)


def _asked(asked: Clarification) -> list[Event]:
    asker = role_of(asked.asked_by)
    events = [Event(asked.asked_at, _("Ditanyakan"), asked.question, asker, is_simulated=asked.is_simulated)]
    if asked.answered_at is not None:
        by, words, text = role_of(asked.answered_by), str(ANSWERS[asked.answer_kind]), asked.answer.reveal()
        events.append(Event(asked.answered_at, _("Dijawab"), text, by, words, is_simulated=asked.is_simulated))
    return events


def _replied(line: InquiryLine, *, to_person: bool) -> Event:
    replied = line.inquiry.replied_at
    assert replied is not None  # filtered by the caller
    words = str(REPLIES[line.reply])
    if line.left_on is not None:
        words += f", {line.left_on:%d-%m-%Y}"
    note = "" if to_person else line.note.reveal()
    return Event(replied, _("Pembuat daftar menjawab"), note, "", words)


def _ruled(ruling: Ruling) -> list[Event]:
    words, simulated = f"{OUTCOMES[ruling.outcome]} [{ruling.basis}].", ruling.is_simulated
    if ruling.decided_at is not None:
        by = f"{role_of(ruling.proposed_by)}; {role_of(ruling.seconded_by)}"
        is_review = ruling.answered.exists()
        title = _("Keberatan diputus oleh dua petugas lain") if is_review else _("Diputus oleh dua petugas")
        return [Event(ruling.decided_at, title, ruling.reason, by, words, is_simulated=simulated)]
    title = _("Usulan putusan gugur") if ruling.objection else _("Putusan diusulkan, menunggu tanda tangan kedua")
    text = ruling.reason
    if ruling.objection == FACTS_CHANGED:
        words += " " + _(FACTS_CHANGED)
    elif ruling.objection:
        text += " " + ruling.objection
    return [Event(ruling.proposed_at, title, text, role_of(ruling.proposed_by), words, is_simulated=simulated)]


def role_of(label: str) -> str:
    """Return the role that a record names as who acted, in words; never a name."""
    name = label.split(":")[0]
    return _(LABELS_ID[Role(name)]) if name in set(Role) else name


def open_ruling(match: Match) -> Ruling | None:
    """Return the proposal that waits for its second signature."""
    return match.rulings.filter(decided_at__isnull=True, objection="").order_by("-id").first()


def waiting_question(match: Match) -> Clarification | None:
    """Return the question that waits for an answer."""
    return match.clarifications.filter(answered_at__isnull=True).order_by("-id").first()


def outcomes_in_words(outcomes: Sequence[str]) -> list[tuple[str, str | Promise]]:
    """Return choices for a form."""
    return [(outcome, OUTCOMES[outcome]) for outcome in outcomes]
