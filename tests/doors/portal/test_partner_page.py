"""A partner's work list: the people of the own area about whom nobody has spoken, and no field to recommend."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from jurdil.foundation.accounts.models import Account, Mandate
from jurdil.registry.elections.models import Election
from jurdil.registry.partners.models import Attestation, Partner
from jurdil.registry.people.models import Person
from jurdil.stages.recruitment.models import Application, Opening

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 9, 20, 3, tzinfo=UTC)
WARD = "31.71.01.1001"


def key(number: int) -> dict[str, str]:
    return {"idempotency_key": f"{number:032d}"}


@pytest.fixture
def opening() -> Opening:
    election = Election.objects.create(
        key="pilgub", name="Pilgub", voting_day=date(2024, 11, 27), profile="pemilihan-2024", region="31"
    )
    day = date(2024, 9, 17)
    return Opening.objects.create(election=election, body="KPPS", region=WARD, needed=7, opens=day, closes=day)


def applied(opening: Opening, number: int, name: str, rt: str, kk: str = "") -> Application:
    person = Person.objects.create(name=name, region=WARD, kk_hash=kk)
    return Application.objects.create(
        opening=opening,
        person=person,
        body="KPPS",
        region=WARD,
        number=number,
        candidacy="registered",
        contact_at=NOW,
        submitted_at=NOW,
        rw="003",
        rt=rt,
    )


@pytest.fixture
def head(client: Client, settings: pytest.FixtureRequest) -> Client:
    settings.NOW = NOW  # type: ignore[attr-defined]
    account = Account.objects.create_user("ketua-rt")
    Mandate.objects.create(account=account, role="partner", region=WARD, since=date(2024, 1, 1))
    own = Person.objects.create(name="Ketua Rekaan", region=WARD, kk_hash="rumah")
    Partner.objects.create(
        account_id=account.id, person=own, office="rt", region=WARD, rw="3", rt="5", name="Ketua Rekaan"
    )
    client.force_login(account)
    return client


def test_only_the_own_rt_waits_and_never_the_own_household(head: Client, opening: Opening) -> None:
    applied(opening, 1, "Siti Rekaan", "005")
    applied(opening, 2, "Rina Rekaan", "006")
    applied(opening, 3, "Istri Rekaan", "005", kk="rumah")

    page = head.get("/mitra/").content.decode()

    assert "Siti Rekaan" in page
    assert "Rina Rekaan" not in page
    assert "Istri Rekaan" not in page


def test_an_answer_takes_the_person_off_the_list(head: Client, opening: Opening) -> None:
    siti = applied(opening, 1, "Siti Rekaan", "005")
    rina = applied(opening, 2, "Rina Rekaan", "006")
    given = {"lives_here": "no", "since_year": "", "application": str(siti.id)}

    page = head.post("/mitra/keterangan/", {**given, **key(1)}, follow=True).content.decode()

    assert Attestation.objects.get().lives_here is False
    assert "Tidak ada orang yang menunggu" in page
    assert head.post("/mitra/keterangan/", {**given, "application": str(rina.id), **key(2)}).status_code == 404
    assert head.post("/mitra/keterangan/", {**given, "lives_here": "baik", **key(3)}).status_code == 404


def test_a_danger_is_told_and_there_is_no_field_for_a_recommendation(head: Client, opening: Opening) -> None:
    applied(opening, 1, "Siti Rekaan", "005")

    page = head.post("/mitra/", {"kind": "safety", "note": "Jalan depan TPS banjir", **key(1)}, follow=True)

    assert "Jalan depan TPS banjir" in page.content.decode()
    assert 'name="note"' in page.content.decode()
    assert not any(word in page.content.decode() for word in ('name="rank"', 'name="recommend"', 'name="score"'))


def test_others_do_not_find_the_page(opening: Opening) -> None:
    assert Client().get("/mitra/").status_code == 404
