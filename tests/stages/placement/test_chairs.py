"""The seven of a KPPS choose their chair themselves; the proposed one gives the seat to the chosen."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.ledger.models import Leaf
from jurdil.registry.bodies.models import Appointment, BodyKind, Seat, SeatRole
from jurdil.registry.bodies.queries import holder_of
from jurdil.stages.placement.chairs import chair_of, first_day, record_chair
from jurdil.stages.placement.models import ChairChoice
from jurdil.stages.placement.opening import open_vacancy

from .conftest import APPOINTED, STATIONS, World, appointed, officer, post, sign_in

NOW = APPOINTED + timedelta(days=10)
MET = date(2024, 11, 12)


def holding(role: SeatRole) -> Appointment:
    rows = Appointment.objects.filter(region=STATIONS[0], seat__role=role, seat__body__kind=BodyKind.KPPS)
    return rows.select_related("seat").order_by("seat__number")[0]


def name(appointment: Appointment) -> str:
    return str(appointment.person.name)


def names(seat: Seat, on: date) -> str:
    found = holder_of(seat, on)
    assert found is not None
    return found.name


def choose(world: World, chosen: Appointment, **given: object) -> ChairChoice:
    facts = {"held_on": MET, "minutes": "1/KPPS", "now": NOW, **given}
    return record_chair(actor=world.agus, appointment_id=chosen.id, **facts)  # type: ignore[arg-type]


@pytest.mark.usefixtures("drawn")
def test_the_chosen_and_the_proposed_exchange_their_seats_from_the_day_they_met(world: World) -> None:
    appointed(world)
    siti, proposed = holding(SeatRole.MEMBER), holding(SeatRole.CHAIR)

    made = choose(world, siti)

    assert made.appointment.person_id == siti.person_id
    before = MET - timedelta(days=1)
    assert [names(seat, before) for seat in (proposed.seat, siti.seat)] == [name(proposed), name(siti)]
    assert [names(seat, MET) for seat in (proposed.seat, siti.seat)] == [name(siti), name(proposed)]
    assert made.appointment.end == siti.end
    assert Leaf.objects.filter(kind="placement.chair_chosen", subject=str(made.appointment_id)).count() == 1
    assert Leaf.objects.filter(kind="bodies.ended", rule="selection.chair").count() == 2


@pytest.mark.usefixtures("drawn")
def test_a_choice_before_the_first_day_holds_from_the_first_day(world: World) -> None:
    appointed(world)
    siti = holding(SeatRole.MEMBER)

    made = choose(world, siti, held_on=siti.start - timedelta(days=1), now=APPOINTED + timedelta(days=3))

    assert made.appointment.start == siti.start
    assert Appointment.objects.get(id=siti.id).end == siti.start - timedelta(days=1)


@pytest.mark.usefixtures("drawn")
def test_a_choice_recorded_late_reaches_back_a_week_and_not_to_the_voting_day(world: World) -> None:
    appointed(world)
    siti, voting = holding(SeatRole.MEMBER), world.election.voting_day
    week, after = timedelta(days=7), NOW + timedelta(days=8)
    assert first_day(world.election, voting) == voting - week
    assert first_day(world.election, voting + timedelta(days=3)) == voting + timedelta(days=1)

    made = choose(world, siti, held_on=siti.start, now=after)

    assert (made.held_on, made.appointment.start) == (siti.start, after.date() - week)


@pytest.mark.usefixtures("drawn")
def test_an_older_choice_does_not_undo_a_newer_one(world: World) -> None:
    appointed(world)
    siti, proposed = holding(SeatRole.MEMBER), holding(SeatRole.CHAIR)
    choose(world, siti)
    back = Appointment.objects.get(person=proposed.person, end_rule="", seat__body=proposed.seat.body)

    with pytest.raises(Refused, match=r"selection\.chair_days"):
        choose(world, back, held_on=MET - timedelta(days=1))


@pytest.mark.usefixtures("drawn")
def test_choosing_the_proposed_one_only_writes_it_down(world: World) -> None:
    appointed(world)
    count = Appointment.objects.count()

    choose(world, holding(SeatRole.CHAIR))

    assert Appointment.objects.count() == count
    found = chair_of(actor=world.agus, station=STATIONS[0])
    assert found is not None
    assert found.minutes == "1/KPPS"


@pytest.mark.usefixtures("drawn")
def test_what_is_refused_says_why(world: World) -> None:
    appointed(world)
    siti, chair = holding(SeatRole.MEMBER), holding(SeatRole.CHAIR)

    for given in ({"minutes": " "}, {"held_on": NOW.date() + timedelta(days=1)}):
        with pytest.raises(Refused, match=r"selection\.chair"):
            choose(world, siti, **given)
    with pytest.raises(NotFound):
        record_chair(actor=officer("31.71.01.1002"), appointment_id=siti.id, held_on=MET, minutes="1/KPPS", now=NOW)
    leaving = {"ground": "resigned", "reason": "Pindah.", "folder": "12", "last_day": NOW.date(), "now": NOW}
    open_vacancy(actor=world.agus, appointment_id=chair.id, **leaving)  # type: ignore[arg-type]
    with pytest.raises(Refused, match=r"selection\.chair"):
        choose(world, siti)
    with pytest.raises(Conflict):
        choose(world, chair)
    assert not ChairChoice.objects.exists()


@pytest.mark.usefixtures("drawn")
def test_an_officer_records_it_on_the_page_of_the_team(world: World, client: Client, settings: Settings) -> None:
    appointed(world)
    settings.NOW = NOW
    sign_in(client)
    siti = holding(SeatRole.MEMBER)
    team, page = f"/meja/penempatan/tim/{STATIONS[0]}/", f"/meja/penempatan/ketua/{STATIONS[0]}/"
    assert page in client.get(team).content.decode()

    fault = post(client, page, chosen=siti.id, held_on="2024-12-31", minutes="1/KPPS")
    assert "selection.chair" in fault.content.decode()  # type: ignore[attr-defined]
    post(client, page, chosen=siti.id, held_on="2024-11-12", minutes="1/KPPS")

    words = client.get(team).content.decode()
    assert "berita acara 1/KPPS" in words
    assert ChairChoice.objects.get().appointment.person_id == siti.person_id
