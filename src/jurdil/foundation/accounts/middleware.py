"""The walls around every page: from where, in which language, who acts, once only, and a refusal that helps."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address
from typing import cast
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, is_valid_path, resolve
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.models import Posting
from jurdil.foundation.accounts.queries import actor_of
from jurdil.foundation.accounts.roles import PUBLIC_ACTOR, Actor, Role
from jurdil.foundation.storage.clock import day_of, now
from jurdil.foundation.storage.seals import lookup_hash

Answer = Callable[[HttpRequest], HttpResponse]
MANDATE_KEY = "mandate"  # session: the mandate an official chose
PERSON_KEY = "person"  # session: the person who opened their own file with the code of their receipt
LINK_KEY = "link"  # session: the person whose personal link was followed, and the pages that it opens
KEY_FIELD = "idempotency_key"
KEY_HEADER = "Idempotency-Key"
MACHINES = "/api/"
NULL = "\0"
NOT_ALLOWED = 405
UNKEYED = ("/masuk/", "/i18n/")  # sign-in is limited by rate, choosing a language changes no record


class Request(HttpRequest):
    """A request that knows in whose name it acts."""

    actor: Actor


class AddressMiddleware:
    """Takes a visitor's address from the proxy in front: else all would share its one, and wait for one another.

    Only what the proxy itself added counts, the last of X-Forwarded-For; what stands before it anybody can write.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with REMOTE_ADDR set."""
        added = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if settings.BEHIND_PROXY and _is_address(added):
            request.META["REMOTE_ADDR"] = added
        return self.get_response(request)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


class LanguageMiddleware:
    """Speaks Indonesian unless the visitor chose English on a page; a phone's own language decides nothing.

    A machine is answered in the language that it accepts.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the chosen language."""
        if request.path.startswith(MACHINES):
            chosen = translation.get_language_from_request(request)
        else:
            chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        with translation.override(chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", str(request.LANGUAGE_CODE))
            if request.path.startswith(MACHINES):
                patch_vary_headers(response, ["Accept-Language"])
            return response


class ActorMiddleware:
    """Sets `request.actor`: an official's account with the chosen mandate, an applicant's own person, or the public.

    Whoever followed a personal link is that person on the pages of the link, and the public elsewhere.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the actor set."""
        actor = PUBLIC_ACTOR
        if request.user.is_authenticated:
            chosen = request.session.get(MANDATE_KEY)
            found = actor_of(request.user, day_of(now()), UUID(chosen) if chosen else None)
            actor = found or PUBLIC_ACTOR
        elif PERSON_KEY in request.session:
            actor = Actor(role=Role.APPLICANT, region="", person_id=UUID(request.session[PERSON_KEY]))
        elif LINK_KEY in request.session and request.path.startswith(tuple(request.session[LINK_KEY]["pages"])):
            actor = Actor(role=Role.APPLICANT, region="", person_id=UUID(request.session[LINK_KEY]["person"]))
        cast(Request, request).actor = actor
        return self.get_response(request)


def self_keyed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a view that itself takes each thing once, however often it is sent; it needs no key and no transaction.

    What it reads and answers then holds no other writer up.
    """
    view.is_self_keyed = True  # type: ignore[attr-defined]  # Django marks views in this way too
    return view


def _is_self_keyed(path: str) -> bool:
    try:
        return getattr(resolve(path).func, "is_self_keyed", False)
    except Resolver404:
        return False


class PostingMiddleware:
    """Carries out each POST once: a form's key, its verb and the page it led to are one transaction.

    A second POST with the same key (a double click, a retry after a dead network) is led to the same page. A form that
    was not accepted leaves no key behind.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, once per key."""
        if _holds_null(request):
            return _unreadable(request)
        if request.method != "POST" or request.path.startswith(UNKEYED) or _is_self_keyed(request.path_info):
            return self.get_response(request)
        if any(NULL in value for _name, values in request.POST.lists() for value in values):
            return _unreadable(request)
        key = request.headers.get(KEY_HEADER) or request.POST.get(KEY_FIELD, "")
        if not 16 <= len(key) <= 64:
            return _keyless(request, 400)
        return self._once(request, key)

    def _once(self, request: HttpRequest, key: str) -> HttpResponse:
        # A phone's address changes between two tries, so without an account the random key alone is the owner.
        owner = lookup_hash(str(cast(Request, request).actor.account_id or "public"))
        try:
            with transaction.atomic():
                done = Posting.objects.filter(key=key).first()
                if done is not None:
                    return self._again(request, done, owner)
                response = self.get_response(request)
                if response.status_code >= 400:
                    transaction.set_rollback(True)
                    return response
                location = response.headers.get("Location", "") or response.headers.get("HX-Redirect", "")
                if location or response.headers.get("X-Posting-Done"):
                    Posting.objects.create(
                        key=key, owner=owner, path=request.path[:200], location=location[:500], at=now()
                    )
                return response
        except IntegrityError:  # two of the same key at once: the first one won
            done = Posting.objects.filter(key=key).first()
            if done is None:
                raise
            return self._again(request, done, owner)

    @staticmethod
    def _again(request: HttpRequest, done: Posting, owner: str) -> HttpResponse:
        if done.owner != owner or done.path != request.path[:200]:
            return _keyless(request, 409)
        return HttpResponseRedirect(done.location or request.path)


def _holds_null(request: HttpRequest) -> bool:
    """Return whether an address holds the sign that no text and not every database can hold."""
    return NULL in request.path or any(NULL in value for _name, values in request.GET.lists() for value in values)


def _unreadable(request: HttpRequest) -> HttpResponse:
    if request.path.startswith(MACHINES):
        reason = gettext("Alamatnya salah ketik, atau halamannya bukan untuk peran Anda.")
        return JsonResponse({"rule": "", "reason": reason, "remedy": ""}, status=404)
    return render(request, "404.html", {"reason": ""}, status=404)


def _keyless(request: HttpRequest, status: int) -> HttpResponse:
    """Refuse a POST that brings no key of its own: as JSON on the interface for machines, as a page elsewhere."""
    refusal = Refused(
        "access.once",
        "Formulir ini tidak membawa kunci pengirimannya, atau kunci itu milik kiriman lain.",
        "Buka kembali halamannya, lalu kirim sekali lagi.",
    )
    shown = Refused(refusal.rule, _in_language(refusal.reason), _in_language(refusal.remedy))
    if request.path.startswith(MACHINES):
        return JsonResponse({"rule": shown.rule, "reason": shown.reason, "remedy": shown.remedy}, status=status)
    return render(request, "refusal.html", {"refusal": shown}, status=status)


class RefusalMiddleware:
    """Turns Refused, Conflict and NotFound into a page that names the rule and what can be done.

    Whoever opens the address of a form's action (a language chosen after a slip, a reload) is led to its page.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; the exceptions come through `process_exception`."""
        response = self.get_response(request)
        if response.status_code != NOT_ALLOWED or request.path.startswith(MACHINES):
            return response
        if request.method in ("GET", "HEAD"):
            query = request.GET.urlencode()
            return HttpResponseRedirect(_page_above(request.path_info) + (f"?{query}" if query else ""))
        shown = render(request, "405.html", status=NOT_ALLOWED)
        shown.headers["Allow"] = response.headers.get("Allow", "")
        return shown

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """Return the page for a refusal, or None for a real fault."""
        if isinstance(fault, Refused):
            refusal = Refused(fault.rule, _in_language(fault.reason), _in_language(fault.remedy))
            return render(request, "refusal.html", {"refusal": refusal}, status=403)
        if isinstance(fault, Conflict):
            return render(request, "conflict.html", {"conflict": _in_language(str(fault))}, status=409)
        if isinstance(fault, NotFound | ObjectDoesNotExist):
            reason = _in_language(str(fault)) if isinstance(fault, NotFound) else ""
            return render(request, "404.html", {"reason": reason}, status=404)
        return None


def _page_above(path: str) -> str:
    """Return the nearest address above `path` that there is; one that is an action too leads on to its own page."""
    steps = path.strip("/").split("/")
    for end in range(len(steps) - 1, 0, -1):
        above = f"/{'/'.join(steps[:end])}/"
        if is_valid_path(above):
            return above
    return "/"


def _in_language(text: str) -> str:
    return gettext(text) if text else ""


def is_demo() -> bool:
    """Return whether every page must say that people and rulings here are invented."""
    return bool(settings.MODE == "demo")
