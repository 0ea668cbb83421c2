"""JSON answers: what a verb gave, or its refusal with rule, reason and remedy; never a value that somebody sent."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from jurdil.engines.tables import MissingColumn, UnreadableFile
from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.storage.files import file_words

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
METHODS: dict[str, str] = {}


class BadBody(Exception):
    """The body of the request cannot be read; the message says what to send."""


def answer(content: Mapping[str, object], status: int = 200) -> JsonResponse:
    """Return `content` as JSON in readable letters."""
    return JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False})


def refusal(status: int, reason: str, rule: str = "", remedy: str = "") -> JsonResponse:
    """Return a refusal in the language of the request.

    rule: empty where no rule speaks (nothing there, a body that cannot be read).
    """
    reason, remedy = (_(text) if text else "" for text in (reason, remedy))
    return answer({"rule": rule, "reason": reason, "remedy": remedy}, status)


def takes(method: str) -> Callable[[View[P]], View[P]]:
    """Admit one HTTP method to a view and turn its refusals into JSON."""

    def mark(view: View[P]) -> View[P]:
        METHODS[view.__name__] = method

        @functools.wraps(view)
        def answered(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method not in (method, "HEAD" if method == "GET" else method):
                wrong = refusal(
                    405,
                    _("Alamat ini tidak menerima cara kirim itu."),
                    remedy=_("Pakai %(method)s.") % {"method": method},
                )
                wrong["Allow"] = method
                return wrong
            try:
                return view(request, *args, **kwargs)
            except Refused as fault:
                return refusal(403, fault.reason, fault.rule, fault.remedy)
            except NotFound as fault:
                return refusal(404, str(fault))
            except Conflict as fault:
                return refusal(409, str(fault), remedy=_("Baca keadaan terbarunya, lalu putuskan lagi."))
            except BadBody as fault:
                return refusal(400, str(fault), remedy=_("Lihat /api/openapi.json."))
            except (MissingColumn, UnreadableFile) as fault:
                reason, remedy = file_words(fault)
                return refusal(400, reason, remedy=remedy)

        return answered

    return mark
