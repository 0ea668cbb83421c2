"""Strong evidence may be asked about, weak evidence is looked at first, and everybody may explain."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.outbox.actions import Letter, queue_message
from jurdil.foundation.outbox.models import Channel, Message
from jurdil.registry.bodies.models import BodyKind
from jurdil.stages.recruitment.models import Application
from jurdil.stages.vetting.clarifications import (
    answer_clarification,
    answer_clarifications_in_bulk,
    ask_clarification,
    ask_clarifications_in_bulk,
    confirm_for_clarification,
)
from jurdil.stages.vetting.hearing import Answer
from jurdil.stages.vetting.inquiries import open_inquiry
from jurdil.stages.vetting.models import AnswerKind, Clarification, Match
from jurdil.stages.vetting.notices import notices_to_seal, seal_notices
from jurdil.stages.vetting.queries import clarification_of, matches_of_person
from jurdil.stages.vetting.suspicion_models import SuspicionState

from .conftest import NOW, PAPER, WARD, World, officer

NOT_ME = Answer(AnswerKind.NOT_ME, "Itu tetangga saya.")


def applicant(match: Match) -> Actor:
    return Actor(role=Role.APPLICANT, region="", person_id=match.person_id)


def weak(match: Match, evidence: str, probability: str = "0.3") -> Match:
    match.evidence_class, match.probability = evidence, probability  # type: ignore[assignment]
    match.save(update_fields=["evidence_class", "probability"])
    return match


def test_an_equal_nik_may_be_asked_about_at_once(world: World, budi: Match) -> None:
    asked = ask_clarification(actor=world.pps, match_id=budi.id, question="Benarkah?", now=NOW)

    budi.refresh_from_db()
    assert budi.state == SuspicionState.ASKED
    assert asked.deadline == NOW + timedelta(days=3)
    message = Message.objects.get()
    assert message.channel == Channel.PRINT
    assert "partai" not in message.text.reveal().lower()
    assert "dua petugas dapat memutus" in message.text.reveal()  # whoever stays silent is told what may follow


@pytest.mark.parametrize("evidence", ["E3", "E4", ""])
def test_weak_evidence_is_looked_at_by_an_officer_first(world: World, budi: Match, evidence: str) -> None:
    weak(budi, evidence, "0.9")

    with pytest.raises(Refused, match=r"vetting\.evidence_review"):
        ask_clarification(actor=world.agus, match_id=budi.id, question="", now=NOW)
    confirm_for_clarification(actor=world.agus, match_id=budi.id, reason="Kelurahannya sama.", now=NOW)

    assert ask_clarification(actor=world.agus, match_id=budi.id, question="", now=NOW)


def test_an_equal_number_that_is_hardly_possible_is_looked_at_first(world: World, budi: Match) -> None:
    Match.objects.filter(id=budi.id).update(evidence_class="E1", grade="possible", probability="0.05")

    with pytest.raises(Refused, match=r"vetting\.evidence_review"):
        ask_clarification(actor=world.agus, match_id=budi.id, question="", now=NOW)
    assert ask_clarifications_in_bulk(actor=world.agus, election=world.election, region="31.71", now=NOW) == 0
    with pytest.raises(Refused, match=r"vetting\.inquiry"):
        open_inquiry(actor=world.agus, election=world.election, roster=budi.roster, region="31.71", now=NOW)
    confirm_for_clarification(actor=world.agus, match_id=budi.id, reason="Alamatnya sama.", now=NOW)

    assert ask_clarifications_in_bulk(actor=world.agus, election=world.election, region="31.71", now=NOW) == 1


def test_a_common_name_alone_is_never_asked_about(world: World, budi: Match) -> None:
    weak(budi, "E4")

    with pytest.raises(Refused, match=r"vetting\.evidence_review"):
        confirm_for_clarification(actor=world.agus, match_id=budi.id, reason="Namanya sama.", now=NOW)


def test_a_name_alone_that_the_engine_holds_back_is_never_asked_about_however_probable(
    world: World, budi: Match
) -> None:
    weak(budi, "E4", "0.95")
    Match.objects.filter(id=budi.id).update(grade="possible")

    with pytest.raises(Refused, match=r"vetting\.evidence_review"):
        confirm_for_clarification(actor=world.agus, match_id=budi.id, reason="Namanya sama.", now=NOW)


def test_nobody_is_asked_twice_at_once(world: World, budi: Match) -> None:
    ask_clarification(actor=world.agus, match_id=budi.id, question="", now=NOW)

    with pytest.raises(Conflict):
        ask_clarification(actor=world.agus, match_id=budi.id, question="", now=NOW)


def test_a_person_answers_own_questions_only(world: World, budi: Match) -> None:
    asked = ask_clarification(actor=world.agus, match_id=budi.id, question="", now=NOW)
    siti = Actor(role=Role.APPLICANT, region="", person_id=world.people["Siti"].id)

    with pytest.raises(NotFound):
        answer_clarification(actor=siti, clarification_id=asked.id, answer=NOT_ME, now=NOW)
    with pytest.raises(NotFound):
        clarification_of(actor=siti, clarification_id=asked.id)
    late = NOW + timedelta(days=9)
    answer_clarification(actor=applicant(budi), clarification_id=asked.id, answer=NOT_ME, now=late)

    answered = Clarification.objects.get()
    assert (answered.answer_kind, answered.answer.reveal()) == ("not_me", "Itu tetangga saya.")
    assert Leaf.objects.filter(subject=str(budi.id), kind="vetting.answered").count() == 1
    assert [match.id for match in matches_of_person(actor=applicant(budi))] == [budi.id]
    assert matches_of_person(actor=siti) == []


def test_an_officer_records_an_answer_only_with_its_paper(world: World, budi: Match) -> None:
    asked = ask_clarification(actor=world.agus, match_id=budi.id, question="", now=NOW)

    with pytest.raises(Refused, match=r"access\.own_file"):
        answer_clarification(actor=world.pps, clarification_id=asked.id, answer=NOT_ME, now=NOW)
    with pytest.raises(NotFound):
        answer_clarification(actor=officer("31.71.02", Role.PPS), clarification_id=asked.id, answer=PAPER, now=NOW)

    assert answer_clarification(actor=world.pps, clarification_id=asked.id, answer=PAPER, now=NOW).answered_by


def test_many_are_asked_and_answered_at_once(world: World, budi: Match) -> None:
    count = ask_clarifications_in_bulk(actor=world.agus, election=world.election, region="31.71", now=NOW)
    again = ask_clarifications_in_bulk(actor=world.agus, election=world.election, region="31.71", now=NOW)

    assert (count, again) == (1, 0)
    assert answer_clarifications_in_bulk(actor=world.agus, answers={budi.id: PAPER}, now=NOW) == 1
    assert Match.objects.get().state == SuspicionState.ANSWERED


def test_bulk_questions_leave_weak_evidence_alone(world: World, budi: Match) -> None:
    weak(budi, "E3", "0.9")

    assert ask_clarifications_in_bulk(actor=world.agus, election=world.election, region="31.71", now=NOW) == 0


def test_a_notice_without_phone_is_printed_and_sealed(world: World, budi: Match) -> None:
    ask_clarification(actor=world.agus, match_id=budi.id, question="", now=NOW)

    (printed,) = notices_to_seal(actor=world.pps)
    assert notices_to_seal(actor=world.agus, region=WARD) == [printed]
    assert notices_to_seal(actor=world.agus, region="31.71.02") == []
    with pytest.raises(NotFound):
        notices_to_seal(actor=world.agus, region="31.72")
    assert printed.person_id == budi.person_id
    assert seal_notices(actor=world.pps, region=world.pps.region, ids=[printed.id], now=NOW) == 1
    assert notices_to_seal(actor=world.pps) == []
    assert Message.objects.get(id=printed.id).handed_by == world.pps.label


def test_a_notice_that_came_after_the_printing_is_not_called_handed_over(world: World, budi: Match) -> None:
    ask_clarification(actor=world.agus, match_id=budi.id, question="", now=NOW)
    (printed,) = notices_to_seal(actor=world.pps)
    late = queue_message(Letter("vetting.double_asked", WARD, "Rekaan.", budi.person_id, phone="0812"), now=NOW)

    assert seal_notices(actor=world.pps, region=WARD, ids=[printed.id], now=NOW) == 1

    assert [one.id for one in notices_to_seal(actor=world.pps)] == [late], "a phone alone gets no SMS from here"


def test_a_pps_prints_nothing_for_the_rivals_for_its_own_seats(world: World, budi: Match) -> None:
    ask_clarification(actor=world.agus, match_id=budi.id, question="", now=NOW)
    Application.objects.filter(person=budi.person).update(body=BodyKind.PPS)

    assert notices_to_seal(actor=world.pps) == []
    assert len(notices_to_seal(actor=world.agus)) == 1


@pytest.mark.parametrize("role", [Role.PPK, Role.PARTNER, Role.SUPERVISOR, Role.APPLICANT])
def test_other_roles_do_not_ask(world: World, budi: Match, role: Role) -> None:
    with pytest.raises(Refused, match=r"access\.role"):
        ask_clarification(actor=officer("31.71", role), match_id=budi.id, question="", now=NOW)
