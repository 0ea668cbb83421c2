"""Siti applies again, in another spelling and without her number; nobody is held, both are asked, two settle it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.middleware import PERSON_KEY
from jurdil.foundation.accounts.models import Account, Mandate
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.jobs.models import Job, JobState
from jurdil.foundation.jobs.work import work_off
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.outbox.models import Message
from jurdil.foundation.storage.ids import new_id
from jurdil.registry.bodies.models import Appointment, Body, BodyKind, Seat
from jurdil.registry.people.models import Person
from jurdil.stages.recruitment.models import Application
from jurdil.stages.recruitment.withdrawing import withdraw_application
from jurdil.stages.vetting import double_asking, doubles
from jurdil.stages.vetting.double_asking import answer_about_double, ask_about_double, double_question_of
from jurdil.stages.vetting.double_models import (
    Double,
    DoubleAnswer,
    DoubleObjection,
    DoubleOutcome,
    DoubleQuestion,
    DoubleRuling,
)
from jurdil.stages.vetting.double_rulings import (
    object_to_double_ruling,
    own_double_ruling,
    propose_double_ruling,
    second_double_ruling,
)
from jurdil.stages.vetting.doubles import (
    DoubleFilters,
    ask_to_find_doubles,
    double_of,
    doubles_within,
    own_doubles,
    parts_of,
    smallest_holding,
)
from jurdil.stages.vetting.erasing import erase_matches
from jurdil.stages.vetting.hearing import Answer
from jurdil.stages.vetting.notices import notices_to_seal
from jurdil.stages.vetting.queries import held_person_ids
from jurdil.stages.vetting.suspicion_models import SuspicionState

from .conftest import NOW, WARD, World, officer

SITI_BORN = date(1985, 7, 20)
WORDS = "Tanda tangan kedua formulir sama."
LATE = NOW + timedelta(days=4)


@pytest.fixture
def again(world: World) -> Person:
    """Siti's second application."""
    person = world.apply("Sitti Aminah Rekawaty", SITI_BORN, 2)
    person.nik = ""
    person.save()
    return person


@pytest.fixture
def double(world: World, again: Person) -> Double:
    """The question that a search raises."""
    seek(world)
    return Double.objects.get()


def seek(world: World, region: str = "31.71") -> None:
    ask_to_find_doubles(actor=world.agus, election=world.election, region=region, now=NOW)
    work_off(clock=lambda: NOW)
    assert Job.objects.order_by("-id")[0].state == JobState.DONE


def listed(world: World, actor: Actor | None = None, **given: str) -> list[Double]:
    filters = DoubleFilters(**given)
    return list(doubles_within(actor=actor or world.agus, election=world.election, filters=filters))


def ruled(
    world: World, double: Double, outcome: DoubleOutcome, *, by: tuple[Actor, Actor] | None = None
) -> DoubleRuling:
    first, second = by or (world.agus, world.wati)
    made = propose_double_ruling(actor=first, double_id=double.id, outcome=outcome, reason=WORDS, now=LATE)
    return second_double_ruling(actor=second, ruling_id=made.id, now=LATE)


def ask(world: World, double: Double) -> dict[object, DoubleQuestion]:
    made = ask_about_double(actor=world.agus, double_id=double.id, question="Apakah ini Anda?", now=NOW)
    Message.objects.filter(kind="vetting.double_asked").update(left_at=NOW)
    return {one.application_id: one for one in made}


def hand(person: Person) -> Actor:
    return Actor(role=Role.APPLICANT, region="", person_id=person.id)


def test_two_spellings_of_siti_are_a_question_that_holds_nobody(world: World, again: Person, double: Double) -> None:
    assert {double.one.person_id, double.other.person_id} == {again.id, world.people["Siti"].id}
    assert double.reasons.reveal()
    assert held_person_ids(world.election, "31.71") == set()
    assert Leaf.objects.get(kind="vetting.double_found").region == "31.71"


def test_a_second_search_asks_nothing_twice(world: World, double: Double) -> None:
    seek(world)

    assert Double.objects.get() == double


def test_a_corrected_name_drops_a_question_that_nobody_touched(world: World, again: Person, double: Double) -> None:
    again.name, again.birth_date = "Dewi Larasati", date(1999, 1, 2)
    again.save()

    seek(world)

    assert not Double.objects.exists()


def test_a_question_that_was_asked_stays_when_the_facts_raise_it_no_longer(
    world: World, again: Person, double: Double
) -> None:
    ask(world, double)
    for name, born in (("Sitti Aminah Rekawatie", SITI_BORN), ("Dewi Larasati", date(1999, 1, 2))):
        again.name, again.birth_date = name, born
        again.save()
        ask_to_find_doubles(actor=world.agus, election=world.election, region="31.71", now=LATE)
        work_off(clock=lambda: LATE)

    assert Job.objects.order_by("-id")[0].state == JobState.DONE
    assert Double.objects.get().questions.count() == 2


def test_changed_facts_let_a_proposal_fall(world: World, again: Person, double: Double) -> None:
    made = propose_double_ruling(
        actor=world.agus, double_id=double.id, outcome=DoubleOutcome.TWO_PEOPLE, reason=WORDS, now=NOW
    )
    again.name = "Sitti Aminah Rekawatie"
    again.save()

    seek(world)

    double.refresh_from_db()
    made.refresh_from_db()
    assert (double.state, bool(made.declined)) == (SuspicionState.OPEN, True)


def test_a_withdrawn_application_is_no_question(world: World, again: Person) -> None:
    world.applications["Sitti"].withdrawn_at = NOW
    world.applications["Sitti"].save()

    seek(world)

    assert not Double.objects.exists()


def test_both_are_asked_and_no_letter_names_the_other(world: World, again: Person, double: Double) -> None:
    questions = ask(world, double)

    assert len(questions) == 2
    letters = [one.text.reveal() for one in Message.objects.filter(kind="vetting.double_asked")]
    assert len(letters) == 2
    assert not any("Rekawat" in text for text in letters)
    with pytest.raises(Conflict):
        ask_about_double(actor=world.agus, double_id=double.id, question="", now=NOW)


def test_an_answer_is_evidence_and_ends_nothing(world: World, again: Person, double: Double) -> None:
    mine = ask(world, double)[world.applications["Siti"].id]
    said = Answer(DoubleAnswer.OTHER_STANDS, "Yang pertama salah ketik.")

    answer_about_double(actor=hand(world.people["Siti"]), question_id=mine.id, answer=said, now=NOW)

    double.refresh_from_db()
    assert double.state == SuspicionState.ANSWERED
    assert not Application.objects.filter(withdrawn_at__isnull=False).exists()
    with pytest.raises(Conflict):
        answer_about_double(actor=hand(world.people["Siti"]), question_id=mine.id, answer=said, now=NOW)


def test_only_the_person_or_an_officer_with_a_letter_answers(world: World, again: Person, double: Double) -> None:
    mine = ask(world, double)[world.applications["Siti"].id]
    said = Answer(DoubleAnswer.TWO_PEOPLE)

    for stranger in (hand(again), hand(world.people["Budi"]), officer("31.72"), officer("31.71.02.1001", Role.PPS)):
        with pytest.raises(NotFound):
            answer_about_double(actor=stranger, question_id=mine.id, answer=said, now=NOW)
    with pytest.raises(NotFound):
        double_question_of(actor=hand(again), question_id=mine.id)
    with pytest.raises(Refused, match=r"access\.own_file"):
        answer_about_double(actor=world.pps, question_id=mine.id, answer=said, now=NOW)
    empty = Answer(DoubleAnswer.OTHER)
    with pytest.raises(Refused, match=r"vetting\.hearing"):
        answer_about_double(actor=hand(world.people["Siti"]), question_id=mine.id, answer=empty, now=NOW)
    letter = Answer(DoubleAnswer.TWO_PEOPLE, papers={"letter": {"seen_by": "Agus", "folder": "7"}})
    assert answer_about_double(actor=world.pps, question_id=mine.id, answer=letter, now=NOW).answered_at == NOW


def test_nobodys_application_ends_unheard(world: World, double: Double) -> None:
    for outcome in (DoubleOutcome.ONE_STANDS, DoubleOutcome.OTHER_STANDS):
        with pytest.raises(Refused, match=r"vetting\.hearing"):
            propose_double_ruling(actor=world.agus, double_id=double.id, outcome=outcome, reason=WORDS, now=NOW)
    ask(world, double)
    with pytest.raises(Refused, match=r"vetting\.hearing"):
        propose_double_ruling(
            actor=world.agus, double_id=double.id, outcome=DoubleOutcome.ONE_STANDS, reason=WORDS, now=NOW
        )


def test_no_application_ends_because_of_a_letter_that_lies_in_the_outbox(world: World, double: Double) -> None:
    ask(world, double)
    Message.objects.filter(person_id=double.other.person_id).update(left_at=None)
    wish = {"actor": world.agus, "double_id": double.id, "outcome": DoubleOutcome.ONE_STANDS, "reason": WORDS}

    with pytest.raises(Refused, match=r"access\.notice"):
        propose_double_ruling(**wish, now=LATE)  # type: ignore[arg-type]  # values of many kinds
    Message.objects.filter(person_id=double.other.person_id).update(left_at=LATE)
    with pytest.raises(Refused, match=r"vetting\.hearing"):
        propose_double_ruling(**wish, now=LATE)  # type: ignore[arg-type]

    assert propose_double_ruling(**wish, now=LATE + timedelta(days=3)).outcome == DoubleOutcome.ONE_STANDS  # type: ignore[arg-type]


def test_two_officers_end_the_second_application_and_both_people_are_told(world: World, double: Double) -> None:
    ask(world, double)

    made = propose_double_ruling(
        actor=world.agus, double_id=double.id, outcome=DoubleOutcome.ONE_STANDS, reason=WORDS, now=LATE
    )
    with pytest.raises(Refused, match=r"access\.two_people"):
        second_double_ruling(actor=world.agus, ruling_id=made.id, now=LATE)
    assert not Application.objects.filter(withdrawn_at__isnull=False).exists()
    second_double_ruling(actor=world.wati, ruling_id=made.id, now=LATE)

    assert list(Application.objects.filter(withdrawn_at__isnull=False)) == [double.other]
    assert Message.objects.filter(kind="vetting.double_ruled").count() == 2
    assert Leaf.objects.filter(kind="vetting.double_ruled").count() == 2
    ended = Leaf.objects.get(kind="recruitment.ended_as_second")
    assert (ended.subject, ended.region) == (str(double.other_id), "31.71"), "in a ward it would nearly say who"
    assert (listed(world), listed(world, state="over")) == ([], [double])


def test_two_persons_stay_two_until_their_facts_change(world: World, again: Person, double: Double) -> None:
    ruled(world, double, DoubleOutcome.TWO_PEOPLE)

    seek(world)
    assert Double.objects.count() == 1
    again.name = "Sitti Aminah Rekawatie"
    again.save()
    seek(world)

    assert Double.objects.count() == 2
    assert not Application.objects.filter(withdrawn_at__isnull=False).exists()


def test_a_second_officer_may_decline_with_words(world: World, double: Double) -> None:
    made = propose_double_ruling(
        actor=world.agus, double_id=double.id, outcome=DoubleOutcome.TWO_PEOPLE, reason=WORDS, now=NOW
    )
    with pytest.raises(Refused, match=r"vetting\.reason"):
        second_double_ruling(actor=world.wati, ruling_id=made.id, now=NOW, agrees=False, objection="-")
    second_double_ruling(actor=world.wati, ruling_id=made.id, now=NOW, agrees=False, objection="Berkas belum dibaca.")

    double.refresh_from_db()
    assert double.state == SuspicionState.OPEN
    with pytest.raises(Conflict):
        second_double_ruling(actor=world.wati, ruling_id=made.id, now=NOW)


def test_an_objection_brings_the_application_back_and_others_review_it(world: World, double: Double) -> None:
    ask(world, double)
    ruling = ruled(world, double, DoubleOutcome.ONE_STANDS)
    owner = hand(double.other.person)

    object_to_double_ruling(actor=owner, ruling_id=ruling.id, words="Saya orang lain, senama.", now=LATE)

    double.other.refresh_from_db()
    assert double.other.withdrawn_at is None
    for signer in (world.agus, world.wati):
        with pytest.raises(Refused, match=r"access\.two_people"):
            ruled(world, double, DoubleOutcome.TWO_PEOPLE, by=(signer, officer()))
    with pytest.raises(Refused, match=r"vetting\.outcomes"):
        ruled(world, double, DoubleOutcome.OTHER_STANDS, by=(officer(), officer()))
    answer = ruled(world, double, DoubleOutcome.TWO_PEOPLE, by=(officer(), officer()))
    assert DoubleObjection.objects.get().answer == answer
    assert not Application.objects.filter(withdrawn_at__isnull=False).exists()
    with pytest.raises(NotFound):
        object_to_double_ruling(actor=owner, ruling_id=answer.id, words="Sekali lagi saya keberatan.", now=LATE)


def test_an_upheld_ruling_ends_it_again_and_for_good(world: World, double: Double) -> None:
    ask(world, double)
    ruling = ruled(world, double, DoubleOutcome.ONE_STANDS)
    owner = hand(double.other.person)
    object_to_double_ruling(actor=owner, ruling_id=ruling.id, words="Saya orang lain, senama.", now=LATE)

    upheld = ruled(world, double, DoubleOutcome.ONE_STANDS, by=(officer(), officer()))

    double.other.refresh_from_db()
    assert double.other.withdrawn_at == LATE
    with pytest.raises(Conflict):
        object_to_double_ruling(actor=owner, ruling_id=upheld.id, words="Sekali lagi saya keberatan.", now=LATE)


def test_only_whose_application_ended_objects(world: World, double: Double) -> None:
    ask(world, double)
    ruling = ruled(world, double, DoubleOutcome.ONE_STANDS)

    for stranger in (hand(double.one.person), hand(world.people["Budi"]), officer("31.72")):
        with pytest.raises(NotFound):
            object_to_double_ruling(actor=stranger, ruling_id=ruling.id, words="Saya orang lain.", now=LATE)
    with pytest.raises(NotFound):
        own_double_ruling(actor=hand(double.one.person), ruling_id=ruling.id)
    with pytest.raises(Refused, match=r"access\.own_file"):
        object_to_double_ruling(actor=officer(), ruling_id=ruling.id, words="Saya orang lain.", now=LATE)


def test_an_officer_does_not_settle_the_own_application(world: World, double: Double) -> None:
    siti = officer("31.71", person_id=world.people["Siti"].id)

    with pytest.raises(Refused, match=r"access\.own_interest"):
        propose_double_ruling(actor=siti, double_id=double.id, outcome=DoubleOutcome.TWO_PEOPLE, reason=WORDS, now=NOW)


READS = {
    (Role.KPU_REGENCY, "31.71"): True, (Role.KPU_REGENCY, "31.72"): False, (Role.KPU_PROVINCE, "31"): True,
    (Role.KPU_PROVINCE, "32"): False, (Role.SUPERVISOR, "31.71"): True, (Role.SUPERVISOR, "31.72"): False,
    (Role.PPS, WARD): True, (Role.PPS, "31.71.01.1002"): False, (Role.PPK, "31.71.01"): False,
    (Role.PARTNER, WARD): False, (Role.PUBLIC, "31.71"): False, (Role.APPLICANT, "31.71"): False,
}  # fmt: skip
SETTLES = {(Role.KPU_REGENCY, "31.71"), (Role.KPU_PROVINCE, "31")}


@pytest.mark.parametrize(("role", "region"), list(READS))
def test_who_reads_and_who_settles(world: World, double: Double, role: Role, region: str) -> None:
    actor = officer(region, role)

    if READS[role, region]:
        assert double_of(actor=actor, double_id=double.id) == double
        assert listed(world, actor) == [double]
    else:
        with pytest.raises(NotFound):
            double_of(actor=actor, double_id=double.id)
    if (role, region) in SETTLES:
        propose_double_ruling(actor=actor, double_id=double.id, outcome=DoubleOutcome.TWO_PEOPLE, reason=WORDS, now=NOW)
    else:
        with pytest.raises((NotFound, Refused)):
            propose_double_ruling(
                actor=actor, double_id=double.id, outcome=DoubleOutcome.TWO_PEOPLE, reason=WORDS, now=NOW
            )


def test_a_pps_does_not_read_the_rivals_for_its_own_seats(world: World, double: Double) -> None:
    Application.objects.filter(id=double.other_id).update(body=BodyKind.PPS)

    assert listed(world, world.pps) == []
    assert listed(world) == [double]


def test_a_ward_out_of_the_region_is_not_there(world: World, double: Double) -> None:
    with pytest.raises(NotFound):
        listed(world, ward="31.72.01.1001")
    assert listed(world, ward=WARD) == [double]
    assert listed(world, ward="31.71.02") == []


def test_too_many_people_are_compared_part_by_part(
    world: World, again: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doubles, "MOST_PEOPLE", 2)
    Application.objects.filter(person=again).update(region="31.71.02.1001")

    assert parts_of(world.election, "31.71") == ["31.71.01", "31.71.02"]
    assert smallest_holding("31.71.01.1001", "31.71.02.1001") == "31.71"
    assert smallest_holding("31.71.01.1001", "32.71.01.1001") == ""


def test_a_person_reads_what_was_asked_and_no_mere_suspicion(world: World, again: Person, double: Double) -> None:
    assert own_doubles(actor=hand(again)) == []
    ask(world, double)

    assert [own.person_id for _row, own in own_doubles(actor=hand(again))] == [again.id]
    assert own_doubles(actor=hand(world.people["Budi"])) == []


def test_erasure_destroys_words_and_reasons(world: World, again: Person, double: Double) -> None:
    ask(world, double)
    ruled(world, double, DoubleOutcome.TWO_PEOPLE)

    subjects = erase_matches(actor=world.agus, person_id=again.id, now=LATE)

    double.refresh_from_db()
    assert str(double.id) in subjects
    assert (double.reasons.reveal(), DoubleRuling.objects.get().reason) == ("", "")


def test_a_search_that_read_somebody_before_the_erasure_brings_nothing_back(
    world: World, again: Person, double: Double
) -> None:
    found = doubles.find_doubles(world.election, "31.71", NOW.date())
    assert found
    erase_matches(actor=world.agus, person_id=again.id, now=NOW)
    Person.objects.filter(id=again.id).update(erased_at=NOW)
    here = {"actor": Actor(role=Role.SYSTEM, region=""), "election": world.election, "region": "31.71"}

    assert doubles.keep_doubles(found=found, now=NOW, **here) == 0

    assert not Double.objects.exclude(reasons="").exists()
    Double.objects.all().delete()
    assert doubles.keep_doubles(found=found, now=NOW, **here) == 0
    assert not Double.objects.exists()


def test_a_changed_question_about_somebody_who_is_erased_is_not_renewed(
    world: World, again: Person, double: Double
) -> None:
    ask(world, double)
    again.birth_place = "Bogor"
    again.save()
    found = doubles.find_doubles(world.election, "31.71", NOW.date())
    erase_matches(actor=world.agus, person_id=again.id, now=NOW)
    Person.objects.filter(id=again.id).update(erased_at=NOW)

    doubles.keep_doubles(
        actor=Actor(role=Role.SYSTEM, region=""), election=world.election, region="31.71", found=found, now=NOW
    )

    double.refresh_from_db()
    assert double.reasons.reveal() == ""


def test_erasure_leaves_the_other_person_their_answer_and_the_reason_that_ended_theirs(
    world: World, again: Person, double: Double
) -> None:
    mine, other = (double.one, double.other) if double.one.person_id == again.id else (double.other, double.one)
    questions = ask(world, double)
    for own in (mine, other):
        said = Answer(DoubleAnswer.OTHER, WORDS)
        answer_about_double(actor=hand(own.person), question_id=questions[own.id].id, answer=said, now=NOW)
    mine_stands = DoubleOutcome.ONE_STANDS if mine == double.one else DoubleOutcome.OTHER_STANDS
    ruling = ruled(world, double, mine_stands)

    erase_matches(actor=world.agus, person_id=again.id, now=LATE)

    answers = {one.application_id: one.answer.reveal() for one in DoubleQuestion.objects.all()}
    assert answers == {mine.id: "", other.id: WORDS}
    ruling.refresh_from_db()
    assert ruling.reason == WORDS
    erase_matches(actor=world.agus, person_id=other.person_id, now=LATE)
    ruling.refresh_from_db()
    assert ruling.reason == "", "the reason is about a person who is erased now"


def sign_in(role: Role, region: str) -> Client:
    account, client = Account.objects.create_user(f"{role.value}-{new_id().hex}"), Client()
    Mandate.objects.create(account=account, role=role.value, region=region, since="2024-01-01")
    client.force_login(account)
    return client


def posted(client: Client, address: str, **given: str) -> int:
    return client.post(address, {"idempotency_key": new_id().hex, **given}).status_code


def test_the_pages_from_the_search_to_the_objection(
    client: Client, world: World, again: Person, settings: LazySettings
) -> None:
    settings.NOW = NOW
    first, second = sign_in(Role.KPU_REGENCY, "31.71"), sign_in(Role.KPU_REGENCY, "31.71")
    empty = first.get(reverse("vetting:doubles")).content.decode()
    assert "Belum pernah dicari" in empty
    assert "Tidak ada pasangan" in empty
    posted(first, reverse("vetting:seek_doubles"))
    work_off(clock=lambda: NOW)
    double = Double.objects.get()
    assert "Sitti Aminah Rekawaty" in first.get(reverse("vetting:doubles")).content.decode()
    export = b"".join(first.get(reverse("vetting:doubles_file", args=["csv"])).streaming_content)  # type: ignore[attr-defined]
    assert b"Sitti Aminah Rekawaty" in export
    assert sign_in(Role.SUPERVISOR, "31.71").get(reverse("vetting:doubles_file", args=["csv"])).status_code == 404
    posted(first, reverse("vetting:ask_double", args=[double.id]), question="")

    session = client.session
    session[PERSON_KEY] = str(double.other.person_id)
    session.save()
    mine = DoubleQuestion.objects.get(application=double.other)
    assert reverse("own_vetting:double", args=[mine.id]) in client.get(reverse("portal:home")).content.decode()
    address = reverse("own_vetting:double", args=[mine.id])
    own = client.get(address).content.decode()
    assert double.one.person.name not in own
    posted(client, address, kind="two_people", words="")
    page = first.get(reverse("vetting:double", args=[double.id])).content.decode()
    assert "Lamaran yang lain bukan milik saya" in page
    posted(first, reverse("vetting:propose_double", args=[double.id]), outcome="one_stands", reason=WORDS)
    ruling = DoubleRuling.objects.get()
    signing = reverse("vetting:second_double", args=[double.id, ruling.id])
    posted(second, signing, agrees="ya", objection="")
    double.refresh_from_db()
    assert double.state == SuspicionState.RULED

    objecting = reverse("own_vetting:double_objection", args=[ruling.id])
    assert objecting in client.get(reverse("own_vetting:doubles")).content.decode()
    posted(client, objecting, words="Saya orang lain, senama.")
    double.other.refresh_from_db()
    assert double.other.withdrawn_at is None
    shown = first.get(reverse("vetting:double", args=[double.id])).content.decode()
    assert "Anda menandatangani putusan semula" in shown


def test_two_mandates_of_one_officer_are_one_hand(world: World, double: Double) -> None:
    province = Actor(role=Role.KPU_PROVINCE, region="31", account_id=world.agus.account_id)
    made = propose_double_ruling(
        actor=world.agus, double_id=double.id, outcome=DoubleOutcome.TWO_PEOPLE, reason=WORDS, now=NOW
    )

    with pytest.raises(Refused, match=r"access\.two_people"):
        second_double_ruling(actor=province, ruling_id=made.id, now=NOW)


def test_a_question_that_was_declined_stays_when_the_facts_no_longer_raise_it(
    world: World, again: Person, double: Double
) -> None:
    made = propose_double_ruling(
        actor=world.agus, double_id=double.id, outcome=DoubleOutcome.TWO_PEOPLE, reason=WORDS, now=NOW
    )
    second_double_ruling(actor=world.wati, ruling_id=made.id, now=NOW, agrees=False, objection="Berkas belum dibaca.")
    again.name, again.birth_date = "Dewi Larasati", date(1999, 1, 2)
    again.save()

    seek(world)

    assert Double.objects.get() == double


def test_the_last_application_of_a_person_does_not_end_as_a_second_one(world: World, double: Double) -> None:
    ask(world, double)
    made = propose_double_ruling(
        actor=world.agus, double_id=double.id, outcome=DoubleOutcome.ONE_STANDS, reason=WORDS, now=LATE
    )
    withdraw_application(actor=hand(double.one.person), application_id=double.one_id, now=LATE)

    with pytest.raises(Conflict, match="gugur"):
        second_double_ruling(actor=world.wati, ruling_id=made.id, now=LATE)

    double.other.refresh_from_db()
    assert double.other.withdrawn_at is None


def test_nobody_who_was_given_a_seat_since_the_proposal_is_ended(world: World, double: Double) -> None:
    ask(world, double)
    made = propose_double_ruling(
        actor=world.agus, double_id=double.id, outcome=DoubleOutcome.ONE_STANDS, reason=WORDS, now=LATE
    )
    body = Body.objects.create(
        election=world.election, kind=BodyKind.KPPS, region=f"{WARD}/001", size=7, authority="31.71"
    )
    seat = Seat.objects.create(body=body, role="chair", number=1)
    Appointment.objects.create(
        seat=seat, person=double.other.person, region=body.region, start=NOW, end=date(2024, 12, 8), decree="7/KPPS",
        basis="body.kpps.appointment", authority="31.71", signatory="Ketua PPS", recorded_at=LATE,
    )  # fmt: skip

    with pytest.raises(Refused, match=r"recruitment\.withdraw"):
        second_double_ruling(actor=world.wati, ruling_id=made.id, now=LATE)


def test_of_two_answers_at_once_the_first_stays(world: World, double: Double, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = ask(world, double)[world.applications["Siti"].id]
    locked = double_asking._locked_by_person

    def after_another(made: DoubleQuestion) -> Double:
        DoubleQuestion.objects.filter(id=made.id).update(answer_kind=DoubleAnswer.TWO_PEOPLE, answered_at=NOW)
        return locked(made)

    monkeypatch.setattr(double_asking, "_locked_by_person", after_another)
    said = Answer(DoubleAnswer.OTHER_STANDS)

    with pytest.raises(Conflict):
        answer_about_double(actor=hand(world.people["Siti"]), question_id=mine.id, answer=said, now=NOW)


def test_an_officer_records_no_answer_about_the_own_application(world: World, double: Double) -> None:
    mine = ask(world, double)[world.applications["Siti"].id]
    siti = officer("31.71", person_id=double.other.person_id)
    letter = Answer(DoubleAnswer.OTHER_STANDS, papers={"letter": {"how": "paper", "seen_by": "Agus", "folder": "7"}})

    with pytest.raises(Refused, match=r"access\.own_interest"):
        answer_about_double(actor=siti, question_id=mine.id, answer=letter, now=NOW)


def test_who_has_no_email_finds_the_question_on_paper(world: World, double: Double) -> None:
    ask(world, double)
    Message.objects.update(left_at=None)

    assert len(notices_to_seal(actor=world.pps)) == 2


def test_a_review_after_the_facts_changed_hears_the_person_about_the_new_ones(world: World, double: Double) -> None:
    ask(world, double)
    ruling = ruled(world, double, DoubleOutcome.ONE_STANDS)
    owner = hand(double.other.person)
    object_to_double_ruling(actor=owner, ruling_id=ruling.id, words="Saya orang lain, senama.", now=LATE)
    changed = LATE + timedelta(days=1)
    Double.objects.filter(id=double.id).update(found_at=changed)

    with pytest.raises(Refused, match="datanya berubah"):
        ruled(world, double, DoubleOutcome.ONE_STANDS, by=(officer(), officer()))
    made = ask_about_double(actor=officer(), double_id=double.id, question="Apakah ini Anda?", now=changed)
    mine = next(one for one in made if one.application_id == double.other_id)
    answer_about_double(actor=owner, question_id=mine.id, answer=Answer(DoubleAnswer.TWO_PEOPLE), now=changed)

    assert ruled(world, double, DoubleOutcome.ONE_STANDS, by=(officer(), officer())).decided_at == LATE
