"""The pages of the pact: coverage, the map of what is not understood, signing here, together, talks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.stages.consolidation.conftest import NOW, WARD

from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.law.pacts import pact_of
from jurdil.registry.bodies.models import Appointment, Body, BodyKind, Seat, SeatRole
from jurdil.registry.people.models import Person
from jurdil.stages.consolidation.coverage import understanding_by_unit
from jurdil.stages.consolidation.models import Pledge
from jurdil.stages.consolidation.pledging import sign_pledge

pytestmark = pytest.mark.django_db

AT = "/meja/konsolidasi/pakta/"
SignIn = Callable[[Role, str], Client]
PACT = pact_of("pemilihan-2024")
RIGHT = {clause.key: clause.item.right for clause in PACT.clauses}
FORM = {"clause": list(PACT.keys), **{f"item-{key}": str(right) for key, right in RIGHT.items()}}


def key(number: int) -> dict[str, str]:
    return {"idempotency_key": f"{number:032d}"}


def signed_by_others(siti: Appointment, count: int) -> None:
    """Give the ward `count` more members, each of whom signs and stumbles over neutrality."""
    body = Body.objects.create(
        election=siti.seat.body.election, kind=BodyKind.KPPS, region=f"{WARD}/001", size=7, authority="31.71"
    )
    for number in range(1, count + 1):
        seat = Seat.objects.create(body=body, role=SeatRole.MEMBER, number=number)
        person = Person.objects.create(name=f"Rekaan {number}", region=WARD)
        held = {"region": body.region, "start": siti.start, "end": siti.end, "decree": "-", "authority": "31.71"}
        row = Appointment.objects.create(
            seat=seat, person=person, basis="kpps.term", signatory="-", recorded_at=NOW, **held
        )
        actor = Actor(role=Role.APPLICANT, region="", person_id=person.id)
        answers = {**RIGHT, "neutral": 0}
        sign_pledge(actor=actor, appointment_id=row.id, accepted=PACT.keys, how="own", now=NOW, answers=answers)


def test_an_officer_lets_somebody_sign_here_before_a_witness(signed_in: SignIn, siti: Appointment) -> None:
    client = signed_in(Role.PPS, WARD)

    page = client.get(f"{AT}{siti.id}/").content.decode()
    refused = client.post(f"{AT}{siti.id}/", {**FORM, **key(1)})
    client.post(f"{AT}{siti.id}/", {**FORM, "witness": "Lurah Rekaan", **key(2)})

    assert page.count('name="clause"') == len(PACT.clauses)
    assert refused.status_code == 403
    assert Pledge.objects.get().how == "device"
    assert "sudah berpakta" in client.get(f"{AT}belum/").content.decode()


def test_who_owes_it_is_listed_and_exported(signed_in: SignIn, siti: Appointment) -> None:
    client = signed_in(Role.KPU_PROVINCE, "31")

    page = client.get(f"{AT}belum/").content.decode()
    table = b"".join(client.get(f"{AT}belum.csv").streaming_content).decode()  # type: ignore[attr-defined]

    assert "berutang" in page
    assert "Siti Rekaan" in table
    assert client.get(f"{AT}belum.pdf").status_code == 404


def test_a_unit_is_counted_and_recorded_together(signed_in: SignIn, siti: Appointment) -> None:
    client = signed_in(Role.KPU_REGENCY, "31.71")

    counted = client.get(f"{AT}bersama/?region={WARD}&kinds=PPS").content.decode()
    form = {"region": WARD, "kinds": "PPS", "led_by": "Rekaan", "witnesses": "Lurah\nPanwas", "absent": "bukan-id"}
    client.post(f"{AT}bersama/", {**form, **key(1)})

    assert "1 orang akan dicatat" in counted
    assert "Siti Rekaan" in counted
    assert Pledge.objects.get().how == "collective"
    assert "Panwas" in client.get(f"{AT}bersama/").content.decode()


def test_a_talk_is_listed_and_held(signed_in: SignIn, siti: Appointment) -> None:
    answers = {**RIGHT, "neutral": 0, "no_gifts": 1}
    own = Actor(role=Role.APPLICANT, region="", person_id=siti.person_id)
    pledge = sign_pledge(actor=own, appointment_id=siti.id, accepted=PACT.keys, how="own", now=NOW, answers=answers)
    client = signed_in(Role.PPS, WARD)

    listed = client.get(f"{AT}bincang/").content.decode()
    client.post(f"{AT}bincang/{pledge.talk.id}/", {"note": "Jelas.", **key(1)})

    assert "Siti Rekaan" in listed
    assert "Tidak ada bincang" in client.get(f"{AT}bincang/").content.decode()
    assert "Jelas." in client.get(f"{AT}bincang/?semua").content.decode()


def test_a_map_shows_where_a_clause_is_not_understood(signed_in: SignIn, siti: Appointment) -> None:
    signed_by_others(siti, 5)

    page = signed_in(Role.KPU_REGENCY, "31.71").get(f"{AT}?butir=neutral").content.decode()

    assert "<svg" in page
    assert "5 dari 5 menjawab lain" in page


def test_fewer_than_five_answers_of_a_ward_are_not_shown(signed_in: SignIn, siti: Appointment) -> None:
    signed_by_others(siti, 4)

    (ward,) = understanding_by_unit(actor=Actor(role=Role.KPU_REGENCY, region="31.71"), clause="neutral", depth=4)

    assert (ward.otherwise, ward.asked) == (None, 4)
    assert "terlalu sedikit" in signed_in(Role.PPK, "31.71.01").get(f"{AT}?butir=neutral").content.decode()
