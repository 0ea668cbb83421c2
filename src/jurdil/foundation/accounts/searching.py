"""A search by somebody's name: the words stay sealed in the session, an address carries only a key to them.

So no proxy, server log, history or shared link holds whom an officer looked for; the words end with the session.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from secrets import token_hex
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext

from jurdil.foundation.accounts.middleware import KEY_FIELD, Request
from jurdil.foundation.accounts.roles import Role
from jurdil.foundation.storage.seals import seal, unseal

KEPT_AS = "searches"  # session: key -> sealed words
KEPT = 20
LENGTH = 80
MARK = "mencari"  # hidden field of a form that searches
PARAMETER = "cari"  # holds the key in the address of the list

View = Callable[..., HttpResponse]


def searchable(field: str) -> Callable[[View], View]:
    """Let the filters of a list be posted: keep the words of `field`, open the list with their key and the rest."""

    def around(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
            if request.method == "POST" and MARK in request.POST and cast(Request, request).actor.role != Role.PUBLIC:
                return _kept(request, field)
            return view(request, *args, **named)

        return answer

    return around


def _kept(request: HttpRequest, field: str) -> HttpResponse:
    words = request.POST.get(field, "").strip()[:LENGTH]
    unsaid = {field, PARAMETER, MARK, KEY_FIELD, "csrfmiddlewaretoken"}
    asked = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        if name not in unsaid and any(values):
            asked.setlist(name, values)
    if words:
        asked[PARAMETER] = token_hex(8)
        kept = {**request.session.get(KEPT_AS, {}), asked[PARAMETER]: seal(words.encode(), KEPT_AS).hex()}
        request.session[KEPT_AS] = dict(list(kept.items())[-KEPT:])
    return redirect(f"{request.path}?{asked.urlencode()}" if asked else request.path)


def searched(request: HttpRequest, field: str) -> QueryDict:
    """Return the filters of an address, with `field` as the words that its key stands for.

    A name that stands in the address itself is not taken. A key that this session does not hold narrows nothing, which
    the page says.
    """
    given = request.GET.copy()
    key = given.get(PARAMETER, "")
    for name in (PARAMETER, field):
        given.pop(name, None)
    kept = request.session.get(KEPT_AS, {}).get(key)
    if kept:
        given[field] = unseal(bytes.fromhex(kept), KEPT_AS).decode()
    elif key:
        messages.info(request, gettext("Pencarian ini tidak tersimpan lagi; seluruh daftar ditampilkan. Cari lagi."))
    return given
