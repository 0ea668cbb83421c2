"""Warm a worker before it answers: twenty doors of a hall open in the same instant, and none waits for an import.

The first request of a cold worker imports every view and compiles what it needs, half a second of cpu. Here a worker
does that while it starts, by asking itself for the pages of a door; it changes no record and needs no visitor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any
from uuid import UUID
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.db import DatabaseError, connections
from django.urls import reverse

from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.ledger.sequencing import log_public_key
from jurdil.foundation.storage.clock import day_of, now
from jurdil.stages.consolidation.hall import told_since
from jurdil.stages.consolidation.lanes import lane_of_pass
from jurdil.stages.consolidation.scans import sync_scans

NOBODY = UUID(int=0)  # no event, lane or device has it
DOOR = "scanner", "scanner-worker"
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]  # Any: WSGI, PEP 3333


def warm(application: Application) -> None:
    """Ask `application` for the pages of a door, and the database for a lane that does not exist.

    A database that cannot be reached keeps no worker from starting; its visitors are told then.
    """
    for name in DOOR:
        _ask(application, reverse(f"consolidation:{name}", args=[NOBODY]))
    log_public_key()
    try:
        with suppress(DatabaseError):
            _knock()
    finally:
        connections.close_all()


def _ask(application: Application, path: str) -> None:
    host = next((one for one in settings.ALLOWED_HOSTS if one.strip("*.")), "localhost").lstrip(".")
    asked: dict[str, Any] = {"PATH_INFO": path, "REQUEST_METHOD": "GET", "HTTP_HOST": host}
    setup_testing_defaults(asked)
    answer = application(asked, lambda *_: None)
    for _part in answer:
        pass
    close = getattr(answer, "close", None)
    if close is not None:
        close()


def _knock() -> None:
    """Walk the way of a note as far as it goes for a lane that does not exist."""
    moment, nobody = now(), Actor(role=Role.PPS, region="")
    with suppress(Refused):
        lane_of_pass(NOBODY, NOBODY.hex, on=day_of(moment))
    with suppress(NotFound, Refused):
        sync_scans(actor=nobody, lane_id=NOBODY, device=NOBODY, sent_at=moment, notes=[], now=moment)
    with suppress(NotFound):
        told_since(actor=nobody, lane_id=NOBODY, device=NOBODY, since=None)
