"""A lane's device is known by its pass: for one event, in the name of the officer who opened it, until it is closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.models import Account, Mandate
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.ledger.sequencing import log_key
from jurdil.registry.bodies.models import Appointment, BodyKind
from jurdil.stages.consolidation.actions import invite_serving
from jurdil.stages.consolidation.hall_list import hall_list_text
from jurdil.stages.consolidation.lanes import close_lane, lane_of_pass, name_sessions, open_lane, open_lanes, pass_of
from jurdil.stages.consolidation.models import Event, Lane
from jurdil.stages.consolidation.settling import actor_of_lane

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 9, 29, 1, tzinfo=UTC)
AGUS = Actor(role=Role.KPU_PROVINCE, region="31")
PPS = Actor(role=Role.PPS, region="31.71.01.1001")


def opened(event: Event, *, name: str = "Pintu 1", region: str = "", actor: Actor = AGUS) -> Lane:
    return open_lane(actor=actor, event_id=event.id, name=name, region=region, now=NOW)


def test_the_pass_opens_its_own_event_only(plan: Callable[..., Event]) -> None:
    event, other = plan(), plan(title="Bimtek")
    lane = opened(event)

    assert lane_of_pass(event.id, pass_of(lane), on=NOW.date()) == lane
    for event_id, text in ((other.id, pass_of(lane)), (event.id, lane.id.hex + ".0"), (event.id, ""), (event.id, "x")):
        with pytest.raises(Refused, match=r"consolidation\.lane"):
            lane_of_pass(event_id, text, on=NOW.date())


def test_a_lane_for_each_unit_admits_disjoint_lists_and_a_second_act_opens_none(
    event: Event, siti: Appointment, rina: Appointment
) -> None:
    with pytest.raises(NotFound):
        open_lanes(actor=AGUS, event_id=event.id, steps=2, now=NOW)
    invite_serving(actor=AGUS, event_id=event.id, kinds=[BodyKind.PPS], now=NOW)

    made = open_lanes(actor=AGUS, event_id=event.id, steps=2, now=NOW)

    assert [one.region for one in made] == ["31.71", "31.74"]
    lists = [hall_list_text(one, log_key(), issued=NOW) for one in made]
    assert ["Siti" in text for text in lists] == [True, False]
    assert ["Rina" in text for text in lists] == [False, True]
    assert open_lanes(actor=AGUS, event_id=event.id, steps=2, now=NOW) == []
    mine = open_lanes(actor=Actor(role=Role.PPK, region="31.71.01"), event_id=event.id, steps=3, now=NOW)
    assert [one.region for one in mine] == ["31.71.01"]


def test_the_page_opens_a_lane_for_each_unit(
    signed_in: Callable[[Role, str], Client], event: Event, siti: Appointment
) -> None:
    client, at = signed_in(Role.KPU_PROVINCE, "31"), f"/meja/konsolidasi/{event.id}/jalur/"
    invite_serving(actor=AGUS, event_id=event.id, kinds=[BodyKind.PPS], now=NOW)

    page = client.post(f"{at}semua/", {"steps": "2", "idempotency_key": "0" * 32}, follow=True).content.decode()

    assert "1 jalur dibuka" in page
    assert Lane.objects.get().region == "31.71"
    client.post(at, {"name": "Umum", "region": "", "idempotency_key": "1" * 32})
    assert Lane.objects.get(name="Umum").region == "31"


def test_a_lane_opened_anew_voids_the_older_pass_and_keeps_what_it_sent(event: Event) -> None:
    older = opened(event)
    old_pass = pass_of(older)

    newer = opened(event)

    assert newer.id == older.id
    assert lane_of_pass(event.id, pass_of(newer), on=NOW.date()) == newer
    with pytest.raises(Refused, match=r"consolidation\.lane"):
        lane_of_pass(event.id, old_pass, on=NOW.date())


def test_the_pass_of_a_closed_lane_is_void_at_once(event: Event) -> None:
    lane = opened(event)

    close_lane(actor=AGUS, lane_id=lane.id, now=NOW)

    with pytest.raises(Refused) as refused:
        lane_of_pass(event.id, pass_of(lane), on=NOW.date())
    assert "catatan di alat tetap tersimpan" in refused.value.remedy
    with pytest.raises(Conflict):
        close_lane(actor=AGUS, lane_id=lane.id, now=NOW)
    kinds = set(Leaf.objects.values_list("kind", flat=True))
    assert {"consolidation.lane_opened", "consolidation.lane_closed"} <= kinds


def test_the_device_acts_in_the_name_of_the_officer_who_opened_the_lane(event: Event) -> None:
    lane = opened(event, actor=PPS)

    assert (actor_of_lane(lane).role, actor_of_lane(lane).region, lane.region) == (Role.PPS, PPS.region, PPS.region)


def test_a_lane_beyond_the_officer_or_the_event_is_refused(plan: Callable[..., Event], event: Event) -> None:
    with pytest.raises(Refused, match=r"access\.region"):
        opened(event, region="31.74", actor=PPS)
    with pytest.raises(Refused, match=r"consolidation\.lane"):
        opened(plan(region="31.71"), region="31.74")
    with pytest.raises(NotFound):
        opened(event, actor=Actor(role=Role.PPS, region="32.01.01.1001"))
    lane = opened(event)
    with pytest.raises(NotFound):
        close_lane(actor=PPS, lane_id=lane.id, now=NOW)
    with pytest.raises(Conflict):
        opened(event, actor=PPS)


def test_sessions_are_named_once_each_by_who_governs_the_event(event: Event) -> None:
    named = name_sessions(actor=AGUS, event_id=event.id, names=["Pagi", " ", "Siang", "Pagi "], now=NOW)

    assert named.sessions == ["Pagi", "Siang"]
    with pytest.raises(NotFound):
        name_sessions(actor=Actor(role=Role.PPK, region="31.71.01"), event_id=event.id, names=[], now=NOW)


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.PARTNER, Role.PUBLIC, Role.APPLICANT])
def test_other_roles_open_no_lane(event: Event, role: Role) -> None:
    with pytest.raises(Refused, match=r"access\.role"):
        opened(event, actor=Actor(role=role, region="31"))


def test_a_pass_does_not_outlive_the_mandate_of_whoever_opened_the_lane(event: Event) -> None:
    account = Account.objects.create_user("agus")
    mandate = Mandate.objects.create(account=account, role=Role.KPU_PROVINCE.value, region="31", since=NOW.date())
    agus = Actor(role=Role.KPU_PROVINCE, region="31", account_id=account.id)
    lane = open_lane(actor=agus, event_id=event.id, name="Pintu 1", region="31", now=NOW)
    assert lane_of_pass(event.id, pass_of(lane), on=NOW.date()) == lane

    mandate.until = NOW.date()
    mandate.save()

    assert lane_of_pass(event.id, pass_of(lane), on=NOW.date()) == lane, "the last day counts"
    with pytest.raises(Refused, match=r"consolidation\.lane"):
        lane_of_pass(event.id, pass_of(lane), on=NOW.date() + timedelta(days=1))
