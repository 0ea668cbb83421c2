"""A POST is carried out once; a refusal leaves nothing behind."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import Client
from django.urls import path
from pytest_django import Settings

from jurdil.errors import Refused
from jurdil.foundation.accounts.models import Account, Posting

KEY = "0123456789abcdef0123"


def _make(request: HttpRequest) -> HttpResponse:
    made = Account.objects.create_user(username=f"a{Account.objects.count()}")
    return HttpResponseRedirect(f"/made/{made.username}/")


def _refuse(request: HttpRequest) -> HttpResponse:
    Account.objects.create_user(username="left-behind")
    raise Refused("test.rule", "Tidak boleh.", "Coba lain.")


urlpatterns = [path("make/", _make), path("refuse/", _refuse)]


@pytest.fixture(autouse=True)
def _urls(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.locmem.Loader",
                        {"refusal.html": "{{ refusal.rule }}: {{ refusal.reason }} {{ refusal.remedy }}"},
                    )
                ]
            },
        }
    ]


@pytest.mark.django_db
def test_the_same_key_twice_makes_one_thing_and_leads_to_it(client: Client) -> None:
    first = client.post("/make/", {"idempotency_key": KEY})
    second = client.post("/make/", {"idempotency_key": KEY})

    assert first.headers["Location"] == second.headers["Location"] == "/made/a0/"
    assert Account.objects.count() == 1


@pytest.mark.django_db
def test_a_post_without_a_key_is_refused_with_a_remedy(client: Client) -> None:
    answer = client.post("/make/")

    assert answer.status_code == 400
    assert b"access.once" in answer.content
    assert Account.objects.count() == 0


@pytest.mark.django_db
def test_a_refusal_names_its_rule_and_leaves_nothing_behind(client: Client) -> None:
    answer = client.post("/refuse/", {"idempotency_key": KEY})

    assert answer.status_code == 403
    assert b"test.rule" in answer.content
    assert Account.objects.count() == 0
    assert Posting.objects.count() == 0
