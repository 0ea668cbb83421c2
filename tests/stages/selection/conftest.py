"""A ward with two stations and twenty eligible applicants, Siti the first of them. All invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from jurdil.foundation.accounts.models import Account, Mandate
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.law import ComingBeacon, named_policies
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.elections.models import Election, PolicyChoice, PollingStation
from jurdil.registry.people.models import Person
from jurdil.registry.rosters.models import Snapshot
from jurdil.stages.recruitment.models import Application, Opening
from jurdil.stages.selection.actions import score_application
from jurdil.stages.selection.lots import Beacon, draw_order, freeze_list
from jurdil.stages.selection.models import Lot
from jurdil.stages.vetting.models import Match, RulingOutcome, Screening
from jurdil.stages.vetting.suspicion_models import SuspicionState

NOW = datetime(2024, 10, 10, 3, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
WARD = "31.71.01.1001"
ELSEWHERE = "31.71.01.1002"
STATIONS = (f"{WARD}/001", f"{WARD}/002")
CRITERIA = ("competence", "capacity", "integrity", "independence")
BEACONS = (Beacon("bursa 10 Oktober 2024", "7480.08"), Beacon("gempa 10 Oktober 2024", "M4.9 -8.11 117.02"))
NAMED = [ComingBeacon(one.source, "https://rekaan.example/angka", NOW + timedelta(hours=2)) for one in BEACONS]
NAMES = ("Siti", "Budi", "Rina", "Tono")


def officer(region: str = WARD, role: Role = Role.PPS, **given: object) -> Actor:
    return Actor(role=role, region=region, account_id=uuid4(), **given)  # type: ignore[arg-type]


def all_at(points: int) -> dict[str, int]:
    return dict.fromkeys(CRITERIA, points)


def switch_policy(election: Election, policy: str, body: str, *, is_on: bool = True) -> None:
    PolicyChoice.objects.create(
        election=election, region=WARD[:5], body=body, group=named_policies()[policy].group, policy=policy, is_on=is_on,
        starts=date(2024, 9, 1), reason="Rekaan.", proposed_by="kpu_regency:1", proposed_at=NOW,
        seconded_by="kpu_regency:2", decided_at=NOW + timedelta(seconds=PolicyChoice.objects.count()),
    )  # fmt: skip


@dataclass
class World:
    """What the tests of this room stand on."""

    election: Election
    opening: Opening
    applications: list[Application] = field(default_factory=list)
    agus: Actor = field(default_factory=officer)
    wati: Actor = field(default_factory=officer)

    def apply(self, name: str, body: BodyKind = BodyKind.KPPS, **given: object) -> Application:
        opening, _made = Opening.objects.get_or_create(
            election=self.election,
            body=body,
            region=WARD,
            defaults={"needed": 14, "opens": date(2024, 9, 17), "closes": date(2024, 9, 28)},
        )
        number = opening.applications.count() + 1
        person = Person.objects.create(name=name, sex="LP"[number % 2], birth_date=date(1990, 1, 1), region=WARD)
        made = Application.objects.create(
            **{
                "opening": opening,
                "person": person,
                "body": body,
                "region": WARD,
                "number": number,
                "candidacy": "registered",
                "contact_at": NOW,
                "submitted_at": NOW,
                "rw": f"00{number % 2 + 1}",
                "rt": "001",
                "review": "eligible",
                **given,
            }
        )
        if body == BodyKind.KPPS:
            self.applications.append(made)
        return made

    def score_all(self) -> None:
        for number, one in enumerate(self.applications):
            points = all_at(60 + 2 * (number % 15))
            score_application(actor=self.agus, application_id=one.id, points=points, now=NOW)

    def freeze(self) -> Lot:
        self.score_all()
        return self.freeze_only()

    def freeze_only(self, body: BodyKind = BodyKind.KPPS, actor: Actor | None = None) -> Lot:
        who = actor or self.agus
        return freeze_list(actor=who, election=self.election, region=WARD, body=body, beacons=NAMED, now=NOW)

    def switch(self, policy: str, body: str = "KPPS", *, is_on: bool = True) -> None:
        """Switch a policy on, signed by two."""
        switch_policy(self.election, policy, body, is_on=is_on)

    def law_alone(self) -> None:
        """Switch every policy off: what is left is the law."""
        for policy in ("selection.merit_band", "selection.points", "teams.kin_apart"):
            self.switch(policy, is_on=False)

    def draw(self) -> Lot:
        return draw_order(actor=self.agus, lot_id=self.freeze().id, beacons=BEACONS, now=LATER)

    def suspect(self, application: Application) -> Match:
        """Return a new match of the applicant that nobody has ruled on."""
        snapshot = Snapshot.objects.create(
            roster="partai-07",
            kind="party",
            source="Partai Rekaan",
            as_of=NOW.date(),
            digest=uuid4().hex,
            file_digest=uuid4().hex,
            entries=1,
            brought_by="kpu",
            imported_at=NOW,
        )
        screening = Screening.objects.create(election=self.election, region=WARD, started_at=NOW)
        return Match.objects.create(
            election=self.election,
            person=application.person,
            snapshot=snapshot,
            screening=screening,
            roster="partai-07",
            kind="party",
            region=WARD,
            entry_id="1",
            probability="0.99",
            grade="strong",
            pair=uuid4().hex,
            person_print=uuid4().hex,
            found_at=NOW,
        )

    def rule(self, match: Match, outcome: RulingOutcome) -> None:
        match.state, match.outcome = SuspicionState.RULED, outcome
        match.save(update_fields=["state", "outcome"])


@pytest.fixture
def world(db: None) -> World:
    election = Election.objects.create(
        key="pilgub", name="Pilgub", voting_day=date(2024, 11, 27), profile="pemilihan-2024", region="31"
    )
    for number, code in enumerate(STATIONS, start=1):
        PollingStation.objects.create(
            election=election, code=code, region=WARD, number=number, voters=500, rw=f"00{number}", rts="001 002"
        )
    for body in ("KPPS", "PPS"):
        switch_policy(election, "selection.merit_band", body)
    for policy in ("selection.points", "teams.kin_apart"):
        switch_policy(election, policy, "KPPS")
    made = World(election, Opening())
    for number in range(20):
        made.apply(f"{NAMES[number] if number < len(NAMES) else 'Warga'} Rekaan {number}")
    made.opening = made.applications[0].opening
    return made


def sign_in(client: Client, role: Role = Role.PPS, region: str = WARD) -> Account:
    account = Account.objects.create_user(username=f"rekaan-{uuid4().hex[:8]}", display_name="Agus Rekaan")
    Mandate.objects.create(account=account, role=role.value, region=region, since=date(2024, 1, 1))
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return account


def post(client: Client, path: str, **given: object) -> object:
    return client.post(path, {"idempotency_key": uuid4().hex, **given})
