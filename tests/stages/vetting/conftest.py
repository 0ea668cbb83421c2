"""A ward with Siti, Budi and his innocent namesake Rina, and a party list that names Budi. All invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from jurdil.engines.linkage.model import Model
from jurdil.engines.linkage.tokens_model import TokenModel
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.elections.models import Election
from jurdil.registry.people.models import Person
from jurdil.registry.rosters.actions import import_roster
from jurdil.registry.rosters.models import RosterKind, Snapshot
from jurdil.stages.recruitment.models import Application, Opening
from jurdil.stages.vetting.hearing import Answer
from jurdil.stages.vetting.models import AnswerKind, FrozenModel, Match, Screening
from jurdil.stages.vetting.screening import screen_people

NOW = datetime(2024, 10, 1, 3, tzinfo=UTC)
ON = date(2024, 10, 1)
WARD = "31.71.01.1001"
PAPER = Answer(AnswerKind.MEMBER, papers={"letter": {"how": "paper", "seen_by": "pps", "folder": "7"}})


def nik(born: date, serial: int, region: str = WARD) -> str:
    """Return the identity number that an invented man born on that day has."""
    return region.replace(".", "")[:6] + born.strftime("%d%m%y") + f"{serial:04d}"


def officer(region: str = "31.71", role: Role = Role.KPU_REGENCY, **given: object) -> Actor:
    return Actor(role=role, region=region, account_id=uuid4(), name="Rekaan", **given)  # type: ignore[arg-type]


@dataclass
class World:
    """What the tests of this room stand on."""

    folder: Path
    election: Election
    opening: Opening
    people: dict[str, Person] = field(default_factory=dict)
    applications: dict[str, Application] = field(default_factory=dict)
    gone: set[UUID] = field(default_factory=set)
    days: int = 1
    agus: Actor = field(default_factory=officer)
    wati: Actor = field(default_factory=officer)
    pps: Actor = field(default_factory=lambda: officer(WARD, Role.PPS))

    def apply(self, name: str, born: date, serial: int, key: str = "", **given: object) -> Person:
        person = Person.objects.create(name=name, sex="L", birth_date=born, region=WARD, nik=nik(born, serial), **given)
        key = key or name.split()[0]
        self.people[key] = person
        self.applications[key] = Application.objects.create(
            opening=self.opening,
            person=person,
            body=BodyKind.KPPS,
            region=WARD,
            number=len(self.people),
            candidacy="registered",
            contact_at=NOW,
            submitted_at=NOW,
        )
        return person

    def bring(self, rows: list[str], *, day: int = 1, roster: str = "partai-07", kind: str = "party") -> Snapshot:
        path = self.folder / "list.csv"
        path.write_text("\n".join(["id,name,nik,birth_date,sex,region", *rows]) + "\n")
        return import_roster(
            actor=self.agus,
            path=path,
            roster=roster,
            kind=RosterKind(kind),
            source="Partai Rekaan",
            as_of=date(2024, 9, day),
            region="31.71",
            now=NOW,
        )

    def screen(self, *snapshots: Snapshot) -> Screening:
        return self.screen_region("31.71", *snapshots)

    def screen_region(self, region: str, *snapshots: Snapshot) -> Screening:
        return screen_people(
            actor=self.agus, election=self.election, region=region, snapshots=snapshots, now=NOW, on=ON
        )

    def match(self, key: str, **given: object) -> Match:
        return Match.objects.get(person=self.people[key], **given)


def freeze(world: World, kind: str, model: Model | TokenModel) -> FrozenModel:
    """Let a model hold, so that an answer hangs on it and no longer on how many entries there are."""
    return FrozenModel.objects.create(
        election=world.election, about=kind, text=model.to_json(), digest="0" * 64, people=1_000, entries=1_000,
        learnt_at=NOW, frozen_at=NOW,
    )  # fmt: skip


BUDI_BORN = date(1990, 5, 12)
RINA_BORN = date(1996, 2, 3)


def budi_entry(entry_id: str = "A-1", name: str = "Budi Santoso Rekawan") -> str:
    return f"{entry_id},{name},{nik(BUDI_BORN, 1)},{BUDI_BORN},L,{WARD}"


def strangers(count: int = 300) -> list[str]:
    """Return entries about other people, so that a name in the list is as rare as in a real one."""
    syllables = ("ba", "ci", "du", "ge", "ho", "ki", "la", "mu", "ne", "ra")
    names = (
        syllables[n % 10] + syllables[n // 10 % 10] + "wan " + syllables[n // 100 % 10] + "rto" for n in range(count)
    )
    return [f"S-{n},{name},,{date(1970, 1, 1 + n % 28)},L,32.71" for n, name in enumerate(names)]


@pytest.fixture
def world(tmp_path: Path, settings: pytest.FixtureRequest, db: None) -> World:
    settings.HOME = tmp_path / "home"  # type: ignore[attr-defined]
    election = Election.objects.create(
        key="pilgub", name="Pilgub", voting_day=date(2024, 11, 27), profile="pemilihan-2024", region="31"
    )
    opening = Opening.objects.create(
        election=election, body=BodyKind.KPPS, region=WARD, needed=7, opens=date(2024, 9, 17), closes=date(2024, 9, 28)
    )
    made = World(tmp_path, election, opening)
    made.apply("Budi Santoso Rekawan", BUDI_BORN, 1)
    made.apply("Siti Aminah Rekawati", date(1985, 7, 20), 2)
    return made


@pytest.fixture
def budi(world: World) -> Match:
    """The match of Budi with the party's entry."""
    world.screen(world.bring([budi_entry()]))
    return world.match("Budi")


@pytest.fixture
def ids() -> Callable[[list[Match]], set[UUID]]:
    return lambda matches: {match.id for match in matches}
