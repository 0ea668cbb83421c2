"""A lot that anyone can redo says who interviews whom; kin and interests are passed over, and only that one scores."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import Settings
from tests.at_once import begun, needs_two_writers

from jurdil.engines.lot import parse_record, verify_record
from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.actions import name_holder
from jurdil.foundation.accounts.models import Account, Mandate
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.people.actions import register_person
from jurdil.registry.people.models import Person
from jurdil.registry.people.values import PersonValues, nik_hash
from jurdil.stages.recruitment.models import Application
from jurdil.stages.selection.actions import score_application, score_interview
from jurdil.stages.selection.interviews import (
    draw_interviewers,
    freeze_interviewers,
    record_of,
    step_back,
)
from jurdil.stages.selection.models import Interview, InterviewLot, ScoreSheet
from jurdil.stages.selection.moves import held_moves
from jurdil.stages.selection.queries import own_scores, scorable
from jurdil.stages.vetting.kin_models import Kinship, KinState

from .conftest import BEACONS, LATER, NAMED, NOW, WARD, World, all_at, post

REST = {**all_at(50), "written_test": 60, "experience": 50}
DESK = f"/meja/seleksi/{WARD}/pewawancara/"


def number(last: int) -> str:
    """Return an invented number of 16 digits."""
    return "31710101019" + f"{last:05}"


def commissioner(name: str, person: UUID | None = None) -> Actor:
    account = Account.objects.create_user(username=name.lower(), display_name=f"{name} Rekaan")
    Mandate.objects.create(
        account=account, role=Role.KPU_REGENCY.value, region="31.71", since=date(2024, 1, 1), person_id=person
    )
    return Actor(Role.KPU_REGENCY, "31.71", account_id=account.id, person_id=person)


@pytest.fixture
def panel(world: World) -> list[Actor]:
    """Three commissioners, and six people who apply to the PPS."""
    world.switch("selection.interviewers", "PPS")
    for number in range(6):
        world.apply(f"Warga {number}", BodyKind.PPS)
    return [commissioner(name) for name in ("Agus", "Dewi", "Wati")]


def frozen(world: World, panel: list[Actor]) -> InterviewLot:
    accounts = [one.account_id for one in panel if one.account_id]
    return freeze_interviewers(
        actor=panel[0], election=world.election, region=WARD, body="PPS", accounts=accounts, beacons=NAMED, now=NOW
    )


def drawn(world: World, panel: list[Actor]) -> InterviewLot:
    return draw_interviewers(actor=panel[0], lot_id=frozen(world, panel).id, beacons=BEACONS, now=LATER)


def who(panel: list[Actor], row: Interview) -> Actor:
    return next(one for one in panel if one.account_id == row.account_id)


def test_a_stranger_redoes_the_lot_and_finds_no_person_in_it(world: World, panel: list[Actor]) -> None:
    record = record_of(drawn(world, panel))

    assert verify_record(parse_record(record))
    assert len(record["order"]) == 18  # type: ignore[arg-type]
    for one in Application.objects.filter(body="PPS"):
        assert str(one.id) not in str(record)


def test_interviews_are_dealt_evenly_and_a_stranger_redoes_that_too(world: World, panel: list[Actor]) -> None:
    world.apply("Warga 6", BodyKind.PPS)

    record = record_of(drawn(world, panel))

    rows = Interview.objects.all()
    assert all(sorted(row.order) == [1, 2, 3] for row in rows)
    assert sorted(Counter(row.number for row in rows).values()) == [2, 2, 3]
    assert Leaf.objects.filter(kind="selection.interviewer_named").count() == 7
    assert {f"{row.pseudonym}/{row.number}" for row in rows} == set(record["dealt"])  # type: ignore[call-overload]
    first, *others = record["dealt"]  # type: ignore[misc]
    other = "1" if first[-1] != "1" else "2"
    assert not verify_record(parse_record({**record, "dealt": [first[:-1] + other, *others]}))


def test_kin_of_an_applicant_never_interviews_them(world: World, panel: list[Actor]) -> None:
    siti = Application.objects.filter(body="PPS")[0]
    brother = world.apply("Budi", BodyKind.PPS, kin=[str(siti.id)])
    panel.append(commissioner("Kakak", brother.person_id))

    drawn(world, panel)

    row = Interview.objects.get(application=siti)
    assert row.number != 4
    assert row.passed == [{"number": 4, "why": "kin"}]
    assert Interview.objects.get(application=brother).number != 4


def test_kin_whom_officers_have_confirmed_never_interviews_either(world: World, panel: list[Actor]) -> None:
    siti = Application.objects.filter(body="PPS")[0]
    cousin = Person.objects.create(name="Sepupu Rekaan", sex="L", region=WARD)
    panel.append(commissioner("Sepupu", cousin.id))
    Kinship.objects.create(
        election=world.election, one=siti.person, other=cousin, region=WARD, relation="kin", strength="strong",
        reasons="[]", evidence="-", dispute="", state=KinState.CONFIRMED, found_at=NOW,
    )  # fmt: skip

    drawn(world, panel)

    assert Interview.objects.get(application=siti).passed == [{"number": 4, "why": "kin"}]


def test_a_shared_family_card_or_a_spouse_counts_as_kin(world: World, panel: list[Actor]) -> None:
    siti, budi, rina = Application.objects.filter(body="PPS")[:3]
    values = PersonValues(name="Kakak Rekaan", nik=number(1), kk=number(9), spouse_nik=number(2))
    officer = register_person(actor=panel[0], values=values, now=NOW)
    Person.objects.filter(id=siti.person_id).update(kk_hash=officer.kk_hash)
    Person.objects.filter(id=budi.person_id).update(nik_hash=nik_hash(number(2)))
    panel.append(commissioner("Kakak", officer.id))

    lot = drawn(world, panel)

    passed = {row.application_id: row.passed for row in Interview.objects.all()}
    assert passed[siti.id] == passed[budi.id] == [{"number": 4, "why": "kin"}]
    assert passed[rina.id] == []
    assert lot.checked == [4]


def test_an_office_records_which_person_an_interviewer_is_after_a_second_look(
    world: World, panel: list[Actor], client: Client, settings: Settings
) -> None:
    settings.NOW = NOW
    account = Account.objects.get(username="agus")
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = f"{DESK}orang/{panel[1].account_id}/?badan=PPS"
    assert "orangnya belum tercatat" in client.get(f"{DESK}?badan=PPS").content.decode()
    given = {"nik": number(1), "name": "Dewi Rekaan"}

    assert "belum dikenal" in post(client, page, **given).content.decode()  # type: ignore[attr-defined]
    assert not Mandate.objects.filter(person_id__isnull=False).exists()
    post(client, page, **given, yakin="ya")

    mandate = Mandate.objects.get(account_id=panel[1].account_id)
    assert Person.objects.get(id=mandate.person_id).name == "Dewi Rekaan"
    assert Leaf.objects.filter(kind="accounts.holder_named").count() == 1
    assert "Dewi Rekaan: orangnya tercatat" in client.get(f"{DESK}?badan=PPS").content.decode()
    assert "sudah dikenal: Dewi Rekaan" in post(client, page, **given).content.decode()  # type: ignore[attr-defined]


def test_who_holds_a_mandate_is_recorded_by_whoever_may_give_it(world: World, panel: list[Actor]) -> None:
    siti, account = Application.objects.filter(body="PPS")[0].person_id, panel[1].account_id
    assert account is not None

    with pytest.raises(NotFound):
        name_holder(actor=Actor(Role.KPU_REGENCY, "31.74"), account_id=account, person_id=siti, now=NOW)
    with pytest.raises(Refused, match=r"access\.role"):
        name_holder(actor=Actor(Role.PPS, WARD), account_id=account, person_id=siti, now=NOW)
    assert name_holder(actor=Actor(Role.KPU_PROVINCE, "31"), account_id=account, person_id=siti, now=NOW) == 1


def test_whoever_steps_back_gives_way_to_the_next_and_nothing_is_drawn_again(world: World, panel: list[Actor]) -> None:
    lot = drawn(world, panel)
    row = Interview.objects.all()[0]
    before = dict(Interview.objects.exclude(id=row.id).values_list("id", "number"))

    after = step_back(actor=who(panel, row), application_id=row.application_id, reason="Teman sekantor.", now=LATER)

    assert after.number in row.order
    assert after.number != row.number
    counts = Counter(before.values())
    assert counts[after.number] == min(counts[number] for number in row.order if number != row.number)
    assert dict(Interview.objects.exclude(id=row.id).values_list("id", "number")) == before
    assert InterviewLot.objects.get().order == lot.order
    with pytest.raises(Conflict):
        step_back(actor=who(panel, row), application_id=row.application_id, reason="Lagi.", now=LATER)


def test_an_interest_declared_before_the_draw_counts(world: World, panel: list[Actor]) -> None:
    lot = frozen(world, panel)
    row = Interview.objects.all()[0]
    step_back(actor=panel[1], application_id=row.application_id, reason="Tetangga.", now=NOW)

    draw_interviewers(actor=panel[0], lot_id=lot.id, beacons=BEACONS, now=LATER)

    assert Interview.objects.get(id=row.id).number != 2


def test_where_all_step_back_nobody_stands(world: World, panel: list[Actor]) -> None:
    drawn(world, panel)
    row = Interview.objects.all()[0]

    for one in panel:
        row = step_back(actor=one, application_id=row.application_id, reason="Teman.", now=LATER)

    assert (row.number, row.account_id) == (None, None)


def test_only_the_interviewer_gives_those_points_and_the_sheet_waits_for_them(world: World, panel: list[Actor]) -> None:
    drawn(world, panel)
    row = Interview.objects.all()[0]
    mine, other = who(panel, row), next(one for one in panel if one.account_id != row.account_id)
    key = row.application_id

    score_application(actor=other, application_id=key, points=REST, now=LATER)
    assert ScoreSheet.objects.get().total is None
    assert held_moves(world.election, WARD, "PPS") == []
    assert row.application in scorable(actor=other, opening=row.application.opening, only_unscored=True)
    with pytest.raises(Refused, match=r"selection\.interviewers"):
        score_interview(actor=other, application_id=key, points=90, now=LATER)
    with pytest.raises(Refused, match=r"selection\.sheet"):
        score_application(actor=mine, application_id=key, points={**REST, "interview": 90}, now=LATER)
    score_interview(actor=mine, application_id=key, points=90, now=LATER)

    sheet = ScoreSheet.objects.get()
    assert sheet.total is not None
    assert sheet.points["interview"][:2] == [90, mine.label]
    assert sheet.points["written_test"][1] == other.label
    with pytest.raises(Conflict):
        step_back(actor=mine, application_id=key, reason="Terlambat.", now=LATER)


def test_an_applicant_reads_who_interviewed_them_with_the_points_and_not_before(
    world: World, panel: list[Actor]
) -> None:
    drawn(world, panel)
    row = Interview.objects.select_related("application").all()[0]
    score_interview(actor=who(panel, row), application_id=row.application_id, points=90, now=LATER)
    applicant = Actor(Role.APPLICANT, "", person_id=row.application.person_id)
    assert own_scores(actor=applicant) == []

    ScoreSheet.objects.update(published_at=LATER, total=70)

    assert own_scores(actor=applicant)[0].interviewer.endswith("Rekaan")


@pytest.mark.parametrize("count", [1, 2])
def test_the_lot_takes_commissioners_only_and_enough_of_them(world: World, panel: list[Actor], count: int) -> None:
    stranger = Account.objects.create_user(username="lain")
    accounts = [panel[0].account_id, stranger.id][:count]

    with pytest.raises(Refused, match=r"selection\.interviewers"):
        freeze_interviewers(
            actor=panel[0],
            election=world.election,
            region=WARD,
            body="PPS",
            accounts=accounts,  # type: ignore[arg-type]
            beacons=NAMED,
            now=NOW,
        )


def test_without_the_policy_nobody_is_drawn_and_points_come_as_before(world: World, panel: list[Actor]) -> None:
    world.switch("selection.interviewers", "PPS", is_on=False)

    with pytest.raises(Refused, match=r"selection\.policy"):
        frozen(world, panel)
    one = Application.objects.filter(body="PPS")[0]
    score_application(actor=panel[0], application_id=one.id, points={**REST, "interview": 80}, now=NOW)
    assert ScoreSheet.objects.get().total is not None


def test_it_is_frozen_and_drawn_once_and_not_from_elsewhere(world: World, panel: list[Actor]) -> None:
    lot = drawn(world, panel)

    with pytest.raises(Conflict):
        frozen(world, panel)
    with pytest.raises(Conflict):
        draw_interviewers(actor=panel[0], lot_id=lot.id, beacons=BEACONS, now=LATER)
    with pytest.raises(NotFound):
        draw_interviewers(actor=Actor(Role.KPU_REGENCY, "31.74"), lot_id=lot.id, beacons=BEACONS, now=LATER)


def test_pages_freeze_draw_score_and_show_who_interviews_whom(
    world: World, panel: list[Actor], client: Client, settings: Settings
) -> None:
    settings.NOW = NOW
    client.force_login(
        Account.objects.get(username="agus"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert DESK in client.get(f"/meja/seleksi/{WARD}/?badan=PPS").content.decode()
    accounts = [str(one.account_id) for one in panel]
    post(client, f"{DESK}?badan=PPS", accounts=accounts, draws_at="2024-10-10T15:00")
    settings.NOW = LATER
    post(client, f"{DESK}undi/?badan=PPS", value_0="ab" * 32, value_1="CD" * 64)

    words = client.get(f"{DESK}?badan=PPS").content.decode()

    assert "Urutan undian" in words
    assert "Wati Rekaan" in words
    mine = Interview.objects.filter(account_id=panel[0].account_id).first()
    if mine is not None:  # the lot may give Agus nobody
        answer: Any = post(
            client,
            f"{DESK}{mine.application_id}/nilai/?badan=PPS",
            **{f"{mine.application_id}-interview": "70"},
        )
        assert answer.status_code == 302
        assert ScoreSheet.objects.get().points["interview"][0] == 70
    public = Client().get(f"/undian/{WARD}/pewawancara/").content.decode()
    assert "Warga" not in public
    assert "Rekaan" not in public
    record = Client().get(f"/undian/{WARD}/pewawancara/undian.json").json()
    assert verify_record(parse_record(record))
    assert f"/undian/{WARD}/pewawancara/" in Client().get("/undian/").content.decode()


@needs_two_writers
@pytest.mark.django_db(transaction=True)
def test_points_of_two_officers_at_once_stand_on_one_sheet(world: World, panel: list[Actor]) -> None:
    drawn(world, panel)
    row = Interview.objects.all()[0]
    mine, other = who(panel, row), next(one for one in panel if one.account_id != row.account_id)

    with begun(lambda: score_application(actor=other, application_id=row.application_id, points=REST, now=LATER)):
        score_interview(actor=mine, application_id=row.application_id, points=90, now=LATER)

    assert set(ScoreSheet.objects.get().points) == {*REST, "interview"}
