"""Where applicants are too few, registration is extended once, with the law's ground; elsewhere it is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.registry.bodies.models import BodyKind
from jurdil.registry.elections.models import Election, PollingStation, StageInterval
from jurdil.stages.recruitment.actions import submit_application
from jurdil.stages.recruitment.coverage import PlaceState, places_of
from jurdil.stages.recruitment.extending import extend_registration
from jurdil.stages.recruitment.filing import Filing
from jurdil.stages.recruitment.models import Opening
from jurdil.stages.recruitment.openings import open_recruitment

pytestmark = pytest.mark.django_db

WARD, NOW = "31.71.01.1001", datetime(2024, 9, 20, 3, tzinfo=UTC)
OVER = datetime(2024, 9, 29, 3, tzinfo=UTC)
KPU = Actor(role=Role.KPU_REGENCY, region="31.71", account_id=uuid4())
GROUND = "Pelamar kurang di satu RW."
Make = Callable[..., Filing]


@pytest.fixture
def station(election: Election) -> PollingStation:
    for body in ("KPPS", "PPS"):
        StageInterval.objects.create(
            election=election,
            body=body,
            stage="register",
            label="Pendaftaran",
            region="31",
            start=date(2024, 9, 17),
            end=date(2024, 9, 28),
        )
    return PollingStation.objects.create(
        election=election, code=WARD + "/001", region=WARD, number=1, voters=500, rw="003", rts="001"
    )


def extend(
    election: Election, until: date, body: BodyKind = BodyKind.KPPS, actor: Actor = KPU, **given: object
) -> object:
    call = {"regions": [WARD], "ground": GROUND, "now": OVER, **given}
    return extend_registration(actor=actor, election=election, body=body, until=until, **call)  # type: ignore[arg-type]


def test_a_ward_that_is_short_receives_applications_again(
    station: PollingStation, election: Election, opening: Opening, filing: Make, agus: Actor
) -> None:
    extend(election, date(2024, 10, 1))

    opening.refresh_from_db()
    assert opening.closes == date(2024, 10, 1)
    assert submit_application(actor=agus, filing=filing(), now=OVER).is_new
    assert set(Leaf.objects.filter(region=WARD).values_list("kind", "rule")) >= {
        ("recruitment.extended", "recruitment.shortage_unit"),
        ("elections.stage_extended", "recruitment.shortage_unit"),
    }
    place = places_of(actor=KPU, election=election, body=BodyKind.KPPS, on=date(2024, 9, 29))[0]
    assert (place.state, place.is_extended, place.applied, place.short_rws) == (PlaceState.OPEN, True, 1, ("3",))
    with pytest.raises(Conflict):
        extend(election, date(2024, 10, 4))


def test_somebody_without_a_health_certificate_does_not_count_yet(
    station: PollingStation, election: Election, opening: Opening, filing: Make, agus: Actor
) -> None:
    submit_application(actor=agus, filing=filing(rw="003", documents=("photo",)), now=NOW)

    place = places_of(actor=KPU, election=election, body=BodyKind.KPPS, on=NOW.date())[0]

    assert (place.applied, place.counting, place.needed) == (1, 0, 7)


def test_where_every_rw_has_enough_nothing_is_extended(
    station: PollingStation, election: Election, opening: Opening, filing: Make, agus: Actor
) -> None:
    for serial in range(1, 8):
        submit_application(actor=agus, filing=filing(nik=f"317101520590{serial:04d}", rw="3"), now=NOW)

    with pytest.raises(Refused, match=r"recruitment\.shortage_unit"):
        extend(election, date(2024, 10, 1))


def test_a_pps_gets_three_days_more_and_not_four(station: PollingStation, election: Election) -> None:
    made = open_recruitment(actor=KPU, election=election, body=BodyKind.PPS, region=WARD, needed=3, now=NOW)
    late = {"now": datetime(2024, 5, 9, 3, tzinfo=UTC)}
    StageInterval.objects.filter(body="PPS").update(start=made.opens, end=made.closes)

    with pytest.raises(Refused, match=r"recruitment\.extension_days"):
        extend(election, date(2024, 5, 12), BodyKind.PPS, **late)
    with pytest.raises(Refused, match=r"recruitment\.window"):
        extend(election, made.closes, BodyKind.PPS, **late)
    extend(election, date(2024, 5, 11), BodyKind.PPS, **late)

    made.refresh_from_db()
    assert made.closes == date(2024, 5, 11)


def test_only_the_kpu_of_the_region_extends_and_only_what_was_opened(
    station: PollingStation, election: Election, agus: Actor
) -> None:
    with pytest.raises(Refused, match=r"access\.role"):
        extend(election, date(2024, 10, 1), actor=agus)
    with pytest.raises(Refused, match=r"access\.region"):
        extend(election, date(2024, 10, 1), actor=Actor(Role.KPU_REGENCY, "31.74", uuid4()))
    with pytest.raises(NotFound):
        extend(election, date(2024, 10, 1))
    with pytest.raises(NotFound):
        places_of(actor=KPU, election=election, body=BodyKind.KPPS, on=NOW.date(), region="31.74")
