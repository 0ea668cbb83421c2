"""Whatever the frame links to opens for whom it is shown."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from pytest_django import Settings

from jurdil.foundation.accounts.models import Account, Mandate
from jurdil.foundation.accounts.roles import Role
from jurdil.registry.elections.models import Election
from jurdil.registry.regions.models import Region

pytestmark = pytest.mark.django_db
SIGNED_IN = {
    Role.PPS: "31.71.01.1001",
    Role.PPK: "31.71.01",
    Role.KPU_REGENCY: "31.71",
    Role.KPU_PROVINCE: "31",
    Role.SUPERVISOR: "31.71",
}


@pytest.fixture(autouse=True)
def pilgub(settings: Settings) -> None:
    settings.NOW = datetime(2024, 11, 10, 3, 0, tzinfo=UTC)
    Region.objects.create(
        code="31", level="provinsi", kind="provinsi", name="Jakarta", folded="jakarta", decree="-",
        since=date(2024, 2, 14),
    )  # fmt: skip
    Election.objects.create(
        key="pilgub", name="Pilgub 2024", voting_day=date(2024, 11, 27), profile="pemilihan-2024", region="31"
    )


def _frame_links(client: Client) -> set[str]:
    page = client.get("/privasi/").content.decode()
    frame = page[: page.index("<main")] + page[page.index("<footer") :]
    return set(re.findall(r'<a [^>]*href="(/[^"]*)"', frame))


def _shut(client: Client) -> dict[str, int]:
    answers = {link: client.get(link, follow=True).status_code for link in sorted(_frame_links(client))}
    return {link: status for link, status in answers.items() if status != 200}


def _desk_links(client: Client) -> set[str]:
    page = client.get("/meja/").content.decode()
    shown = re.search(r'<nav class="row".*?</nav>', page, re.DOTALL)
    return {link.replace("&amp;", "&") for link in re.findall(r'href="([^"]*)"', shown.group())} if shown else set()


@pytest.mark.parametrize(
    ("role", "count"), [(Role.PPS, 0), (Role.KPU_REGENCY, 5), (Role.KPU_PROVINCE, 5), (Role.SUPERVISOR, 1)]
)
def test_the_desk_links_to_the_rarer_work_of_the_role(client: Client, role: Role, count: int) -> None:
    account = Account.objects.create_user("agus", display_name="Agus")
    Mandate.objects.create(account=account, role=role.value, region=SIGNED_IN[role], since=date(2024, 1, 1))
    client.force_login(account)

    links = _desk_links(client)

    assert len(links) == count
    assert {client.get(link).status_code for link in links} <= {200}


@pytest.mark.parametrize("role", SIGNED_IN)
def test_an_officials_menu_opens(client: Client, role: Role) -> None:
    account = Account.objects.create_user("agus", display_name="Agus")
    Mandate.objects.create(account=account, role=role.value, region=SIGNED_IN[role], since=date(2024, 1, 1))
    client.force_login(account)

    assert _shut(client) == {}


def test_everybodys_menu_opens(client: Client) -> None:
    assert _shut(client) == {}
