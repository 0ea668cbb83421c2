"""Where somebody with several places is screened."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from jurdil.registry.bodies.models import Appointment, Body, BodyKind, Seat
from jurdil.stages.recruitment.models import Application
from jurdil.stages.vetting.subjects import subjects_within

from .conftest import NOW, ON, WARD, World

OTHER_WARD, THIRD_WARD = "31.71.01.1002", "31.71.02.1001"


def place_of(world: World, key: str, region: str = "31.71") -> tuple[str, object]:
    person = str(world.people[key].id)
    found = subjects_within(world.election, region, ON)
    return found.places[person], found.own[person]["region"]


def apply_again(world: World, key: str, region: str, *, days: int) -> None:
    first = world.applications[key]
    Application.objects.create(
        opening=first.opening, person=first.person, body=first.body, region=region, number=90 + days,
        candidacy="registered", contact_at=NOW, submitted_at=NOW + timedelta(days=days),
    )  # fmt: skip


def seat(world: World, key: str, region: str, *, start: date) -> None:
    body = Body.objects.create(election=world.election, kind=BodyKind.KPPS, region=region, size=7, authority="31.71")
    Appointment.objects.create(
        seat=Seat.objects.create(body=body, role="member", number=2), person=world.people[key], region=region,
        start=start, end=date(2024, 12, 8), basis="body.kpps.appointment", decree="7/KPPS", authority="31.71",
        signatory="Ketua PPS", recorded_at=NOW,
    )  # fmt: skip


@pytest.mark.parametrize("days", [(1, -1), (-1, 1)])
def test_of_two_applications_the_last_one_says_where_somebody_is(world: World, days: tuple[int, int]) -> None:
    world.people["Budi"].region = ""
    world.people["Budi"].save()
    for region, day in zip((OTHER_WARD, THIRD_WARD), days, strict=True):
        apply_again(world, "Budi", region, days=day)

    last = OTHER_WARD if days[0] > days[1] else THIRD_WARD
    assert place_of(world, "Budi") == (last, last)


def test_an_application_says_it_before_a_seat(world: World) -> None:
    seat(world, "Budi", f"{OTHER_WARD}/001", start=ON)

    assert place_of(world, "Budi")[0] == WARD


@pytest.mark.parametrize("begins", [(0, 5), (5, 0)])
def test_of_two_seats_the_later_one_says_it(world: World, begins: tuple[int, int]) -> None:
    world.applications["Budi"].delete()
    for region, days in zip((f"{OTHER_WARD}/001", f"{THIRD_WARD}/002"), begins, strict=True):
        seat(world, "Budi", region, start=ON + timedelta(days=days))

    last = f"{OTHER_WARD}/001" if begins[0] > begins[1] else f"{THIRD_WARD}/002"
    assert place_of(world, "Budi")[0] == last


def test_a_run_over_one_district_sees_only_the_places_in_it(world: World) -> None:
    apply_again(world, "Budi", THIRD_WARD, days=1)

    assert place_of(world, "Budi", "31.71.01")[0] == WARD
