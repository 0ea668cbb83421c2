"""What happened to a double, in words: what was asked and said, proposed, ruled, objected."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jurdil.stages.recruitment.models import Application
from jurdil.stages.vetting.double_models import Double, DoubleObjection, DoubleQuestion, DoubleRuling
from jurdil.stages.vetting.explaining import Event, role_of
from jurdil.stages.vetting.wording import DOUBLE_ANSWERS, DOUBLE_OUTCOMES, FACTS_CHANGED


def history_of(row: Double, *, to: Application | None = None) -> list[Event]:
    """Return what happened, oldest first; to one person only what that person was asked and said, and the rulings."""
    events = [Event(row.found_at, _("Ditemukan mirip"), "", _("Sistem"))]
    for asked in row.questions.order_by("id"):
        if to is None:
            events += _asked(asked, _("lamaran pertama") if asked.application_id == row.one_id else _("lamaran kedua"))
        elif asked.application_id == to.id:
            events += _asked(asked, "")
    for ruling in row.rulings.order_by("id"):
        if ruling.decided_at is not None or to is None:
            events.append(_ruled(ruling))
    for one in row.objections.select_related("answer"):
        if to is None or one.application_id == to.id:
            events.append(_objected(one))
    return sorted(events, key=lambda event: event.at)


def _asked(asked: DoubleQuestion, place: str) -> list[Event]:
    simulated, asker = asked.is_simulated, role_of(asked.asked_by)
    events = [Event(asked.asked_at, _("Ditanyakan"), asked.question, asker, place, is_simulated=simulated)]
    if asked.answered_at is not None:
        words = f"{DOUBLE_ANSWERS[asked.answer_kind]}."
        by, said = role_of(asked.answered_by), f"{place}: {words}" if place else words
        events.append(Event(asked.answered_at, _("Dijawab"), asked.answer.reveal(), by, said, is_simulated=simulated))
    return events


def _objected(one: DoubleObjection) -> Event:
    words = _("Lamaran yang diakhiri berlaku lagi sampai diputus.") if one.decided_at is None else ""
    return Event(one.filed_at, _("Orangnya mengajukan keberatan"), one.text.reveal(), role_of(one.filed_by), words)


def _ruled(ruling: DoubleRuling) -> Event:
    words, text, simulated = f"{DOUBLE_OUTCOMES[ruling.outcome]}.", ruling.reason, ruling.is_simulated
    proposer = role_of(ruling.proposed_by)
    if ruling.decided_at is not None:
        by = f"{proposer}; {role_of(ruling.seconded_by)}"
        return Event(ruling.decided_at, _("Diputus oleh dua petugas"), text, by, words, is_simulated=simulated)
    title = _("Usulan putusan gugur") if ruling.declined else _("Putusan diusulkan, menunggu tanda tangan kedua")
    if ruling.declined == FACTS_CHANGED:
        words += " " + _(FACTS_CHANGED)
    elif ruling.declined:
        text += " " + ruling.declined
    return Event(ruling.proposed_at, title, text, proposer, words, is_simulated=simulated)
