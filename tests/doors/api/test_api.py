"""The description lists exactly the routes, and refusals come as JSON without anybody's data."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jurdil.doors.api.answers import METHODS
from jurdil.doors.api.urls import urlpatterns
from jurdil.doors.api.views import description
from jurdil.foundation.accounts.models import Account, Mandate
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.jobs.models import Job
from jurdil.foundation.ledger.sequencing import sequence_leaves
from jurdil.registry.bodies.actions import Decree, Place, appoint_member, form_bodies
from jurdil.registry.bodies.models import BodyKind, Seat, SeatRole
from jurdil.registry.elections.models import Election
from jurdil.registry.people.models import Person
from jurdil.registry.rosters.models import Snapshot
from jurdil.stages.recruitment.models import Application, Opening
from jurdil.stages.selection.models import Lot

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 9, 20, 3, tzinfo=UTC)
WARD, STATION = "31.71.01.1001", "31.71.01.1001/001"
CITY = Actor(role=Role.KPU_REGENCY, region="31.71")
KEY = {"Idempotency-Key": "0" * 32}


@pytest.fixture(autouse=True)
def place(settings: pytest.FixtureRequest, tmp_path: Path) -> None:
    settings.NOW, settings.HOME = NOW, tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def election() -> Election:
    return Election.objects.create(
        key="pilgub", name="Pilgub", voting_day=date(2024, 11, 27), profile="pemilihan-2024", region="31"
    )


@pytest.fixture
def opening(election: Election) -> Opening:
    return Opening.objects.create(
        election=election,
        body="KPPS",
        region=WARD,
        needed=7,
        opens=date(2024, 9, 17),
        closes=date(2024, 9, 28),
    )


def officer(client: Client, role: Role, region: str) -> Client:
    account = Account.objects.create_user(role.value)
    Mandate.objects.create(account=account, role=role.value, region=region, since=date(2024, 1, 1))
    client.force_login(account)
    return client


def send(client: Client, body: object, headers: dict[str, str] = KEY) -> tuple[int, dict[str, object]]:
    answer = client.post("/api/applications", json.dumps(body), content_type="application/json", headers=headers)
    return answer.status_code, answer.json()


def test_the_description_lists_exactly_the_routes(client: Client) -> None:
    routed = {
        (re.sub(r"<\w+:(\w+)>", r"{\1}", f"/api/{route.pattern}"), METHODS[route.callback.__name__].lower())
        for route in urlpatterns
    }

    listed = {(path, method) for path, methods in description()["paths"].items() for method in methods}

    assert listed == routed
    assert client.get("/api/openapi.json").json() == description()


def test_who_serves_is_public_and_reserves_and_identities_are_not(client: Client, election: Election) -> None:
    decree = Decree("SK-1", "31.71", "Ketua Rekaan", "kpps.term", date(2024, 9, 1), date(2024, 12, 8))
    kinds = ((BodyKind.KPPS, STATION, SeatRole.CHAIR), (BodyKind.KPPS_RESERVE, WARD, SeatRole.RESERVE))
    for kind, region, role in kinds:
        form_bodies(
            actor=CITY, election=election, kind=kind, places=[Place(region, (role,))], authority="31.71", now=NOW
        )
        person = Person.objects.create(name=f"Siti {role} Rekaan", region=WARD, nik="rahasia", phone="rahasia")
        seat = Seat.objects.get(body__kind=kind)
        appoint_member(actor=CITY, seat_id=seat.id, person_id=person.id, decree=decree, now=NOW)

    for code in (WARD, STATION):
        answer = client.get(f"/api/stations/{code}")
        assert [seat["name"] for seat in answer.json()["seats"]] == ["Siti chair Rekaan"]
        assert "rahasia" not in answer.content.decode()
    assert client.get("/api/stations/31.71").status_code == 404
    assert client.get("/api/stations/31.71.01.1009").json()["seats"] == []


def test_the_checkpoint_is_the_signed_note(client: Client, election: Election) -> None:
    empty = client.get("/api/log/checkpoint")
    assert (empty.status_code, empty.json()["rule"]) == (404, "")
    place = Place(STATION, (SeatRole.CHAIR,))
    form_bodies(actor=CITY, election=election, kind=BodyKind.KPPS, places=[place], authority="31.71", now=NOW)

    made = sequence_leaves(now=NOW)

    assert made is not None
    assert client.get("/api/log/checkpoint").content.decode() == made.note


def test_a_lot_shows_its_commitment_before_it_is_drawn(client: Client, election: Election) -> None:
    Lot.objects.create(election=election, body="KPPS", region=WARD, policy="-", commitment="a" * 64, committed_at=NOW)

    answer = client.get(f"/api/draws/{WARD}").json()

    assert (answer["commitment"], answer["drawn_at"], answer["draw"]) == ("a" * 64, None, None)
    assert client.get("/api/draws/31.71.01.1002").status_code == 404


def test_good_applications_are_kept_and_faulty_ones_come_back_without_values(client: Client, opening: Opening) -> None:
    officer(client, Role.PPS, WARD)
    rows = [
        {"kelurahan": WARD, "name": "Siti Rekaan", "birth_date": "1990-05-12", "documents": []},
        {"kelurahan": WARD, "name": "", "birth_date": "1990-05-12"},
        {"kelurahan": "31.71.01.1002", "name": "Rina Rekaan"},
    ]
    body = {"election": "pilgub", "applications": rows}

    status, first = send(client, body)
    _status, again = send(client, body)

    assert (status, first["made"], again["made"], again["unchanged"]) == (200, 1, 0, 1)
    faults = first["faults"]
    assert isinstance(faults, list)
    assert [(fault["index"], fault["column"]) for fault in faults] == [(1, "name"), (2, "kelurahan")]
    assert "Rina" not in json.dumps(faults)
    assert Application.objects.count() == 1


def test_a_refusal_names_rule_reason_and_remedy(client: Client, opening: Opening) -> None:
    body = {"election": "pilgub", "applications": [{"kelurahan": WARD, "name": "Siti Rekaan"}]}

    status, public = send(client, body)
    officer(client, Role.SUPERVISOR, WARD)
    _status, supervisor = send(client, body)

    assert (status, public["rule"], set(public)) == (403, "access.role", {"rule", "reason", "remedy"})
    assert supervisor["rule"] == "access.role"
    assert not Application.objects.exists()


@pytest.mark.parametrize("body", ["x", [], {"election": "pilgub"}, {"election": "pilgub", "applications": ["x"]}])
def test_a_body_that_cannot_be_read_is_said_so(client: Client, opening: Opening, body: object) -> None:
    officer(client, Role.PPS, WARD)

    status, answer = send(client, body)

    assert (status, answer["rule"]) == (400, "")


def test_an_unknown_election_and_a_wrong_method_are_json_too(client: Client, opening: Opening) -> None:
    officer(client, Role.PPS, WARD)

    assert send(client, {"election": "lain", "applications": [{"kelurahan": WARD, "name": "Siti"}]})[0] == 404
    wrong = client.get("/api/applications")
    assert (wrong.status_code, wrong["Allow"]) == (405, "POST")


@pytest.mark.parametrize(
    ("accepted", "said"),
    [("", "Pakai POST."), ("id", "Pakai POST."), ("fr", "Pakai POST."), ("en-GB,en;q=0.9", "Use POST.")],
)
def test_a_refusal_speaks_the_accepted_language_and_else_indonesian(
    client: Client, opening: Opening, accepted: str, said: str
) -> None:
    answered = client.get("/api/applications", headers={"Accept-Language": accepted} if accepted else {})

    assert (answered.json()["remedy"], answered["Content-Language"]) == (said, "en" if said.startswith("Use") else "id")
    assert "Accept-Language" in answered["Vary"]


def test_faults_of_rows_speak_the_accepted_language(client: Client, opening: Opening) -> None:
    officer(client, Role.PPS, WARD)
    body = {"election": "pilgub", "applications": [{"kelurahan": WARD, "name": ""}]}

    said = {}
    for language in ("id", "en"):
        headers = {"Idempotency-Key": language * 16, "Accept-Language": language}
        answered = client.post("/api/applications", json.dumps(body), content_type="application/json", headers=headers)
        said[language] = answered.json()["faults"][0]["remedy"]

    assert said == {"id": "Isi selnya.", "en": "Fill in the cell."}


def test_a_posting_without_a_key_is_not_taken_in(client: Client, opening: Opening) -> None:
    officer(client, Role.PPS, WARD)
    rows = [{"kelurahan": WARD, "name": "Siti Rekaan"}]

    answer = client.post(
        "/api/applications", json.dumps({"election": "pilgub", "applications": rows}), content_type="application/json"
    )

    assert answer.status_code == 400
    assert not Application.objects.exists()


def test_a_roster_is_brought_once_and_asks_for_the_screening(client: Client, election: Election) -> None:
    officer(client, Role.KPU_REGENCY, "31.71")

    def bring(number: int, kind: str = "party") -> tuple[int, dict[str, object]]:
        file = SimpleUploadedFile("daftar.csv", b"id,name\n1,Budi Rekaan\n2,\n")
        given = {"file": file, "roster": "partai-07", "kind": kind, "source": "DPP Rekaan", "as_of": "2024-09-01"}
        answer = client.post("/api/rosters", given, headers={"Idempotency-Key": f"{number:032d}"})
        return answer.status_code, answer.json()

    status, first = bring(1)
    _status, again = bring(2)

    assert (status, first["entries"], first["is_new"], again["is_new"]) == (200, 1, True, False)
    assert (first["missing"], first["is_doubted"]) == (0, False)
    assert first["snapshot"] == again["snapshot"]
    assert (Snapshot.objects.count(), Job.objects.filter(kind="vetting.screen").count()) == (1, 1)
    assert bring(3, kind="bukan")[0] == 400


def test_a_roster_from_another_role_is_refused(client: Client, election: Election) -> None:
    officer(client, Role.PPS, WARD)
    file = SimpleUploadedFile("daftar.csv", b"id,name\n1,Budi Rekaan\n")
    given = {"file": file, "roster": "partai-07", "kind": "party", "source": "DPP", "as_of": "2024-09-01"}

    answer = client.post("/api/rosters", given, headers=KEY)

    assert (answer.status_code, answer.json()["rule"]) == (403, "access.role")
