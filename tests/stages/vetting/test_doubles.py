"""Siti applies again, in another spelling and without her number; nobody is held, an officer is asked to read."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import include, path, reverse

from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.models import Account, Mandate
from jurdil.foundation.accounts.roles import Role
from jurdil.foundation.storage.ids import new_id
from jurdil.registry.people.models import Person
from jurdil.stages.vetting import doubles
from jurdil.stages.vetting.doubles import likely_doubles
from jurdil.stages.vetting.queries import held_person_ids

from .conftest import NOW, ON, WARD, World, officer

SITI_BORN = date(1985, 7, 20)

urlpatterns = [
    path("meja/penyaringan/", include("jurdil.stages.vetting.urls")),
    path("", include("jurdil.stages.recruitment.urls")),
]


@pytest.fixture
def again(world: World) -> Person:
    """Siti's second application."""
    person = world.apply("Sitti Aminah Rekawaty", SITI_BORN, 2)
    person.nik = ""
    person.save()
    return person


def test_two_spellings_of_siti_are_a_question(world: World, again: Person) -> None:
    found = likely_doubles(actor=world.agus, election=world.election, region=WARD, on=ON)

    assert {found[0].one.person_id, found[0].other.person_id} == {again.id, world.people["Siti"].id}
    assert found[0].reasons
    assert len(found) == 1


def test_nobody_is_held_for_it(world: World, again: Person) -> None:
    likely_doubles(actor=world.agus, election=world.election, region=WARD, on=ON)

    assert held_person_ids(world.election, "31.71") == set()


def test_a_withdrawn_application_is_no_question(world: World, again: Person) -> None:
    world.applications["Sitti"].withdrawn_at = NOW
    world.applications["Sitti"].save()

    assert likely_doubles(actor=world.agus, election=world.election, region=WARD, on=ON) == []


def test_another_region_is_not_there(world: World, again: Person) -> None:
    with pytest.raises(NotFound):
        likely_doubles(actor=officer("31.72"), election=world.election, region=WARD, on=ON)


@pytest.mark.parametrize("role", [Role.PPK, Role.PARTNER, Role.APPLICANT])
def test_those_who_read_no_matches_read_no_doubles(world: World, role: Role) -> None:
    with pytest.raises(NotFound):
        likely_doubles(actor=officer(WARD, role), election=world.election, region=WARD, on=ON)


def test_too_many_people_are_not_compared_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doubles, "MOST_PEOPLE", 1)

    with pytest.raises(Refused, match="terlalu banyak"):
        likely_doubles(actor=world.agus, election=world.election, region=WARD, on=ON)


def test_the_page_names_both_files_and_the_reasons(
    client: Client, world: World, again: Person, settings: LazySettings
) -> None:
    settings.ROOT_URLCONF, settings.NOW = __name__, NOW
    account = Account.objects.create_user(new_id().hex)
    Mandate.objects.create(account=account, role=Role.KPU_REGENCY.value, region="31.71", since="2024-01-01")
    client.force_login(account)

    page = client.get(reverse("vetting:doubles")).content.decode()

    assert "Siti Aminah Rekawati" in page
    assert "Sitti Aminah Rekawaty" in page
    assert "bukan tuduhan" in page
    assert "tidak ada di wilayah" not in page
    assert "look_alikes" not in page
