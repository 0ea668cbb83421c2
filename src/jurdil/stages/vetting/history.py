"""What happened to a match or a double, in words: found, asked, said, proposed, ruled, objected, reviewed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import partial
from itertools import chain
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jurdil.foundation.accounts.roles import OFFICERS, Actor, Role, role_of
from jurdil.law import load_profile
from jurdil.stages.recruitment.models import Application
from jurdil.stages.recruitment.reach import seen_by
from jurdil.stages.vetting.double_models import Double, DoubleObjection, DoubleQuestion, DoubleRuling
from jurdil.stages.vetting.evidence import Link, links, own_links
from jurdil.stages.vetting.models import Clarification, InquiryLine, Match, Objection, Presence, Ruling
from jurdil.stages.vetting.own_wording import answer_words
from jurdil.stages.vetting.wording import (
    DOUBLE_ANSWERS,
    DOUBLE_OUTCOMES,
    FACTS_CHANGED,
    GRADES,
    OUTCOMES,
    REPLIES,
    Words,
    percent_of,
)


@dataclass(frozen=True)
class Event:
    """Something that happened. hands: who acted, as records name them (`Actor.label`).

    words: ours, in the language of the page. text: what somebody wrote, in the language in which they wrote it.
    files: what came with it. by: the roles of the hands, never a name; where several officers acted, also which of them
    it was, in the order in which they first did.
    """

    at: datetime
    title: str
    text: str
    hands: Sequence[str]
    words: str = ""
    files: Sequence[Link] = ()
    by: str = ""

    @property
    def is_simulated(self) -> bool:
        """Return whether the demo did it, alone or as one of two; what a person did stays theirs."""
        return any(hand.endswith(":simulated") for hand in self.hands)


SYSTEM = (Role.SYSTEM.value,)


def timeline_of(match: Match, *, to_person: bool = False, role: Role = Role.SYSTEM) -> list[Event]:
    """Return what happened to a match, oldest first; a person does not see proposals that nobody has signed.

    role: whose page it is, where it is not the person's.
    """
    linked = own_links if to_person else partial(links, role=role)
    found = [datetime.fromisoformat(each["found"]) for each in match.earlier if "found" in each]
    events = [Event(min([*found, match.found_at]), _("Ditemukan pada penyaringan"), "", SYSTEM)]
    models = [*(each["model"] for each in match.earlier), match.model]
    events += [_reweighed(each, later) for each, later in zip(match.earlier, models[1:], strict=True)]
    if match.presence_at is not None and match.presence != Presence.THERE:
        events.append(_sought(match, match.presence_at))
    if match.reviewed_at is not None and not to_person:
        events.append(Event(match.reviewed_at, _("Ditinjau petugas"), match.review_reason, [match.reviewed_by]))
    for asked in match.questions.order_by("id"):
        events += _asked(asked, linked(asked), answer_words(match.kind))
    lines = match.inquiry_lines.filter(inquiry__replied_at__isnull=False).exclude(reply="").select_related("inquiry")
    events += [_replied(line, to_person=to_person) for line in lines]
    for ruling in match.rulings.order_by("id"):
        events += _ruled(ruling, f"{OUTCOMES[ruling.outcome]}. {_basis(ruling)}", to_person=to_person)
    for one in match.objections.order_by("id"):
        events.append(_objected(one, linked(one), ""))
    return _told(events)


@dataclass(frozen=True)
class Stronger:
    """What a match was given before the person's data were corrected.

    until: when they were compared anew. file: the application whose page says what was corrected.
    """

    until: datetime
    grade: str
    percent: str
    file: UUID | None


def stronger_before(match: Match, actor: Actor) -> Stronger | None:
    """Return what `Match.before_correction` says in words, with a file that the actor may read."""
    most = match.before_correction
    if most is None:
        return None
    files = Application.objects.filter(seen_by(actor), person=match.person_id, opening__election=match.election_id)
    return Stronger(
        datetime.fromisoformat(most["until"]),
        str(GRADES.get(most["grade"], most["grade"])),
        percent_of(Decimal(most["probability"])),
        files.order_by("-id").values_list("id", flat=True).first(),
    )


def double_timeline_of(row: Double, *, to: Application | None = None, role: Role = Role.SYSTEM) -> list[Event]:
    """Return what happened, oldest first; to one person only what that person was asked and said, and the rulings.

    role: whose page it is, where it is not a person's.
    """
    linked = partial(links, role=role) if to is None else own_links
    events = [Event(row.found_at, _("Ditemukan mirip"), "", SYSTEM)]
    for asked in row.questions.order_by("id"):
        if to is None:
            place = _("lamaran pertama") if asked.application_id == row.one_id else _("lamaran kedua")
            events += _asked(asked, linked(asked), DOUBLE_ANSWERS, place)
        elif asked.application_id == to.id:
            events += _asked(asked, linked(asked), DOUBLE_ANSWERS)
    for ruling in row.rulings.order_by("id"):
        events += _ruled(ruling, f"{DOUBLE_OUTCOMES[ruling.outcome]}.", to_person=to is not None)
    for one in row.objections.order_by("id"):
        if to is None or one.application_id == to.id:
            words = "" if one.decided_at else _("Lamaran yang diakhiri berlaku lagi sampai diputus.")
            events.append(_objected(one, linked(one), words))
    return _told(events)


def _reweighed(earlier: dict[str, str], later_model: str) -> Event:
    given = percent_of(Decimal(earlier["probability"]))
    words = _("Sebelumnya %s %%; data orangnya dan entrinya tidak berubah.") % given
    title = _("Ditimbang ulang dengan bobot baru")
    if "changed" in earlier:
        words = _("Sebelumnya %s %%.") % given
        title = _("Dibandingkan lagi karena entrinya berubah")
        if earlier["changed"] == "person":
            title = _("Dibandingkan lagi karena data orangnya berubah")
    elif earlier["model"] == later_model:
        title = _("Ditimbang ulang karena isi daftar atau entri lain orang ini berubah")
    return Event(datetime.fromisoformat(earlier["until"]), title, "", SYSTEM, words)


def _sought(match: Match, at: datetime) -> Event:
    title = _("Entri tidak ada lagi di kiriman daftar yang lebih baru")
    if match.presence == Presence.ALTERED:
        title = _("Entri tertulis lain di kiriman daftar yang lebih baru")
    if match.presence == Presence.LACKING:
        title = _("Entri tidak ditemukan di kiriman lebih baru yang mungkin tidak lengkap")
    return Event(at, title, "", SYSTEM)


def _objected(one: Objection | DoubleObjection, files: Sequence[Link], words: str) -> Event:
    return Event(
        one.filed_at, _("Orangnya mengajukan keberatan"), one.text.reveal(), [one.filed_by], words, files
    )  # fmt: skip


def _asked(
    asked: Clarification | DoubleQuestion, files: Sequence[Link], answers: Words, place: str = ""
) -> list[Event]:
    is_added = isinstance(asked, Clarification) and asked.is_added
    events = [Event(asked.asked_at, _("Ditanyakan"), asked.question, [asked.asked_by], place)]
    if asked.answered_at is not None:
        words = f"{answers[asked.answer_kind]}."
        said = f"{place}: {words}" if place else words
        text, at = asked.answer.reveal(), asked.answered_at
        title = _("Jawaban dibetulkan atau ditambah") if is_added else _("Dijawab")
        events.append(Event(at, title, text, [asked.answered_by], said, files))
    return events[is_added:]


def _replied(line: InquiryLine, *, to_person: bool) -> Event:
    replied = line.inquiry.replied_at
    assert replied is not None  # filtered by the caller
    words = str(REPLIES[line.reply])
    if line.left_on is not None:
        words += f", {line.left_on:%d-%m-%Y}"
    if line.pair != line.match.pair:
        words += ". " + _("Jawaban ini tentang entri seperti tertulis dulu, bukan seperti sekarang.")
    note = "" if to_person else line.note.reveal()
    return Event(replied, _("Pembuat daftar menjawab"), note, (), words)


def _basis(ruling: Ruling) -> str:
    """Return the rule that a ruling rests on by its title; the number alone says nothing to a reader."""
    basis = load_profile(ruling.match.election.profile).rule(ruling.basis)
    language = "en" if (get_language() or "id").startswith("en") else "id"
    return _("Aturannya: %(title)s (%(rule)s).") % {"title": basis.title(language), "rule": basis.id}


def _ruled(ruling: Ruling | DoubleRuling, words: str, *, to_person: bool) -> list[Event]:
    text, hands = ruling.reason, [ruling.proposed_by, *([ruling.seconded_by] if ruling.seconded_by else [])]
    if ruling.decided_at is not None:
        is_review = ruling.answered.exists()
        title = _("Keberatan diputus oleh dua petugas lain") if is_review else _("Diputus oleh dua petugas")
        decided = Event(ruling.decided_at, title, text, hands, words)
        if to_person or ruling.proposed_at == ruling.decided_at:
            return [decided]
        return [Event(ruling.proposed_at, _("Putusan diusulkan"), "", hands[:1], words), decided]
    if to_person:
        return []
    title = _("Usulan putusan gugur") if ruling.declined else _("Putusan diusulkan, menunggu tanda tangan kedua")
    if ruling.declined == FACTS_CHANGED:
        words += " " + _(FACTS_CHANGED)
    elif ruling.declined:
        text += " " + ruling.declined
    return [Event(ruling.proposed_at, title, text, hands, words)]


def _told(events: Sequence[Event]) -> list[Event]:
    """Return the events, oldest first, with who acted in words."""
    ordered = sorted(events, key=lambda event: event.at)
    officers: dict[str, int] = {}
    for hand in chain.from_iterable(event.hands for event in ordered):
        if hand.split(":")[0] in OFFICERS:
            officers.setdefault(_account_of(hand), len(officers) + 1)
    return [replace(event, by="; ".join(_who(hand, officers) for hand in event.hands)) for event in ordered]


def _who(hand: str, officers: Mapping[str, int]) -> str:
    role, nth = role_of(hand), officers.get(_account_of(hand))
    if nth is None or len(officers) == 1:
        return role
    return _("%(role)s (petugas ke-%(nth)s)") % {"role": role, "nth": nth}


def _account_of(hand: str) -> str:
    return hand.split(":")[1] if ":" in hand else ""
