"""An election with an opening in Agus's ward, and a filing of Siti's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.elections.models import Election
from jurdil.registry.people.values import PersonValues
from jurdil.stages.recruitment.filing import Filing
from jurdil.stages.recruitment.models import Opening
from jurdil.stages.recruitment.openings import open_recruitment

WARD = "31.71.01.1001"
NOW = datetime(2024, 9, 20, 3, tzinfo=UTC)
PAPERS = (
    "registration_letter",
    "curriculum_vitae",
    "identity_card",
    "diploma",
    "photo",
    "declaration",
    "health_certificate",
)


def nik(serial: int = 1) -> str:
    """Siti was born on 12 May 1990; a woman's day is raised by 40."""
    return f"317101520590{serial:04d}"


@pytest.fixture
def election() -> Election:
    return Election.objects.create(
        key="pilgub", name="Pilgub", voting_day=date(2024, 11, 27), profile="pemilihan-2024", region="31"
    )


@pytest.fixture
def opening(election: Election) -> Opening:
    kpu = Actor(role=Role.KPU_REGENCY, region="31.71", account_id=uuid4())
    return open_recruitment(actor=kpu, election=election, body=BodyKind.KPPS, region=WARD, needed=7, now=NOW)


@pytest.fixture
def agus() -> Actor:
    return Actor(role=Role.PPS, region=WARD, account_id=uuid4())


@pytest.fixture
def wati() -> Actor:
    return Actor(role=Role.PPS, region=WARD, account_id=uuid4())


@pytest.fixture
def filing(opening: Opening) -> Callable[..., Filing]:
    def make(**given: object) -> Filing:
        person = {
            "name": "Siti Rekaan",
            "nik": nik(),
            "birth_date": date(1990, 5, 12),
            "sex": "P",
            "region": WARD,
        }
        person |= {field: given.pop(field) for field in list(given) if field in PersonValues.__dataclass_fields__}
        values = {
            "opening_id": opening.id,
            "education": "SMA",
            "declarations": "Y" * 10,
            "documents": PAPERS,
            "folder": "MAP-0001",
            "health_class": "low",
            "health_issued_on": date(2024, 9, 18),
            "is_health_complete": True,
        }
        return Filing(person=PersonValues(**person), **{**values, **given})  # type: ignore[arg-type]

    return make
