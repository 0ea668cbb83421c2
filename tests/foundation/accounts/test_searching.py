"""Whom an officer looks for never stands in an address: the words stay in the session, behind a key."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from jurdil.foundation.accounts.models import Account, Mandate
from jurdil.foundation.accounts.roles import Role
from jurdil.foundation.accounts.searching import KEPT, KEPT_AS, searchable, searched
from jurdil.project.urls import urlpatterns as project_urls

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
LOST = "Pencarian ini tidak tersimpan lagi"


@searchable("nama")
def people(request: HttpRequest) -> HttpResponse:
    given = searched(request, "nama")
    said = "; ".join(str(one) for one in request._messages)  # type: ignore[attr-defined]
    return HttpResponse(f"{given.urlencode()}|{said}")


urlpatterns = [path("orang/", people), *project_urls]


@pytest.fixture
def agus(client: Client) -> Client:
    account = Account.objects.create_user("agus")
    Mandate.objects.create(account=account, role=Role.PPS.value, region="31.71.01.1001", since=date(2024, 1, 1))
    client.force_login(account)
    return client


def look_for(client: Client, number: int = 1, **given: str) -> str:
    form = {"mencari": "ya", "idempotency_key": f"{number:032d}", **given}
    return str(client.post("/orang/", form)["Location"])


def read(client: Client, address: str) -> str:
    return str(client.get(address).content.decode())


def test_the_words_stay_in_the_session_and_the_address_carries_a_key_and_the_other_filters(agus: Client) -> None:
    address = look_for(agus, nama=" Siti Rekaan ", badan="KPPS", hasil="")

    assert address.startswith("/orang/?badan=KPPS&cari=")
    assert "Siti" not in address
    assert "Siti" not in str(agus.session[KEPT_AS]), "sealed at rest"
    assert read(agus, address) == "badan=KPPS&nama=Siti+Rekaan|"
    assert read(agus, f"{address}&halaman=2") == "badan=KPPS&halaman=2&nama=Siti+Rekaan|"


def test_a_name_in_the_address_is_not_taken(agus: Client) -> None:
    assert read(agus, "/orang/?nama=Siti") == "|"


def test_an_unknown_key_and_another_sessions_key_narrow_nothing_and_say_so(agus: Client) -> None:
    address = look_for(agus, nama="Siti")
    other = Client()
    other.force_login(Account.objects.get())

    assert LOST in read(agus, "/orang/?cari=0000")
    assert LOST in read(other, address)
    assert "Siti" not in read(other, address)


def test_the_words_end_with_the_session(agus: Client) -> None:
    address = look_for(agus, nama="Siti")

    agus.logout()
    agus.force_login(Account.objects.get())

    assert LOST in read(agus, address)


def test_no_words_leave_no_key(agus: Client) -> None:
    assert look_for(agus, nama=" ") == "/orang/"
    assert KEPT_AS not in agus.session


def test_a_session_holds_a_bounded_number_of_searches(agus: Client) -> None:
    first, *_between, last = [look_for(agus, number, nama=f"Siti {number}") for number in range(KEPT + 1)]

    assert len(agus.session[KEPT_AS]) == KEPT
    assert LOST in read(agus, first)
    assert f"Siti+{KEPT}" in read(agus, last)
