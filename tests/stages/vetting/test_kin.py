"""Siti and her husband apply; an officer confirms, they may dispute, and only then are their teams parted."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import LazySettings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from jurdil.doors.portal.receipts import own_leaves
from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.middleware import PERSON_KEY
from jurdil.foundation.accounts.models import Account, Mandate
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.jobs.models import Job, JobState
from jurdil.foundation.jobs.work import work_off
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.ledger.receipts import receipt_of
from jurdil.foundation.outbox.models import Message
from jurdil.foundation.storage.ids import new_id
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.people.models import Person
from jurdil.stages.recruitment.models import Application, Opening
from jurdil.stages.vetting.erasing import erase_matches
from jurdil.stages.vetting.kin import (
    KinFilters,
    ask_to_find_kin,
    confirmed_kin,
    find_kin_within,
    keep_kin,
    kin_of,
    kin_within,
    own_kin,
)
from jurdil.stages.vetting.kin_deciding import dispute_kin, propose_kin_ruling, second_kin_ruling
from jurdil.stages.vetting.kin_models import Kinship, KinState
from jurdil.stages.vetting.queries import held_person_ids
from jurdil.stages.vetting.seeking import seek_kin

from .conftest import NOW, WARD, World, nik, officer

JOKO_BORN = date(1984, 3, 4)
WHY = "Kartu keluarga dilihat di loket."
NO = "Kami tidak berkerabat, hanya bertetangga."


@pytest.fixture
def joko(world: World) -> Person:
    """Siti's husband: he wrote her number, she wrote none."""
    siti_nik = nik(date(1985, 7, 20), 2)
    return world.apply("Joko Rekawan", JOKO_BORN, 3, spouse_name="Siti Aminah Rekawati", spouse_nik=siti_nik)


@pytest.fixture
def kinship(world: World, joko: Person) -> Kinship:
    world.people["Siti"].sex = "P"
    world.people["Siti"].save()
    seek(world)
    return Kinship.objects.get()


def seek(world: World, actor: Actor | None = None) -> None:
    by = actor or world.agus
    ask_to_find_kin(actor=by, election=world.election, region=by.region, now=NOW)
    work_off(clock=lambda: NOW)
    assert Job.objects.order_by("-id")[0].state == JobState.DONE


def hand(person: Person) -> Actor:
    return Actor(role=Role.APPLICANT, region="", person_id=person.id)


def decided(
    world: World, kinship: Kinship, *, is_kin: bool, reason: str = WHY, by: tuple[Actor, Actor] | None = None
) -> Kinship:
    first, second = by or (world.agus, world.wati)
    made = propose_kin_ruling(actor=first, kinship_id=kinship.id, is_kin=is_kin, reason=reason, now=NOW)
    second_kin_ruling(actor=second, ruling_id=made.id, now=NOW)
    kinship.refresh_from_db()
    return kinship


def confirm(world: World, kinship: Kinship, *by: Actor) -> Kinship:
    return decided(world, kinship, is_kin=True, by=(by[0], by[1]) if by else None)


def others() -> tuple[Actor, Actor]:
    return officer(), officer()


def listed(world: World, actor: Actor | None = None, **given: str) -> list[Kinship]:
    return list(kin_within(actor=actor or world.agus, election=world.election, filters=KinFilters(**given)))


def test_a_spouse_is_proposed_and_counts_for_nothing_yet(world: World, joko: Person, kinship: Kinship) -> None:
    assert {kinship.one_id, kinship.other_id} == {joko.id, world.people["Siti"].id}
    assert (kinship.relation, kinship.strength, kinship.region) == ("spouse", "strong", WARD)
    assert confirmed_kin(world.election, "31.71") == {}
    assert held_person_ids(world.election, "31.71") == set()


def test_a_confirmed_relation_counts_both_ways_and_both_are_told(world: World, joko: Person, kinship: Kinship) -> None:
    confirm(world, kinship)

    siti = world.people["Siti"].id
    assert confirmed_kin(world.election, WARD) == {siti: {joko.id}, joko.id: {siti}}
    assert Message.objects.filter(kind="vetting.kin_confirmed").count() == 2
    assert Leaf.objects.get(kind="vetting.kin_confirmed").rule == "teams.kin_apart"
    with pytest.raises(Conflict):
        confirm(world, kinship)


def test_one_officer_alone_parts_nobody(world: World, kinship: Kinship) -> None:
    made = propose_kin_ruling(actor=world.agus, kinship_id=kinship.id, is_kin=True, reason=WHY, now=NOW)

    assert confirmed_kin(world.election, WARD) == {}
    with pytest.raises(Conflict):
        propose_kin_ruling(actor=world.wati, kinship_id=kinship.id, is_kin=False, reason=WHY, now=NOW)
    with pytest.raises(Refused, match=r"access\.two_people"):
        second_kin_ruling(actor=world.agus, ruling_id=made.id, now=NOW)
    with pytest.raises(Refused, match=r"vetting\.reason"), transaction.atomic():
        second_kin_ruling(actor=world.wati, ruling_id=made.id, agrees=False, now=NOW)
    second_kin_ruling(actor=world.wati, ruling_id=made.id, agrees=False, objection="Kartunya lain.", now=NOW)

    assert (confirmed_kin(world.election, WARD), listed(world, state="proposed")) == ({}, [kinship])
    with pytest.raises(Conflict):
        second_kin_ruling(actor=world.wati, ruling_id=made.id, now=NOW)
    assert confirm(world, kinship).state == KinState.CONFIRMED


def test_a_dispute_lets_a_proposal_fall(world: World, joko: Person, kinship: Kinship) -> None:
    made = propose_kin_ruling(actor=world.agus, kinship_id=kinship.id, is_kin=True, reason=WHY, now=NOW)

    dispute_kin(actor=hand(joko), kinship_id=kinship.id, words=NO, now=NOW)

    with pytest.raises(Conflict):
        second_kin_ruling(actor=world.wati, ruling_id=made.id, now=NOW)


def test_a_confirmed_relation_that_one_would_take_back_waits_in_the_list(world: World, kinship: Kinship) -> None:
    confirm(world, kinship)
    assert listed(world) == []

    propose_kin_ruling(actor=world.agus, kinship_id=kinship.id, is_kin=False, reason="Sudah bercerai.", now=NOW)

    assert listed(world) == [kinship]


def test_a_decision_has_words(world: World, kinship: Kinship) -> None:
    with pytest.raises(Refused, match=r"vetting\.reason"):
        propose_kin_ruling(actor=world.agus, kinship_id=kinship.id, is_kin=True, reason="ya", now=NOW)


def test_a_dispute_lifts_it_until_another_officer_decides(world: World, joko: Person, kinship: Kinship) -> None:
    confirm(world, kinship)

    dispute_kin(actor=hand(joko), kinship_id=kinship.id, words=NO, now=NOW)

    assert confirmed_kin(world.election, WARD) == {}
    for earlier in (world.agus, world.wati):
        with pytest.raises(Refused, match=r"access\.two_people"):
            propose_kin_ruling(actor=earlier, kinship_id=kinship.id, is_kin=True, reason=WHY, now=NOW)
        with pytest.raises(Refused, match=r"access\.two_people"), transaction.atomic():
            confirm(world, kinship, officer(), earlier)
    confirm(world, kinship, *others())
    assert joko.id in confirmed_kin(world.election, WARD)
    with pytest.raises(Conflict):
        dispute_kin(actor=hand(joko), kinship_id=kinship.id, words=NO, now=NOW)


def test_a_dispute_may_be_right(world: World, joko: Person, kinship: Kinship) -> None:
    confirm(world, kinship)
    dispute_kin(actor=hand(joko), kinship_id=kinship.id, words=NO, now=NOW)

    decided(world, kinship, is_kin=False, reason="Kartu keluarganya lain.", by=others())

    kinship.refresh_from_db()
    assert (kinship.state, kinship.upheld_at) == (KinState.REJECTED, None)
    assert own_kin(actor=hand(joko)) == []
    assert Message.objects.filter(kind="vetting.kin_rejected").count() == 2


def test_a_mere_proposal_may_be_disputed_too(world: World, joko: Person, kinship: Kinship) -> None:
    dispute_kin(actor=hand(joko), kinship_id=kinship.id, words=NO, now=NOW)

    assert listed(world, state="disputed") == [kinship]


def test_a_rejected_relation_comes_back_for_new_reasons_only(world: World, joko: Person, kinship: Kinship) -> None:
    decided(world, kinship, is_kin=False, reason="Sudah bercerai lama.")

    seek(world)
    assert listed(world) == []
    Person.objects.filter(id__in=[joko.id, world.people["Siti"].id]).update(kk=nik(date(2001, 1, 1), 7))
    seek(world)

    assert listed(world) == [kinship]


def test_a_proposal_that_the_facts_no_longer_raise_is_dropped(world: World, joko: Person, kinship: Kinship) -> None:
    joko.spouse_nik, joko.spouse_name = "", ""
    joko.save()

    seek(world)

    assert not Kinship.objects.exists()


def test_the_pps_of_the_ward_searches_and_decides_in_it(world: World, joko: Person) -> None:
    far = world.apply("Wati Rekawati", date(1990, 1, 1), 4, spouse_nik=nik(JOKO_BORN, 3))
    Application.objects.filter(person=far).update(region="31.71.01.1002")

    seek(world, world.pps)

    kinship = Kinship.objects.get()
    assert confirm(world, kinship, world.pps, officer(WARD, Role.PPS)).state == KinState.CONFIRMED
    seek(world)
    assert Kinship.objects.get() == kinship  # nobody is named across wards: they never sit in one team


def test_who_applies_to_another_body_is_not_searched(world: World, joko: Person) -> None:
    Application.objects.filter(person=joko).update(body=BodyKind.PPS)

    seek(world)

    assert not Kinship.objects.exists()


DECIDES = {
    (Role.KPU_REGENCY, "31.71"): True, (Role.KPU_REGENCY, "31.72"): False, (Role.PPS, WARD): True,
    (Role.PPS, "31.71.01.1002"): False, (Role.KPU_PROVINCE, "31"): False, (Role.SUPERVISOR, "31.71"): False,
    (Role.PPK, "31.71.01"): False, (Role.PARTNER, WARD): False, (Role.PUBLIC, "31.71"): False,
    (Role.APPLICANT, "31.71"): False,
}  # fmt: skip


@pytest.mark.parametrize(("role", "region"), list(DECIDES))
def test_who_reads_and_decides(world: World, kinship: Kinship, role: Role, region: str) -> None:
    actor = officer(region, role)

    if DECIDES[role, region]:
        assert kin_of(actor=actor, kinship_id=kinship.id) == kinship
        assert listed(world, actor) == [kinship]
        confirm(world, kinship, world.agus, actor)
        return
    with pytest.raises(NotFound):
        kin_of(actor=actor, kinship_id=kinship.id)
    with pytest.raises((NotFound, Refused)):
        confirm(world, kinship, actor, world.agus)
    with pytest.raises((NotFound, Refused)):
        confirm(world, kinship, world.agus, actor)


def test_only_the_two_dispute_and_an_officer_needs_a_letter(world: World, kinship: Kinship) -> None:
    for stranger in (hand(world.people["Budi"]), officer("31.72")):
        with pytest.raises(NotFound):
            dispute_kin(actor=stranger, kinship_id=kinship.id, words=NO, now=NOW)
    paper = {"seen_by": "Agus", "folder": "7"}
    said = {"kinship_id": kinship.id, "words": NO, "paper": paper, "now": NOW}
    siti, budi = world.people["Siti"].id, world.people["Budi"].id
    for unsaid in ({"paper": None, "disputer_id": siti}, {}, {"disputer_id": budi}):
        with pytest.raises(Refused, match=r"access\.own_file"):
            dispute_kin(actor=world.pps, **(said | unsaid))
    made = dispute_kin(actor=world.pps, **said, disputer_id=siti)
    assert (made.papers, made.disputer_id) == ({"letter": {"how": "paper", **paper}}, siti)


def test_an_officer_does_not_decide_the_own_kin(world: World, kinship: Kinship) -> None:
    with pytest.raises(Refused, match=r"access\.own_interest"):
        confirm(world, kinship, officer("31.71", person_id=world.people["Siti"].id), world.agus)
    with pytest.raises(Refused, match=r"access\.own_interest"):
        confirm(world, kinship, world.agus, officer("31.71", person_id=world.people["Siti"].id))


def test_erasure_takes_it_away(world: World, joko: Person, kinship: Kinship) -> None:
    assert str(kinship.id) in erase_matches(actor=world.agus, person_id=joko.id, now=NOW)
    assert not Kinship.objects.exists()


def sign_in(role: Role, region: str) -> Client:
    account, client = Account.objects.create_user(f"{role.value}-{new_id().hex}"), Client()
    Mandate.objects.create(account=account, role=role.value, region=region, since="2024-01-01")
    client.force_login(account)
    return client


def posted(client: Client, address: str, **given: str) -> int:
    return client.post(address, {"idempotency_key": new_id().hex, **given}).status_code


def test_the_pages_from_the_search_to_the_dispute(
    client: Client, world: World, joko: Person, settings: LazySettings
) -> None:
    settings.NOW = NOW
    desk = sign_in(Role.PPS, WARD)
    empty = desk.get(reverse("vetting:kin")).content.decode()
    assert "Belum pernah dicari" in empty
    assert "Tidak ada hubungan" in empty
    posted(desk, reverse("vetting:seek_kin"))
    work_off(clock=lambda: NOW)
    kinship = Kinship.objects.get()
    assert "Joko Rekawan" in desk.get(reverse("vetting:kin")).content.decode()
    page = desk.get(reverse("vetting:kinship", args=[kinship.id])).content.decode()
    assert "Nomornya tidak ditampilkan." in page
    assert nik(JOKO_BORN, 3) not in page
    export = b"".join(desk.get(reverse("vetting:kin_file", args=["csv"])).streaming_content)  # type: ignore[attr-defined]
    assert b"Joko Rekawan" in export
    assert sign_in(Role.SUPERVISOR, "31.71").get(reverse("vetting:kin")).status_code == 404

    session = client.session
    session[PERSON_KEY] = str(world.people["Siti"].id)
    session.save()
    assert "Joko" not in client.get(reverse("own_vetting:kin")).content.decode()  # a mere proposal names nobody
    posted(desk, reverse("vetting:kinship", args=[kinship.id]), is_kin="ya", reason=WHY)
    assert (
        "petugas lain yang menandatangani" in desk.get(reverse("vetting:kinship", args=[kinship.id])).content.decode()
    )
    assert "menunggu tanda tangan kedua" in desk.get(reverse("vetting:kin")).content.decode()
    assert "Joko" not in client.get(reverse("own_vetting:kin")).content.decode()
    signing = reverse("vetting:second_kin", args=[kinship.id, kinship.rulings.get().id])
    assert posted(desk, signing, agrees="ya") == 403
    assert posted(sign_in(Role.PPS, WARD), signing, agrees="ya") == 302
    assert "Joko Rekawan" in client.get(reverse("own_vetting:kin")).content.decode()
    posted(client, reverse("own_vetting:dispute", args=[kinship.id]), words=NO)

    kinship.refresh_from_db()
    assert kinship.state == KinState.DISPUTED
    assert NO in desk.get(reverse("vetting:kinship", args=[kinship.id])).content.decode()


def test_a_search_that_read_somebody_before_the_erasure_brings_nothing_back(
    world: World, joko: Person, kinship: Kinship
) -> None:
    found = find_kin_within(world.election, WARD, NOW.date())
    assert found
    erase_matches(actor=world.agus, person_id=joko.id, now=NOW)
    Person.objects.filter(id=joko.id).update(erased_at=NOW)

    system = Actor(role=Role.SYSTEM, region="")
    assert keep_kin(actor=system, election=world.election, region=WARD, found=found, now=NOW) == 0

    assert not Kinship.objects.exists()


def test_who_took_an_application_back_is_sought_where_the_next_one_runs(world: World, joko: Person) -> None:
    elsewhere = "31.71.01.1002"
    opening = Opening.objects.create(
        election=world.election, body=BodyKind.KPPS, region=elsewhere, needed=7,
        opens=world.opening.opens, closes=world.opening.closes,
    )  # fmt: skip
    for number, name in enumerate(("Siti", "Joko"), start=1):
        Application.objects.filter(id=world.applications[name].id).update(withdrawn_at=NOW)
        Application.objects.create(
            opening=opening, person=world.people[name], body=BodyKind.KPPS, region=elsewhere, number=number,
            candidacy="registered", contact_at=NOW, submitted_at=NOW,
        )  # fmt: skip

    found = find_kin_within(world.election, "31.71.01", NOW.date())

    assert [one.region for one in found] == [elsewhere]


def test_two_mandates_of_one_officer_are_one_hand(world: World, joko: Person, kinship: Kinship) -> None:
    confirm(world, kinship)
    dispute_kin(actor=hand(joko), kinship_id=kinship.id, words=NO, now=NOW)

    with pytest.raises(Refused, match=r"access\.two_people"):
        confirm(world, kinship, officer(), Actor(role=Role.PPS, region=WARD, account_id=world.agus.account_id))


def test_a_relation_goes_along_when_both_apply_in_another_ward(world: World, joko: Person, kinship: Kinship) -> None:
    confirm(world, kinship)
    Application.objects.filter(person__in=[joko, world.people["Siti"]]).update(region="31.71.02.1001")

    seek(world)

    assert joko.id in confirmed_kin(world.election, "31.71.02.1001")
    assert Kinship.objects.get().state == KinState.CONFIRMED


def test_what_is_proposed_again_names_nobody_and_may_be_disputed_again(
    client: Client, world: World, joko: Person, kinship: Kinship
) -> None:
    confirm(world, kinship)
    dispute_kin(actor=hand(joko), kinship_id=kinship.id, words=NO, now=NOW)
    confirm(world, kinship, *others())
    decided(world, kinship, is_kin=False, reason="Sudah bercerai lama.")
    Person.objects.filter(id__in=[joko.id, world.people["Siti"].id]).update(kk=nik(date(2001, 1, 1), 7))
    seek(world)
    session = client.session
    session[PERSON_KEY] = str(world.people["Siti"].id)
    session.save()

    assert "Joko" not in client.get(reverse("own_vetting:kin")).content.decode()
    assert dispute_kin(actor=hand(joko), kinship_id=kinship.id, words=NO, now=NOW).state == KinState.DISPUTED


def test_a_district_that_empties_meanwhile_lets_no_other_be_missed(world: World, joko: Person) -> None:
    last = "31.71.03.1001"
    Application.objects.filter(person__in=[joko, world.people["Siti"]]).update(region=last)
    job = ask_to_find_kin(actor=world.agus, election=world.election, region="31.71", now=NOW)
    first = seek_kin(job, NOW)()
    Application.objects.exclude(region=last).update(withdrawn_at=NOW)
    job.cursor = dict(first.cursor)

    second = seek_kin(job, NOW)()

    assert (second.is_finished, second.result["kept"]) == (True, 1)


def test_what_one_of_two_wrote_in_a_dispute_stands_in_no_receipt_of_the_other(
    world: World, joko: Person, kinship: Kinship
) -> None:
    confirm(world, kinship)
    dispute_kin(actor=hand(joko), kinship_id=kinship.id, words=NO, now=NOW)

    records = {
        person.name: [receipt_of(leaf.id)["record"] for leaf in own_leaves(hand(person))]
        for person in (joko, world.people["Siti"])
    }

    assert NO in str(records[joko.name])
    assert NO not in str(records[world.people["Siti"].name])
