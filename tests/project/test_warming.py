"""A worker is warm before its first visitor: every view is imported, a database that is away keeps nobody out."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from jurdil.project import warming

LOADED = """
import sys
import jurdil.project.wsgi
from django.urls import resolvers
print("jurdil.stages.consolidation.devices" in sys.modules, "urlconf_module" in vars(resolvers.get_resolver()))
"""


def test_a_worker_asks_itself_for_the_pages_of_a_door(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(warming, "_knock", lambda: None)

    def site(environ: dict[str, Any], start: Callable[..., object]) -> list[bytes]:
        asked.append(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
        start("200 OK", [])
        return [b""]

    warming.warm(site)

    assert len(asked) == 2
    assert all(one.startswith("GET /meja/konsolidasi/") and "/pindai/" in one for one in asked)


def test_a_database_that_is_away_keeps_no_worker_from_starting(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError

    monkeypatch.setattr(warming, "_knock", away)

    warming.warm(lambda _environ, _start: [])


@pytest.mark.django_db
def test_walking_the_way_of_a_note_changes_no_record() -> None:
    warming._knock()


@pytest.mark.slow
def test_the_served_application_has_its_views_before_anybody_asks(tmp_path: Path) -> None:
    house = {**os.environ, "JURDIL_MODE": "demo", "JURDIL_HOME": str(tmp_path), "JURDIL_DATABASE_URL": ""}

    said = subprocess.run([sys.executable, "-c", LOADED], env=house, capture_output=True, text=True, check=True)

    assert said.stdout.split() == ["True", "True"], "and a database without tables was no obstacle"
