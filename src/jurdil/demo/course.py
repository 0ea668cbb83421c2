"""What the steps of the main job share: where and when it takes place, who acts, and what was found so far."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from jurdil.demo.measuring import Meter
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.storage.clock import JAKARTA
from jurdil.registry.elections.models import Election
from jurdil.stages.selection.lots import Beacon


def _at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2024, month, day, hour, tzinfo=JAKARTA)


OPENED, SUBMITTED, REVIEWED, SCREENED = _at(9, 16), _at(9, 28, 20), _at(9, 29, 9), _at(9, 30)
ASKED, ANSWERED, RULED = _at(9, 30, 13), _at(10, 2), _at(10, 5)
SCORED, FROZEN, DRAWN, PLACED, APPOINTED = _at(10, 5, 12), _at(10, 6, 8), _at(10, 6, 15), _at(10, 7), _at(11, 7, 8)
ENDED = _at(11, 8, 8)
ROSTERS_AS_OF, VISITORS_UNTIL = date(2024, 9, 20), date(2024, 11, 30)


@dataclass
class Job:
    """What the steps work on, and what they found."""

    within: str
    seed: int
    folder: Path
    meter: Meter
    election: Election = field(default_factory=Election)
    wards: tuple[str, ...] = ()
    found: dict[str, Counter[str]] = field(default_factory=dict)

    @property
    def regencies(self) -> list[str]:
        """The regencies of the wards: each has its own KPU, in whose name officers act."""
        return sorted({".".join(ward.split(".")[:2]) for ward in self.wards})

    @property
    def by_plenary(self) -> str:
        """The ward whose KPPS is decided by plenary."""
        return self.wards[1]

    @property
    def with_vacancies(self) -> str:
        """The ward in which some resign."""
        return self.wards[2]

    @property
    def unsigned(self) -> str:
        """The ward whose teams wait for the visitor to change and sign them."""
        return self.wards_of(self.regencies[0])[-1]

    def wards_of(self, regency: str) -> list[str]:
        """Return the wards of a regency."""
        return [ward for ward in self.wards if ward.startswith(regency + ".")]


def beacons_of(place: str) -> list[Beacon]:
    """Return two simulated beacon values; a real draw takes them from two public sources."""
    return [
        Beacon(f"peragaan-{number}", hashlib.sha256(f"peragaan/{number}/{place}".encode()).hexdigest())
        for number in (1, 2)
    ]


def officer(region: str, number: int = 1, role: Role = Role.KPU_REGENCY) -> Actor:
    """Return a simulated officer of a KPU; two numbers are two people."""
    account = hashlib.sha256(f"{region}/{number}".encode()).digest()[:16]
    return Actor(role=role, region=region, account_id=UUID(bytes=account), is_simulated=True)
