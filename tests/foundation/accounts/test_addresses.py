"""Behind a proxy each visitor counts for themselves: ten wrong passwords of a stranger keep no officer out."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh(settings: LazySettings) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


def guess(address: str, name: str) -> int:
    given = {"login": name, "password": "salah"}
    answer = Client().post("/masuk/login/", given, headers={"X-Forwarded-For": f"10.0.0.1, {address}"})
    return int(answer.status_code)


def test_a_stranger_who_guesses_keeps_nobody_else_waiting(settings: LazySettings) -> None:
    settings.BEHIND_PROXY = True
    assert 429 in [guess("203.0.113.9", "penebak") for _ in range(40)]

    assert guess("203.0.113.10", "agus") == 200


def test_without_a_proxy_nobody_chooses_an_address(settings: LazySettings) -> None:
    settings.BEHIND_PROXY = False
    for number in range(40):
        guess(f"203.0.113.{number}", f"penebak{number}")

    assert guess("203.0.113.99", "agus") == 429
