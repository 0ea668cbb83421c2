"""Who came after the lot of interviewers, or has nobody left in it, gets an interviewer from another lot."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings
from tests.at_once import begun, needs_two_writers

from jurdil.engines.lot import parse_record, verify_record
from jurdil.errors import Conflict, Refused
from jurdil.foundation.accounts.models import Account, Mandate
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.law import ComingBeacon
from jurdil.registry.bodies.models import BodyKind
from jurdil.stages.selection.actions import score_application, score_interview
from jurdil.stages.selection.interviews import (
    draw_interviewers,
    freeze_interviewers,
    listing_of,
    pass_over_departed,
    record_of,
    step_back,
)
from jurdil.stages.selection.models import Interview, InterviewLot, ScoreSheet

from .conftest import BEACONS, LATER, WARD, World, post
from .test_interviews import DESK, REST, commissioner, drawn, frozen, panel, who

__all__ = ["panel"]  # a fixture, which pytest finds here by name
MUCH_LATER = LATER + timedelta(days=1)
TO_COME = [ComingBeacon(one.source, "https://rekaan.example/angka", LATER + timedelta(hours=2)) for one in BEACONS]


def frozen_again(world: World, officers: list[Actor]) -> InterviewLot:
    accounts = [one.account_id for one in officers if one.account_id]
    return freeze_interviewers(
        actor=officers[0], election=world.election, region=WARD, body="PPS", accounts=accounts, beacons=TO_COME,
        now=LATER,
    )  # fmt: skip


def drawn_again(world: World, officers: list[Actor]) -> InterviewLot:
    lot = frozen_again(world, officers)
    return draw_interviewers(actor=officers[0], lot_id=lot.id, beacons=BEACONS, now=MUCH_LATER)


def passed_over(world: World, actor: Actor) -> int:
    return pass_over_departed(actor=actor, election=world.election, region=WARD, body="PPS", now=LATER)


def test_whoever_becomes_eligible_later_is_in_a_second_lot_and_the_list_can_be_frozen(
    world: World, panel: list[Actor]
) -> None:
    first = drawn(world, panel)
    for row in Interview.objects.all():
        score_interview(actor=who(panel, row), application_id=row.application_id, points=80, now=LATER)
    before, published = dict(Interview.objects.values_list("id", "number")), record_of(first)
    late = world.apply("Tono", BodyKind.PPS)

    second = drawn_again(world, panel)

    assert second.turn == 2
    assert set(listing_of(second).bands) == {Interview.objects.get(application=late).pseudonym}
    assert verify_record(parse_record(record_of(second)))
    assert dict(Interview.objects.filter(lot=first).values_list("id", "number")) == before
    assert record_of(InterviewLot.objects.get(turn=1)) == published
    row = Interview.objects.get(application=late)
    score_interview(actor=who(panel, row), application_id=late.id, points=80, now=MUCH_LATER)
    for sheet in Interview.objects.all():
        score_application(actor=panel[0], application_id=sheet.application_id, points=REST, now=MUCH_LATER)
    assert not ScoreSheet.objects.filter(total__isnull=True).exists()
    leaf = Leaf.objects.filter(kind="selection.interviewers_frozen").order_by("id").last()
    assert leaf is not None


def test_a_second_lot_waits_for_the_first_and_for_somebody_who_lacks_an_interviewer(
    world: World, panel: list[Actor]
) -> None:
    lot = frozen(world, panel)
    world.apply("Tono", BodyKind.PPS)
    with pytest.raises(Conflict):
        frozen_again(world, panel)
    draw_interviewers(actor=panel[0], lot_id=lot.id, beacons=BEACONS, now=LATER)
    drawn_again(world, panel)

    with pytest.raises(Conflict, match="setiap pelamar"):
        frozen_again(world, panel)


def test_whoever_has_no_free_interviewer_moves_on_and_interests_and_points_stay(
    world: World, panel: list[Actor]
) -> None:
    drawn(world, panel)
    row, other = Interview.objects.order_by("id")[:2]
    score_interview(actor=who(panel, other), application_id=other.application_id, points=70, now=LATER)
    for one in panel:
        step_back(actor=one, application_id=row.application_id, reason="Teman sekantor.", now=LATER)
    tuti = commissioner("Tuti")

    drawn_again(world, [*panel[:2], tuti])

    row.refresh_from_db()
    assert row.account_id == tuti.account_id
    assert [(one["number"], one["why"]) for one in row.passed] == [(1, "interest"), (2, "interest")]
    assert row.passed[0]["reason"] == "Teman sekantor."
    assert row.earlier[0]["turn"] == 1
    assert len(row.earlier[0]["passed"]) == 3
    other.refresh_from_db()
    assert other.lot.turn == 1
    assert ScoreSheet.objects.get().points["interview"][0] == 70


def test_an_interviewer_without_a_mandate_is_passed_over_and_another_free_one_stands(
    world: World, panel: list[Actor]
) -> None:
    drawn(world, panel)
    row = Interview.objects.order_by("id")[0]
    gone = who(panel, row)
    left = next(one for one in panel if one != gone)
    held = Interview.objects.filter(account_id=gone.account_id)
    done = held.exclude(id=row.id).first()
    if done is not None:
        score_interview(actor=gone, application_id=done.application_id, points=70, now=LATER)
    count = held.count() - (done is not None)
    Mandate.objects.filter(account_id=gone.account_id).update(until=LATER.date() - timedelta(days=1))

    with pytest.raises(Refused, match=r"access\.region"):
        passed_over(world, Actor(Role.KPU_REGENCY, "31.74"))
    assert passed_over(world, left) == count

    row.refresh_from_db()
    assert row.account_id not in (None, gone.account_id)
    assert row.passed[-1]["why"] == "mandate"
    if done is not None:
        assert Interview.objects.get(id=done.id).account_id == gone.account_id
    with pytest.raises(Conflict):
        passed_over(world, left)


def test_where_every_mandate_has_ended_another_lot_is_drawn_among_those_of_today(
    world: World, panel: list[Actor]
) -> None:
    drawn(world, panel)
    Mandate.objects.filter(account_id__in=[one.account_id for one in panel]).update(
        until=LATER.date() - timedelta(days=1)
    )
    fresh = [commissioner("Tuti"), commissioner("Joko")]
    passed_over(world, fresh[0])
    with pytest.raises(Refused, match=r"selection\.interviewers"):
        frozen_again(world, panel)

    drawn_again(world, fresh)

    assert {row.account_id for row in Interview.objects.all()} == {one.account_id for one in fresh}
    assert {row.lot.turn for row in Interview.objects.select_related("lot")} == {2}


def test_pages_say_who_lacks_an_interviewer_and_why_and_do_it(
    world: World, panel: list[Actor], client: Client, settings: Settings
) -> None:
    lot = drawn(world, panel)
    settings.NOW = LATER
    account = Account.objects.get(username="agus")
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    world.apply("Tono", BodyKind.PPS)
    Mandate.objects.filter(account_id=panel[1].account_id).update(until=LATER.date() - timedelta(days=1))
    has_gone = Interview.objects.filter(account_id=panel[1].account_id).exists()

    words = client.get(f"{DESK}?badan=PPS").content.decode()

    assert "Tono: memenuhi syarat sesudah undian dibekukan" in words
    assert ("Lewati dan gantikan" in words) == has_gone
    if has_gone:
        post(client, f"{DESK}lewati/?badan=PPS")
    assert "Lewati dan gantikan" not in client.get(f"{DESK}?badan=PPS").content.decode()
    accounts = [str(panel[0].account_id), str(panel[2].account_id)]
    post(client, f"{DESK}?badan=PPS", accounts=accounts, draws_at="2024-10-11T15:00")
    assert InterviewLot.objects.count() == 2
    assert "sesudah undian yang dibekukan dilakukan" not in client.get(f"{DESK}?badan=PPS").content.decode()
    settings.NOW = MUCH_LATER
    post(client, f"{DESK}undi/?badan=PPS", value_0="ab" * 32, value_1="CD" * 64)
    assert Interview.objects.get(application__person__name="Tono").account_id is not None
    words = client.get(f"{DESK}?badan=PPS").content.decode()
    assert "Undian ke-2" in words
    assert "Belum ada yang dapat mewawancarai" not in words
    public = f"/undian/{WARD}/pewawancara/"
    assert Client().get(f"{public}undian.json").json() == record_of(InterviewLot.objects.get(id=lot.id))
    record = Client().get(f"{public}undian.json?undian=2").json()
    assert verify_record(parse_record(record))
    assert "Undian ke-2" in Client().get(public).content.decode()
    assert Client().get(f"{public}?undian=3").status_code == 404
    assert "undian ke-2" in Client().get("/undian/").content.decode()


@needs_two_writers
@pytest.mark.django_db(transaction=True)
def test_of_two_officers_who_freeze_the_next_lot_at_once_the_second_is_told_in_words(
    world: World, panel: list[Actor]
) -> None:
    drawn(world, panel)
    world.apply("Wahyu", BodyKind.PPS)

    with begun(lambda: frozen_again(world, panel)), pytest.raises(Conflict, match="sudah dibekukan"):
        frozen_again(world, panel)

    assert InterviewLot.objects.count() == 2
