"""A stage is opened, closed and extended by the KPU that reaches it, with a ground."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.models import Leaf
from jurdil.registry.elections.actions import close_stage, extend_stage, open_stage
from jurdil.registry.elections.models import Election, StageInterval
from jurdil.registry.elections.queries import intervals_on

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 9, 29, 3, 0, tzinfo=UTC)
PROVINCE = Actor(role=Role.KPU_PROVINCE, region="31")
AGUS = Actor(role=Role.KPU_REGENCY, region="31.71")
RULE = "recruitment.extension_days"


@pytest.fixture
def register() -> StageInterval:
    election = Election.objects.create(
        key="pilgub", name="Pilgub", voting_day=date(2024, 11, 27), profile="pemilihan-2024", region="31"
    )
    return StageInterval.objects.create(
        election=election, body="KPPS", stage="register", label="Penerimaan", region="31",
        start=date(2024, 9, 17), end=date(2024, 9, 28),
    )  # fmt: skip


def test_a_province_opens_and_closes_its_stage(register: StageInterval) -> None:
    opened = open_stage(actor=PROVINCE, interval_id=register.id, now=NOW)
    assert opened.state == "open"

    closed = close_stage(actor=PROVINCE, interval_id=register.id, now=NOW)

    assert closed.state == "closed"
    assert list(Leaf.objects.order_by("id").values_list("kind", flat=True)) == [
        "elections.stage_open",
        "elections.stage_closed",
    ]
    with pytest.raises(Conflict):
        close_stage(actor=PROVINCE, interval_id=register.id, now=NOW)


def test_a_regency_extends_for_one_ward_and_only_once(register: StageInterval) -> None:
    given = {"interval_id": register.id, "region": "31.71.01.1001", "until": date(2024, 10, 1), "rule": RULE}

    extension = extend_stage(actor=AGUS, ground="Pelamar kurang di lima TPS.", now=NOW, **given)

    assert (extension.start, extension.state) == (date(2024, 9, 29), "open")
    assert extension.ground == f"{RULE}: Pelamar kurang di lima TPS."
    assert intervals_on(date(2024, 9, 30), region="31.71.01.1001") == [extension]
    assert intervals_on(date(2024, 9, 30), region="31.71.01.1002") == []
    with pytest.raises(Conflict):
        extend_stage(actor=AGUS, ground="Sekali lagi.", now=NOW, **given)


def test_an_extension_without_ground_rule_or_days_is_refused(register: StageInterval) -> None:
    for until, rule, ground in (
        (date(2024, 10, 1), RULE, " "),
        (date(2024, 10, 1), "no.such.rule", "Pelamar kurang."),
        (date(2024, 9, 28), RULE, "Pelamar kurang."),
    ):
        with pytest.raises(Refused) as refusal:
            extend_stage(
                actor=AGUS, interval_id=register.id, region="31.71", until=until, rule=rule, ground=ground, now=NOW
            )
        assert refusal.value.rule == "recruitment.window"


def test_neither_another_role_nor_another_region_moves_a_stage(register: StageInterval) -> None:
    with pytest.raises(Refused, match=r"access\.role"):
        open_stage(actor=Actor(role=Role.PPS, region="31.71.01.1001"), interval_id=register.id, now=NOW)
    with pytest.raises(Refused, match=r"access\.region"):
        open_stage(actor=AGUS, interval_id=register.id, now=NOW)
    with pytest.raises(NotFound):
        open_stage(actor=Actor(role=Role.KPU_REGENCY, region="32.04"), interval_id=register.id, now=NOW)
