"""Nobody rules alone, nobody is ruled on unheard, and only words are reasons."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.outbox.arriving import end_of, note_read
from jurdil.foundation.outbox.models import Message
from jurdil.law import load_profile
from jurdil.registry.rosters.models import RosterKind
from jurdil.stages.vetting.clarifications import (
    answer_clarification,
    ask_clarification,
    ask_clarifications_in_bulk,
)
from jurdil.stages.vetting.hearing import deadline_of
from jurdil.stages.vetting.models import EXCLUDING, Match, Ruling, RulingOutcome
from jurdil.stages.vetting.notices import notices_to_seal, seal_notices
from jurdil.stages.vetting.queries import excluded_person_ids, held_person_ids
from jurdil.stages.vetting.rulings import Verdict, outcomes_for, propose_ruling, rule_in_bulk, second_ruling
from jurdil.stages.vetting.suspicion_models import SuspicionState
from jurdil.stages.vetting.wording import OBJECTING, OUTCOME_WORDS

from .conftest import NOW, PAPER, RINA_BORN, WARD, World, officer, strangers

REASON = "NIK dan tanggal lahir berbeda, alamatnya juga."
LATER = NOW + timedelta(days=30)


def heard(world: World, match: Match) -> None:
    asked = ask_clarification(actor=world.agus, match_id=match.id, question="Benarkah?", now=NOW)
    answer_clarification(actor=world.pps, clarification_id=asked.id, answer=PAPER, now=NOW)


def propose(world: World, match: Match, outcome: str = "other_person", reason: str = REASON) -> Ruling:
    return propose_ruling(actor=world.agus, match_id=match.id, outcome=outcome, reason=reason, now=NOW)


def test_a_proposal_alone_decides_nothing(world: World, budi: Match) -> None:
    heard(world, budi)

    propose(world, budi, "confirmed")

    assert excluded_person_ids(world.election, "31.71") == set()
    assert held_person_ids(world.election, "31.71") == {budi.person_id}


def test_the_second_officer_makes_it_a_ruling(world: World, budi: Match) -> None:
    heard(world, budi)
    ruling = propose(world, budi, "confirmed")

    second_ruling(actor=world.wati, ruling_id=ruling.id, now=NOW)

    budi.refresh_from_db()
    assert (budi.state, budi.outcome) == (SuspicionState.RULED, "confirmed")
    assert excluded_person_ids(world.election, "31.71") == {budi.person_id}
    assert Leaf.objects.get(kind="vetting.ruled").id == Ruling.objects.get().leaf_id
    assert "pencalonan Anda diakhiri" in Message.objects.get(kind="vetting.ruled").text.reveal()
    assert Ruling.objects.get().basis == "R05"


def test_the_same_officer_cannot_sign_twice(world: World, budi: Match) -> None:
    ruling = propose(world, budi)

    for actor in (world.agus, replace(world.agus, is_simulated=True), replace(world.wati, account_id=None)):
        with pytest.raises(Refused, match=r"access\.two_people"):
            second_ruling(actor=actor, ruling_id=ruling.id, now=NOW)


def test_an_objection_opens_the_match_again(world: World, budi: Match) -> None:
    ruling = propose(world, budi)

    second_ruling(actor=world.wati, ruling_id=ruling.id, now=NOW, agrees=False, objection="Surat partai belum dibaca.")

    budi.refresh_from_db()
    assert (budi.state, budi.outcome) == (SuspicionState.OPEN, "")
    with pytest.raises(Conflict):
        second_ruling(actor=world.wati, ruling_id=ruling.id, now=NOW)
    assert propose(world, budi).id != ruling.id


@pytest.mark.parametrize("reason", ["", "   ", "99,8 %", "0.998"])
def test_a_probability_is_no_reason(world: World, budi: Match, reason: str) -> None:
    with pytest.raises(Refused, match=r"vetting\.reason"):
        propose(world, budi, reason=reason)


def test_an_unknown_outcome_is_refused(world: World, budi: Match) -> None:
    with pytest.raises(Refused, match=r"vetting\.outcomes"):
        propose(world, budi, "gugur")


@pytest.mark.parametrize("outcome", list(RulingOutcome))
def test_the_letter_says_whether_the_candidacy_ends_and_the_way_without_a_phone(outcome: RulingOutcome) -> None:
    words = OUTCOME_WORDS[outcome]

    assert ("pencalonan Anda diakhiri" in words) is (outcome in EXCLUDING)
    assert ("tidak menghalangi pencalonan Anda" in words) is (outcome not in EXCLUDING)
    assert "sekretariat PPS" in OBJECTING


@pytest.mark.parametrize("kind", list(RosterKind))
def test_what_excludes_a_person_is_offered_last(kind: RosterKind) -> None:
    offered = [outcome in EXCLUDING for outcome in outcomes_for(kind)]

    assert offered == sorted(offered)
    assert any(offered)


def test_an_outcome_must_fit_the_kind_of_list(world: World, budi: Match) -> None:
    with pytest.raises(Refused, match=r"vetting\.outcomes"):
        propose(world, budi, "spouse_steps_back")


@pytest.mark.parametrize("outcome", ["confirmed", "expired", "withdrawn"])
def test_nobody_is_excluded_unheard(world: World, budi: Match, outcome: str) -> None:
    with pytest.raises(Refused, match=r"vetting\.hearing"):
        propose(world, budi, outcome)


@pytest.mark.parametrize("outcome", ["confirmed", "expired"])
def test_no_time_runs_out_while_the_question_lies_in_the_outbox(world: World, budi: Match, outcome: str) -> None:
    ask_clarification(actor=world.agus, match_id=budi.id, question="", now=NOW)
    wish = {"actor": world.agus, "match_id": budi.id, "outcome": outcome, "reason": "Tidak menjawab walau dihubungi."}

    with pytest.raises(Refused, match=r"access\.notice"):
        propose_ruling(**wish, now=LATER)  # type: ignore[arg-type]  # values of many kinds
    (printed,) = notices_to_seal(actor=world.pps)
    seal_notices(actor=world.pps, region=WARD, ids=[printed.id], now=LATER)
    with pytest.raises(Refused, match=r"vetting\.hearing"):
        propose_ruling(**wish, now=LATER + timedelta(days=2))  # type: ignore[arg-type]

    assert propose_ruling(**wish, now=LATER + timedelta(days=3)).outcome == outcome  # type: ignore[arg-type]


def test_whoever_opened_the_own_pages_knows_and_has_the_whole_time_from_then(world: World, budi: Match) -> None:
    asked = ask_clarification(actor=world.agus, match_id=budi.id, question="", now=NOW)
    read = NOW + timedelta(days=2)

    note_read(budi.person_id, read)
    note_read(budi.person_id, read + timedelta(days=9))

    assert end_of(deadline_of(asked)) == read + timedelta(days=3)


def test_expired_is_a_decision_of_people_and_never_automatic(world: World, budi: Match) -> None:
    ask_clarification(actor=world.agus, match_id=budi.id, question="", now=NOW)
    Message.objects.update(left_at=NOW)

    assert held_person_ids(world.election, "31.71") == {budi.person_id}  # however late it is
    assert excluded_person_ids(world.election, "31.71") == set()
    ruling = propose_ruling(
        actor=world.agus, match_id=budi.id, outcome="expired", reason="Tidak menjawab walau dihubungi.", now=LATER
    )
    second_ruling(actor=world.wati, ruling_id=ruling.id, now=LATER)
    assert excluded_person_ids(world.election, "31.71") == {budi.person_id}


def test_rina_the_namesake_keeps_her_place_until_two_officers_have_looked(world: World) -> None:
    rina = world.apply("Rina Kusuma Rekasari", RINA_BORN, 9)
    world.screen(world.bring([f"A-9,Rina Kusuma Rekasari,,{RINA_BORN},L,{WARD}", *strangers()]))
    match = world.match("Rina")

    assert held_person_ids(world.election, "31.71") == {rina.id}
    ruling = propose(world, match)
    second_ruling(actor=world.wati, ruling_id=ruling.id, now=NOW)

    assert held_person_ids(world.election, "31.71") == set()
    assert excluded_person_ids(world.election, "31.71") == set()


def test_an_officer_does_not_rule_on_himself(world: World, budi: Match) -> None:
    himself = officer(person_id=budi.person_id)

    with pytest.raises(Refused, match=r"access\.own_interest"):
        propose_ruling(actor=himself, match_id=budi.id, outcome="other_person", reason=REASON, now=NOW)


def test_bulk_rulings_obey_the_same_rules_and_say_that_they_are_simulated(world: World, budi: Match) -> None:
    first, second = (replace(one, is_simulated=True) for one in (world.agus, world.wati))
    verdicts = [Verdict(budi.id, "other_person", REASON)]

    with pytest.raises(Refused, match=r"access\.two_people"):
        rule_in_bulk(actor=first, second=first, verdicts=verdicts, now=NOW)
    with pytest.raises(Refused, match=r"vetting\.hearing"):
        rule_in_bulk(actor=first, second=second, verdicts=[Verdict(budi.id, "confirmed", REASON)], now=NOW)
    with pytest.raises(Conflict):
        rule_in_bulk(actor=first, second=second, verdicts=verdicts * 2, now=NOW)
    assert rule_in_bulk(actor=first, second=second, verdicts=verdicts, now=NOW) == 1

    ruling = Ruling.objects.get()
    assert ruling.is_simulated
    assert ruling.proposed_by.endswith(":simulated")


@pytest.mark.parametrize("role", [Role.PPS, Role.PPK, Role.KPU_PROVINCE, Role.SUPERVISOR, Role.PARTNER])
def test_only_the_regency_rules(world: World, budi: Match, role: Role) -> None:
    with pytest.raises(Refused, match=r"access\.role"):
        propose_ruling(actor=officer("31.71", role), match_id=budi.id, outcome="other_person", reason=REASON, now=NOW)


def test_a_match_of_another_region_is_not_there(world: World, budi: Match) -> None:
    stranger: Actor = officer("31.72")

    with pytest.raises(NotFound):
        propose_ruling(actor=stranger, match_id=budi.id, outcome="other_person", reason=REASON, now=NOW)


def test_the_outcomes_that_exclude_are_those_of_the_law() -> None:
    profile = load_profile("pemilihan-2024")

    assert set(profile.words("vetting.excluding")) == set(EXCLUDING)
    assert set(profile.words("vetting.outcomes")) == set(RulingOutcome)


def test_what_was_asked_before_the_facts_changed_is_no_hearing(world: World, budi: Match) -> None:
    asked = ask_clarification(actor=world.agus, match_id=budi.id, question="Benarkah?", now=NOW)
    answer_clarification(actor=world.pps, clarification_id=asked.id, answer=PAPER, now=NOW)
    changed = NOW + timedelta(days=1)
    Match.objects.filter(id=budi.id).update(found_at=changed)

    for outcome in ("confirmed", "expired"):
        with pytest.raises(Refused, match="datanya berubah") as refused:
            propose_ruling(actor=world.agus, match_id=budi.id, outcome=outcome, reason=REASON, now=changed)
        assert "Tanyakan lagi" in str(refused.value.remedy)
    again = ask_clarification(actor=world.agus, match_id=budi.id, question="Dan ini?", now=changed)
    answer_clarification(actor=world.pps, clarification_id=again.id, answer=PAPER, now=changed)
    assert propose_ruling(actor=world.agus, match_id=budi.id, outcome="confirmed", reason=REASON, now=changed)


def test_a_question_left_from_before_does_not_keep_the_officer_from_asking_anew(world: World, budi: Match) -> None:
    old = ask_clarification(actor=world.agus, match_id=budi.id, question="Benarkah?", now=NOW)
    changed = NOW + timedelta(days=1)
    Match.objects.filter(id=budi.id).update(found_at=changed, state=SuspicionState.OPEN)

    answer_clarification(actor=world.pps, clarification_id=old.id, answer=PAPER, now=changed)
    budi.refresh_from_db()
    assert budi.state == SuspicionState.OPEN
    count = ask_clarifications_in_bulk(actor=world.agus, election=world.election, region="31.71", now=changed)

    assert count == 1
