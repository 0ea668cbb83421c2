"""An officer sees what waits and what lags in the own region, and chooses the mandate to act in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from jurdil.doors.desk.lagging import lagging
from jurdil.doors.desk.progress import Progress, progress_by_ward, summed
from jurdil.errors import NotFound
from jurdil.foundation.accounts.models import Account, Mandate
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.storage.ids import new_id
from jurdil.registry.bodies.models import Appointment, Body, BodyKind, Seat
from jurdil.registry.elections.models import Election, PollingStation
from jurdil.registry.people.models import Person
from jurdil.registry.rosters.models import Snapshot
from jurdil.stages.recruitment.models import Application, Opening
from jurdil.stages.vetting.models import Match, Objection, Ruling, Screening

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 11, 10, 3, 0, tzinfo=UTC)
DAY = date(2024, 11, 10)
WARDS = ("31.71.01.1001", "31.71.02.1001", "31.72.01.1001")


@pytest.fixture(autouse=True)
def pilgub(settings: Settings) -> Election:
    settings.NOW = NOW
    election = Election.objects.create(
        key="pilgub", name="Pilgub 2024", voting_day=date(2024, 11, 27), profile="pemilihan-2024", region="31"
    )
    for ward in WARDS:
        PollingStation.objects.create(election=election, code=f"{ward}/001", region=ward, number=1, voters=500)
        Body.objects.create(election=election, kind=BodyKind.KPPS, region=f"{ward}/001", size=7, authority=ward[:5])
    return election


def _person(election: Election, ward: str, number: int, *, review: str = "eligible", seated: bool = False) -> None:
    opening, _made = Opening.objects.get_or_create(
        election=election, body="KPPS", region=ward,
        defaults={"needed": 7, "opens": date(2024, 9, 17), "closes": date(2024, 9, 28)},
    )  # fmt: skip
    person = Person.objects.create(name="Siti Rekaan", region=ward)
    Application.objects.create(
        opening=opening, person=person, body="KPPS", region=ward, number=number, candidacy="registered",
        contact_at=NOW, submitted_at=NOW, review=review,
    )  # fmt: skip
    if seated:
        seat = Seat.objects.create(body=Body.objects.get(region=f"{ward}/001"), role="member", number=number)
        Appointment.objects.create(
            seat=seat, person=person, region=f"{ward}/001", start=DAY, end=date(2024, 12, 8), basis="-", decree="-",
            authority=ward[:5], signatory="-", recorded_at=NOW,
        )  # fmt: skip


def _sign_in(client: Client, role: Role, region: str) -> Account:
    account = Account.objects.create_user("agus", display_name="Agus")
    Mandate.objects.create(account=account, role=role.value, region=region, since=date(2024, 1, 1))
    client.force_login(account)
    return account


def test_progress_counts_people_reviews_and_whole_teams_of_the_own_region(pilgub: Election) -> None:
    for number in range(1, 8):
        _person(pilgub, WARDS[0], number, seated=True)
    _person(pilgub, WARDS[1], 1, review="unreviewed", seated=True)
    _person(pilgub, WARDS[2], 1)

    wards = progress_by_ward(actor=Actor(role=Role.KPU_REGENCY, region="31.71"), election=pilgub, on=DAY)

    assert set(wards) == set(WARDS[:2])
    assert wards[WARDS[0]] == Progress(1, 7, 7, 7, 0, 1, 7)
    assert wards[WARDS[1]] == Progress(1, 7, 1, 0, 0, 0, 1)
    assert summed(wards, 5)["31.71"] == Progress(2, 14, 8, 7, 0, 1, 8)


def test_a_partner_and_an_applicant_have_no_overview(pilgub: Election) -> None:
    for role in (Role.PARTNER, Role.APPLICANT, Role.PUBLIC):
        with pytest.raises(NotFound):
            progress_by_ward(actor=Actor(role=role, region="31.71"), election=pilgub, on=DAY)


def test_the_part_with_most_empty_seats_lags_first_and_says_why() -> None:
    parts = {
        "a": Progress(1, 7, 9, 9, 0, 1, 7),
        "b": Progress(1, 7, 9, 9, 2, 0, 6),
        "c": Progress(2, 14, 5, 3, 0, 0, 0),
    }

    lags = lagging(parts, {"b": "Cideng", "c": "Petojo"})

    assert [(lag.name, lag.missing) for lag in lags] == [("Petojo", 14), ("Cideng", 1)]
    assert lags[0].reasons[0] == "Pelamar kurang: 5 untuk 14 kursi."
    assert "tempatnya ditahan" in lags[1].reasons[0]


def test_the_page_says_whose_turn_it_is(pilgub: Election, client: Client) -> None:
    _person(pilgub, WARDS[0], 1, review="unreviewed")
    _sign_in(client, Role.PPS, WARDS[0])

    page = client.get("/meja/").content.decode()

    assert "1 lamaran belum diperiksa" in page
    assert "giliran Anda" in page
    assert "Siti" not in page


def test_a_supervisor_watches_and_has_no_turn(pilgub: Election, client: Client) -> None:
    _person(pilgub, WARDS[0], 1, review="unreviewed")
    _sign_in(client, Role.SUPERVISOR, "31.71")

    page = client.get("/meja/").content.decode()

    assert "1 lamaran belum diperiksa" in page
    assert "giliran Anda" not in page


def test_a_ward_short_of_applicants_is_work_of_the_kpu_until_its_teams_stand(pilgub: Election, client: Client) -> None:
    for ward in WARDS[:2]:
        _person(pilgub, ward, 1)
    Body.objects.get(region=f"{WARDS[1]}/001").delete()
    _sign_in(client, Role.KPU_REGENCY, "31.71")

    page = client.get("/meja/").content.decode()

    assert "1 wilayah kekurangan pelamar KPPS" in page
    assert WARDS[1] in client.get("/meja/penerimaan/buka/?badan=KPPS&keadaan=short").content.decode()


def _match(election: Election, state: str) -> Match:
    snapshot = Snapshot.objects.create(roster="partai-07", kind="party", as_of=DAY, entries=1, imported_at=NOW)
    screening = Screening.objects.create(election=election, region="31.71", started_at=NOW)
    return Match.objects.create(
        person=Person.objects.get(), election=election, region=WARDS[0], snapshot=snapshot, screening=screening,
        state=state, probability=1, found_at=NOW - timedelta(days=30),
    )  # fmt: skip


def test_a_proposal_is_the_turn_of_others_than_its_proposer_and_waits_since_it_was_made(
    pilgub: Election, client: Client
) -> None:
    _person(pilgub, WARDS[0], 1)
    proposer = _sign_in(client, Role.KPU_REGENCY, "31.71")
    by = Actor(role=Role.KPU_REGENCY, region="31.71", account_id=proposer.id).label
    Ruling.objects.create(match=_match(pilgub, "proposed"), outcome="confirmed", proposed_at=NOW, proposed_by=by)
    words = "1 usul putusan menunggu tanda tangan kedua"

    own = client.get("/meja/").content.decode()
    other = Account.objects.create_user("wati", display_name="Wati")
    Mandate.objects.create(account=other, role="kpu_regency", region="31.71", since=date(2024, 1, 1))
    client.force_login(other)
    others = client.get("/meja/").content.decode()

    assert words not in own
    assert words in others
    assert "10 Nov 2024 10:00" in others


@pytest.mark.parametrize(("role", "turn"), [(Role.KPU_REGENCY, True), (Role.SUPERVISOR, False)])
def test_an_open_objection_waits_for_the_kpu(pilgub: Election, client: Client, role: Role, turn: bool) -> None:
    _person(pilgub, WARDS[0], 1)
    match = _match(pilgub, "answered")
    ruling = Ruling.objects.create(match=match, outcome="confirmed", proposed_at=NOW, decided_at=NOW)
    Objection.objects.create(match=match, ruling=ruling, filed_at=NOW)
    _sign_in(client, role, "31.71")

    page = client.get("/meja/").content.decode()

    assert "1 keberatan menunggu peninjauan" in page
    assert ("giliran Anda" in page) is turn


def test_a_stranger_is_led_to_the_sign_in(client: Client) -> None:
    assert client.get("/meja/").headers["Location"] == "/masuk/login/?next=/meja/"


def test_a_partner_is_led_to_the_own_work(client: Client) -> None:
    _sign_in(client, Role.PARTNER, "31.71.01.1001")

    assert client.get("/meja/").headers["Location"] == "/mitra/"


def test_an_officer_of_two_places_chooses_where_to_act(client: Client) -> None:
    account = _sign_in(client, Role.KPU_REGENCY, "31.71")
    other = Mandate.objects.create(account=account, role="kpu_regency", region="31.72", since=date(2024, 1, 2))

    answer = client.post("/meja/mandat/", {"mandate": str(other.id), "idempotency_key": new_id().hex}, follow=True)

    assert answer.redirect_chain == [("/meja/", 302)]
    assert "31.72" in answer.content.decode()


def test_nobody_takes_the_mandate_of_another(client: Client) -> None:
    _sign_in(client, Role.PPS, WARDS[0])
    other = Account.objects.create_user("dewi")
    foreign = Mandate.objects.create(account=other, role="kpu_province", region="31", since=date(2024, 1, 1))

    answer = client.post("/meja/mandat/", {"mandate": str(foreign.id), "idempotency_key": new_id().hex})

    assert answer.status_code == 404
