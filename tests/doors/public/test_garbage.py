"""What no browser sends and any stranger can: it is answered with a page that says so, never with a fault of ours."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from jurdil.registry.elections.models import Election

pytestmark = pytest.mark.django_db
ADDRESSES = (
    "/catatan/?sebelum=9999999999999999999999",
    "/catatan/?sebelum=" + "9" * 5000,
    "/catatan/?wilayah=%00",
    "/cari/?q=%00",
    "/wilayah/31.71%00/",
    "/tps/31.71.01.1001/%00/",
    "/undian/31/?badan=%00",
    "/lamar/?tempat=%00",
    "/api/seats/31.71.01.1001?known=9999-12-31",
    "/api/seats/%00.1.1.1",
    "/api/draws/%00",
    "/panduan/?halaman=99999999999999999999999",
)


@pytest.fixture
def stranger() -> Client:
    Election.objects.create(
        key="pilgub", name="Pilgub", voting_day=date(2099, 11, 27), profile="pemilihan-2024", region="31"
    )
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address[:40])
def test_an_address_that_means_nothing_is_answered(stranger: Client, address: str) -> None:
    assert stranger.get(address).status_code in (200, 404)


@pytest.mark.parametrize("text", ["[" * 60_000, '{"a":' * 5_000, "\0"])
def test_a_receipt_that_is_none_is_said_to_be_none(stranger: Client, text: str) -> None:
    given = {"text": text, "idempotency_key": "a" * 32}

    assert stranger.post("/periksa/", given).status_code in (200, 404)


def test_a_key_that_cannot_be_stored_is_no_key(stranger: Client) -> None:
    assert stranger.post("/periksa/", {"text": "x", "idempotency_key": "a\0" * 10}).status_code == 404
