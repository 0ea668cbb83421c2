"""The demo hands out a sign-in per role; an applicant's code opens an invented person's own file."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings
from tests.journeys.one_life import CAST, WARD, at, new_life

from jurdil.demo.signins import open_own_files, open_sign_ins
from jurdil.demo.summary import sign_in_lines
from jurdil.foundation.accounts.roles import LABELS_ID, Role

OPENS = (Role.APPLICANT, Role.PPS, Role.PPK, Role.KPU_REGENCY, Role.KPU_PROVINCE, Role.SUPERVISOR, Role.PARTNER)


@pytest.mark.slow
def test_whoever_is_asked_and_whoever_serves_opens_the_own_file(
    db: None, settings: Settings, tmp_path: Path, client: Client
) -> None:
    settings.HOME, settings.NOW = tmp_path / "home", at(11, 8)
    life = new_life(tmp_path)
    for step in (life.apply, life.review, life.screen, life.ask, life.exclude_budi, life.select, life.place):
        step()

    asked, seated = open_own_files(life.election, now=at(11, 8))

    assert asked.number == life.application("Rina").number
    assert "Apakah ini Anda?" in _opened(client, asked.code, "/berkas/klarifikasi/")
    assert "SK-1/2024" in _opened(client, seated.code, "/berkas/")
    officials = open_sign_ins("31.71", WARD, since=at(1, 1).date(), now=at(11, 8))
    lines = "\n".join(sign_in_lines(officials, [asked, seated], [("guest", "/undangan/x/y/")]))
    assert all(LABELS_ID[role] in lines for role in OPENS)
    assert asked.code in lines
    assert not any(one.name in lines for one in CAST.values())


def test_where_nobody_applied_no_code_is_handed_out(db: None, tmp_path: Path) -> None:
    assert open_own_files(new_life(tmp_path).election, now=at(11, 8)) == []


def _opened(client: Client, code: str, page: str) -> str:
    answer = client.post("/berkas/masuk/", {"code": code, "idempotency_key": code.rjust(32, "0")})
    assert answer.headers["Location"] == "/berkas/"
    return client.get(page).content.decode()
