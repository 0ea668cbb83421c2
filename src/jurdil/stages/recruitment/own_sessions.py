"""An own file that was opened with a code stays open only as long as that code holds."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from jurdil.foundation.accounts.middleware import PERSON_KEY
from jurdil.stages.recruitment.models import Application

CODE_KEY = "code"  # session: the application whose code opened the own file, and the keyed hash of that code


def open_own_file(request: HttpRequest, row: Application) -> None:
    """Open the own file of the application's person in this browser, with the code that holds now."""
    request.session.cycle_key()
    request.session[PERSON_KEY] = str(row.person_id)
    request.session[CODE_KEY] = {"application": str(row.id), "hash": row.code_hash}


def close_own_file(request: HttpRequest) -> None:
    """Leave nothing of the own file open in this browser: several people may use one phone."""
    request.session.flush()


class OwnSessionMiddleware:
    """Ends the session of an own file whose code was renewed since: else whoever had a stolen code stays in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with a session that still holds."""
        opened = request.session.get(CODE_KEY)
        if opened is not None:
            holds = Application.objects.filter(id=opened["application"], code_hash=opened["hash"])
            if not holds.exists():
                request.session.flush()
        return self.get_response(request)
