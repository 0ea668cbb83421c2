"""Partners attest facts of their own area; no verb lets them recommend or rank anybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.test import Client

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.models import Account, Mandate
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.registry.partners.actions import attest_domicile, name_partner, retire_partner, tell
from jurdil.registry.partners.models import Attestation, AttestationKind, Office, Partner
from jurdil.registry.partners.queries import domicile_of, told_within
from jurdil.registry.people.models import Person

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 9, 20, 3, tzinfo=UTC)
WARD = "31.71.01.1001"
PPS = Actor(role=Role.PPS, region=WARD)
ACCOUNT = uuid4()
HEAD = Actor(role=Role.PARTNER, region=WARD, account_id=ACCOUNT)


@pytest.fixture
def siti() -> Person:
    return Person.objects.create(name="Siti Rekaan", region=WARD, kk_hash="rumah-siti")


def named(office: Office = Office.LURAH, **given: object) -> Partner:
    about: dict[str, object] = {"region": WARD, "name": "Lurah Rekaan", "account_id": ACCOUNT, "actor": PPS}
    return name_partner(office=office, now=NOW, **{**about, **given})  # type: ignore[arg-type]


def test_a_domicile_is_attested_once_by_each_partner(siti: Person) -> None:
    named()

    said = attest_domicile(actor=HEAD, person_id=siti.id, lives_here=True, since_year=2010, now=NOW)

    assert domicile_of([siti.id]) == {siti.id: True}
    assert Leaf.objects.get(kind="partners.attested").rule == "R06"
    assert (said.since_year, said.note) == (2010, "")
    with pytest.raises(Conflict):
        attest_domicile(actor=HEAD, person_id=siti.id, lives_here=False, now=NOW)


def test_the_own_household_is_not_attested(siti: Person) -> None:
    kin = Person.objects.create(name="Suami Rekaan", region=WARD, kk_hash="rumah-siti")
    named(person_id=siti.id)

    for person in (siti, kin):
        with pytest.raises(Refused, match=r"partners\.own_application"):
            attest_domicile(actor=HEAD, person_id=person.id, lives_here=True, now=NOW)


def test_the_head_of_an_rt_speaks_about_the_own_rt_only(siti: Person) -> None:
    named(Office.RT, rw="3", rt="005")

    for rw, rt in (("", ""), ("003", "006"), ("4", "5")):
        with pytest.raises(NotFound):
            attest_domicile(actor=HEAD, person_id=siti.id, lives_here=True, rw=rw, rt=rt, now=NOW)
    assert attest_domicile(actor=HEAD, person_id=siti.id, lives_here=True, rw="003", rt="5", now=NOW).lives_here


def test_people_of_another_ward_are_not_found(siti: Person) -> None:
    Person.objects.filter(id=siti.id).update(region="31.71.01.1002")
    named()

    with pytest.raises(NotFound):
        attest_domicile(actor=HEAD, person_id=siti.id, lives_here=True, now=NOW)


def test_a_year_to_come_is_refused(siti: Person) -> None:
    named()

    with pytest.raises(Refused, match=r"partners\.testimony"):
        attest_domicile(actor=HEAD, person_id=siti.id, lives_here=True, since_year=2030, now=NOW)


def test_only_a_recorded_partner_speaks(siti: Person) -> None:
    partner = named()
    retire_partner(actor=PPS, partner_id=partner.id, now=NOW)

    with pytest.raises(Refused, match=r"partners\.testimony"):
        attest_domicile(actor=HEAD, person_id=siti.id, lives_here=True, now=NOW)
    with pytest.raises(Refused, match=r"access\.role"):
        attest_domicile(actor=PPS, person_id=siti.id, lives_here=True, now=NOW)


def test_an_office_has_one_holder_with_a_number_at_the_right_level() -> None:
    named()

    with pytest.raises(Conflict):
        named(name="Lain Rekaan")
    for office, given in ((Office.RT, {"rw": "1"}), (Office.CAMAT, {}), (Office.RW, {}), (Office.LURAH, {"name": " "})):
        with pytest.raises(Refused, match=r"partners\.testimony"):
            named(office, **given)
    with pytest.raises(Refused, match=r"access\.region"):
        named(region="31.71.01.1002")


def test_a_partner_is_retired_by_the_own_ward_and_once() -> None:
    partner = named()

    with pytest.raises(NotFound):
        retire_partner(actor=Actor(role=Role.PPS, region="31.71.01.1002"), partner_id=partner.id, now=NOW)
    retire_partner(actor=PPS, partner_id=partner.id, now=NOW)
    with pytest.raises(Conflict):
        retire_partner(actor=PPS, partner_id=partner.id, now=NOW)


def test_a_venue_is_offered_in_the_own_area_even_under_a_wider_mandate() -> None:
    named()
    wide = Actor(role=Role.PARTNER, region="31.71", account_id=ACCOUNT)

    tell(actor=wide, kind=AttestationKind.VENUE, region=WARD, note="Balai RW 3", now=NOW)

    assert [row.note for row in told_within(actor=PPS)] == ["Balai RW 3"]
    with pytest.raises(Refused, match=r"access\.region"):
        tell(actor=wide, kind=AttestationKind.SAFETY, region="31.71.02.1001", note="Banjir", now=NOW)
    for kind, note in ((AttestationKind.DOMICILE, "Siti"), (AttestationKind.VENUE, " ")):
        with pytest.raises(Refused, match=r"partners\.testimony"):
            tell(actor=HEAD, kind=kind, region=WARD, note=note, now=NOW)
    assert Attestation.objects.count() == 1


@pytest.fixture
def signed_in(client: Client, settings: pytest.FixtureRequest) -> Callable[[Role, str], Client]:
    settings.NOW = NOW  # type: ignore[attr-defined]

    def as_role(role: Role, region: str) -> Client:
        account = Account.objects.create_user(role.value)
        Mandate.objects.create(account=account, role=role.value, region=region, since=date(2024, 1, 1))
        client.force_login(account)
        return client

    return as_role


def test_the_desk_lists_names_and_retires_partners(signed_in: Callable[[Role, str], Client]) -> None:
    client = signed_in(Role.PPS, WARD)
    lurah = Account.objects.create_user("lurah")
    Mandate.objects.create(account=lurah, role="partner", region=WARD, since=date(2024, 1, 1))
    given = {"office": "lurah", "name": "Lurah Rekaan", "region": WARD, "username": "lurah"}

    assert "Belum ada mitra" in client.get("/meja/mitra/").content.decode()
    unknown = client.post("/meja/mitra/catat/", {**given, "username": "x", "idempotency_key": "0" * 32})
    assert "tidak ditemukan" in unknown.content.decode()
    client.post("/meja/mitra/catat/", {**given, "idempotency_key": "1" * 32})
    partner = Partner.objects.get()
    assert partner.account_id == lurah.id
    page = client.post(f"/meja/mitra/{partner.id}/akhiri/", {"idempotency_key": "2" * 32}, follow=True)
    assert "berakhir" in page.content.decode()


def test_a_supervisor_names_nobody(signed_in: Callable[[Role, str], Client]) -> None:
    client = signed_in(Role.SUPERVISOR, WARD)

    assert "Catat mitra" not in client.get("/meja/mitra/").content.decode()
    assert client.get("/meja/mitra/catat/").status_code == 404
