"""Codes that were just given, kept sealed in the session of who asked, so that the receipt can be printed.

A code is shown in this session for half an hour and nowhere else.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest

from jurdil.foundation.storage.seals import seal, unseal

KEY = "receipt_codes"
SHOWN_FOR = timedelta(minutes=30)
KEPT = 5


def remember_code(request: HttpRequest, application_id: UUID, code: str, now: datetime) -> None:
    """Keep a code for the page that the request is led to."""
    codes: dict[str, list[str]] = request.session.get(KEY, {})
    codes[str(application_id)] = [now.isoformat(), seal(code.encode(), KEY).hex()]
    request.session[KEY] = dict(list(codes.items())[-KEPT:])


def code_of(request: HttpRequest, application_id: UUID, now: datetime) -> str:
    """Return the code that this session was given for an application, empty after half an hour."""
    kept = request.session.get(KEY, {}).get(str(application_id))
    if kept is None or now - datetime.fromisoformat(kept[0]) > SHOWN_FOR:
        return ""
    return unseal(bytes.fromhex(kept[1]), KEY).decode()
