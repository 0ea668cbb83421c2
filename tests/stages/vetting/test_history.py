"""What happened to a match: who acted is told apart without a name, and no line of it is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.stages.vetting.clarifications import answer_clarification, ask_clarification
from jurdil.stages.vetting.hearing import Answer
from jurdil.stages.vetting.history import Event, timeline_of
from jurdil.stages.vetting.models import AnswerKind, Match
from jurdil.stages.vetting.rulings import propose_ruling, second_ruling

from .conftest import NOW, World

REASON = "NIK dan tanggal lahir berbeda, alamatnya juga."
NOTHING_LIKE_IT = Answer(AnswerKind.NOT_ME, "Bukan saya.")


def person_of(match: Match) -> Actor:
    return Actor(role=Role.APPLICANT, region="", person_id=match.person_id)


def ruled(world: World, match: Match) -> None:
    made = propose_ruling(actor=world.agus, match_id=match.id, outcome="other_person", reason=REASON, now=NOW)
    second_ruling(actor=world.wati, ruling_id=made.id, now=NOW + timedelta(days=1))


def event_of(match: Match, title: str) -> Event:
    return next(event for event in timeline_of(match) if event.title == title)


def test_two_officers_of_one_role_are_told_apart_without_a_name(world: World, budi: Match) -> None:
    ruled(world, budi)

    kota = "Petugas KPU Kabupaten/Kota"
    assert event_of(budi, "Diputus oleh dua petugas").by == f"{kota} (petugas ke-1); {kota} (petugas ke-2)"


def test_a_single_officer_is_not_numbered(world: World, budi: Match) -> None:
    ask_clarification(actor=world.agus, match_id=budi.id, question="Benarkah?", now=NOW)

    assert event_of(budi, "Ditanyakan").by == "Petugas KPU Kabupaten/Kota"


def test_the_proposal_stays_on_the_officers_page_once_it_is_signed(world: World, budi: Match) -> None:
    ruled(world, budi)

    proposed = event_of(budi, "Putusan diusulkan")
    assert (proposed.at, proposed.words) == (NOW, "Orang lain. Aturannya: Bukan anggota partai politik (R05).")
    assert "Putusan diusulkan" not in [event.title for event in timeline_of(budi, to_person=True)]


def test_a_real_answer_to_a_question_of_the_demo_is_not_the_demos(world: World, budi: Match) -> None:
    demo = replace(world.agus, is_simulated=True)
    asked = ask_clarification(actor=demo, match_id=budi.id, question="Benarkah?", now=NOW)
    answer_clarification(actor=person_of(budi), clarification_id=asked.id, answer=NOTHING_LIKE_IT, now=NOW)

    assert event_of(budi, "Ditanyakan").is_simulated
    assert not event_of(budi, "Dijawab").is_simulated


def test_an_answer_of_the_demo_says_so(world: World, budi: Match) -> None:
    asked = ask_clarification(actor=world.agus, match_id=budi.id, question="Benarkah?", now=NOW)
    demo = replace(person_of(budi), is_simulated=True)
    answer_clarification(actor=demo, clarification_id=asked.id, answer=NOTHING_LIKE_IT, now=NOW)

    assert event_of(budi, "Dijawab").is_simulated
    assert event_of(budi, "Dijawab").by == "Pelamar"
